use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{EnvironmentKey, FlagKey, UnixMillis};

/// A feature flag (`FeatureFlag` of the REST API).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flag {
    /// Its key, unique in the project.
    pub key: FlagKey,
    /// Its name for people.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Boolean or multivariate.
    #[serde(default)]
    pub kind: FlagKind,
    /// What it is for; may be empty.
    #[serde(default, deserialize_with = "null_default")]
    pub description: String,
    /// Counts changes of the flag as a whole.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When it was made.
    #[serde(default)]
    pub creation_date: UnixMillis,
    /// What it can serve; rules and targets name these by index on read.
    #[serde(default, deserialize_with = "null_default")]
    pub variations: Vec<Variation>,
    /// Meant to be removed again.
    #[serde(default)]
    pub temporary: bool,
    /// Tags.
    #[serde(default, deserialize_with = "null_default")]
    pub tags: Vec<String>,
    /// Member id of the maintainer; may name a member who is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintainer_id: Option<String>,
    /// The maintainer, where the member exists.
    #[serde(default, rename = "_maintainer", skip_serializing_if = "Option::is_none")]
    pub maintainer: Option<Maintainer>,
    /// Key of the maintaining team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintainer_team_key: Option<String>,
    /// The maintaining team.
    #[serde(default, rename = "_maintainerTeam", skip_serializing_if = "Option::is_none")]
    pub maintainer_team: Option<MaintainerTeam>,
    /// Custom properties by key.
    #[serde(default, deserialize_with = "null_default")]
    pub custom_properties: BTreeMap<String, CustomProperty>,
    /// Archived: no longer evaluated by SDKs, hidden from default lists.
    #[serde(default)]
    pub archived: bool,
    /// When it was archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_date: Option<UnixMillis>,
    /// Deprecated: still evaluated, hidden from the live list.
    #[serde(default)]
    pub deprecated: bool,
    /// When it was deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_date: Option<UnixMillis>,
    /// Variations that new environments start with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// Which client-side SDKs may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_side_availability: Option<ClientSideAvailability>,
    /// `migration` or `holdout` where set.
    #[serde(default, rename = "_purpose", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Present on migration flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration_settings: Option<MigrationSettings>,
    /// Configuration per environment; only the environments that were asked for.
    #[serde(default, deserialize_with = "null_default")]
    pub environments: BTreeMap<EnvironmentKey, FlagConfig>,
}

impl Flag {
    /// Live, deprecated or archived; an archived flag that is also deprecated counts as archived.
    pub fn state(&self) -> FlagState {
        if self.archived {
            FlagState::Archived { since: self.archived_date }
        } else if self.deprecated {
            FlagState::Deprecated { since: self.deprecated_date }
        } else {
            FlagState::Live
        }
    }
}

/// Where a flag is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagState {
    /// In use.
    Live,
    /// Marked as deprecated.
    Deprecated {
        /// When, where the API says so.
        since: Option<UnixMillis>,
    },
    /// Archived.
    Archived {
        /// When, where the API says so.
        since: Option<UnixMillis>,
    },
}

/// `kind` of a flag. String, number and JSON flags are all multivariate; see [`Variation::value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlagKind {
    /// `true` and `false`.
    #[default]
    Boolean,
    /// Anything else.
    #[serde(other)]
    Multivariate,
}

/// One value that a flag can serve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variation {
    /// UUID; semantic patches name variations by it.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The value.
    #[serde(default)]
    pub value: Value,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A flag's configuration in one environment (`FeatureFlagConfig`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlagConfig {
    /// Targeting is on.
    #[serde(default)]
    pub on: bool,
    /// Follows the flag.
    #[serde(default)]
    pub archived: bool,
    /// 32 hex digits.
    #[serde(default)]
    pub salt: String,
    /// 32 hex digits.
    #[serde(default)]
    pub sel: String,
    /// When this environment's configuration last changed.
    #[serde(default)]
    pub last_modified: UnixMillis,
    /// Counts changes in this environment.
    #[serde(default)]
    pub version: u64,
    /// Individual targets of kind `user`. Absent from summary rows.
    #[serde(default, deserialize_with = "null_default", skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// Individual targets of other kinds. Absent from summary rows.
    #[serde(default, deserialize_with = "null_default", skip_serializing_if = "Vec::is_empty")]
    pub context_targets: Vec<Target>,
    /// Rules in order. Absent from summary rows.
    #[serde(default, deserialize_with = "null_default", skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Served to everyone no rule or target catches. Absent from summary rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallthrough: Option<Served>,
    /// Index of the variation served when off; absent where not set, and from summary rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_variation: Option<usize>,
    /// Flags that must serve a given variation first. Absent from summary rows.
    #[serde(default, deserialize_with = "null_default", skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<Prerequisite>,
    /// The environment's name for people.
    #[serde(default, rename = "_environmentName")]
    pub environment_name: String,
    /// Sends detailed events.
    #[serde(default)]
    pub track_events: bool,
    /// Sends detailed events for the fallthrough.
    #[serde(default)]
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
}

/// Individual targets of one context kind that get one variation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// Context keys.
    #[serde(default)]
    pub values: Vec<String>,
    /// Index of the variation.
    pub variation: usize,
    /// `user` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
}

/// A targeting rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// UUID.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What a matching context gets.
    #[serde(flatten)]
    pub served: Served,
    /// All must match.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// Sends detailed events.
    #[serde(default)]
    pub track_events: bool,
    /// Name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name given by the client that made the rule.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Switched off without being removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// One condition of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clause {
    /// UUID.
    #[serde(default, rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Attribute of the context.
    #[serde(default)]
    pub attribute: String,
    /// `in`, `startsWith`, `segmentMatch` and so on.
    #[serde(default)]
    pub op: String,
    /// One must match.
    #[serde(default)]
    pub values: Vec<Value>,
    /// `user` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// Matches where the operator does not.
    #[serde(default)]
    pub negate: bool,
}

/// One variation, or several by weight (`VariationOrRolloutRep`). Exactly one of the two is set in valid data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Served {
    /// Index of the variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variation: Option<usize>,
    /// Several variations by weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Rollout>,
}

/// A percentage rollout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// The weights; they sum to 100,000.
    #[serde(default)]
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

/// Variations that new environments start with, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Defaults {
    /// Served when on.
    pub on_variation: usize,
    /// Served when off.
    pub off_variation: usize,
}

/// Which client-side SDKs may see a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientSideAvailability {
    /// Mobile SDKs.
    #[serde(default)]
    pub using_mobile_key: bool,
    /// Browser SDKs.
    #[serde(default)]
    pub using_environment_id: bool,
}

/// A custom property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomProperty {
    /// Name for people.
    #[serde(default)]
    pub name: String,
    /// Its values (`value` on read; the instructions say `values`).
    #[serde(default)]
    pub value: Vec<String>,
}

/// Settings of a migration flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigrationSettings {
    /// Context kind that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// 2, 4 or 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_count: Option<u32>,
}

/// The member who maintains a flag (`MemberSummary`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Maintainer {
    /// 24 hex digits.
    #[serde(default, rename = "_id")]
    pub id: String,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Role in the account.
    #[serde(default)]
    pub role: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
}

/// The team that maintains a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintainerTeam {
    /// Its key.
    pub key: String,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
}

/// Counts by variation (`_summary`), all that a summary list tells of an environment's targeting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FlagSummary {
    /// By variation index as a string.
    #[serde(default)]
    pub variations: BTreeMap<String, VariationSummary>,
    /// Number of prerequisites.
    #[serde(default)]
    pub prerequisites: u32,
}

/// Counts of one variation (`VariationSummary`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VariationSummary {
    /// Rules that serve it.
    #[serde(default)]
    pub rules: u32,
    /// Rules without clauses.
    #[serde(default)]
    pub null_rules: u32,
    /// Users targeted.
    #[serde(default)]
    pub targets: u32,
    /// Other contexts targeted.
    #[serde(default)]
    pub context_targets: u32,
    /// It is the fallthrough, alone or by rollout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_fallthrough: Option<bool>,
    /// It is the off variation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_off: Option<bool>,
    /// Its weight in the fallthrough's rollout, thousandths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<u32>,
    /// What the rollout goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket_by: Option<String>,
}

/// Reads `null` as the default value, as live answers sometimes send it.
fn null_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}
