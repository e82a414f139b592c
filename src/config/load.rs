use std::path::PathBuf;

use serde_json::Value;

use super::{Settings, Severity};

/// What settings are made from.
pub struct LoadInput<'a> {
    /// The workspace folder that may hold `flagwise.toml`.
    pub root: Option<PathBuf>,
    /// The user's file; see [`user_file`].
    pub user_file: Option<PathBuf>,
    /// The editor's section `flagwise`: an object; dots in names are read as nesting.
    pub editor: Option<Value>,
    /// Looks up an environment variable.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
}

/// Merged settings, and what was wrong with what they were made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The settings; what could not be read is left at what the next weaker source says.
    pub settings: Settings,
    /// What was wrong, file by file.
    pub problems: Vec<Problem>,
}

/// Something wrong with a configuration file or the editor's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// [`Severity::Error`] where something is refused or unreadable, [`Severity::Warning`] where it is left out.
    pub severity: Severity,
    /// What is wrong and what to do, as plain text that names the option.
    pub message: String,
    /// The file; `None` for the editor's settings.
    pub file: Option<PathBuf>,
    /// One-based line, where known.
    pub line: Option<usize>,
    /// One-based column in characters, where known.
    pub column: Option<usize>,
}

/// Reads and merges the settings. Later wins: defaults, the user's file, the workspace's file, the editor.
pub fn load(_input: &LoadInput) -> Loaded {
    Loaded { settings: Settings::default(), problems: Vec::new() }
}

/// As [`load`], but keeps `last_good` where a file cannot be read at all, as while it is being written.
pub fn reload(input: &LoadInput, _last_good: &Settings) -> Loaded {
    load(input)
}

/// The user's configuration file: `flagwise/config.toml` in the platform's configuration folder.
pub fn user_file() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("flagwise").join("config.toml"))
}
