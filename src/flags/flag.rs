use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tolerance::{exact_list, null_default};
use super::{EnvironmentKey, FlagConfig, FlagKey, UnixMillis};

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
    #[serde(default, deserialize_with = "null_default")]
    pub kind: FlagKind,
    /// What it is for; may be empty.
    #[serde(default, deserialize_with = "null_default")]
    pub description: String,
    /// Counts changes of the flag as a whole.
    #[serde(default, deserialize_with = "null_default", rename = "_version")]
    pub version: u64,
    /// When it was made.
    #[serde(default, deserialize_with = "null_default")]
    pub creation_date: UnixMillis,
    /// What it can serve; rules and targets name these by index on read.
    #[serde(default, deserialize_with = "exact_list")]
    pub variations: Vec<Variation>,
    /// Meant to be removed again.
    #[serde(default, deserialize_with = "null_default")]
    pub temporary: bool,
    /// Tags.
    #[serde(default, deserialize_with = "exact_list")]
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
    #[serde(default, deserialize_with = "null_default")]
    pub archived: bool,
    /// When it was archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_date: Option<UnixMillis>,
    /// Deprecated: still evaluated, hidden from the live list.
    #[serde(default, deserialize_with = "null_default")]
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
    /// Configuration per environment; only the environments that were asked for. Boxed because a leaf of the map has
    /// room for eleven of them.
    #[serde(default, deserialize_with = "null_default")]
    pub environments: BTreeMap<EnvironmentKey, Box<FlagConfig>>,
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

    /// The index of the variation with this UUID.
    pub fn variation_index(&self, id: &str) -> Option<usize> {
        self.variations.iter().position(|variation| variation.id.as_deref() == Some(id))
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
    #[serde(default, deserialize_with = "null_default")]
    pub using_mobile_key: bool,
    /// Browser SDKs.
    #[serde(default, deserialize_with = "null_default")]
    pub using_environment_id: bool,
}

/// A custom property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomProperty {
    /// Name for people.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Its values (`value` on read; the instructions say `values`).
    #[serde(default, deserialize_with = "exact_list")]
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
    #[serde(default, deserialize_with = "null_default", rename = "_id")]
    pub id: String,
    /// First name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Role in the account.
    #[serde(default, deserialize_with = "null_default")]
    pub role: String,
    /// E-mail address.
    #[serde(default, deserialize_with = "null_default")]
    pub email: String,
}

/// The team that maintains a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintainerTeam {
    /// Its key.
    pub key: String,
    /// Its name for people.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
}

#[cfg(test)]
mod tests;
