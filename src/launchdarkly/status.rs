//! Flag statuses.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::Value;

use crate::flags::{EnvironmentKey, FlagKey, FlagStatus, ProjectKey, StatusName};

use super::envelope::{Links, Page, null_default};
use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// The statuses of a project's flags in one environment.
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getFeatureFlagStatuses")]
    pub async fn flag_statuses(
        &self,
        project: &ProjectKey,
        environment: &EnvironmentKey,
    ) -> Result<HashMap<FlagKey, FlagStatus>, Error> {
        let path = ["flag-statuses", project.as_str(), environment.as_str()];
        let page: Page<StatusRow> = self.read(&Request::get("list flag statuses", &path)).await?;
        Ok(page.items.into_iter().filter_map(StatusRow::keyed).collect())
    }

    /// The status of one flag in one environment.
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getFeatureFlagStatus")]
    pub async fn flag_status(
        &self,
        project: &ProjectKey,
        environment: &EnvironmentKey,
        flag: &FlagKey,
    ) -> Result<FlagStatus, Error> {
        let path = ["flag-statuses", project.as_str(), environment.as_str(), flag.as_str()];
        self.read(&Request::get("get a flag's status", &path)).await
    }

    /// The statuses of one flag in all environments, or in one.
    ///
    /// # Errors
    /// Errors common to all reads.
    #[doc(alias = "getFeatureFlagStatusAcrossEnvironments")]
    pub async fn flag_status_across_environments(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: Option<&EnvironmentKey>,
    ) -> Result<BTreeMap<EnvironmentKey, FlagStatus>, Error> {
        let path = ["flag-status", project.as_str(), flag.as_str()];
        let request =
            Request::get("get a flag's statuses", &path).optional("env", environment.map(EnvironmentKey::as_str));
        let across: Across = self.read(&request).await?;
        Ok(across.environments)
    }
}

#[derive(Deserialize)]
struct Across {
    #[serde(default, deserialize_with = "null_default")]
    environments: BTreeMap<EnvironmentKey, FlagStatus>,
}

/// A row of the list. Refers to its flag by links only.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusRow {
    name: StatusName,
    #[serde(default)]
    last_requested: Option<String>,
    #[serde(default)]
    default: Option<Value>,
    #[serde(default, rename = "_links", deserialize_with = "null_default")]
    links: Links,
}

impl StatusRow {
    fn keyed(self) -> Option<(FlagKey, FlagStatus)> {
        // The parent link is the flag in both the reference and live responses; they disagree on the self link.
        let key = self.links.last_segment("parent").or_else(|| self.links.last_segment("self"))?;
        let status = FlagStatus { name: self.name, last_requested: self.last_requested, default: self.default };
        Some((FlagKey::from(key), status))
    }
}
