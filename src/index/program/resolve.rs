//! What a name means inside of its own file.

use super::*;

impl Program {
    /// What a chain means at a place, and how many of its steps that takes. Only what the file itself says; names of
    /// other files come from [`Program::sees`].
    pub(in crate::index) fn resolve_local(
        &self,
        id: FileId,
        place: Place,
        steps: &[Segment],
    ) -> Option<(Target<'_>, usize)> {
        let file = &self.files[id];
        let root = steps.first()?;
        if file.text(root.name) == "this" {
            let second = steps.get(1)?;
            return self.member(id, place, second.name).map(|target| (target, 2));
        }
        let mut function = place.function;
        while let Some(here) = function {
            let facts = &file.facts.functions[here as usize];
            if let Some(found) = self.parameter(id, here, facts, steps) {
                return Some(found);
            }
            for entry in named(&file.bindings, |entry| entry.0, root.name).iter() {
                if file.facts.patterns[entry.1 as usize].place.function == Some(here) {
                    return Some((Target::Binding(id, entry.1, entry.2), 1));
                }
            }
            let local = |(_, definition): &(u32, &Definition)| definition.place.function == Some(here);
            if let Some(found) = self.longest(id, steps, local) {
                return Some(found);
            }
            function = facts.place.function;
        }
        for container in file.containers(place) {
            let found = file.definitions_of(root.name).find(|(_, definition)| file.is_member_of(definition, container));
            if let Some((at, definition)) = found {
                return Some((self.field_or_definition(id, container, at, definition), 1));
            }
        }
        let top = |(_, definition): &(u32, &Definition)| definition.place.function.is_none();
        self.longest(id, steps, top).or_else(|| {
            let mut bindings = named(&file.bindings, |entry| entry.0, root.name).iter();
            let found = bindings.find(|entry| file.facts.patterns[entry.1 as usize].place.function.is_none());
            found.map(|entry| (Target::Binding(id, entry.1, entry.2), 1))
        })
    }

    /// A member of the type around a place, or a Ruby-like instance variable.
    fn member(&self, id: FileId, place: Place, name: Name) -> Option<Target<'_>> {
        let file = &self.files[id];
        let container = file.containers(place).next().or_else(|| self.receiver_type(id, place))?;
        let found = file.definitions_of(name).find(|(_, definition)| file.is_member_of(definition, container));
        Some(match found {
            Some((at, definition)) => self.field_or_definition(id, container, at, definition),
            None => Target::Field(id, container, name),
        })
    }

    /// The type a method outside of its type's body belongs to, as in Go.
    fn receiver_type(&self, id: FileId, place: Place) -> Option<TypeId> {
        let file = &self.files[id];
        let function = &file.facts.functions[place.function? as usize];
        let owner = *function.path.last()?;
        file.facts.types.iter().position(|kind| kind.name == owner).map(|at| at as TypeId)
    }

    fn field_or_definition(&self, id: FileId, container: TypeId, at: u32, definition: &Definition) -> Target<'_> {
        match definition.value {
            Expr::Text(_) | Expr::Path(_) | Expr::Object => Target::Definition(id, at),
            _ => Target::Field(id, container, definition.name),
        }
    }

    fn parameter(
        &self,
        id: FileId,
        function: FunctionId,
        facts: &Function,
        steps: &[Segment],
    ) -> Option<(Target<'_>, usize)> {
        let file = &self.files[id];
        let root = steps[0].name;
        let own = file.self_parameters(facts);
        for (at, parameter) in facts.parameters.iter().enumerate().skip(own) {
            let position = (at - own) as u32;
            if parameter.name == root && root != Name::default() {
                let property =
                    steps.get(1).filter(|step| !step.called && step.name != Name::default() && steps.len() == 2);
                let property = property.map(|step| file.text(step.name));
                let slot = ParameterSlot { position, property };
                return Some((Target::Parameter(id, function, slot), steps.len()));
            }
            if let Some((property, _)) = parameter.properties.iter().find(|(_, alias)| *alias == root) {
                let slot = ParameterSlot { position, property: Some(file.text(*property)) };
                return Some((Target::Parameter(id, function, slot), 1));
            }
        }
        None
    }

    /// The definition in the file whose path and name match the most steps.
    fn longest(
        &self,
        id: FileId,
        steps: &[Segment],
        wanted: impl Fn(&(u32, &Definition)) -> bool,
    ) -> Option<(Target<'_>, usize)> {
        let file = &self.files[id];
        for length in (1..=steps.len().min(DEPTH_LIMIT)).rev() {
            let name = steps[length - 1].name;
            if name == Name::default() {
                continue;
            }
            let fits = |candidate: &(u32, &Definition)| {
                let path = &candidate.1.path;
                path.len() + 1 == length
                    && wanted(candidate)
                    && path.iter().zip(steps).all(|(name, step)| *name == step.name)
                    && file.stands_by_name(candidate.1)
            };
            let is_before = |candidate: &(u32, &Definition)| candidate.1.start <= steps[0].start;
            // The last one before the name is used, or the first after it.
            let before = file.definitions_of(name).rev().filter(is_before).find(fits);
            let after = || file.definitions_of(name).filter(|candidate| !is_before(candidate)).find(fits);
            let Some((at, _)) = before.or_else(after) else { continue };
            return Some((Target::Definition(id, at), length));
        }
        None
    }
}
