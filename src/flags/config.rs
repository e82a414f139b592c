//! A flag's configuration in one environment: targets, rules and rollouts.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tolerance::{exact_list, null_default};
use super::{FlagKey, FlagSummary, UnixMillis};

/// A flag's configuration in one environment (`FeatureFlagConfig`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlagConfig {
    /// Whether targeting is on.
    #[serde(default, deserialize_with = "null_default")]
    pub on: bool,
    /// Copy of the flag's `archived`.
    #[serde(default, deserialize_with = "null_default")]
    pub archived: bool,
    /// 32 hex digits.
    #[serde(default, deserialize_with = "null_default")]
    pub salt: String,
    /// 32 hex digits.
    #[serde(default, deserialize_with = "null_default")]
    pub sel: String,
    /// When this environment's configuration last changed.
    #[serde(default, deserialize_with = "null_default")]
    pub last_modified: UnixMillis,
    /// Revision counter of this environment's configuration.
    #[serde(default, deserialize_with = "null_default")]
    pub version: u64,
    /// Individual targets of kind `user`. Absent from summary rows.
    #[serde(default, deserialize_with = "exact_list", skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// Individual targets of other kinds. Absent from summary rows.
    #[serde(default, deserialize_with = "exact_list", skip_serializing_if = "Vec::is_empty")]
    pub context_targets: Vec<Target>,
    /// Rules in order. Absent from summary rows.
    #[serde(default, deserialize_with = "exact_list", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Served when no rule or target matches. Absent from summary rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallthrough: Option<Served>,
    /// Index of the variation served when off; absent if not set, and from summary rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_variation: Option<usize>,
    /// Flags that must serve a given variation first. Absent from summary rows.
    #[serde(default, deserialize_with = "exact_list", skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<Prerequisite>,
    /// Display name of the environment.
    #[serde(default, deserialize_with = "null_default", rename = "_environmentName")]
    pub environment_name: String,
    /// Whether detailed events are sent.
    #[serde(default, deserialize_with = "null_default")]
    pub track_events: bool,
    /// Whether detailed events are sent for the fallthrough.
    #[serde(default, deserialize_with = "null_default")]
    pub track_events_fallthrough: bool,
    /// Counts of targets and rules by variation.
    #[serde(default, rename = "_summary", skip_serializing_if = "Option::is_none")]
    pub summary: Option<FlagSummary>,
    /// Set on migration flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration_settings: Option<Value>,
}

impl FlagConfig {
    /// Whether rules, targets and fallthrough are loaded; `false` for rows of a summary list.
    pub fn is_detailed(&self) -> bool {
        self.fallthrough.is_some()
    }

    /// Whether a context is individually targeted by a variation.
    pub fn targets_individually(&self, kind: &str, key: &str, variation: usize) -> bool {
        let mut targets = self.targets.iter().chain(&self.context_targets);
        targets.any(|target| target.variation == variation && target.holds(kind, key))
    }
}

/// Individual targets of one context kind and one variation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Context keys.
    #[serde(default, deserialize_with = "exact_list")]
    pub values: Vec<String>,
    /// Index of the variation.
    pub variation: usize,
    /// Defaults to `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
}

impl Target {
    /// Context kind of the targets.
    pub fn kind(&self) -> &str {
        self.context_kind.as_deref().unwrap_or("user")
    }

    /// Whether a context is among the targets.
    pub fn holds(&self, kind: &str, key: &str) -> bool {
        self.kind() == kind && self.values.iter().any(|value| value == key)
    }
}

/// A targeting rule.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "RuleOnWire")]
pub struct Rule {
    /// UUID.
    #[serde(rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What matching contexts are served.
    #[serde(flatten)]
    pub served: Served,
    /// Conditions; all must match.
    pub clauses: Vec<Clause>,
    /// Whether detailed events are sent.
    pub track_events: bool,
    /// Display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name given by the client that created the rule.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether the rule is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Deserialization form of [`Rule`]. `flatten` would buffer every rule of a catalog with thousands of flags.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleOnWire {
    #[serde(default, rename = "_id")]
    id: Option<String>,
    #[serde(default)]
    variation: Option<usize>,
    #[serde(default)]
    rollout: Option<Box<Rollout>>,
    #[serde(default, deserialize_with = "exact_list")]
    clauses: Vec<Clause>,
    #[serde(default, deserialize_with = "null_default")]
    track_events: bool,
    #[serde(default)]
    description: Option<String>,
    #[serde(default, rename = "ref")]
    reference: Option<String>,
    #[serde(default)]
    disabled: Option<bool>,
}

impl From<RuleOnWire> for Rule {
    fn from(wire: RuleOnWire) -> Self {
        Self {
            id: wire.id,
            served: Served { variation: wire.variation, rollout: wire.rollout },
            clauses: wire.clauses,
            track_events: wire.track_events,
            description: wire.description,
            reference: wire.reference,
            disabled: wire.disabled,
        }
    }
}

/// One condition of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clause {
    /// UUID.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Attribute of the context.
    #[serde(default, deserialize_with = "null_default")]
    pub attribute: String,
    /// `in`, `startsWith`, `segmentMatch` and so on.
    #[serde(default, deserialize_with = "null_default")]
    pub op: String,
    /// Values to compare with; one must match.
    #[serde(default, deserialize_with = "exact_list")]
    pub values: Vec<Value>,
    /// Defaults to `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// Whether the match is negated.
    #[serde(default, deserialize_with = "null_default")]
    pub negate: bool,
}

/// A variation or a rollout (`VariationOrRolloutRep`). Exactly one of the two is set in valid data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Served {
    /// Index of the variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation: Option<usize>,
    /// Weighted variations. Boxed because most rules serve a single variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Box<Rollout>>,
}

impl Served {
    /// Indices of the variations that can be served, with their weights in thousandths of a percent (100,000 for a
    /// single variation). Zero weights are omitted.
    pub fn shares(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let single = self.variation.map(|variation| (variation, 100_000));
        let weighted = self.rollout.iter().flat_map(|rollout| &rollout.variations);
        let weighted = weighted.map(|share| (share.variation, share.weight)).filter(|(_, weight)| *weight > 0);
        single.into_iter().chain(weighted)
    }
}

/// A percentage rollout.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// The weights; they sum to 100,000.
    #[serde(default, deserialize_with = "exact_list")]
    pub variations: Vec<WeightedVariation>,
    /// Set on experiments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment_allocation: Option<Value>,
    /// Seed of an experiment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Attribute to bucket by; defaults to `key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
    /// Defaults to `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
}

/// One weighted variation of a rollout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightedVariation {
    /// Index of the variation.
    pub variation: usize,
    /// Thousandths of a percent.
    pub weight: u32,
    /// Whether it is excluded from an experiment's counts.
    #[serde(default, rename = "_untracked", skip_serializing_if = "Option::is_none")]
    pub untracked: Option<bool>,
}

/// A prerequisite: another flag that must serve a given variation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prerequisite {
    /// The other flag.
    pub key: FlagKey,
    /// Index of its variation.
    pub variation: usize,
}
