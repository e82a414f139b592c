//! Sets of flags: which values hold every flag by its name, how surely, and in which spelling.
//!
//! A value is followed backwards to what an SDK gives, with the properties that are still to be taken from it:
//! `useFeatures().flags` is the property `flags` of what the project's function `useFeatures` returns. Names, destructuring,
//! returned objects and spreads, React's contexts, parameters and declared types lead from one value to the next. Nothing in
//! here depends on the keys that exist.

mod given;
mod sources;
mod types;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use super::SetSpelling;
use crate::index::program::{Certainty, FileId, Target};
use crate::index::solve::Solver;
use crate::index::words;
use crate::syntax::facts::*;
pub(super) use given::may_hold_sets;
pub(in crate::index) use given::{SetSource, SetTable};
pub(super) use sources::{has_sets, is_script};
use types::TypeId;
pub(super) use types::{TYPE_DEPTH, is_member};

/// How many values are followed to a set.
const DEPTH: u8 = 12;
/// How many properties deep a set can lie in what a function returns.
const LONGEST_PATH: usize = 4;

/// A value that holds every flag by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::index) struct FlagSet {
    pub(in crate::index) spelling: SetSpelling,
    pub(in crate::index) evidence: SetEvidence,
    /// Properties that the project adds to it.
    pub(in crate::index) own: BTreeSet<Box<str>>,
}

/// What says that a value is a set of flags, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::index) enum SetEvidence {
    /// An SDK, or a function that the user declared, gives it.
    Proven,
    /// The name of something that could not be followed.
    Named,
}

/// A property of what a function returns.
type Returns<'a> = (FileId, FunctionId, Vec<&'a str>);

/// Follows values to sets of flags. Made for a while, as a [`Solver`] is: it memoizes what functions return.
pub(in crate::index) struct Sets<'s, 'a> {
    solver: &'s Solver<'a>,
    returned: RefCell<HashMap<Returns<'a>, Option<FlagSet>>>,
    types: RefCell<HashMap<TypeId, Option<FlagSet>>>,
}

impl FlagSet {
    fn new(spelling: SetSpelling, evidence: SetEvidence) -> Self {
        Self { spelling, evidence, own: BTreeSet::new() }
    }

    fn named(self) -> Self {
        Self { evidence: SetEvidence::Named, ..self }
    }
}

impl<'s, 'a> Sets<'s, 'a> {
    pub(in crate::index) fn new(solver: &'s Solver<'a>) -> Self {
        Self { solver, returned: RefCell::default(), types: RefCell::default() }
    }

    /// The set that a chain is.
    pub(in crate::index) fn of_chain(&self, id: FileId, place: Place, steps: &[Segment]) -> Option<FlagSet> {
        self.chain(id, place, steps, &[], DEPTH)
    }

    /// The set that a value is.
    pub(in crate::index) fn of_value(&self, id: FileId, place: Place, value: Expr) -> Option<FlagSet> {
        self.value(id, place, value, &[], DEPTH)
    }

    /// The shortest beginning of a chain that is a set with something taken from it: how many steps, and the set.
    pub(in crate::index) fn of_prefix(&self, id: FileId, place: Place, steps: &[Segment]) -> Option<(usize, FlagSet)> {
        let mut found = (1..steps.len()).filter_map(|used| {
            let set = self.chain(id, place, &steps[..used], &[], DEPTH)?;
            Some((used, set))
        });
        found.next()
    }

    /// The property of a value, or the value itself, as a set.
    fn value(&self, id: FileId, place: Place, value: Expr, rest: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let depth = depth.checked_sub(1)?;
        match value {
            Expr::Choice(choice) => {
                let values = file.facts.choice(choice).into_iter();
                strongest(values.filter_map(|value| self.value(id, place, value, rest, depth)))
            }
            Expr::Call(call) => {
                let call = &file.facts.calls[call as usize];
                self.call(id, place, file.facts.path(call.callee), Some(call), rest, depth)
            }
            Expr::Path(path) => self.chain(id, place, file.facts.path(path), rest, depth),
            _ => None,
        }
    }

    fn chain(&self, id: FileId, place: Place, steps: &[Segment], rest: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let names = |steps: &[Segment]| -> Option<Vec<&'a str>> {
            let own = steps.iter().map(|step| file.text(step.name));
            let all: Vec<&str> = own.chain(rest.iter().copied()).collect();
            let is_followed = all.len() <= LONGEST_PATH && steps.iter().all(|step| step.name != Name::default());
            is_followed.then_some(all)
        };
        if steps.is_empty() {
            return None;
        }
        if let Some(called) = steps.iter().position(|step| step.called) {
            // `client.allFlagsState(context).toJSON()["new-cart"]`
            let last = steps.iter().rposition(|step| step.called).unwrap_or(called);
            let set = self.read_of_state(id, place, &steps[..=last]);
            let set = set.filter(|_| steps[last + 1..].is_empty() && rest.is_empty());
            let (callee, after) = steps.split_at(called + 1);
            let set = set.or_else(|| self.read_of_client(id, steps).filter(|_| rest.is_empty()));
            if set.is_some() || after.iter().any(|step| step.called) {
                return set;
            }
            return self.call(id, place, callee, file.call_at(&steps[called]), &names(after)?, depth);
        }
        if let [this, props, after @ ..] = steps
            && file.text(this.name) == "this"
            && file.text(props.name) == "props"
        {
            return (names(after)? == ["flags"]).then(|| self.consumed_by_class(id, place)).flatten();
        }
        if let Some(set) = self.read_of_client(id, steps).filter(|_| rest.is_empty()) {
            return Some(set);
        }
        match self.solver.program.resolve_local(id, place, steps) {
            Some((Target::Parameter(_, function, slot), _)) => {
                let facts = &file.facts.functions[function as usize];
                let at = slot.position as usize + file.self_parameters(facts);
                let is_whole = facts.parameters.get(at).is_some_and(|parameter| parameter.name == steps[0].name);
                let mut path = names(&steps[1..])?;
                if let Some(property) = slot.property.filter(|_| !is_whole) {
                    path.insert(0, property);
                }
                self.parameter(id, function, at, &path, depth)
            }
            Some((Target::Binding(_, pattern, entry), _)) => {
                let pattern = &file.facts.patterns[pattern as usize];
                let entry = &file.facts.entries(pattern)[entry as usize];
                let mut path = names(&steps[1..])?;
                if !entry.is_rest() {
                    if entry.property.name == Name::default() {
                        return None;
                    }
                    path.insert(0, file.text(entry.property.name));
                }
                self.value(id, pattern.place, pattern.value, &path, depth)
            }
            Some((Target::Definition(owner, at), used)) => {
                self.definition(owner, at, &names(steps.get(used..)?)?, depth)
            }
            Some((Target::Field(owner, container, name), used)) => {
                self.field(owner, container, name, &names(steps.get(used..)?)?, depth)
            }
            None => None,
        }
    }

    fn definition(&self, id: FileId, at: u32, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let definition = &file.facts.definitions[at as usize];
        let typed = || self.of_type(id, file.text(definition.declared), path, depth);
        // An object literal, and what it takes in, have one name.
        let holder = definition.path.last().copied().unwrap_or_default();
        let same = file.members_of(definition.name, definition.place.function, holder).map(|(_, other)| other);
        let same: Vec<&Definition> = same.filter(|other| other.path == definition.path).collect();
        if same.iter().any(|other| other.value == Expr::Object) {
            return self.object(id, definition, &same, path, depth).or_else(typed);
        }
        match definition.value {
            Expr::Function(_) => None,
            Expr::Other => typed(),
            value => strongest([self.value(id, definition.place, value, path, depth), typed()].into_iter().flatten()),
        }
    }

    /// A property of an object literal that has a name, or what the literal takes in.
    fn object(
        &self,
        id: FileId,
        object: &Definition,
        same: &[&Definition],
        path: &[&'a str],
        depth: u8,
    ) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let is_inside = |other: &Definition| is_entry(object, other);
        if let [first, rest @ ..] = path
            && let Some(name) = file.facts.find_name(first)
            && let Some((_, member)) =
                file.members_of(name, object.place.function, object.name).find(|(_, member)| is_inside(member))
        {
            return self.value(id, member.place, member.value, rest, depth);
        }
        let taken: Vec<(Place, Expr)> = same
            .iter()
            .filter(|other| !matches!(other.value, Expr::Object | Expr::Other))
            .map(|other| (other.place, other.value))
            .collect();
        let own = || {
            let inside = file.facts.definitions.iter().filter(|other| is_inside(other));
            inside.map(|member| file.text(member.name)).collect()
        };
        self.spread(id, &taken, own, path, depth)
    }

    /// What an object takes in, beside properties of its own.
    fn spread(
        &self,
        id: FileId,
        taken: &[(Place, Expr)],
        own: impl Fn() -> BTreeSet<&'a str>,
        path: &[&'a str],
        depth: u8,
    ) -> Option<FlagSet> {
        let found: Vec<Option<FlagSet>> =
            taken.iter().map(|(place, value)| self.value(id, *place, *value, path, depth)).collect();
        let is_whole =
            found.iter().zip(taken).all(|(set, (_, value))| set.is_some() || self.stands_for_flags(id, *value));
        let mut set = strongest(found.into_iter().flatten())?;
        if path.is_empty() {
            set.own.extend(own().into_iter().map(Box::from));
        }
        // Other properties could be those of what is taken in beside the flags.
        Some(if is_whole { set } else { set.named() })
    }

    /// Whether a value that could not be followed is likely to hold flags and nothing else: `...mockFlags`.
    fn stands_for_flags(&self, id: FileId, value: Expr) -> bool {
        let file = &self.solver.program.files[id];
        let path = match value {
            Expr::Path(path) => path,
            Expr::Call(call) => file.facts.calls[call as usize].callee,
            _ => return false,
        };
        file.facts.path(path).last().is_some_and(|step| words::mentions_flags(file.text(step.name)))
    }

    /// What a field is assigned in its file, or declared with.
    fn field(&self, id: FileId, container: u32, name: Name, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let file = &self.solver.program.files[id];
        let assigned = file.facts.assignments.iter().filter(|assignment| {
            matches!(file.facts.path(assignment.target), [this, field] if field.name == name && file.text(this.name) == "this")
                && file.containers(assignment.place).any(|around| around == container)
        });
        let assigned = assigned.filter_map(|found| self.value(id, found.place, found.value, path, depth));
        let owner = &file.facts.types[container as usize];
        let declared = file.members_of(name, None, owner.name);
        let declared = declared.filter_map(|(_, own)| match own.value {
            Expr::Call(_) | Expr::Choice(_) => self.value(id, own.place, own.value, path, depth),
            _ => self.of_type(id, file.text(own.declared), path, depth),
        });
        strongest(assigned.chain(declared))
    }

    /// A property of what a function returns, or all of it.
    fn returns(&self, id: FileId, at: FunctionId, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let key = (id, at, path.to_vec());
        if let Some(known) = self.returned.borrow().get(&key) {
            return known.clone();
        }
        // A function that returns the requested property itself.
        self.returned.borrow_mut().insert(key.clone(), None);
        let found = self.returns_anew(id, at, path, depth);
        self.returned.borrow_mut().insert(key, found.clone());
        found
    }

    fn returns_anew(&self, id: FileId, at: FunctionId, path: &[&'a str], depth: u8) -> Option<FlagSet> {
        let depth = depth.checked_sub(1)?;
        let file = &self.solver.program.files[id];
        let function = &file.facts.functions[at as usize];
        let inside = Place { function: Some(at), container: function.place.container };
        let values = function.returns.iter().filter_map(|value| self.value(id, inside, *value, path, depth));
        let mut found: Vec<FlagSet> = values.collect();
        if function.returns.contains(&Expr::Object) {
            let entries: Vec<&Returned> =
                file.facts.returned.iter().filter(|returned| returned.function == at).collect();
            let named = entries.iter().find(|entry| {
                path.first()
                    .is_some_and(|first| entry.property != Name::default() && file.text(entry.property) == *first)
            });
            let taken = || {
                let taken = entries.iter().filter(|entry| entry.property == Name::default());
                let taken: Vec<(Place, Expr)> = taken.map(|entry| (inside, entry.value)).collect();
                let own = || {
                    let names = entries.iter().map(|entry| file.text(entry.property));
                    names.filter(|name| !name.is_empty()).collect()
                };
                self.spread(id, &taken, own, path, depth)
            };
            found.extend(match named {
                Some(entry) => self.value(id, inside, entry.value, &path[1..], depth),
                None => taken(),
            });
        }
        strongest(found.into_iter())
    }

    /// The functions of the project that a chain calls, with how surely.
    fn functions(&self, id: FileId, place: Place, steps: &[Segment]) -> Vec<(FileId, FunctionId, Certainty)> {
        let program = self.solver.program;
        let file = &program.files[id];
        let Some(last) = steps.last() else { return Vec::new() };
        let home = file.name_at_home(last.name).filter(|_| steps.len() == 1).unwrap_or(last.name);
        let is_on_itself = matches!(steps, [this, _] if file.text(this.name) == "this");
        if steps.len() > 1 && !is_on_itself {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (other, at) in program.functions_named(file.text(home)) {
            let owner = &program.files[other];
            let function = &owner.facts.functions[at as usize];
            let is_around = |around: Option<FunctionId>| match around {
                None => true,
                Some(around) => other == id && enclosing(file, place).any(|here| here == around),
            };
            if !is_around(function.place.function) {
                continue;
            }
            let name = owner.text(function.name);
            let seen = if is_on_itself {
                let is_member = other == id
                    && file
                        .containers(place)
                        .any(|around| function.path.last() == Some(&file.facts.types[around as usize].name));
                is_member.then_some(Certainty::SameFile)
            } else if other == id && function.place.function.is_some() {
                Some(Certainty::SameFile)
            } else {
                self.solver.program.sees(id, place, steps, other, &[name])
            };
            found.extend(seen.map(|certainty| (other, at, certainty)));
        }
        let best = found.iter().map(|(.., certainty)| *certainty).min();
        found.retain(|(.., certainty)| Some(*certainty) == best);
        found
    }
}

/// Whether a definition is an entry of an object literal that has a name.
pub(super) fn is_entry(object: &Definition, other: &Definition) -> bool {
    other.place.function == object.place.function
        && other.path.len() == object.path.len() + 1
        && other.path.last() == Some(&object.name)
        && other.path.starts_with(&object.path)
}

/// The functions around a place, innermost first.
fn enclosing(file: &crate::index::program::File, place: Place) -> impl Iterator<Item = FunctionId> {
    let mut next = place.function;
    std::iter::from_fn(move || {
        let here = next?;
        next = file.facts.functions[here as usize].place.function;
        Some(here)
    })
}

/// Of several sets that a value can be, the one with the strongest evidence.
fn strongest(sets: impl Iterator<Item = FlagSet>) -> Option<FlagSet> {
    sets.reduce(|best, other| if other.evidence < best.evidence { other } else { best })
}
