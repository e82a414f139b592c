use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tolerance::{exact_list, null_default};
use super::{FlagKey, FlagSummary, UnixMillis};

/// A flag's configuration in one environment (`FeatureFlagConfig`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlagConfig {
    /// Targeting is on.
    #[serde(default, deserialize_with = "null_default")]
    pub on: bool,
    /// Follows the flag.
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
    /// Counts changes in this environment.
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
    /// Served to everyone no rule or target catches. Absent from summary rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallthrough: Option<Served>,
    /// Index of the variation served when off; absent where not set, and from summary rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_variation: Option<usize>,
    /// Flags that must serve a given variation first. Absent from summary rows.
    #[serde(default, deserialize_with = "exact_list", skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<Prerequisite>,
    /// The environment's name for people.
    #[serde(default, deserialize_with = "null_default", rename = "_environmentName")]
    pub environment_name: String,
    /// Sends detailed events.
    #[serde(default, deserialize_with = "null_default")]
    pub track_events: bool,
    /// Sends detailed events for the fallthrough.
    #[serde(default, deserialize_with = "null_default")]
    pub track_events_fallthrough: bool,
    /// Counts of targets and rules by variation.
    #[serde(default, rename = "_summary", skip_serializing_if = "Option::is_none")]
    pub summary: Option<FlagSummary>,
    /// Present on migration flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration_settings: Option<Value>,
}

impl FlagConfig {
    /// Whether rules, targets and fallthrough were loaded; `false` for the rows of a summary list.
    pub fn is_detailed(&self) -> bool {
        self.fallthrough.is_some()
    }

    /// Whether a context is targeted individually in a variation.
    pub fn targets_individually(&self, kind: &str, key: &str, variation: usize) -> bool {
        let mut targets = self.targets.iter().chain(&self.context_targets);
        targets.any(|target| target.variation == variation && target.holds(kind, key))
    }
}

/// Individual targets of one context kind that get one variation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Context keys.
    #[serde(default, deserialize_with = "exact_list")]
    pub values: Vec<String>,
    /// Index of the variation.
    pub variation: usize,
    /// `user` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
}

impl Target {
    /// The kind of its contexts.
    pub fn kind(&self) -> &str {
        self.context_kind.as_deref().unwrap_or("user")
    }

    /// Whether it holds a context.
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
    /// What a matching context gets.
    #[serde(flatten)]
    pub served: Served,
    /// All must match.
    pub clauses: Vec<Clause>,
    /// Sends detailed events.
    pub track_events: bool,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name given by the client that made the rule.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Switched off without being removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A [`Rule`] as it is read. Reading through `flatten` would buffer every rule of a catalog of thousands of flags.
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
    /// One must match.
    #[serde(default, deserialize_with = "exact_list")]
    pub values: Vec<Value>,
    /// `user` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// Matches where the operator does not.
    #[serde(default, deserialize_with = "null_default")]
    pub negate: bool,
}

/// One variation, or several by weight (`VariationOrRolloutRep`). Exactly one of the two is set in valid data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Served {
    /// Index of the variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation: Option<usize>,
    /// Several variations by weight. Boxed: most rules serve one variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Box<Rollout>>,
}

impl Served {
    /// The variations it can serve, by index, each with its weight in thousandths of a percent: 100,000 for a single
    /// one. Shares of nothing are left out.
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
    /// Present on experiments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment_allocation: Option<Value>,
    /// Seed of an experiment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Attribute that decides; `key` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
    /// `user` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
}

/// A share of a rollout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightedVariation {
    /// Index of the variation.
    pub variation: usize,
    /// Thousandths of a percent.
    pub weight: u32,
    /// Left out of an experiment's counts.
    #[serde(default, rename = "_untracked", skip_serializing_if = "Option::is_none")]
    pub untracked: Option<bool>,
}

/// Another flag that must serve a given variation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prerequisite {
    /// The other flag.
    pub key: FlagKey,
    /// Index of its variation.
    pub variation: usize,
}
