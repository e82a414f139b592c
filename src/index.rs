//! Index: the whole workspace, merged from facts per file.
//!
//! [`Index`] is immutable and cheap to clone. Replacing one file's text makes a new one, and costs about that file and those
//! that its change matters to. It does no I/O: texts are handed in by `workspace` and `server`.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language, Packages, Wrappers, extract};

mod aliases;
mod call_site;
mod callee;
mod camel;
mod constants;
mod definition;
mod fixpoint;
mod hooks;
mod ignores;
mod join;
pub mod place;
mod program;
mod queries;
mod reference;
mod references;
mod solve;
mod tables;
mod test_code;
mod trace;
mod words;

pub use call_site::CallSite;
pub use definition::{DefinitionId, FlagDefinition};
pub use hooks::Spelling;
pub use join::LearnedPosition;
pub use queries::ReferencesByFile;
pub use reference::{Evidence, EvidenceEnd, Form, Reference, ReferenceKind, Resolution};
pub use solve::Confidence;
pub use trace::{Read, Step};

use fixpoint::Solved;
use join::Joined;

/// What a file holds that matters to the editor features: its references, and where comments silence rules.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FileReferences {
    /// In order of their start, without overlaps.
    pub all: Arc<[Reference]>,
    /// `flagwise: ignore` comments.
    pub ignores: Arc<[Ignore]>,
    /// The file is test code, whose keys are often invented.
    pub is_test_code: bool,
}

impl FileReferences {
    /// The same for a file that is test code, or is not.
    pub fn in_test_code(self, is_test_code: bool) -> Self {
        Self { is_test_code, ..self }
    }

    /// The references that stand for one flag, with its key.
    pub fn resolved(&self) -> impl Iterator<Item = (&Arc<str>, &Reference)> {
        self.all.iter().filter_map(|reference| Some((reference.key()?, reference)))
    }

    /// The names that could mean several flags.
    pub fn ambiguous(&self) -> impl Iterator<Item = &Reference> {
        self.all.iter().filter(|reference| !reference.ambiguous_keys().is_empty())
    }
}

/// A comment `flagwise: ignore` or `flagwise: ignore[code, code]`, which silences its own line and the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    pub constants: BTreeSet<Symbol>,
    /// Functions that take keys.
    pub wrappers: BTreeSet<Symbol>,
    /// Functions that are given a known key and are not known to take keys.
    pub demanded: BTreeSet<Symbol>,
    /// By family: the names that stand where a constant is used, a wrapper is called, or something is made that has one.
    /// A function without any of them says nothing about flags.
    pub words: BTreeSet<(Language, Box<str>)>,
    /// By family: the names by which files get sets of flags. Whatever stands in a file with one can be a flag.
    pub sets: BTreeSet<(Language, Box<str>)>,
    /// By family: functions whose results are given as keys. What they return need not name anything.
    pub accessors: BTreeSet<(Language, Box<str>)>,
    /// By path: names of fields that hold keys, which say as much inside of their file.
    pub fields: BTreeSet<(Arc<str>, Box<str>)>,
}

/// A name that files of some languages can use.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol {
    /// The family of languages that see it.
    pub family: Language,
    /// The name, the outermost one of a constant inside of types or objects.
    pub name: String,
    /// The names inside of that one, one of which a use has beside it; empty for a name by itself.
    pub members: Vec<String>,
}

/// The facts of a workspace's files, by path (relative, with `/`), what follows from them, and which of that are flags for
/// the keys of each project. Answers are those of one project, see [`Index::project`].
#[derive(Debug, Clone)]
pub struct Index {
    solved: Solved,
    joins: Vec<Joined>,
    project: usize,
}

/// How much work an index has done since it was made, to show what a change costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Files analyzed.
    pub solved: u64,
    /// Files joined with keys, of all projects.
    pub joined: u64,
}

impl Default for Index {
    fn default() -> Self {
        Self::of_projects([])
    }
}

impl Index {
    /// An index of no files, for the keys that exist in one project.
    pub fn new(known: &KnownKeys) -> Self {
        Self::of_projects([known])
    }

    /// An index of no files, for the keys that exist in each project; all have the declared wrappers of the first.
    pub fn of_projects<'k>(projects: impl IntoIterator<Item = &'k KnownKeys>) -> Self {
        let mut joins: Vec<Joined> = projects.into_iter().map(Joined::new).collect();
        if joins.is_empty() {
            joins.push(Joined::default());
        }
        let declared = joins[0].keys.known().shared_wrappers();
        Self { solved: Solved::new(declared), joins, project: 0 }
    }

    /// The same index with the answers of another project, by its position; `None` where there is no such project.
    pub fn project(&self, project: usize) -> Option<Self> {
        (project < self.joins.len()).then(|| Self { project, ..self.clone() })
    }

    /// The index of no files, for the same keys and other declared wrappers.
    pub fn with_wrappers(&self, wrappers: Option<Arc<Wrappers>>) -> Self {
        let joins = self.joins.iter().map(|join| join.emptied(wrappers.clone())).collect();
        let wrappers = wrappers.filter(|wrappers| **wrappers != Wrappers::default());
        Self { solved: Solved::new(wrappers), joins, project: self.project }
    }

    /// The same files with how their packages spell flags as properties.
    pub fn with_packages(&self, packages: Option<Arc<Packages>>) -> Self {
        let mut index = self.clone();
        for join in &mut index.joins {
            join.set_packages(&index.solved, packages.clone());
            join.join_to_fixpoint(&index.solved);
        }
        index
    }

    /// The same files with the keys of these projects instead of those it has. Nothing is analyzed again.
    pub fn with_projects<'k>(&self, projects: impl IntoIterator<Item = &'k KnownKeys>) -> Self {
        let packages = self.known().shared_packages();
        let mut index = Self { solved: self.solved.clone(), ..Self::of_projects(projects) };
        let present = index.solved.program.present().collect();
        for join in &mut index.joins {
            join.set_packages(&index.solved, packages.clone());
            join.open(&present);
            join.join_to_fixpoint(&index.solved);
        }
        index
    }

    /// The same files with other keys in the selected project. Joins the files that hold a key that came or went.
    pub fn with_keys(&self, known: &KnownKeys) -> Self {
        let mut index = self.clone();
        let join = &mut index.joins[index.project];
        join.set_known(&index.solved, known);
        join.join_to_fixpoint(&index.solved);
        index
    }

    /// The index with some files added or replaced. Parses on the calling thread.
    pub fn with_files<'t>(&self, files: impl IntoIterator<Item = (&'t str, Language, &'t str)>) -> Self {
        let facts = files.into_iter().map(|(path, language, text)| (path.into(), Arc::new(extract(language, text))));
        self.with_facts(facts)
    }

    /// The index with the facts of some files added or replaced.
    pub fn with_facts(&self, facts: impl IntoIterator<Item = (Arc<str>, Arc<FileFacts>)>) -> Self {
        self.with_changes(facts.into_iter().map(|(path, facts)| (path, Some(facts))))
    }

    /// The index without a file.
    pub fn without_file(&self, path: &str) -> Self {
        self.with_changes([(path.into(), None)])
    }

    /// The index with some files added or replaced, or taken away where there are no facts.
    pub fn with_changes(&self, changes: impl IntoIterator<Item = (Arc<str>, Option<Arc<FileFacts>>)>) -> Self {
        let mut index = self.clone();
        let replaced = index.solved.replace(changes.into_iter().collect());
        index.joins.iter_mut().for_each(|join| join.open(&replaced));
        index.solve_to_fixpoint();
        index
    }

    /// The index while a file is edited: that file is as these facts say, and the others are as they were. Costs about the
    /// file; [`Index::settled`] makes it whole.
    pub fn edited(&self, path: &str, facts: Arc<FileFacts>) -> Self {
        let mut index = self.clone();
        if let Some((id, holders)) = index.solved.edit(path, facts) {
            index.joins.iter_mut().for_each(|join| join.edit(&index.solved, id, &holders));
        }
        index
    }

    /// Whether nothing is left to do after [`Index::edited`]: the edits do not matter to other files.
    pub fn is_settled(&self) -> bool {
        self.solved.is_solved() && self.joins.iter().all(Joined::is_joined)
    }

    /// The index after a look at all files that the edits could matter to.
    pub fn settled(&self) -> Self {
        let mut index = self.clone();
        index.solve_to_fixpoint();
        index
    }

    fn solve_to_fixpoint(&mut self) {
        let changed = self.solved.solve_to_fixpoint();
        for join in &mut self.joins {
            join.open_changed(&self.solved, &changed);
            join.join_to_fixpoint(&self.solved);
        }
    }

    /// The keys of the selected project.
    pub fn known(&self) -> &KnownKeys {
        self.join().keys.known()
    }

    /// How much work was done since it was made.
    pub fn counters(&self) -> Counters {
        let joined = self.joins.iter().map(|join| join.joined).sum();
        Counters { solved: self.solved.analyzed, joined }
    }

    fn join(&self) -> &Joined {
        &self.joins[self.project]
    }

    /// The facts of a file; `None` where it is not in the index.
    pub fn facts(&self, path: &str) -> Option<&Arc<FileFacts>> {
        self.solved.program.find(path).map(|id| &self.solved.program.files[id].facts)
    }

    /// The facts of every file.
    pub fn all_facts(&self) -> impl Iterator<Item = (Arc<str>, Arc<FileFacts>)> {
        let program = &self.solved.program;
        program.present().map(|id| (program.files[id].path.clone(), program.files[id].facts.clone()))
    }

    /// How many files it holds.
    pub fn len(&self) -> usize {
        self.solved.program.present().count()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.solved.program.present().next().is_none()
    }

    /// The key positions that were learned from the keys of the selected project, in order of the callee.
    pub fn learned_positions(&self) -> Vec<&LearnedPosition> {
        self.join().learned()
    }

    /// The learned key position that a byte of a file is at, with what was counted for it.
    pub fn learned_position_at(&self, path: &str, byte: usize) -> Option<&LearnedPosition> {
        let id = self.solved.program.find(path)?;
        self.join().learned_at(&self.solved, id, u32::try_from(byte).ok()?)
    }

    /// Whether a path, relative and with `/`, or a file of the index is test code.
    pub fn is_test_code(&self, path: &str) -> bool {
        let file = self.solved.program.find(path).map(|id| &self.solved.program.files[id]);
        file.map_or_else(|| test_code::is_test_path(path), |file| file.is_test_code())
    }

    /// What must be searched for in files that are not in the index, for all projects: they may use what was found in these.
    pub fn symbols(&self) -> Symbols {
        let mut all = Symbols::default();
        for join in &self.joins {
            let Symbols { constants, wrappers, demanded, words, accessors, fields, sets } = join.symbols(&self.solved);
            all.constants.extend(constants);
            all.wrappers.extend(wrappers);
            all.demanded.extend(demanded);
            all.words.extend(words);
            all.fields.extend(fields);
            all.sets.extend(sets);
            all.accessors.extend(accessors);
        }
        all
    }

    /// The names that flags have as properties of a set of flags.
    pub fn property_names(&self) -> impl Iterator<Item = &str> {
        self.join().keys.hooks.names()
    }

    /// The way from the key to a reference of a file, nearest step first; empty where the place says all there is to say.
    pub fn trace(&self, path: &str, reference: &Reference, known: &KnownKeys, read: Read<'_>) -> Vec<Step> {
        let files = self.all_facts().collect();
        trace::Tracer { files: &files, read, known }.trace(path, reference)
    }
}

/// The references of one file on its own: what its own text proves, with constants and wrappers of the same file only.
pub fn file_references(language: Option<Language>, text: &str, known: &KnownKeys) -> FileReferences {
    let index = |language| Index::new(known).with_files([("", language, text)]);
    let references = language.map(|language| index(language).references(""));
    with_mentions(text, references.unwrap_or_default(), &known.at(""))
}

/// The names that flags have as properties and that are hardly another thing's: such a name behind one for flags is a flag.
pub fn flag_properties(known: &KnownKeys) -> HashSet<String> {
    hooks::Hooks::new(known).telling_names()
}

/// Completes the references of a file: mentions of known keys, aliases, and the comments that silence rules.
pub fn with_mentions(text: &str, mut references: Vec<Reference>, known: &KnownKeys) -> FileReferences {
    references::add_mentions(text, known, &mut references);
    aliases::add_aliases(text, known, &mut references);
    FileReferences { all: references.into(), ignores: ignores::ignores(text).into(), is_test_code: false }
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
