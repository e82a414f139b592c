use serde_json::{Value, json};

use super::*;
use crate::flags::{FlagStatus, ScheduledChange, StatusName};

fn read(json: Value) -> Flag {
    serde_json::from_value(json).unwrap()
}

#[test]
fn a_flag_of_nothing_but_a_key_is_read() {
    let flag = read(json!({ "key": "f" }));
    assert_eq!(flag.state(), FlagState::Live);
    assert!(flag.variations.is_empty() && flag.environments.is_empty());
}

#[test]
fn nulls_are_read_as_absent() {
    let flag = read(json!({
        "key": "f", "name": null, "kind": null, "description": null, "_version": null, "creationDate": null,
        "variations": null, "temporary": null, "tags": null, "maintainerId": null, "_maintainer": null,
        "customProperties": null, "archived": null, "archivedDate": null, "deprecated": null, "defaults": null,
        "clientSideAvailability": null, "_purpose": null, "migrationSettings": null, "environments": null,
    }));
    assert_eq!(flag, read(json!({ "key": "f" })));
    let config = json!({
        "on": null, "archived": null, "salt": null, "sel": null, "lastModified": null, "version": null, "targets": null,
        "contextTargets": null, "rules": null, "fallthrough": null, "offVariation": null, "prerequisites": null,
        "_environmentName": null, "trackEvents": null, "trackEventsFallthrough": null, "_summary": null,
    });
    let flag = read(json!({ "key": "f", "environments": { "test": config } }));
    assert_eq!(*flag.environments["test"], FlagConfig::default());
}

#[test]
fn unknown_fields_and_kinds_are_skipped() {
    let flag = read(json!({
        "key": "f", "kind": "quantum", "variationJsonSchema": null, "stale": { "readyToArchive": true }, "goalIds": [],
        "variations": [{ "value": null, "valueHash": "x" }],
        "environments": { "test": { "_pubnub": { "channel": "c" }, "_access": { "denied": [] }, "rules": [{ "color": "red" }] } },
    }));
    assert_eq!(flag.kind, FlagKind::Multivariate);
    assert_eq!(flag.environments["test"].rules.len(), 1);
}

#[test]
fn a_missing_off_variation_is_not_the_first_one() {
    let flag =
        read(json!({ "key": "f", "environments": { "test": { "on": false, "fallthrough": { "variation": 0 } } } }));
    assert_eq!(flag.environments["test"].off_variation, None);
    assert!(flag.environments["test"].is_detailed());
    assert!(!serde_json::to_string(&flag).unwrap().contains("offVariation"));
}

#[test]
fn a_rule_keeps_its_fields_through_writing_and_reading() {
    let rule = json!({
        "_id": "r", "rollout": { "variations": [{ "variation": 0, "weight": 100_000, "_untracked": true }], "seed": 7,
            "bucketBy": "country", "contextKind": "device", "experimentAllocation": { "defaultVariation": 0 } },
        "clauses": [{ "_id": "c", "attribute": "a", "op": "in", "values": [1, "x", null], "contextKind": "user", "negate": true }],
        "trackEvents": true, "description": "d", "ref": "mine", "disabled": true,
    });
    let flag = read(json!({ "key": "f", "environments": { "test": { "rules": [rule] } } }));
    let written = serde_json::to_value(&flag).unwrap();
    assert_eq!(written["environments"]["test"]["rules"][0], rule);
}

#[test]
fn a_flag_never_requested_and_a_status_not_yet_known_are_read() {
    let status: FlagStatus =
        serde_json::from_value(json!({ "name": "new", "lastRequested": null, "_links": {} })).unwrap();
    assert_eq!((status.name, status.last_requested_at()), (StatusName::New, None));
    let status: FlagStatus = serde_json::from_value(json!({ "name": "hibernating" })).unwrap();
    assert_eq!(status.name, StatusName::Unknown);
}

#[test]
fn a_scheduled_change_of_a_later_kind_is_read() {
    let change: ScheduledChange = serde_json::from_value(json!({
        "_id": "s", "executionDate": 1, "instructions": [{ "kind": "beamUp" }, { "kind": "turnFlagOn" }],
        "conflicts": null, "_maintainerServiceTokenId": "t",
    }))
    .unwrap();
    assert_eq!(change.instructions.iter().filter(|instruction| instruction.known().is_some()).count(), 1);
    assert!(change.known_instructions().is_err());
}
