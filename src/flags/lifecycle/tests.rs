use serde_json::json;

use super::*;
use crate::flags::catalog::tests::catalog;
use crate::flags::{Catalog, FlagKey};

/// A catalog of one flag with statuses in `production` and `test`; `None` is a status that was not loaded.
fn of(flag: serde_json::Value, production: Option<&str>, test: Option<&str>) -> Catalog {
    let mut catalog = catalog(json!([flag]));
    for (environment, status) in [("production", production), ("test", test)] {
        if let Some(status) = status {
            let status = serde_json::from_value(json!({ "name": status, "lastRequested": null })).unwrap();
            catalog.statuses.entry(environment.into()).or_default().insert(FlagKey::new("f"), status);
        }
    }
    catalog
}

fn judged(flag: serde_json::Value, production: Option<&str>, test: Option<&str>) -> Option<Staleness> {
    let catalog = of(flag, production, test);
    catalog.staleness(catalog.flag("f").unwrap())
}

fn temporary() -> serde_json::Value {
    json!({ "key": "f", "temporary": true })
}

#[test]
fn launched_and_inactive_flags_are_stale_and_the_proof_is_named() {
    let stale = judged(temporary(), Some("launched"), Some("inactive")).unwrap();
    assert_eq!(stale.status, StatusName::Launched);
    let names: Vec<_> = stale.environments.iter().map(|item| (item.name.as_str(), item.status)).collect();
    assert_eq!(names, [("Production", StatusName::Launched), ("Test", StatusName::Inactive)]);
    assert_eq!(judged(temporary(), Some("inactive"), Some("inactive")).unwrap().status, StatusName::Inactive);
}

#[test]
fn one_environment_that_uses_it_is_enough_against() {
    for used in ["active", "new", "some-later-status"] {
        assert_eq!(judged(temporary(), Some("launched"), Some(used)), None, "{used}");
    }
}

#[test]
fn what_is_not_loaded_proves_nothing() {
    assert_eq!(judged(temporary(), None, None), None);
    let stale = judged(temporary(), Some("launched"), None).unwrap();
    assert_eq!(stale.environments.len(), 1);
}

#[test]
fn permanent_deprecated_and_archived_flags_are_never_stale() {
    for flag in [
        json!({ "key": "f", "temporary": false }),
        json!({ "key": "f", "temporary": true, "deprecated": true }),
        json!({ "key": "f", "temporary": true, "archived": true }),
    ] {
        assert_eq!(judged(flag.clone(), Some("launched"), Some("launched")), None, "{flag}");
    }
}

#[test]
fn a_flag_launched_with_different_values_still_tells_environments_apart() {
    let flag = |test: usize| {
        json!({ "key": "f", "temporary": true, "environments": {
            "production": { "on": true, "fallthrough": { "variation": 0 } },
            "test": { "on": true, "_summary": { "variations": { (test.to_string()): { "isFallthrough": true } } } },
        } })
    };
    assert_eq!(judged(flag(1), Some("launched"), Some("launched")), None);
    assert!(judged(flag(0), Some("launched"), Some("launched")).is_some());
}
