//! What a change of a migration flag would put at risk.

use reqwest::Method;
use serde::{Deserialize, Serialize};

use crate::flags::{EnvironmentKey, FlagKey, Instruction, ProjectKey};

use super::envelope::null_default;
use super::transport::{JSON, Request, decode};
use super::{Client, Error};

impl Client {
    /// The safety issues that instructions would cause on a migration flag; empty where there are none. Nothing is
    /// changed.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] for a flag that is not a migration flag, and those of every read.
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
        // Without issues the answer is 204, which has no body.
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

/// A risk (`MigrationSafetyIssueRep`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigrationSafetyIssue {
    /// The rule that causes it; `fallthrough` for the fallthrough.
    #[serde(default, deserialize_with = "null_default")]
    pub causing_rule_id: String,
    /// The rules it affects.
    #[serde(default, deserialize_with = "null_default")]
    pub affected_rule_ids: Vec<String>,
    /// What it is, in words.
    #[serde(default, deserialize_with = "null_default")]
    pub issue: String,
    /// Whether the old system is affected, else the new one.
    #[serde(default, deserialize_with = "null_default")]
    pub old_system_affected: bool,
}
