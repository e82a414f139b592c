//! Copies of a flag's settings from one environment to another.

use serde::{Deserialize, Serialize};

use super::{FlagConfig, IdSource};

/// A part of a flag's settings in an environment that can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CopyAction {
    /// Targeting on or off.
    UpdateOn,
    /// Rules.
    UpdateRules,
    /// Fallthrough.
    UpdateFallthrough,
    /// Off variation.
    UpdateOffVariation,
    /// Prerequisites.
    UpdatePrerequisites,
    /// Individual targets.
    UpdateTargets,
    /// Migration settings.
    UpdateFlagConfigMigrationSettings,
}

impl CopyAction {
    /// Every part with its name in the API and a short one.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::UpdateOn, "updateOn", "on"),
        (Self::UpdateRules, "updateRules", "rules"),
        (Self::UpdateFallthrough, "updateFallthrough", "default"),
        (Self::UpdateOffVariation, "updateOffVariation", "off"),
        (Self::UpdatePrerequisites, "updatePrerequisites", "prerequisites"),
        (Self::UpdateTargets, "updateTargets", "targets"),
        (Self::UpdateFlagConfigMigrationSettings, "updateFlagConfigMigrationSettings", "migration"),
    ];

    /// The part with this name in the API.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(action, ..)| *action)
    }

    /// The part with this short name.
    pub fn from_short_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(.., known)| *known == name).map(|(action, ..)| *action)
    }
}

/// `target` with some parts of `source`. Copied rules and clauses get new ids.
pub fn copied(source: &FlagConfig, target: &FlagConfig, parts: &[CopyAction], ids: &dyn IdSource) -> FlagConfig {
    let mut target = target.clone();
    for part in parts {
        match part {
            CopyAction::UpdateOn => target.on = source.on,
            CopyAction::UpdateFallthrough => target.fallthrough.clone_from(&source.fallthrough),
            CopyAction::UpdateOffVariation => target.off_variation = source.off_variation,
            CopyAction::UpdatePrerequisites => target.prerequisites.clone_from(&source.prerequisites),
            CopyAction::UpdateTargets => {
                target.targets.clone_from(&source.targets);
                target.context_targets.clone_from(&source.context_targets);
            }
            CopyAction::UpdateFlagConfigMigrationSettings => {
                target.migration_settings.clone_from(&source.migration_settings);
            }
            CopyAction::UpdateRules => {
                target.rules.clone_from(&source.rules);
                for rule in &mut target.rules {
                    rule.id = Some(ids.uuid());
                    for clause in &mut rule.clauses {
                        clause.id = Some(ids.uuid());
                    }
                }
            }
        }
    }
    target
}
