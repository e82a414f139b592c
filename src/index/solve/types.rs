//! Types of receivers, as far as declarations and constructors tell.

use super::*;

impl<'a, 'p> Solver<'a, 'p> {
    /// The declared or constructed type of a receiver.
    pub(super) fn type_of(&self, id: FileId, place: Place, receiver: &[Segment]) -> Option<&'a str> {
        let file = &self.program.files[id];
        let name = |name: Name| Some(file.text(name)).filter(|text| !text.is_empty());
        let last = receiver.last()?;
        if last.called {
            let by_place = |(_, call): &(u32, &CallFact)| {
                file.facts.path(call.callee).last().is_some_and(|step| step.start == last.start)
            };
            let call = || file.calls_of(last.name).find(by_place);
            return type_made(file, receiver).or_else(|| type_asked_for(file, call()?.1));
        }
        let of_definition = |file: &File<'a>, definition: &'a Definition| {
            let declared = file.text(definition.declared);
            if !declared.is_empty() && !matches!(declared, "var" | "auto" | "let" | "val" | "any") {
                return Some(declared);
            }
            let Expr::Call(call) = definition.value else { return None };
            type_given(file, &file.facts.calls[call as usize])
        };
        match self.program.resolve_local(id, place, receiver) {
            Some((Target::Parameter(_, function, slot), _)) if slot.property.is_none() => {
                let function = &file.facts.functions[function as usize];
                let shift = file.self_parameters(function);
                name(function.parameters.get(slot.position as usize + shift)?.declared)
            }
            Some((Target::Definition(_, at), used)) if used == receiver.len() => {
                of_definition(file, &file.facts.definitions[at as usize])
            }
            Some((Target::Field(owner, container, field), used)) if used == receiver.len() => {
                self.type_of_field(owner, container, field)
            }
            Some(_) => None,
            None => self.type_of_foreign(id, place, receiver).or_else(|| shared_instance(file, receiver)),
        }
    }

    pub(super) fn type_of_field(&self, id: FileId, container: TypeId, field: Name) -> Option<&'a str> {
        let file = &self.program.files[id];
        let owner = file.facts.types[container as usize].name;
        let mut found = file.definitions_of(field).filter(|(_, definition)| definition.path.last() == Some(&owner));
        let declared = found.find_map(|(_, definition)| {
            let declared = Some(file.text(definition.declared)).filter(|text| !text.is_empty() && *text != "var");
            declared.or_else(|| {
                let Expr::Call(call) = definition.value else { return None };
                type_given(file, &file.facts.calls[call as usize])
            })
        });
        declared.or_else(|| {
            file.facts.assignments.iter().find_map(|assignment| {
                let steps = file.facts.path(assignment.target);
                if steps.last()?.name != field {
                    return None;
                }
                match assignment.value {
                    Expr::Path(path) if file.facts.path(path).len() == 1 => {
                        self.type_of(id, assignment.place, file.facts.path(path))
                    }
                    Expr::Call(call) => type_given(file, &file.facts.calls[call as usize]),
                    _ => None,
                }
            })
        })
    }

    /// The type of an instance that another file defines: `from services import flags`.
    pub(super) fn type_of_foreign(&self, id: FileId, place: Place, receiver: &[Segment]) -> Option<&'a str> {
        let user = &self.program.files[id];
        let text = user.text(receiver.last()?.name);
        let mut likely = None;
        for &(other, at) in self.program.definitions_named(text) {
            let file = &self.program.files[other];
            if other == id || file.language.family() != user.language.family() {
                continue;
            }
            let definition = &file.facts.definitions[at as usize];
            let declared = Some(file.text(definition.declared)).filter(|text| !text.is_empty());
            let made = match definition.value {
                Expr::Call(call) => type_given(file, &file.facts.calls[call as usize]),
                _ => None,
            };
            let Some(kind) = declared.or(made) else { continue };
            let chain: Vec<&str> =
                definition.path.iter().chain([&definition.name]).map(|name| file.text(*name)).collect();
            match self.program.sees(id, place, receiver, other, &chain) {
                Some(Certainty::Likely) => likely = Some(kind),
                Some(_) => return Some(kind),
                None => {}
            }
        }
        likely
    }
}

/// `Flags.shared`, `Flags.instance`: an instance of the type, where nothing tells otherwise.
fn shared_instance<'a>(file: &File<'a>, receiver: &[Segment]) -> Option<&'a str> {
    receiver.get(1)?;
    type_made(file, receiver).filter(|made| file.text(receiver[receiver.len() - 1].name) != *made)
}

/// The type of what a call gives.
fn type_given<'a>(file: &File<'a>, call: &CallFact) -> Option<&'a str> {
    type_made(file, file.facts.path(call.callee)).or_else(|| type_asked_for(file, call))
}

/// The type that a container of services is asked for: `app(Flags::class)`, `inject(Flags)`, `get<Flags>()`.
fn type_asked_for<'a>(file: &File<'a>, call: &CallFact) -> Option<&'a str> {
    const CONTAINERS: &[&str] = &["app", "resolve", "make", "get", "inject", "getBean", "getService", "koinInject"];
    let arguments = file.facts.arguments(call);
    let by_type = arguments.iter().find(|argument| file.text(argument.property) == TYPE_ARGUMENT);
    let asked = by_type.or_else(|| arguments.first().filter(|_| CONTAINERS.contains(&file.facts.callee_name(call))));
    let Expr::Path(path) = asked?.value else { return None };
    let kind = match file.facts.path(path) {
        [kind] => kind,
        [kind, class] if matches!(file.text(class.name), "class" | "this" | "self" | "java") => kind,
        _ => return None,
    };
    Some(file.text(kind.name)).filter(|text| text.starts_with(char::is_uppercase))
}

/// The type of what a call gives: `Flags(…)`, and `Flags.getInstance()` or its kin.
fn type_made<'a>(file: &File<'a>, callee: &[Segment]) -> Option<&'a str> {
    const INSTANCES: &[&str] = &[
        "get",
        "getInstance",
        "instance",
        "shared",
        "sharedInstance",
        "create",
        "init",
        "new",
        "INSTANCE",
        "Instance",
    ];
    let (last, before) = callee.split_last()?;
    let is_type = |text: &&str| text.starts_with(char::is_uppercase);
    let made = file.text(last.name);
    if INSTANCES.contains(&made) {
        return Some(file.text(before.last()?.name)).filter(is_type);
    }
    Some(made).filter(is_type).filter(|_| before.is_empty() || !last.called)
}
