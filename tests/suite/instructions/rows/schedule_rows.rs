use serde_json::{Value, json};

use super::{Kind, Row, always_changes, some};

/// Instructions for expiring targets, by both routes, and for scheduled changes.
pub fn row(kind: &'static str) -> Option<Row> {
    let i = Kind(kind);
    let user = matches!(kind, "addExpireUserTargetDate" | "updateExpireUserTargetDate" | "removeExpireUserTargetDate");
    let target = |key: &str, variation: &str, date: Option<i64>| {
        let mut parameters = if user {
            json!({ "userKey": key, "variationId": variation })
        } else {
            json!({ "contextKey": key, "contextKind": "user", "variationId": variation })
        };
        if let Some(date) = date {
            parameters["value"] = json!(date);
        }
        parameters
    };
    let with_version = |mut parameters: Value, version: u64| {
        parameters["version"] = json!(version);
        parameters
    };
    let date = Some(5_000_000);
    let later = Some(6_000_000);
    match kind {
        "addExpiringTarget" | "addExpireUserTargetDate" => some(
            i.with(target("bob", "v-a", date)),
            i.with(target("ann", "v-a", date)),
            vec![
                (i.with(target("nobody", "v-a", date)), "the user `nobody` is not targeted individually"),
                (i.with(target("bob", "v-b", date)), "the user `bob` is not targeted individually"),
                (i.with(target("ann", "v-a", later)), "the user `ann` is already scheduled for removal"),
                (i.with(target("bob", "nope", date)), "no variation with id `nope`"),
                (i.with(target("bob", "v-a", Some(1))), "is in the past"),
            ],
        ),
        "updateExpiringTarget" | "updateExpireUserTargetDate" => some(
            i.with(with_version(target("ann", "v-a", later), 2)),
            i.with(target("ann", "v-a", date)),
            vec![
                (i.with(with_version(target("ann", "v-a", later), 1)), "version 1 is not the current version 2"),
                (i.with(target("bob", "v-a", later)), "the user `bob` is not scheduled for removal"),
                (i.with(target("ann", "v-a", Some(1))), "is in the past"),
            ],
        ),
        "removeExpiringTarget" | "removeExpireUserTargetDate" => some(
            i.with(target("ann", "v-a", None)),
            i.with(target("bob", "v-a", None)),
            vec![(i.with(target("ann", "nope", None)), "no variation with id `nope`")],
        ),
        "deleteScheduledChange" => always_changes(i.with(json!({})), "a change is deleted once", vec![]),
        "replaceScheduledChangesInstructions" => some(
            i.with(
                json!({ "value": [{ "kind": "turnFlagOff" }, { "kind": "updateTrackEvents", "trackEvents": true }] }),
            ),
            i.with(json!({ "value": [{ "kind": "turnFlagOn" }] })),
            vec![
                (i.with(json!({ "value": [] })), "no instructions"),
                (i.with(json!({ "value": [{ "kind": "beamUp" }] })), "unknown instruction kind `beamUp`"),
            ],
        ),
        "updateScheduledChangesExecutionDate" => some(
            i.with(json!({ "value": 6_000_000 })),
            i.with(json!({ "value": 5_000_000 })),
            vec![(i.with(json!({ "value": 1 })), "is in the past")],
        ),
        _ => None,
    }
}
