use serde::{Deserialize, Serialize};

use super::UnixMillis;

/// LaunchDarkly's own judgement of a flag in one environment (`FlagStatusRep`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagStatus {
    /// The judgement.
    pub name: StatusName,
    /// When an SDK last asked for the flag, RFC 3339; `None` where none ever did.
    #[serde(default, rename = "lastRequested")]
    pub last_requested: Option<String>,
    /// The default value that code last passed, where it was always the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<serde_json::Value>,
}

impl FlagStatus {
    /// [`FlagStatus::last_requested`] as a moment.
    pub fn last_requested_at(&self) -> Option<UnixMillis> {
        self.last_requested.as_deref().and_then(UnixMillis::from_rfc3339)
    }
}

/// The statuses of the API: <https://launchdarkly.com/docs/home/observability/flag-status>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusName {
    /// Created within seven days and never requested.
    New,
    /// Requested within seven days, and not launched.
    Active,
    /// Not requested for seven days.
    Inactive,
    /// Serves one variation to everyone, unchanged for seven days, and still requested.
    Launched,
    /// A status this version does not know.
    #[serde(other)]
    Unknown,
}
