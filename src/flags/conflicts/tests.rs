use serde_json::{Value, json};

use super::*;
use crate::flags::{NothingElse, SequentialIds};

fn flag() -> Flag {
    serde_json::from_value(json!({
        "key": "f", "kind": "multivariate",
        "variations": [{ "_id": "a", "value": 1 }, { "_id": "b", "value": 2 }, { "_id": "c", "value": 3 }],
        "environments": { "production": {
            "fallthrough": { "variation": 0 }, "offVariation": 1,
            "rules": [{ "_id": "r", "variation": 1, "clauses": [] }],
        } },
    }))
    .unwrap()
}

fn pending(id: &str, at: Option<i64>, instructions: Value) -> PendingChange {
    PendingChange {
        id: id.to_owned(),
        environment: "production".into(),
        at: at.map(UnixMillis),
        instructions: serde_json::from_value(instructions).unwrap(),
    }
}

fn describe_rule(id: &str, at: i64) -> PendingChange {
    pending(id, Some(at), json!([{ "kind": "updateRuleDescription", "ruleId": "r", "description": id }]))
}

fn remove_rule(id: &str, at: i64) -> PendingChange {
    pending(id, Some(at), json!([{ "kind": "removeRule", "ruleId": "r" }]))
}

fn of_patch(pending: &[PendingChange], instructions: Value) -> Vec<String> {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(0), ids: &ids, surroundings: &NothingElse };
    let instructions = serde_json::from_value(instructions).unwrap();
    let patch = SemanticPatch::in_environment("production".into(), instructions);
    conflicts(&flag(), pending, &patch, &context).unwrap().into_iter().map(|conflict| conflict.id).collect()
}

fn of_scheduling(pending: &[PendingChange], new: &PendingChange) -> Vec<String> {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(0), ids: &ids, surroundings: &NothingElse };
    conflicts_of_scheduling(&flag(), pending, new, &context).into_iter().map(|conflict| conflict.id).collect()
}

#[test]
fn a_patch_that_takes_away_what_a_scheduled_change_needs_conflicts() {
    let waiting = [describe_rule("one", 10), pending("two", Some(20), json!([{ "kind": "turnFlagOn" }]))];
    assert_eq!(of_patch(&waiting, json!([{ "kind": "removeRule", "ruleId": "r" }])), ["one"]);
    assert_eq!(
        of_patch(&waiting, json!([{ "kind": "updateRuleTrackEvents", "ruleId": "r", "trackEvents": true }])),
        [""; 0]
    );
    assert_eq!(of_patch(&waiting, json!([{ "kind": "deleteFlag" }])), ["one", "two"]);
}

#[test]
fn what_fails_anyway_is_no_conflict_of_the_patch() {
    let waiting = [
        pending("broken", Some(5), json!([{ "kind": "beamUp" }])),
        remove_rule("first", 10),
        describe_rule("late", 20),
    ];
    assert_eq!(of_patch(&waiting, json!([{ "kind": "removeRule", "ruleId": "r" }])), [""; 0]);
}

#[test]
fn an_approval_request_without_a_date_comes_last() {
    let approval = pending("approval", None, json!([{ "kind": "removeVariation", "variationId": "c" }]));
    assert_eq!(
        of_patch(std::slice::from_ref(&approval), json!([{ "kind": "updateOffVariation", "variationId": "c" }])),
        ["approval"]
    );
}

#[test]
fn a_new_scheduled_change_is_held_against_earlier_and_later_ones() {
    let waiting = [remove_rule("removal", 10)];
    assert_eq!(of_scheduling(&waiting, &describe_rule("new", 20)), ["new"]);
    assert_eq!(of_scheduling(&waiting, &describe_rule("new", 5)), [""; 0]);
    let waiting = [describe_rule("later", 10)];
    assert_eq!(of_scheduling(&waiting, &remove_rule("new", 5)), ["later"]);
    assert_eq!(of_scheduling(&waiting, &remove_rule("later", 5)), [""; 0], "it replaces itself");
}

#[test]
fn a_patch_that_cannot_be_applied_says_so() {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(0), ids: &ids, surroundings: &NothingElse };
    let patch = SemanticPatch::of_flag(vec![crate::flags::Instruction::TurnFlagOn {}]);
    assert_eq!(conflicts(&flag(), &[], &patch, &context).unwrap_err().problem, PatchProblem::EnvironmentMissing);
}
