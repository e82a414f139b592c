use serde_json::json;

use super::*;
use crate::flags::{NothingElse, SequentialIds, UnixMillis};

fn lines(patch: serde_json::Value) -> Vec<String> {
    let flag: Flag = serde_json::from_value(json!({
        "key": "f", "kind": "boolean", "temporary": true,
        "variations": [{ "_id": "t", "value": true }, { "_id": "f", "value": false }],
        "environments": { "production": {
            "on": false, "fallthrough": { "variation": 0 }, "offVariation": 1,
            "rules": [{ "_id": "r", "description": "Beta", "variation": 1 }, { "_id": "s", "variation": 1 }],
        } },
    }))
    .unwrap();
    let patch: SemanticPatch = serde_json::from_value(patch).unwrap();
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(1), ids: &ids, surroundings: &NothingElse };
    preview(&flag, &patch, Some("Production"), &context).unwrap().lines
}

#[test]
fn turning_on_says_what_is_served() {
    let patch = json!({ "environmentKey": "production", "instructions": [{ "kind": "turnFlagOn" }] });
    assert_eq!(lines(patch), ["Turn on in Production: serves true by default, 2 rules"]);
}

#[test]
fn each_instruction_is_told_as_it_finds_the_flag() {
    let patch = json!({ "environmentKey": "production", "instructions": [
        { "kind": "turnFlagOff" },
        { "kind": "removeRule", "ruleId": "r" },
        { "kind": "updateFallthroughVariationOrRollout", "rolloutWeights": { "t": 25_000, "f": 75_000 } },
        { "kind": "addTargets", "variationId": "t", "values": ["ann"] },
        { "kind": "deprecateFlag" },
    ] });
    assert_eq!(
        lines(patch),
        [
            "Unchanged: Turn off in Production: serves false to everyone",
            "Remove rule 1 “Beta” in Production",
            "Serve 25% true, 75% false by default in Production",
            "Serve true to the user ann in Production",
            "Deprecate in every environment: still evaluated, no longer in the list of live flags",
        ]
    );
}
