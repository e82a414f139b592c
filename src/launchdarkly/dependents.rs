//! Dependent flags: those that have a flag as a prerequisite.

use serde::Deserialize;

use crate::flags::{EnvironmentKey, FlagKey, ProjectKey};

use super::envelope::{Page, null_default};
use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// The flags that have this one as a prerequisite in any environment. A beta route of the API, and an Enterprise
    /// feature.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn dependent_flags(&self, project: &ProjectKey, flag: &FlagKey) -> Result<Vec<DependentFlag>, Error> {
        let path = ["flags", project.as_str(), flag.as_str(), "dependent-flags"];
        let page: Page<DependentFlag> = self.read(&Request::get("list dependent flags", &path).beta()).await?;
        Ok(page.items)
    }

    /// The flags that have this one as a prerequisite in one environment; their `environments` are empty.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn dependent_flags_in(
        &self,
        project: &ProjectKey,
        environment: &EnvironmentKey,
        flag: &FlagKey,
    ) -> Result<Vec<DependentFlag>, Error> {
        let path = ["flags", project.as_str(), environment.as_str(), flag.as_str(), "dependent-flags"];
        let page: Page<DependentFlag> = self.read(&Request::get("list dependent flags", &path).beta()).await?;
        Ok(page.items)
    }
}

/// A dependent flag (`MultiEnvironmentDependentFlag`, `DependentFlag`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DependentFlag {
    /// Key.
    pub key: FlagKey,
    /// Display name.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// The environments of the dependency.
    #[serde(default, deserialize_with = "null_default")]
    pub environments: Vec<DependentEnvironment>,
}

/// An environment of a dependency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DependentEnvironment {
    /// Key.
    pub key: EnvironmentKey,
    /// Display name.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
}
