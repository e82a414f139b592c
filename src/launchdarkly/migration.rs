//! Safety checks of migration flags.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::flags::{EnvironmentKey, FlagKey, Instruction, ProjectKey};

use super::envelope::null_default;
use super::transport::{JSON, Request, decode};
use super::{Client, Error};

impl Client {
    /// Returns the safety issues that instructions would cause on a migration flag. Changes nothing.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] for other kinds of flags, and errors common to all reads.
    #[doc(alias = "postMigrationSafetyIssues")]
    pub async fn migration_safety_issues(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        instructions: &[Instruction],
        comment: Option<&str>,
    ) -> Result<Vec<MigrationSafetyIssue>, Error> {
        let (project, flag, environment) = (project.as_str(), flag.as_str(), environment.as_str());
        let path = ["projects", project, "flags", flag, "environments", environment, "migration-safety-issues"];
        let body = Body { comment, instructions };
        let request = Request::new("check a migration's safety", Method::POST, &path).body(JSON, &body)?;
        // The response without issues is 204 with no body.
        let decode = |body: &[u8]| match body {
            [] => Ok(Vec::new()),
            _ => decode(request.operation, body),
        };
        self.read_with(&request, decode).await
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
    instructions: &'a [Instruction],
}

/// A safety issue (`MigrationSafetyIssueRep`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigrationSafetyIssue {
    /// Id of the rule that causes it, or `fallthrough`.
    #[serde(default, deserialize_with = "null_default")]
    pub causing_rule_id: String,
    /// Ids of the affected rules.
    #[serde(default, deserialize_with = "null_default")]
    pub affected_rule_ids: Vec<String>,
    /// Description.
    #[serde(default, deserialize_with = "null_default")]
    pub issue: String,
    /// Whether the old system is affected, rather than the new one.
    #[serde(default, deserialize_with = "null_default")]
    pub old_system_affected: bool,
}
