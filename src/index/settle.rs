//! What was found in all files, kept while files change.
//!
//! A [`State`] goes from one version to the next by looking again at the files that a change could matter to, until nothing
//! new comes up. It ends at the same answers whatever the order of the changes was, because every answer rests on answers
//! that are nearer to an SDK call or to a string: a wrapper of depth 3 on wrappers of depth 2, a constant that stands for a
//! constant on one of a lower rank. The property test in `tests/suite/incremental.rs` holds it to that.

mod words;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Symbol;
use super::constants::{self, FileConstants, FlagConstants};
use super::hooks::{self, Hooks};
use super::program::{Change, FileId, Program};
use super::sites::{self, Looked};
use super::solve::{self, FileAnalysis, Solver, WrapperTable, look_at};
use super::tables::{Key, Table};
use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language, Site};

/// From how many files on the work is shared between cores.
const PARALLEL_FROM: usize = 8;
/// From how many changed files on it is quicker to look at every file than to find out which are affected.
const EVERYTHING_FROM: usize = 200;
/// More than so many are also too many where they are an eighth of all.
const FEW: usize = 4;
/// How often a file is looked at again right away because its own wrappers call each other.
const OWN_ROUNDS: usize = 8;
/// No state needs as many rounds: a guard against a bug that would go on for ever.
const ROUND_LIMIT: usize = 200;

/// What was found in all files.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) program: Program,
    pub(super) known: KnownKeys,
    hooks: Arc<Hooks>,
    outcomes: Arc<Vec<Arc<FileAnalysis>>>,
    wrappers: WrapperTable,
    /// How many files give a constant where a key is wanted.
    used: Table<u32>,
    constants: FlagConstants,
    open: Open,
}

/// What is still to be looked at.
#[derive(Debug, Clone, Default)]
struct Open {
    changes: Vec<Change>,
    /// Names at calls that mean other wrappers.
    called: BTreeSet<Box<str>>,
    /// Names that mean other constants.
    constants: BTreeSet<Box<str>>,
    /// Files whose uses and wrappers may be others.
    flows: BTreeSet<FileId>,
    /// Files whose constants may be others.
    holders: BTreeSet<FileId>,
}

impl State {
    pub(super) fn new(known: &KnownKeys) -> Self {
        Self { known: known.clone(), hooks: Arc::new(Hooks::new(known)), ..Self::default() }
    }

    /// The state of no files, for keys that are spelled the same.
    pub(super) fn emptied(&self, known: KnownKeys) -> Self {
        Self { known, hooks: self.hooks.clone(), ..Self::default() }
    }

    /// Puts files in the place of those with their paths, or takes them away; nothing is looked at yet.
    pub(super) fn replace(&mut self, mut files: Vec<(Arc<str>, Option<Arc<FileFacts>>)>) {
        files.sort_by(|a, b| a.0.cmp(&b.0));
        if self.program.files.is_empty() {
            self.program.fill(files.into_iter().filter_map(|(path, facts)| Some((path, facts?))));
            self.open_everything();
            return;
        }
        let is_part = files.len() > FEW && files.len() * 8 > self.program.present().count();
        let many = files.len() > EVERYTHING_FROM || is_part;
        for (path, facts) in files {
            let Some((id, change)) = self.program.replace(&path, facts) else { continue };
            self.open.flows.insert(id);
            self.open.holders.insert(id);
            self.relate(&change);
            if !change.is_private() && !many {
                self.open.changes.push(change);
            }
        }
        if many {
            self.open_everything();
        }
    }

    /// Puts one file in the place of the one with its path, and looks at that file only.
    pub(super) fn edit(&mut self, path: &str, facts: Arc<FileFacts>) {
        let Some((id, change)) = self.program.replace(path, Some(facts)) else { return };
        self.relate(&change);
        if !change.is_private() {
            self.open.changes.push(change);
        }
        for _ in 0..OWN_ROUNDS {
            let outcome = self.look_at(id);
            let called = std::mem::take(&mut self.open.called);
            self.take_outcome(id, outcome);
            let file = &self.program.files[id];
            let again = self.open.called.iter().any(|name| file.facts.find_name(name).is_some());
            self.open.called.extend(called);
            if !again {
                break;
            }
        }
        // Files whose constants the edited file is the first to use, or was the last: their constants are its answers.
        self.open.holders.insert(id);
        for holder in std::mem::take(&mut self.open.holders) {
            let found = self.constants_of(holder);
            self.constants.replace(holder, found, &mut self.open.constants);
        }
        let found = self.constants_of(id);
        self.constants.replace(id, found, &mut self.open.constants);
        self.open.flows.remove(&id);
    }

    /// Whether every file was looked at that the changes could matter to.
    pub(super) fn is_settled(&self) -> bool {
        let Open { changes, called, constants, flows, holders } = &self.open;
        changes.is_empty() && called.is_empty() && constants.is_empty() && flows.is_empty() && holders.is_empty()
    }

    /// Looks at all that is still to be looked at.
    pub(super) fn settle(&mut self) {
        let changes = std::mem::take(&mut self.open.changes);
        let affected = self.program.affected(&changes);
        self.open.holders.extend(&affected);
        self.open.flows.extend(affected);
        for _ in 0..ROUND_LIMIT {
            let called = std::mem::take(&mut self.open.called);
            self.open.flows.extend(self.naming(&called));
            let flows: Vec<FileId> = std::mem::take(&mut self.open.flows).into_iter().collect();
            if flows.is_empty() {
                break;
            }
            for (id, outcome) in each(&flows, |id| self.look_at(id)) {
                self.take_outcome(id, outcome);
            }
        }
        for _ in 0..ROUND_LIMIT {
            let names = std::mem::take(&mut self.open.constants);
            let aliasing = self.naming(&names).into_iter();
            let aliasing = aliasing.filter(|id| constants::has_aliases(&self.program.files[*id].facts));
            self.open.holders.extend(aliasing.collect::<Vec<_>>());
            let holders: Vec<FileId> = std::mem::take(&mut self.open.holders).into_iter().collect();
            if holders.is_empty() {
                break;
            }
            for (id, found) in each(&holders, |id| self.constants_of(id)) {
                self.constants.replace(id, found, &mut self.open.constants);
            }
        }
        self.open = Open::default();
    }

    /// The sites of one file, without mentions.
    pub(super) fn file_sites(&self, path: &str) -> Vec<Site> {
        self.program.find(path).map(|id| self.sites_of(id)).unwrap_or_default()
    }

    /// The sites of every file that has some.
    pub(super) fn all_sites(&self) -> Vec<(Arc<str>, Vec<Site>)> {
        let present: Vec<FileId> = self.program.present().collect();
        let found = each(&present, |id| self.sites_of(id));
        let mut found: Vec<_> = found
            .into_iter()
            .filter(|(_, sites)| !sites.is_empty())
            .map(|(id, sites)| (self.program.files[id].path.clone(), sites))
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// What must be looked for in files that were not read.
    pub(super) fn symbols(&self) -> super::Symbols {
        let mut demanded = BTreeSet::new();
        for id in self.program.present() {
            solve::demanded(&self.program.files[id], &self.outcomes[id], &self.known, &mut demanded);
        }
        let symbol = |family: Language, name: &str| Symbol { family, name: name.to_owned(), members: Vec::new() };
        let found = self
            .wrappers
            .all()
            .map(|wrapper| symbol(self.program.files[wrapper.file].language.family(), wrapper.needle()));
        let mut wrappers: BTreeSet<Symbol> = found.collect();
        for wrapper in self.known.wrappers().into_iter().flat_map(|wrappers| &wrappers.declared) {
            wrappers.extend(Language::all().map(|language| symbol(language.family(), &wrapper.function)));
        }
        wrappers.retain(|symbol| !symbol.name.is_empty());
        let constants = self.constants.needles(&self.program);
        super::Symbols { constants, wrappers, demanded, words: self.words(), fields: self.fields() }
    }

    /// The names that flags have as properties.
    pub(super) fn property_names(&self) -> impl Iterator<Item = &str> {
        self.hooks.names()
    }

    fn open_everything(&mut self) {
        self.open.changes.clear();
        self.open.flows = self.program.present().collect();
        self.open.holders = self.open.flows.clone();
    }

    /// Methods of related types are wrappers as well: looks for those again that a change may have touched.
    fn relate(&mut self, change: &Change) {
        let mut names: BTreeSet<Box<str>> = change.functions.clone();
        if change.relations {
            names.extend(self.wrappers.method_names());
        }
        for name in names {
            let solver = Solver::new(&self.program, &self.known);
            self.wrappers.relate(&solver, &name, &mut self.open.called);
        }
    }

    fn look_at(&self, id: FileId) -> FileAnalysis {
        look_at(&Solver::new(&self.program, &self.known), &self.wrappers, id)
    }

    fn constants_of(&self, id: FileId) -> FileConstants {
        let solver = Solver::new(&self.program, &self.known);
        let is_used = |constant: Key| self.used.get(constant).is_some();
        self.constants.look_at(&solver, &self.known, &self.outcomes[id], is_used, id)
    }

    fn sites_of(&self, id: FileId) -> Vec<Site> {
        sites::file_sites(&Looked {
            solver: Solver::new(&self.program, &self.known),
            constants: &self.constants,
            hooks: &self.hooks,
            id,
            outcome: &self.outcomes[id],
        })
    }

    fn take_outcome(&mut self, id: FileId, outcome: FileAnalysis) {
        let outcomes = Arc::make_mut(&mut self.outcomes);
        if outcomes.len() <= id {
            outcomes.resize_with(id + 1, Arc::default);
        }
        let outcome = Arc::new(outcome);
        let old = std::mem::replace(&mut outcomes[id], outcome.clone());
        let solver = Solver::new(&self.program, &self.known);
        self.wrappers.replace(&solver, id, &old.wrappers, &outcome.wrappers, &mut self.open.called);
        for (change, (holder, constant)) in old
            .used
            .difference(&outcome.used)
            .map(|used| (-1, used))
            .chain(outcome.used.difference(&old.used).map(|used| (1, used)))
        {
            let before = self.used.get(*constant).copied().unwrap_or_default();
            let after = before.saturating_add_signed(change);
            self.used.set(*constant, (after > 0).then_some(after));
            if (before == 0) != (after == 0) {
                self.open.holders.insert(*holder);
            }
        }
    }

    fn naming(&self, names: &BTreeSet<Box<str>>) -> Vec<FileId> {
        if names.is_empty() {
            return Vec::new();
        }
        let names: HashSet<&str> = names.iter().map(|name| &**name).collect();
        self.program.naming(&names).collect()
    }
}

/// Looks at files, on all cores where there are many.
fn each<T: Send>(ids: &[FileId], look: impl Fn(FileId) -> T + Sync) -> Vec<(FileId, T)> {
    if ids.len() < PARALLEL_FROM {
        return ids.iter().map(|id| (*id, look(*id))).collect();
    }
    ids.par_iter().map(|id| (*id, look(*id))).collect()
}
