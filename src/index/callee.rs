//! Identity of callees: which calls have the same target, even if its definition is in a package that is not parsed.
//!
//! An identity is a function of the workspace, an exported name of a module, or a method of a declared type. A bare
//! name such as `get` is not an identity.

use super::program::{Certainty, File, FileId, Target};
use super::solve::Solver;
use super::tables::Key;
use crate::syntax::Visibility;
use crate::syntax::facts::*;

/// The target of a call.
#[derive(Debug, Clone)]
pub(super) struct Callee {
    pub(super) identity: Key,
    /// Another name that occurs in every file with such a call; empty if there is none.
    pub(super) word: String,
    /// Display form: `IFeatureService.IsEnabled`, `isFeatureOn of @acme/flags`.
    pub(super) shown: String,
}

/// Maximum number of local aliases to resolve.
const DEPTH: u8 = 3;

impl Callee {
    fn new(parts: (&str, &str, &str), word: &str, shown: String) -> Self {
        Self { identity: Key::of(parts), word: word.to_owned(), shown }
    }

    fn of_type(kind: &str, method: &str) -> Self {
        let shown = if method.is_empty() { kind.to_owned() } else { format!("{kind}.{method}") };
        Self::new(("type", kind, method), kind, shown)
    }

    fn of_module(module: &str, name: &str) -> Self {
        Self::new(("module", module, name), "", format!("{name} of {module}"))
    }

    /// A property of the result of the callee.
    fn member(self, property: &str) -> Self {
        let shown = format!("{property} of {}", self.shown);
        Self { identity: Key::of((self.identity, property)), word: self.word, shown }
    }

    /// The slot of an argument.
    pub(super) fn slot(&self, file: &File, argument: &Argument) -> Key {
        let label = if argument.property == Name::default() { argument.label } else { argument.property };
        match file.text(label) {
            "" => Key::of((self.identity, argument.position)),
            label => Key::of((self.identity, label)),
        }
    }
}

impl Solver<'_> {
    /// The callee of a call; `None` if it has no identity.
    pub(super) fn callee(&self, id: FileId, call: &CallFact) -> Option<Callee> {
        let file = &self.program.files[id];
        self.callee_of(id, call.place, file.facts.path(call.callee), DEPTH)
    }

    fn callee_of(&self, id: FileId, place: Place, steps: &[Segment], depth: u8) -> Option<Callee> {
        let depth = depth.checked_sub(1)?;
        let file = &self.program.files[id];
        let (last, receiver) = steps.split_last()?;
        let name = file.text(last.name);
        if name.is_empty() {
            return None;
        }
        if receiver.is_empty() {
            return self.plain_callee(id, place, last, depth);
        }
        let on = receiver.last()?;
        let is_itself = receiver.len() == 1 && matches!(file.text(on.name), "this" | "super");
        if is_itself {
            return self.own_method(id, place, name);
        }
        if let Some(kind) = self.type_of(id, place, receiver) {
            return Some(Callee::of_type(kind, name));
        }
        if receiver.iter().any(|step| step.called) {
            return None;
        }
        // `const flags = useFlags(); flags.isOn("…")` is the same as `const { isOn } = useFlags()`.
        let root = receiver.first()?;
        let required = self.is_required(id, place, root);
        if let [only] = receiver
            && !required
            && let Some((Target::Definition(owner, at), 1)) = self.program.resolve_local(id, place, receiver)
            && let definition = &self.program.files[owner].facts.definitions[at as usize]
            && let Expr::Call(call) = definition.value
            && only.name == definition.name
        {
            let steps = file.facts.path(file.facts.calls[call as usize].callee);
            let maker = self.callee_of(owner, definition.place, steps, depth)?;
            return Some(maker.member(name));
        }
        let names = || receiver.iter().map(|step| file.text(step.name));
        if !required && self.program.resolve_local(id, place, receiver).is_some() && !self.is_type(id, on) {
            return None;
        }
        // `Flags.isOn("…")`: a static method, an object, or a class of a package.
        let on_name = file.text(on.name);
        if on_name.starts_with(char::is_uppercase) {
            return Some(Callee::of_type(on_name, name));
        }
        let import = import_of(file, root.name)?;
        let module = self.module_name(id, file.text(import.module));
        let member = match import.what {
            Imported::Name(own) => format!("{}.", file.text(own)),
            Imported::Default => "default.".to_owned(),
            Imported::Whole | Imported::Wildcard => String::new(),
        };
        let inside: String = names().skip(1).map(|name| format!("{name}.")).collect();
        Some(Callee::of_module(&module, &format!("{member}{inside}{name}")))
    }

    /// A callee without a receiver.
    fn plain_callee(&self, id: FileId, place: Place, step: &Segment, depth: u8) -> Option<Callee> {
        let file = &self.program.files[id];
        let name = file.text(step.name);
        match self.program.resolve_local(id, place, std::slice::from_ref(step)) {
            _ if self.is_required(id, place, step) => {}
            Some((Target::Parameter(..) | Target::Field(..), _)) => return None,
            Some((Target::Binding(owner, pattern, entry), _)) => {
                // `const { isOn } = useFeature()`
                let pattern = &self.program.files[owner].facts.patterns[pattern as usize];
                let property = file.text(file.facts.entries(pattern)[entry as usize].property.name);
                let Expr::Call(call) = pattern.value else { return None };
                let steps = file.facts.path(file.facts.calls[call as usize].callee);
                let maker = self.callee_of(owner, pattern.place, steps, depth)?;
                return Some(maker.member(property));
            }
            Some((Target::Definition(owner, at), _)) => {
                let definition = &self.program.files[owner].facts.definitions[at as usize];
                match definition.value {
                    Expr::Path(path) => {
                        return self.callee_of(owner, definition.place, file.facts.path(path), depth);
                    }
                    Expr::Function(_) => {}
                    _ if definition.place.function.is_some() => return None,
                    _ => {}
                }
            }
            None => {}
        }
        if let Some(import) = import_of(file, step.name) {
            let own = match import.what {
                Imported::Name(own) => file.text(own),
                // `const isOn = require("…")`, whatever it is called here.
                Imported::Default | Imported::Whole => "default",
                Imported::Wildcard => name,
            };
            let home = self.home_of_function(id, place, name, own, Certainty::Implied);
            let module = home.unwrap_or_else(|| self.module_name(id, file.text(import.module)));
            // In most languages a class is imported by its own name, which is then its instances' type.
            let is_type = name.starts_with(char::is_uppercase) && file.language.visibility() != Visibility::Imports;
            return Some(if is_type { Callee::of_type(type_name(name), "") } else { Callee::of_module(&module, own) });
        }
        if let Some(method) = self.own_method(id, place, name) {
            return Some(method);
        }
        if let Some(home) = self.home_of_function(id, place, name, name, Certainty::Likely) {
            return Some(Callee::of_module(&home, name));
        }
        // A class of the same package, an attribute, or an element that a framework imports implicitly.
        name.starts_with(char::is_uppercase).then(|| Callee::of_type(type_name(name), ""))
    }

    /// A method of the enclosing type or one of its supertypes.
    fn own_method(&self, id: FileId, place: Place, name: &str) -> Option<Callee> {
        let file = &self.program.files[id];
        let containers: Vec<TypeId> = file.containers(place).collect();
        let around = place.function.and_then(|at| file.facts.functions[at as usize].path.last().copied());
        let owners = containers.iter().map(|at| file.facts.types[*at as usize].name).chain(around);
        for owner in owners {
            let owner = file.text(owner);
            let has = |kind: &str| {
                self.program.functions_named(name).into_iter().any(|(other, at)| {
                    let other = &self.program.files[other];
                    let of = other.facts.functions[at as usize].path.last();
                    of.is_some_and(|of| other.text(*of) == kind)
                })
            };
            if has(owner) {
                return Some(Callee::of_type(owner, name));
            }
            let kin = self.program.related(owner);
            if let Some(kind) = kin.iter().find(|kind| has(kind)) {
                return Some(Callee::of_type(kind, name));
            }
        }
        None
    }

    /// The module of the file that defines a function, as another file sees it, at least as surely as `least`.
    fn home_of_function(&self, id: FileId, place: Place, local: &str, name: &str, least: Certainty) -> Option<String> {
        let found = self.program.functions_named(name).into_iter().filter(|(other, at)| {
            let function = &self.program.files[*other].facts.functions[*at as usize];
            function.path.is_empty() && function.place.function.is_none()
        });
        let seen = found.filter_map(|(other, _)| {
            let certainty = self.program.sees_name(id, place, local, name, other).filter(|seen| *seen <= least)?;
            Some((certainty, &*self.program.files[other].path))
        });
        let mut seen: Vec<_> = seen.collect();
        seen.sort_unstable();
        // What a bundler imports by itself must be the only one.
        let is_clear = seen.len() == 1 || seen.first().is_some_and(|(certainty, _)| *certainty < Certainty::Likely);
        seen.first().filter(|_| is_clear).map(|(_, path)| module_path(path).to_owned())
    }

    /// A canonical name of a module: the path of its file if it was parsed.
    fn module_name(&self, id: FileId, module: &str) -> String {
        let file = &self.program.files[id];
        let mut found: Vec<&str> = self
            .program
            .files_of_module(id, module)
            .into_iter()
            .filter(|other| self.program.files[*other].language.family() == file.language.family())
            .map(|other| &*self.program.files[other].path)
            .collect();
        found.sort_unstable();
        if let Some(path) = found.first() {
            return module_path(path).to_owned();
        }
        if !module.starts_with('.') {
            return module.to_owned();
        }
        let mut parts: Vec<&str> = file.path.split('/').collect();
        parts.pop();
        for part in module.split('/') {
            match part {
                "." | "" => {}
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// Whether a name is that of a module, or taken out of one, by a definition that is also an import:
    /// `const { isOn } = require("@acme/flags")`.
    fn is_required(&self, id: FileId, place: Place, step: &Segment) -> bool {
        let file = &self.program.files[id];
        let value = match self.program.resolve_local(id, place, std::slice::from_ref(step)) {
            Some((Target::Definition(_, at), _)) => file.facts.definitions[at as usize].value,
            Some((Target::Binding(_, pattern, _), _)) => file.facts.patterns[pattern as usize].value,
            _ => return false,
        };
        matches!(value, Expr::Call(_)) && import_of(file, step.name).is_some()
    }

    fn is_type(&self, id: FileId, step: &Segment) -> bool {
        self.program.files[id].types_of(step.name).next().is_some()
    }
}

/// The import that gives a file a name.
fn import_of(file: &File, name: Name) -> Option<&Import> {
    let passes_on_own = |import: &Import| import.exported && file.text(import.module).is_empty();
    let mut imports = file.facts.imports.iter();
    imports.find(|import| import.alias == name && name != Name::default() && !passes_on_own(import))
}

/// A path without extension, and without the name that stands for its folder.
fn module_path(path: &str) -> &str {
    let start = path.rfind('/').map_or(0, |at| at + 1);
    let end = path[start..].find('.').filter(|at| *at > 0).map_or(path.len(), |at| start + at);
    path[..end].strip_suffix("/index").unwrap_or(&path[..end])
}

/// The canonical type of an attribute: `[Feature]` and `[FeatureAttribute]` are the same.
fn type_name(name: &str) -> &str {
    name.strip_suffix("Attribute").filter(|rest| !rest.is_empty()).unwrap_or(name)
}
