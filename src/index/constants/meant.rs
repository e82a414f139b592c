//! Selects which texts of enum members are keys.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::super::program::{File, FileId};
use super::super::solve::{ConstantId, Solver};
use crate::syntax::facts::*;

/// The texts of a file that can be keys: if the result of one function is used as a key, only those of that function;
/// otherwise each member's most likely one.
pub(super) struct MeantTexts<'a> {
    file: &'a File,
    /// Types and functions.
    used: HashSet<(&'a [Name], Name)>,
    /// The best rank among a member's texts.
    best: HashMap<(&'a [Name], Name), usize>,
}

impl<'a> MeantTexts<'a> {
    pub(super) fn of(solver: &Solver<'a>, usage: &dyn Fn(ConstantId) -> Option<Arc<str>>, id: FileId) -> Self {
        let file: &File = &solver.program.files[id];
        let facts = &file.facts;
        let mut meant = Self { file, used: HashSet::new(), best: HashMap::new() };
        if facts.definitions.iter().all(|definition| definition.key_accessor == Name::default()) {
            return meant;
        }
        let texts = facts.definitions.iter().enumerate();
        let texts: Vec<_> = texts.filter(|(_, definition)| matches!(definition.value, Expr::Text(_))).collect();
        for (at, definition) in texts.iter().filter(|(_, definition)| definition.key_accessor != Name::default()) {
            if usage((id, *at as u32)).is_some() {
                meant.used.insert((&definition.path, definition.key_accessor));
            }
        }
        for (_, definition) in texts {
            if let Some(rank) = meant.rank(definition) {
                let best = meant.best.entry((&definition.path, definition.name)).or_insert(rank);
                *best = rank.min(*best);
            }
        }
        meant
    }

    /// Whether a text can be a key.
    pub(super) fn has(&self, definition: &Definition) -> bool {
        let Some(rank) = self.rank(definition) else { return false };
        self.best.get(&(&*definition.path, definition.name)).is_none_or(|best| rank <= *best)
    }

    fn rank(&self, definition: &Definition) -> Option<usize> {
        if self.used.contains(&(&*definition.path, definition.key_accessor)) {
            return Some(0);
        }
        self.file.rank_of_text(definition, None)
    }
}
