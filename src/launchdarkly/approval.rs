//! Requests that others approve a change, where an environment asks for it.

use reqwest::Method;
use serde::Serialize;

use crate::flags::{ApprovalRequest, EnvironmentKey, FlagKey, Instruction, ProjectKey, UnixMillis};

use super::transport::{JSON, Request};
use super::{Client, Error, Outcome};

impl Client {
    /// Asks for approval of a change of a flag in an environment: the way on from [`Error::ApprovalRequired`].
    ///
    /// # Errors
    /// Those of every write.
    pub async fn create_approval_request(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        approval: &NewApprovalRequest,
    ) -> Result<Outcome<ApprovalRequest>, Error> {
        let (project, flag, environment) = (project.as_str(), flag.as_str(), environment.as_str());
        let path = ["projects", project, "flags", flag, "environments", environment, "approval-requests"];
        self.write(&Request::new("request approval", Method::POST, &path).body(JSON, approval)?).await
    }
}

/// A change to ask approval for.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewApprovalRequest {
    /// What it is about; shown to the reviewers.
    pub description: String,
    /// What it would do.
    pub instructions: Vec<Instruction>,
    /// A comment to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Members to tell, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notify_member_ids: Vec<String>,
    /// Teams to tell, by key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notify_team_keys: Vec<String>,
    /// When it shall be applied once approved; at once where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<UnixMillis>,
}
