//! Flags read as properties: `useFlags()`, `withLDConsumer`, `allFlags()` and the project's own hooks around them.

mod named;
mod properties;
mod sets;
mod spelling;

use std::collections::{BTreeSet, HashSet};

use super::program::{File, FileId, Program};
use super::reference::{Form, Reference};
use super::solve::Solver;
use super::words;
use crate::syntax::facts::*;
use crate::syntax::{KnownKeys, Language};
use named::{after_named_set, is_named_set, is_telling};
use properties::Properties;
pub(super) use sets::{FlagSet, SetEvidence, SetSource, SetTable};
use sets::{Sets, TYPE_DEPTH, has_sets, is_entry, is_member, is_script, may_hold_sets};
use spelling::PropertyNames;
pub(super) use spelling::SetSpelling;
pub use spelling::Spelling;

/// The names that flags have as properties.
#[derive(Debug, Default)]
pub(super) struct Hooks {
    names: PropertyNames,
}

impl Hooks {
    pub(super) fn new(known: &KnownKeys) -> Self {
        Self { names: PropertyNames::new(known) }
    }

    /// Every property of several words that can mean a key.
    pub(super) fn telling_names(&self) -> HashSet<String> {
        let all = self.names.camel_cased().chain(self.names.exact());
        all.filter(|name| is_telling(name)).map(str::to_owned).collect()
    }

    /// Every name that a flag can have as a property.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let is_name = |key: &&str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        self.names.camel_cased().chain(self.names.exact().filter(is_name))
    }

    /// The keys, in order, each with its most likely name in a set.
    pub(super) fn spelled_keys(&self, spelling: Spelling) -> impl Iterator<Item = (&str, &str)> {
        self.names.spelled(spelling)
    }

    /// The texts that a file has which names a key: the key, and its spellings as a property.
    pub(super) fn spelled(key: &str) -> Vec<String> {
        Spelling::ANY.spell(key)
    }

    /// The keys that a text can be a spelling of.
    pub(super) fn keys_spelled(&self, text: &str) -> Vec<&str> {
        self.names.keys(text, Spelling::ANY)
    }

    /// The keys that a text means as a property of a set, in order.
    pub(super) fn keys(&self, text: &str, spelling: SetSpelling, program: &Program, known: &KnownKeys) -> Vec<&str> {
        self.names.keys(text, spelling.resolve(program, known))
    }

    /// The flag that a text names in another spelling than a set's, and its name in the set.
    pub(super) fn right_name(
        &self,
        text: &str,
        spelling: SetSpelling,
        program: &Program,
        known: &KnownKeys,
    ) -> Option<(&str, String)> {
        self.names.right_name(text, spelling.resolve(program, known))
    }

    /// The properties of flag sets in one file.
    pub(super) fn references(
        &self,
        solver: &Solver<'_>,
        known: &KnownKeys,
        id: FileId,
        references: &mut Vec<Reference>,
    ) {
        let file = &solver.program.files[id];
        if self.names.is_empty() {
            return;
        }
        if !has_sets(file) {
            self.named_references(solver, id, references);
            let mut found = Properties::new(self, solver, known, id, references);
            self.type_members(None, id, &mut found);
            return self.type_texts(id, &mut found);
        }
        let sets = Sets::new(solver);
        let mut found = Properties::new(self, solver, known, id, references);
        let named = FlagSet::named_in(id);
        for pattern in &file.facts.patterns {
            let entries = file.facts.entries(pattern).iter().filter(|entry| !entry.is_rest());
            let entries = entries.map(|entry| &entry.property);
            let set = match pattern.value {
                Expr::Other => sets.of_pattern(id, pattern),
                value => sets.of_value(id, pattern.place, value),
            };
            if let Some(set) = set {
                entries.for_each(|property| found.add(property, Form::Destructured, &set));
            } else if is_named_set(solver, id, pattern.place, pattern.value) {
                let telling = entries.filter(|property| is_telling(file.text(property.name)));
                telling.for_each(|property| found.add(property, Form::Destructured, &named));
            }
        }
        for reference in &file.facts.references {
            let steps = file.facts.path(reference.path);
            if steps.len() < 2 {
                continue;
            }
            if let Some((used, mut set)) = sets.of_prefix(id, reference.place, steps) {
                // In other languages, names outside of brackets are methods of a map.
                if !is_script(file) && !steps[used].indexed {
                    continue;
                }
                if found.is_written(steps) {
                    set.evidence = SetEvidence::Named;
                }
                found.add(&steps[used], Form::SetProperty, &set);
            } else if let Some(property) = after_named_set(solver, id, reference.place, steps)
                && is_telling(file.text(property.name))
            {
                found.add(property, Form::SetProperty, &named);
            }
        }
        self.type_members(Some(&sets), id, &mut found);
        self.typed_texts(&sets, id, &mut found);
        self.typed_objects(&sets, id, &mut found);
        self.type_texts(id, &mut found);
    }

    /// The texts that are declared with the type of the keys of a set: `const name: keyof Flags = "newCart"`.
    fn typed_texts(&self, sets: &Sets<'_, '_>, id: FileId, found: &mut Properties<'_>) {
        let facts = &found.file.facts;
        let declared = facts.definitions.iter().map(|definition| (definition.declared, definition.value));
        for (name, value) in facts.typed.iter().map(|typed| (typed.name, typed.value)).chain(declared) {
            let Expr::Text(text) = value else { continue };
            if let Some(set) = sets.of_key_type(id, found.file.text(name)) {
                found.add_text(text, &set);
            }
        }
    }

    /// The properties of object literals that are declared as sets: `const defaults: Flags = { newCart: false }`. In test
    /// code these are mentions.
    fn typed_objects(&self, sets: &Sets<'_, '_>, id: FileId, found: &mut Properties<'_>) {
        let file = found.file;
        let is_object =
            |definition: &&Definition| definition.value == Expr::Object && definition.declared != Name::default();
        for object in file.facts.definitions.iter().filter(is_object) {
            let Some(set) = sets.of_type(id, file.text(object.declared), &[], TYPE_DEPTH) else { continue };
            let inside = file.facts.definitions.iter().filter(|member| is_entry(object, member));
            let inside: Vec<&Definition> = inside.collect();
            let is_proven = set.evidence == SetEvidence::Proven;
            if file.is_test_code() {
                inside.iter().for_each(|member| found.define(member, Form::Mention, &set));
            } else if is_proven || found.are_flags(inside.iter().map(|member| member.name), set.spelling) {
                inside.iter().for_each(|member| found.define(member, Form::SetProperty, &set));
            }
        }
    }

    /// The members of types that hold flags by their names.
    fn type_members(&self, sets: Option<&Sets<'_, '_>>, id: FileId, found: &mut Properties<'_>) {
        let file = found.file;
        let named = FlagSet::named_in(id);
        for (at, kind) in (0..).zip(&file.facts.types) {
            let set = sets.and_then(|sets| sets.of_type_in(id, at));
            if set.is_none() && !words::mentions_flags(file.text(kind.name)) {
                continue;
            }
            let members = file.facts.definitions.iter().filter(|member| is_member(kind, member));
            let members: Vec<&Definition> = members.filter(|member| member.value == Expr::Other).collect();
            let lists_flags = || found.are_flags(members.iter().map(|member| member.name), named.spelling);
            if let Some(set) = &set {
                members.iter().for_each(|member| found.define(member, Form::TypeMember, set));
            } else if lists_flags() {
                members.iter().for_each(|member| found.define(member, Form::TypeMember, &named));
            }
        }
    }

    /// The texts of types named for flags, and tags with the words of their member.
    fn type_texts(&self, id: FileId, found: &mut Properties<'_>) {
        let file = found.file;
        let set = FlagSet::named_in(id);
        let spelling = set.spelling;
        for listed in file.facts.type_texts.chunk_by(|a, b| a.path == b.path) {
            let is_named = listed[0].path.iter().any(|name| words::mentions_flags(file.text(*name)));
            let are_listed = is_named && found.are_flags(listed.iter().map(|listed| listed.text.value), spelling);
            for listed in listed.iter().filter(|listed| are_listed || names_its_member(file, listed)) {
                found.add_listed(listed.text, &set);
            }
        }
    }
}

/// Whether a tag has the same words as the name of its member: `NewCart bool `json:"new-cart"``.
fn names_its_member(file: &File, listed: &TypeText) -> bool {
    let name = words::words(file.text(listed.text.value));
    let members = file.facts.definitions.iter().filter(|member| member.path == listed.path);
    let member = match file.language {
        Language::Go | Language::Python => {
            members.filter(|member| member.end <= listed.text.start).max_by_key(|member| member.start)
        }
        _ => members.filter(|member| member.start >= listed.text.end).min_by_key(|member| member.start),
    };
    name.len() > 1 && member.is_some_and(|member| words::words(file.text(member.name)) == name)
}

impl FlagSet {
    /// A set that is only known by its name, in a file.
    fn named_in(id: FileId) -> Self {
        Self { spelling: SetSpelling::Likely(id), evidence: SetEvidence::Named, own: Default::default() }
    }
}

/// The set of a chain, if it is proven.
pub(super) fn proven_set(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> Option<FlagSet> {
    if !has_sets(&solver.program.files[id]) {
        return None;
    }
    let set = Sets::new(solver).of_chain(id, place, steps)?;
    (set.evidence == SetEvidence::Proven).then_some(set)
}

/// The set whose property names are the values of a type.
pub(super) fn key_type_set(solver: &Solver<'_>, id: FileId, name: &str) -> Option<FlagSet> {
    let can_be =
        is_script(&solver.program.files[id]) && (name.starts_with(KEY_OF) || name.starts_with(char::is_uppercase));
    can_be.then(|| Sets::new(solver).of_key_type(id, name)).flatten()
}

/// Whether a file names anything that gives sets of flags.
pub(super) fn may_have_sets(solver: &Solver<'_>, id: FileId, is_source: impl Fn(&str) -> bool) -> bool {
    let file = &solver.program.files[id];
    has_sets(file) && may_hold_sets(solver, file, is_source)
}

/// What other files get sets of flags by from a file. `is_source` says of a name whether one is got by it from any file.
pub(super) fn set_sources(solver: &Solver<'_>, id: FileId, is_source: impl Fn(&str) -> bool) -> BTreeSet<SetSource> {
    if !may_have_sets(solver, id, is_source) {
        return BTreeSet::new();
    }
    Sets::new(solver).sources(id)
}
