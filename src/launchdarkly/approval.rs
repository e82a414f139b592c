//! Approval requests.

use reqwest::Method;
use serde::Serialize;

use crate::flags::{ApprovalRequest, EnvironmentKey, FlagKey, Instruction, ProjectKey, UnixMillis};

use super::envelope::Page;
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
        let path = path(project, flag, environment);
        self.write(&Request::new("request approval", Method::POST, &path).body(JSON, approval)?).await
    }

    /// The approval requests of a flag in an environment.
    ///
    /// # Errors
    /// Errors common to all reads.
    pub async fn approval_requests(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
    ) -> Result<Vec<ApprovalRequest>, Error> {
        let request = Request::get("list approval requests", &path(project, flag, environment));
        let page: Page<ApprovalRequest> = self.read(&request).await?;
        Ok(page.items)
    }

    /// Reviews an approval request.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] if it was applied, and errors common to all writes.
    pub async fn review_approval_request(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        id: &str,
        review: &ApprovalReview,
    ) -> Result<Outcome<()>, Error> {
        let path = [&path(project, flag, environment)[..], &[id, "reviews"]].concat();
        let request = Request::new("review an approval request", Method::POST, &path).body(JSON, review)?;
        self.write_without_answer(&request).await
    }

    /// Applies an approved request.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] if it is not approved or was applied, and errors common to all writes.
    pub async fn apply_approval_request(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        id: &str,
        comment: Option<&str>,
    ) -> Result<Outcome<()>, Error> {
        let path = [&path(project, flag, environment)[..], &[id, "apply"]].concat();
        let body = Comment { comment };
        let request = Request::new("apply an approval request", Method::POST, &path).body(JSON, &body)?;
        self.write_without_answer(&request).await
    }

    /// Withdraws an approval request.
    ///
    /// # Errors
    /// [`Error::NotFound`], and errors common to all writes.
    pub async fn delete_approval_request(
        &self,
        project: &ProjectKey,
        flag: &FlagKey,
        environment: &EnvironmentKey,
        id: &str,
    ) -> Result<Outcome<()>, Error> {
        let path = [&path(project, flag, environment)[..], &[id]].concat();
        self.write_without_answer(&Request::new("withdraw an approval request", Method::DELETE, &path)).await
    }
}

fn path<'a>(project: &'a ProjectKey, flag: &'a FlagKey, environment: &'a EnvironmentKey) -> [&'a str; 7] {
    let (project, flag, environment) = (project.as_str(), flag.as_str(), environment.as_str());
    ["projects", project, "flags", flag, "environments", environment, "approval-requests"]
}

#[derive(Serialize)]
struct Comment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
}

/// A review of an approval request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalReview {
    /// Verdict.
    pub kind: ReviewKind,
    /// Comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// The verdict of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewKind {
    /// Approved.
    Approve,
    /// Declined.
    Decline,
    /// A comment only.
    Comment,
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
