use serde_json::{Value, json};

use super::*;
use crate::flags::{ExpiringUserTargetInstruction, NothingElse, SequentialIds, apply};

fn flag() -> Flag {
    serde_json::from_value(json!({
        "key": "f", "variations": [{ "_id": "on", "value": true }, { "_id": "off", "value": false }],
        "environments": { "test": {
            "fallthrough": { "variation": 1 },
            "targets": [{ "variation": 0, "values": ["ann", "bob"] }],
            "contextTargets": [{ "variation": 1, "contextKind": "device", "values": ["phone"] }],
        } },
    }))
    .unwrap()
}

fn instructions<T: serde::de::DeserializeOwned>(json: Value) -> Vec<T> {
    serde_json::from_value(json).unwrap()
}

fn add(list: &[ExpiringTarget], more: Value) -> ExpiringApplied {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(100), ids: &ids, surroundings: &NothingElse };
    apply_expiring(&flag(), &"test".into(), list, &instructions(more), &context).unwrap()
}

#[test]
fn instructions_stand_for_themselves_and_are_counted() {
    let applied = add(
        &[],
        json!([
            { "kind": "addExpiringTarget", "value": 200, "variationId": "on", "contextKind": "user", "contextKey": "ann" },
            { "kind": "addExpiringTarget", "value": 200, "variationId": "on", "contextKind": "user", "contextKey": "eve" },
            { "kind": "addExpiringTarget", "value": 300, "variationId": "off", "contextKind": "device", "contextKey": "phone" },
        ]),
    );
    assert_eq!((applied.total, applied.successful, applied.errors.len()), (3, 2, 1));
    assert_eq!(applied.errors[0].0, 1);
    assert_eq!(applied.items.iter().map(|item| item.context_key.as_str()).collect::<Vec<_>>(), ["ann", "phone"]);
}

#[test]
fn both_routes_change_one_list() {
    let by_user: Vec<ExpiringUserTargetInstruction> = instructions(
        json!([{ "kind": "addExpireUserTargetDate", "value": 200, "variationId": "on", "userKey": "ann" }]),
    );
    let by_context: Vec<ExpiringTargetInstruction> = by_user.into_iter().map(Into::into).collect();
    let applied = add(&[], serde_json::to_value(by_context).unwrap());
    assert_eq!(applied.items[0].as_user().unwrap().user_key, "ann");
    let device = add(
        &[],
        json!([{ "kind": "addExpiringTarget", "value": 300, "variationId": "off", "contextKind": "device",
        "contextKey": "phone" }]),
    );
    assert_eq!(device.items[0].as_user(), None);
}

#[test]
fn due_targets_are_removed_from_the_flag() {
    let list = add(
        &[],
        json!([
            { "kind": "addExpiringTarget", "value": 200, "variationId": "on", "contextKind": "user", "contextKey": "ann" },
            { "kind": "addExpiringTarget", "value": 300, "variationId": "off", "contextKind": "device", "contextKey": "phone" },
        ]),
    )
    .items;
    let (removals, left) = expire(&list, UnixMillis(200));
    assert_eq!(left.len(), 1);
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(200), ids: &ids, surroundings: &NothingElse };
    let after = apply(&flag(), Some(&"test".into()), &removals, &context).unwrap().flag;
    assert_eq!(after.environments["test"].targets[0].values, ["bob"]);
    assert_eq!(still_targeted(&after, &"test".into(), &list), left);
}

#[test]
fn an_environment_the_flag_does_not_have_fails_the_request() {
    let ids = SequentialIds::default();
    let context = ApplyContext { now: UnixMillis(100), ids: &ids, surroundings: &NothingElse };
    let remove = ExpiringTargetInstruction::RemoveExpiringTarget {
        variation_id: "on".to_owned(),
        context_key: "ann".to_owned(),
        context_kind: "user".to_owned(),
    };
    let error = apply_expiring(&flag(), &"nowhere".into(), &[], &[remove], &context).unwrap_err();
    assert_eq!((error.status(), error.code()), (404, "not_found"));
}
