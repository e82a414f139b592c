//! Look-ups in the facts of one file: by name, by scope, and by what holds a member.
//!
//! The cost of each depends on the size of its result, however large the file is: 8,000 functions may each have a local
//! of the same name. A scope is a function; `None` is everything outside of functions. Look up names through this
//! module instead of iterating over the vectors of [`FileFacts`].

use super::*;

/// Sorted tables for binary search.
#[derive(Debug)]
pub(super) struct Lookup {
    definitions: Box<[DefinitionEntry]>,
    /// Name, scope, pattern and entry of the pattern.
    bindings: Box<[(Name, Scope, u32, u32)]>,
    calls: Box<[(Name, CallId)]>,
    /// Calls by the first byte of the called name.
    calls_by_place: OnceLock<Box<[(u32, CallId)]>>,
    functions: Box<[(Name, FunctionId)]>,
    types: Box<[(Name, TypeId)]>,
    /// The innermost enclosing type of each type.
    outer_types: Box<[Option<TypeId>]>,
}

/// A definition by name, scope and holder; entries equal in these are in order of their start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct DefinitionEntry {
    name: Name,
    scope: Scope,
    /// The enclosing type or object; empty for a plain definition.
    holder: Name,
    at: u32,
}

/// A function, or everything outside of functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Scope(u32);

impl From<Option<FunctionId>> for Scope {
    fn from(function: Option<FunctionId>) -> Self {
        Self(function.map_or(0, |function| function + 1))
    }
}

impl Lookup {
    pub(super) fn new(facts: &FileFacts) -> Self {
        let called = |call: &CallFact| facts.path(call.callee).last().map_or(Name::default(), |segment| segment.name);
        let patterns = facts.patterns.iter().enumerate().flat_map(|(at, pattern)| {
            let entries = facts.entries(pattern).iter().enumerate();
            entries.map(move |(entry, taken)| (taken.alias, pattern.place.function.into(), at as u32, entry as u32))
        });
        let functions = facts.functions.iter().map(|function| function.name);
        Self {
            definitions: definitions(facts),
            bindings: sorted(patterns),
            calls: by_name(facts.calls.iter().map(called)),
            calls_by_place: OnceLock::new(),
            functions: by_name(functions),
            types: by_name(facts.types.iter().map(|kind| kind.name)),
            outer_types: outer_types(&facts.types),
        }
    }
}

impl File {
    /// Definitions of a name in all scopes.
    pub(in crate::index) fn definitions_named(&self, name: Name) -> impl Iterator<Item = (u32, &Definition)> {
        self.found(range(&self.lookup.definitions, |entry| entry.name.cmp(&name)))
    }

    /// Definitions of a name in one scope.
    pub(in crate::index) fn definitions_of(
        &self,
        name: Name,
        scope: Option<FunctionId>,
    ) -> impl Iterator<Item = (u32, &Definition)> {
        let wanted = (name, Scope::from(scope));
        self.found(range(&self.lookup.definitions, |entry| (entry.name, entry.scope).cmp(&wanted)))
    }

    /// Definitions of a name in one scope that are members of a type or object, ordered by start; for an empty
    /// `holder`, plain definitions.
    pub(in crate::index) fn members_of(
        &self,
        name: Name,
        scope: Option<FunctionId>,
        holder: Name,
    ) -> impl DoubleEndedIterator<Item = (u32, &Definition)> {
        self.found(self.members(name, scope, holder))
    }

    /// Of the matching definitions in [`File::members_of`], the last one that starts at or before an offset, or the
    /// first one after it.
    pub(in crate::index) fn nearest(
        &self,
        name: Name,
        scope: Option<FunctionId>,
        holder: Name,
        byte: u32,
        fits: impl Fn(&Definition) -> bool,
    ) -> Option<u32> {
        let all = self.members(name, scope, holder);
        let first_after = all.partition_point(|entry| self.facts.definitions[entry.at as usize].start <= byte);
        let (before, after) = all.split_at(first_after);
        let found = self.found(before).rev().find(|(_, definition)| fits(definition));
        found.or_else(|| self.found(after).find(|(_, definition)| fits(definition))).map(|(at, _)| at)
    }

    /// The member of a type.
    pub(in crate::index) fn member_of(&self, name: Name, owner: TypeId) -> Option<(u32, &Definition)> {
        let holder = self.facts.types[owner as usize].name;
        self.members_of(name, None, holder).find(|(_, definition)| self.is_member_of(definition, owner))
    }

    /// Destructured names in one scope: pattern and entry.
    pub(in crate::index) fn bindings_of(
        &self,
        name: Name,
        scope: Option<FunctionId>,
    ) -> impl Iterator<Item = (u32, u32)> {
        let wanted = (name, Scope::from(scope));
        let found = range(&self.lookup.bindings, |entry| (entry.0, entry.1).cmp(&wanted));
        visited(found).map(|(.., pattern, entry)| (*pattern, *entry))
    }

    /// Calls of a name.
    pub(in crate::index) fn calls_of(&self, name: Name) -> impl Iterator<Item = (CallId, &CallFact)> {
        let found = range(&self.lookup.calls, |entry| entry.0.cmp(&name));
        visited(found).map(|(_, at)| (*at, &self.facts.calls[*at as usize]))
    }

    /// The call of the name at an offset.
    pub(in crate::index) fn call_at(&self, step: &Segment) -> Option<&CallFact> {
        let last = |call: &CallFact| self.facts.path(call.callee).last().copied();
        let by_place = self.lookup.calls_by_place.get_or_init(|| {
            let calls = self.facts.calls.iter().enumerate();
            sorted(calls.filter_map(|(at, call)| Some((last(call)?.start, at as CallId))))
        });
        let here = range(by_place, |entry| entry.0.cmp(&step.start));
        let mut here = visited(here).map(|(_, at)| &self.facts.calls[*at as usize]);
        here.find(|call| last(call).is_some_and(|last| last.name == step.name))
    }

    /// The distinct called names.
    pub(in crate::index) fn called_names(&self) -> impl Iterator<Item = Name> {
        self.lookup.calls.chunk_by(|a, b| a.0 == b.0).map(|calls| calls[0].0)
    }

    /// Functions of a name.
    pub(in crate::index) fn functions_of(&self, name: Name) -> impl Iterator<Item = (FunctionId, &Function)> {
        let found = range(&self.lookup.functions, |entry| entry.0.cmp(&name));
        visited(found).map(|(_, at)| (*at, &self.facts.functions[*at as usize]))
    }

    /// Types of a name.
    pub(in crate::index) fn types_of(&self, name: Name) -> impl Iterator<Item = (TypeId, &Type)> {
        let found = range(&self.lookup.types, |entry| entry.0.cmp(&name));
        visited(found).map(|(_, at)| (*at, &self.facts.types[*at as usize]))
    }

    /// The enclosing types of a location, innermost first.
    pub(in crate::index) fn containers(&self, place: Place) -> impl Iterator<Item = TypeId> {
        std::iter::successors(place.container, |here| self.lookup.outer_types[*here as usize])
    }

    fn members(&self, name: Name, scope: Option<FunctionId>, holder: Name) -> &[DefinitionEntry] {
        let wanted = (name, Scope::from(scope), holder);
        range(&self.lookup.definitions, |entry| (entry.name, entry.scope, entry.holder).cmp(&wanted))
    }

    fn found<'f>(&'f self, entries: &'f [DefinitionEntry]) -> impl DoubleEndedIterator<Item = (u32, &'f Definition)> {
        visited(entries).map(|entry| (entry.at, &self.facts.definitions[entry.at as usize]))
    }
}

fn definitions(facts: &FileFacts) -> Box<[DefinitionEntry]> {
    let entries = facts.definitions.iter().enumerate().map(|(at, definition)| DefinitionEntry {
        name: definition.name,
        scope: definition.place.function.into(),
        holder: definition.path.last().copied().unwrap_or_default(),
        at: at as u32,
    });
    let mut entries: Vec<_> = entries.collect();
    let start = |entry: &DefinitionEntry| facts.definitions[entry.at as usize].start;
    entries.sort_unstable_by_key(|entry| (entry.name, entry.scope, entry.holder, start(entry), entry.at));
    entries.into()
}

/// Types are ordered by start, so the enclosing type is the previous one or one of its enclosing types.
fn outer_types(types: &[Type]) -> Box<[Option<TypeId>]> {
    let mut outer: Vec<Option<TypeId>> = Vec::with_capacity(types.len());
    for (at, kind) in types.iter().enumerate() {
        let mut around = at.checked_sub(1).map(|before| before as TypeId);
        while let Some(here) = around
            && !types[here as usize].range.contains_range(kind.range)
        {
            around = outer[here as usize];
        }
        outer.push(around);
    }
    outer.into()
}

fn by_name(names: impl Iterator<Item = Name>) -> Box<[(Name, u32)]> {
    sorted(names.zip(0..).filter(|(name, _)| *name != Name::default()))
}

fn sorted<T: Ord>(entries: impl Iterator<Item = T>) -> Box<[T]> {
    let mut entries: Vec<T> = entries.collect();
    entries.sort_unstable();
    entries.into()
}

/// The entries of a sorted table that compare equal.
fn range<T>(entries: &[T], compare: impl Fn(&T) -> Ordering) -> &[T] {
    let start = entries.partition_point(|entry| compare(entry).is_lt());
    let length = entries[start..].partition_point(|entry| compare(entry).is_eq());
    &entries[start..start + length]
}

/// The entries of a result; tests count them.
fn visited<T>(entries: &[T]) -> impl DoubleEndedIterator<Item = &T> {
    entries.iter().inspect(|_| {
        #[cfg(test)]
        tests::VISITED.set(tests::VISITED.get() + 1);
    })
}

#[cfg(test)]
mod tests;
