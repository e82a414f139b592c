//! Declared and ignored wrappers.

use super::*;
use crate::syntax::{ArgumentName, Takes};

impl<'a> FileAnalyzer<'a> {
    /// Handles a call of a declared wrapper; returns whether it was one.
    pub(super) fn use_declared(&mut self, at: CallId, call: &CallFact) -> bool {
        let Some(wrappers) = self.solver.declared else { return false };
        let (file, id) = (self.file, self.id);
        let name = file.facts.callee_name(call);
        let mut found = false;
        for wrapper in wrappers.declared.iter().filter(|wrapper| wrapper.function == name) {
            let Takes::Key { key, default, kind } = &wrapper.takes else { continue };
            if !self.solver.fits_declared(id, call, wrapper.receiver.as_deref(), wrapper.module.as_deref()) {
                continue;
            }
            let arguments = file.facts.arguments(call);
            let Some(key) = argument(file, arguments, key).copied() else { continue };
            found = true;
            let default = default.as_ref().and_then(|default| argument(file, arguments, default));
            let default = default.map(|argument| argument.range());
            let sink = KeySink {
                call: at,
                method: name,
                value_kind: *kind,
                side: SdkSide::Unknown,
                key: key.range(),
                context: None,
                default,
                end: EvidenceEnd::Declared,
                sink: Sink::Key(Confidence::Proven),
                reading: Reading::Only,
                wanted: "",
                depth: 0,
            };
            self.add_sink_value(call.place, key.value, key.start, sink);
        }
        found
    }

    /// Whether a call is one of an ignored function.
    pub(super) fn is_forbidden_call(&self, call: &CallFact) -> bool {
        let Some(wrappers) = self.solver.declared else { return false };
        let name = self.file.facts.callee_name(call);
        let named = wrappers.forbidden.iter().filter(|forbidden| forbidden.function == name);
        named.into_iter().any(|forbidden| self.solver.fits_declared(self.id, call, forbidden.receiver.as_deref(), None))
    }
}

impl Solver<'_> {
    /// Whether a call is one of a declared function that returns all flags by name.
    pub(in crate::index) fn gives_declared_flags(&self, id: FileId, place: Place, steps: &[Segment]) -> bool {
        let (Some(wrappers), Some((last, receiver))) = (self.declared, steps.split_last()) else {
            return false;
        };
        let file = &self.program.files[id];
        let name = file.text(last.name);
        wrappers.declared.iter().any(|wrapper| {
            wrapper.takes == Takes::AllFlags
                && wrapper.function == name
                && self.is_on(id, place, receiver, wrapper.receiver.as_deref())
                && wrapper.module.as_deref().is_none_or(|module| imports(file, module))
        })
    }

    fn fits_declared(&self, id: FileId, call: &CallFact, receiver: Option<&str>, module: Option<&str>) -> bool {
        let file = &self.program.files[id];
        let steps = file.facts.path(call.callee);
        let before = &steps[..steps.len().saturating_sub(1)];
        module.is_none_or(|module| imports(file, module)) && self.is_on(id, call.place, before, receiver)
    }

    /// Whether the receiver matches the declaration, by its last name or its type.
    fn is_on(&self, id: FileId, place: Place, receiver: &[Segment], wanted: Option<&str>) -> bool {
        let Some(wanted) = wanted else { return true };
        let file = &self.program.files[id];
        receiver.last().is_some_and(|step| file.text(step.name) == wanted)
            || self.type_of(id, place, receiver) == Some(wanted)
    }
}

/// Whether a function is ignored.
pub(super) fn is_forbidden(wrappers: Option<&Wrappers>, file: &File, function: FunctionId) -> bool {
    let Some(wrappers) = wrappers else { return false };
    let function = &file.facts.functions[function as usize];
    let (name, owner) = (file.text(function.name), function.path.last().map(|owner| file.text(*owner)));
    wrappers.forbidden.iter().any(|forbidden| {
        let of_owner = forbidden.receiver.as_deref().is_none_or(|receiver| owner == Some(receiver));
        let constructs = Program::constructor_name(name) && owner == Some(forbidden.function.as_str());
        forbidden.function == name && of_owner || constructs && forbidden.receiver.is_none()
    })
}

/// The argument with a position or label.
fn argument<'f>(file: &File, arguments: &'f [Argument], wanted: &ArgumentName) -> Option<&'f Argument> {
    let is_plain = |argument: &&Argument| argument.property == Name::default();
    match wanted {
        ArgumentName::Position(position) => {
            let positional = |argument: &&Argument| is_plain(argument) && argument.label == Name::default();
            arguments.iter().filter(positional).find(|argument| argument.position == *position)
        }
        ArgumentName::Label(label) => {
            let named = |name: Name| file.text(name) == label;
            arguments.iter().find(|argument| named(argument.label) || named(argument.property))
        }
    }
}

/// Whether a file imports a module, a submodule, or a file whose path ends with it.
fn imports(file: &File, module: &str) -> bool {
    let boundary = ['/', '.', ':', '\\'];
    file.facts.imports.iter().any(|import| {
        let imported = file.text(import.module);
        let below = imported.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with(boundary));
        below || imported.strip_suffix(module).is_some_and(|rest| rest.ends_with(boundary))
    })
}
