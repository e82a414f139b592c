use crate::flags::{EnvironmentKey, FlagKey, ProjectKey};
use crate::text::ByteRange;

use super::{Diagnostic, FileView, Snapshot};

/// Something offered at a place: an edit of the file or a command, never both.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeAction {
    /// What it does, naming the flag and the environment.
    pub title: String,
    /// Its kind.
    pub kind: ActionKind,
    /// The best answer to the diagnostic.
    pub is_preferred: bool,
    /// Changes of the file's text.
    pub edits: Vec<TextEdit>,
    /// What to run.
    pub command: Option<Command>,
    /// The diagnostic that it answers.
    pub fixes: Option<Diagnostic>,
}

/// Kinds of code actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Answers a diagnostic.
    QuickFix,
    /// Changes the flag at LaunchDarkly.
    Write,
    /// Shows the flag at LaunchDarkly.
    Open,
}

impl ActionKind {
    /// LSP's name of the kind.
    pub fn lsp_name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Write => "flagwise.write",
            Self::Open => "flagwise.open",
        }
    }
}

/// A replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub range: ByteRange,
    /// The new text.
    pub new_text: String,
}

/// A command of `workspace/executeCommand`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Its name, such as `flagwise.archive`.
    pub name: &'static str,
    /// The only argument.
    pub arguments: CommandArguments,
}

/// The argument object of the `flagwise.…` commands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommandArguments {
    /// The project.
    pub project: ProjectKey,
    /// The flag.
    pub flag: FlagKey,
    /// The environment, for the commands that change one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentKey>,
    /// The comment to send with the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// What is offered at a selection, best first.
pub fn code_actions(_snapshot: &Snapshot, _file: &FileView, _range: ByteRange) -> Vec<CodeAction> {
    Vec::new()
}
