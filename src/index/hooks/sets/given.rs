//! What a file gives others sets of flags by: names of functions, types, stores and contexts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::sources::{CONSUMER, MAKERS};
use super::types::SDK_TYPE;
use super::{DEPTH, FlagSet, SetEvidence, Sets};
use crate::index::hooks::SetSpelling;
use crate::index::program::{File, FileId};
use crate::index::solve::Solver;
use crate::index::tables::{Key, Table};
use crate::syntax::facts::*;
use crate::syntax::languages::flag_set_words;

/// A name by which other files get a set of flags.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::index) struct SetSource {
    /// The name of a function, type, store or context.
    pub(in crate::index) name: Box<str>,
    /// The property that is the set; empty where all of it is.
    property: Box<str>,
    spelling: SetSpelling,
    own: BTreeSet<Box<str>>,
}

/// What every file gives others sets by.
#[derive(Debug, Clone, Default)]
pub(in crate::index) struct SetTable {
    by_file: Table<Arc<BTreeSet<SetSource>>>,
    /// How many sources have a name.
    names: Table<u32>,
}

impl SetTable {
    /// Whether some file gives a set by the name.
    pub(in crate::index) fn has(&self, name: &str) -> bool {
        self.names.get(Key::new(0, name)).is_some()
    }

    /// What a file gives sets by.
    pub(in crate::index) fn of_file(&self, id: FileId) -> impl Iterator<Item = &SetSource> {
        self.by_file.get(Key::of(id)).into_iter().flat_map(|sources| sources.iter())
    }

    /// Takes other sources of a file. Adds the names that give another set now.
    pub(in crate::index) fn replace(&mut self, id: FileId, new: BTreeSet<SetSource>, changed: &mut BTreeSet<Box<str>>) {
        let old = self.by_file.get(Key::of(id)).cloned().unwrap_or_default();
        if *old == new {
            return;
        }
        let gone = old.difference(&new).map(|source| (-1, source));
        for (change, source) in gone.chain(new.difference(&old).map(|source| (1, source))) {
            let key = Key::new(0, &source.name);
            let count = self.names.get(key).copied().unwrap_or_default().saturating_add_signed(change);
            self.names.set(key, (count > 0).then_some(count));
            changed.insert(source.name.clone());
        }
        self.by_file.set(Key::of(id), (!new.is_empty()).then(|| Arc::new(new)));
    }
}

impl<'a> Sets<'_, 'a> {
    /// What other files surely get sets by from one.
    pub(in crate::index) fn sources(&self, id: FileId) -> BTreeSet<SetSource> {
        let file = &self.solver.program.files[id];
        let mut found = BTreeSet::new();
        let mut add = |name: Name, property: &str, set: Option<FlagSet>| {
            let set = set.filter(|set| set.evidence == SetEvidence::Proven && name != Name::default());
            found.extend(set.map(|FlagSet { spelling, own, .. }| SetSource {
                name: file.text(name).into(),
                property: property.into(),
                spelling,
                own,
            }));
        };
        for (at, function) in (0..).zip(&file.facts.functions) {
            if function.place.function.is_none() && !function.returns.is_empty() {
                for property in self.returned_properties(id, at) {
                    add(function.name, property, self.returned(id, at, property));
                }
            }
        }
        for (_, definition) in made(file) {
            let Expr::Call(call) = definition.value else { continue };
            let arguments = file.facts.arguments(&file.facts.calls[call as usize]).iter();
            let functions = arguments.filter_map(|argument| match argument.value {
                Expr::Function(function) => Some(function),
                _ => None,
            });
            for function in functions {
                for property in self.returned_properties(id, function) {
                    add(definition.name, property, self.returned(id, function, property));
                }
            }
        }
        for call in &file.facts.calls {
            let [context, provider] = file.facts.path(call.callee) else { continue };
            if file.text(provider.name) != "Provider" {
                continue;
            }
            add(context.name, "", self.provided(id, call, &[], DEPTH));
            for argument in file.facts.arguments(call).iter().filter(|given| given.property != Name::default()) {
                let property = file.text(argument.property);
                add(context.name, property, self.provided(id, call, &[property], DEPTH));
            }
        }
        // What tests pass to their helpers evaluates nothing, and the helpers' names are everywhere.
        let is_production = !file.is_test_code();
        for call in file.facts.calls.iter().filter(|call| is_production && file.passes_flags(call)) {
            let Some(callee) = self.imported_callee(id, call) else { continue };
            for argument in file.facts.arguments(call) {
                let property = if argument.label == Name::default() { argument.property } else { argument.label };
                add(callee, file.text(property), self.of_value(id, call.place, argument.value));
            }
        }
        for typed in file.typed_values() {
            add(typed.name, "", self.of_value(id, typed.place, typed.value));
        }
        for (at, kind) in (0..).zip(&file.facts.types) {
            let set = self.of_type_in(id, at);
            // What a type is made of can be in a file of its own.
            kind.supertypes.iter().for_each(|above| add(*above, "", set.clone()));
            add(kind.name, "", set);
            add(kind.name, KEY_OF, self.of_key_type(id, file.text(kind.name)));
        }
        found
    }

    /// The name of a called function that a file imports from another one of the workspace.
    fn imported_callee(&self, id: FileId, call: &CallFact) -> Option<Name> {
        const OWN: &[&str] = &[".", "@/", "~", "src/", "app/"];
        let program = self.solver.program;
        let file = &program.files[id];
        let [only] = file.facts.path(call.callee) else { return None };
        let import = file.facts.imports.iter().find(|import| import.alias == only.name)?;
        let home = file.name_at_home(only.name).unwrap_or(only.name);
        let module = file.text(import.module);
        let is_own =
            OWN.iter().any(|start| module.starts_with(start)) || !program.functions_named(file.text(home)).is_empty();
        is_own.then_some(home)
    }

    /// The properties of the objects that a function returns, and the empty one for what it returns.
    fn returned_properties(&self, id: FileId, function: FunctionId) -> BTreeSet<&'a str> {
        let file = &self.solver.program.files[id];
        let entries = file.facts.returned.iter().filter(|entry| entry.function == function);
        entries.map(|entry| file.text(entry.property)).chain([""]).collect()
    }

    fn returned(&self, id: FileId, function: FunctionId, property: &'a str) -> Option<FlagSet> {
        let path: &[&str] = if property.is_empty() { &[] } else { &[property] };
        self.returns(id, function, path, DEPTH)
    }
}

/// Definitions of a file, outside of functions, that make a store or a hook of a function.
fn made(file: &File) -> impl Iterator<Item = (usize, &Definition)> {
    let definitions = file.facts.definitions.iter().enumerate();
    definitions.filter(|(_, definition)| match definition.value {
        Expr::Call(call) if definition.place.function.is_none() => {
            MAKERS.contains(&file.facts.callee_name(&file.facts.calls[call as usize]))
        }
        _ => false,
    })
}

/// Whether a file could give others a set: it names what an SDK, a declared function or another file gives one by.
pub(in crate::index) fn may_hold_sets(solver: &Solver<'_>, file: &File, is_source: impl Fn(&str) -> bool) -> bool {
    let of_sdks = flag_set_words(file.language);
    let declared = solver.declared.into_iter().flat_map(|wrappers| &wrappers.declared);
    let mut names = of_sdks
        .map(|name| -> &str { name })
        .chain([CONSUMER, SDK_TYPE])
        .chain(declared.map(|wrapper| wrapper.function.as_str()));
    let mut brought = file.facts.imports.iter().flat_map(|import| {
        let home = match import.what {
            Imported::Name(name) => name,
            _ => import.alias,
        };
        [import.alias, home]
    });
    names.any(|name| file.facts.find_name(name).is_some())
        || brought.any(|name| is_source(file.text(name)))
        || file.called_names().any(|name| is_source(file.text(name)))
        || file.facts.types.iter().any(|kind| is_source(file.text(kind.name)))
}
