//! What waits for its time: scheduled changes, two of which are at odds, and an expiring target.

use serde_json::json;

use crate::flags::{EnvironmentKey, FlagKey, ProjectKey, UnixMillis};

use super::super::ids;
use super::super::records::{Expiring, Place, Record, Scheduled};
use super::DAY;
use super::account::member_id;

/// All of it.
pub fn records(now: UnixMillis) -> Vec<Record> {
    let production = |flag: &str| Place {
        project: ProjectKey::new(super::PROJECT),
        environment: EnvironmentKey::new("production"),
        flag: FlagKey::new(flag),
    };
    let scheduled = |name: &str, flag: &str, days: i64, instructions: serde_json::Value| {
        Record::Scheduled(Scheduled {
            id: ids::object_id(&format!("scheduled/{name}")),
            place: production(flag),
            version: 1,
            created: UnixMillis(now.0 - DAY),
            execution: UnixMillis(now.0 + days * DAY),
            maintainer: member_id("Ada"),
            instructions: instructions.as_array().cloned().unwrap_or_default(),
            comment: None,
        })
    };
    let rule = ids::uuid("rule/holiday-south");
    vec![
        scheduled(
            "holiday-start",
            "holiday-theme",
            10,
            json!([
                { "kind": "turnFlagOn" },
                { "kind": "removeRule", "ruleId": rule },
            ]),
        ),
        // The rule is gone by then: the two changes are in conflict.
        scheduled(
            "holiday-rule",
            "holiday-theme",
            20,
            json!([
                { "kind": "updateRuleDescription", "ruleId": rule, "description": "Not in the southern summer" },
            ]),
        ),
        scheduled("express", "express-shipping", 5, json!([{ "kind": "turnFlagOn" }])),
        Record::Expiring(Expiring {
            id: ids::object_id("expiring/guest-tester"),
            place: production("beta-program"),
            version: 1,
            expiration: UnixMillis(now.0 + 7 * DAY),
            context_kind: "user".to_owned(),
            context_key: "user-guest-tester".to_owned(),
            variation_id: ids::uuid("variation/storefront/beta-program/0"),
        }),
    ]
}
