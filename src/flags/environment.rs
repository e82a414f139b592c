//! Projects and environments.

use serde::{Deserialize, Serialize};

use super::{EnvironmentKey, Flag, ProjectKey};

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Key.
    pub key: ProjectKey,
    /// Display name.
    #[serde(default)]
    pub name: String,
}

/// An environment. Its SDK keys are secrets and are never deserialized.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// Key.
    pub key: EnvironmentKey,
    /// Display name.
    #[serde(default)]
    pub name: String,
    /// Six hex digits.
    #[serde(default)]
    pub color: String,
    /// Whether changes need an explicit warning.
    #[serde(default)]
    pub critical: bool,
    /// Whether changes need a confirmation.
    #[serde(default)]
    pub confirm_changes: bool,
    /// Whether changes need a comment.
    #[serde(default)]
    pub require_comments: bool,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether changes need approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_settings: Option<ApprovalSettings>,
}

/// Maximum number of environments shown by default.
const DEFAULT_ENVIRONMENTS: usize = 4;

/// The environments to show by default: critical ones, then those named production, then the others in the project's
/// order. At most four, unless more are critical.
pub fn default_environments(environments: &[Environment]) -> Vec<EnvironmentKey> {
    let mut ordered: Vec<_> = environments.iter().collect();
    ordered.sort_by_key(|environment| (!environment.critical, !environment.is_critical()));
    let critical = ordered.iter().filter(|environment| environment.critical).count();
    ordered.truncate(critical.max(DEFAULT_ENVIRONMENTS));
    ordered.into_iter().map(|environment| environment.key.clone()).collect()
}

impl Environment {
    /// Whether changes need an explicit warning: marked as critical, or named production. Older accounts do not set the
    /// mark.
    pub fn is_critical(&self) -> bool {
        let called = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "production" | "prod" | "live");
        self.critical || called(self.key.as_str()) || called(&self.name)
    }

    /// The name, or the key if there is none.
    pub fn display_name(&self) -> &str {
        let name = self.name.trim();
        if name.is_empty() { self.key.as_str() } else { name }
    }

    /// Whether changes of this flag must go through an approval request: approvals are required for every flag, or for
    /// flags with one of its tags.
    pub fn requires_approval_of(&self, flag: &Flag) -> bool {
        let tags = self.approval_settings.as_ref().map(|settings| settings.required_approval_tags.as_slice());
        self.requires_approval() || tags.unwrap_or_default().iter().any(|tag| flag.tags.contains(tag))
    }

    /// Whether flag changes in this environment must go through an approval request.
    pub fn requires_approval(&self) -> bool {
        self.approval_settings.as_ref().is_some_and(|settings| settings.required)
    }
}

/// The approval settings that decide whether a change is refused with 405.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalSettings {
    /// Approval is required for every flag.
    #[serde(default)]
    pub required: bool,
    /// Approval is required for flags with one of these tags.
    #[serde(default)]
    pub required_approval_tags: Vec<String>,
}
