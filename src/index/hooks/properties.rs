//! Properties of sets of flags as references: which keys they mean, and which mean none.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::named::is_telling;
use super::sets::{FlagSet, SetEvidence};
use super::{Hooks, SetSpelling};
use crate::index::program::{File, FileId};
use crate::index::reference::{Evidence, EvidenceEnd, Form, Reference, Resolution};
use crate::index::solve::Solver;
use crate::syntax::KnownKeys;
use crate::syntax::facts::*;
use crate::text::ByteRange;

/// Members that values of scripts have whatever they hold.
const OF_EVERY_OBJECT: &[&str] = &[
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
    "toJSON",
    "prototype",
    "then",
    "catch",
    "finally",
    "length",
    "size",
    "map",
    "filter",
    "forEach",
    "find",
    "some",
    "every",
    "reduce",
    "includes",
    "keys",
    "values",
    "entries",
    "has",
    "get",
    "set",
    "value",
    "current",
    "name",
    "default",
    "call",
    "apply",
    "bind",
    "$$typeof",
];

/// Collects the references that properties of sets in one file are.
pub(super) struct Properties<'p> {
    hooks: &'p Hooks,
    solver: &'p Solver<'p>,
    known: &'p KnownKeys,
    pub(super) file: &'p File,
    /// Names of sets that the file writes to.
    written: HashSet<Name>,
    references: &'p mut Vec<Reference>,
}

impl<'p> Properties<'p> {
    pub(super) fn new(
        hooks: &'p Hooks,
        solver: &'p Solver<'p>,
        known: &'p KnownKeys,
        id: FileId,
        references: &'p mut Vec<Reference>,
    ) -> Self {
        let file = &solver.program.files[id];
        Self { hooks, solver, known, file, written: written(file), references }
    }

    /// Whether the file assigns properties of what a chain begins with: then it has some that no SDK gave it.
    pub(super) fn is_written(&self, steps: &[Segment]) -> bool {
        self.written.contains(&root(self.file, steps))
    }

    /// Whether enough of some names are flags: two, or half of them where a name is hardly another thing's.
    pub(super) fn are_flags(&self, names: impl Iterator<Item = Name> + Clone, spelling: SetSpelling) -> bool {
        let set = FlagSet { spelling, evidence: SetEvidence::Named, own: BTreeSet::new() };
        let known = names.clone().filter(|name| !self.keys(*name, &set).is_empty());
        let known: Vec<&str> = known.map(|name| self.file.text(name)).collect();
        known.len() > 1 || known.len() * 2 >= names.count() && known.iter().any(|name| is_telling(name))
    }

    /// Adds a property that is taken from a set.
    pub(super) fn add(&mut self, property: &Segment, form: Form, set: &FlagSet) {
        let name = self.file.text(property.name);
        let is_own = property.called || set.own.contains(name) || OF_EVERY_OBJECT.contains(&name);
        self.push(property.range(), property.name, form, set, !is_own);
    }

    /// Adds a member of the type of a set, or an entry of an object that is a set.
    pub(super) fn define(&mut self, member: &Definition, form: Form, set: &FlagSet) {
        let quotes = (member.end - member.start).saturating_sub(self.file.text(member.name).len() as u32) / 2;
        let range = ByteRange::new((member.start + quotes) as usize, (member.end - quotes) as usize);
        self.push(range, member.name, form, set, true);
    }

    /// Adds a text that names a property.
    pub(super) fn add_text(&mut self, text: Text, set: &FlagSet) {
        self.push(text.range(), text.value, Form::Literal, set, true);
    }

    /// Adds a text that a type lists.
    pub(super) fn add_listed(&mut self, text: Text, set: &FlagSet) {
        self.push(text.range(), text.value, Form::TypeMember, set, false);
    }

    /// Adds what a name means in a set, also where it means nothing and must be a flag.
    fn push(&mut self, range: ByteRange, name: Name, form: Form, set: &FlagSet, must_be_flag: bool) {
        let text = self.file.text(name);
        let is_mention = form == Form::Mention;
        let is_proven = set.evidence == SetEvidence::Proven && !is_mention;
        let resolution = match self.keys(name, set).as_slice() {
            [] if !is_proven || !must_be_flag || text.is_empty() => return,
            [] => match self.hooks.right_name(text, set.spelling, self.solver.program, self.known) {
                Some((key, name)) => Resolution::Misspelled { key: key.into(), name: name.into() },
                None => Resolution::Key(text.into()),
            },
            [key] => Resolution::Key((*key).into()),
            keys => Resolution::Ambiguous(keys.iter().copied().map(Arc::from).collect()),
        };
        let end = if is_mention { EvidenceEnd::Mention } else { EvidenceEnd::Set };
        let evidence = if is_proven { Evidence::proven(end) } else { Evidence::guessed(end) };
        let evidence = Evidence { spelling: set.spelling.resolve(self.solver.program, self.known), ..evidence };
        self.references.push(Reference { range, form, resolution, definition: None, evidence, call: None });
    }

    /// The keys that a name can mean in a set.
    fn keys(&self, name: Name, set: &FlagSet) -> Vec<&'p str> {
        self.hooks.keys(self.file.text(name), set.spelling, self.solver.program, self.known)
    }
}

/// The names of what a file assigns properties of.
fn written(file: &File) -> HashSet<Name> {
    let targets = file.facts.assignments.iter().map(|assignment| file.facts.path(assignment.target));
    let of_something =
        targets.filter(|steps| steps.len() > 1 && (steps.len() > 2 || file.text(steps[0].name) != "this"));
    of_something.map(|steps| root(file, steps)).collect()
}

/// The name that a chain begins with, of something's own field that of the field.
fn root(file: &File, steps: &[Segment]) -> Name {
    match steps {
        [this, field, ..] if file.text(this.name) == "this" => field.name,
        [first, ..] => first.name,
        [] => Name::default(),
    }
}
