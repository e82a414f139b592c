//! `.launchdarkly/coderefs.yaml`: what LaunchDarkly's own scanner, `ld-find-code-refs`, is configured with, read unchanged.
//!
//! [`parse`] reads the text, [`CodeRefs::aliases`] makes the names that flags have besides their keys. Pure: the files that
//! patterns search, and the answers of commands, are handed in by `workspace`, which runs nothing unless the user allowed
//! it. What it does not know it leaves out: the file has options of the scanner that mean nothing here.

mod generate;
mod parse;
mod spelling;
mod yaml;

use std::collections::BTreeMap;
use std::time::Duration;

pub use generate::{Answers, Keys, globs};
pub use parse::parse;

pub use crate::syntax::Delimiters;

/// Where the file is, from a workspace's root; the first that exists is read.
pub const FILES: [&str; 2] = [".launchdarkly/coderefs.yaml", ".launchdarkly/coderefs.yml"];

/// What the file says, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeRefs {
    /// Aliases of all flags.
    pub aliases: Vec<AliasRule>,
    /// What stands around a key.
    pub delimiters: Delimiters,
    /// Projects with a folder or aliases of their own.
    pub projects: Vec<Project>,
}

/// One of `projects`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The project's key.
    pub key: String,
    /// Its folder, relative to the root with `/`; empty for everywhere.
    pub folder: String,
    /// Aliases of its flags.
    pub aliases: Vec<AliasRule>,
}

/// One of `aliases`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasRule {
    /// Where it stands.
    pub place: Place,
    /// What it does.
    pub kind: AliasKind,
}

/// How aliases are made; the nine types of the scanner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AliasKind {
    /// `literal`: key to aliases.
    Literal(BTreeMap<String, Vec<String>>),
    /// The key in another spelling: `camelcase`, `pascalcase`, `snakecase`, `uppersnakecase`, `kebabcase`, `dotcase`.
    Spelling(Spelling),
    /// `filepattern`: regular expressions over some files.
    FilePattern {
        /// Glob patterns of the files, relative to the root.
        paths: Vec<String>,
        /// Regular expressions with `FLAG_KEY` and a group; each compiles.
        patterns: Vec<String>,
    },
    /// `command`: a program gets a key and answers with a JSON array.
    Command {
        /// The program and its arguments, separated by blanks.
        command: String,
        /// How long one run may take; `None` where the file does not say.
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

/// One-based line and column, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Something wrong with the file. The rest of it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, in the file.
    pub place: Place,
    /// What is wrong and what to do.
    pub message: String,
}

impl CodeRefs {
    /// Every rule, with the project whose flags it is for.
    pub fn rules(&self) -> impl Iterator<Item = (Option<&Project>, &AliasRule)> {
        let own =
            self.projects.iter().flat_map(|project| project.aliases.iter().map(move |rule| (Some(project), rule)));
        self.aliases.iter().map(|rule| (None, rule)).chain(own)
    }

    /// Glob patterns of the files whose texts [`CodeRefs::aliases`] needs.
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

    /// The commands whose answers [`CodeRefs::aliases`] needs, with the project whose keys they get.
    pub fn commands(&self) -> impl Iterator<Item = (Option<&Project>, Place, &str, Option<Duration>)> {
        self.rules().filter_map(|(project, rule)| match &rule.kind {
            AliasKind::Command { command, timeout } => Some((project, rule.place, command.as_str(), *timeout)),
            _ => None,
        })
    }

    /// Whether the file changes nothing.
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
