//! Code reference statistics.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::flags::{FlagKey, ProjectKey, UnixMillis};

use super::envelope::null_default;
use super::transport::Request;
use super::{Client, Error};

impl Client {
    /// Number of references to each flag of a project, or to one flag, by repository, on the default branches.
    ///
    /// # Errors
    /// Errors common to all reads.
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
    /// URL of the repository.
    #[serde(default, deserialize_with = "null_default")]
    pub source_link: String,
    /// The indexed branch.
    #[serde(default, deserialize_with = "null_default")]
    pub default_branch: String,
    /// Whether indexing is enabled.
    #[serde(default, deserialize_with = "null_default")]
    pub enabled: bool,
    /// Number of references.
    #[serde(default, deserialize_with = "null_default")]
    pub hunk_count: u64,
    /// Number of files with references.
    #[serde(default, deserialize_with = "null_default")]
    pub file_count: u64,
    /// When the branch last changed.
    #[serde(default)]
    pub latest_commit_time: Option<UnixMillis>,
}
