//! Single flags: get, create, copy, delete.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Serialize;

use crate::flags::{
    ClientSideAvailability, CopyAction, CustomProperty, Defaults, EnvironmentKey, Flag, FlagKey, MigrationSettings,
    PrerequisiteById, ProjectKey, Variation,
};

use super::transport::{JSON, Request};
use super::{Client, Error, FlagExpansion, Outcome};

impl Client {
    /// Reads a flag with its full configuration in these environments, or in all if none is given.
    ///
    /// # Errors
    /// [`Error::NotFound`], and errors common to all reads.
    #[doc(alias = "getFeatureFlag")]
    pub async fn flag(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environments: &[EnvironmentKey],
    ) -> Result<Flag, Error> {
        self.read(&get_flag(project, flag, environments)).await
    }

    /// As [`Client::flag`], with fields that the API sends only on request.
    ///
    /// # Errors
    /// As [`Client::flag`].
    pub async fn flag_expanded(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environments: &[EnvironmentKey],
        expand: &[super::FlagExpand],
    ) -> Result<(Flag, FlagExpansion), Error> {
        let request = get_flag(project, flag, environments).query("expand", super::FlagExpand::list(expand));
        let decode = |body: &[u8]| {
            let flag = super::transport::decode(request.operation, body)?;
            Ok((flag, super::transport::decode(request.operation, body)?))
        };
        self.read_with(&request, decode).await
    }

    /// Creates a flag. With `clone`, copies another flag's targeting.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the key exists, [`Error::InvalidRequest`], and errors common to all writes.
    #[doc(alias = "postFeatureFlag")]
    pub async fn create_flag(
        &self,
        project: &ProjectKey,
        flag: &NewFlag,
        clone: Option<&FlagKey>,
    ) -> Result<Outcome<Flag>, Error> {
        let request = Request::new("create a flag", Method::POST, &["flags", project.as_str()])
            .optional("clone", clone.map(FlagKey::as_str))
            .body(JSON, flag)?;
        self.write(&request).await
    }

    /// Copies a flag's settings from one environment to another (an Enterprise feature).
    ///
    /// # Errors
    /// [`Error::OptimisticLock`] or [`Error::Conflict`] if a `current_version` does not match, and errors common to all
    /// writes.
    #[doc(alias = "copyFeatureFlag")]
    pub async fn copy_flag(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        copy: &FlagCopy,
    ) -> Result<Outcome<Flag>, Error> {
        let path = ["flags", project.as_str(), flag.as_str(), "copy"];
        let request = Request::new("copy flag settings", Method::POST, &path).body(JSON, copy)?;
        self.write(&request).await
    }

    /// Deletes a flag in all environments, permanently.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it is a prerequisite of others, [`Error::NotFound`], and errors common to all writes.
    #[doc(alias = "deleteFeatureFlag")]
    pub async fn delete_flag(&self, project: &ProjectKey, flag: &FlagKey) -> Result<Outcome<()>, Error> {
        let path = ["flags", project.as_str(), flag.as_str()];
        self.write_without_answer(&Request::new("delete a flag", Method::DELETE, &path)).await
    }
}

fn get_flag<'a>(project: &'a ProjectKey, flag: &'a FlagKey, environments: &[EnvironmentKey]) -> Request<'a> {
    let request = Request::get("get a flag", &["flags", project.as_str(), flag.as_str()]);
    environments.iter().fold(request, |request, environment| request.query("env", environment.as_str()))
}

/// A flag to create (`FeatureFlagBody`).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFlag {
    /// Display name.
    pub name: String,
    /// Key; cannot be changed later.
    pub key: String,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Client-side SDKs that can read it; the project's default if `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_side_availability: Option<ClientSideAvailability>,
    /// Variations; `true` and `false` if empty. Must be empty for a migration flag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variations: Vec<Variation>,
    /// Whether the flag is meant to be removed; the API's default is `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporary: Option<bool>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Custom properties by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_properties: BTreeMap<String, CustomProperty>,
    /// Default variations of new environments, by index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// `migration` or `holdout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// For migration flags: 2, 4 or 6 stages; 6 require a context kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration_settings: Option<MigrationSettings>,
    /// Member id of the maintainer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintainer_id: Option<String>,
    /// Key of the maintaining team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintainer_team_key: Option<String>,
    /// Prerequisites in every environment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub initial_prerequisites: Vec<PrerequisiteById>,
    /// Whether targeting is on in every environment initially.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_flag_on: Option<bool>,
}

impl NewFlag {
    /// A flag with this key and name; boolean unless variations are added.
    pub fn new(key: impl Into<String>, name: impl Into<String>) -> Self {
        Self { key: key.into(), name: name.into(), ..Self::default() }
    }
}

/// A copy of settings between environments (`FlagCopyConfigPost`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlagCopy {
    /// Source.
    pub source: CopyEnvironment,
    /// Target.
    pub target: CopyEnvironment,
    /// Comment for the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Parts to copy.
    #[serde(flatten)]
    pub parts: CopyParts,
}

impl FlagCopy {
    /// Copies all parts.
    pub fn new(source: EnvironmentKey, target: EnvironmentKey) -> Self {
        let environment = |key| CopyEnvironment { key, current_version: None };
        Self { source: environment(source), target: environment(target), comment: None, parts: CopyParts::All {} }
    }
}

/// Source or target of a copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyEnvironment {
    /// The environment.
    pub key: EnvironmentKey,
    /// Expected version of the flag there; the copy is rejected if it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
}

/// The parts of a flag's settings to copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum CopyParts {
    /// All parts.
    All {},
    /// Only the listed parts.
    Only {
        /// Parts to copy.
        included_actions: Vec<CopyAction>,
    },
    /// All but the listed parts.
    Except {
        /// Parts to skip.
        excluded_actions: Vec<CopyAction>,
    },
}
