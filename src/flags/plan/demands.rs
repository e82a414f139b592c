//! The environments that a change reaches, and what they demand of it.

use serde::Serialize;

use super::super::{Applied, Environment, EnvironmentKey, Flag, FlagConfig};

/// An environment in which SDKs are affected by a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentDemands {
    /// Key.
    pub key: EnvironmentKey,
    /// Display name.
    pub name: String,
    /// Whether changes need an explicit warning.
    pub critical: bool,
    /// Whether the environment asks for a confirmation.
    pub confirmation_required: bool,
    /// Whether the environment asks for a comment and the change has none.
    pub comment_required: bool,
    /// Whether LaunchDarkly accepts the change only as an approval request.
    pub approval_required: bool,
    /// Whether the configuration of this environment itself changes; otherwise the flag does as a whole.
    pub targeting: bool,
}

/// The affected environments, in the order of `environments`.
pub(super) fn of(
    before: &Flag,
    applied: &Applied,
    environments: &[Environment],
    has_comment: bool,
) -> Vec<EnvironmentDemands> {
    let everywhere = applied.deleted || is_felt_everywhere(before, &applied.flag);
    environments
        .iter()
        .filter_map(|environment| {
            let config = |flag: &Flag| flag.environments.get(&environment.key).cloned();
            let targeting = !applied.deleted && differs(config(before), config(&applied.flag));
            (everywhere || targeting).then(|| EnvironmentDemands {
                key: environment.key.clone(),
                name: environment.display_name().to_owned(),
                critical: environment.is_critical(),
                confirmation_required: environment.confirm_changes,
                comment_required: targeting && environment.require_comments && !has_comment,
                approval_required: targeting && environment.requires_approval_of(before),
                targeting,
            })
        })
        .collect()
}

/// Whether SDKs in every environment notice: the flag or its values are others.
fn is_felt_everywhere(before: &Flag, after: &Flag) -> bool {
    let values = |flag: &Flag| flag.variations.iter().map(|variation| variation.value.clone()).collect::<Vec<_>>();
    before.archived != after.archived
        || before.client_side_availability != after.client_side_availability
        || values(before) != values(after)
}

/// Whether targeting differs: counters, dates and the copy of the flag's `archived` aside.
fn differs(before: Option<Box<FlagConfig>>, after: Option<Box<FlagConfig>>) -> bool {
    let targeting = |config: Option<Box<FlagConfig>>| {
        config.map(|mut config| {
            config.archived = false;
            config.version = 0;
            config.last_modified = super::super::UnixMillis::default();
            config.summary = None;
            config
        })
    };
    targeting(before) != targeting(after)
}
