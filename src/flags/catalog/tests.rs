use std::collections::{BTreeMap, HashMap};

use super::*;
use crate::flags::ProjectKey;

/// A catalog of flags given as JSON, with the environments `production` and `test`.
pub(crate) fn catalog(flags: serde_json::Value) -> Catalog {
    let flags: Vec<Flag> = serde_json::from_value(flags).unwrap();
    let environments = serde_json::json!([
        { "key": "production", "name": "Production", "critical": true },
        { "key": "test", "name": "Test" },
    ]);
    Catalog {
        revision: 1,
        project: Project { key: ProjectKey::new("default"), name: "Default".to_owned() },
        environments: serde_json::from_value(environments).unwrap(),
        flags: flags.into_iter().map(|flag| (flag.key.clone(), Arc::new(flag))).collect(),
        statuses: BTreeMap::from([("production".into(), HashMap::new()), ("test".into(), HashMap::new())]),
        fetched_at: UnixMillis(0),
        source: CatalogSource::Api,
        site: "https://app.launchdarkly.com".to_owned(),
    }
}

#[test]
fn dependents_are_found_with_their_environments() {
    let catalog = catalog(serde_json::json!([
        { "key": "base" },
        { "key": "one", "environments": { "test": { "prerequisites": [{ "key": "base", "variation": 0 }] } } },
        { "key": "two", "environments": { "test": { "prerequisites": [{ "key": "one", "variation": 0 }] } } },
    ]));
    let dependents = catalog.dependents("base");
    assert_eq!(dependents.len(), 1);
    assert_eq!(dependents[0].flag.as_str(), "one");
    assert_eq!(dependents[0].environments, [&EnvironmentKey::new("test")]);
}

#[test]
fn without_a_choice_critical_environments_come_first_and_four_are_shown() {
    let environments: Vec<Environment> = serde_json::from_value(serde_json::json!([
        { "key": "a" }, { "key": "b" }, { "key": "prod" }, { "key": "c" }, { "key": "eu", "critical": true }, { "key": "d" },
    ]))
    .unwrap();
    let chosen = crate::flags::default_environments(&environments);
    assert_eq!(chosen.iter().map(EnvironmentKey::as_str).collect::<Vec<_>>(), ["eu", "prod", "a", "b"]);
}

#[test]
fn flags_are_counted_by_state() {
    let catalog = catalog(serde_json::json!([
        { "key": "a" }, { "key": "b", "deprecated": true }, { "key": "c", "archived": true, "deprecated": true },
    ]));
    assert_eq!(catalog.counts(), FlagCounts { live: 1, deprecated: 1, archived: 1 });
}
