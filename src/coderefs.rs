//! `.launchdarkly/coderefs.yaml`: the configuration of LaunchDarkly's own scanner, `ld-find-code-refs`, read unchanged.
//!
//! [`parse`] reads the text, [`CodeRefs::aliases`] computes the aliases of flag keys. Pure: the contents of searched
//! files and the output of commands are provided by `workspace`, which runs nothing unless the user allows it. Unknown
//! fields are ignored: the file also has options that only matter to the scanner.

mod generate;
mod parse;
mod spelling;
mod yaml;

use std::collections::BTreeMap;
use std::time::Duration;

pub use generate::{Answers, Keys, globs};
pub use parse::parse;

pub use crate::syntax::Delimiters;

/// Paths of the file relative to the workspace root; the first that exists is used.
pub const FILES: [&str; 2] = [".launchdarkly/coderefs.yaml", ".launchdarkly/coderefs.yml"];

/// The parsed file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeRefs {
    /// Aliases of all flags.
    pub aliases: Vec<AliasRule>,
    /// Delimiters around keys.
    pub delimiters: Delimiters,
    /// Projects with their own folder or aliases.
    pub projects: Vec<Project>,
}

/// An entry of `projects`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The project's key.
    pub key: String,
    /// Its folder, relative to the root with `/`; empty for everywhere.
    pub folder: String,
    /// Aliases of its flags.
    pub aliases: Vec<AliasRule>,
}

/// An entry of `aliases`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasRule {
    /// Position in the file.
    pub place: LineColumn,
    /// Type of the alias.
    pub kind: AliasKind,
}

/// The nine alias types of the scanner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasKind {
    /// `literal`: key to aliases.
    Literal(BTreeMap<String, Vec<String>>),
    /// The key in another naming convention: `camelcase`, `pascalcase`, `snakecase`, `uppersnakecase`, `kebabcase`,
    /// `dotcase`.
    Spelling(Spelling),
    /// `filepattern`: regular expressions over some files.
    FilePattern {
        /// Glob patterns of the files, relative to the root.
        paths: Vec<String>,
        /// Regular expressions with `FLAG_KEY` and a group. Each compiles.
        patterns: Vec<String>,
    },
    /// `command`: a program that receives a key and prints a JSON array.
    Command {
        /// The program and its arguments, separated by spaces.
        command: String,
        /// Time limit of one run, if set.
        timeout: Option<Duration>,
    },
}

/// A naming convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `anyKindOfKey`
    Camel,
    /// `AnyKindOfKey`
    Pascal,
    /// `any_kind_of_key`
    Snake,
    /// `ANY_KIND_OF_KEY`
    UpperSnake,
    /// `any-kind-of-key`
    Kebab,
    /// `any.kind.of.key`
    Dot,
}

/// One-based line and column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineColumn {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A problem of the file. The rest of it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Position in the file.
    pub place: LineColumn,
    /// Problem and next step.
    pub message: String,
}

impl CodeRefs {
    /// All rules, each with its project if it belongs to one.
    pub fn rules(&self) -> impl Iterator<Item = (Option<&Project>, &AliasRule)> {
        let own =
            self.projects.iter().flat_map(|project| project.aliases.iter().map(move |rule| (Some(project), rule)));
        self.aliases.iter().map(|rule| (None, rule)).chain(own)
    }

    /// Glob patterns of the files that [`CodeRefs::aliases`] needs.
    pub fn searched_paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = Vec::new();
        for (_, rule) in self.rules() {
            if let AliasKind::FilePattern { paths: own, .. } = &rule.kind {
                paths.extend(own.iter().map(String::as_str));
            }
        }
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// The commands whose output [`CodeRefs::aliases`] needs, with the project whose keys they receive.
    pub fn commands(&self) -> impl Iterator<Item = (Option<&Project>, LineColumn, &str, Option<Duration>)> {
        self.rules().filter_map(|(project, rule)| match &rule.kind {
            AliasKind::Command { command, timeout } => Some((project, rule.place, command.as_str(), *timeout)),
            _ => None,
        })
    }

    /// Whether the file has no effect.
    pub fn is_empty(&self) -> bool {
        self.aliases.is_empty() && self.projects.is_empty() && self.delimiters == Delimiters::default()
    }
}

impl AliasKind {
    /// The type's name in the file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Literal(_) => "literal",
            Self::Spelling(spelling) => spelling.name(),
            Self::FilePattern { .. } => "filepattern",
            Self::Command { .. } => "command",
        }
    }
}

#[cfg(test)]
mod tests;
