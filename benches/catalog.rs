//! What a catalog of 10,000 flags with rules in four environments costs: to read, in memory, and to ask.
//!
//! `cargo bench --bench catalog`. Memory is the growth of the resident set (Linux only); times are the median of runs.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should say where")]

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flagwise::flags::{
    ApplyContext, Catalog, CatalogSource, Flag, FlagKey, Instruction, SequentialIds, UnixMillis, apply,
};
use serde_json::{Value, json};

const FLAGS: usize = 10_000;
const ENVIRONMENTS: [&str; 4] = ["production", "staging", "test", "development"];

fn main() {
    let texts: Vec<String> = (0..FLAGS).map(|number| flag(number).to_string()).collect();
    let json: usize = texts.iter().map(String::len).sum();
    let out = &mut std::io::stdout().lock();
    writeln!(out, "{FLAGS} flags in {} environments, {} bytes of JSON each", ENVIRONMENTS.len(), json / FLAGS).unwrap();

    let before = resident();
    let start = Instant::now();
    let flags: Vec<Arc<Flag>> = texts.iter().map(|text| Arc::new(serde_json::from_str(text).unwrap())).collect();
    let read = start.elapsed();
    writeln!(out, "read: {:?} each, {read:?} in all", read / u32::try_from(FLAGS).unwrap()).unwrap();
    if let (Some(before), Some(after)) = (before, resident()) {
        writeln!(out, "memory: {} bytes each, {} MB in all", (after - before) / FLAGS, (after - before) >> 20).unwrap();
    }
    let catalog = catalog(flags);

    let mut time = |name: &str, run: &mut dyn FnMut()| {
        writeln!(out, "{name}: {:?}", median(run)).unwrap();
    };
    time("nearest key, a misspelling", &mut || drop(black_box(catalog.nearest("checkout-redesing-4711", 3))));
    time("nearest key, nothing like it", &mut || drop(black_box(catalog.nearest("zzzz-qqqq-xxxx-1", 3))));
    time("dependents", &mut || drop(black_box(catalog.dependents("checkout-redesign-17"))));
    time("counts", &mut || _ = black_box(catalog.counts()));
    time("one flag changed, new catalog", &mut || {
        let flag = Flag::clone(catalog.flag("checkout-redesign-17").unwrap());
        drop(black_box(catalog.with_flag(flag)));
    });
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(1), ids: &ids, surroundings: &catalog };
    let environment = "production".into();
    let flag = catalog.flag("checkout-redesign-17").unwrap();
    time("turnFlagOff", &mut || {
        drop(black_box(apply(flag, Some(&environment), &[Instruction::TurnFlagOff {}], &context)));
    });
}

fn median(run: &mut dyn FnMut()) -> Duration {
    let mut times: Vec<_> = (0..51)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// Bytes of memory in use by this process.
fn resident() -> Option<usize> {
    let pages: usize = std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

fn catalog(flags: Vec<Arc<Flag>>) -> Catalog {
    let environments: Vec<Value> = ENVIRONMENTS.iter().map(|key| json!({ "key": key, "name": key })).collect();
    Catalog {
        revision: 1,
        project: serde_json::from_value(json!({ "key": "default" })).unwrap(),
        environments: serde_json::from_value(json!(environments)).unwrap(),
        flags: flags.into_iter().map(|flag| (flag.key.clone(), flag)).collect::<BTreeMap<FlagKey, _>>(),
        statuses: ENVIRONMENTS.iter().map(|key| ((*key).into(), HashMap::new())).collect(),
        fetched_at: UnixMillis(0),
        source: CatalogSource::Api,
        site: "https://app.launchdarkly.com".to_owned(),
    }
}

/// A flag with three rules, a rollout and targets in each environment, as the API sends it.
fn flag(number: usize) -> Value {
    let environments: serde_json::Map<String, Value> =
        ENVIRONMENTS.iter().map(|key| ((*key).to_owned(), config(number, key))).collect();
    json!({
        "_links": { "self": { "href": format!("/api/v2/flags/default/checkout-redesign-{number}"), "type": "application/json" } },
        "key": format!("checkout-redesign-{number}"), "name": format!("Checkout redesign {number}"), "kind": "boolean",
        "description": "Shows the new checkout to some of the customers", "_version": 3, "creationDate": 1_700_000_000_000_u64,
        "temporary": true, "tags": ["web", "checkout", "team-a"], "maintainerId": "5f0c1e2d3a4b5c6d7e8f9a0b",
        "_maintainer": { "_id": "5f0c1e2d3a4b5c6d7e8f9a0b", "firstName": "Ann", "lastName": "Lee", "role": "writer",
            "email": "ann@example.com" },
        "customProperties": {}, "archived": false, "deprecated": false, "includeInSnippet": false, "goalIds": [],
        "experiments": { "baselineIdx": 0, "items": [] }, "defaults": { "onVariation": 0, "offVariation": 1 },
        "clientSideAvailability": { "usingMobileKey": false, "usingEnvironmentId": true },
        "variations": [
            { "_id": format!("aaaaaaaa-0000-4000-8000-{number:012}"), "value": true, "name": "On" },
            { "_id": format!("bbbbbbbb-0000-4000-8000-{number:012}"), "value": false, "name": "Off" },
        ],
        "environments": environments,
    })
}

fn config(number: usize, key: &str) -> Value {
    let rule = |index: usize| {
        json!({
            "_id": format!("cccccccc-0000-4000-{index:04}-{number:012}"), "variation": 0, "trackEvents": false,
            "description": "Customers of the beta",
            "clauses": [
                { "_id": format!("dddddddd-0000-4000-{index:04}-{number:012}"), "attribute": "country", "op": "in",
                  "values": ["US", "CA"], "contextKind": "user", "negate": false },
                { "_id": format!("eeeeeeee-0000-4000-{index:04}-{number:012}"), "attribute": "plan", "op": "startsWith",
                  "values": ["pro"], "contextKind": "user", "negate": false },
            ],
        })
    };
    json!({
        "_environmentName": key, "_site": { "href": format!("/default/{key}/features/{number}"), "type": "text/html" },
        "on": true, "archived": false, "salt": "61eddeadbeef4da1facecafe3a60a397", "sel": "810edeadbeef4844facecafe438f2999",
        "lastModified": 1_700_000_000_000_u64, "version": 4, "trackEvents": false, "trackEventsFallthrough": false,
        "targets": [{ "variation": 0, "values": ["user-1", "user-2"], "contextKind": "user" }], "contextTargets": [],
        "rules": [rule(1), rule(2), rule(3)], "offVariation": 1, "prerequisites": [],
        "fallthrough": { "rollout": { "contextKind": "user", "variations": [
            { "variation": 0, "weight": 60_000 }, { "variation": 1, "weight": 40_000 },
        ] } },
        "_summary": { "prerequisites": 0, "variations": {
            "0": { "rules": 3, "nullRules": 0, "targets": 2, "contextTargets": 0, "isFallthrough": true, "rollout": 60_000 },
            "1": { "rules": 0, "nullRules": 0, "targets": 0, "contextTargets": 0, "isOff": true, "isFallthrough": true, "rollout": 40_000 },
        } },
    })
}
