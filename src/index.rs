//! The index: the whole workspace, merged from facts per file.
//!
//! [`Index`] is immutable and cheap to clone. Replacing one file creates a new index at a cost proportional to that
//! file and the files affected by it. No I/O: texts are provided by `workspace` and `server`.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language, Packages, Wrappers, extract};

mod aliases;
mod by_name;
mod call_site;
mod callee;
mod camel;
mod constants;
mod declarations;
mod definition;
mod first_places;
mod fixpoint;
mod flag_values;
mod hooks;
mod ignores;
mod join;
pub mod place;
mod program;
mod queries;
mod reference;
mod reference_counts;
mod references;
mod solve;
mod tables;
mod test_code;
mod trace;
mod unused;
mod visible;
mod words;

pub use call_site::CallSite;
pub use declarations::Declaration;
pub use definition::{DefinitionId, FlagDefinition};
pub use first_places::{FirstPlace, FirstPlaces};
pub use flag_values::{FlagValue, FlagValues, innermost_function};
pub use hooks::Spelling;
pub use join::LearnedPosition;
pub use queries::ReferencesByFile;
pub use reference::{Evidence, EvidenceEnd, Form, Reference, ReferenceKind, Resolution};
pub use reference_counts::ReferenceCounts;
pub use solve::Confidence;
pub use trace::{Read, Step};
pub use visible::VisibleConstant;

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

/// A comment `flagwise: ignore` or `flagwise: ignore[code, code]`, which suppresses its own line and the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// Zero-based line of the comment.
    pub line: usize,
    /// Offset of the marker.
    pub at: usize,
    /// Whether code precedes the comment on its line: then it applies to that line only.
    pub trailing: bool,
    /// Rule codes; empty means all.
    pub codes: Vec<String>,
}

/// Search terms: names whose occurrence makes a file worth parsing.
#[derive(Debug, Clone, Default)]
pub struct Symbols {
    /// Constants that hold keys, or their holders.
    pub constants: BTreeSet<Symbol>,
    /// Functions that take keys.
    pub wrappers: BTreeSet<Symbol>,
    /// Functions that receive a known key and are not known to take keys.
    pub demanded: BTreeSet<Symbol>,
    /// By family: names at uses of constants, calls of wrappers, and constructions of their holders. A function without
    /// any of them is irrelevant.
    pub words: BTreeSet<(Language, Box<str>)>,
    /// By family: the names by which files get sets of flags. Whatever stands in a file with one can be a flag.
    pub sets: BTreeSet<(Language, Box<str>)>,
    /// By family: values of constants that index a set of flags.
    pub texts: BTreeSet<(Language, Box<str>)>,
    /// By family: functions whose results are given as keys. What they return need not name anything.
    pub accessors: BTreeSet<(Language, Box<str>)>,
    /// Names of fields that hold keys, and of receivers whose type decides what is learned, by path; relevant within their
    /// file only.
    pub fields: BTreeSet<(Arc<str>, Box<str>)>,
}

/// A name visible to files of a language family.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol {
    /// The language family.
    pub family: Language,
    /// The name; of a nested constant the outermost one.
    pub name: String,
    /// The nested names, one of which occurs in a use; empty for a plain name.
    pub members: Vec<String>,
}

/// The facts of all files by path (relative, with `/`), the solved workspace, and its join with the keys of each
/// project. Answers are those of one project, see [`Index::project`].
#[derive(Debug, Clone)]
pub struct Index {
    solved: Solved,
    joins: Vec<Joined>,
    project: usize,
}

/// Work done by an index since its creation, to measure the cost of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Files analyzed.
    pub solved: u64,
    /// Files joined with keys, over all projects.
    pub joined: u64,
}

impl Default for Index {
    fn default() -> Self {
        Self::of_projects([])
    }
}

impl Index {
    /// An empty index with the keys of one project.
    pub fn new(known: &KnownKeys) -> Self {
        Self::of_projects([known])
    }

    /// An empty index with the keys of several projects. The declared wrappers of the first apply to all.
    pub fn of_projects<'k>(projects: impl IntoIterator<Item = &'k KnownKeys>) -> Self {
        let mut joins: Vec<Joined> = projects.into_iter().map(Joined::new).collect();
        if joins.is_empty() {
            joins.push(Joined::default());
        }
        let declared = joins[0].keys.known().shared_wrappers();
        Self { solved: Solved::new(declared), joins, project: 0 }
    }

    /// The same index with the answers of another project, by position; `None` if there is no such project.
    pub fn project(&self, project: usize) -> Option<Self> {
        (project < self.joins.len()).then(|| Self { project, ..self.clone() })
    }

    /// An empty index with the same keys and other declared wrappers.
    pub fn with_wrappers(&self, wrappers: Option<Arc<Wrappers>>) -> Self {
        let joins = self.joins.iter().map(|join| join.emptied(wrappers.clone())).collect();
        let wrappers = wrappers.filter(|wrappers| **wrappers != Wrappers::default());
        Self { solved: Solved::new(wrappers), joins, project: self.project }
    }

    /// Replaces the spelling of flags by package.
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

    /// Replaces the keys of the selected project. Joins the files that contain an added or removed key.
    pub fn with_keys(&self, known: &KnownKeys) -> Self {
        let mut index = self.clone();
        let join = &mut index.joins[index.project];
        join.set_known(&index.solved, known);
        join.join_to_fixpoint(&index.solved);
        index
    }

    /// Adds or replaces files. Parses on the calling thread.
    pub fn with_files<'t>(&self, files: impl IntoIterator<Item = (&'t str, Language, &'t str)>) -> Self {
        let facts = files.into_iter().map(|(path, language, text)| (path.into(), Arc::new(extract(language, text))));
        self.with_facts(facts)
    }

    /// Adds or replaces the facts of files.
    pub fn with_facts(&self, facts: impl IntoIterator<Item = (Arc<str>, Arc<FileFacts>)>) -> Self {
        self.with_changes(facts.into_iter().map(|(path, facts)| (path, Some(facts))))
    }

    /// Removes a file.
    pub fn without_file(&self, path: &str) -> Self {
        self.with_changes([(path.into(), None)])
    }

    /// Adds or replaces files, or removes those without facts.
    pub fn with_changes(&self, changes: impl IntoIterator<Item = (Arc<str>, Option<Arc<FileFacts>>)>) -> Self {
        let mut index = self.clone();
        index.change(changes);
        index
    }

    /// [`Index::with_changes`] in place, without a copy of what is replaced.
    pub(crate) fn change(&mut self, changes: impl IntoIterator<Item = (Arc<str>, Option<Arc<FileFacts>>)>) {
        let replaced = self.solved.replace(changes.into_iter().collect());
        self.joins.iter_mut().for_each(|join| join.open(&replaced));
        self.solve_to_fixpoint();
    }

    /// The index while a file is edited: only that file is updated, at a cost proportional to it. [`Index::settled`]
    /// completes the update.
    pub fn edited(&self, path: &str, facts: Arc<FileFacts>) -> Self {
        let mut index = self.clone();
        if let Some((id, holders)) = index.solved.edit(path, facts) {
            index.joins.iter_mut().for_each(|join| join.edit(&index.solved, id, &holders));
        }
        index
    }

    /// Whether an update by [`Index::edited`] is complete: it does not affect other files.
    pub fn is_settled(&self) -> bool {
        self.solved.is_solved() && self.joins.iter().all(Joined::is_joined)
    }

    /// Completes the update of all affected files.
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

    /// Work done since creation.
    pub fn counters(&self) -> Counters {
        let joined = self.joins.iter().map(|join| join.joined).sum();
        Counters { solved: self.solved.analyzed, joined }
    }

    fn join(&self) -> &Joined {
        &self.joins[self.project]
    }

    /// The facts of a file in the index.
    pub fn facts(&self, path: &str) -> Option<&Arc<FileFacts>> {
        self.solved.program.find(path).map(|id| &self.solved.program.files[id].facts)
    }

    /// The facts of every file.
    pub fn all_facts(&self) -> impl Iterator<Item = (Arc<str>, Arc<FileFacts>)> {
        let program = &self.solved.program;
        program.present().map(|id| (program.files[id].path.clone(), program.files[id].facts.clone()))
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.solved.program.present().count()
    }

    /// Whether the index has no files.
    pub fn is_empty(&self) -> bool {
        self.solved.program.present().next().is_none()
    }

    /// The learned key positions of the selected project, ordered by callee.
    pub fn learned_positions(&self) -> Vec<&LearnedPosition> {
        self.join().learned()
    }

    /// The learned key position that a byte of a file is at, with what was counted for it.
    pub fn learned_position_at(&self, path: &str, byte: usize) -> Option<&LearnedPosition> {
        let id = self.solved.program.find(path)?;
        self.join().learned_at(&self.solved, id, u32::try_from(byte).ok()?)
    }

    /// Whether a file is test code, by its path (relative, with `/`) or contents.
    pub fn is_test_code(&self, path: &str) -> bool {
        let file = self.solved.program.find(path).map(|id| &self.solved.program.files[id]);
        file.map_or_else(|| test_code::is_test_path(path), |file| file.is_test_code())
    }

    /// What must be searched for in files that are not in the index, for all projects: they may use what was found in
    /// these.
    pub fn symbols(&self) -> Symbols {
        let mut all = Symbols::default();
        for join in &self.joins {
            let Symbols { constants, wrappers, demanded, words, accessors, fields, sets, texts } =
                join.symbols(&self.solved);
            all.constants.extend(constants);
            all.wrappers.extend(wrappers);
            all.demanded.extend(demanded);
            all.words.extend(words);
            all.fields.extend(fields);
            all.sets.extend(sets);
            all.texts.extend(texts);
            all.accessors.extend(accessors);
        }
        all
    }

    /// The spellings of flags as properties of a flag set.
    pub fn property_names(&self) -> impl Iterator<Item = &str> {
        self.join().keys.hooks.names()
    }

    /// The known keys, in order, each with its most likely name in a set of flags.
    pub fn spelled_keys(&self, spelling: Spelling) -> impl Iterator<Item = (&str, &str)> {
        self.join().keys.hooks.spelled_keys(spelling)
    }

    /// The way from the key to a reference of a file, nearest step first; empty where the place says all there is to
    /// say.
    pub fn trace(&self, path: &str, reference: &Reference, known: &KnownKeys, read: Read<'_>) -> Vec<Step> {
        let files = self.all_facts().collect();
        trace::Tracer { files: &files, read, known }.trace(path, reference)
    }
}

/// The references of one file on its own: what its own text proves, with constants and wrappers of the same file only.
pub fn file_references(language: Option<Language>, text: &str, known: &KnownKeys) -> FileReferences {
    let index = |language| Index::new(known).with_files([("", language, text)]);
    let references = language.map(|language| index(language).references(""));
    with_mentions(language, text, references.unwrap_or_default(), &known.at(""))
}

/// The spellings of flags as properties that are specific enough to count on an object named for flags.
pub fn flag_properties(known: &KnownKeys) -> HashSet<String> {
    hooks::Hooks::new(known).telling_names()
}

/// Completes the references of a file: mentions of known keys, aliases, and the comments that silence rules.
pub fn with_mentions(
    language: Option<Language>,
    text: &str,
    mut references: Vec<Reference>,
    known: &KnownKeys,
) -> FileReferences {
    references::add_mentions(text, known, &mut references);
    aliases::add_aliases(text, known, &mut references);
    FileReferences { all: references.into(), ignores: ignores::ignores(language, text).into(), is_test_code: false }
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
