//! Texts that functions return for enum members: `match self { Flag::New => "new" }`. An enum may have several such
//! functions; the one that is called decides.

use super::*;

impl<'a> Solver<'a> {
    /// The possible values of a call whose result is a text of its receiver or argument.
    pub(super) fn call_meanings(
        &self,
        id: FileId,
        place: Place,
        call: &CallFact,
        property: Option<&str>,
        depth: u8,
    ) -> Vec<ValueOrigin<'a>> {
        let file = &self.program.files[id];
        let Some((last, receiver)) = file.facts.path(call.callee).split_last() else { return Vec::new() };
        let method = file.text(last.name);
        if matches!(method, "defineProps" | "withDefaults")
            && let Some(component) = file.component_function()
        {
            return vec![ValueOrigin::Parameter(id, component, ParameterSlot { position: 0, property: None })];
        }
        let subject = match file.facts.arguments(call) {
            [] if !receiver.is_empty() => receiver,
            // `key_of(Flag::New)`
            [only] if only.property == Name::default() => match only.value {
                Expr::Path(path) => file.facts.path(path),
                _ => return Vec::new(),
            },
            _ => &[],
        };
        if let Some(constant) = self.text_given(id, place, subject, method) {
            return vec![ValueOrigin::Constant(constant)];
        }
        let accessor = call.argument_count == 0 && !subject.is_empty() && words::is_accessor(method);
        if !subject.is_empty() && self.is_read_by(id, place, subject, method, accessor) {
            let meanings = self.path_meanings(id, place, subject, Some(method), depth).into_iter();
            let through = meanings.map(|meaning| match meaning {
                ValueOrigin::Parameter(owner, function, slot) if slot.property.is_none() => {
                    ValueOrigin::Parameter(owner, function, ParameterSlot { property: Some(method), ..slot })
                }
                other => other,
            });
            return through.collect();
        }
        if accessor {
            // `Flags.NEW.getKey()`, `flag.toString()`: the receiver.
            return self.path_meanings(id, place, subject, property, depth);
        }
        if call.argument_count > 0 {
            return Vec::new();
        }
        // A function without parameters that returns a text.
        let steps = file.facts.path(call.callee);
        let mut meanings = self.path_meanings(id, place, steps, property, depth);
        meanings.retain(|meaning| matches!(meaning, ValueOrigin::Constant(_)));
        meanings
    }

    /// The function whose result a value is, directly or through a local name, if it may return texts of members.
    pub(super) fn key_accessor(&self, id: FileId, place: Place, value: Expr) -> Option<Name> {
        let file = &self.program.files[id];
        let value = match value {
            Expr::Path(path) => match self.program.resolve_local(id, place, file.facts.path(path))? {
                (Target::Definition(_, at), _) => file.facts.definitions[at as usize].value,
                _ => return None,
            },
            _ => value,
        };
        let Expr::Call(call) = value else { return None };
        let call = &file.facts.calls[call as usize];
        let steps = file.facts.path(call.callee);
        let could = match file.facts.arguments(call) {
            [] => steps.len() > 1,
            [only] => matches!(only.value, Expr::Path(_)),
            _ => false,
        };
        steps.last().filter(|_| could).map(|step| step.name)
    }

    /// Whether a function maps enum members to texts, so that its receiver must be one. A common accessor could belong
    /// to any type: then the value's type must match.
    fn is_read_by(&self, id: FileId, place: Place, subject: &[Segment], method: &str, accessor: bool) -> bool {
        if !accessor {
            return self.program.gives_texts(method);
        }
        let Some((Target::Parameter(_, function, slot), _)) = self.program.resolve_local(id, place, subject) else {
            return false;
        };
        let file = &self.program.files[id];
        let function = &file.facts.functions[function as usize];
        let parameter = function.parameters.get(slot.position as usize + file.self_parameters(function));
        parameter.is_some_and(|parameter| {
            let methods = self.program.text_methods(file.text(parameter.declared));
            methods.len() > 1 && methods.iter().any(|key_accessor| is_accessor(method, key_accessor))
        })
    }

    /// The text that a function returns for the target of a chain.
    pub(super) fn text_given(&self, id: FileId, place: Place, steps: &[Segment], method: &str) -> Option<ConstantId> {
        let name = self.program.files[id].text(steps.last()?.name);
        // Most accessors are called on values without a text.
        let mut texts = self.program.texts_named(name).peekable();
        if name.is_empty() || texts.peek().is_none() || !self.program.gives_texts(method) {
            return None;
        }
        let given = texts.filter(|constant| is_accessor(method, self.key_accessor_of(*constant)));
        let candidates = given.filter_map(|constant| {
            Some((self.sees(id, place, steps, constant.0, &self.chain_of(constant))?, constant))
        });
        self.pick(candidates, Some(method))
    }

    /// The function that a constant's text comes from; empty if it has its own.
    pub(super) fn key_accessor_of(&self, (file, at): ConstantId) -> &'a str {
        let file = &self.program.files[file];
        file.key_accessor(&file.facts.definitions[at as usize])
    }

    /// Whether the name of a constant stands for its text without an accessor.
    pub(super) fn stands_by_name(&self, constant: ConstantId) -> bool {
        self.rank_of_text(constant, None).is_some()
    }

    fn rank_of_text(&self, (file, at): ConstantId, method: Option<&str>) -> Option<usize> {
        let file = &self.program.files[file];
        file.rank_of_text(&file.facts.definitions[at as usize], method)
    }

    /// Of the texts of an enum member, the one returned by `method`.
    pub(super) fn meant_text(&self, (id, at): ConstantId, method: Option<&str>) -> Option<ConstantId> {
        let file = &self.program.files[id];
        let own = &file.facts.definitions[at as usize];
        if own.key_accessor == Name::default() {
            return Some((id, at));
        }
        let holder = own.path.last().copied().unwrap_or_default();
        let same = file.members_of(own.name, None, holder).filter(|(_, other)| other.path == own.path);
        let texts = same.filter(|(_, other)| matches!(other.value, Expr::Text(_)));
        self.pick(texts.map(|(at, _)| (Certainty::SameFile, (id, at))), method)
    }

    /// The most certain of some constants, unless the most certain differ in their key.
    pub(in crate::index) fn pick(
        &self,
        candidates: impl Iterator<Item = (Certainty, ConstantId)>,
        method: Option<&str>,
    ) -> Option<ConstantId> {
        let ranked = candidates.filter_map(|candidate| Some((self.rank_of_text(candidate.1, method)?, candidate)));
        let all: Vec<(usize, (Certainty, ConstantId))> = ranked.collect();
        let best = all.iter().map(|(_, (certainty, _))| *certainty).min()?;
        let mut surest: Vec<_> = all.into_iter().filter(|(_, (certainty, _))| *certainty == best).collect();
        let (_, (_, (file, _))) = *surest.first()?;
        if surest.iter().all(|(_, (_, constant))| constant.0 == file) {
            let first = surest.iter().map(|(rank, _)| *rank).min()?;
            surest.retain(|(rank, _)| *rank == first);
        }
        let mut surest = surest.into_iter().map(|(_, (_, constant))| constant);
        let first = surest.next()?;
        surest.all(|other| self.text_of(other) == self.text_of(first)).then_some(first)
    }
}

impl<'a> FileAnalyzer<'a> {
    /// Handles an accessor on a parameter in a key position: the texts of its type's members are keys wherever they are
    /// used.
    pub(super) fn use_texts_asked(&mut self, function: FunctionId, slot: ParameterSlot<'a>, sink: KeySink<'a>) {
        let Some(method) = slot.property else { return };
        let file = self.file;
        let facts = &file.facts.functions[function as usize];
        let parameter = facts.parameters.get(slot.position as usize + file.self_parameters(facts));
        let declared = parameter.map_or("", |parameter| file.text(parameter.declared));
        for constant in self.program.texts_given(file.language, declared, method) {
            self.mark_used(constant, sink);
        }
    }
}
