use crate::flags::EnvironmentKey;

use super::{CommandArguments, Snapshot};

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
    /// The environment that the semantic patch names.
    pub environment: Option<EnvironmentKey>,
    /// The comment to send.
    pub comment: Option<String>,
    /// What to say when it is done.
    pub success: String,
    /// The request that takes the change back, for an offer to undo.
    pub undo: Option<WriteRequest>,
    /// The environment asks for a comment and none was given.
    pub comment_required: bool,
    /// The change will need an approval request; the API will most likely refuse it with 405.
    pub approval_required: bool,
}

/// Why a change is not made, in words that say what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefusal {
    /// The settings forbid changes.
    #[error("{0}")]
    ReadOnly(String),
    /// Nothing is known of the flag or the environment.
    #[error("{0}")]
    NotLoaded(String),
    /// The project has no such flag or environment.
    #[error("{0}")]
    Unknown(String),
    /// The flag is so already.
    #[error("{0}")]
    AlreadySo(String),
    /// The change would be refused by LaunchDarkly.
    #[error("{0}")]
    Impossible(String),
}

/// Plans a change against the snapshot's catalog.
pub fn write_plan(_snapshot: &Snapshot, _request: &WriteRequest) -> Result<WritePlan, WriteRefusal> {
    Err(WriteRefusal::NotLoaded("The flags are not loaded yet. Try again when they are.".to_owned()))
}
