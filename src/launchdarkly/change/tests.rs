use serde_json::json;

use crate::flags::{Flag, Instruction, SemanticPatch};

use super::{Resolution, judge};

fn flag() -> Flag {
    serde_json::from_value(json!({
        "key": "checkout", "_version": 3,
        "variations": [{ "_id": "yes", "value": true }, { "_id": "no", "value": false }],
        "environments": { "production": {
            "on": false, "version": 7, "fallthrough": { "variation": 0 }, "offVariation": 1,
        } },
    }))
    .unwrap()
}

fn patch(instructions: serde_json::Value) -> SemanticPatch {
    let instructions: Vec<Instruction> = serde_json::from_value(instructions).unwrap();
    SemanticPatch::in_environment("production".into(), instructions)
}

fn turn_on() -> SemanticPatch {
    patch(json!([{ "kind": "turnFlagOn" }]))
}

fn add_rule() -> SemanticPatch {
    let clause =
        json!({ "contextKind": "user", "attribute": "country", "op": "in", "values": ["de"], "negate": false });
    patch(json!([{ "kind": "addRule", "variationId": "yes", "clauses": [clause] }]))
}

/// The flag after a patch as the server would have it: other ids, counters moved.
fn after(patch: &SemanticPatch) -> Flag {
    let mut flag = super::apply(&flag(), patch).unwrap().flag;
    for rule in flag.environments.values_mut().flat_map(|config| &mut config.rules) {
        rule.id = Some("11111111-2222-4333-8444-555555555555".to_owned());
        rule.clauses[0].id = Some("another".to_owned());
    }
    flag
}

/// Someone else's change.
fn renamed(mut flag: Flag) -> Flag {
    flag.name = "Renamed".to_owned();
    flag.version += 1;
    flag
}

#[test]
fn a_switch_is_seen_whoever_else_changed_the_flag() {
    let patch = turn_on();
    assert!(matches!(judge(&flag(), &patch, after(&patch)), Resolution::Applied(_)));
    assert!(matches!(judge(&flag(), &patch, renamed(after(&patch))), Resolution::Applied(_)));
    assert!(matches!(judge(&flag(), &patch, flag()), Resolution::NotApplied(_)));
    assert!(matches!(judge(&flag(), &patch, renamed(flag())), Resolution::NotApplied(_)));
}

#[test]
fn an_added_rule_is_seen_by_its_trace_alone() {
    let patch = add_rule();
    assert!(matches!(judge(&flag(), &patch, after(&patch)), Resolution::Applied(_)));
    assert!(matches!(judge(&flag(), &patch, flag()), Resolution::NotApplied(_)));
    assert!(matches!(judge(&flag(), &patch, renamed(flag())), Resolution::Unclear(_)));
}

#[test]
fn a_flag_that_still_exists_was_not_deleted() {
    let mut archived = flag();
    archived.archived = true;
    let patch = patch(json!([{ "kind": "deleteFlag" }]));
    assert!(matches!(judge(&archived, &patch, archived.clone()), Resolution::NotApplied(_)));
}
