//! The API's semantic-patch instructions as types.
//!
//! Four families with 62 kinds: [`Instruction`] for flags (53), [`ExpiringTargetInstruction`] (3),
//! [`ExpiringUserTargetInstruction`] (3), [`ScheduledChangeInstruction`] (3). Parameters are spelled as in the API
//! reference; where it contradicts itself, both spellings are read and one is written.

mod kinds;
mod parameters;
mod patch;
mod schedules;

pub use kinds::{InstructionKind, Scope};
pub use parameters::{ClientSideSdk, NewClause, NewRule, PrerequisiteById, ServedById, TargetById, UserTargetById};
pub use patch::{AnyInstruction, SemanticPatch};
pub use schedules::{ExpiringTargetInstruction, ExpiringUserTargetInstruction, ScheduledChangeInstruction};

use serde_json::Value;

use super::FlagKey;

kinds::instructions! {
    /// A change of a flag (`PATCH /api/v2/flags/{project}/{flag}`).
    ///
    /// Refers to variations, rules and clauses by UUID. Source: the reference of "Update feature flag". Four kinds
    /// that it lists under "require `environmentKey`" change the flag itself and come without it in its own examples:
    /// `addVariation`, `updateVariation`, `removeVariation`, `updateDefaultVariation`.
    pub enum Instruction {
        /// Turns targeting off.
        "turnFlagOff" in Environment: TurnFlagOff {}
        /// Turns targeting on.
        "turnFlagOn" in Environment: TurnFlagOn {}

        /// Adds clauses to a rule.
        "addClauses" in Environment: AddClauses {
            rule_id: String,
            clauses: Vec<NewClause>,
        }
        /// Makes the flag depend on a variation of another flag.
        "addPrerequisite" in Environment: AddPrerequisite {
            key: FlagKey,
            variation_id: String,
        }
        /// Adds a targeting rule, at the end or before another.
        "addRule" in Environment: AddRule {
            clauses: Vec<NewClause>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            before_rule_id: Option<String>,
            #[serde(flatten)]
            served: ServedById,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            description: Option<String>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            track_events: Option<bool>,
            // Sent by LaunchDarkly's editor extension; undocumented.
            #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
            reference: Option<String>,
        }
        /// Targets contexts of one kind individually.
        "addTargets" in Environment: AddTargets {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            context_kind: Option<String>,
            variation_id: String,
            values: Vec<String>,
        }
        /// Targets users individually.
        "addUserTargets" in Environment: AddUserTargets {
            variation_id: String,
            values: Vec<String>,
        }
        /// Adds values to a clause.
        "addValuesToClause" in Environment: AddValuesToClause {
            rule_id: String,
            clause_id: String,
            // The reference says "array of strings" in one place and "strings, numbers, or dates" in another.
            values: Vec<Value>,
        }
        /// Adds a variation.
        "addVariation" in Flag: AddVariation {
            value: Value,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            name: Option<String>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            description: Option<String>,
        }
        /// Removes every individual target of a variation, users and other contexts.
        "clearTargets" in Environment: ClearTargets {
            variation_id: String,
        }
        /// Removes every individual user target of a variation.
        "clearUserTargets" in Environment: ClearUserTargets {
            variation_id: String,
        }
        /// Removes clauses from a rule.
        "removeClauses" in Environment: RemoveClauses {
            rule_id: String,
            clause_ids: Vec<String>,
        }
        /// Removes a prerequisite.
        "removePrerequisite" in Environment: RemovePrerequisite {
            key: FlagKey,
        }
        /// Removes a targeting rule.
        "removeRule" in Environment: RemoveRule {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            rule_id: Option<String>,
            // LaunchDarkly's editor extension identifies the rule by its `ref`.
            #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
            reference: Option<String>,
        }
        /// Stops targeting contexts individually.
        "removeTargets" in Environment: RemoveTargets {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            context_kind: Option<String>,
            variation_id: String,
            values: Vec<String>,
        }
        /// Stops targeting users individually.
        "removeUserTargets" in Environment: RemoveUserTargets {
            variation_id: String,
            values: Vec<String>,
        }
        /// Removes values from a clause.
        "removeValuesFromClause" in Environment: RemoveValuesFromClause {
            rule_id: String,
            clause_id: String,
            values: Vec<Value>,
        }
        /// Removes a variation.
        "removeVariation" in Flag: RemoveVariation {
            variation_id: String,
        }
        /// Puts the rules in another order.
        "reorderRules" in Environment: ReorderRules {
            rule_ids: Vec<String>,
        }
        /// Replaces all prerequisites.
        "replacePrerequisites" in Environment: ReplacePrerequisites {
            prerequisites: Vec<PrerequisiteById>,
        }
        /// Replaces all rules.
        "replaceRules" in Environment: ReplaceRules {
            rules: Vec<NewRule>,
        }
        /// Replaces all individual targets.
        "replaceTargets" in Environment: ReplaceTargets {
            targets: Vec<TargetById>,
        }
        /// Replaces all individual user targets; every variation must be named.
        "replaceUserTargets" in Environment: ReplaceUserTargets {
            targets: Vec<UserTargetById>,
        }
        /// Replaces a clause.
        "updateClause" in Environment: UpdateClause {
            rule_id: String,
            clause_id: String,
            clause: NewClause,
        }
        /// Changes which variations new environments start with; the variations are named by value.
        "updateDefaultVariation" in Flag: UpdateDefaultVariation {
            // The reference has lower camel case in the parameter list and upper camel case in the example.
            #[serde(default, alias = "OnVariationValue", skip_serializing_if = "Option::is_none")]
            on_variation_value: Option<Value>,
            #[serde(default, alias = "OffVariationValue", skip_serializing_if = "Option::is_none")]
            off_variation_value: Option<Value>,
        }
        /// Changes what is served where no target or rule matches.
        "updateFallthroughVariationOrRollout" in Environment: UpdateFallthroughVariationOrRollout {
            #[serde(flatten)]
            served: ServedById,
        }
        /// Changes what is served while targeting is off.
        "updateOffVariation" in Environment: UpdateOffVariation {
            variation_id: String,
        }
        /// Changes which variation of a prerequisite is needed.
        "updatePrerequisite" in Environment: UpdatePrerequisite {
            key: FlagKey,
            variation_id: String,
        }
        /// Describes a rule.
        "updateRuleDescription" in Environment: UpdateRuleDescription {
            rule_id: String,
            description: String,
        }
        /// Turns detailed events of a rule on or off.
        "updateRuleTrackEvents" in Environment: UpdateRuleTrackEvents {
            rule_id: String,
            track_events: bool,
        }
        /// Changes what a rule serves.
        "updateRuleVariationOrRollout" in Environment: UpdateRuleVariationOrRollout {
            rule_id: String,
            #[serde(flatten)]
            served: ServedById,
        }
        /// Turns detailed events of the flag on or off.
        "updateTrackEvents" in Environment: UpdateTrackEvents {
            track_events: bool,
        }
        /// Turns detailed events of the fallthrough on or off.
        "updateTrackEventsFallthrough" in Environment: UpdateTrackEventsFallthrough {
            track_events: bool,
        }
        /// Changes a variation's value, name or description.
        "updateVariation" in Flag: UpdateVariation {
            variation_id: String,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            name: Option<String>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            value: Option<Value>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            description: Option<String>,
        }

        /// Adds a custom property.
        "addCustomProperties" in Flag: AddCustomProperties {
            key: String,
            name: String,
            values: Vec<String>,
        }
        /// Adds tags.
        "addTags" in Flag: AddTags {
            values: Vec<String>,
        }
        /// Marks the flag as permanent.
        "makeFlagPermanent" in Flag: MakeFlagPermanent {}
        /// Marks the flag as temporary.
        "makeFlagTemporary" in Flag: MakeFlagTemporary {}
        /// Removes values from a custom property, and the property with its last value.
        "removeCustomProperties" in Flag: RemoveCustomProperties {
            key: String,
            values: Vec<String>,
        }
        /// Removes the maintainer.
        "removeMaintainer" in Flag: RemoveMaintainer {}
        /// Removes tags.
        "removeTags" in Flag: RemoveTags {
            values: Vec<String>,
        }
        /// Replaces the values of a custom property.
        "replaceCustomProperties" in Flag: ReplaceCustomProperties {
            key: String,
            // An example of another instruction in the reference sends this one without a name.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            name: Option<String>,
            values: Vec<String>,
        }
        /// Hides the flag from a family of client-side SDKs.
        "turnOffClientSideAvailability" in Flag: TurnOffClientSideAvailability {
            value: ClientSideSdk,
        }
        /// Shows the flag to a family of client-side SDKs.
        "turnOnClientSideAvailability" in Flag: TurnOnClientSideAvailability {
            value: ClientSideSdk,
        }
        /// Changes the description.
        "updateDescription" in Flag: UpdateDescription {
            value: String,
        }
        /// Makes a member the maintainer.
        "updateMaintainerMember" in Flag: UpdateMaintainerMember {
            value: String,
        }
        /// Makes a team the maintainer.
        "updateMaintainerTeam" in Flag: UpdateMaintainerTeam {
            value: String,
        }
        /// Renames the flag; its key stays.
        "updateName" in Flag: UpdateName {
            value: String,
        }

        /// Archives the flag.
        "archiveFlag" in Flag: ArchiveFlag {}
        /// Deletes the flag for good.
        "deleteFlag" in Flag: DeleteFlag {}
        /// Marks the flag as deprecated.
        "deprecateFlag" in Flag: DeprecateFlag {}
        /// Removes the deprecation mark.
        "restoreDeprecatedFlag" in Flag: RestoreDeprecatedFlag {}
        /// Restores an archived flag.
        "restoreFlag" in Flag: RestoreFlag {}
    }
}

impl Instruction {
    /// Whether a patch with this instruction requires `environmentKey`.
    pub fn needs_environment(&self) -> bool {
        self.scope() == Scope::Environment
    }
}

#[cfg(test)]
mod tests;
