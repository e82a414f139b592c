//! Index: the whole workspace, merged from facts per file.
//!
//! [`Index`] is immutable and cheap to clone; replacing one file's text makes a new one and costs about that file. It
//! does no I/O: texts are handed in by `workspace` and `server`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language, Site, SiteKind, extract};
use crate::text::ByteRange;

mod aliases;
mod camel;
mod hooks;
mod ignores;
pub mod place;
mod program;
mod sites;
mod solve;
mod words;

use program::Program;
use sites::FlagConstants;
use solve::Solver;

/// What a file holds that matters to the editor features: its sites in order of range, and where comments silence rules.
#[derive(Debug, Clone, Default)]
pub struct FileSites {
    /// Sites in order of their start; mentions never overlap a stronger site.
    pub sites: Arc<[Site]>,
    /// `flagwise: ignore` comments.
    pub ignores: Arc<[Ignore]>,
    /// Names that could mean several flags, in order; they are no sites.
    pub ambiguous: Arc<[Ambiguity]>,
}

/// A name that could mean several flags, which is told and not guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguity {
    /// The name.
    pub range: ByteRange,
    /// The keys, two or more, in order.
    pub keys: Vec<String>,
}

/// A comment `flagwise: ignore` or `flagwise: ignore[code, code]`, which silences its own line and the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Zero-based line of the comment.
    pub line: usize,
    /// Whether code stands before the comment on its line: then it silences only that line.
    pub trailing: bool,
    /// Rule codes; empty silences all.
    pub codes: Vec<String>,
}

/// Names whose occurrence in a file makes it worth reading.
#[derive(Debug, Clone, Default)]
pub struct Symbols {
    /// Constants that hold keys, or what holds them.
    pub constants: BTreeSet<String>,
    /// Functions that take keys.
    pub wrappers: BTreeSet<String>,
    /// Functions that are given a known key and are not known to take keys.
    pub demanded: BTreeSet<String>,
}

/// The facts of a workspace's files, by path (relative, with `/`).
#[derive(Debug, Clone, Default)]
pub struct Index {
    files: BTreeMap<Arc<str>, Arc<FileFacts>>,
}

impl Index {
    /// The index with some files added or replaced. Parses on the calling thread.
    pub fn with_files<'t>(&self, files: impl IntoIterator<Item = (&'t str, Language, &'t str)>) -> Self {
        let facts = files.into_iter().map(|(path, language, text)| (path.into(), Arc::new(extract(language, text))));
        self.with_facts(facts)
    }

    /// The index with the facts of some files added or replaced.
    pub fn with_facts(&self, facts: impl IntoIterator<Item = (Arc<str>, Arc<FileFacts>)>) -> Self {
        let mut files = self.files.clone();
        files.extend(facts);
        Self { files }
    }

    /// The index without a file.
    pub fn without_file(&self, path: &str) -> Self {
        let mut files = self.files.clone();
        files.remove(path);
        Self { files }
    }

    /// How many files it holds.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The sites of every file that has some, without mentions: those need the texts, see [`with_mentions`].
    pub fn all_sites(&self, known: &KnownKeys) -> Vec<(Arc<str>, Vec<Site>)> {
        let program = Program::new(self.files.iter().map(|(path, facts)| (&**path, &**facts)));
        let solver = Solver::solve(&program, known);
        let constants = FlagConstants::find(&solver, known);
        let hooks = hooks::Hooks::new(known);
        let paths = self.files.keys().cloned();
        let sites = (0..program.files.len()).map(|id| sites::file_sites(&solver, &constants, &hooks, id));
        paths.zip(sites).filter(|(_, sites)| !sites.is_empty()).collect()
    }

    /// What must be looked for in files that are not in the index: they may use what was found in these.
    pub fn symbols(&self, known: &KnownKeys) -> Symbols {
        let program = Program::new(self.files.iter().map(|(path, facts)| (&**path, &**facts)));
        let solver = Solver::solve(&program, known);
        let constants = FlagConstants::find(&solver, known);
        Symbols {
            constants: constants.needles(&solver),
            wrappers: solver.wrapper_names(),
            demanded: solver.demanded(known),
        }
    }

    /// The sites of one file with this text, seen against the others: for an open document that is ahead of the disk.
    pub fn file_sites(&self, path: &str, language: Option<Language>, text: &str, known: &KnownKeys) -> FileSites {
        let here = known.at(path);
        let Some(language) = language else { return with_mentions(text, Vec::new(), &here) };
        let index = self.with_files([(path, language, text)]);
        let program = Program::new(index.files.iter().map(|(path, facts)| (&**path, &**facts)));
        let solver = Solver::solve(&program, known);
        let constants = FlagConstants::find(&solver, known);
        let id = index.files.keys().position(|other| &**other == path);
        let sites = id.map(|id| sites::file_sites(&solver, &constants, &hooks::Hooks::new(known), id));
        with_mentions(text, sites.unwrap_or_default(), &here)
    }
}

/// The sites of one file on its own: what its own text proves, with constants and wrappers of the same file only.
pub fn file_sites(language: Option<Language>, text: &str, known: &KnownKeys) -> FileSites {
    Index::default().file_sites("", language, text, known)
}

/// Completes the sites of a file: mentions of known keys, aliases, and the comments that silence rules.
pub fn with_mentions(text: &str, mut sites: Vec<Site>, known: &KnownKeys) -> FileSites {
    sites::add_mentions(text, known, &mut sites);
    let mut ambiguous = aliases::add_aliases(text, known, &mut sites);
    ambiguous.extend(
        sites
            .extract_if(.., |site| site.kind == SiteKind::Ambiguous)
            .map(|site| Ambiguity { range: site.range, keys: site.key.lines().map(str::to_owned).collect() }),
    );
    ambiguous.sort_by_key(|name| name.range.start);
    FileSites { sites: sites.into(), ignores: ignores::ignores(text).into(), ambiguous: ambiguous.into() }
}

#[cfg(test)]
mod declared_tests;
#[cfg(test)]
mod language_tests;
#[cfg(test)]
mod react_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod workspace_tests;
