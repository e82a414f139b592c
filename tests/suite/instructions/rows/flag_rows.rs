use serde_json::json;

use super::{Kind, Row, always_changes, some};

/// Instructions that change the flag as a whole.
pub fn row(kind: &'static str) -> Option<Row> {
    let i = Kind(kind);
    let none = json!({});
    let migration = "the variations of a migration flag cannot be changed";
    match kind {
        "addVariation" => always_changes(
            i.with(json!({ "value": "c", "name": "C", "description": "The third" })),
            "values are unique: a second one is refused",
            vec![
                (i.with(json!({ "value": "a" })), "another variation already has the value \"a\""),
                (i.on("empty", json!({ "value": 1.0 })), "another variation already has the value 1.0"),
                (i.on("toggle", json!({ "value": "maybe" })), "a boolean flag must be true and false"),
                (i.on("migration", json!({ "value": "dualwrite" })), migration),
            ],
        ),
        "updateVariation" => some(
            i.with(json!({ "variationId": "v-a", "value": "z", "name": "Z", "description": "Last" })),
            i.with(json!({ "variationId": "v-a", "value": "a", "name": "A", "description": "" })),
            vec![
                (i.with(json!({ "variationId": "nope", "name": "Z" })), "no variation with id `nope`"),
                (
                    i.with(json!({ "variationId": "v-a", "value": "b" })),
                    "another variation already has the value \"b\"",
                ),
                (i.on("toggle", json!({ "variationId": "t-on", "value": 1 })), "a boolean flag must be true and false"),
                (i.on("migration", json!({ "variationId": "m-off", "value": "stopped" })), migration),
            ],
        ),
        "removeVariation" => always_changes(
            i.with(json!({ "variationId": "v-unused" })),
            "a variation that is not there is unknown",
            vec![
                (i.with(json!({ "variationId": "nope" })), "no variation with id `nope`"),
                (i.with(json!({ "variationId": "v-b" })), "the variation is in use: new environments start with it"),
                (i.on("toggle", json!({ "variationId": "t-on" })), "a boolean flag must be true and false"),
                (i.on("empty", json!({ "variationId": "n-2" })), "at least two variations"),
                (i.on("migration", json!({ "variationId": "m-off" })), migration),
            ],
        ),
        "updateDefaultVariation" => some(
            i.with(json!({ "OnVariationValue": "b", "OffVariationValue": "unused" })),
            i.with(json!({ "onVariationValue": "a" })),
            vec![
                (i.with(json!({ "onVariationValue": "nope" })), "no variation with the value \"nope\""),
                (i.with(none), "give `onVariationValue` or `offVariationValue`"),
            ],
        ),
        "addCustomProperties" => some(
            i.with(json!({ "key": "team", "name": "Team", "values": ["one", "two"] })),
            i.with(json!({ "key": "jira", "name": "Jira", "values": ["A-1"] })),
            vec![],
        ),
        "replaceCustomProperties" => some(
            i.with(json!({ "key": "jira", "name": "Tickets", "values": ["B-1"] })),
            i.with(json!({ "key": "jira", "name": "Jira", "values": ["A-1", "A-2"] })),
            vec![],
        ),
        "removeCustomProperties" => some(
            i.with(json!({ "key": "jira", "values": ["A-1", "A-2"] })),
            i.with(json!({ "key": "jira", "values": ["B-1"] })),
            vec![],
        ),
        "addTags" => some(
            i.with(json!({ "values": ["beta", "web", "beta"] })),
            i.with(json!({ "values": ["web"] })),
            vec![
                (i.with(json!({ "values": ["two words"] })), "`two words` is not a valid tag"),
                (i.with(json!({ "values": [""] })), "`` is not a valid tag"),
            ],
        ),
        "removeTags" => some(i.with(json!({ "values": ["web"] })), i.with(json!({ "values": ["beta"] })), vec![]),
        "makeFlagPermanent" => some(i.with(none.clone()), i.on("toggle", none), vec![]),
        "makeFlagTemporary" => some(i.on("toggle", none.clone()), i.with(none), vec![]),
        "turnOnClientSideAvailability" => {
            some(i.with(json!({ "value": "usingEnvironmentId" })), i.with(json!({ "value": "usingMobileKey" })), vec![])
        }
        "turnOffClientSideAvailability" => some(
            i.with(json!({ "value": "usingMobileKey" })),
            i.on("empty", json!({ "value": "usingMobileKey" })),
            vec![],
        ),
        "updateName" => some(
            i.with(json!({ "value": "Check out" })),
            i.with(json!({ "value": "Checkout" })),
            vec![(i.with(json!({ "value": " " })), "the name must not be empty")],
        ),
        "updateDescription" => {
            some(i.with(json!({ "value": "" })), i.with(json!({ "value": "Which checkout" })), vec![])
        }
        "updateMaintainerMember" => some(
            i.on("toggle", json!({ "value": "max" })),
            i.with(json!({ "value": "mia" })),
            vec![(i.with(json!({ "value": "nobody" })), "no member with id `nobody`")],
        ),
        "updateMaintainerTeam" => some(
            i.with(json!({ "value": "payments" })),
            i.on("toggle", json!({ "value": "payments" })),
            vec![(i.with(json!({ "value": "nobody" })), "no team with key `nobody`")],
        ),
        "removeMaintainer" => some(i.with(none.clone()), i.on("empty", none), vec![]),
        "archiveFlag" => some(
            i.on("toggle", none.clone()),
            i.on("retired", none.clone()),
            vec![(i.with(none), "a prerequisite of `circular` and cannot be archived")],
        ),
        "restoreFlag" => some(i.on("retired", none.clone()), i.with(none), vec![]),
        "deprecateFlag" => some(i.with(none.clone()), i.on("toggle", none), vec![]),
        "restoreDeprecatedFlag" => some(i.on("toggle", none.clone()), i.with(none), vec![]),
        "deleteFlag" => always_changes(
            i.on("toggle", none.clone()),
            "a flag is deleted once",
            vec![(i.with(none), "a prerequisite of `circular` and cannot be deleted")],
        ),
        _ => None,
    }
}
