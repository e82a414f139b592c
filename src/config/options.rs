use super::source::Value;

/// An option of `flagwise.toml`, the user's file and the editor's settings. The schema, the section of VS Code's
/// manifest and the tables of the documentation are made from [`OPTIONS`].
#[derive(Debug, Clone, Copy)]
pub struct ConfigOption {
    /// Its name; in editors it follows `flagwise.`.
    pub name: &'static str,
    /// What it holds.
    pub kind: OptionKind,
    /// What holds where nobody says, in words or as a value, for people.
    pub default: &'static str,
    /// Who may set it.
    pub scope: Scope,
    /// What it does, in Markdown; one or two sentences.
    pub description: &'static str,
}

/// What an option holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// A text.
    Text,
    /// A project's key.
    Key,
    /// Keys in order.
    KeyList,
    /// Folder to project key.
    FolderMap,
    /// Rule code to severity.
    SeverityMap,
    /// Glob patterns.
    GlobList,
    /// Functions that take flag keys, each a table.
    WrapperList,
    /// Names of functions.
    NameList,
    /// Folders.
    FolderList,
    /// Yes or no.
    Boolean,
    /// A whole number, not below the minimum.
    Integer {
        /// The smallest value allowed.
        minimum: u64,
    },
    /// One of some words.
    Choice(&'static [&'static str]),
    /// A path.
    Path,
    /// `http://` or `https://`, host, port.
    Url,
}

impl OptionKind {
    /// The kind in words, for "expected …".
    pub fn expectation(self) -> String {
        match self {
            Self::Text => "a text".to_owned(),
            Self::Key => "a key, such as \"my-project\"".to_owned(),
            Self::KeyList => "a list of keys, such as [\"production\", \"staging\"]".to_owned(),
            Self::FolderMap => "a table of folders and project keys, such as { \"apps/web\" = \"web\" }".to_owned(),
            Self::SeverityMap => "a table of rules and severities, such as { \"stale-flag\" = \"off\" }".to_owned(),
            Self::GlobList => "a list of patterns, such as [\"vendor/**\"]".to_owned(),
            Self::WrapperList => format!("a list of wrappers, such as [{}]", super::merge::EXAMPLE),
            Self::NameList => "a list of names, such as [\"translate\"]".to_owned(),
            Self::FolderList => "a list of folders, such as [\"/home/me/code/shop\"]".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Integer { minimum } => format!("a whole number of at least {minimum}"),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Path => "a path".to_owned(),
            Self::Url => "a URL, such as \"https://app.launchdarkly.com\"".to_owned(),
        }
    }
}

impl OptionKind {
    /// Whether a value is of the right shape, whatever it says.
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

/// Who may set an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The workspace's file, the user's file and the editor.
    Workspace,
    /// As [`Scope::Workspace`], but the workspace's file can only make it stricter; the user's file and the editor win
    /// over it.
    StricterInWorkspace,
    /// Only the user's file and the editor: a cloned repository must not be able to send a token elsewhere, write
    /// files, or start a program.
    User,
    /// Only the editor, which reads it itself.
    Editor,
}

impl Scope {
    /// Where it can be set, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Workspace => "`flagwise.toml`, user file, editor",
            Self::StricterInWorkspace => "`flagwise.toml` (only `true`), user file, editor",
            Self::User => "user file, editor",
            Self::Editor => "editor",
        }
    }
}

/// The option with this name.
pub fn option(name: &str) -> Option<&'static ConfigOption> {
    OPTIONS.iter().find(|option| option.name == name)
}

/// Names of the levels of `logLevel`, loudest first.
pub const LOG_LEVELS: &[&str] = &["error", "warn", "info", "debug", "trace"];

/// Words of `files.watcher`.
pub const FILE_WATCHERS: &[&str] = &["client", "server", "auto"];

/// Every option, in the order of the documentation. There is no option for a token: tokens never live in settings.
pub const OPTIONS: &[ConfigOption] = &[
    ConfigOption {
        name: "project",
        kind: OptionKind::Key,
        default: "the only project, if there is one",
        scope: Scope::Workspace,
        description: "Key of the LaunchDarkly project whose flags the code uses.",
    },
    ConfigOption {
        name: "environments",
        kind: OptionKind::KeyList,
        default: "the project's critical environments and the first others, three in all",
        scope: Scope::Workspace,
        description: "Keys of the environments to show, in this order. The hover shows each, and `stale-flag` asks each.",
    },
    ConfigOption {
        name: "projects",
        kind: OptionKind::FolderMap,
        default: "none",
        scope: Scope::Workspace,
        description: "For a repository with several projects: folder, relative to the workspace folder, to project key. \
                      The longest folder that holds a file decides; files in none of them belong to `project`.",
    },
    ConfigOption {
        name: "severity",
        kind: OptionKind::SeverityMap,
        default: "see the rules",
        scope: Scope::Workspace,
        description: "How loud each rule is: `off`, `hint`, `information`, `warning` or `error`, by rule code.",
    },
    ConfigOption {
        name: "ignoredPaths",
        kind: OptionKind::GlobList,
        default: "none",
        scope: Scope::Workspace,
        description: "Glob patterns of files that are not looked at, relative to the workspace folder. Added to what \
                      `.gitignore` says; patterns of all sources count.",
    },
    ConfigOption {
        name: "wrappers",
        kind: OptionKind::WrapperList,
        default: "none: wrappers are inferred",
        scope: Scope::Workspace,
        description: "Functions, methods, attributes or components that take a flag key and are not seen to by \
                      themselves, as those of a package are: tables with `function` and, where needed, `receiver`, \
                      `module`, `key`, `default` and `kind`. See [wrappers](#wrappers).",
    },
    ConfigOption {
        name: "ignoredWrappers",
        kind: OptionKind::NameList,
        default: "none",
        scope: Scope::Workspace,
        description: "Names of functions that are never taken for wrappers: `translate`, or `I18n.translate` for one \
                      type or receiver only.",
    },
    ConfigOption {
        name: "readOnly",
        kind: OptionKind::Boolean,
        default: "`false`",
        scope: Scope::StricterInWorkspace,
        description: "Refuse every change to a flag. A `flagwise.toml` can only set it to `true`; the user's file or \
                      the editor can lift that again.",
    },
    ConfigOption {
        name: "flagFile",
        kind: OptionKind::Path,
        default: "none: the API is asked",
        scope: Scope::Workspace,
        description: "A saved list of flags to use in place of the API, as `flagwise flags export` writes it. Relative \
                      paths start at the workspace folder; in `flagwise.toml` the path must stay inside it.",
    },
    ConfigOption {
        name: "refreshInterval",
        kind: OptionKind::Integer { minimum: 0 },
        default: "`300`",
        scope: Scope::Workspace,
        description: "Seconds between loads of the flags while the editor is open; at least 30. `0` loads only at the \
                      start and on `flagwise.refresh`.",
    },
    ConfigOption {
        name: "maxFileSize",
        kind: OptionKind::Integer { minimum: 1 },
        default: "`1000000`",
        scope: Scope::Workspace,
        description: "Files larger than this many bytes are not parsed: only quoted keys are found in them.",
    },
    ConfigOption {
        name: "files.watcher",
        kind: OptionKind::Choice(FILE_WATCHERS),
        default: "`auto`",
        scope: Scope::User,
        description: "Who tells of files that change outside of the editor, as `git checkout` changes them: the editor \
                      (`client`), or flagwise itself (`server`). `auto` takes the editor where it offers to watch all \
                      files, else flagwise.",
    },
    ConfigOption {
        name: "host",
        kind: OptionKind::Url,
        default: "`LAUNCHDARKLY_API_HOST`, else `LD_BASE_URI`, else `https://app.launchdarkly.com`",
        scope: Scope::User,
        description: "Base URL of LaunchDarkly, for its EU and federal instances or a local simulator. The access \
                      token is sent there.",
    },
    ConfigOption {
        name: "proxy",
        kind: OptionKind::Url,
        default: "`HTTPS_PROXY` and kin",
        scope: Scope::User,
        description: "URL of the HTTP proxy between here and LaunchDarkly.",
    },
    ConfigOption {
        name: "aliasCommands",
        kind: OptionKind::FolderList,
        default: "none",
        scope: Scope::User,
        description: "Workspace folders, as absolute paths, that you trust to run programs: those that `command` \
                      aliases of their `.launchdarkly/coderefs.yaml` name. Everywhere else they are left out.",
    },
    ConfigOption {
        name: "logLevel",
        kind: OptionKind::Choice(LOG_LEVELS),
        default: "`info`",
        scope: Scope::Workspace,
        description: "How much is logged.",
    },
    ConfigOption {
        name: "logFile",
        kind: OptionKind::Path,
        default: "standard error",
        scope: Scope::User,
        description: "File that the log is written to.",
    },
    ConfigOption {
        name: "server.path",
        kind: OptionKind::Path,
        default: "the one that comes with the extension, else `flagwise` on `PATH`",
        scope: Scope::Editor,
        description: "The `flagwise` program that the extension starts.",
    },
    ConfigOption {
        name: "trace.server",
        kind: OptionKind::Choice(&["off", "messages", "verbose"]),
        default: "`off`",
        scope: Scope::Editor,
        description: "Log the messages between the editor and the language server.",
    },
];
