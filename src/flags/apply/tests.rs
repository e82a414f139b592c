use serde_json::{Value, json};

use super::*;
use crate::flags::catalog::tests::catalog;
use crate::flags::{Catalog, SequentialIds, UnixMillis};

/// Three variations, `x` at index 1, and a configuration; beside it a flag `other`.
fn project(config: Value, other: Value) -> Catalog {
    catalog(json!([
        {
            "key": "f", "kind": "multivariate",
            "variations": [{ "_id": "a", "value": 0 }, { "_id": "x", "value": 1 }, { "_id": "b", "value": 2 }],
            "environments": { "production": config },
        },
        { "key": "other", "environments": { "production": other } },
    ]))
}

fn patch(catalog: &Catalog, environment: Option<&str>, instructions: Value) -> Result<Applied, PatchError> {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(1), ids: &ids, surroundings: catalog };
    let instructions: Vec<Instruction> = serde_json::from_value(instructions).unwrap();
    let environment = environment.map(EnvironmentKey::new);
    apply(catalog.flag("f").unwrap(), environment.as_ref(), &instructions, &context)
}

fn remove(config: Value, other: Value) -> Result<Applied, PatchError> {
    patch(&project(config, other), None, json!([{ "kind": "removeVariation", "variationId": "x" }]))
}

#[test]
fn a_variation_that_something_serves_cannot_be_removed() {
    let zero_share = json!({ "rollout": { "variations": [
        { "variation": 0, "weight": 100_000 }, { "variation": 1, "weight": 0 },
    ] } });
    let experiment = json!({ "rollout": { "variations": [{ "variation": 0, "weight": 100_000 }],
        "experimentAllocation": { "defaultVariation": 1, "canReshuffle": true } } });
    let fallthrough = json!({ "variation": 0 });
    for (config, usage) in [
        (json!({ "fallthrough": { "variation": 1 } }), "the fallthrough"),
        (json!({ "fallthrough": experiment }), "the fallthrough"),
        (json!({ "fallthrough": fallthrough, "offVariation": 1 }), "the off variation"),
        (json!({ "fallthrough": fallthrough, "rules": [{ "variation": 0 }, { "variation": 1 }] }), "rule 2"),
        (
            json!({ "fallthrough": fallthrough, "targets": [{ "variation": 1, "values": ["ann"] }] }),
            "individual targets",
        ),
        (
            json!({ "fallthrough": fallthrough, "contextTargets": [{ "variation": 1, "values": ["ann"] }] }),
            "individual targets",
        ),
        (json!({ "_summary": { "variations": { "1": { "rules": 1 } } } }), "served"),
    ] {
        let error = remove(config, json!({})).unwrap_err();
        assert_eq!(error.problem, PatchProblem::VariationInUse(format!("{usage} in `production`")));
    }
    let dependent = json!({ "prerequisites": [{ "key": "f", "variation": 1 }] });
    let error = remove(json!({ "fallthrough": fallthrough }), dependent).unwrap_err();
    assert_eq!(error.problem, PatchProblem::VariationInUse("the flag `other` depends on it".to_owned()));

    assert!(remove(json!({ "fallthrough": zero_share }), json!({})).is_ok());
    assert!(
        remove(json!({ "fallthrough": fallthrough, "targets": [{ "variation": 1, "values": [] }] }), json!({})).is_ok()
    );
}

#[test]
fn whether_a_variation_is_served_must_be_known_before_it_is_removed() {
    let error = remove(json!({}), json!({})).unwrap_err();
    assert_eq!(error.problem, PatchProblem::NotLoaded("production".into()));
}

#[test]
fn indices_behind_a_removed_variation_move_down_here_and_in_dependent_flags() {
    let config = json!({ "offVariation": 2, "contextTargets": [{ "variation": 2, "values": ["phone"] }],
        "fallthrough": { "rollout": { "variations": [{ "variation": 1, "weight": 0 }, { "variation": 2, "weight": 100_000 }] } },
        "rules": [{ "variation": 2 }, { "variation": 0 }] });
    let other = json!({ "prerequisites": [{ "key": "f", "variation": 2 }] });
    let catalog = project(config, other);
    let applied = patch(&catalog, None, json!([{ "kind": "removeVariation", "variationId": "x" }])).unwrap();
    let config = &applied.flag.environments["production"];
    assert_eq!(config.off_variation, Some(1));
    assert_eq!(config.context_targets[0].variation, 1);
    assert_eq!(config.fallthrough.as_ref().unwrap().shares().collect::<Vec<_>>(), [(1, 100_000)]);
    assert_eq!(config.rules.iter().map(|rule| rule.served.variation).collect::<Vec<_>>(), [Some(1), Some(0)]);
    assert_eq!(config.version, 1);

    assert_eq!(applied.removed_variations, [1]);
    let shifted = shift_prerequisites(catalog.flag("other").unwrap(), &"f".into(), 1).unwrap();
    assert_eq!(shifted.environments["production"].prerequisites[0].variation, 1);
    assert_eq!(shift_prerequisites(&applied.flag, &"f".into(), 1), None);
}

#[test]
fn one_bad_instruction_spoils_the_patch_and_is_named() {
    let catalog = project(json!({ "fallthrough": { "variation": 0 } }), json!({}));
    let instructions = json!([
        { "kind": "turnFlagOn" },
        { "kind": "addTags", "values": ["new"] },
        { "kind": "updateOffVariation", "variationId": "nope" },
    ]);
    let error = patch(&catalog, Some("production"), instructions).unwrap_err();
    assert_eq!((error.instruction, error.kind), (Some(2), Some("updateOffVariation")));
    assert_eq!(error.to_string(), "instruction 3 (updateOffVariation): the flag has no variation with id `nope`");
}

#[test]
fn an_empty_patch_is_refused() {
    let error = patch(&project(json!({}), json!({})), None, json!([])).unwrap_err();
    assert_eq!(error.to_string(), "the patch has no instructions");
}

#[test]
fn changes_that_cancel_out_are_no_change() {
    let catalog = project(json!({ "on": false, "version": 4 }), json!({}));
    let instructions = json!([{ "kind": "turnFlagOn" }, { "kind": "turnFlagOff" }]);
    let applied = patch(&catalog, Some("production"), instructions).unwrap();
    assert!(!applied.changed);
    assert_eq!(applied.flag, **catalog.flag("f").unwrap());
}

#[test]
fn a_switch_needs_no_details_but_rules_do() {
    let catalog = project(json!({ "on": false }), json!({}));
    assert!(patch(&catalog, Some("production"), json!([{ "kind": "turnFlagOn" }])).unwrap().changed);
    let error = patch(&catalog, Some("production"), json!([{ "kind": "reorderRules", "ruleIds": [] }])).unwrap_err();
    assert_eq!(error.problem, PatchProblem::NotLoaded("production".into()));
}

#[test]
fn an_archived_dependent_does_not_keep_a_flag_from_being_archived() {
    let mut catalog = project(json!({}), json!({ "prerequisites": [{ "key": "f", "variation": 0 }] }));
    let archive = || json!([{ "kind": "archiveFlag" }]);
    assert!(patch(&catalog, None, archive()).is_err());
    let mut other = Flag::clone(catalog.flag("other").unwrap());
    other.archived = true;
    catalog = catalog.with_flag(other);
    assert!(patch(&catalog, None, archive()).unwrap().flag.archived);
    assert_eq!(patch(&catalog, None, json!([{ "kind": "deleteFlag" }])).unwrap_err().status(), 409);
}
