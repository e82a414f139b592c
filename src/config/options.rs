//! The list of options.

use super::source::Value;

/// An option of `flagwise.toml`, the user's file and the editor's settings. The schema, VS Code's manifest and the
/// tables in the documentation are generated from [`OPTIONS`].
#[derive(Debug, Clone, Copy)]
pub struct ConfigOption {
    /// Name; prefixed with `flagwise.` in editors.
    pub name: &'static str,
    /// Type of the value.
    pub kind: OptionKind,
    /// Default, as a value or a description.
    pub default: &'static str,
    /// Sources that may set it.
    pub scope: Scope,
    /// Whether values need the user's consent.
    pub trust: Trust,
    /// Description in Markdown, one or two sentences.
    pub description: &'static str,
}

/// Type of an option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// Any text.
    Text,
    /// A project key.
    Key,
    /// Keys, in order.
    KeyList,
    /// Map from folder to project key.
    FolderMap,
    /// Map from rule code to severity.
    SeverityMap,
    /// Glob patterns.
    GlobList,
    /// Tables that declare functions with a flag key argument.
    WrapperList,
    /// Function names.
    NameList,
    /// Folder paths.
    FolderList,
    /// A boolean.
    Boolean,
    /// An integer with a minimum.
    Integer {
        /// The smallest value allowed.
        minimum: u64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A path.
    Path,
    /// `http://` or `https://` URL: host and port.
    Url,
}

impl OptionKind {
    /// Description of the type, for "expected …" messages.
    pub fn expectation(self) -> String {
        match self {
            Self::Text => "a string".to_owned(),
            Self::Key => "a key, such as \"my-project\"".to_owned(),
            Self::KeyList => "a list of keys, such as [\"production\", \"staging\"]".to_owned(),
            Self::FolderMap => "a table of folders and project keys, such as { \"apps/web\" = \"web\" }".to_owned(),
            Self::SeverityMap => "a table of rules and severities, such as { \"stale-flag\" = \"off\" }".to_owned(),
            Self::GlobList => "a list of patterns, such as [\"vendor/**\"]".to_owned(),
            Self::WrapperList => format!("a list of wrappers, such as [{}]", super::merge::EXAMPLE),
            Self::NameList => "a list of names, such as [\"translate\"]".to_owned(),
            Self::FolderList => "a list of folders, such as [\"/home/me/code/shop\"]".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Integer { minimum } => format!("an integer of at least {minimum}"),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Path => "a path".to_owned(),
            Self::Url => "a URL, such as \"https://app.launchdarkly.com\"".to_owned(),
        }
    }
}

impl OptionKind {
    /// Whether a value has the right type; its contents are not checked.
    pub(super) fn holds(self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Key | Self::Path | Self::Url | Self::Choice(_) => matches!(value, Value::Text(_)),
            Self::KeyList | Self::GlobList | Self::FolderList | Self::NameList | Self::WrapperList => {
                matches!(value, Value::List(_))
            }
            Self::FolderMap | Self::SeverityMap => matches!(value, Value::Table(_)),
            Self::Boolean => matches!(value, Value::Boolean(_)),
            Self::Integer { .. } => matches!(value, Value::Integer(_)),
        }
    }
}

/// Sources that may set an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The workspace's file, the user's file and the editor.
    Workspace,
    /// As [`Scope::Workspace`], but the workspace's file can only make it stricter; the user's file and the editor take
    /// precedence.
    StricterInWorkspace,
    /// The user's file and the editor only: a cloned repository must not be able to redirect a token, write files or
    /// start a program.
    User,
    /// The editor only, which reads it itself.
    Editor,
}

/// Which sources may set an option. Editors merge files of a repository into their settings, so a guarded value in them
/// requires confirmation, unless the user's own sources have the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Any source of the option's scope.
    Anyone,
    /// The user's own sources: the user's file, the environment, a confirmation. Holds the consequence of a value, as a
    /// sentence for the confirmation.
    User(&'static str),
}

impl ConfigOption {
    /// Description of the sources.
    pub fn sources(&self) -> String {
        let sources = match self.scope {
            Scope::Workspace => "`flagwise.toml`, user file, editor",
            Scope::StricterInWorkspace => "`flagwise.toml` (only `true`), user file, editor",
            Scope::User => "user file, editor",
            Scope::Editor => return "editor".to_owned(),
        };
        let asks = if self.trust == Trust::Anyone { "" } else { " (confirmed)" };
        format!("{sources}{asks}")
    }
}

/// Returns the option with this name.
pub fn option(name: &str) -> Option<&'static ConfigOption> {
    OPTIONS.iter().find(|option| option.name == name)
}

/// Levels of `logLevel`, most severe first.
pub const LOG_LEVELS: &[&str] = &["error", "warn", "info", "debug", "trace"];

/// Values of `diagnostics.scope`.
pub const DIAGNOSTIC_SCOPES: &[&str] = &["open", "workspace"];

/// Values of `files.watcher`.
pub const FILE_WATCHERS: &[&str] = &["client", "server", "auto"];

/// Values of `codeLens`.
pub const CODE_LENSES: &[&str] = &["off", "definitions", "all"];

/// Values of `inlayHints`.
pub const INLAY_HINTS: &[&str] = &["off", "names", "all"];

/// Every option, in the order of the documentation. There is deliberately no option for a token.
pub const OPTIONS: &[ConfigOption] = &[
    ConfigOption {
        name: "project",
        kind: OptionKind::Key,
        default: "the only project, if there is one",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Key of the LaunchDarkly project whose flags the code uses.",
    },
    ConfigOption {
        name: "environments",
        kind: OptionKind::KeyList,
        default: "the project's critical environments, then the first of the others, up to three",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Keys of the environments to show in hovers and to check for `stale-flag`, in this order.",
    },
    ConfigOption {
        name: "projects",
        kind: OptionKind::FolderMap,
        default: "none",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Projects by folder, for a repository with several projects: folder (relative to the workspace \
                      folder) to project key. The deepest folder that contains a file wins; other files belong to \
                      `project`.",
    },
    ConfigOption {
        name: "severity",
        kind: OptionKind::SeverityMap,
        default: "see the list of rules",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Severity by rule code: `off`, `hint`, `information`, `warning` or `error`.",
    },
    ConfigOption {
        name: "inferredSeverity",
        kind: OptionKind::Choice(&["off", "hint", "information", "warning", "error"]),
        default: "`warning`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Maximum severity of `unknown-flag` at inferred key positions: arguments of functions outside the \
                      workspace that receive known flag keys and hardly anything else. Positions inferred from only two \
                      keys are reported as `information` at most. `flagwise doctor` lists them.",
    },
    ConfigOption {
        name: "ignoredPaths",
        kind: OptionKind::GlobList,
        default: "none",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Glob patterns of files to exclude from analysis, relative to the workspace folder. They add to \
                      `.gitignore`; patterns from all sources apply.",
    },
    ConfigOption {
        name: "wrappers",
        kind: OptionKind::WrapperList,
        default: "none: wrappers are inferred",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Functions, methods, attributes or components that take a flag key and cannot be inferred, such \
                      as those of a package: tables with `function` and optionally `receiver`, `module`, `key`, \
                      `default` and `kind`. See [wrappers](#wrappers).",
    },
    ConfigOption {
        name: "ignoredWrappers",
        kind: OptionKind::NameList,
        default: "none",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Names of functions that are never treated as wrappers: `translate`, or `I18n.translate` for one \
                      type or receiver.",
    },
    ConfigOption {
        name: "codeLens",
        kind: OptionKind::Choice(CODE_LENSES),
        default: "`definitions`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Where to show code lenses: at `definitions` of keys, with state and number of references, or also \
                      above functions and statements that evaluate flags (`all`). VS Code and Zed show code lenses by \
                      their own settings; Neovim on `vim.lsp.codelens.refresh()`.",
    },
    ConfigOption {
        name: "inlayHints",
        kind: OptionKind::Choice(INLAY_HINTS),
        default: "`names`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Inlay hints after keys: the flag's name where the key has no words (`names`), or also the state in \
                      the first environment (`all`). Shown where the editor's inlay hints are on: by default in VS Code; \
                      in Neovim after `vim.lsp.inlay_hint.enable()`, in Helix with `display-inlay-hints`.",
    },
    ConfigOption {
        name: "links",
        kind: OptionKind::Boolean,
        default: "`false`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Make keys links to the flag's page. Editors underline links, and VS Code follows them with the \
                      click that otherwise goes to the definition.",
    },
    ConfigOption {
        name: "readOnly",
        kind: OptionKind::Boolean,
        default: "`false`",
        scope: Scope::StricterInWorkspace,
        trust: Trust::User("Flags can be changed from this folder."),
        description: "Refuse every change to a flag. `flagwise.toml` can only set it to `true`; the user's file \
                      overrides that.",
    },
    ConfigOption {
        name: "flagFile",
        kind: OptionKind::Path,
        default: "none: flags come from the API",
        scope: Scope::Workspace,
        trust: Trust::User("The file lies outside of this folder."),
        description: "Flag file to use instead of the API, as written by `flagwise flags export`. A relative path \
                      starts at the workspace folder; in `flagwise.toml` the path must stay inside it, and the editor's \
                      settings need your confirmation for any other.",
    },
    ConfigOption {
        name: "refreshInterval",
        kind: OptionKind::Integer { minimum: 0 },
        default: "`300`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Seconds between refreshes of the flags while the editor is open, at least 30. `0` refreshes only \
                      on start and on `flagwise.refresh`.",
    },
    ConfigOption {
        name: "maxFileSize",
        kind: OptionKind::Integer { minimum: 1 },
        default: "`1000000`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Maximum size in bytes of a parsed file. In larger files only quoted keys are found.",
    },
    ConfigOption {
        name: "diagnostics.scope",
        kind: OptionKind::Choice(DIAGNOSTIC_SCOPES),
        default: "`open`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Files with diagnostics in the editor: the open ones (`open`), or all that `flagwise check` reports \
                      (`workspace`).",
    },
    ConfigOption {
        name: "files.watcher",
        kind: OptionKind::Choice(FILE_WATCHERS),
        default: "`auto`",
        scope: Scope::User,
        trust: Trust::Anyone,
        description: "Which side watches files that change outside of the editor, for example by `git checkout`: the \
                      editor (`client`) or flagwise (`server`). `auto` chooses the editor if it can watch all files.",
    },
    ConfigOption {
        name: "host",
        kind: OptionKind::Url,
        default: "`LAUNCHDARKLY_API_HOST`, else `LD_BASE_URI`, else `https://app.launchdarkly.com`",
        scope: Scope::User,
        trust: Trust::User("It receives your access token."),
        description: "Base URL of LaunchDarkly, for its EU and federal instances or a local simulator. Receives the \
                      access token: the editor's settings can only choose LaunchDarkly's own hosts and, with your \
                      confirmation, this machine.",
    },
    ConfigOption {
        name: "proxy",
        kind: OptionKind::Url,
        default: "`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`",
        scope: Scope::User,
        trust: Trust::User("Requests to LaunchDarkly pass through it."),
        description: "URL of the HTTP proxy for connections to LaunchDarkly.",
    },
    ConfigOption {
        name: "aliasCommands",
        kind: OptionKind::FolderList,
        default: "none",
        scope: Scope::User,
        trust: Trust::User("Programs named by this folder are run."),
        description: "Workspace folders (absolute paths) that are trusted to run programs: those of `command` \
                      aliases in `.launchdarkly/coderefs.yaml`. Such aliases are ignored in all other folders.",
    },
    ConfigOption {
        name: "logLevel",
        kind: OptionKind::Choice(LOG_LEVELS),
        default: "`info`",
        scope: Scope::Workspace,
        trust: Trust::Anyone,
        description: "Minimum level of log messages.",
    },
    ConfigOption {
        name: "logFile",
        kind: OptionKind::Path,
        default: "standard error",
        scope: Scope::User,
        trust: Trust::User("flagwise writes to this file."),
        description: "Path of the log file.",
    },
    ConfigOption {
        name: "server.path",
        kind: OptionKind::Path,
        default: "the bundled server, else `flagwise` on `PATH`",
        scope: Scope::Editor,
        trust: Trust::User("The program is run."),
        description: "Path of the `flagwise` executable.",
    },
    ConfigOption {
        name: "trace.server",
        kind: OptionKind::Choice(&["off", "messages", "verbose"]),
        default: "`off`",
        scope: Scope::Editor,
        trust: Trust::Anyone,
        description: "Level of tracing of messages between the editor and the language server.",
    },
];
