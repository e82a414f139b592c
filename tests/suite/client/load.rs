//! Loading a whole project from the simulator, and changing flags there.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use flagwise::flags::{Catalog, EnvironmentKey, FlagState, Instruction, SemanticPatch};
use flagwise::launchdarkly::{
    Cache, Change, Client, ClientOptions, Error, FlagFilter, FlagQuery, ListedState, PatchOptions, Progress, Stage,
};
use flagwise::simulator::{Clock, Fault, FaultKind, Simulator, SimulatorOptions};
use secrecy::SecretString;

use super::wire::options;

pub fn client(simulator: &Simulator) -> Client {
    Client::new(client_options(simulator)).unwrap()
}

pub fn client_options(simulator: &Simulator) -> ClientOptions {
    ClientOptions { token: SecretString::from(simulator.writer_token()), ..options(&simulator.url()) }
}

fn start(extra_flags: usize) -> Simulator {
    let clock = Clock::stopped_at(Clock::system().now());
    Simulator::start(SimulatorOptions { extra_flags, clock, ..SimulatorOptions::default() }).unwrap()
}

async fn load(simulator: &Simulator, environments: &[EnvironmentKey]) -> Catalog {
    let load = client(simulator).load_catalog(&simulator.project(), environments, |_| {}).await.unwrap();
    assert_eq!(load.notes, Vec::<String>::new());
    load.catalog
}

/// The catalog without the time of its load.
pub fn content(catalog: &Catalog) -> serde_json::Value {
    let mut value = serde_json::to_value(catalog).unwrap();
    value.as_object_mut().unwrap().shift_remove("fetchedAt");
    value
}

#[tokio::test]
async fn a_project_is_loaded_whole() {
    let simulator = start(250);
    let environments = simulator.environments();
    assert!(environments.len() > 3, "more than one request may ask for");
    let catalog = load(&simulator, &environments).await;

    let mut states = [0; 3];
    for flag in catalog.flags.values() {
        states[match flag.state() {
            FlagState::Live => 0,
            FlagState::Deprecated { .. } => 1,
            FlagState::Archived { .. } => 2,
        }] += 1;
        for environment in &environments {
            let config = flag.environments.get(environment);
            assert!(config.is_some_and(|config| config.is_detailed()), "{} in {environment}", flag.key);
        }
    }
    assert!(states[0] > 300 && states[1] > 0 && states[2] > 0, "{states:?}");
    let keys: Vec<_> = catalog.environments.iter().map(|environment| environment.key.clone()).collect();
    assert_eq!(keys, environments, "in the order they were chosen");
    for environment in &environments {
        assert!(catalog.statuses[environment].len() >= states[0], "{environment}");
    }
    assert_eq!(catalog.site, simulator.url());
    assert!(catalog.is_complete());
}

#[tokio::test]
async fn no_page_is_asked_for_twice_or_in_vain() {
    let simulator = start(250);
    let catalog = load(&simulator, &simulator.environments()[..2]).await;
    let archived = catalog.flags.values().filter(|flag| flag.archived).count();
    let requests: Vec<_> = simulator.requests().into_iter().map(|request| request.target).collect();
    let lists = requests.iter().filter(|target| target.starts_with("/api/v2/flags/")).count();
    let live_pages = (catalog.flags.len() - archived).div_ceil(100);
    assert_eq!(
        lists,
        live_pages + 2,
        "pages of the list, and one each of deprecated and archived flags: {requests:#?}"
    );
    assert_eq!(requests.len(), requests.iter().collect::<BTreeSet<_>>().len(), "{requests:#?}");
}

#[tokio::test]
async fn without_a_choice_critical_environments_come_first() {
    let simulator = start(0);
    let catalog = load(&simulator, &[]).await;
    assert_eq!(catalog.environments.len(), Client::DEFAULT_ENVIRONMENTS);
    assert!(catalog.environments[0].critical);
    let critical: Vec<_> = catalog.environments.iter().map(|environment| environment.critical).collect();
    assert!(critical.is_sorted_by(|one, next| one >= next), "{critical:?}");
}

#[tokio::test]
async fn an_environment_that_does_not_exist_is_named_with_those_that_do() {
    let simulator = start(0);
    let chosen = ["production".into(), "prodution".into()];
    let load = client(&simulator).load_catalog(&simulator.project(), &chosen, |_| {}).await.unwrap();
    assert_eq!(load.catalog.environments.len(), 1);
    let [(key, sentence)] = load.missing.as_slice() else { panic!("{:?}", load.missing) };
    assert!(
        key.as_str() == "prodution" && sentence.contains("prodution") && sentence.contains("staging"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_project_that_does_not_exist_is_an_error_that_helps() {
    let simulator = start(0);
    let error = client(&simulator).load_catalog(&"nowhere".into(), &[], |_| {}).await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert!(error.message().contains("Check the keys of project"), "{}", error.message());
}

#[tokio::test]
async fn statuses_that_may_not_be_read_are_missed_and_nothing_else() {
    let simulator = start(0);
    simulator
        .set_faults(vec![Fault::new(FaultKind::EmptyUnauthorized, 1.0).on("GET", "/flag-statuses/storefront/test")]);
    let chosen = ["test".into(), "production".into()];
    let load = client(&simulator).load_catalog(&simulator.project(), &chosen, |_| {}).await.unwrap();
    assert_eq!(load.catalog.statuses.keys().map(EnvironmentKey::as_str).collect::<Vec<_>>(), ["production"]);
    assert!(load.notes.len() == 1 && load.notes[0].contains("test"), "{:?}", load.notes);
}

#[tokio::test]
async fn a_page_that_fails_half_way_is_repeated_and_fails_the_load_in_the_end() {
    let simulator = start(250);
    let whole = load(&simulator, &["test".into()]).await;
    let broken_page = Fault::new(FaultKind::InternalError, 1.0).on("GET", "offset=200");

    simulator.set_faults(vec![broken_page.clone().times(2)]);
    assert!(content(&load(&simulator, &["test".into()]).await) == content(&whole));

    simulator.set_faults(vec![broken_page]);
    let error = client(&simulator).load_catalog(&simulator.project(), &["test".into()], |_| {}).await.unwrap_err();
    assert!(matches!(&error, Error::Server(_)), "{error:?}");
    assert!(
        error.message().contains("list flags") && error.message().contains("Try again later"),
        "{}",
        error.message()
    );
}

#[tokio::test]
async fn a_flag_that_cannot_be_read_is_known_by_its_key_and_noted() {
    let simulator = start(0);
    simulator.set_faults(vec![Fault::new(FaultKind::WrongTypes, 1.0).on("GET", "/flags/storefront?")]);
    let load = client(&simulator).load_catalog(&simulator.project(), &["test".into()], |_| {}).await.unwrap();
    let whole = {
        simulator.set_faults(Vec::new());
        self::load(&simulator, &["test".into()]).await
    };
    assert!(load.catalog.flags.keys().eq(whole.flags.keys()), "no key is called unknown");
    assert_eq!(load.notes.len(), whole.flags.len());
    assert!(load.notes[0].contains("`name`"), "{}", load.notes[0]);
}

#[tokio::test]
async fn progress_counts_up_to_what_is_there_and_tells_waits() {
    let simulator = start(250);
    simulator.set_faults(vec![Fault::new(FaultKind::Unavailable, 1.0).on("GET", "offset=100").times(1)]);
    let told: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let sink = Arc::clone(&told);
    let environments = simulator.environments();
    let on_progress = move |progress| sink.lock().unwrap().push(progress);
    let load = client(&simulator).load_catalog(&simulator.project(), &environments, on_progress).await.unwrap();
    let told = told.lock().unwrap();
    let flags: Vec<_> = told.iter().filter(|progress| progress.stage == Stage::Flags).collect();
    assert!(flags.iter().is_sorted_by_key(|progress| progress.done));
    assert!(flags.iter().all(|progress| progress.total.is_none_or(|total| total >= progress.done)), "{flags:?}");
    assert!(flags.last().unwrap().done >= load.catalog.flags.len());
    assert!(told.iter().any(|progress| matches!(progress.stage, Stage::Waiting(_))), "{told:?}");
    assert!(told.iter().any(|progress| progress.stage == Stage::Statuses && progress.done == environments.len()));
}

#[tokio::test]
async fn the_list_can_be_filtered_by_state() {
    let simulator = start(0);
    let client = client(&simulator);
    let mut total = 0;
    for state in [ListedState::Live, ListedState::Deprecated, ListedState::Archived] {
        let query = FlagQuery { filters: vec![FlagFilter::State(state)], limit: Some(100), ..FlagQuery::default() };
        let page = client.flags(&simulator.project(), &query).await.unwrap();
        assert!(!page.flags.is_empty());
        let fits = |it: FlagState| match state {
            ListedState::Live => it == FlagState::Live,
            ListedState::Deprecated => matches!(it, FlagState::Deprecated { .. }),
            ListedState::Archived => matches!(it, FlagState::Archived { .. }),
        };
        assert!(page.flags.iter().all(|flag| fits(flag.state())), "{state:?}");
        total += page.total.unwrap();
    }
    assert_eq!(total, load(&simulator, &["test".into()]).await.flags.len());
}

#[tokio::test]
async fn a_load_survives_the_way_through_the_cache() {
    let simulator = start(0);
    let folder = tempfile::tempdir().unwrap();
    let (cache, client) = (Cache::at(folder.path()), client(&simulator));
    let catalog = load(&simulator, &simulator.environments()).await;
    cache.store(client.host(), &catalog).unwrap();
    let cached = cache.load(client.host(), &simulator.project()).unwrap();
    assert!(content(&cached) == content(&catalog));
    let bytes = std::fs::read(cache.file(client.host(), &simulator.project())).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains(simulator.writer_token()) && !text.contains("sdk-"), "no secret is in the cache");
}

#[tokio::test]
async fn a_change_comes_back_with_all_chosen_environments() {
    let simulator = start(0);
    let client = client(&simulator);
    let (project, environments) = (simulator.project(), simulator.environments());
    let catalog = load(&simulator, &environments).await;
    let test: EnvironmentKey = "test".into();
    let off = |flag: &&Arc<flagwise::flags::Flag>| !flag.archived && !flag.environments[&test].on;
    let before = catalog.flags.values().find(off).unwrap();
    let patch = SemanticPatch::in_environment(test.clone(), vec![Instruction::TurnFlagOn {}]);

    let dry = PatchOptions { dry_run: true, ..PatchOptions::default() };
    client.change_flag(&project, before, &patch, &environments, dry).await.unwrap();
    assert_eq!(client.flag(&project, &before.key, &environments).await.unwrap(), **before, "a dry run changes nothing");

    let change = client.change_flag(&project, before, &patch, &environments, PatchOptions::default()).await.unwrap();
    let Change::Done(after) = change else { panic!("{change:?}") };
    assert!(after.environments[&test].on);
    assert!(environments.iter().all(|environment| after.environments[environment].is_detailed()));
}

#[tokio::test]
async fn a_change_that_needs_approval_says_so() {
    let simulator = start(0);
    let client = client(&simulator);
    let catalog = load(&simulator, &simulator.environments()).await;
    let guarded = catalog.environments.iter().find(|environment| environment.requires_approval()).unwrap().key.clone();
    let off = |flag: &&Arc<flagwise::flags::Flag>| !flag.archived && !flag.environments[&guarded].on;
    let before = catalog.flags.values().find(off).unwrap();
    let patch = SemanticPatch::in_environment(guarded.clone(), vec![Instruction::TurnFlagOn {}]);
    let options = PatchOptions::default();
    let error = client.change_flag(&simulator.project(), before, &patch, &[guarded], options).await.unwrap_err();
    assert!(matches!(error, Error::ApprovalRequired(_)), "{error:?}");
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let simulator = start(0);
    let token = SecretString::from(simulator.reader_token());
    let client = Client::new(ClientOptions { token, ..client_options(&simulator) }).unwrap();
    let catalog = client.load_catalog(&simulator.project(), &[], |_| {}).await.unwrap().catalog;
    let before = catalog.flags.values().next().unwrap();
    let patch = SemanticPatch::of_flag(vec![Instruction::AddTags { values: vec!["x".to_owned()] }]);
    let options = PatchOptions::default();
    let error = client.change_flag(&simulator.project(), before, &patch, &[], options).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)) && error.message().contains("reader role"), "{}", error.message());
}
