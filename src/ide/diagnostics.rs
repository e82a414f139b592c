use crate::config::Severity;
use crate::text::ByteRange;

use super::{FileView, Snapshot};

/// Something to tell about a place, plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The key or identifier it is about.
    pub range: ByteRange,
    /// The rule's code.
    pub code: &'static str,
    /// Never [`Severity::Off`].
    pub severity: Severity,
    /// One or two sentences, plain text.
    pub message: String,
    /// How editors may draw it.
    pub tags: Vec<Tag>,
    /// The page about the rule.
    pub href: String,
    /// The flag's page at LaunchDarkly, where the flag exists.
    pub flag_url: Option<String>,
    /// The flag key.
    pub key: String,
    /// Nearest keys, best first, for `unknown-flag`.
    pub suggestions: Vec<String>,
    /// Other places of the same file that explain it.
    pub related: Vec<Related>,
}

/// Another place that explains a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub range: ByteRange,
    /// What is there.
    pub message: String,
}

/// How an editor may draw a diagnostic (LSP `DiagnosticTag`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Struck through.
    Deprecated,
    /// Faded out.
    Unnecessary,
}

/// Everything to tell about a file, in order of place. Empty without a catalog.
pub fn diagnostics(_snapshot: &Snapshot, _file: &FileView) -> Vec<Diagnostic> {
    Vec::new()
}
