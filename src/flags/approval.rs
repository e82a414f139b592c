//! Approval requests.

use serde::{Deserialize, Serialize};

use super::{AnyInstruction, UnixMillis};

/// A flag change in an environment that waits for approval (`FlagConfigApprovalRequestResponse`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalRequest {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Revision counter.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// Creation time.
    #[serde(default)]
    pub creation_date: UnixMillis,
    /// Member id of the requestor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requestor_id: Option<String>,
    /// Description for the reviewers.
    #[serde(default)]
    pub description: String,
    /// Outcome of the reviews.
    #[serde(default)]
    pub review_status: ReviewStatus,
    /// State of the request itself.
    #[serde(default)]
    pub status: ApprovalStatus,
    /// When to apply the change once approved; immediately if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<UnixMillis>,
    /// The requested change.
    #[serde(default)]
    pub instructions: Vec<AnyInstruction>,
    /// Members who were notified.
    #[serde(default)]
    pub notify_member_ids: Vec<String>,
}

/// Outcome of the reviews of an approval request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReviewStatus {
    /// Approved by enough reviewers.
    Approved,
    /// Declined by a reviewer.
    Declined,
    /// Not decided yet, or an unknown value.
    #[default]
    #[serde(other)]
    Pending,
}

/// State of an approval request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApprovalStatus {
    /// Applied.
    Completed,
    /// Could not be applied.
    Failed,
    /// Approved and due at a later date.
    Scheduled,
    /// Waiting for reviews, or an unknown value.
    #[default]
    #[serde(other)]
    Pending,
}
