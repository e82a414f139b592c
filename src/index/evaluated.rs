//! Values and calls around a cursor: the flag whose value an expression is, and what a name at a call could take.
//!
//! The answers serve completion, which asks before a key is written: they come from names as well, and prove nothing.

use super::hooks::may_have_sets;
use super::program::FileId;
use super::reference::{EvidenceEnd, Reference};
use super::{Index, words};
use crate::syntax::Language;
use crate::syntax::facts::{Expr, FunctionId, Name};
use crate::syntax::languages::sdk_of;
use crate::text::ByteRange;

impl Index {
    /// Of the references of a file, the one that gives an expression its value: a call that evaluates a flag, a property of a
    /// set of flags, or a local name of either.
    pub fn evaluated_by<'r>(
        &self,
        path: &str,
        expression: ByteRange,
        references: &'r [Reference],
    ) -> Option<&'r Reference> {
        let id = self.solved.program.find(path)?;
        let gives = |value: ByteRange| references.iter().find(|reference| is_value(reference, value));
        if let Some(found) = gives(expression) {
            return Some(found);
        }
        let facts = &self.solved.program.files[id].facts;
        let (name, place) = facts.references.iter().find_map(|used| match facts.path(used.path) {
            [only] if only.range() == expression => Some((only.name, used.place)),
            _ => None,
        })?;
        let mut scope = place.function;
        loop {
            if let Some(value) = self.value_of(id, name, scope, expression.start) {
                return gives(value);
            }
            scope = facts.functions.get(scope? as usize)?.place.function;
        }
    }

    /// The value that a name gets in one scope before an offset: the call that makes it, or what it is taken from.
    fn value_of(&self, id: FileId, name: Name, scope: Option<FunctionId>, before: usize) -> Option<ByteRange> {
        let file = &self.solved.program.files[id];
        if let Some((pattern, entry)) = file.bindings_of(name, scope).next() {
            let pattern = file.facts.patterns.get(pattern as usize)?;
            return file.facts.entries(pattern).get(entry as usize).map(|entry| entry.property.range());
        }
        let defined = file.definitions_of(name, scope).map(|(_, definition)| definition);
        let earlier = defined.filter(|definition| (definition.start as usize) < before);
        match earlier.max_by_key(|definition| definition.start)?.value {
            Expr::Call(call) => {
                let call = file.facts.calls.get(call as usize)?;
                Some(ByteRange::new(call.start as usize, call.end as usize))
            }
            Expr::Path(path) => file.facts.path(path).last().map(|step| step.range()),
            _ => None,
        }
    }

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

/// Whether a range is the value that a reference stands for.
fn is_value(reference: &Reference, range: ByteRange) -> bool {
    match &reference.call {
        Some(call) => call.range == range,
        // `flags.color`, and `flags["color"]` with what closes it.
        None if reference.evidence.end == EvidenceEnd::Set => {
            range.contains_range(reference.range) && range.end <= reference.range.end + 2
        }
        None => false,
    }
}
