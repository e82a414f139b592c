//! The keys of one project: resolution of texts at key positions.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::hooks::{Hooks, Spelling};
use super::super::program::{FileId, Program};
use super::super::solve::{Confidence, FileAnalysis, KNOWN_KEY_SCORE, KeyConstant, KeyText, Reading, Sink};
use super::Positions;
use crate::syntax::KnownKeys;
use crate::syntax::facts::{CallId, Expr};

/// The existing keys and their spellings as properties.
#[derive(Debug, Clone, Default)]
pub(in crate::index) struct Keys {
    known: KnownKeys,
    pub(in crate::index) hooks: Arc<Hooks>,
}

/// Resolution of a text at a key position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::index) enum Resolved<'k> {
    /// An existing flag.
    Key(&'k str),
    /// Matches the spelling of several flags.
    Ambiguous(Vec<&'k str>),
    /// Certainly a key, but of no existing flag.
    Unknown,
    /// No flag: one in another spelling than the set's. Its key, and its name in the set.
    Misspelled(&'k str, String),
}

/// A resolved text at a key position.
#[derive(Debug)]
pub(in crate::index) struct TextPosition<'a> {
    pub(in crate::index) at: &'a KeyText,
    pub(in crate::index) resolved: Resolved<'a>,
}

impl Keys {
    pub(in crate::index) fn new(known: KnownKeys, hooks: Arc<Hooks>) -> Self {
        Self { known, hooks }
    }

    pub(in crate::index) fn known(&self) -> &KnownKeys {
        &self.known
    }

    /// Resolves a text at a position; `None` if the position is not sufficient evidence.
    pub(in crate::index) fn resolve(&self, program: &Program, text: &str, sink: Sink) -> Option<Resolved<'_>> {
        let unknown = || (sink.confidence() != Confidence::Guessed).then_some(Resolved::Unknown);
        match sink {
            Sink::Key(_) => self.known.get(text).map(Resolved::Key).or_else(unknown),
            Sink::Property(_, spelling) => match self.hooks.keys(text, spelling, program, &self.known).as_slice() {
                [] => match self.hooks.right_name(text, spelling, program, &self.known) {
                    Some((key, name)) if sink.confidence() == Confidence::Proven => {
                        Some(Resolved::Misspelled(key, name))
                    }
                    Some(_) => None,
                    None => unknown(),
                },
                [key] => Some(Resolved::Key(key)),
                several => Some(Resolved::Ambiguous(several.to_vec())),
            },
        }
    }

    /// How a key is written at a position.
    pub(in crate::index) fn spelling(&self, program: &Program, sink: Sink) -> Spelling {
        match sink {
            Sink::Key(_) => Spelling::EXACT,
            Sink::Property(_, spelling) => spelling.resolve(program, &self.known),
        }
    }

    /// The first of a constant's positions that resolves.
    pub(in crate::index) fn constant<'a>(
        &'a self,
        program: &Program,
        mut positions: impl Iterator<Item = &'a KeyConstant>,
    ) -> Option<(&'a KeyConstant, Resolved<'a>)> {
        positions.find_map(|position| Some((position, self.resolve(program, &position.text, position.sink)?)))
    }

    /// The key that a constant holds according to its positions in all files.
    pub(in crate::index) fn used_as(
        &self,
        program: &Program,
        text: &str,
        sinks: impl Iterator<Item = Sink> + Clone,
    ) -> Option<Arc<str>> {
        let is_key = |sink| matches!(sink, Sink::Key(confidence) if confidence != Confidence::Guessed);
        if sinks.clone().any(is_key) {
            return Some(text.into());
        }
        let resolved = sinks.filter_map(|sink| match self.resolve(program, text, sink)? {
            Resolved::Key(key) => Some(key),
            Resolved::Ambiguous(_) | Resolved::Unknown | Resolved::Misspelled(..) => None,
        });
        resolved.min().map(Arc::from)
    }

    /// The resolved texts of a file's analysis, in order.
    pub(in crate::index) fn texts<'a>(
        &'a self,
        program: &Program,
        id: FileId,
        positions: Positions<'a>,
    ) -> Vec<TextPosition<'a>> {
        positions.analyses().flat_map(|analysis| self.texts_of(program, id, analysis)).collect()
    }

    fn texts_of<'a>(&'a self, program: &Program, id: FileId, analysis: &'a FileAnalysis) -> Vec<TextPosition<'a>> {
        let best = self.best_alternatives(program, analysis);
        let mut with_key: HashSet<CallId> = HashSet::new();
        let mut found = Vec::new();
        for (at, position) in analysis.texts.iter().enumerate() {
            let is_read = match position.reading {
                Reading::Only => true,
                Reading::Alternative(_) => best.get(&position.call_id).is_some_and(|(_, best)| *best == at),
                // `anyEnabled("a", "b")`, but not `addSegmentTo("a", "segment")`.
                Reading::Heuristic => {
                    !best.contains_key(&position.call_id)
                        && self.known.contains(&position.text)
                        && (self.are_all_keys(program, id, position.call_id) || with_key.insert(position.call_id))
                }
            };
            if is_read && let Some(resolved) = self.resolve(program, &position.text, position.sink) {
                found.push(TextPosition { at: position, resolved });
            }
        }
        found
    }

    /// The best alternative of each call, with its score.
    fn best_alternatives(&self, program: &Program, analysis: &FileAnalysis) -> HashMap<CallId, (u32, usize)> {
        let mut best: HashMap<CallId, (u32, usize)> = HashMap::new();
        for (at, position) in analysis.texts.iter().enumerate() {
            let Reading::Alternative(score) = position.reading else { continue };
            let score = match self.resolve(program, &position.text, position.sink) {
                Some(Resolved::Key(_)) => score + KNOWN_KEY_SCORE,
                Some(_) => score,
                None => continue,
            };
            let entry = best.entry(position.call_id).or_insert((score, at));
            if score > entry.0 {
                *entry = (score, at);
            }
        }
        best
    }

    fn are_all_keys(&self, program: &Program, id: FileId, call: CallId) -> bool {
        let file = &program.files[id];
        file.facts
            .arguments(&file.facts.calls[call as usize])
            .iter()
            .all(|argument| matches!(argument.value, Expr::Text(text) if self.known.contains(file.text(text.value))))
    }
}
