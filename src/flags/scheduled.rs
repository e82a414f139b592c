use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnyInstruction, UnixMillis};

/// Instructions that LaunchDarkly will apply to a flag in an environment at a date (`FeatureFlagScheduledChange`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScheduledChange {
    /// 24 hex digits.
    #[serde(rename = "_id")]
    pub id: String,
    /// When it was made.
    #[serde(default, rename = "_creationDate")]
    pub creation_date: UnixMillis,
    /// Member id of who made it; empty where a service token did.
    #[serde(default, rename = "_maintainerId")]
    pub maintainer_id: String,
    /// Counts changes.
    #[serde(default, rename = "_version")]
    pub version: u64,
    /// When it will be applied.
    #[serde(rename = "executionDate")]
    pub execution_date: UnixMillis,
    /// What will be applied.
    pub instructions: Vec<AnyInstruction>,
    /// What stands against it; its shape is not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<Value>,
}
