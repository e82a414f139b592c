//! Wrappers: functions whose parameters hold keys, and their calls.

use std::sync::Arc;

use super::*;
use crate::syntax::DIRECTIVE;

/// A function whose parameter holds a key, with everything that callers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::index) struct Wrapper {
    pub(in crate::index) file: FileId,
    /// Name of the function.
    pub(super) name: Arc<str>,
    /// Type of a method.
    pub(super) owner: Option<Arc<str>>,
    /// Enclosing types, modules and objects, outermost first; the last is the owner.
    pub(super) path: Box<[Box<str>]>,
    /// Super- and subtypes of the owner.
    pub(super) related: Arc<BTreeSet<Box<str>>>,
    /// Whether it constructs its owner.
    pub(super) constructs: bool,
    /// Whether it is defined inside of another function.
    pub(super) is_local: bool,
    /// Whether the enclosing function returns it.
    pub(super) is_returned: bool,
    pub(super) slot: OwnedSlot,
    /// Name, label and type of the parameter.
    pub(super) parameter: (Arc<str>, Arc<str>, Arc<str>),
    /// Language of the definition.
    pub(super) language: Language,
    pub(super) kind: ValueKind,
    /// The sink that the parameter reaches.
    pub(super) sink: Sink,
    /// The SDK that it leads to.
    pub(super) side: SdkSide,
    pub(super) depth: u8,
}

/// A [`ParameterSlot`] without borrowed data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::index) struct OwnedSlot {
    pub(super) position: u32,
    pub(super) property: Option<Arc<str>>,
}

impl From<ParameterSlot<'_>> for OwnedSlot {
    fn from(slot: ParameterSlot<'_>) -> Self {
        Self { position: slot.position, property: slot.property.map(Arc::from) }
    }
}

impl Wrapper {
    pub(super) fn new(
        id: FileId,
        file: &File,
        function: FunctionId,
        slot: impl Into<OwnedSlot>,
        kind: ValueKind,
        depth: u8,
    ) -> Self {
        let slot = slot.into();
        let facts = &file.facts.functions[function as usize];
        let component = file.component().filter(|_| file.component_function() == Some(function));
        let name = component.as_deref().unwrap_or(file.text(facts.name));
        let owner = facts.path.last().map(|name| file.text(*name)).filter(|name| !name.is_empty());
        let shift = file.self_parameters(facts);
        let parameter = facts.parameters.get(slot.position as usize + shift);
        let texts = |parameter: &Parameter| {
            (file.text(parameter.name).into(), file.text(parameter.label).into(), file.text(parameter.declared).into())
        };
        Self {
            file: id,
            name: name.into(),
            owner: owner.map(Arc::from),
            path: facts.path.iter().map(|name| file.text(*name).into()).collect(),
            related: Arc::default(),
            constructs: !file.language.expands_aliases()
                && owner.is_some_and(|owner| name == owner || Program::constructor_name(name)),
            is_local: facts.place.function.is_some(),
            is_returned: is_returned(file, function),
            slot,
            parameter: parameter.map_or_else(|| ("".into(), "".into(), "".into()), texts),
            language: file.language,
            kind,
            sink: Sink::Key(Confidence::Proven),
            side: SdkSide::Unknown,
            depth,
        }
    }

    /// The names it is called by.
    pub(super) fn called_as(&self) -> Vec<&str> {
        match &self.owner {
            Some(owner) if self.constructs => {
                let short = owner.strip_suffix("Attribute");
                let new = matches!(&*self.name, "initialize" | "new").then_some("new");
                // `Self { key }` and `Self::new(key)`.
                let this = (self.language == Language::Rust).then_some("this");
                [&**owner].into_iter().chain(short).chain(new).chain(this).collect()
            }
            _ => vec![&self.name],
        }
    }

    /// The names at its calls, or at constructions of its receiver.
    pub(in crate::index) fn words(&self) -> impl Iterator<Item = &str> {
        let types = self.owner.as_deref().into_iter().chain(self.related.iter().map(|name| &**name));
        let called = self.called_as().into_iter().map(|name| if name == "this" { "Self" } else { name });
        called.chain(types)
    }

    /// The name that a file with a call of it contains.
    pub(in crate::index) fn needle(&self) -> &str {
        let owner = self.owner.as_deref().unwrap_or_default();
        if *self.name == *owner || Program::constructor_name(&self.name) {
            owner.strip_suffix("Attribute").unwrap_or(owner)
        } else {
            &self.name
        }
    }
}

/// Whether a nested function is returned by its enclosing function.
fn is_returned(file: &File, function: FunctionId) -> bool {
    let inner = &file.facts.functions[function as usize];
    let Some(outer) = inner.place.function else { return false };
    let outer = &file.facts.functions[outer as usize];
    outer.returns.iter().any(|value| match value {
        Expr::Object => true,
        Expr::Path(path) => file.facts.path(*path).first().is_some_and(|step| step.name == inner.name),
        Expr::Function(id) => *id == function,
        _ => false,
    }) || !inner.path.is_empty()
}

impl<'a> FileAnalyzer<'a> {
    /// Handles every call of a wrapper in the file.
    pub(super) fn follow(&mut self, wrappers: &'a WrapperTable) {
        let file = self.file;
        let family = file.language.family();
        let mut calls: Vec<(&'a Wrapper, CallId, &'a CallFact)> = Vec::new();
        for name in file.called_names() {
            for wrapper in wrappers.called(file.text(name)) {
                if self.program.files[wrapper.file].language.family() == family {
                    calls.extend(file.calls_of(name).map(|(at, call)| (wrapper, at, call)));
                }
            }
        }
        calls.sort_by_key(|(wrapper, at, _)| (wrapper.depth, wrapper.kind as u8, *at));
        for (wrapper, at, call) in calls {
            if let Some(certain) = self.is_call_of(call, wrapper) {
                self.use_wrapper_call(at, call, wrapper, certain);
            }
        }
    }

    /// Whether a call is one of the wrapper; `Some(false)` if only the names match.
    fn is_call_of(&self, call: &CallFact, wrapper: &Wrapper) -> Option<bool> {
        let (file, id) = (self.file, self.id);
        let steps = file.facts.path(call.callee);
        let (last, receiver) = steps.split_last()?;
        let name = file.text(last.name);
        let Some(owner) = wrapper.owner.as_deref() else {
            // A plain function.
            if wrapper.is_local {
                // A local function is visible in its enclosing function only; one returned by a hook is visible by
                // name.
                return (id == wrapper.file).then_some(true).or_else(|| wrapper.is_returned.then_some(false));
            }
            let sees = self.solver.sees_itself(id, call.place, steps, wrapper.file, &[&*wrapper.name]);
            return match sees {
                Some(Certainty::Likely) => Some(false),
                Some(_) => Some(true),
                None if receiver.is_empty() && self.is_bound_locally(call.place, last) => Some(false),
                None => None,
            };
        };
        if wrapper.constructs {
            let type_name = if name == "new" { receiver.last().map(|step| file.text(step.name))? } else { name };
            if type_name == "this" {
                let around = file.containers(call.place).next().map(|at| file.text(file.facts.types[at as usize].name));
                return (around == Some(owner)).then_some(true);
            }
            let fits = type_name == owner || owner.strip_suffix("Attribute") == Some(type_name);
            return fits.then_some(true);
        }
        let container = file.containers(call.place).next().map(|at| file.text(file.facts.types[at as usize].name));
        let related = |name: &str| name == owner || wrapper.related.contains(name);
        let modules = file.language.expands_aliases();
        let Some(on) = receiver.last() else {
            let whole: Vec<&str> = wrapper.path.iter().map(|name| &**name).chain([name]).collect();
            if self.solver.sees(id, call.place, steps, wrapper.file, &whole) == Some(Certainty::Imported) {
                return Some(true);
            }
            if modules && id != wrapper.file {
                return None;
            }
            if container.is_some_and(related) || (id == wrapper.file && container.is_none()) {
                return Some(true);
            }
            // In an extension of the type, methods are called without a receiver.
            let around = call.place.function.and_then(|at| file.facts.functions[at as usize].path.last());
            if container.is_none() && file.language != Language::Go && around.is_some_and(|of| related(file.text(*of)))
            {
                return Some(true);
            }
            return self.is_bound_locally(call.place, last).then_some(false);
        };
        let on_name = file.text(on.name);
        if on_name == DIRECTIVE {
            return Some(false);
        }
        // Also Python's `super().is_on(…)`.
        let is_itself = on_name == "this" || on_name == "super" && on.called;
        if is_itself && receiver.len() == 1 {
            let around = call.place.function.and_then(|at| file.facts.functions[at as usize].path.last());
            let around = container.or_else(|| around.map(|of| file.text(*of)));
            return around.is_some_and(related).then_some(true);
        }
        if modules && on_name.starts_with(char::is_uppercase) {
            let path = wrapper.path.iter().map(|name| &**name);
            return receiver.iter().map(|step| file.text(step.name)).eq(path).then_some(true);
        }
        // `local flags = require("flags")`
        let seen = self.solver.sees(id, call.place, receiver, wrapper.file, &wrapper.path);
        if matches!(seen, Some(Certainty::SameFile | Certainty::Imported)) {
            return Some(true);
        }
        // Also `Flags::instance().isOn(…)`.
        let before = receiver.iter().rev().nth(1).filter(|_| on.called).map(|step| file.text(step.name));
        if on_name == owner || before.is_some_and(related) {
            return Some(true);
        }
        if let Some(kind) = self.solver.type_of(id, call.place, receiver) {
            if related(kind) {
                return Some(true);
            }
            if self.program.has_type(kind) {
                return None;
            }
        }
        let similar = words::similar(on_name, owner) || words::may_be_asked(on_name);
        // A name of many words that only methods of these types have.
        let is_only_theirs = || {
            words::words(name).len() > 2
                && self.program.functions_named(name).into_iter().all(|(file, at)| {
                    let file = &self.program.files[file];
                    let of = file.facts.functions[at as usize].path.last();
                    of.is_some_and(|of| related(file.text(*of)))
                })
        };
        (similar || is_only_theirs()).then_some(false)
    }

    /// Whether a name is destructured: `const { isOn } = useFeature()`.
    fn is_bound_locally(&self, place: Place, step: &Segment) -> bool {
        matches!(self.program.resolve_local(self.id, place, std::slice::from_ref(step)), Some((Target::Binding(..), _)))
    }
}
