//! Approval requests.

use reqwest::Method;
use serde::Serialize;

use crate::flags::{ApprovalRequest, EnvironmentKey, FlagKey, Instruction, ProjectKey, UnixMillis};

use super::transport::{JSON, Request};
use super::{Client, Error, Outcome};

impl Client {
    /// Requests approval of a change of a flag in an environment, the alternative after [`Error::ApprovalRequired`].
    ///
    /// # Errors
    /// Errors common to all writes.
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

/// An approval request to create.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewApprovalRequest {
    /// Description for the reviewers.
    pub description: String,
    /// The change.
    pub instructions: Vec<Instruction>,
    /// Comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Members to notify, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notify_member_ids: Vec<String>,
    /// Teams to notify, by key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notify_team_keys: Vec<String>,
    /// When to apply the change once approved; immediately if `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<UnixMillis>,
}
