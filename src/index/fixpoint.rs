//! The solved workspace: everything that follows from the files' texts, independent of keys.
//!
//! A [`Solved`] is updated by analyzing affected files again until nothing changes. The result does not depend on the
//! order of changes, because every result rests on results that are nearer to an SDK call: a wrapper of depth 3 on
//! wrappers of depth 2. The property test in `tests/suite/incremental.rs` verifies this. [`super::join`] joins it with
//! keys.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::hooks::{SetTable, set_sources};
use super::program::{Change, FileId, Program};
use super::solve::{FileAnalysis, Sink, Solver, WrapperTable, analyze};
use super::tables::Table;
use crate::syntax::Wrappers;
use crate::syntax::facts::FileFacts;

/// Number of files from which work is distributed over cores.
const PARALLEL_FROM: usize = 8;
/// Number of changed files from which analyzing every file is faster than finding the affected ones.
const EVERYTHING_FROM: usize = 200;
/// Larger changes also count as too many if they are an eighth of all files.
const FEW: usize = 4;
/// Maximum number of repetitions for a file whose own wrappers call each other.
const OWN_ROUNDS: usize = 8;
/// Guard against a bug that prevents termination; no workspace needs as many rounds.
pub(super) const ROUND_LIMIT: usize = 200;

/// Positions of a constant, with the number of files for each.
pub(super) type SinkCounts = BTreeMap<Sink, u32>;

/// Everything that follows from the texts of all files.
#[derive(Debug, Clone, Default)]
pub(super) struct Solved {
    pub(super) program: Program,
    pub(super) declared: Option<Arc<Wrappers>>,
    pub(super) analyses: Arc<Vec<Arc<FileAnalysis>>>,
    pub(super) wrappers: WrapperTable,
    /// By identity of the constant.
    pub(super) used: Table<Arc<SinkCounts>>,
    pub(super) sets: SetTable,
    /// Number of file analyses.
    pub(super) analyzed: u64,
    open: Open,
}

/// Effects of solving.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Files whose constants may have changed.
    pub(super) holders: BTreeSet<FileId>,
    /// Files that were analyzed again.
    pub(super) analyzed: BTreeSet<FileId>,
    /// Files that name a function that came, went or looks different.
    pub(super) callers: BTreeSet<FileId>,
    /// Whether type relations changed.
    pub(super) relations: bool,
}

/// Pending work.
#[derive(Debug, Clone, Default)]
struct Open {
    changes: Vec<Change>,
    /// Called names whose wrappers changed.
    called: BTreeSet<Box<str>>,
    /// Files to analyze.
    files: BTreeSet<FileId>,
    /// Names by which files get other sets of flags.
    sets: BTreeSet<Box<str>>,
}

impl Solved {
    /// An empty workspace.
    pub(super) fn new(declared: Option<Arc<Wrappers>>) -> Self {
        Self { declared, ..Self::default() }
    }

    pub(super) fn solver(&self) -> Solver<'_> {
        Solver::new(&self.program, self.declared.as_deref())
    }

    /// Adds, replaces or removes files without analyzing them. Returns the files whose own text matters to the join.
    pub(super) fn replace(&mut self, mut files: Vec<(Arc<str>, Option<Arc<FileFacts>>)>) -> BTreeSet<FileId> {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let is_part = files.len() > FEW && files.len() * 8 > self.program.present().count();
        if self.program.files.is_empty() || files.len() > EVERYTHING_FROM || is_part {
            let mut replaced = self.program.replace_many(files);
            for name in self.wrappers.method_names() {
                self.relate_methods(&name);
            }
            // Those that are gone as well: what they contributed ends.
            replaced.extend(self.open_everything());
            self.open.files.extend(&replaced);
            return replaced;
        }
        let mut replaced = BTreeSet::new();
        for (path, facts) in files {
            let Some((id, change)) = self.program.replace(&path, facts) else { continue };
            replaced.insert(id);
            self.relate(&change);
            if !change.is_private() {
                self.open.changes.push(change);
            }
        }
        self.open.files.extend(&replaced);
        replaced
    }

    /// Replaces one file and analyzes that file only. Returns it, and the files with constants whose use by it changed.
    pub(super) fn edit(&mut self, path: &str, facts: Arc<FileFacts>) -> Option<(FileId, BTreeSet<FileId>)> {
        let (id, change) = self.program.replace(path, Some(facts))?;
        self.relate(&change);
        if !change.is_private() {
            self.open.changes.push(change);
        }
        let mut holders = BTreeSet::new();
        let sources = set_sources(&self.solver(), id, |name| self.sets.has(name));
        self.sets.replace(id, sources, &mut self.open.sets);
        self.open.called.extend(self.open.sets.iter().cloned());
        for _ in 0..OWN_ROUNDS {
            let analysis = self.analyze(id);
            let called = std::mem::take(&mut self.open.called);
            self.take(id, analysis, &mut holders);
            let file = &self.program.files[id];
            let again = self.open.called.iter().any(|name| file.facts.find_name(name).is_some());
            self.open.called.extend(called);
            if !again {
                break;
            }
        }
        self.open.files.remove(&id);
        Some((id, holders))
    }

    /// Whether all affected files were analyzed.
    pub(super) fn is_solved(&self) -> bool {
        let Open { changes, called, files, sets } = &self.open;
        changes.is_empty() && called.is_empty() && files.is_empty() && sets.is_empty()
    }

    /// Analyzes files until nothing changes.
    pub(super) fn solve_to_fixpoint(&mut self) -> Changed {
        let changes = std::mem::take(&mut self.open.changes);
        let affected = self.program.affected(&changes);
        let functions: BTreeSet<Box<str>> = changes.iter().flat_map(|change| change.functions.clone()).collect();
        let mut changed = Changed {
            holders: affected.clone(),
            analyzed: BTreeSet::new(),
            callers: self.naming(&functions).into_iter().collect(),
            relations: changes.iter().any(|change| change.relations),
        };
        self.open.files.extend(affected);
        let sets = std::mem::take(&mut self.open.sets);
        let givers = self.naming(&sets);
        self.solve_sets(self.open.files.iter().copied().chain(givers).collect());
        for _ in 0..ROUND_LIMIT {
            let called = std::mem::take(&mut self.open.called);
            self.open.files.extend(self.naming(&called));
            let files: Vec<FileId> = std::mem::take(&mut self.open.files).into_iter().collect();
            if files.is_empty() {
                break;
            }
            for (id, analysis) in each(&files, |id| self.analyze(id)) {
                self.take(id, analysis, &mut changed.holders);
            }
            changed.analyzed.extend(files);
        }
        self.open = Open::default();
        changed
    }

    /// The files that contain one of the names.
    pub(super) fn naming(&self, names: &BTreeSet<Box<str>>) -> Vec<FileId> {
        if names.is_empty() {
            return Vec::new();
        }
        let names: HashSet<&str> = names.iter().map(|name| &**name).collect();
        self.program.naming(&names).collect()
    }

    /// The files with a constant that is looked up in a flag set.
    pub(super) fn holders_of_properties(&self) -> BTreeSet<FileId> {
        let mut holders = BTreeSet::new();
        for id in self.program.present() {
            let analysis = &self.analyses[id];
            let is_property = |sink: Sink| matches!(sink, Sink::Property(..));
            holders.extend(analysis.used.iter().filter(|(.., sink)| is_property(*sink)).map(|(holder, ..)| *holder));
            if analysis.locals.values().flatten().any(|local| is_property(local.sink)) {
                holders.insert(id);
            }
        }
        holders
    }

    fn open_everything(&mut self) -> BTreeSet<FileId> {
        self.open.changes.clear();
        self.open.files = self.program.present().collect();
        self.open.files.clone()
    }

    /// Updates wrappers that are methods of related types.
    fn relate(&mut self, change: &Change) {
        let mut names: BTreeSet<Box<str>> = change.functions.clone();
        if change.relations {
            names.extend(self.wrappers.method_names());
        }
        names.iter().for_each(|name| self.relate_methods(name));
    }

    fn relate_methods(&mut self, name: &str) {
        let solver = Solver::new(&self.program, self.declared.as_deref());
        self.wrappers.relate(&solver, name, &mut self.open.called);
    }

    fn analyze(&self, id: FileId) -> FileAnalysis {
        analyze(&self.solver(), &self.wrappers, id)
    }

    fn take(&mut self, id: FileId, analysis: FileAnalysis, holders: &mut BTreeSet<FileId>) {
        self.analyzed += 1;
        let analyses = Arc::make_mut(&mut self.analyses);
        if analyses.len() <= id {
            analyses.resize_with(id + 1, Arc::default);
        }
        let analysis = Arc::new(analysis);
        let old = std::mem::replace(&mut analyses[id], analysis.clone());
        let solver = Solver::new(&self.program, self.declared.as_deref());
        self.wrappers.replace(&solver, id, &old.wrappers, &analysis.wrappers, &mut self.open.called);
        count_uses(&mut self.used, &old, &analysis, holders);
        if old.locals != analysis.locals {
            holders.insert(id);
        }
    }

    /// Finds what files give others sets of flags by, until nothing changes. Who gets another set now is analyzed
    /// again.
    fn solve_sets(&mut self, mut files: BTreeSet<FileId>) {
        for _ in 0..ROUND_LIMIT {
            let files_now: Vec<FileId> = std::mem::take(&mut files).into_iter().collect();
            if files_now.is_empty() {
                break;
            }
            let found = each(&files_now, |id| set_sources(&self.solver(), id, |name| self.sets.has(name)));
            let mut changed = BTreeSet::new();
            for (id, sources) in found {
                self.sets.replace(id, sources, &mut changed);
            }
            files.extend(self.naming(&changed));
            self.open.called.append(&mut changed);
        }
    }
}

/// Replaces the uses of one analysis of a file by those of another. Adds the files of constants whose positions
/// changed.
pub(super) fn count_uses(
    counts: &mut Table<Arc<SinkCounts>>,
    old: &FileAnalysis,
    new: &FileAnalysis,
    holders: &mut BTreeSet<FileId>,
) {
    let gone = old.used.difference(&new.used).map(|used| (-1, used));
    for (change, (holder, constant, sink)) in gone.chain(new.used.difference(&old.used).map(|used| (1, used))) {
        let mut sinks = counts.get(*constant).map(|sinks| (**sinks).clone()).unwrap_or_default();
        let before = sinks.get(sink).copied().unwrap_or_default();
        let after = before.saturating_add_signed(change);
        if after > 0 {
            sinks.insert(*sink, after);
        } else {
            sinks.remove(sink);
        }
        counts.set(*constant, (!sinks.is_empty()).then(|| Arc::new(sinks)));
        if (before == 0) != (after == 0) {
            holders.insert(*holder);
        }
    }
}

/// Maps files, in parallel if there are many.
pub(super) fn each<T: Send>(ids: &[FileId], make: impl Fn(FileId) -> T + Sync) -> Vec<(FileId, T)> {
    if ids.len() < PARALLEL_FROM {
        return ids.iter().map(|id| (*id, make(*id))).collect();
    }
    ids.par_iter().map(|id| (*id, make(*id))).collect()
}
