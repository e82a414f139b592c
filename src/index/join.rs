//! The join of the solved workspace with the keys of one project: which positions and constants are flags.
//!
//! An added or removed key costs a join of the files that contain it; nothing is analyzed again. Several projects of a
//! workspace join the same [`Solved`]. Only this layer knows which keys exist.
//!
//! Learned positions are a separate stratum: evidence comes from the solved workspace and the keys, verdicts from the
//! evidence, and results of a learned position never count as evidence.

mod evidence;
mod keys;
mod learned;
mod positions;
mod terms;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::constants::{self, FileConstants, FlagConstants};
use super::fixpoint::{Changed, ROUND_LIMIT, SinkCounts, Solved, count_uses, each};
use super::hooks::Hooks;
use super::program::FileId;
use super::reference::Reference;
use super::references::{self, FileView};
use super::solve::{ConstantId, FileAnalysis, WrapperTable, analyze_learned};
use super::tables::{Key, Table};
use crate::syntax::{KnownKeys, Packages, Wrappers};

pub(super) use evidence::first_byte;
use evidence::{evidence, proven_starts};
pub(super) use keys::{Keys, Resolved, TextPosition};
use learned::Learned;
pub use learned::LearnedPosition;
pub(super) use learned::LearnedPositions;
pub(super) use positions::Positions;

/// The join with the keys of one project.
#[derive(Debug, Clone, Default)]
pub(super) struct Joined {
    pub(super) keys: Keys,
    pub(super) constants: FlagConstants,
    learned: Learned,
    inferred: Inferred,
    /// Number of file joins.
    pub(super) joined: u64,
    open: Open,
}

/// Results of learned positions.
#[derive(Debug, Clone, Default)]
struct Inferred {
    /// By file id.
    analyses: Table<Arc<FileAnalysis>>,
    wrappers: WrapperTable,
    /// By identity of the constant.
    used: Table<Arc<SinkCounts>>,
}

/// Pending work.
#[derive(Debug, Clone, Default)]
struct Open {
    /// Files whose evidence may have changed.
    evidence: BTreeSet<FileId>,
    /// Slots with changed texts or keys.
    slots: BTreeSet<Key>,
    /// Files whose inferred positions may have changed.
    inferred: BTreeSet<FileId>,
    /// Called names whose inferred wrappers changed.
    called: BTreeSet<Box<str>>,
    /// Files whose constants may have changed.
    holders: BTreeSet<FileId>,
    /// Names whose constants changed.
    names: BTreeSet<Box<str>>,
}

impl Joined {
    pub(super) fn new(known: &KnownKeys) -> Self {
        Self { keys: Keys::new(known.clone(), Arc::new(Hooks::new(known))), ..Self::default() }
    }

    /// An empty join with the same keys.
    pub(super) fn emptied(&self, wrappers: Option<Arc<Wrappers>>) -> Self {
        let keys = Keys::new(self.keys.known().with_wrappers(wrappers), self.keys.hooks.clone());
        Self { keys, ..Self::default() }
    }

    /// Marks changed files.
    pub(super) fn open(&mut self, files: &BTreeSet<FileId>) {
        self.open.holders.extend(files);
        self.open.evidence.extend(files);
        self.open.inferred.extend(files);
    }

    /// Marks files whose solution changed.
    pub(super) fn open_changed(&mut self, solved: &Solved, changed: &Changed) {
        self.open.holders.extend(&changed.holders);
        let mut files: BTreeSet<FileId> =
            changed.holders.iter().chain(&changed.analyzed).chain(&changed.callers).copied().collect();
        if changed.relations {
            files.extend(solved.naming(&self.learned.candidate_names.iter().cloned().collect()));
            // Calls without an identity may now resolve to an inherited method.
            let has_types = |id: &FileId| !solved.program.files[*id].facts.types.is_empty();
            files.extend(solved.program.present().filter(has_types));
        }
        self.open.evidence.extend(&files);
        self.open.inferred.extend(files);
    }

    /// Updates after an edit of one file that changed its use of constants in `holders`.
    pub(super) fn edit(&mut self, solved: &Solved, id: FileId, holders: &BTreeSet<FileId>) {
        self.open.holders.extend(holders);
        self.open.holders.insert(id);
        self.open.evidence.remove(&id);
        let found = self.evidence_of(solved, id);
        self.learned.take(id, found, &mut self.open.slots);
        self.judge(solved);
        self.open.inferred.remove(&id);
        self.infer(solved, &[id]);
        for holder in std::mem::take(&mut self.open.holders) {
            self.join(solved, holder);
        }
        self.join(solved, id);
    }

    /// Whether all affected files were joined.
    pub(super) fn is_joined(&self) -> bool {
        let Open { evidence, slots, inferred, called, holders, names } = &self.open;
        let is_learned = evidence.is_empty() && slots.is_empty() && inferred.is_empty() && called.is_empty();
        is_learned && holders.is_empty() && names.is_empty()
    }

    /// Joins files until nothing changes.
    pub(super) fn join_to_fixpoint(&mut self, solved: &Solved) {
        self.learn(solved);
        for _ in 0..ROUND_LIMIT {
            let names = std::mem::take(&mut self.open.names);
            let aliasing = solved.naming(&names).into_iter();
            let aliasing = aliasing.filter(|id| constants::has_aliases(&solved.program.files[*id].facts));
            self.open.holders.extend(aliasing.collect::<Vec<_>>());
            let holders: Vec<FileId> = std::mem::take(&mut self.open.holders).into_iter().collect();
            if holders.is_empty() {
                break;
            }
            self.joined += holders.len() as u64;
            for (id, found) in each(&holders, |id| self.constants_of(solved, id)) {
                self.constants.replace(id, found, &mut self.open.names);
            }
        }
        self.open = Open::default();
    }

    /// Updates the learned positions and their results.
    fn learn(&mut self, solved: &Solved) {
        for _ in 0..ROUND_LIMIT {
            let files: Vec<FileId> = std::mem::take(&mut self.open.evidence).into_iter().collect();
            if files.is_empty() && self.open.slots.is_empty() {
                break;
            }
            for (id, found) in each(&files, |id| self.evidence_of(solved, id)) {
                self.learned.take(id, found, &mut self.open.slots);
            }
            self.judge(solved);
        }
        for _ in 0..ROUND_LIMIT {
            let called = std::mem::take(&mut self.open.called);
            self.open.inferred.extend(solved.naming(&called));
            let files: Vec<FileId> = std::mem::take(&mut self.open.inferred).into_iter().collect();
            if files.is_empty() {
                break;
            }
            self.infer(solved, &files);
        }
    }

    /// Updates the verdicts of changed slots. Files that call new candidates are processed next.
    fn judge(&mut self, solved: &Solved) {
        let slots = std::mem::take(&mut self.open.slots);
        if slots.is_empty() {
            return;
        }
        let new = self.learned.find_candidates(self.keys.known(), &slots);
        self.open.evidence.extend(solved.naming(&new));
        let changed = self.learned.judge(self.keys.known());
        self.open.inferred.extend(solved.naming(&changed));
    }

    /// Analyzes files for learned positions.
    fn infer(&mut self, solved: &Solved, files: &[FileId]) {
        let is_idle = |id: &FileId| self.inferred.analyses.get(Key::of(*id)).is_none();
        if self.learned.positions.is_empty() && files.iter().all(is_idle) {
            return;
        }
        for (id, analysis) in each(files, |id| self.inferred_of(solved, id)) {
            let key = Key::of(id);
            let old = self.inferred.analyses.get(key).cloned().unwrap_or_default();
            let is_empty = analysis.is_empty();
            if is_empty && old.is_empty() {
                continue;
            }
            let solver = solved.solver();
            let Inferred { analyses, wrappers, used } = &mut self.inferred;
            wrappers.replace(&solver, id, &old.wrappers, &analysis.wrappers, &mut self.open.called);
            count_uses(used, &old, &analysis, &mut self.open.holders);
            self.open.holders.insert(id);
            analyses.set(key, (!is_empty).then(|| Arc::new(analysis)));
        }
    }

    /// The learned position that a byte of a file is at.
    pub(super) fn learned_at(&self, solved: &Solved, id: FileId, byte: u32) -> Option<&LearnedPosition> {
        let (file, solver) = (&solved.program.files[id], solved.solver());
        let of_call = |call| file.facts.arguments(call).iter().map(move |argument| (call, argument));
        let arguments = file.facts.calls.iter().flat_map(of_call);
        let mut around: Vec<_> =
            arguments.filter(|(_, argument)| argument.start <= byte && byte < argument.end).collect();
        around.sort_by_key(|(_, argument)| argument.end - argument.start);
        around.into_iter().find_map(|(call, argument)| {
            let last = file.facts.path(call.callee).last()?.name;
            let learned = self.learned.positions.named(file.text(file.name_at_home(last).unwrap_or(last)));
            let slot = (!learned.is_empty()).then(|| solver.callee(id, call))??.slot(file, argument);
            learned.iter().find(|(key, _)| *key == slot).map(|(_, position)| position)
        })
    }

    /// The learned key positions, ordered by callee.
    pub(super) fn learned(&self) -> Vec<&LearnedPosition> {
        self.learned.positions.all()
    }

    /// Whether a function of this name has a learned position, or passes its argument to one.
    pub(super) fn infers_calls_of(&self, name: &str) -> bool {
        !self.learned.positions.named(name).is_empty() || !self.inferred.wrappers.called(name).is_empty()
    }

    /// Replaces the keys. Joins the files that contain an added or removed key.
    pub(super) fn set_known(&mut self, solved: &Solved, known: &KnownKeys) {
        let before = self.keys.known();
        let known = &known.with_wrappers(before.shared_wrappers()).with_packages(before.shared_packages());
        let gone = before.iter().filter(|key| !known.contains(key));
        let changed: Vec<&str> = gone.chain(known.iter().filter(|key| !before.contains(key))).collect();
        if !changed.is_empty() {
            let holds = |id: &FileId| {
                let facts = &solved.program.files[*id].facts;
                changed.iter().any(|key| facts.find_name(key).is_some())
            };
            let holders: BTreeSet<FileId> = solved.program.present().filter(holds).collect();
            let names = holders.iter().flat_map(|id| constants::names_of(&solved.program.files[*id], &changed));
            let names: BTreeSet<Box<str>> = names.map(Box::from).collect();
            self.open.evidence.extend(solved.naming(&names).into_iter().chain(holders.iter().copied()));
            self.open.slots.extend(self.learned.candidate_slots());
            self.open.holders.extend(holders);
            self.open.holders.extend(solved.holders_of_properties());
        }
        let hooks = if changed.is_empty() { self.keys.hooks.clone() } else { Arc::new(Hooks::new(known)) };
        self.keys = Keys::new(known.clone(), hooks);
    }

    /// Replaces the spelling of properties.
    pub(super) fn set_packages(&mut self, solved: &Solved, packages: Option<Arc<Packages>>) {
        self.keys = Keys::new(self.keys.known().with_packages(packages), self.keys.hooks.clone());
        self.open.holders.extend(solved.holders_of_properties());
    }

    /// The sites of one file, without mentions.
    pub(super) fn references_in(&self, solved: &Solved, id: FileId) -> Vec<Reference> {
        references::file_references(&FileView {
            solver: solved.solver(),
            constants: &self.constants,
            keys: &self.keys,
            id,
            positions: self.positions(solved, id),
        })
    }

    fn positions<'a>(&'a self, solved: &'a Solved, id: FileId) -> Positions<'a> {
        let inferred = self.inferred.analyses.get(Key::of(id)).map(|analysis| &**analysis);
        Positions { proven: &solved.analyses[id], inferred }
    }

    fn evidence_of(&self, solved: &Solved, id: FileId) -> evidence::FileEvidence {
        evidence(&solved.solver(), &self.keys, &solved.analyses[id], &self.learned.candidate_names, id)
    }

    fn inferred_of(&self, solved: &Solved, id: FileId) -> FileAnalysis {
        let proven = proven_starts(&solved.analyses[id]);
        analyze_learned(&solved.solver(), &self.learned.positions, &self.inferred.wrappers, &proven, id)
    }

    /// The references of some files as far as they are wanted, in order of path, without those that have none.
    pub(super) fn references_of_files(
        &self,
        solved: &Solved,
        ids: &[FileId],
        is_wanted: impl Fn(&Reference) -> bool + Sync,
    ) -> Vec<(Arc<str>, Vec<Reference>)> {
        let found = each(ids, |id| {
            let mut references = self.references_in(solved, id);
            references.retain(&is_wanted);
            references
        });
        let found = found.into_iter().filter(|(_, references)| !references.is_empty());
        let mut found: Vec<_> =
            found.map(|(id, references)| (solved.program.files[id].path.clone(), references)).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    fn join(&mut self, solved: &Solved, id: FileId) {
        self.joined += 1;
        let found = self.constants_of(solved, id);
        self.constants.replace(id, found, &mut self.open.names);
    }

    fn constants_of(&self, solved: &Solved, id: FileId) -> FileConstants {
        let solver = solved.solver();
        let usage = |constant: ConstantId| {
            let identity = solver.identity(constant);
            let sinks = [solved.used.get(identity), self.inferred.used.get(identity)];
            let sinks = sinks.into_iter().flatten().flat_map(|sinks| sinks.keys().copied());
            self.keys.used_as(&solved.program, solver.text_of(constant), sinks)
        };
        self.constants.join(&solver, &self.keys, self.positions(solved, id), &usage, id)
    }

    /// Adds the names of functions that receive an existing key and are not known to take one.
    fn unresolved_callees(&self, solved: &Solved, id: FileId, names: &mut BTreeSet<super::Symbol>) {
        let (file, known) = (&solved.program.files[id], self.keys.known());
        let positions = self.keys.texts(&solved.program, id, self.positions(solved, id));
        let found: HashSet<usize> = positions.iter().map(|position| position.at.range.start).collect();
        for call in &file.facts.calls {
            let unexplained = file.facts.arguments(call).iter().any(|argument| {
                matches!(argument.value, crate::syntax::facts::Expr::Text(text)
                    if !found.contains(&(text.start as usize)) && known.contains(file.text(text.value)))
            });
            if unexplained {
                let (family, name) = (file.language.family(), file.facts.callee_name(call).to_owned());
                names.insert(super::Symbol { family, name, members: Vec::new() });
            }
        }
        names.retain(|symbol| !symbol.name.is_empty());
    }
}
