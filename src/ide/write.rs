//! Changes of flags: what to ask before, what to send, what to say after. Sending is the server's.

mod plan;
#[cfg(test)]
mod tests;

use crate::flags::SemanticPatch;

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
    /// Take the mark away.
    RestoreDeprecated,
    /// Archive.
    Archive,
    /// Restore from the archive.
    Restore,
}

impl WriteCommand {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::TurnOn, Self::TurnOff, Self::Deprecate, Self::RestoreDeprecated, Self::Archive, Self::Restore];

    /// Its name for `workspace/executeCommand`.
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

    /// Reads a name of `workspace/executeCommand`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.name() == name)
    }

    /// Whether it needs an environment.
    pub fn needs_environment(self) -> bool {
        matches!(self, Self::TurnOn | Self::TurnOff)
    }

    /// The command that takes this one back.
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

/// A change that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRequest {
    /// What to do.
    pub command: WriteCommand,
    /// To which flag, and where.
    pub arguments: CommandArguments,
}

/// How to carry out a change: what to ask, what to send, what to say.
#[derive(Debug, Clone, PartialEq)]
pub struct WritePlan {
    /// The question for `window/showMessageRequest`: names flag, environment, and what changes from what to what.
    pub confirmation: String,
    /// The button that says yes, such as `Turn off in Production`.
    pub button: String,
    /// What to send: instructions, environment, comment.
    pub patch: SemanticPatch,
    /// What to say when it is done.
    pub success: String,
    /// The request that takes the change back, for an offer to undo.
    pub undo: WriteRequest,
    /// The flag's page in the environment that changes, where approvals are asked for.
    pub flag_url: String,
    /// The environment asks for a comment and none was given.
    pub comment_required: bool,
    /// The change needs an approval request; the API will most likely refuse it with 405.
    pub approval_required: bool,
}

/// Why a change is not made, in words that say what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefusal {
    /// The settings, or the source of the flags, forbid changes.
    #[error("{0}")]
    ReadOnly(String),
    /// What the change depends on is not loaded.
    #[error("{0}")]
    NotLoaded(String),
    /// The project has no such flag or environment.
    #[error("{0}")]
    Unknown(String),
    /// The flag is so already.
    #[error("{0}")]
    AlreadySo(String),
    /// LaunchDarkly would refuse the change.
    #[error("{0}")]
    Impossible(String),
}
