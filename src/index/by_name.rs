//! What a name can mean: a call that takes keys, or a set of flags.
//!
//! The answers serve completion, which asks before a key is written: they come from names alone, and prove nothing.

use super::hooks::may_have_sets;
use super::program::FileId;
use super::{Index, words};
use crate::syntax::Language;
use crate::syntax::facts::Name;
use crate::syntax::languages::sdk_of;

impl Index {
    /// Whether a call of this name can take a key in a language, as far as the name tells: an SDK's method, a wrapper, a
    /// declared function or a learned position.
    pub fn may_take_key(&self, language: Language, name: &str) -> bool {
        let declared = self.solved.declared.as_ref();
        sdk_of(language).is_some_and(|table| table.named(name).next().is_some())
            || !self.solved.wrappers.called(name).is_empty()
            || self.join().infers_calls_of(name)
            || declared.is_some_and(|all| all.declared.iter().any(|wrapper| wrapper.function == name))
    }

    /// Whether a value of this name in a file can be a set of flags, as far as the names in the file tell.
    pub fn may_be_set(&self, path: &str, name: &str) -> bool {
        let Some(id) = self.solved.program.find(path) else { return false };
        words::mentions_flags(name)
            || may_have_sets(&self.solved.solver(), id, |name| self.solved.sets.has(name))
                && self.solved.program.files[id].facts.find_name(name).is_some_and(|name| self.is_own_name(id, name))
    }

    /// Whether a file, and not the language, gives a name its meaning.
    fn is_own_name(&self, id: FileId, name: Name) -> bool {
        let facts = &self.solved.program.files[id].facts;
        let mut parameters = facts.functions.iter().flat_map(|function| &function.parameters);
        facts.definitions.iter().any(|definition| definition.name == name)
            || facts.imports.iter().any(|import| import.alias == name)
            || facts.patterns.iter().any(|pattern| facts.entries(pattern).iter().any(|entry| entry.alias == name))
            || facts.functions.iter().any(|function| function.name == name)
            || parameters.any(|of| of.name == name || of.properties.iter().any(|(_, alias)| *alias == name))
    }

    /// Whether a file may take properties out of sets of flags.
    pub fn may_have_sets(&self, path: &str) -> bool {
        let id = self.solved.program.find(path);
        id.is_some_and(|id| may_have_sets(&self.solved.solver(), id, |name| self.solved.sets.has(name)))
    }
}
