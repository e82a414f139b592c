//! Configuration: one list of options, files and editor settings merged by origin, and what is generated from the list.
//!
//! [`load`] reads the workspace's `flagwise.toml` and the user's file, adds the editor's settings, and gives the merged
//! [`Settings`] with what was wrong as [`Problem`]s; it cannot fail. Every value keeps its [`Origin`]. A workspace file
//! comes with a cloned repository and is not trusted: it may not say where a token is sent, nor lift `readOnly`.
//!
//! A leaf: it reads files when asked to, and uses no other layer. The names of the rules live here ([`RULES`]) because
//! severities are settings.

mod load;
mod rules;
mod settings;

pub use load::{LoadInput, Loaded, Problem, load, reload, user_file};
pub use rules::{DOCS_BASE, RULES, Rule, rule};
pub use settings::{DEFAULT_HOST, Origin, Settings, Severity};
