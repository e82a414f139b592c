//! Parameter types of instructions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::FlagKey;

/// A requested variation or rollout. Exactly one of `variation_id` and `rollout_weights` must be set; variations are
/// named by UUID.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServedById {
    /// UUID of the variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation_id: Option<String>,
    /// Weights by variation in thousandths of a percent; they sum to 100,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout_weights: Option<BTreeMap<String, u32>>,
    /// Attribute to bucket by; defaults to the context key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout_bucket_by: Option<String>,
    /// Defaults to `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout_context_kind: Option<String>,
}

impl ServedById {
    /// Serves one variation.
    pub fn variation(id: impl Into<String>) -> Self {
        Self { variation_id: Some(id.into()), ..Self::default() }
    }

    /// Serves several variations by weight, in thousandths of a percent.
    pub fn rollout<I: Into<String>>(weights: impl IntoIterator<Item = (I, u32)>) -> Self {
        let weights = weights.into_iter().map(|(id, weight)| (id.into(), weight)).collect();
        Self { rollout_weights: Some(weights), ..Self::default() }
    }
}

/// A clause to create; LaunchDarkly assigns its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewClause {
    /// Defaults to `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// Attribute of the context. Ignored by `segmentMatch`.
    #[serde(default)]
    pub attribute: String,
    /// Operator, such as `in`, `startsWith`, `segmentMatch`.
    pub op: String,
    /// Whether the match is negated.
    #[serde(default)]
    pub negate: bool,
    /// Values to compare with; one must match: strings, numbers or dates.
    pub values: Vec<Value>,
}

/// A rule to create (`replaceRules`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRule {
    /// What matching contexts are served.
    #[serde(flatten)]
    pub served: ServedById,
    /// Conditions; all must match.
    #[serde(default)]
    pub clauses: Vec<NewClause>,
    /// Display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether detailed events are sent.
    #[serde(default)]
    pub track_events: bool,
    /// Name given by the client.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Individual targets of one variation (`replaceTargets`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetById {
    /// Defaults to `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// UUID of the variation.
    pub variation_id: String,
    /// Context keys.
    pub values: Vec<String>,
}

/// Individual user targets of one variation (`replaceUserTargets`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserTargetById {
    /// UUID of the variation.
    pub variation_id: String,
    /// User keys.
    pub values: Vec<String>,
}

/// A prerequisite with its variation by UUID (`replacePrerequisites`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrerequisiteById {
    /// The other flag.
    pub key: FlagKey,
    /// UUID of a variation of the other flag.
    pub variation_id: String,
}

/// A family of client-side SDKs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClientSideSdk {
    /// SDKs that use a mobile key.
    UsingMobileKey,
    /// SDKs that use the client-side id.
    UsingEnvironmentId,
}
