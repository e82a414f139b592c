//! Flags by the hundred, made from lists of words.

use serde_json::{Value, json};

use crate::flags::UnixMillis;

use super::super::ids::pick;
use super::super::records::Requested;
use super::draft::{Draft, clause, rule, serve, split, target};

const AREAS: &[&str] = &[
    "account",
    "analytics",
    "cart",
    "catalog",
    "email",
    "image",
    "mobile",
    "order",
    "pricing",
    "search",
    "shipping",
    "support",
];

const TOPICS: &[&str] =
    &["redesign", "caching", "retry-limit", "lazy-loading", "copy", "fallback-config", "audit-trail", "v2", "timeout"];

/// 108 flags of the shop: each area with each topic.
pub fn flags(now: UnixMillis) -> Vec<Draft> {
    let keys = AREAS.iter().flat_map(|area| TOPICS.iter().map(move |topic| (*area, *topic)));
    keys.map(|(area, topic)| one(now, area, topic)).collect()
}

fn one(now: UnixMillis, area: &str, topic: &str) -> Draft {
    let key = format!("{area}-{topic}");
    let name = sentence(&key);
    let created = 15 + pick(&key, 600) as i64;
    let changed = 1 + pick(&format!("{key}/changed"), created as usize - 1) as i64;
    let draft = match topic {
        "retry-limit" => numbers(now, &key, &name, [3, 5, 0]).permanent(),
        "timeout" => numbers(now, &key, &name, [2_000, 5_000, 30_000]).permanent(),
        "copy" => {
            let values = [(json!("plain"), "Plain"), (json!("friendly"), "Friendly"), (json!("urgent"), "Urgent")];
            Draft::multivariate(now, &key, &name, &values)
        }
        "fallback-config" => {
            let values =
                [(json!({ "enabled": true, "after": 2 }), "Early"), (json!({ "enabled": false, "after": 0 }), "Never")];
            Draft::multivariate(now, &key, &name, &values).permanent()
        }
        _ => Draft::boolean(now, &key, &name),
    };
    let draft = draft
        .describe(&format!("{} of the {area} pages.", sentence(topic)))
        .tags(&[area, "sample"])
        .maintainer(["Ada", "Bruno", "Chiyo"][pick(&format!("{key}/maintainer"), 3)])
        .hunks(pick(&format!("{key}/hunks"), 6) as u32)
        .created(created);
    let draft = match pick(&format!("{key}/on"), 4) {
        0 => draft.on(&["test"]),
        1 => draft.on(&["test", "staging"]),
        2 => draft.on_everywhere(),
        _ => draft.on_everywhere().configure("production", |config| {
            let clauses = vec![clause("user", "beta", "in", &[json!(true)])];
            config.rules.push(rule(&key, serve(1), clauses));
        }),
    };
    let draft = draft.changed(changed);
    match pick(&format!("{key}/life"), 12) {
        0 => draft.archived(1 + changed / 2),
        1 => draft.deprecated(1 + changed / 2),
        2 | 3 => draft.last_requested(8 + changed),
        4 => draft.requested(Requested::At(UnixMillis(now.0 - 3 * super::DAY))),
        _ => draft,
    }
}

fn numbers(now: UnixMillis, key: &str, name: &str, values: [i64; 3]) -> Draft {
    Draft::multivariate(now, key, name, &values.map(|value| (json!(value), "")))
}

/// The second project: a dozen flags of its own, one key of which the first project has too.
pub fn warehouse(now: UnixMillis) -> Vec<Draft> {
    let keys = [
        "picking-route-optimizer",
        "barcode-scanner-v2",
        "cold-storage-alerts",
        "inventory-sync-interval",
        "packing-station-display",
        "robot-fleet",
        "label-printer-driver",
        "returns-inspection",
        "shift-planner",
        "dock-scheduling",
        "weight-check",
        "carrier-handover",
    ];
    keys.iter()
        .enumerate()
        .map(|(index, key)| {
            let values: &[(Value, &str)] = &[(json!(true), "On"), (json!(false), "Off")];
            let draft = Draft::new(now, "warehouse", &["test", "production"], key, &sentence(key), values)
                .tags(&["warehouse"])
                .maintainer("Bruno")
                .created(20 + 30 * index as i64);
            if index % 3 == 0 { draft.on_everywhere() } else { draft.on(&["test"]) }
        })
        .collect()
}

/// Flags with rules, targets and a rollout in every environment, for load tests.
pub fn load(now: UnixMillis, count: usize) -> Vec<Draft> {
    (0..count)
        .map(|index| {
            let key = format!("load-flag-{index:05}");
            let draft = Draft::boolean(now, &key, &sentence(&key)).describe("Made for load tests.").tags(&["load"]);
            ["test", "staging", "production", "production-eu"].iter().fold(draft, |draft, environment| {
                draft.configure(environment, |config| {
                    let id = format!("{key}/{environment}");
                    config.on = index % 3 != 0;
                    config.targets = vec![target("user", 0, &["user-1", "user-2"])];
                    config.rules = vec![
                        rule(&id, serve(1), vec![clause("user", "country", "in", &[json!("DE"), json!("FR")])]),
                        rule(
                            &format!("{id}/2"),
                            split(&[40_000, 60_000], "user", None),
                            vec![
                                clause("user", "email", "endsWith", &[json!("@example.com")]),
                                clause("organization", "plan", "in", &[json!("business")]),
                            ],
                        ),
                    ];
                })
            })
        })
        .collect()
}

/// `cart-lazy-loading` as `Cart lazy loading`.
fn sentence(key: &str) -> String {
    let text = key.replace('-', " ");
    let mut characters = text.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}
