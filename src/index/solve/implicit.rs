//! Implicit members (`.member`) of the expected type, as in Swift.

use super::super::join::Positions;
use super::*;

impl<'a> Solver<'a> {
    /// The constant that `.name` refers to in the expected type `wanted`, with `method` as key accessor; `None` if it
    /// may hold two keys.
    pub(super) fn implicit_member(
        &self,
        id: FileId,
        value: Expr,
        wanted: &str,
        method: Option<&str>,
    ) -> Option<ConstantId> {
        let file = &self.program.files[id];
        let Expr::Path(path) = value else { return None };
        let steps = file.facts.path(path);
        if !is_implicit(steps) || wanted.is_empty() {
            return None;
        }
        let family = file.language.family();
        let candidates = self.program.texts_named(file.text(steps[1].name)).filter_map(|constant| {
            let chain = self.chain_of(constant);
            let owner = chain.len().checked_sub(2).map(|at| chain[at]);
            let fits = owner == Some(wanted) && self.program.files[constant.0].language.family() == family;
            fits.then_some((Certainty::Implied, constant))
        });
        self.pick(candidates, method)
    }

    /// The constants that implicit members of a file refer to, by first byte: arguments, and values of declared names.
    pub(in crate::index) fn implicit_members(&self, id: FileId, positions: Positions<'_>) -> HashMap<u32, ConstantId> {
        let file = &self.program.files[id];
        let (mut found, mut settled) = (HashMap::new(), HashSet::new());
        let is_open = |value: Expr| matches!(value, Expr::Path(path) if is_implicit(file.facts.path(path)));
        for definition in file.facts.definitions.iter().filter(|definition| is_open(definition.value)) {
            let constant = self.implicit_member(id, definition.value, file.text(definition.declared), None);
            found.extend(constant.and_then(|constant| Some((first_byte(file, definition.value)?, constant))));
        }
        let given = positions.analyses().flat_map(|analysis| &analysis.implicit);
        found.extend(given.filter_map(|(start, (value, wanted, method))| {
            Some((*start, self.implicit_member(id, *value, wanted, Some(method))?))
        }));
        for call in &file.facts.calls {
            for argument in file.facts.arguments(call).iter().filter(|argument| is_open(argument.value)) {
                let wanted =
                    self.wanted_types(file.facts.callee_name(call), file.text(argument.label), argument.position);
                let meant: Vec<ConstantId> =
                    wanted.iter().filter_map(|wanted| self.implicit_member(id, argument.value, wanted, None)).collect();
                let one_key = meant.iter().all(|other| self.text_of(*other) == self.text_of(meant[0]));
                let start = first_byte(file, argument.value);
                settled.extend(start.filter(|_| !wanted.is_empty()));
                // The analysis of the call is more precise than its name.
                if let (Some(start), Some(constant), true) = (start, meant.first(), one_key) {
                    found.entry(start).or_insert(*constant);
                }
            }
        }
        for reference in &file.facts.references {
            let steps = file.facts.path(reference.path);
            if is_implicit(steps) && !settled.contains(&steps[0].start) && !found.contains_key(&steps[0].start) {
                let constant = self.member_by_place(id, reference).or_else(|| self.member_by_name(id, reference));
                found.extend(constant.map(|constant| (steps[0].start, constant)));
            }
        }
        found
    }

    /// A member of the enclosing type: `static var all: [Flag] { [.cart, .sale] }`.
    fn member_by_place(&self, id: FileId, reference: &Reference) -> Option<ConstantId> {
        let file = &self.program.files[id];
        let mut around = file.containers(reference.place).map(|at| file.text(file.facts.types[at as usize].name));
        around.find_map(|around| self.implicit_member(id, Expr::Path(reference.path), around, None))
    }

    /// In a `switch` or comparison the type is unknown: a name of several words that one type has as a constant, in a
    /// file that mentions the type.
    fn member_by_name(&self, id: FileId, reference: &Reference) -> Option<ConstantId> {
        let file = &self.program.files[id];
        let name = file.text(file.facts.path(reference.path)[1].name);
        if words::words(name).len() < 2 {
            return None;
        }
        let texts = self.program.texts_named(name).filter(|text| self.stands_by_name(*text));
        let mut owners = texts.map(|constant| {
            let chain = self.chain_of(constant);
            chain.len().checked_sub(2).map_or("", |at| chain[at])
        });
        let owner = owners.next().filter(|owner| owners.all(|other| other == *owner))?;
        file.facts.find_name(owner)?;
        self.implicit_member(id, Expr::Path(reference.path), owner, None)
    }

    /// The types expected for an argument by functions of a name, and by the fields of the type that the name
    /// constructs.
    fn wanted_types(&self, callee: &str, label: &str, position: u32) -> BTreeSet<&'a str> {
        let mut wanted = BTreeSet::new();
        let constructors = self.program.functions_named("init").into_iter().filter(|(file, function)| {
            let file = &self.program.files[*file];
            let owner = file.facts.functions[*function as usize].path.last();
            owner.is_some_and(|owner| file.text(*owner) == callee)
        });
        for (file, function) in self.program.functions_named(callee).into_iter().chain(constructors) {
            let file = &self.program.files[file];
            let parameters = &file.facts.functions[function as usize].parameters;
            let labelled = |parameter: &&Parameter| {
                let own = if parameter.label == Name::default() { parameter.name } else { parameter.label };
                file.text(own) == label
            };
            let parameter = match label {
                "" => parameters.get(position as usize),
                _ => parameters.iter().find(labelled),
            };
            wanted.extend(parameter.map(|parameter| file.text(parameter.declared)));
        }
        let fields = self.program.instances_named(label).filter_map(|(file, definition)| {
            let file = &self.program.files[file];
            let owner = definition.path.last()?;
            (file.text(*owner) == callee).then(|| file.text(definition.declared))
        });
        wanted.extend(fields);
        // `flags[.cart]` with a dictionary declared with the type of its keys.
        let holders = self.program.instances_named(callee);
        let holders = holders.map(|(file, definition)| self.program.files[file].text(definition.declared));
        wanted.extend(holders);
        wanted.remove("");
        wanted
    }
}

/// Whether a chain is `.name`: its first step is empty.
pub(in crate::index) fn is_implicit(steps: &[Segment]) -> bool {
    matches!(steps, [root, _, ..] if root.name == Name::default() && root.start == root.end)
}

fn first_byte(file: &File, value: Expr) -> Option<u32> {
    let Expr::Path(path) = value else { return None };
    file.facts.path(path).first().map(|step| step.start)
}
