use serde_json::{Value, json};

use super::{Kind, Row, always_changes, some};

fn clause(op: &str) -> Value {
    json!({ "contextKind": "user", "attribute": "plan", "op": op, "negate": false, "values": ["pro"] })
}

/// Instructions that need an environment.
pub fn row(kind: &'static str) -> Option<Row> {
    let i = Kind(kind);
    let none = json!({});
    let bad_weights = "sum to 90000";
    let one_of = "either `variationId` or `rolloutWeights`";
    let rollout = "a migration flag serves a rollout";
    match kind {
        "turnFlagOn" => some(i.with(none.clone()), i.on("toggle", none), vec![]),
        "turnFlagOff" => some(i.on("toggle", none.clone()), i.with(none), vec![]),
        "updateTrackEvents" | "updateTrackEventsFallthrough" => {
            some(i.with(json!({ "trackEvents": true })), i.with(json!({ "trackEvents": false })), vec![])
        }
        "updateOffVariation" => some(
            i.with(json!({ "variationId": "v-a" })),
            i.with(json!({ "variationId": "v-b" })),
            vec![(i.with(json!({ "variationId": "nope" })), "no variation with id `nope`")],
        ),
        "updateFallthroughVariationOrRollout" => some(
            i.with(json!({ "rolloutWeights": { "v-b": 85_000, "v-a": 15_000 }, "rolloutBucketBy": "country",
                "rolloutContextKind": "device" })),
            i.with(json!({ "variationId": "v-a" })),
            vec![
                (i.with(json!({ "rolloutWeights": { "v-a": 90_000 } })), bad_weights),
                (i.with(json!({ "rolloutWeights": { "nope": 100_000 } })), "no variation with id `nope`"),
                (i.with(json!({})), one_of),
                (i.with(json!({ "variationId": "v-a", "rolloutWeights": { "v-a": 100_000 } })), one_of),
                (i.on("migration", json!({ "variationId": "m-off" })), rollout),
            ],
        ),
        "updateRuleVariationOrRollout" => some(
            i.with(json!({ "ruleId": "r-1", "variationId": "v-a" })),
            i.with(json!({ "ruleId": "r-2", "rolloutWeights": { "v-a": 60_000, "v-unused": 0, "v-b": 40_000 } })),
            vec![
                (i.with(json!({ "ruleId": "nope", "variationId": "v-a" })), "no rule with id `nope`"),
                (i.with(json!({ "ruleId": "r-1", "rolloutWeights": { "v-a": 90_000 } })), bad_weights),
                (i.with(json!({ "ruleId": "r-1" })), one_of),
                (i.on("migration", json!({ "ruleId": "m-rule", "variationId": "m-off" })), rollout),
            ],
        ),
        "addRule" => always_changes(
            i.with(json!({ "clauses": [clause("in")], "beforeRuleId": "r-2", "ref": "mine",
                "rolloutWeights": { "v-a": 15_000, "v-b": 85_000 } })),
            "each one adds a rule",
            vec![
                (i.with(json!({ "clauses": [], "variationId": "v-a", "beforeRuleId": "nope" })), "no rule with id `nope`"),
                (i.with(json!({ "clauses": [], "variationId": "v-a", "ref": "beta" })), "ref `beta` already exists"),
                (i.with(json!({ "clauses": [clause("equals")], "variationId": "v-a" })), "`equals` is not a clause operator"),
                (i.with(json!({ "clauses": [{ "op": "in", "values": [] }], "variationId": "v-a" })), "needs an `attribute`"),
                (i.with(json!({ "clauses": [] })), one_of),
                (i.on("migration", json!({ "clauses": [], "variationId": "m-off" })), rollout),
            ],
        ),
        "removeRule" => some(
            i.with(json!({ "ref": "beta" })),
            i.with(json!({ "ruleId": "nope" })),
            vec![(i.with(none), "`ruleId` is required")],
        ),
        "reorderRules" => some(
            i.with(json!({ "ruleIds": ["r-2", "r-1"] })),
            i.with(json!({ "ruleIds": ["r-1", "r-2"] })),
            vec![
                (i.with(json!({ "ruleIds": ["r-1"] })), "`r-2` is missing"),
                (i.with(json!({ "ruleIds": ["r-1", "r-2", "nope"] })), "`nope` is not a rule of the flag"),
                (i.with(json!({ "ruleIds": ["r-1", "r-2", "r-1"] })), "`r-1` is listed twice"),
            ],
        ),
        "replaceRules" => some(
            i.with(json!({ "rules": [{ "variationId": "v-b", "description": "My new rule", "trackEvents": true,
                "clauses": [{ "contextKind": "user", "attribute": "segmentMatch", "op": "segmentMatch", "values": ["test"] }] }] })),
            i.on("migration", json!({ "rules": [{ "clauses": [], "rolloutWeights": { "m-complete": 100_000 } }] })),
            vec![
                (i.with(json!({ "rules": [{ "clauses": [] }] })), one_of),
                (i.with(json!({ "rules": [{ "ref": "x", "variationId": "v-a" }, { "ref": "x", "variationId": "v-a" }] })),
                    "ref `x` already exists"),
                (i.on("migration", json!({ "rules": [{ "variationId": "m-off" }] })), rollout),
            ],
        ),
        "updateRuleDescription" => some(
            i.with(json!({ "ruleId": "r-1", "description": "New" })),
            i.with(json!({ "ruleId": "r-1", "description": "Beta" })),
            vec![(i.with(json!({ "ruleId": "nope", "description": "New" })), "no rule with id `nope`")],
        ),
        "updateRuleTrackEvents" => some(
            i.with(json!({ "ruleId": "r-1", "trackEvents": true })),
            i.with(json!({ "ruleId": "r-2", "trackEvents": true })),
            vec![(i.with(json!({ "ruleId": "nope", "trackEvents": true })), "no rule with id `nope`")],
        ),
        "addClauses" => some(
            i.with(json!({ "ruleId": "r-1", "clauses": [clause("startsWith")] })),
            i.with(json!({ "ruleId": "r-1", "clauses": [] })),
            vec![
                (i.with(json!({ "ruleId": "nope", "clauses": [] })), "no rule with id `nope`"),
                (i.with(json!({ "ruleId": "r-1", "clauses": [clause("startswith")] })), "`startswith` is not a clause operator"),
            ],
        ),
        "removeClauses" => some(
            i.with(json!({ "ruleId": "r-1", "clauseIds": ["c-1"] })),
            i.with(json!({ "ruleId": "r-1", "clauseIds": [] })),
            vec![
                (i.with(json!({ "ruleId": "nope", "clauseIds": [] })), "no rule with id `nope`"),
                (i.with(json!({ "ruleId": "r-1", "clauseIds": ["nope"] })), "no clause with id `nope`"),
            ],
        ),
        "updateClause" => some(
            i.with(json!({ "ruleId": "r-1", "clauseId": "c-1", "clause": clause("endsWith") })),
            i.with(json!({ "ruleId": "r-1", "clauseId": "c-1",
                "clause": { "attribute": "country", "op": "in", "values": ["USA", "Canada"] } })),
            vec![
                (i.with(json!({ "ruleId": "nope", "clauseId": "c-1", "clause": clause("in") })), "no rule with id `nope`"),
                (i.with(json!({ "ruleId": "r-1", "clauseId": "nope", "clause": clause("in") })), "no clause with id `nope`"),
            ],
        ),
        "addValuesToClause" => some(
            i.with(json!({ "ruleId": "r-1", "clauseId": "c-1", "values": ["Mexico", "USA"] })),
            i.with(json!({ "ruleId": "r-1", "clauseId": "c-1", "values": ["USA"] })),
            vec![
                (i.with(json!({ "ruleId": "nope", "clauseId": "c-1", "values": [] })), "no rule with id `nope`"),
                (i.with(json!({ "ruleId": "r-1", "clauseId": "nope", "values": [] })), "no clause with id `nope`"),
            ],
        ),
        "removeValuesFromClause" => some(
            i.with(json!({ "ruleId": "r-1", "clauseId": "c-1", "values": ["USA"] })),
            i.with(json!({ "ruleId": "r-1", "clauseId": "c-1", "values": ["Mexico"] })),
            vec![
                (i.with(json!({ "ruleId": "nope", "clauseId": "c-1", "values": [] })), "no rule with id `nope`"),
                (i.with(json!({ "ruleId": "r-1", "clauseId": "nope", "values": [] })), "no clause with id `nope`"),
            ],
        ),
        "addTargets" => some(
            i.with(json!({ "contextKind": "device", "variationId": "v-b", "values": ["tablet", "phone"] })),
            i.with(json!({ "variationId": "v-a", "values": ["ann"] })),
            vec![
                (i.with(json!({ "variationId": "v-b", "values": ["ann"] })), "the user `ann` would be targeted in two variations"),
                (i.with(json!({ "contextKind": "device", "variationId": "v-a", "values": ["phone"] })), "the device `phone`"),
                (i.with(json!({ "variationId": "nope", "values": [] })), "no variation with id `nope`"),
            ],
        ),
        "addUserTargets" => some(
            i.with(json!({ "variationId": "v-b", "values": ["cat", "cat"] })),
            i.with(json!({ "variationId": "v-a", "values": ["ann"] })),
            vec![
                (i.with(json!({ "variationId": "v-b", "values": ["ann"] })), "the user `ann` would be targeted in two variations"),
                (i.with(json!({ "variationId": "nope", "values": [] })), "no variation with id `nope`"),
            ],
        ),
        "removeTargets" => some(
            i.with(json!({ "contextKind": "device", "variationId": "v-b", "values": ["phone"] })),
            i.with(json!({ "variationId": "v-b", "values": ["ann"] })),
            vec![(i.with(json!({ "variationId": "nope", "values": [] })), "no variation with id `nope`")],
        ),
        "removeUserTargets" => some(
            i.with(json!({ "variationId": "v-a", "values": ["ann"] })),
            i.with(json!({ "variationId": "v-a", "values": ["nobody"] })),
            vec![(i.with(json!({ "variationId": "nope", "values": [] })), "no variation with id `nope`")],
        ),
        "replaceTargets" => some(
            i.with(json!({ "targets": [{ "variationId": "v-b", "values": ["ann"] },
                { "contextKind": "device", "variationId": "v-a", "values": ["phone"] }] })),
            i.with(json!({ "targets": [{ "contextKind": "device", "variationId": "v-b", "values": ["phone"] },
                { "variationId": "v-a", "values": ["bob", "ann"] }] })),
            vec![
                (i.with(json!({ "targets": [{ "variationId": "v-a", "values": ["ann"] }, { "variationId": "v-b", "values": ["ann"] }] })),
                    "the user `ann` would be targeted in two variations"),
                (i.with(json!({ "targets": [{ "variationId": "nope", "values": [] }] })), "no variation with id `nope`"),
            ],
        ),
        "replaceUserTargets" => some(
            i.with(json!({ "targets": [{ "variationId": "v-a", "values": [] }, { "variationId": "v-unused", "values": [] },
                { "variationId": "v-b", "values": ["ann"] }] })),
            i.with(json!({ "targets": [{ "variationId": "v-b", "values": [] }, { "variationId": "v-unused", "values": [] },
                { "variationId": "v-a", "values": ["ann", "bob"] }] })),
            vec![
                (i.with(json!({ "targets": [{ "variationId": "v-a", "values": ["ann"] }] })), "`v-unused` is missing"),
                (i.with(json!({ "targets": [{ "variationId": "v-a", "values": ["ann"] }, { "variationId": "v-unused", "values": [] },
                    { "variationId": "v-b", "values": ["ann"] }] })), "the user `ann` would be targeted in two variations"),
            ],
        ),
        "clearTargets" => some(
            i.with(json!({ "variationId": "v-b" })),
            i.with(json!({ "variationId": "v-unused" })),
            vec![(i.with(json!({ "variationId": "nope" })), "no variation with id `nope`")],
        ),
        "clearUserTargets" => some(
            i.with(json!({ "variationId": "v-a" })),
            i.with(json!({ "variationId": "v-b" })),
            vec![(i.with(json!({ "variationId": "nope" })), "no variation with id `nope`")],
        ),
        "addPrerequisite" => some(
            i.with(json!({ "key": "toggle", "variationId": "t-on" })),
            i.with(json!({ "key": "base", "variationId": "b-on" })),
            vec![
                (i.with(json!({ "key": "base", "variationId": "b-off" })), "`base` is already a prerequisite"),
                (i.with(json!({ "key": "nope", "variationId": "t-on" })), "the prerequisite `nope` does not exist"),
                (i.with(json!({ "key": "toggle", "variationId": "nope" })), "`toggle` has no variation with id `nope`"),
                (i.with(json!({ "key": "checkout", "variationId": "v-a" })), "a cycle: checkout → checkout"),
                (i.on("base", json!({ "key": "circular", "variationId": "x-on" })), "base → circular → checkout → base"),
                (i.with(json!({ "key": "retired", "variationId": "o-on" })), "`retired` is archived"),
            ],
        ),
        "updatePrerequisite" => some(
            i.with(json!({ "key": "base", "variationId": "b-off" })),
            i.with(json!({ "key": "base", "variationId": "b-on" })),
            vec![
                (i.with(json!({ "key": "toggle", "variationId": "t-on" })), "no prerequisite `toggle`"),
                (i.with(json!({ "key": "base", "variationId": "nope" })), "`base` has no variation with id `nope`"),
            ],
        ),
        "removePrerequisite" => some(i.with(json!({ "key": "base" })), i.with(json!({ "key": "toggle" })), vec![]),
        "replacePrerequisites" => some(
            i.with(json!({ "prerequisites": [{ "key": "toggle", "variationId": "t-off" }] })),
            i.with(json!({ "prerequisites": [{ "key": "base", "variationId": "b-on" }] })),
            vec![
                (i.with(json!({ "prerequisites": [{ "key": "nope", "variationId": "b-on" }] })), "the prerequisite `nope` does not exist"),
                (i.with(json!({ "prerequisites": [{ "key": "base", "variationId": "b-on" }, { "key": "base", "variationId": "b-off" }] })),
                    "`base` is listed twice"),
            ],
        ),
        _ => None,
    }
}
