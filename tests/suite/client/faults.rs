//! Many runs against each kind of fault: no page lost, no flag doubled, no write applied twice, the right outcome told.

use std::sync::Arc;
use std::time::Duration;

use flagwise::flags::{Catalog, Flag, FlagKey, Instruction, ProjectKey, SemanticPatch};
use flagwise::launchdarkly::{Change, Client, ClientOptions, Error, PatchOptions};
use flagwise::simulator::{Clock, Fault, FaultKind, Simulator, SimulatorOptions};
use futures::stream::{self, StreamExt};
use serde_json::Value;

use super::load::{client, client_options, content};

/// Loads and writes for each kind of fault.
const RUNS: usize = 200;
/// Runs at the same time, each with a client of its own: rate limits would take their time otherwise.
const AT_ONCE: usize = 40;

/// The smaller project of the sample data, on small pages: many requests with little in them.
const PROJECT: &str = "warehouse";
const PAGE_SIZE: usize = 3;

fn start(extra_flags: usize) -> Simulator {
    let slow_body = Duration::from_millis(10);
    let clock = Clock::stopped_at(Clock::system().now());
    Simulator::start(SimulatorOptions { extra_flags, slow_body, clock, ..SimulatorOptions::default() }).unwrap()
}

/// How often a fault strikes: a 401 ends everything, so that it must be rare to let anything through.
fn rate(kind: FaultKind) -> f64 {
    if kind == FaultKind::EmptyUnauthorized { 0.1 } else { 0.25 }
}

/// What a load may end in; anything else is a wrong word to the user.
fn is_right(kind: FaultKind, error: &Error) -> bool {
    match kind {
        FaultKind::RateLimited => matches!(error, Error::RateLimited { .. }),
        FaultKind::InternalError | FaultKind::Unavailable | FaultKind::GatewayTimeout => {
            matches!(error, Error::Server(_))
        }
        FaultKind::EmptyUnauthorized => matches!(error, Error::Unauthorized(_)),
        FaultKind::TruncatedBody | FaultKind::ResetBefore | FaultKind::ResetAfter => {
            matches!(error, Error::Network { .. })
        }
        FaultKind::WrongTypes => matches!(error, Error::Decode { .. }),
        FaultKind::Conflict => matches!(error, Error::OptimisticLock(_)),
        FaultKind::SlowBody | FaultKind::ExtraFields | FaultKind::NoTotalCount | FaultKind::WrongTotalCount => false,
    }
}

async fn load(client: Client, project: ProjectKey) -> Result<(Catalog, Vec<String>), Error> {
    let load = client.load_catalog(&project, &["test".into()], |_| {}).await?;
    Ok((load.catalog, load.notes))
}

fn small_pages(simulator: &Simulator) -> Client {
    Client::new(ClientOptions { page_size: PAGE_SIZE, ..client_options(simulator) }).unwrap()
}

/// Takes the fault's own fields out, which it also puts where any name means something: among environments, and into
/// the values of variations.
fn without_tomorrow(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.shift_remove("_fieldOfTomorrow");
            fields.values_mut().for_each(|inner| *inner = without_tomorrow(inner.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| *inner = without_tomorrow(inner.take())),
        _ => {}
    }
    value
}

/// Loads a project again and again with this fault about. Whatever comes back as a catalog must be the whole truth.
async fn loads_under(kind: FaultKind) {
    let simulator = start(0);
    let project = ProjectKey::new(PROJECT);
    let (truth, _) = load(small_pages(&simulator), project.clone()).await.unwrap();
    assert!(truth.flags.len() > 2 * PAGE_SIZE, "several pages");
    simulator.set_faults(vec![Fault::new(kind, rate(kind))]);
    let runs = stream::iter(0..RUNS).map(|_| load(small_pages(&simulator), project.clone()));
    let results: Vec<_> = runs.buffer_unordered(AT_ONCE).collect().await;

    let (mut whole, mut failed) = (0, 0);
    for result in results {
        match result {
            Ok((catalog, notes)) => {
                assert!(catalog.flags.keys().eq(truth.flags.keys()), "{kind:?}: a flag is missing or too many");
                if notes.is_empty() {
                    let same = without_tomorrow(content(&catalog)) == content(&truth);
                    assert!(same, "{kind:?}: something is not as it is");
                    whole += 1;
                }
            }
            Err(error) => {
                assert!(is_right(kind, &error), "{kind:?}: {error:?}");
                failed += 1;
            }
        }
    }
    eprintln!("{}: {RUNS} loads: {whole} whole, {} with notes, {failed} failed", kind.name(), RUNS - whole - failed);
    assert!(whole > RUNS / 4, "{kind:?}: only {whole} loads came through");
}

/// What a writer was told.
#[derive(Debug, PartialEq)]
enum Told {
    Done,
    NotDone,
    NobodyKnows,
}

/// Adds a rule, which would be there twice if it were applied twice, to a flag of its own in each run. Afterwards the
/// simulator is asked how often it is there.
async fn writes_under(kind: FaultKind) {
    let simulator = start(RUNS);
    let (truth, _) = load(client(&simulator), simulator.project()).await.unwrap();
    let live = truth.flags.values().filter(|flag| !flag.archived && !flag.variations.is_empty());
    let flags: Vec<Arc<Flag>> = live.take(RUNS).cloned().collect();
    assert_eq!(flags.len(), RUNS);

    simulator.set_faults(vec![Fault::new(kind, rate(kind))]);
    let runs = stream::iter(&flags).map(|flag| {
        let options = client_options(&simulator);
        let project = simulator.project();
        async move { (flag.key.clone(), add_rule(options, &project, flag, kind).await) }
    });
    let told: Vec<(FlagKey, Told)> = runs.buffer_unordered(AT_ONCE).collect().await;
    simulator.set_faults(Vec::new());
    let (after, _) = load(client(&simulator), simulator.project()).await.unwrap();

    let mut counts = [0; 3];
    for (key, told) in told {
        let rules = &after.flags[&key].environments["test"].rules;
        let applied = rules.iter().filter(|rule| rule.description.as_deref() == Some("of the test")).count();
        assert!(applied <= 1, "{kind:?}: {key} was changed {applied} times");
        match told {
            Told::Done => assert_eq!(applied, 1, "{kind:?}: {key} was said to be changed"),
            Told::NotDone => assert_eq!(applied, 0, "{kind:?}: {key} was said not to be changed"),
            Told::NobodyKnows => {}
        }
        counts[told as usize] += 1;
    }
    eprintln!("{}: {RUNS} writes: {} done, {} not done, {} unknown", kind.name(), counts[0], counts[1], counts[2]);
    assert!(counts[0] > RUNS / 4, "{kind:?}: only {} writes came through", counts[0]);
    assert!(counts[2] < RUNS / 20, "{kind:?}: {} outcomes remained unknown", counts[2]);
}

async fn add_rule(options: ClientOptions, project: &ProjectKey, flag: &Flag, kind: FaultKind) -> Told {
    let variation = flag.variations[0].id.clone().unwrap();
    let instruction = serde_json::json!({
        "kind": "addRule", "variationId": variation, "description": "of the test",
        "clauses": [{ "contextKind": "user", "attribute": "country", "op": "in", "values": ["de"], "negate": false }],
    });
    let instruction: Instruction = serde_json::from_value(instruction).unwrap();
    let patch = SemanticPatch::in_environment("test".into(), vec![instruction]);
    let client = Client::new(options).unwrap();
    match client.change_flag(project, flag, &patch, &["test".into()], PatchOptions::default()).await {
        Ok(Change::Done(_)) => Told::Done,
        Ok(Change::NotDone { .. }) => Told::NotDone,
        Ok(Change::Unknown { accepted: true, .. }) => Told::Done,
        Ok(Change::Unknown { .. } | Change::Unclear { .. }) => Told::NobodyKnows,
        Ok(Change::Deleted) => panic!("nobody deleted {}", flag.key),
        Err(error) => {
            assert!(is_right(kind, &error), "{kind:?}: {error:?}");
            Told::NotDone
        }
    }
}

macro_rules! kinds {
    ($($name:ident: $kind:ident,)*) => {
        mod loads {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::loads_under(super::FaultKind::$kind).await;
            })*
        }
        mod writes {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::writes_under(super::FaultKind::$kind).await;
            })*
        }

        #[test]
        fn no_kind_is_left_out() {
            assert_eq!([$(FaultKind::$kind),*].len(), FaultKind::ALL.len());
        }
    };
}

kinds! {
    rate_limited: RateLimited,
    internal_error: InternalError,
    unavailable: Unavailable,
    gateway_timeout: GatewayTimeout,
    empty_unauthorized: EmptyUnauthorized,
    conflict: Conflict,
    slow_body: SlowBody,
    truncated_body: TruncatedBody,
    reset_before: ResetBefore,
    reset_after: ResetAfter,
    wrong_types: WrongTypes,
    extra_fields: ExtraFields,
    no_total_count: NoTotalCount,
    wrong_total_count: WrongTotalCount,
}
