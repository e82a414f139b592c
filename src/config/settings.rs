//! The merged settings.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::rules;

/// Default base URL of the API.
pub const DEFAULT_HOST: &str = "https://app.launchdarkly.com";

/// The merged settings of one workspace folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Project key, if set.
    pub project: Option<String>,
    /// Project keys of sub-folders by folder, relative to the workspace folder with `/`. See [`Settings::project_of`].
    pub projects: BTreeMap<String, String>,
    /// Chosen environment keys in order; empty selects the defaults.
    pub environments: Vec<String>,
    /// Base URL of the API; `None` falls back to the environment variables, then [`DEFAULT_HOST`].
    pub host: Option<String>,
    /// URL of the proxy; `None` falls back to the environment variables.
    pub proxy: Option<String>,
    /// Severities that differ from the rule's default, by rule code. See [`Settings::severity_of`].
    pub severity: BTreeMap<String, Severity>,
    /// Maximum severity of unknown keys at inferred key positions.
    pub inferred_severity: Severity,
    /// Glob patterns of excluded files, relative to the folder.
    pub ignored_paths: Vec<String>,
    /// Declared wrappers.
    pub wrappers: Vec<WrapperSetting>,
    /// Functions, as `name` or `Receiver.name`, that are never treated as wrappers.
    pub ignored_wrappers: Vec<String>,
    /// Workspace folders that may run alias commands. See [`Settings::allows_alias_commands`].
    pub alias_commands: Vec<PathBuf>,
    /// Where code lenses are shown.
    pub code_lens: CodeLenses,
    /// Which inlay hints are shown.
    pub inlay_hints: InlayHints,
    /// Whether keys are links to the flag's page.
    pub links: bool,
    /// Whether changes to flags are refused.
    pub read_only: bool,
    /// Flag file to use instead of the API; absolute if the setting's file is known.
    pub flag_file: Option<PathBuf>,
    /// Interval of catalog refreshes; `None` refreshes on request only.
    pub refresh_interval: Option<Duration>,
    /// Maximum size in bytes of a parsed file. In larger files only quoted keys are found.
    pub max_file_size: u64,
    /// Files with diagnostics in the editor.
    pub diagnostic_scope: DiagnosticScope,
    /// Which side watches files.
    pub file_watcher: FileWatcher,
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub log_level: String,
    /// Log file; `None` means stderr.
    pub log_file: Option<PathBuf>,
    /// Origin of each value that is not the default, by option name. See [`Settings::origin`].
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
            inferred_severity: Severity::Warning,
            ignored_paths: Vec::new(),
            wrappers: Vec::new(),
            ignored_wrappers: Vec::new(),
            alias_commands: Vec::new(),
            code_lens: CodeLenses::Definitions,
            inlay_hints: InlayHints::Names,
            links: false,
            read_only: false,
            flag_file: None,
            refresh_interval: Some(Duration::from_secs(300)),
            max_file_size: 1_000_000,
            diagnostic_scope: DiagnosticScope::Open,
            file_watcher: FileWatcher::Auto,
            log_level: "info".to_owned(),
            log_file: None,
            origins: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Severity of a rule: the setting, else the rule's default. Off for an unknown code.
    pub fn severity_of(&self, code: &str) -> Severity {
        let default = || rules::rule(code).map_or(Severity::Off, |rule| rule.default_severity);
        self.severity.get(code).copied().unwrap_or_else(default)
    }

    /// Severity of an unknown key at a position inferred from use: at most `inferredSeverity`, and at most `information` if
    /// only two keys suggest it.
    pub fn severity_of_inferred(&self, is_tentative: bool) -> Severity {
        let most = if is_tentative { Severity::Information } else { Severity::Error };
        self.severity_of("unknown-flag").min(self.inferred_severity).min(most)
    }

    /// Project of a file, given by its path relative to the workspace folder with `/`: that of the deepest folder of
    /// `projects` that contains it, else `project`.
    pub fn project_of(&self, path: &str) -> Option<&str> {
        let holds = |folder: &str| {
            let folder = folder.trim_end_matches('/');
            folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let nearest = self.projects.iter().filter(|(folder, _)| holds(folder)).max_by_key(|(folder, _)| folder.len());
        nearest.map(|(_, project)| project.as_str()).or(self.project.as_deref())
    }

    /// Whether a workspace folder is trusted to run the programs of its aliases.
    pub fn allows_alias_commands(&self, root: &Path) -> bool {
        let plain = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.alias_commands.iter().any(|folder| plain(folder) == plain(root))
    }

    /// Origin of an option's value. `name` is an option, such as `project`, or an entry, such as
    /// `severity.stale-flag`.
    pub fn origin(&self, name: &str) -> Origin {
        self.origins.get(name).cloned().unwrap_or(Origin::Default)
    }
}

/// Files with diagnostics in the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosticScope {
    /// Those that are open.
    Open,
    /// All of the workspace.
    Workspace,
}

impl DiagnosticScope {
    /// Name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Workspace => "workspace",
        }
    }

    /// Parses a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Workspace].into_iter().find(|scope| scope.name() == name)
    }
}

/// Which side watches files that change outside of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileWatcher {
    /// The editor.
    Client,
    /// The language server.
    Server,
    /// The editor if it can watch all files, else the server.
    Auto,
}

impl FileWatcher {
    /// Name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Auto => "auto",
        }
    }

    /// Parses a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Client, Self::Server, Self::Auto].into_iter().find(|watcher| watcher.name() == name)
    }
}

/// Where code lenses are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeLenses {
    /// Nowhere.
    Off,
    /// At definitions of keys.
    Definitions,
    /// Also above functions and statements that evaluate flags.
    All,
}

impl CodeLenses {
    /// Name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Definitions => "definitions",
            Self::All => "all",
        }
    }

    /// Parses a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Off, Self::Definitions, Self::All].into_iter().find(|lenses| lenses.name() == name)
    }
}

/// Which inlay hints are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InlayHints {
    /// None.
    Off,
    /// Names of flags whose keys have no words.
    Names,
    /// Also the state in the first environment.
    All,
}

impl InlayHints {
    /// Name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Names => "names",
            Self::All => "all",
        }
    }

    /// Parses a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Off, Self::Names, Self::All].into_iter().find(|hints| hints.name() == name)
    }
}

/// A declared wrapper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrapperSetting {
    /// Function name.
    pub function: String,
    /// Receiver, by name or type.
    pub receiver: Option<String>,
    /// Module that the calling file must import.
    pub module: Option<String>,
    /// Key argument.
    pub key: WrapperArgument,
    /// Default-value argument.
    pub default: Option<WrapperArgument>,
    /// `any`, `bool`, `string`, `int`, `double` or `json`; `flags` for a function that returns all flags by name.
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
    /// Zero-based position.
    Position(u32),
    /// Keyword, label, property or attribute.
    Label(String),
}

impl Default for WrapperArgument {
    fn default() -> Self {
        Self::Position(0)
    }
}

/// Origin of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The built-in default.
    Default,
    /// The workspace's `flagwise.toml`, with the one-based line.
    WorkspaceFile(PathBuf, usize),
    /// The user's file, with the one-based line.
    UserFile(PathBuf, usize),
    /// The editor's settings.
    Editor,
    /// An environment variable.
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

/// Severity of a diagnostic.
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
    /// All severities, lowest first.
    pub const ALL: [Self; 5] = [Self::Off, Self::Hint, Self::Information, Self::Warning, Self::Error];

    /// Name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hint => "hint",
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Parses a name of the settings.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}
