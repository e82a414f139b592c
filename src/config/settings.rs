use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::rules;

/// Base URL of the API where nobody says another.
pub const DEFAULT_HOST: &str = "https://app.launchdarkly.com";

/// The merged settings of one workspace folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The project's key; `None` where nobody said.
    pub project: Option<String>,
    /// Projects of sub-folders: folder, relative to the workspace folder with `/`, to project key.
    /// See [`Settings::project_of`].
    pub projects: BTreeMap<String, String>,
    /// Chosen environment keys in order; empty means: choose for me.
    pub environments: Vec<String>,
    /// Base URL of the API; `None` means the environment variables, then [`DEFAULT_HOST`].
    pub host: Option<String>,
    /// URL of the proxy; `None` means the environment variables.
    pub proxy: Option<String>,
    /// Severity by rule code, where it differs from the rule's default. See [`Settings::severity_of`].
    pub severity: BTreeMap<String, Severity>,
    /// Glob patterns, relative to the folder, of files that are not looked at.
    pub ignored_paths: Vec<String>,
    /// Functions that the user says take flag keys.
    pub wrappers: Vec<WrapperSetting>,
    /// Functions, as `name` or `Receiver.name`, that are never taken for wrappers.
    pub ignored_wrappers: Vec<String>,
    /// Workspace folders that may run alias commands. See [`Settings::allows_alias_commands`].
    pub alias_commands: Vec<PathBuf>,
    /// Changes to flags are refused.
    pub read_only: bool,
    /// A saved list of flags to use in place of the API; absolute where the setting's file is known.
    pub flag_file: Option<PathBuf>,
    /// How often the catalog is loaded again; `None`: only when asked to.
    pub refresh_interval: Option<Duration>,
    /// Files larger than this many bytes are not parsed: only quoted keys are found in them.
    pub max_file_size: u64,
    /// Who tells of files that change outside of the editor.
    pub file_watcher: FileWatcher,
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub log_level: String,
    /// Where the log goes; `None` means stderr.
    pub log_file: Option<PathBuf>,
    /// Where each value that is not the default comes from, by option name. See [`Settings::origin`].
    pub origins: BTreeMap<String, Origin>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            project: None,
            projects: BTreeMap::new(),
            environments: Vec::new(),
            host: None,
            proxy: None,
            severity: BTreeMap::new(),
            ignored_paths: Vec::new(),
            wrappers: Vec::new(),
            ignored_wrappers: Vec::new(),
            alias_commands: Vec::new(),
            read_only: false,
            flag_file: None,
            refresh_interval: Some(Duration::from_secs(300)),
            max_file_size: 1_000_000,
            file_watcher: FileWatcher::Auto,
            log_level: "info".to_owned(),
            log_file: None,
            origins: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The severity of a rule: the setting, else the rule's default. An unknown code is off.
    pub fn severity_of(&self, code: &str) -> Severity {
        let default = || rules::rule(code).map_or(Severity::Off, |rule| rule.default_severity);
        self.severity.get(code).copied().unwrap_or_else(default)
    }

    /// The project of a file, whose path is relative to the workspace folder and written with `/`: the longest folder
    /// of `projects` that holds it, else `project`.
    pub fn project_of(&self, path: &str) -> Option<&str> {
        let holds = |folder: &str| {
            let folder = folder.trim_end_matches('/');
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let nearest = self.projects.iter().filter(|(folder, _)| holds(folder)).max_by_key(|(folder, _)| folder.len());
        nearest.map(|(_, project)| project.as_str()).or(self.project.as_deref())
    }

    /// Whether the user trusts a workspace folder to run the programs that its aliases name.
    pub fn allows_alias_commands(&self, root: &Path) -> bool {
        let plain = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.alias_commands.iter().any(|folder| plain(folder) == plain(root))
    }

    /// Where an option's value comes from. `name` is an option, such as `project`, or an entry, such as
    /// `severity.stale-flag`.
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).cloned().unwrap_or(Origin::Default)
    }
}

/// Who tells of files that change outside of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileWatcher {
    /// The editor.
    Client,
    /// The language server.
    Server,
    /// The editor where it can, else the server.
    Auto,
}

impl FileWatcher {
    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Auto => "auto",
        }
    }

    /// Reads a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Client, Self::Server, Self::Auto].into_iter().find(|watcher| watcher.name() == name)
    }
}

/// One entry of `wrappers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrapperSetting {
    /// The function's name.
    pub function: String,
    /// What it is called on, by name or type.
    pub receiver: Option<String>,
    /// A module that the calling file imports.
    pub module: Option<String>,
    /// Which argument is the key.
    pub key: WrapperArgument,
    /// Which argument is the default value.
    pub default: Option<WrapperArgument>,
    /// `any`, `bool`, `string`, `int`, `double` or `json`; or `flags` for a function that gives every flag by its name.
    pub kind: String,
}

impl Default for WrapperSetting {
    fn default() -> Self {
        Self {
            function: String::new(),
            receiver: None,
            module: None,
            key: WrapperArgument::default(),
            default: None,
            kind: "any".to_owned(),
        }
    }
}

/// An argument of a wrapper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrapperArgument {
    /// Counted from 0.
    Position(u32),
    /// By its keyword, label, property or attribute.
    Label(String),
}

impl Default for WrapperArgument {
    fn default() -> Self {
        Self::Position(0)
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said: the built-in default.
    Default,
    /// The workspace's `flagwise.toml`, with the one-based line.
    WorkspaceFile(PathBuf, usize),
    /// The user's file, with the one-based line.
    UserFile(PathBuf, usize),
    /// The editor's settings.
    Editor,
    /// An environment variable, by name.
    Environment(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("the default"),
            Self::WorkspaceFile(file, line) | Self::UserFile(file, line) => {
                write!(formatter, "{}:{line}", file.display())
            }
            Self::Editor => formatter.write_str("the editor's settings"),
            Self::Environment(name) => write!(formatter, "the environment variable {name}"),
        }
    }
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

impl Severity {
    /// All of them, quietest first.
    pub const ALL: [Self; 5] = [Self::Off, Self::Hint, Self::Information, Self::Warning, Self::Error];

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hint => "hint",
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}
