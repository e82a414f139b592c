//! Flags read as properties: `useFlags()`, `withLDConsumer`, `allFlags()` and the project's own hooks around them.

use std::collections::HashMap;

use super::camel;
use super::program::{FileId, Target};
use super::solve::Solver;
use super::words;
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::{KnownKeys, Site, SiteKind};

/// How many functions and names are followed to a set of flags.
const DEPTH: u8 = 5;

/// The names that flags have as properties.
pub(super) struct Hooks {
    exact: KnownKeys,
    /// Camel-cased name to its key; `None` where two keys are spelled the same.
    camel: HashMap<String, Option<String>>,
}

impl Hooks {
    pub(super) fn new(known: &KnownKeys) -> Self {
        let mut names: HashMap<String, Option<String>> = HashMap::new();
        for key in known.iter() {
            for name in [camel::lodash(key), camel::react_sdk(key)] {
                let entry = names.entry(name).or_insert_with(|| Some(key.to_owned()));
                if entry.as_deref() != Some(key) {
                    *entry = None;
                }
            }
        }
        Self { exact: known.clone(), camel: names }
    }

    fn key(&self, property: &str) -> Option<String> {
        if self.exact.contains(property) {
            return Some(property.to_owned());
        }
        self.camel.get(property).cloned().flatten()
    }

    /// The properties of flag sets in one file.
    pub(super) fn sites(&self, solver: &Solver<'_, '_>, id: FileId, sites: &mut Vec<Site>) {
        let file = &solver.program.files[id];
        if self.exact.is_empty()
            || sdk_of(file.language).is_none_or(|table| table.sdks.iter().all(|sdk| sdk.flag_sets.is_empty()))
        {
            return;
        }
        let mut push = |property: &Segment| {
            if let Some(key) = self.key(file.text(property.name)) {
                sites.push(Site { range: property.range(), key, kind: SiteKind::Hook, call: None });
            }
        };
        for pattern in &file.facts.patterns {
            if is_set(solver, id, pattern.place, pattern.value, DEPTH) {
                file.facts.entries(pattern).iter().for_each(|entry| push(&entry.property));
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
                push(property);
                continue;
            }
            if called.is_none()
                && let Some((used, property)) = set_prefix(solver, id, reference.place, steps)
                && used < steps.len()
            {
                push(property);
            }
        }
    }
}

/// How many steps of a chain are a set of flags, and the property taken from it.
fn set_prefix<'s>(
    solver: &Solver<'_, '_>,
    id: FileId,
    place: Place,
    steps: &'s [Segment],
) -> Option<(usize, &'s Segment)> {
    let file = &solver.program.files[id];
    match solver.program.resolve_local(id, place, steps)? {
        (Target::Definition(owner, at), used) if used < steps.len() => {
            let definition = &solver.program.files[owner].facts.definitions[at as usize];
            let declared = file.text(definition.declared) == "LDFlagSet";
            let set = declared || is_set(solver, owner, definition.place, definition.value, DEPTH - 1);
            set.then(|| (used, &steps[used]))
        }
        (Target::Parameter(_, _, slot), _) => {
            // `withLDConsumer()(({ flags }) => …)`, `props.flags.name`.
            let consumer = file.facts.find_name("withLDConsumer").is_some();
            let at = if slot.property == Some("flags") { steps.len().min(2) - 1 } else { 0 };
            (consumer && slot.property == Some("flags") && steps.len() > at)
                .then(|| (at, &steps[at.max(1).min(steps.len() - 1)]))
        }
        (Target::Binding(owner, pattern, entry), 1) if steps.len() > 1 => {
            let pattern = &solver.program.files[owner].facts.patterns[pattern as usize];
            let entry = &file.facts.entries(pattern)[entry as usize];
            let flags = file.text(entry.property.name) == "flags";
            (flags && returns_flags(solver, id, pattern.value)).then(|| (1, &steps[1]))
        }
        _ => None,
    }
}

/// `const { flags } = useLDContext()`: something of LaunchDarkly's that has a property `flags`.
fn returns_flags(solver: &Solver<'_, '_>, id: FileId, value: Expr) -> bool {
    let file = &solver.program.files[id];
    let Expr::Call(call) = value else { return false };
    let callee = file.facts.callee_name(&file.facts.calls[call as usize]);
    words::speaks_of_launchdarkly(callee)
}

/// Whether a value holds every flag by its name.
fn is_set(solver: &Solver<'_, '_>, id: FileId, place: Place, value: Expr, depth: u8) -> bool {
    let file = &solver.program.files[id];
    if depth == 0 {
        return false;
    }
    match value {
        Expr::Call(call) => {
            is_set_path(solver, id, place, file.facts.path(file.facts.calls[call as usize].callee), depth)
        }
        Expr::Path(path) => {
            let steps = file.facts.path(path);
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

/// Whether calling a chain gives a set of flags.
fn is_set_path(solver: &Solver<'_, '_>, id: FileId, place: Place, steps: &[Segment], depth: u8) -> bool {
    let file = &solver.program.files[id];
    let (Some(last), Some(table)) = (steps.last(), sdk_of(file.language)) else { return false };
    let name = file.text(last.name);
    let is_sdk_function = table.sdks.iter().any(|sdk| sdk.flag_sets.iter().any(|(function, _)| *function == name));
    if is_sdk_function {
        let imported = file.facts.imports.iter().any(|import| {
            let module = file.text(import.module);
            table.is_sdk_module(module) || words::speaks_of_launchdarkly(module)
        });
        let bound = steps.len() == 1 && file.facts.imports.iter().any(|import| import.alias == last.name);
        let receiver = steps[..steps.len() - 1].iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name)));
        if imported || bound || receiver {
            return true;
        }
    }
    if solver.gives_declared_flags(id, place, steps) {
        return true;
    }
    if depth == 0 || steps.len() != 1 {
        return false;
    }
    // A hook of the project's own that returns one.
    solver.program.functions_named(name).iter().any(|&(other, at)| {
        let home = &solver.program.files[other];
        let function = &home.facts.functions[at as usize];
        let inside = Place { function: Some(at), container: None };
        !function.returns.is_empty()
            && function.place.function.is_none()
            && function.returns.iter().any(|value| is_set(solver, other, inside, *value, depth - 1))
            && solver.program.sees(id, place, steps, other, &[home.text(function.name)]).is_some()
    })
}
