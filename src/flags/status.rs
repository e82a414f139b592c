//! LaunchDarkly's flag statuses.

use serde::{Deserialize, Serialize};

use super::UnixMillis;

/// The status of a flag in one environment (`FlagStatusRep`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagStatus {
    /// Status.
    pub name: StatusName,
    /// When an SDK last requested the flag, RFC 3339; `None` if never.
    #[serde(default, rename = "lastRequested")]
    pub last_requested: Option<String>,
    /// The default value last passed by code, if it was always the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
}

impl FlagStatus {
    /// [`FlagStatus::last_requested`] as a timestamp.
    pub fn last_requested_at(&self) -> Option<UnixMillis> {
        self.last_requested.as_deref().and_then(UnixMillis::from_rfc3339)
    }
}

/// Status values of the API: <https://launchdarkly.com/docs/home/observability/flag-status>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusName {
    /// Created within the last seven days and never requested.
    New,
    /// Requested within the last seven days, and not launched.
    Active,
    /// Not requested for seven days.
    Inactive,
    /// Serves one variation to everyone, unchanged for seven days and still requested.
    Launched,
    /// An unknown status.
    #[serde(other)]
    Unknown,
}
