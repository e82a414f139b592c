//! The flag type and its parts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tolerance::{exact_list, null_default};
use super::{EnvironmentKey, FlagConfig, FlagKey, UnixMillis};

/// A feature flag (`FeatureFlag` of the REST API).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flag {
    /// Key, unique in the project.
    pub key: FlagKey,
    /// Display name.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Boolean or multivariate.
    #[serde(default, deserialize_with = "null_default")]
    pub kind: FlagKind,
    /// Description; may be empty.
    #[serde(default, deserialize_with = "null_default")]
    pub description: String,
    /// Revision counter of the flag itself.
    #[serde(default, deserialize_with = "null_default", rename = "_version")]
    pub version: u64,
    /// Creation time.
    #[serde(default, deserialize_with = "null_default")]
    pub creation_date: UnixMillis,
    /// Values the flag can serve; rules and targets refer to them by index on read.
    #[serde(default, deserialize_with = "exact_list")]
    pub variations: Vec<Variation>,
    /// Whether the flag is meant to be removed.
    #[serde(default, deserialize_with = "null_default")]
    pub temporary: bool,
    /// Tags.
    #[serde(default, deserialize_with = "exact_list")]
    pub tags: Vec<String>,
    /// Member id of the maintainer; the member may no longer exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintainer_id: Option<String>,
    /// The maintainer, if the member exists.
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
    /// When the flag was archived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_date: Option<UnixMillis>,
    /// Deprecated: still evaluated, hidden from the live list.
    #[serde(default, deserialize_with = "null_default")]
    pub deprecated: bool,
    /// When the flag was deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_date: Option<UnixMillis>,
    /// Default variations of new environments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// Client-side SDKs that can read the flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_side_availability: Option<ClientSideAvailability>,
    /// `migration` or `holdout`, if set.
    #[serde(default, rename = "_purpose", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Set on migration flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration_settings: Option<MigrationSettings>,
    /// Configuration by environment, for the requested environments only. Boxed because a `BTreeMap` leaf has room for
    /// eleven entries.
    #[serde(default, deserialize_with = "null_default")]
    pub environments: BTreeMap<EnvironmentKey, Box<FlagConfig>>,
}

impl Flag {
    /// Live, deprecated or archived; archived wins over deprecated.
    pub fn state(&self) -> FlagState {
        if self.archived {
            FlagState::Archived { since: self.archived_date }
        } else if self.deprecated {
            FlagState::Deprecated { since: self.deprecated_date }
        } else {
            FlagState::Live
        }
    }

    /// Index of the variation with this UUID.
    pub fn variation_index(&self, id: &str) -> Option<usize> {
        self.variations.iter().position(|variation| variation.id.as_deref() == Some(id))
    }
}

/// Lifecycle state of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagState {
    /// Neither deprecated nor archived.
    Live,
    /// Marked as deprecated.
    Deprecated {
        /// When, if known.
        since: Option<UnixMillis>,
    },
    /// Archived.
    Archived {
        /// When, if known.
        since: Option<UnixMillis>,
    },
}

/// A flag's `kind`. String, number and JSON flags are all multivariate; see [`Variation::value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlagKind {
    /// `true` or `false`.
    #[default]
    Boolean,
    /// Any other type.
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
    /// Display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Default variations of new environments, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Defaults {
    /// Served when on.
    pub on_variation: usize,
    /// Served when off.
    pub off_variation: usize,
}

/// Client-side SDKs that can read a flag.
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
    /// Display name.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Values (`value` on read; instructions use `values`).
    #[serde(default, deserialize_with = "exact_list")]
    pub value: Vec<String>,
}

/// Settings of a migration flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigrationSettings {
    /// Context kind of the cohorts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_kind: Option<String>,
    /// Number of stages: 2, 4 or 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_count: Option<u32>,
}

/// A flag's maintainer (`MemberSummary`).
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

/// A flag's maintaining team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintainerTeam {
    /// Key.
    pub key: String,
    /// Display name.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
}

#[cfg(test)]
mod tests;
