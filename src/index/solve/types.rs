//! Types of receivers, from declarations and constructors.

use super::*;

/// Maximum number of assignments between fields to follow.
const ASSIGNED_DEPTH: u8 = 4;

impl<'a> Solver<'a> {
    /// The declared or constructed type of a receiver.
    pub(in crate::index) fn type_of(&self, id: FileId, place: Place, receiver: &[Segment]) -> Option<&'a str> {
        self.type_within(id, place, receiver, ASSIGNED_DEPTH)
    }

    fn type_within(&self, id: FileId, place: Place, receiver: &[Segment], depth: u8) -> Option<&'a str> {
        let file = &self.program.files[id];
        let name = |name: Name| Some(file.text(name)).filter(|text| !text.is_empty());
        let last = receiver.last()?;
        if last.called {
            let call = file.call_at(last);
            let asked_for = call.and_then(|call| file.type_asked_for(call));
            return asked_for.or_else(|| file.type_made(receiver)).or_else(|| file.type_argument(call?));
        }
        let of_definition = |file: &'a File, definition: &'a Definition| {
            let declared = file.text(definition.declared);
            if !declared.is_empty() && !matches!(declared, "var" | "auto" | "let" | "val" | "any") {
                return Some(declared);
            }
            let Expr::Call(call) = definition.value else { return None };
            file.type_given(&file.facts.calls[call as usize])
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
                self.type_of_field(owner, container, field, depth)
            }
            Some(_) => None,
            None => self.type_of_foreign(id, place, receiver).or_else(|| file.shared_instance(receiver)),
        }
    }

    /// The type of a field, also from assignments up to `depth`: `x = x` would not end.
    fn type_of_field(&self, id: FileId, container: TypeId, field: Name, depth: u8) -> Option<&'a str> {
        let file = &self.program.files[id];
        let owner = file.facts.types[container as usize].name;
        let declared = file.members_of(field, None, owner).find_map(|(_, definition)| {
            let declared = Some(file.text(definition.declared)).filter(|text| !text.is_empty() && *text != "var");
            declared.or_else(|| {
                let Expr::Call(call) = definition.value else { return None };
                file.type_given(&file.facts.calls[call as usize])
            })
        });
        let depth = depth.checked_sub(1);
        declared.or_else(|| {
            file.facts.assignments.iter().find_map(|assignment| {
                let steps = file.facts.path(assignment.target);
                if steps.last()?.name != field {
                    return None;
                }
                match assignment.value {
                    Expr::Path(path) if file.facts.path(path).len() == 1 => {
                        self.type_within(id, assignment.place, file.facts.path(path), depth?)
                    }
                    Expr::Call(call) => file.type_given(&file.facts.calls[call as usize]),
                    _ => None,
                }
            })
        })
    }

    /// The type of an instance defined in another file: `from services import flags`.
    pub(super) fn type_of_foreign(&self, id: FileId, place: Place, receiver: &[Segment]) -> Option<&'a str> {
        let user = &self.program.files[id];
        let text = user.text(receiver.last()?.name);
        let mut likely = None;
        for (other, definition) in self.program.instances_named(text) {
            let file = &self.program.files[other];
            if other == id || file.language.family() != user.language.family() {
                continue;
            }
            let Some(kind) = file.type_of_definition(definition) else { continue };
            let chain = file.chain_of(definition);
            match self.program.sees(id, place, receiver, other, &chain) {
                Some(Certainty::Likely) => likely = Some(kind),
                Some(_) => return Some(kind),
                None => {}
            }
        }
        likely
    }
}
