//! Small workspaces in which everything leads to something in another file.
//!
//! In their texts, `//- path` starts a file. The last, `typed`, is none: its lines are what somebody types.

use super::Texts;

/// A workspace, and what somebody types in it.
pub struct Workspace {
    pub texts: Texts,
    pub typed: Vec<String>,
}

impl Workspace {
    pub fn parse(text: &str) -> Self {
        let parts = text.split("//- ").skip(1).filter_map(|part| part.split_once('\n'));
        let mut texts: Texts = parts.map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
        let typed = texts.remove("typed").unwrap_or_default().lines().map(str::to_owned).collect();
        Self { texts, typed }
    }
}

/// Keys that may exist.
pub const KEYS: &[&str] = &["new-checkout", "old-search", "beta", "dark-mode", "fast-lane"];

/// Names that things get.
pub(super) const NAMES: &[&str] = &[
    "FeatureFlag",
    "Flags",
    "isOn",
    "is_on",
    "client",
    "ldClient",
    "toggler",
    "CHECKOUT",
    "Search",
    "flags",
    "useFeature",
    "FeatureToggler",
    "getValue",
    "key",
    "default",
    "Service",
    "keys",
    "On",
    "RequireFeature",
    "useFlags",
];

pub const WORKSPACES: &[&str] = &[
    include_str!("workspaces/typescript.txt"),
    include_str!("workspaces/react.txt"),
    include_str!("workspaces/python.txt"),
    include_str!("workspaces/java.txt"),
    include_str!("workspaces/go.txt"),
    include_str!("workspaces/csharp_ruby.txt"),
    include_str!("workspaces/kotlin.txt"),
    include_str!("workspaces/swift.txt"),
    include_str!("workspaces/scala.txt"),
    include_str!("workspaces/php.txt"),
    include_str!("workspaces/dart.txt"),
    include_str!("workspaces/objective_c.txt"),
    include_str!("workspaces/apex.txt"),
    include_str!("workspaces/rust.txt"),
    include_str!("workspaces/c_cpp.txt"),
    include_str!("workspaces/elixir.txt"),
    include_str!("workspaces/erlang.txt"),
    include_str!("workspaces/haskell.txt"),
    include_str!("workspaces/lua.txt"),
    include_str!("workspaces/vue.txt"),
    include_str!("workspaces/html.txt"),
    include_str!("workspaces/declared.txt"),
];
