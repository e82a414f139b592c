//! Changes of flags: confirmation, request and report. The server sends the request.

mod plan;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::flags::{ChangePlan, Flag, SemanticPatch};

use super::CommandArguments;

pub use plan::write_plan;

/// A command that changes a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WriteCommand {
    /// Turn targeting on in an environment.
    TurnOn,
    /// Turn targeting off in an environment.
    TurnOff,
    /// Mark as deprecated.
    Deprecate,
    /// Remove the deprecation mark.
    RestoreDeprecated,
    /// Archive.
    Archive,
    /// Restore from the archive.
    Restore,
}

impl WriteCommand {
    /// All commands.
    pub const ALL: [Self; 6] =
        [Self::TurnOn, Self::TurnOff, Self::Deprecate, Self::RestoreDeprecated, Self::Archive, Self::Restore];

    /// Name for `workspace/executeCommand`.
    pub fn name(self) -> &'static str {
        match self {
            Self::TurnOn => "flagwise.turnOn",
            Self::TurnOff => "flagwise.turnOff",
            Self::Deprecate => "flagwise.deprecate",
            Self::RestoreDeprecated => "flagwise.restoreDeprecated",
            Self::Archive => "flagwise.archive",
            Self::Restore => "flagwise.restore",
        }
    }

    /// Parses a name of `workspace/executeCommand`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name() == name)
    }

    /// Whether it requires an environment.
    pub fn needs_environment(self) -> bool {
        matches!(self, Self::TurnOn | Self::TurnOff)
    }

    /// The inverse command.
    pub fn inverse(self) -> Self {
        match self {
            Self::TurnOn => Self::TurnOff,
            Self::TurnOff => Self::TurnOn,
            Self::Deprecate => Self::RestoreDeprecated,
            Self::RestoreDeprecated => Self::Deprecate,
            Self::Archive => Self::Restore,
            Self::Restore => Self::Archive,
        }
    }
}

/// A requested change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRequest {
    /// Command.
    pub command: WriteCommand,
    /// Target.
    pub arguments: CommandArguments,
}

/// A [`ChangePlan`] for an editor: confirmation, request and report.
#[derive(Debug, Clone, PartialEq)]
pub struct WritePlan {
    /// The plan itself.
    pub change: ChangePlan,
    /// Message of `window/showMessageRequest`: the flag, the environment, and the state before and after.
    pub confirmation: String,
    /// Title of the confirming button, such as `Turn off in Production`.
    pub button: String,
    /// The patch: instructions, environment, comment.
    pub patch: SemanticPatch,
    /// Report of success.
    pub success: String,
    /// The request that undoes the change.
    pub undo: WriteRequest,
    /// The flag's page in the affected environment, where approvals are requested.
    pub flag_url: String,
    /// The flag that the plan was made for.
    pub flag: Arc<Flag>,
    /// Sentences of the confirmation about requirements of the environments, such as comments and approvals.
    pub warnings: Vec<String>,
    /// Whether the environment requires a comment and none was given.
    pub comment_required: bool,
    /// Whether the change needs an approval request; the API will most likely reject it with 405.
    pub approval_required: bool,
}

impl WritePlan {
    /// Whether a later plan makes the same change to the same state, so that the confirmation of this plan covers it.
    pub fn is_still(&self, later: &Self) -> bool {
        self.warnings == later.warnings && self.change.is_still(&later.change)
    }
}

/// Why a change is refused, with the next step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefusal {
    /// The settings, or the source of the flags, forbid changes.
    #[error("{0}")]
    ReadOnly(String),
    /// Required data is not loaded.
    #[error("{0}")]
    NotLoaded(String),
    /// The project has no such flag or environment.
    #[error("{0}")]
    Unknown(String),
    /// The flag is already in the requested state.
    #[error("{0}")]
    AlreadySo(String),
    /// LaunchDarkly would reject the change.
    #[error("{0}")]
    Impossible(String),
}
