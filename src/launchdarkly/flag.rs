//! Single flags: get, create, copy, delete.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Serialize;

use crate::flags::{
    ClientSideAvailability, CustomProperty, Defaults, EnvironmentKey, Flag, FlagKey, MigrationSettings,
    PrerequisiteById, ProjectKey, Variation,
};

use super::transport::{JSON, Request};
use super::{Client, Error, FlagExpansion, Outcome};

impl Client {
    /// One flag, with its whole configuration in these environments; in all of them where none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it does not exist, and those of every read.
    pub async fn flag(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environments: &[EnvironmentKey],
    ) -> Result<Flag, Error> {
        self.read(&get_flag(project, flag, environments)).await
    }

    /// As [`Client::flag`], with further fields that the API only sends on demand.
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

    /// Creates a flag; with `clone` as a copy of another flag's targeting.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the key is taken, [`Error::InvalidRequest`], and those of every write.
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
    /// [`Error::OptimisticLock`] or [`Error::Conflict`] where a `current_version` does not match, and those of every
    /// write.
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

    /// Deletes a flag in all environments, for good.
    ///
    /// # Errors
    /// [`Error::Conflict`] where it is a prerequisite of others, [`Error::NotFound`], and those of every write.
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
    /// Its name for people.
    pub name: String,
    /// Its key; cannot be changed later.
    pub key: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which client-side SDKs may see it; the project's default where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_side_availability: Option<ClientSideAvailability>,
    /// What it can serve; `true` and `false` where empty. Must be empty for a migration flag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variations: Vec<Variation>,
    /// Meant to be removed again; the API's default is `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporary: Option<bool>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Custom properties by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom_properties: BTreeMap<String, CustomProperty>,
    /// Indices of the variations that environments start with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defaults: Option<Defaults>,
    /// `migration` or `holdout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// For migration flags: 2, 4 or 6 stages, and with 6 a context kind.
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
    /// Whether it starts on in every environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_flag_on: Option<bool>,
}

impl NewFlag {
    /// A flag with this key and name; boolean, unless variations are added.
    pub fn new(key: impl Into<String>, name: impl Into<String>) -> Self {
        Self { key: key.into(), name: name.into(), ..Self::default() }
    }
}

/// What to copy between environments (`FlagCopyConfigPost`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlagCopy {
    /// Where from.
    pub source: CopyEnvironment,
    /// Where to.
    pub target: CopyEnvironment,
    /// Why; shown in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Which parts.
    #[serde(flatten)]
    pub parts: CopyParts,
}

impl FlagCopy {
    /// Copies everything.
    pub fn new(source: EnvironmentKey, target: EnvironmentKey) -> Self {
        let environment = |key| CopyEnvironment { key, current_version: None };
        Self { source: environment(source), target: environment(target), comment: None, parts: CopyParts::All {} }
    }
}

/// One side of a copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CopyEnvironment {
    /// The environment.
    pub key: EnvironmentKey,
    /// The flag's version there, as a condition: another version refuses the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
}

/// Which parts of a flag's settings are copied.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum CopyParts {
    /// Everything.
    All {},
    /// Only these.
    Only {
        /// The parts to copy.
        included_actions: Vec<CopyAction>,
    },
    /// Everything but these.
    Except {
        /// The parts to leave.
        excluded_actions: Vec<CopyAction>,
    },
}

/// A part of a flag's settings in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CopyAction {
    /// Whether it is on.
    UpdateOn,
    /// Its rules.
    UpdateRules,
    /// Its fallthrough.
    UpdateFallthrough,
    /// What it serves when off.
    UpdateOffVariation,
    /// Its prerequisites.
    UpdatePrerequisites,
    /// Its individual targets.
    UpdateTargets,
    /// Its migration settings.
    UpdateFlagConfigMigrationSettings,
}
