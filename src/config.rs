//! Configuration: one list of options, files and editor settings merged by origin, and what is generated from the list.
//!
//! [`load`] reads the workspace's `flagwise.toml` and the user's file, adds the editor's settings, and gives the merged
//! [`Settings`] with what was wrong as [`Problem`]s; it cannot fail. Every value keeps its [`Origin`]. A workspace file
//! comes with a cloned repository and is not trusted: it may not say where a token is sent, nor lift `readOnly`.
//!
//! A leaf: it reads files when asked to, and uses no other layer. The names of the rules live here ([`RULES`]) because
//! severities are settings.

mod generate;
mod load;
mod merge;
mod options;
mod rules;
mod settings;
mod source;
#[cfg(test)]
mod tests;
mod values;

pub use generate::{options_page, options_table, rules_page, rules_table, schema, vscode_configuration};
pub use load::{HOST_VARIABLES, LoadInput, Loaded, Problem, WORKSPACE_FILE, load, reload, user_file};
pub use options::{ConfigOption, LOG_LEVELS, OPTIONS, OptionKind, Scope, option};
pub use rules::{DOCS_BASE, RULES, Rule, rule};
pub use settings::{DEFAULT_HOST, FileWatcher, Origin, Settings, Severity, WrapperArgument, WrapperSetting};
