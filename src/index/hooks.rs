//! Flags read as properties: `useFlags()`, `withLDConsumer`, `allFlags()` and the project's own hooks around them.

mod named;

use std::collections::{HashMap, HashSet};

use super::camel;
use super::program::{FileId, Target};
use super::reference::{Evidence, EvidenceEnd, Form, Reference, Resolution};
use super::solve::Solver;
use super::words;
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::{FlagNames, KnownKeys};
use named::{after_named_set, is_named_set, is_telling};

/// How many functions and names are followed to a set of flags.
const DEPTH: u8 = 5;

/// The names that flags have as properties.
#[derive(Debug, Default)]
pub(super) struct Hooks {
    known: KnownKeys,
    /// Camel-cased name to the keys that are spelled so, by the SDK.
    lodash: HashMap<String, Vec<String>>,
    react_sdk: HashMap<String, Vec<String>>,
}

impl Hooks {
    pub(super) fn new(known: &KnownKeys) -> Self {
        let spelled = |spell: fn(&str) -> String| {
            let mut names: HashMap<String, Vec<String>> = HashMap::new();
            known.iter().for_each(|key| names.entry(spell(key)).or_default().push(key.to_owned()));
            names
        };
        Self { known: known.clone(), lodash: spelled(camel::lodash), react_sdk: spelled(camel::react_sdk) }
    }

    /// Every property of several words that can mean a key.
    pub(super) fn telling_names(&self) -> HashSet<String> {
        let spelled = self.lodash.keys().chain(self.react_sdk.keys()).map(String::as_str);
        spelled.chain(self.known.iter()).filter(|name| is_telling(name)).map(str::to_owned).collect()
    }

    /// Every name that a flag can have as a property.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let spelled = self.lodash.keys().chain(self.react_sdk.keys()).map(String::as_str);
        let is_name = |key: &&str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        spelled.chain(self.known.iter().filter(is_name))
    }

    /// The texts that a file has which names a key: the key, and its spellings as a property.
    pub(super) fn spelled<'k>(&'k self, key: &'k str) -> impl Iterator<Item = &'k str> {
        let spelled = self.lodash.iter().chain(&self.react_sdk);
        let spelled = spelled.filter(move |(_, keys)| keys.iter().any(|other| other == key));
        [key].into_iter().chain(spelled.map(|(name, _)| name.as_str()))
    }

    /// The keys that a property can mean: as it is, or spelled as the file's package spells them.
    pub(super) fn keys(&self, property: &str, names: FlagNames) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        if !names.exact {
            let spelled = [(names.lodash, &self.lodash), (names.react_sdk, &self.react_sdk)];
            let spelled = spelled.into_iter().filter(|(is_used, _)| *is_used);
            keys.extend(spelled.filter_map(|(_, keys)| keys.get(property)).flatten().map(String::as_str));
        }
        if let Some(exact) = self.known.get(property) {
            keys.push(exact);
        }
        keys.sort_unstable();
        keys.dedup();
        keys
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
        if self.known.is_empty() {
            return;
        }
        if sdk_of(file.language).is_none_or(|table| table.sdks.iter().all(|sdk| sdk.flag_sets.is_empty())) {
            return self.named_references(solver, id, references);
        }
        let names = known.names_at(&file.path);
        let mut push = |property: &Segment, form: Form, evidence: Evidence| {
            let resolution = match self.keys(file.text(property.name), names).as_slice() {
                [] => return,
                [key] => Resolution::Key((*key).into()),
                keys => Resolution::Ambiguous(keys.iter().map(|key| (*key).into()).collect()),
            };
            let range = property.range();
            references.push(Reference { range, form, resolution, definition: None, evidence, call: None });
        };
        let (sdk, named) = (Evidence::proven(EvidenceEnd::Set), Evidence::guessed(EvidenceEnd::Set));
        let is_telling = |property: &Segment| is_telling(file.text(property.name));
        for pattern in &file.facts.patterns {
            let entries = file.facts.entries(pattern).iter().map(|entry| &entry.property);
            if is_set(solver, id, pattern.place, pattern.value, DEPTH) {
                entries.for_each(|property| push(property, Form::Destructured, sdk));
            } else if is_named_set(solver, id, pattern.place, pattern.value) {
                let telling = entries.filter(|property| is_telling(property));
                telling.for_each(|property| push(property, Form::Destructured, named));
            }
        }
        for reference in &file.facts.references {
            let steps = file.facts.path(reference.path);
            if steps.len() < 2 {
                continue;
            }
            let called = steps.iter().position(|step| step.called);
            if let Some(at) = called
                && let Some(property) = steps.get(at + 1)
                && is_set_path(solver, id, reference.place, &steps[..=at], DEPTH)
            {
                push(property, Form::SetProperty, sdk);
                continue;
            }
            // `flags.regions.find(…)?.date`: what is called comes after the flag.
            let before = called.map_or(steps, |at| &steps[..=at]);
            if let Some((used, property)) = set_prefix(solver, id, reference.place, before)
                && used < before.len()
            {
                push(property, Form::SetProperty, sdk);
            } else if let Some(property) = after_named_set(solver, id, reference.place, steps)
                && is_telling(property)
            {
                push(property, Form::SetProperty, named);
            }
        }
    }
}

/// How many steps of a chain are a set of flags, and the property taken from it.
fn set_prefix<'s>(solver: &Solver<'_>, id: FileId, place: Place, steps: &'s [Segment]) -> Option<(usize, &'s Segment)> {
    let file = &solver.program.files[id];
    if let Some(used) = consumed(solver, id, place, steps) {
        return Some((used, steps.get(used)?));
    }
    if steps.len() > 1 && is_declared_set(solver, id, place, steps) {
        return Some((1, &steps[1]));
    }
    match solver.program.resolve_local(id, place, steps)? {
        (Target::Definition(owner, at), used) if used < steps.len() => {
            let definition = &solver.program.files[owner].facts.definitions[at as usize];
            let declared = file.text(definition.declared) == "LDFlagSet";
            let set = declared || is_set(solver, owner, definition.place, definition.value, DEPTH - 1);
            set.then(|| (used, &steps[used]))
        }
        _ => None,
    }
}

/// Whether a parameter is declared to hold every flag: `flags: FlagSet`.
fn is_declared_set(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> bool {
    let file = &solver.program.files[id];
    match solver.program.resolve_local(id, place, steps) {
        Some((Target::Parameter(_, function, slot), _)) => {
            let parameter = file.facts.functions[function as usize].parameters.get(slot.position as usize);
            let declared = parameter.filter(|parameter| parameter.name == steps[0].name);
            declared.is_some_and(|parameter| is_set_type(file.text(parameter.declared)))
        }
        _ => false,
    }
}

/// Whether a type's name says that it holds every flag by its name.
fn is_set_type(name: &str) -> bool {
    let is_set = name.strip_suffix("Set").is_some_and(|of| words::holds_flags(&format!("{of}s")));
    is_set || words::holds_flags(name)
}

/// How many steps of a chain are the property `flags` that LaunchDarkly's consumers get: `props.flags`, `this.props.flags`,
/// or a name that was taken out of them.
fn consumed(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> Option<usize> {
    let file = &solver.program.files[id];
    let is_consumer = || file.facts.find_name("withLDConsumer").is_some();
    if ends_in_flags(solver, id, place, steps.get(..3).unwrap_or_default()) {
        return is_consumer().then_some(3);
    }
    if ends_in_flags(solver, id, place, steps.get(..2).unwrap_or_default()) {
        return is_consumer().then_some(2);
    }
    match solver.program.resolve_local(id, place, steps.get(..1)?)? {
        (Target::Parameter(_, _, slot), _) => (slot.property == Some("flags") && is_consumer()).then_some(1),
        (Target::Binding(_, pattern, entry), _) => {
            let pattern = &file.facts.patterns[pattern as usize];
            let entry = &file.facts.entries(pattern)[entry as usize];
            if file.text(entry.property.name) != "flags" {
                return None;
            }
            let of_properties = match pattern.value {
                Expr::Path(path) => is_properties(solver, id, pattern.place, file.facts.path(path)) && is_consumer(),
                _ => false,
            };
            (of_properties || returns_flags(solver, id, pattern.value)).then_some(1)
        }
        _ => None,
    }
}

/// `props.flags`, `this.props.flags`.
fn ends_in_flags(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> bool {
    let file = &solver.program.files[id];
    let Some((last, base)) = steps.split_last() else { return false };
    file.text(last.name) == "flags" && !last.called && is_properties(solver, id, place, base)
}

/// What a component was given: its parameter, or `this.props`.
fn is_properties(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> bool {
    let file = &solver.program.files[id];
    match steps {
        [this, props] => file.text(this.name) == "this" && file.text(props.name) == "props",
        [only] => {
            let found = solver.program.resolve_local(id, place, std::slice::from_ref(only));
            matches!(found, Some((Target::Parameter(_, _, slot), _)) if slot.property.is_none())
        }
        _ => false,
    }
}

/// `const { flags } = useLDContext()`: something of LaunchDarkly's that has a property `flags`.
fn returns_flags(solver: &Solver<'_>, id: FileId, value: Expr) -> bool {
    let file = &solver.program.files[id];
    let Expr::Call(call) = value else { return false };
    let callee = file.facts.callee_name(&file.facts.calls[call as usize]);
    words::speaks_of_launchdarkly(callee)
}

/// Whether a value holds every flag by its name.
fn is_set(solver: &Solver<'_>, id: FileId, place: Place, value: Expr, depth: u8) -> bool {
    let file = &solver.program.files[id];
    if depth == 0 {
        return false;
    }
    match value {
        Expr::Choice(choice) => {
            file.facts.choice(choice).into_iter().any(|value| is_set(solver, id, place, value, depth - 1))
        }
        Expr::Call(call) => {
            is_set_path(solver, id, place, file.facts.path(file.facts.calls[call as usize].callee), depth)
        }
        Expr::Path(path) => {
            let steps = file.facts.path(path);
            if consumed(solver, id, place, steps) == Some(steps.len()) {
                return true;
            }
            if steps.len() == 1 && is_declared_set(solver, id, place, steps) {
                return true;
            }
            match solver.program.resolve_local(id, place, steps) {
                Some((Target::Definition(owner, at), used)) if used == steps.len() => {
                    let definition = &solver.program.files[owner].facts.definitions[at as usize];
                    is_set(solver, owner, definition.place, definition.value, depth - 1)
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// The names of a file's functions that give a set of flags.
pub(super) fn set_functions<'a>(solver: &Solver<'a>, id: FileId) -> Vec<&'a str> {
    let file = &solver.program.files[id];
    if sdk_of(file.language).is_none_or(|table| table.sdks.iter().all(|sdk| sdk.flag_sets.is_empty())) {
        return Vec::new();
    }
    let functions = (0..).zip(&file.facts.functions).filter(|(_, function)| function.name != Name::default());
    let gives_one = |(at, function): &(FunctionId, &Function)| gives_set(solver, id, *at, function, DEPTH);
    functions.filter(gives_one).map(|(_, function)| file.text(function.name)).collect()
}

/// Whether a function returns a set of flags.
fn gives_set(solver: &Solver<'_>, id: FileId, at: FunctionId, function: &Function, depth: u8) -> bool {
    let inside = Place { function: Some(at), container: None };
    function.place.function.is_none()
        && function.returns.iter().any(|value| is_set(solver, id, inside, *value, depth - 1))
}

/// Whether calling a chain gives a set of flags.
fn is_set_path(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment], depth: u8) -> bool {
    let file = &solver.program.files[id];
    let Some(last) = steps.last() else { return false };
    let name = file.text(last.name);
    if is_sdk_function(solver, id, steps) {
        return true;
    }
    if solver.gives_declared_flags(id, place, steps) {
        return true;
    }
    if depth == 0 || steps.len() != 1 {
        return false;
    }
    // A hook of the project's own that returns one.
    solver.program.functions_named(name).into_iter().any(|(other, at)| {
        let home = &solver.program.files[other];
        let function = &home.facts.functions[at as usize];
        gives_set(solver, other, at, function, depth)
            && solver.program.sees(id, place, steps, other, &[home.text(function.name)]).is_some()
    })
}

/// Whether a chain is an SDK's function that gives every flag by its name.
fn is_sdk_function(solver: &Solver<'_>, id: FileId, steps: &[Segment]) -> bool {
    let file = &solver.program.files[id];
    let (Some((last, before)), Some(table)) = (steps.split_last(), sdk_of(file.language)) else { return false };
    let name = file.text(last.name);
    let imported = || {
        file.facts.imports.iter().any(|import| {
            let module = file.text(import.module);
            table.is_sdk_module(module) || words::speaks_of_launchdarkly(module)
        })
    };
    let bound = || before.is_empty() && file.facts.imports.iter().any(|import| import.alias == last.name);
    let receiver = || before.iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name)));
    table.sdks.iter().any(|sdk| sdk.flag_sets.iter().any(|(function, _)| *function == name))
        && (imported() || bound() || receiver())
}

/// Whether a chain is such a call, or a name of the file's own for what one gives. Asks no other file.
pub(super) fn is_given_by_sdk(solver: &Solver<'_>, id: FileId, place: Place, steps: &[Segment]) -> bool {
    if steps.last().is_some_and(|step| step.called) {
        return is_sdk_function(solver, id, steps);
    }
    let Some((Target::Definition(owner, at), used)) = solver.program.resolve_local(id, place, steps) else {
        return false;
    };
    let file = &solver.program.files[owner];
    match file.facts.definitions[at as usize].value {
        Expr::Call(call) if used == steps.len() => {
            is_sdk_function(solver, owner, file.facts.path(file.facts.calls[call as usize].callee))
        }
        _ => false,
    }
}
