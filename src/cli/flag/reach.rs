//! Which command and which editor action reaches each operation and instruction of the API. The source of `docs/api.md`.

use std::fmt::Write;

use crate::flags::{
    ExpiringTargetInstruction, ExpiringUserTargetInstruction, Instruction, InstructionKind, ScheduledChangeInstruction,
};

/// A documented operation of the API.
#[derive(Debug, Clone, Copy)]
pub struct OperationReach {
    /// `operationId` of the API's description.
    pub id: &'static str,
    /// Method and path after `/api/v2`.
    pub route: &'static str,
    /// The command after `flagwise`.
    pub command: &'static str,
    /// The editor feature that uses it; empty if there is none.
    pub editor: &'static str,
}

/// A kind of instruction.
#[derive(Debug, Clone, Copy)]
pub struct InstructionReach {
    /// The `kind`.
    pub kind: &'static str,
    /// An example: the command after `flagwise flag`, without the options that every change has.
    pub example: &'static str,
    /// Why there is no command of its own; empty if there is one.
    pub why_patch: &'static str,
    /// The editor's command; empty if there is none.
    pub editor: &'static str,
}

const fn operation(
    id: &'static str,
    route: &'static str,
    command: &'static str,
    editor: &'static str,
) -> OperationReach {
    OperationReach { id, route, command, editor }
}

const fn own(kind: &'static str, example: &'static str) -> InstructionReach {
    InstructionReach { kind, example, why_patch: "", editor: "" }
}

const fn editor(kind: &'static str, example: &'static str, editor: &'static str) -> InstructionReach {
    InstructionReach { kind, example, why_patch: "", editor }
}

const fn patch(kind: &'static str, example: &'static str, why_patch: &'static str) -> InstructionReach {
    InstructionReach { kind, example, why_patch, editor: "" }
}

/// The documented operations.
pub const OPERATIONS: &[OperationReach] = &[
    operation("getFeatureFlags", "GET /flags/{project}", "flag list", "loading of the flags"),
    operation("postFeatureFlag", "POST /flags/{project}", "flag create", ""),
    operation("getFeatureFlag", "GET /flags/{project}/{flag}", "flag show", "before each change"),
    operation("patchFeatureFlag", "PATCH /flags/{project}/{flag}", "flag patch", "code actions"),
    operation("deleteFeatureFlag", "DELETE /flags/{project}/{flag}", "flag delete", ""),
    operation("copyFeatureFlag", "POST /flags/{project}/{flag}/copy", "flag copy", ""),
    operation(
        "getExpiringContextTargets",
        "GET /flags/{project}/{flag}/expiring-targets/{environment}",
        "flag expire list",
        "",
    ),
    operation(
        "patchExpiringTargets",
        "PATCH /flags/{project}/{flag}/expiring-targets/{environment}",
        "flag expire set",
        "",
    ),
    operation(
        "getExpiringUserTargets",
        "GET /flags/{project}/{flag}/expiring-user-targets/{environment}",
        "flag expire list --users",
        "",
    ),
    operation(
        "patchExpiringUserTargets",
        "PATCH /flags/{project}/{flag}/expiring-user-targets/{environment}",
        "flag expire set --users",
        "",
    ),
    operation("getFeatureFlagStatuses", "GET /flag-statuses/{project}/{environment}", "flag status --env", "hover"),
    operation("getFeatureFlagStatus", "GET /flag-statuses/{project}/{environment}/{flag}", "flag status KEY --env", ""),
    operation("getFeatureFlagStatusAcrossEnvironments", "GET /flag-status/{project}/{flag}", "flag status KEY", ""),
    operation(
        "postMigrationSafetyIssues",
        "POST /projects/{project}/flags/{flag}/environments/{environment}/migration-safety-issues",
        "flag rollout",
        "",
    ),
    operation(
        "getFlagConfigScheduledChanges",
        "GET /projects/{project}/flags/{flag}/environments/{environment}/scheduled-changes",
        "flag schedule list",
        "",
    ),
    operation(
        "postFlagConfigScheduledChanges",
        "POST /projects/{project}/flags/{flag}/environments/{environment}/scheduled-changes",
        "flag on --at",
        "",
    ),
    operation(
        "getFeatureFlagScheduledChange",
        "GET /projects/{project}/flags/{flag}/environments/{environment}/scheduled-changes/{id}",
        "flag schedule show",
        "",
    ),
    operation(
        "patchFlagConfigScheduledChange",
        "PATCH /projects/{project}/flags/{flag}/environments/{environment}/scheduled-changes/{id}",
        "flag schedule move",
        "",
    ),
    operation(
        "deleteFlagConfigScheduledChanges",
        "DELETE /projects/{project}/flags/{flag}/environments/{environment}/scheduled-changes/{id}",
        "flag schedule cancel",
        "",
    ),
];

/// Reason of instructions that a newer one contains.
const USERS: &str = "the older form, for users only; the form for contexts has a command";
/// Reason of instructions that replace a whole list.
const WHOLE_LIST: &str = "replaces a whole list, which is best written in a file";

/// The kinds of instructions, in the order of the API reference. The examples run against the flag `gift-cards` of the
/// simulator in this order, in `staging` where they name an environment.
pub const INSTRUCTIONS: &[InstructionReach] = &[
    editor("turnFlagOff", "off gift-cards --env staging", "flagwise.turnOff"),
    editor("turnFlagOn", "on gift-cards --env staging", "flagwise.turnOn"),
    own("addRule", "rule add gift-cards --if 'user.country in DE,AT' --serve false --env staging"),
    own("addClauses", "rule narrow gift-cards 1 --if 'not segment beta' --env staging"),
    own("updateClause", "rule condition gift-cards 1 1 --if 'user.country in CH' --env staging"),
    own("addValuesToClause", "rule values gift-cards 1 1 --add DE,FR --env staging"),
    own("removeValuesFromClause", "rule values gift-cards 1 1 --remove FR --env staging"),
    own("removeClauses", "rule widen gift-cards 1 2 --env staging"),
    own("updateRuleDescription", "rule describe gift-cards 1 Alps --env staging"),
    own("updateRuleTrackEvents", "rule events gift-cards 1 on --env staging"),
    own("updateRuleVariationOrRollout", "rule serve gift-cards 1 --rollout true=50 --rollout false=50 --env staging"),
    own("reorderRules", "rule move gift-cards 2 1 --env staging"),
    own("removeRule", "rule remove gift-cards 1 --env staging"),
    patch(
        "replaceRules",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"replaceRules\",\"rules\":[]}]}' --env staging",
        WHOLE_LIST,
    ),
    own("addTargets", "target gift-cards true org-acme org-globex --kind organization --env staging"),
    own("removeTargets", "untarget gift-cards org-globex --kind organization --env staging"),
    patch(
        "replaceTargets",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"replaceTargets\",\"targets\":[{\"variationId\":\"TRUE_ID\",\
         \"values\":[\"user-1\"]}]}]}' --env staging",
        WHOLE_LIST,
    ),
    own("clearTargets", "untarget gift-cards --all true --env staging"),
    patch(
        "addUserTargets",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"addUserTargets\",\"variationId\":\"TRUE_ID\",\"values\":[\"user-2\"]}]}' \
         --env staging",
        USERS,
    ),
    patch(
        "removeUserTargets",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"removeUserTargets\",\"variationId\":\"TRUE_ID\",\"values\":[\"user-2\"]}]}' \
         --env staging",
        USERS,
    ),
    patch(
        "replaceUserTargets",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"replaceUserTargets\",\"targets\":[{\"variationId\":\"TRUE_ID\",\"values\":[\"user-3\"]},{\"variationId\":\"FALSE_ID\",\"values\":[]}]}]}' \
         --env staging",
        USERS,
    ),
    patch(
        "clearUserTargets",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"clearUserTargets\",\"variationId\":\"TRUE_ID\"}]}' \
         --env staging",
        USERS,
    ),
    own("updateFallthroughVariationOrRollout", "rollout gift-cards true=25 false=rest --env staging"),
    own("updateOffVariation", "serve gift-cards true --off --env staging"),
    own("addPrerequisite", "prerequisite add gift-cards express-shipping true --env staging"),
    own("updatePrerequisite", "prerequisite set gift-cards express-shipping false --env staging"),
    own("removePrerequisite", "prerequisite remove gift-cards express-shipping --env staging"),
    patch(
        "replacePrerequisites",
        "patch gift-cards --body '{\"instructions\":[{\"kind\":\"replacePrerequisites\",\"prerequisites\":[{\"key\":\
         \"express-shipping\",\"variationId\":\"EXPRESS_ID\"}]}]}' --env staging",
        WHOLE_LIST,
    ),
    own("updateTrackEvents", "events gift-cards on --env staging"),
    own("updateTrackEventsFallthrough", "events gift-cards on --default-rule --env staging"),
    own("addVariation", "variation add recommendations-engine trending --name Trending"),
    own("updateVariation", "variation update recommendations-engine trending --description 'By sales'"),
    own("updateDefaultVariation", "variation default recommendations-engine --on neural"),
    own("removeVariation", "variation remove recommendations-engine trending"),
    own("addCustomProperties", "property add gift-cards jira.issues SHOP-1 SHOP-2 --name Jira"),
    own("replaceCustomProperties", "property set gift-cards jira.issues SHOP-3"),
    own("removeCustomProperties", "property remove gift-cards jira.issues"),
    own("addTags", "tag gift-cards --add spring"),
    own("removeTags", "tag gift-cards --remove spring"),
    own("makeFlagPermanent", "describe gift-cards --permanent"),
    own("makeFlagTemporary", "describe gift-cards --temporary"),
    own("turnOffClientSideAvailability", "describe gift-cards --mobile off"),
    own("turnOnClientSideAvailability", "describe gift-cards --mobile on"),
    own("updateName", "describe gift-cards --name 'Gift vouchers'"),
    own("updateDescription", "describe gift-cards --description 'Selling and redeeming vouchers'"),
    own("updateMaintainerTeam", "maintain gift-cards --team checkout"),
    own("updateMaintainerMember", "maintain gift-cards --member MEMBER"),
    own("removeMaintainer", "maintain gift-cards --nobody"),
    editor("deprecateFlag", "deprecate gift-cards", "flagwise.deprecate"),
    editor("restoreDeprecatedFlag", "undeprecate gift-cards", "flagwise.restoreDeprecated"),
    editor("archiveFlag", "archive gift-cards", "flagwise.archive"),
    editor("restoreFlag", "restore gift-cards", "flagwise.restore"),
    patch(
        "deleteFlag",
        "patch store-locator-map --body '{\"instructions\":[{\"kind\":\"deleteFlag\"}]}'",
        "`flag delete` uses the operation deleteFeatureFlag",
    ),
    own("addExpiringTarget", "expire set beta-program org-acme 2099-01-01 --kind organization --env production"),
    own("updateExpiringTarget", "expire set beta-program org-acme 2099-02-01 --kind organization --env production"),
    own("removeExpiringTarget", "expire never beta-program org-acme --kind organization --env production"),
    own("addExpireUserTargetDate", "expire set beta-program user-ada 2099-01-01 --users --env production"),
    own("updateExpireUserTargetDate", "expire set beta-program user-ada 2099-02-01 --users --env production"),
    own("removeExpireUserTargetDate", "expire never beta-program user-ada --users --env production"),
    own("updateScheduledChangesExecutionDate", "schedule move express-shipping ID 2099-01-01 --env production"),
    own(
        "replaceScheduledChangesInstructions",
        "schedule replace express-shipping ID --body '[{\"kind\":\"turnFlagOff\"}]' --env production",
    ),
    own("deleteScheduledChange", "schedule cancel express-shipping ID --comment 'not needed' --env production"),
];

fn kinds() -> Vec<InstructionKind> {
    [
        Instruction::KINDS,
        ExpiringTargetInstruction::KINDS,
        ExpiringUserTargetInstruction::KINDS,
        ScheduledChangeInstruction::KINDS,
    ]
    .concat()
}

/// The page `docs/api.md`.
pub fn api_page() -> String {
    let mut page = String::from(include_str!("reach/head.md"));
    page.push_str(
        "\n## Operations\n\n| operation | route after `/api/v2` | command | editor |\n| --- | --- | --- | --- |\n",
    );
    for OperationReach { id, route, command, editor } in OPERATIONS {
        let editor = if editor.is_empty() { "" } else { editor };
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| {id} | `{route}` | `flagwise {command}` | {editor} |");
    }
    page.push_str("\n## Instructions\n\n| kind | effect | command | editor |\n| --- | --- | --- | --- |\n");
    for kind in kinds() {
        let Some(reach) = INSTRUCTIONS.iter().find(|reach| reach.kind == kind.name) else {
            let _ = writeln!(page, "| {} | {} | **none** | |", kind.name, kind.doc);
            continue;
        };
        let command = if reach.why_patch.is_empty() {
            format!("`flagwise flag {}`", reach.example.replace('|', "\\|"))
        } else {
            format!("`flagwise flag patch`: {}", reach.why_patch)
        };
        let editor = if reach.editor.is_empty() { String::new() } else { format!("`{}`", reach.editor) };
        let _ = writeln!(page, "| {} | {} | {command} | {editor} |", kind.name, kind.doc.trim_end_matches('.'));
    }
    page
}
