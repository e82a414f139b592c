//! Configuration: one list of options, merging of files and editor settings by origin, and text generated from the
//! list.
//!
//! [`load`] reads the workspace's `flagwise.toml` and the user's file, adds the editor's settings, and returns the
//! merged [`Settings`] with all errors as [`Problem`]s; it cannot fail. Every value keeps its [`Origin`]. A workspace
//! file comes with a cloned repository, and editors merge files of it into their settings: neither is trusted. A value
//! that needs the user's consent ([`Trust`]) is refused in the file; in the editor's settings it is [`Unconfirmed`]
//! until the user decides.
//!
//! A low layer, above `files` and `private_files`: reads files on request. Rule names live here ([`RULES`]) because
//! severities are settings.

mod answers;
mod generate;
mod load;
mod merge;
mod options;
mod project_file;
mod rules;
mod settings;
mod source;
#[cfg(test)]
mod tests;
mod values;

pub use answers::{Answers, Unconfirmed, answers_file};
pub use generate::{options_page, options_table, rules_page, rules_table, schema, vscode_configuration};
pub use load::{
    Affected, HOST_VARIABLES, LoadInput, Loaded, Problem, USER_SETTINGS_VARIABLE, WORKSPACE_FILE, load, load_text,
    reload, user_file,
};
pub use options::{ConfigOption, LOG_LEVELS, OPTIONS, OptionKind, Scope, Trust, option};
pub use project_file::with_project;
pub use rules::{DOCS_BASE, RULES, Rule, rule};
pub use values::{shown_url, user_place};

pub use settings::{
    CodeLenses, DEFAULT_HOST, DiagnosticScope, FileWatcher, InlayHints, Origin, Settings, Severity, WrapperArgument,
    WrapperSetting,
};
