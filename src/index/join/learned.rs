//! Learned positions: arguments that receive flag keys and hardly anything else.
//!
//! An argument of a callee (see [`super::super::callee`]) that receives several distinct existing keys is a candidate.
//! The texts of all its calls are counted, and the counts decide. Only production code counts, and no result of a
//! verdict does: the outcome does not depend on the order of edits.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::super::solve::Confidence;
use super::super::tables::{Key, Table};
use super::super::words;
use super::evidence::{FileEvidence, SlotTexts};
use crate::syntax::{KnownKeys, Language};

/// Number of distinct keys that make an argument a candidate.
const CANDIDATE_KEYS: usize = 2;
/// Number of distinct keys that make it a key position regardless of names.
const SURE_KEYS: usize = 3;

/// The evidence of all files, and the verdicts.
#[derive(Debug, Clone, Default)]
pub(super) struct Learned {
    /// By file id.
    by_file: Table<Arc<FileEvidence>>,
    slots: Table<Arc<Slot>>,
    /// Called names of candidates, by slot.
    candidates: Arc<BTreeMap<Key, Box<str>>>,
    pub(super) candidate_names: Arc<HashSet<Box<str>>>,
    pub(super) positions: Arc<LearnedPositions>,
}

/// The texts passed to one argument of one callee, over all files.
#[derive(Debug, Clone)]
struct Slot {
    about: SlotTexts,
    /// Number of files by text.
    files: BTreeMap<Box<str>, u32>,
}

/// The learned key positions.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::index) struct LearnedPositions {
    /// By called name.
    by_name: HashMap<Box<str>, Vec<(Key, LearnedPosition)>>,
}

/// An argument that receives flag keys and hardly anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedPosition {
    /// Display form of the callee.
    pub callee: Box<str>,
    /// Keyword of the argument, or its one-based position.
    pub argument: Box<str>,
    /// Confidence of the verdict.
    pub confidence: Confidence,
    /// Number of distinct texts that are existing keys.
    pub known: usize,
    /// Number of distinct other texts.
    pub other: usize,
}

impl LearnedPositions {
    /// The learned arguments of callees with a name.
    pub(in crate::index) fn named(&self, name: &str) -> &[(Key, LearnedPosition)] {
        self.by_name.get(name).map_or(&[], |slots| slots)
    }

    pub(in crate::index) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// All learned positions, ordered by callee.
    pub(in crate::index) fn all(&self) -> Vec<&LearnedPosition> {
        let mut all: Vec<&LearnedPosition> = self.by_name.values().flatten().map(|(_, position)| position).collect();
        all.sort_by(|a, b| (&a.callee, &a.argument).cmp(&(&b.callee, &b.argument)));
        all
    }
}

impl Learned {
    /// Replaces the evidence of one file. Adds the affected slots.
    pub(super) fn take(&mut self, id: usize, evidence: FileEvidence, touched: &mut BTreeSet<Key>) {
        let key = Key::of(id);
        let old = self.by_file.get(key).cloned().unwrap_or_default();
        if *old == evidence {
            return;
        }
        for (slot, about) in &old.slots {
            let Some(before) = self.slots.get(*slot) else { continue };
            let mut after = (**before).clone();
            for text in &about.texts {
                if let Some(files) = after.files.get_mut(text) {
                    *files -= 1;
                    if *files == 0 {
                        after.files.remove(text);
                    }
                }
            }
            self.slots.set(*slot, (!after.files.is_empty()).then(|| Arc::new(after)));
            touched.insert(*slot);
        }
        for (slot, about) in &evidence.slots {
            let before = self.slots.get(*slot).map(|slot| (**slot).clone());
            let mut after = before.unwrap_or_else(|| Slot { about: about.clone(), files: BTreeMap::new() });
            // Of several display forms, choose one independently of the order of files.
            if (&about.shown, &about.word) < (&after.about.shown, &after.about.word) {
                after.about = about.clone();
            }
            for text in &about.texts {
                *after.files.entry(text.clone()).or_default() += 1;
            }
            self.slots.set(*slot, Some(Arc::new(after)));
            touched.insert(*slot);
        }
        let is_empty = evidence == FileEvidence::default();
        self.by_file.set(key, (!is_empty).then(|| Arc::new(evidence)));
    }

    /// The slots of all candidates.
    pub(super) fn candidate_slots(&self) -> impl Iterator<Item = Key> {
        self.candidates.keys().copied()
    }

    /// Updates the candidates among the touched slots. Returns newly called names.
    pub(super) fn find_candidates(&mut self, known: &KnownKeys, touched: &BTreeSet<Key>) -> BTreeSet<Box<str>> {
        let mut new = BTreeSet::new();
        for key in touched {
            let slot = self.slots.get(*key);
            let is_candidate = slot.is_some_and(|slot| {
                slot.files.keys().filter(|text| known.contains(text)).take(CANDIDATE_KEYS).count() == CANDIDATE_KEYS
            });
            if is_candidate == self.candidates.contains_key(key) {
                continue;
            }
            let candidates = Arc::make_mut(&mut self.candidates);
            match slot.filter(|_| is_candidate) {
                Some(slot) => {
                    if !self.candidate_names.contains(&slot.about.name) {
                        new.insert(slot.about.name.clone());
                    }
                    candidates.insert(*key, slot.about.name.clone());
                }
                None => _ = candidates.remove(key),
            }
        }
        let names: HashSet<Box<str>> = self.candidates.values().cloned().collect();
        if names != *self.candidate_names {
            self.candidate_names = Arc::new(names);
        }
        new
    }

    /// Updates the verdicts. Returns the called names whose learned arguments changed.
    pub(super) fn judge(&mut self, known: &KnownKeys) -> BTreeSet<Box<str>> {
        let mut by_name: HashMap<Box<str>, Vec<(Key, LearnedPosition)>> = HashMap::new();
        for (key, name) in &*self.candidates {
            if let Some(position) = self.slots.get(*key).and_then(|slot| slot.verdict(known)) {
                by_name.entry(name.clone()).or_default().push((*key, position));
            }
        }
        let sure = |slots: &[(Key, LearnedPosition)]| -> Vec<(Key, Confidence)> {
            slots.iter().map(|(key, position)| (*key, position.confidence)).collect()
        };
        let names = self.positions.by_name.keys().chain(by_name.keys());
        let names: BTreeSet<&str> = names.map(|name| &**name).collect();
        let is_other = |name: &&str| {
            let now = by_name.get(*name).map_or(&[][..], |slots| slots);
            sure(self.positions.named(name)) != sure(now)
        };
        let changed = names.into_iter().filter(is_other).map(Box::from).collect();
        self.positions = Arc::new(LearnedPositions { by_name });
        changed
    }

    /// The receivers of a file's calls whose type decides whether their arguments are learned, and is not known.
    pub(super) fn receivers(&self, id: usize) -> impl Iterator<Item = &str> {
        self.by_file.get(Key::of(id)).into_iter().flat_map(|evidence| &evidence.receivers).map(|name| &**name)
    }

    /// Called names of candidates that a verdict would accept, each with the other name that files with such a call
    /// contain. A candidate with too many other texts stays out: files that are not parsed hold no key, so its other
    /// texts can only grow.
    pub(super) fn terms(&self, known: &KnownKeys) -> impl Iterator<Item = (Language, &str, &str)> {
        let slots = self.candidates.keys().filter_map(|key| self.slots.get(*key));
        slots
            .filter(|slot| slot.verdict(known).is_some())
            .map(|slot| (slot.about.family, &*slot.about.name, &*slot.about.word))
    }
}

impl Slot {
    /// The verdict on a slot.
    fn verdict(&self, known: &KnownKeys) -> Option<LearnedPosition> {
        let keys = self.files.keys().filter(|text| known.contains(text)).count();
        let other = self.files.len() - keys;
        let odd = self.files.keys().filter(|text| !known.contains(text) && !is_shaped_like_key(text)).count();
        let names_flag = || {
            let argument = (self.about.argument.as_ref(), self.about.name.as_ref());
            words::mentions_flags(argument.0)
                || words::mentions_flags(argument.1)
                || words::mentions_flags(&self.about.word)
        };
        let confidence = if keys >= SURE_KEYS && other <= keys / 2 + 1 && odd <= keys / 8 {
            Confidence::Inferred
        } else if keys == CANDIDATE_KEYS && other <= 1 && odd == 0 && names_flag() {
            Confidence::Tentative
        } else {
            return None;
        };
        let SlotTexts { shown, argument, .. } = &self.about;
        Some(LearnedPosition { callee: shown.clone(), argument: argument.clone(), confidence, known: keys, other })
    }
}

/// Whether a text has only characters that LaunchDarkly allows in keys.
fn is_shaped_like_key(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
