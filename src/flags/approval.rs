use serde::{Deserialize, Serialize};

use super::{AnyInstruction, UnixMillis};

/// A change of a flag in an environment that waits for the approval of others (`FlagConfigApprovalRequestResponse`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalRequest {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// Counts changes.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When it was made.
    #[serde(default)]
    pub creation_date: UnixMillis,
    /// Member id of who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requestor_id: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub description: String,
    /// What the reviewers say.
    #[serde(default)]
    pub review_status: ReviewStatus,
    /// Where the request itself is.
    #[serde(default)]
    pub status: ApprovalStatus,
    /// When it shall be applied once approved; at once where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<UnixMillis>,
    /// What it would do.
    #[serde(default)]
    pub instructions: Vec<AnyInstruction>,
    /// Members who were told.
    #[serde(default)]
    pub notify_member_ids: Vec<String>,
}

/// What the reviewers of an approval request say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ReviewStatus {
    /// Enough of them agree.
    Approved,
    /// One of them refuses.
    Declined,
    /// Nobody decided yet, or in words this version does not know.
    #[default]
    #[serde(other)]
    Pending,
}

/// Where an approval request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApprovalStatus {
    /// Applied.
    Completed,
    /// Could not be applied.
    Failed,
    /// Approved, to be applied at its date.
    Scheduled,
    /// Waits for reviews, or in a state this version does not know.
    #[default]
    #[serde(other)]
    Pending,
}
