//! Faults on demand, as a client meets them.

use std::time::{Duration, Instant};

use flagwise::flags::UnixMillis;
use flagwise::simulator::{Clock, Fault, FaultKind, SimulatorOptions};
use serde_json::{Value, json};

use super::support::{Bench, NOW};

const LIST: &str = "/api/v2/flags/storefront?limit=3";

fn bench(fault: Fault) -> Bench {
    let clock = Clock::stopped_at(UnixMillis(NOW));
    let slow_body = Duration::from_millis(300);
    Bench::with(SimulatorOptions { faults: vec![fault], clock, slow_body, ..SimulatorOptions::default() })
}

fn every(kind: FaultKind) -> Bench {
    bench(Fault::new(kind, 1.0))
}

fn description(bench: &Bench) -> Value {
    bench.simulator.set_faults(Vec::new());
    bench.flag("gift-cards")["description"].clone()
}

/// A write of a description; `None` where no answer came.
fn write(bench: &Bench) -> Option<u16> {
    let body = json!({ "instructions": [{ "kind": "updateDescription", "value": "written" }] });
    let headers = [("Content-Type", super::support::SEMANTIC)];
    bench.try_send("PATCH", "/api/v2/flags/storefront/gift-cards", &headers, Some(&body)).ok().map(|it| it.status)
}

#[test]
fn refusals_say_what_they_are_and_change_nothing() {
    for (kind, status) in [
        (FaultKind::RateLimited, 429),
        (FaultKind::InternalError, 500),
        (FaultKind::Unavailable, 503),
        (FaultKind::GatewayTimeout, 504),
        (FaultKind::EmptyUnauthorized, 401),
        (FaultKind::Conflict, 409),
    ] {
        let bench = every(kind);
        assert_eq!(write(&bench), Some(status), "{kind:?}");
        assert_ne!(description(&bench), "written", "{kind:?}");
    }
    let answer = every(FaultKind::RateLimited).get(LIST);
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(answer.headers["x-ratelimit-global-remaining"], "0");
    assert_eq!(answer.headers["x-ratelimit-reset"], (NOW + 1000).to_string());
    assert_eq!(answer.body["code"], "rate_limited");
    assert_eq!(every(FaultKind::EmptyUnauthorized).get(LIST).body, Value::Null);
    assert_eq!(every(FaultKind::Conflict).get(LIST).status, 200, "only writes are in conflict");
}

#[test]
fn a_reset_before_leaves_the_flag_alone_and_one_after_does_not() {
    let before = every(FaultKind::ResetBefore);
    assert_eq!(write(&before), None);
    assert_eq!(before.simulator.requests().last().unwrap().status, 0);
    assert_ne!(description(&before), "written");
    let after = every(FaultKind::ResetAfter);
    assert_eq!(write(&after), None);
    assert_eq!(description(&after), "written");
}

#[test]
fn broken_bodies_break_where_they_should() {
    let truncated = every(FaultKind::TruncatedBody);
    assert!(truncated.try_send("GET", LIST, &[], None).is_err());
    assert_eq!(write(&truncated), None);
    assert_eq!(description(&truncated), "written");
    let slow = every(FaultKind::SlowBody);
    let begin = Instant::now();
    assert_eq!(slow.get(LIST).body["items"].as_array().unwrap().len(), 3);
    assert!(begin.elapsed() >= Duration::from_millis(290), "{:?}", begin.elapsed());
}

#[test]
fn strange_answers_are_strange_in_the_way_asked_for() {
    let total = every(FaultKind::WrongTypes).bench_list()["totalCount"].clone();
    assert!(every(FaultKind::WrongTypes).bench_list()["items"][0]["name"].is_number());
    assert!(every(FaultKind::ExtraFields).bench_list()["items"][0]["_fieldOfTomorrow"].is_object());
    assert!(every(FaultKind::NoTotalCount).bench_list().get("totalCount").is_none());
    let wrong = every(FaultKind::WrongTotalCount).bench_list()["totalCount"].as_u64();
    assert_eq!(wrong, total.as_u64().map(|total| total + 1000));
}

#[test]
fn faults_strike_at_their_rate_the_same_way_for_the_same_seed() {
    let run = |seed| {
        let faults = vec![Fault::new(FaultKind::Unavailable, 0.25)];
        let bench = Bench::with(SimulatorOptions { faults, seed, ..SimulatorOptions::default() });
        (0..200).map(|_| bench.get("/api/v2/caller-identity").status).collect::<Vec<_>>()
    };
    let struck = |statuses: &[u16]| statuses.iter().filter(|status| **status == 503).count();
    let (one, same, other) = (run(1), run(1), run(2));
    assert_eq!(one, same);
    assert_ne!(one, other);
    assert!((30..=70).contains(&struck(&one)), "{} of 200", struck(&one));
}

#[test]
fn a_fault_can_be_aimed() {
    let bench = bench(Fault::new(FaultKind::InternalError, 1.0).on("GET", "/flags/storefront").skip(1).times(2));
    let statuses: Vec<_> = (0..5).map(|_| bench.get(LIST).status).collect();
    assert_eq!(statuses, [200, 500, 500, 200, 200]);
    assert_eq!(bench.get("/api/v2/projects").status, 200);
}

#[test]
fn the_command_line_names_faults() {
    let fault: Fault = "rate-limited:0.1".parse().unwrap();
    assert_eq!((fault.kind, fault.rate), (FaultKind::RateLimited, 0.1));
    let error = "rate-limit:0.1".parse::<Fault>().unwrap_err();
    assert!(error.contains("rate-limited"), "{error}");
    assert!("rate-limited:2".parse::<Fault>().is_err());
    for (name, kind) in FaultKind::ALL {
        assert_eq!(name.parse::<Fault>().unwrap().kind, *kind);
        assert!(include_str!("../../../docs/simulator.md").contains(&format!("| `{name}` |")), "{name} is explained");
    }
}

trait List {
    fn bench_list(&self) -> Value;
}

impl List for Bench {
    fn bench_list(&self) -> Value {
        self.get(LIST).body
    }
}
