//! What waits for its time: scheduled changes, two of which are at odds, and an expiring target.

use crate::flags::{
    AnyInstruction, EnvironmentKey, ExpiringTarget, FlagKey, Instruction, ProjectKey, ScheduledChange, UnixMillis,
};

use super::super::ids;
use super::super::records::{Expiring, Place, Record, Scheduled};
use super::DAY;
use super::account::member_id;

/// All of it.
pub fn records(now: UnixMillis) -> Vec<Record> {
    let rule = ids::uuid("rule/holiday-south");
    let start = vec![
        Instruction::TurnFlagOn {}.into(),
        Instruction::RemoveRule { rule_id: Some(rule.clone()), reference: None }.into(),
    ];
    // The rule is gone by then: the two changes are in conflict.
    let description = "Not in the southern summer".to_owned();
    let later = vec![Instruction::UpdateRuleDescription { rule_id: rule, description }.into()];
    vec![
        scheduled(now, "holiday-start", "holiday-theme", 10, start),
        scheduled(now, "holiday-rule", "holiday-theme", 20, later),
        scheduled(now, "express", "express-shipping", 5, vec![Instruction::TurnFlagOn {}.into()]),
        Record::Expiring(Expiring {
            place: in_production("beta-program"),
            target: ExpiringTarget {
                id: ids::object_id("expiring/guest-tester"),
                version: 1,
                expiration_date: UnixMillis(now.0 + 7 * DAY),
                context_kind: "user".to_owned(),
                context_key: "user-guest-tester".to_owned(),
                variation_id: Some(ids::uuid("variation/storefront/beta-program/0")),
            },
        }),
    ]
}

fn scheduled(now: UnixMillis, name: &str, flag: &str, days: i64, instructions: Vec<AnyInstruction>) -> Record {
    Record::Scheduled(Scheduled {
        place: in_production(flag),
        change: ScheduledChange {
            id: ids::object_id(&format!("scheduled/{name}")),
            creation_date: UnixMillis(now.0 - DAY),
            maintainer_id: member_id("Ada"),
            version: 1,
            execution_date: UnixMillis(now.0 + days * DAY),
            instructions,
            conflicts: None,
        },
        comment: None,
    })
}

fn in_production(flag: &str) -> Place {
    Place {
        project: ProjectKey::new(super::PROJECT),
        environment: EnvironmentKey::new("production"),
        flag: FlagKey::new(flag),
    }
}
