//! Flags that need another flag.

use serde::Deserialize;

use crate::flags::{EnvironmentKey, FlagKey, ProjectKey};

use super::envelope::{Page, null_default};
use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// The flags that have this one as a prerequisite, in any environment. A beta route of the API, and an Enterprise
    /// feature.
    ///
    /// # Errors
    /// Those of every read.
    pub async fn dependent_flags(&self, project: &ProjectKey, flag: &FlagKey) -> Result<Vec<DependentFlag>, Error> {
        let path = ["flags", project.as_str(), flag.as_str(), "dependent-flags"];
        let page: Page<DependentFlag> = self.read(&Request::get("list dependent flags", &path).beta()).await?;
        Ok(page.items)
    }

    /// The flags that have this one as a prerequisite in one environment; their `environments` are empty.
    ///
    /// # Errors
    /// Those of every read.
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

/// A flag that needs another (`MultiEnvironmentDependentFlag`, `DependentFlag`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DependentFlag {
    /// Its key.
    pub key: FlagKey,
    /// Its name for people.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
    /// Where it needs the other.
    #[serde(default, deserialize_with = "null_default")]
    pub environments: Vec<DependentEnvironment>,
}

/// An environment where a flag needs another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DependentEnvironment {
    /// Its key.
    pub key: EnvironmentKey,
    /// Its name for people.
    #[serde(default, deserialize_with = "null_default")]
    pub name: String,
}
