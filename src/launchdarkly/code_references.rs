//! What LaunchDarkly knows of a flag's uses in repositories.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::flags::{FlagKey, ProjectKey, UnixMillis};

use super::envelope::null_default;
use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// How often repositories refer to each flag of a project, or to one flag, on their default branches.
    ///
    /// # Errors
    /// Those of every read.
    pub async fn code_reference_statistics(
        &self,
        project: &ProjectKey,
        flag: Option<&FlagKey>,
    ) -> Result<BTreeMap<FlagKey, Vec<CodeReferenceStatistic>>, Error> {
        let request = Request::get("list code references", &["code-refs", "statistics", project.as_str()])
            .optional("flagKey", flag.map(FlagKey::as_str));
        let statistics: Statistics = self.read(&request).await?;
        Ok(statistics.flags)
    }
}

#[derive(Deserialize)]
struct Statistics {
    #[serde(default, deserialize_with = "null_default")]
    flags: BTreeMap<FlagKey, Vec<CodeReferenceStatistic>>,
}

/// A repository's references to a flag (`StatisticRep`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeReferenceStatistic {
    /// The repository.
    pub name: String,
    /// `github`, `gitlab`, `bitbucket` or `custom`.
    #[serde(default, rename = "type", deserialize_with = "null_default")]
    pub kind: String,
    /// A page of the repository.
    #[serde(default, deserialize_with = "null_default")]
    pub source_link: String,
    /// The branch that was searched.
    #[serde(default, deserialize_with = "null_default")]
    pub default_branch: String,
    /// Whether the repository is still searched.
    #[serde(default, deserialize_with = "null_default")]
    pub enabled: bool,
    /// Places.
    #[serde(default, deserialize_with = "null_default")]
    pub hunk_count: u64,
    /// Files.
    #[serde(default, deserialize_with = "null_default")]
    pub file_count: u64,
    /// When the branch last changed.
    #[serde(default)]
    pub latest_commit_time: Option<UnixMillis>,
}
