//! Name resolution within a file.

use super::*;

impl Program {
    /// The target of a chain at a location, and the number of steps used. Considers the file itself only; names of
    /// other files are resolved by [`Program::sees`].
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
            if let Some((pattern, entry)) = file.bindings_of(root.name, function).next() {
                return Some((Target::Binding(id, pattern, entry), 1));
            }
            if let Some(found) = self.longest(id, steps, function) {
                return Some(found);
            }
            function = facts.place.function;
        }
        for container in file.containers(place) {
            if let Some((at, definition)) = file.member_of(root.name, container) {
                return Some((self.field_or_definition(id, container, at, definition), 1));
            }
        }
        self.longest(id, steps, None).or_else(|| {
            let (pattern, entry) = file.bindings_of(root.name, None).next()?;
            Some((Target::Binding(id, pattern, entry), 1))
        })
    }

    /// A member of the enclosing type, or a Ruby-like instance variable.
    fn member(&self, id: FileId, place: Place, name: Name) -> Option<Target<'_>> {
        let file = &self.files[id];
        let container = file.containers(place).next().or_else(|| self.receiver_type(id, place))?;
        Some(match file.member_of(name, container) {
            Some((at, definition)) => self.field_or_definition(id, container, at, definition),
            None => Target::Field(id, container, name),
        })
    }

    /// The type of a method defined outside of its type, as in Go.
    fn receiver_type(&self, id: FileId, place: Place) -> Option<TypeId> {
        let file = &self.files[id];
        let function = &file.facts.functions[place.function? as usize];
        let owner = *function.path.last()?;
        file.types_of(owner).next().map(|(at, _)| at)
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

    /// The definition in a scope whose path and name match the most steps: the last one before the use, or the first
    /// after it.
    fn longest(&self, id: FileId, steps: &[Segment], scope: Option<FunctionId>) -> Option<(Target<'_>, usize)> {
        let file = &self.files[id];
        for length in (1..=steps.len().min(DEPTH_LIMIT)).rev() {
            let (last, holders) = steps[..length].split_last()?;
            if last.name == Name::default() {
                continue;
            }
            let fits = |definition: &Definition| {
                definition.path.iter().eq(holders.iter().map(|step| &step.name)) && file.stands_by_name(definition)
            };
            let holder = holders.last().map_or(Name::default(), |step| step.name);
            if let Some(at) = file.nearest(last.name, scope, holder, steps[0].start, fits) {
                return Some((Target::Definition(id, at), length));
            }
        }
        None
    }
}
