use serde_json::json;

use super::*;
use crate::flags::{NothingElse, SequentialIds, UnixMillis};

fn environments() -> Vec<Environment> {
    let all = json!([
        { "key": "production", "name": "Production", "requireComments": true,
          "approvalSettings": { "required": false, "requiredApprovalTags": ["payments"] } },
        { "key": "test", "name": "Test" },
    ]);
    serde_json::from_value(all).unwrap()
}

fn flag() -> Flag {
    serde_json::from_value(json!({
        "key": "f", "name": "F", "kind": "boolean", "temporary": true,
        "variations": [{ "_id": "t", "value": true }, { "_id": "f", "value": false }],
        "environments": { "production": {
            "on": false, "fallthrough": { "variation": 0 }, "offVariation": 1,
            "rules": [{ "_id": "r", "description": "Beta", "variation": 1 }, { "_id": "s", "variation": 1 }],
        }, "test": { "on": true, "fallthrough": { "variation": 0 }, "offVariation": 1 } },
    }))
    .unwrap()
}

fn plan_of(flag: Flag, patch: serde_json::Value) -> ChangePlan {
    let patch: SemanticPatch = serde_json::from_value(patch).unwrap();
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(1), ids: &ids, surroundings: &NothingElse };
    let (flag, environments) = (Arc::new(flag), environments());
    let input = PlanInput { flag: &flag, environments: &environments, pending: &[], code_references: None, context };
    ChangePlan::of_patch(patch, &input).unwrap()
}

fn plan(patch: serde_json::Value) -> ChangePlan {
    plan_of(flag(), patch)
}

fn lines(patch: serde_json::Value) -> Vec<String> {
    plan(patch).sentences
}

fn in_production(instructions: serde_json::Value) -> serde_json::Value {
    json!({ "environmentKey": "production", "instructions": instructions })
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

#[test]
fn differences_are_told_in_words_and_as_json() {
    let plan = plan(in_production(json!([
        { "kind": "turnFlagOn" },
        { "kind": "updateFallthroughVariationOrRollout", "rolloutWeights": { "t": 25_000, "f": 75_000 } },
        { "kind": "removeRule", "ruleId": "r" },
        { "kind": "addTargets", "variationId": "t", "values": ["ann", "bob"] },
        { "kind": "addTags", "values": ["web"] },
    ])));
    let words: Vec<String> = plan.differences.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "tags: added web",
            "Production: targeting: off → on",
            "Production: default rule serves: true → 25% true, 75% false",
            "Production: rule 1: removed “Beta”: always serves false",
            "Production: user targets of true: added ann, bob",
        ]
    );
    let paths: Vec<String> = plan.json_differences().into_iter().map(|difference| difference.path).collect();
    assert!(paths.contains(&"/environments/production/on".to_owned()), "{paths:?}");
    assert!(!paths.iter().any(|path| path.contains("ersion") && path.ends_with("ersion")), "{paths:?}");
}

#[test]
fn the_inverse_leads_back() {
    for instructions in [
        json!([{ "kind": "turnFlagOn" }]),
        json!([{ "kind": "updateFallthroughVariationOrRollout", "variationId": "f" }]),
        json!([{ "kind": "addTargets", "variationId": "t", "values": ["ann"] }, { "kind": "turnFlagOn" }]),
        json!([{ "kind": "removeRule", "ruleId": "r" }]),
        json!([{ "kind": "reorderRules", "ruleIds": ["s", "r"] }]),
        json!([{ "kind": "updateRuleVariationOrRollout", "ruleId": "r", "variationId": "t" }]),
        json!([{ "kind": "addTags", "values": ["web"] }, { "kind": "archiveFlag" }]),
        json!([{ "kind": "updateName", "value": "Another" }, { "kind": "makeFlagPermanent" }]),
        json!([{ "kind": "addCustomProperties", "key": "a", "name": "A", "values": ["1"] }]),
        json!([{ "kind": "updateVariation", "variationId": "t", "name": "Yes" }]),
    ] {
        let plan = plan(in_production(instructions.clone()));
        let inverse = plan.inverse.clone().unwrap_or_else(|| panic!("{instructions} cannot be undone"));
        let back = plan_of(plan.after, serde_json::to_value(&inverse).unwrap());
        assert!(back.changed, "{instructions}");
        assert!(back.after.is_same_in(&flag(), None), "{instructions} and then {inverse:?}");
    }
}

#[test]
fn what_one_patch_cannot_undo_has_no_inverse() {
    let none = |instructions| plan(in_production(instructions)).inverse;
    assert_eq!(none(json!([{ "kind": "deleteFlag" }])), None);
    assert_eq!(none(json!([{ "kind": "turnFlagOff" }])), None, "nothing changes");
}

#[test]
fn environments_demand_what_their_settings_say() {
    let turn_on = in_production(json!([{ "kind": "turnFlagOn" }]));
    let turned_on = plan(turn_on.clone());
    let production = turned_on.environment().unwrap();
    assert!(production.critical && production.comment_required && !production.approval_required);
    assert!(turned_on.comment_required());
    let mut commented = turn_on.clone();
    commented["comment"] = json!("why");
    assert!(!plan(commented).comment_required());

    let mut tagged = flag();
    tagged.tags = vec!["payments".to_owned()];
    assert!(plan_of(tagged, turn_on).approval_required());

    let archived = plan(json!({ "instructions": [{ "kind": "archiveFlag" }] }));
    assert_eq!(archived.environments.len(), 2, "it reaches every environment");
    assert!(archived.environment().is_none() && !archived.comment_required());
    let described = plan(json!({ "instructions": [{ "kind": "updateDescription", "value": "x" }] }));
    assert!(described.environments.is_empty(), "no SDK notices");
}

#[test]
fn a_confirmed_plan_covers_the_same_change_to_the_same_state_only() {
    let patch = in_production(json!([{ "kind": "turnFlagOn" }]));
    let confirmed = plan(patch.clone());
    assert!(confirmed.is_still(&plan(patch.clone())));
    assert_eq!(confirmed.digest(), plan(patch.clone()).digest());

    let mut elsewhere = flag();
    elsewhere.environments.get_mut("test").unwrap().on = false;
    assert!(confirmed.is_still(&plan_of(elsewhere.clone(), patch.clone())), "another environment does not matter");
    assert_eq!(confirmed.digest(), plan_of(elsewhere, patch.clone()).digest());

    let mut changed = flag();
    changed.environments.get_mut("production").unwrap().rules.clear();
    assert!(!confirmed.is_still(&plan_of(changed.clone(), patch.clone())));
    assert_ne!(confirmed.digest(), plan_of(changed, patch).digest());
}
