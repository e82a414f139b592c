use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Reader, Record};
use crate::flags::{Flag, FlagStatus, UnixMillis};

fn bytes(value: &impl Record) -> Vec<u8> {
    let mut out = Vec::new();
    value.write(&mut out);
    out
}

fn back<T: Record>(bytes: &[u8]) -> Option<T> {
    let mut input = Reader::new(bytes);
    let value = T::read(&mut input)?;
    input.is_at_end().then_some(value)
}

/// A flag with every field set.
fn full() -> Flag {
    let clause = json!({ "_id": "c", "attribute": "a", "op": "in", "contextKind": "org", "negate": true,
        "values": ["text", 7, -1.5, true, null, { "deep": [1] }] });
    let rollout = json!({ "variations": [{ "variation": 1, "weight": 100_000, "_untracked": true }], "seed": -3,
        "experimentAllocation": { "canReshuffle": true }, "bucketBy": "email", "contextKind": "user" });
    let row = json!({ "rules": 1, "nullRules": 2, "targets": 3, "contextTargets": 4, "isFallthrough": true,
        "isOff": false, "rollout": 60_000, "bucketBy": "key" });
    let config = json!({
            "on": true, "archived": true, "salt": "s", "sel": "l", "lastModified": 3, "version": 4,
            "targets": [{ "values": ["a"], "variation": 0 }],
            "contextTargets": [{ "values": [], "variation": 1, "contextKind": "org" }],
            "rules": [{ "_id": "r", "variation": 2, "clauses": [clause], "trackEvents": true, "description": "d",
                "ref": "own", "disabled": true }],
            "fallthrough": { "rollout": rollout }, "offVariation": 1,
            "prerequisites": [{ "key": "other", "variation": 1 }], "_environmentName": "Production",
            "trackEvents": true, "trackEventsFallthrough": true, "migrationSettings": { "checkRatio": 2 },
            "_summary": { "variations": { "0": row }, "prerequisites": 1 },
    });
    serde_json::from_value(json!({
        "key": "full", "name": "Full", "kind": "multivariate", "description": "all", "_version": 9_000_000_000_u64,
        "creationDate": -5, "temporary": true, "tags": ["x", ""], "maintainerId": "m", "maintainerTeamKey": "t",
        "variations": [{ "_id": "v", "value": { "json": [null] }, "name": "n", "description": "d" }],
        "_maintainer": { "_id": "m", "firstName": "Ä", "lastName": "é", "role": "owner", "email": "e" },
        "_maintainerTeam": { "key": "t", "name": "Team" },
        "customProperties": { "jira": { "name": "Jira", "value": ["A-1"] } },
        "archived": true, "archivedDate": 1, "deprecated": true, "deprecatedDate": 2,
        "defaults": { "onVariation": 0, "offVariation": 300 },
        "clientSideAvailability": { "usingMobileKey": true, "usingEnvironmentId": false },
        "_purpose": "migration", "migrationSettings": { "contextKind": "user", "stageCount": 6 },
        "environments": { "production": config, "test": {} },
    }))
    .unwrap()
}

#[test]
fn a_flag_with_every_field_comes_back_as_it_was() {
    let flag = full();
    let text = serde_json::to_string(&flag).unwrap();
    for set in ["seed", "_untracked", "checkRatio", "isOff", "deprecatedDate", "stageCount", "ref", "lastName"] {
        assert!(text.contains(&format!("\"{set}\"")), "the flag of this test has a {set}");
    }
    assert_eq!(back::<Flag>(&bytes(&flag)), Some(flag));
}

#[test]
fn statuses_come_back_as_they_were() {
    for name in ["new", "active", "inactive", "launched", "of tomorrow"] {
        let value = json!({ "name": name, "lastRequested": "2026-01-02T03:04:05Z", "default": { "a": 1 } });
        let status: FlagStatus = serde_json::from_value(value).unwrap();
        assert_eq!(back::<FlagStatus>(&bytes(&status)), Some(status));
    }
}

#[test]
fn numbers_keep_their_extremes() {
    for number in [0, 1, -1, 127, 128, i64::MAX, i64::MIN] {
        assert_eq!(back::<UnixMillis>(&bytes(&UnixMillis(number))), Some(UnixMillis(number)));
    }
    assert_eq!(back::<u64>(&bytes(&u64::MAX)), Some(u64::MAX));
    assert_eq!(back::<u64>(&[0xff; 11]), None, "it does not end");
}

#[test]
fn a_length_that_lies_takes_no_memory() {
    let mut lie = bytes(&(usize::MAX / 2));
    assert!(back::<Vec<String>>(&lie).is_none());
    lie.truncate(2);
    assert!(back::<String>(&lie).is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(noise in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = back::<Flag>(&noise);
        let _ = back::<Value>(&noise);
    }

    #[test]
    fn a_flag_with_a_byte_changed_is_read_without_a_panic(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = bytes(&full());
        let place = place.index(bytes.len());
        bytes[place] = byte;
        let _ = back::<Flag>(&bytes);
    }
}
