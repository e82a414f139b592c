//! Values: resolution of names and chains.

use super::*;

/// Maximum number of texts of a local name.
const BRANCHES: usize = 32;
/// Depth cost of a name that is one of several values.
const CHOICE_COST: u8 = 2;

impl<'a> Solver<'a> {
    /// The possible values of an expression, from the file and constants of others.
    pub(in crate::index) fn meanings(
        &self,
        id: FileId,
        place: Place,
        value: Expr,
        property: Option<&str>,
        depth: u8,
    ) -> Vec<ValueOrigin<'a>> {
        let file = &self.program.files[id];
        if depth == 0 {
            return Vec::new();
        }
        match value {
            Expr::Text(text) if property.is_none() => vec![ValueOrigin::Text(text)],
            Expr::Path(path) => self.path_meanings(id, place, file.facts.path(path), property, depth),
            Expr::Choice(choice) => {
                // Chains of names with many values each would not end.
                let left =
                    |value| if matches!(value, Expr::Path(_)) { depth.saturating_sub(CHOICE_COST) } else { depth };
                let values = file.facts.choice(choice).into_iter();
                values.flat_map(|value| self.meanings(id, place, value, property, left(value))).collect()
            }
            Expr::Call(call) => self.call_meanings(id, place, &file.facts.calls[call as usize], property, depth),
            _ => Vec::new(),
        }
    }

    pub(super) fn path_meanings(
        &self,
        id: FileId,
        place: Place,
        steps: &[Segment],
        property: Option<&str>,
        depth: u8,
    ) -> Vec<ValueOrigin<'a>> {
        let file = &self.program.files[id];
        let given = match (property, steps) {
            (Some(method), _) => self.text_given(id, place, steps, method),
            (None, [member @ .., method]) => self.text_given(id, place, member, file.text(method.name)),
            _ => None,
        };
        if let Some(constant) = given {
            return vec![ValueOrigin::Constant(constant)];
        }
        match self.program.resolve_local(id, place, steps) {
            Some((Target::Parameter(owner, function, slot), _)) => {
                // A property of a parameter: the parameter is an object with the key.
                let own = [ValueOrigin::Parameter(owner, function, slot)].into_iter();
                own.chain(self.other_texts(id, function, steps, None)).collect()
            }
            Some((Target::Field(owner, container, name), used)) if used == steps.len() => {
                // A name that the type does not define can be a constant of a supertype.
                let around = file.facts.types[container as usize].name;
                let defined = file.members_of(name, None, around).next().is_some();
                let inherited = (!defined).then(|| self.foreign_constant(id, place, steps, property)).flatten();
                inherited.into_iter().chain([ValueOrigin::Field(owner, container, name)]).collect()
            }
            Some((Target::Definition(owner, at), used)) => {
                let definition = &file.facts.definitions[at as usize];
                let rest = &steps[used..];
                match definition.value {
                    Expr::Text(_) if rest.iter().all(|step| words::is_accessor(file.text(step.name))) => {
                        let method = rest.first().map(|step| file.text(step.name)).or(property);
                        let own = self.meant_text((owner, at), method).map(ValueOrigin::Constant).into_iter();
                        let function = definition.place.function.filter(|_| used == 1);
                        let others = function.map(|function| self.other_texts(id, function, steps, Some(at)));
                        own.chain(others.unwrap_or_default()).collect()
                    }
                    Expr::Object => {
                        let property = property.or_else(|| match rest {
                            [only] => Some(file.text(only.name)),
                            _ => None,
                        });
                        let own = self.member_constant(owner, definition, property);
                        let taken = || self.foreign_constant(id, place, steps, None);
                        own.or_else(taken).into_iter().collect()
                    }
                    value @ (Expr::Path(_) | Expr::Call(_) | Expr::Choice(_)) if rest.len() <= 1 => {
                        let taken = rest.first().map(|step| file.text(step.name));
                        let mut meanings = self.meanings(id, definition.place, value, taken.or(property), depth - 1);
                        if meanings.is_empty() && matches!(value, Expr::Call(_)) {
                            meanings.extend(self.required_constant(id, place, steps, property));
                        }
                        // `const props = defineProps<{ flag: string }>()`, and `props.flag`.
                        for meaning in meanings.iter_mut().filter(|_| matches!(value, Expr::Call(_))) {
                            if let (ValueOrigin::Parameter(.., slot), Some(_)) = (meaning, taken) {
                                slot.property = slot.property.or(taken);
                            }
                        }
                        meanings
                    }
                    Expr::Call(_) => self.required_constant(id, place, steps, property).into_iter().collect(),
                    _ => Vec::new(),
                }
            }
            Some((Target::Binding(owner, pattern, entry), _)) => {
                let pattern = &self.program.files[owner].facts.patterns[pattern as usize];
                let entry = &file.facts.entries(pattern)[entry as usize];
                let property = file.text(entry.property.name);
                let mut meanings = self.meanings(owner, pattern.place, pattern.value, Some(property), depth - 1);
                if meanings.is_empty() && matches!(pattern.value, Expr::Call(_)) {
                    meanings.extend(self.required_constant(id, place, steps, None));
                }
                meanings
                    .into_iter()
                    .map(|meaning| match meaning {
                        ValueOrigin::Parameter(file, function, slot) if slot.property.is_none() => {
                            ValueOrigin::Parameter(file, function, ParameterSlot { property: Some(property), ..slot })
                        }
                        other => other,
                    })
                    .collect()
            }
            _ => match (steps, file.component_function()) {
                ([this, prop], Some(component)) if file.text(this.name) == "this" && file.has_prop(prop.name) => {
                    let slot = ParameterSlot { position: 0, property: Some(file.text(prop.name)) };
                    vec![ValueOrigin::Parameter(id, component, slot)]
                }
                _ => self.foreign_constant(id, place, steps, property).into_iter().collect(),
            },
        }
    }

    /// Other texts assigned to a local name before its use: in another branch, or as a default value.
    fn other_texts(
        &self,
        id: FileId,
        function: FunctionId,
        steps: &[Segment],
        but: Option<u32>,
    ) -> Vec<ValueOrigin<'a>> {
        let [step, rest @ ..] = steps else { return Vec::new() };
        let file = &self.program.files[id];
        let found = file.members_of(step.name, Some(function), Name::default()).filter(|(at, definition)| {
            let is_before = definition.start <= step.start && Some(*at) != but;
            let is_whole = rest.is_empty() && definition.path.is_empty();
            is_before && is_whole && matches!(definition.value, Expr::Text(_))
        });
        let found: Vec<u32> = found.map(|(at, _)| at).collect();
        let last = found.len().saturating_sub(BRANCHES);
        found[last..].iter().map(|at| ValueOrigin::Constant((id, *at))).collect()
    }

    /// The constant behind a local name for a module: `const keys = require("./keys")`.
    fn required_constant(
        &self,
        id: FileId,
        place: Place,
        steps: &[Segment],
        property: Option<&str>,
    ) -> Option<ValueOrigin<'a>> {
        let root = steps.first()?.name;
        let is_required = self.program.files[id].facts.imports.iter().any(|import| import.alias == root);
        is_required.then(|| self.foreign_constant(id, place, steps, property)).flatten()
    }

    /// The string member of an object literal.
    pub(super) fn member_constant(
        &self,
        id: FileId,
        object: &Definition,
        property: Option<&str>,
    ) -> Option<ValueOrigin<'a>> {
        let file = &self.program.files[id];
        let name = file.facts.find_name(property?)?;
        let found = file.members_of(name, object.place.function, object.name).find(|(_, definition)| {
            definition.path.len() == object.path.len() + 1
                && definition.path.starts_with(&object.path)
                && matches!(definition.value, Expr::Text(_))
        });
        found.map(|(at, _)| ValueOrigin::Constant((id, at)))
    }

    /// The constant of another file that a chain refers to; `None` if there is none or it may hold two keys.
    pub(super) fn foreign_constant(
        &self,
        id: FileId,
        place: Place,
        steps: &[Segment],
        property: Option<&str>,
    ) -> Option<ValueOrigin<'a>> {
        let file = &self.program.files[id];
        if let Some(property) = property {
            let candidates = self.program.texts_named(property).filter_map(|constant| {
                let chain = self.chain_of(constant);
                let certainty = match chain.split_last()?.1 {
                    // Taken out of a module, and not out of an object in it; a file that does not name it would not
                    // notice that it is another one now.
                    [] if constant.0 == id || steps.is_empty() || file.facts.find_name(property).is_none() => None,
                    [] => {
                        let module: Vec<&str> = steps.iter().map(|step| file.text(step.name)).collect();
                        let seen = self.program.sees_module(id, &module, constant.0, property);
                        seen.filter(|certainty| *certainty == Certainty::Imported)
                    }
                    owner => self.sees(id, place, steps, constant.0, owner),
                };
                Some((certainty?, constant))
            });
            return self.pick(candidates, None).map(ValueOrigin::Constant);
        }
        for length in (1..=steps.len()).rev() {
            let at_home = file.name_at_home(steps[length - 1].name).filter(|_| length == 1);
            let name = file.text(at_home.unwrap_or(steps[length - 1].name));
            if name.is_empty() {
                continue;
            }
            let candidates = self.program.texts_named(name).filter_map(|constant| {
                let chain = self.chain_of(constant);
                Some((self.sees(id, place, &steps[..length], constant.0, &chain)?, constant))
            });
            let rest = &steps[length..];
            let method = rest.first().map(|step| file.text(step.name));
            if let Some(constant) = self.pick(candidates, method) {
                let whole = rest.iter().all(|step| words::is_accessor(file.text(step.name)));
                return whole.then_some(ValueOrigin::Constant(constant));
            }
        }
        None
    }

    /// [`Program::sees`], also through aliases of the holder: `static readonly KEYS = keys`.
    pub(in crate::index) fn sees(
        &self,
        from: FileId,
        place: Place,
        steps: &[Segment],
        to: FileId,
        chain: &[impl AsRef<str>],
    ) -> Option<Certainty> {
        self.sees_itself(from, place, steps, to, chain).or_else(|| {
            let user = &self.program.files[from];
            let ((member, holder), (own_name, own_holder)) = (steps.split_last()?, chain.split_last()?);
            let alias = user.text(holder.last()?.name);
            if user.text(member.name) != own_name.as_ref() || own_holder.is_empty() {
                return None;
            }
            let through = |(file, definition): (FileId, &Definition)| {
                let holding = &self.program.files[file];
                let Expr::Path(path) = definition.value else { return None };
                let path = holding.facts.path(path);
                let leads = self.sees_itself(file, definition.place, path, to, own_holder)?;
                let seen = self.sees_itself(from, place, holder, file, &holding.chain_of(definition))?;
                Some(leads.max(seen))
            };
            self.program.other_names(alias).filter_map(through).min()
        })
    }

    /// [`Program::sees`], memoized for names of other files.
    pub(super) fn sees_itself(
        &self,
        from: FileId,
        place: Place,
        steps: &[Segment],
        to: FileId,
        chain: &[impl AsRef<str>],
    ) -> Option<Certainty> {
        let user = &self.program.files[from];
        let on_itself = steps.first().is_some_and(|step| user.text(step.name) == "this");
        if from == to || steps.len() != chain.len() || chain.is_empty() || on_itself {
            return self.program.sees(from, place, steps, to, chain);
        }
        if user.language.family() != self.program.files[to].language.family() {
            return None;
        }
        if !steps[1..].iter().zip(&chain[1..]).all(|(step, name)| user.text(step.name) == name.as_ref()) {
            return None;
        }
        let (local, first) = (steps[0].name, chain[0].as_ref());
        let key = (from, to, local, Key::new(0, first));
        if let Some(known) = self.seen_names.borrow().get(&key) {
            return *known;
        }
        let result = self.program.sees_name(from, place, user.text(local), first, to);
        self.seen_names.borrow_mut().insert(key, result);
        result
    }
}
