use serde::{Deserialize, Serialize};

use super::{EnvironmentKey, ProjectKey};

/// A project: flags and environments belong to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its key.
    pub key: ProjectKey,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
}

/// What an editor needs to know of an environment. Its SDK keys are secrets and are never read into this type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// Its key.
    pub key: EnvironmentKey,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
    /// Six hex digits.
    #[serde(default)]
    pub color: String,
    /// Marked as critical: changes deserve an explicit warning.
    #[serde(default)]
    pub critical: bool,
    /// The environment asks for a confirmation before changes.
    #[serde(default)]
    pub confirm_changes: bool,
    /// The environment asks for a comment with changes.
    #[serde(default)]
    pub require_comments: bool,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether changes need approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_settings: Option<ApprovalSettings>,
}

/// How many environments are shown where the user chose none.
const DEFAULT_ENVIRONMENTS: usize = 4;

/// The environments to show where the user chose none: critical ones first, then those called production, then the
/// project's others in its order, four at most; more only where more are critical.
pub fn default_environments(environments: &[Environment]) -> Vec<EnvironmentKey> {
    let mut ordered: Vec<_> = environments.iter().collect();
    ordered.sort_by_key(|environment| (!environment.critical, !environment.is_critical()));
    let critical = ordered.iter().filter(|environment| environment.critical).count();
    ordered.truncate(critical.max(DEFAULT_ENVIRONMENTS));
    ordered.into_iter().map(|environment| environment.key.clone()).collect()
}

impl Environment {
    /// Whether a change deserves an explicit warning: marked as critical, or called production. Accounts made before
    /// the mark came do not set it.
    pub fn is_critical(&self) -> bool {
        let called = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "production" | "prod" | "live");
        self.critical || called(self.key.as_str()) || called(&self.name)
    }

    /// Whether a flag change in this environment must go through an approval request.
    pub fn requires_approval(&self) -> bool {
        self.approval_settings.as_ref().is_some_and(|settings| settings.required)
    }
}

/// The part of `ApprovalSettings` that decides whether a change is refused with 405.
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
