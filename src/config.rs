//! Configuration: one list of options, files and editor settings merged by origin, and what is generated from the list.
//!
//! A leaf: it reads files when asked to, and knows no other layer than the names of rules.

use std::collections::BTreeMap;

/// The merged settings of one workspace folder.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The project's key; `None` where nobody said.
    pub project: Option<String>,
    /// Chosen environment keys in order; empty means: choose for me.
    pub environments: Vec<String>,
    /// Base URL of the API; `None` means the environment variables, then `https://app.launchdarkly.com`.
    pub host: Option<String>,
    /// Severity by rule code, where it differs from the rule's default.
    pub severity: BTreeMap<String, Severity>,
    /// Glob patterns, relative to the folder, of files that are not looked at.
    pub ignored_paths: Vec<String>,
    /// Changes to flags are refused.
    pub read_only: bool,
}

/// How loud a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Not shown.
    Off,
    /// LSP hint.
    Hint,
    /// LSP information.
    Information,
    /// LSP warning.
    Warning,
    /// LSP error.
    Error,
}
