//! Wrappers: the calls of functions whose parameters carry keys.

use super::*;

impl<'a, 'p> Solver<'a, 'p> {
    /// Every call of a wrapper.
    pub(super) fn follow(&mut self, wrapper: Wrapper<'a>) {
        let program = self.program;
        let home = &program.files[wrapper.file];
        let function = &home.facts.functions[wrapper.function as usize];
        let own_name = home.text(function.name);
        let owner = function.path.last().map(|name| home.text(*name)).filter(|name| !name.is_empty());
        let constructs = owner.filter(|_| !home.language.expands_aliases());
        let constructs = constructs.filter(|owner| own_name == *owner || Program::constructor_name(own_name));
        let mut names: Vec<&str> = vec![own_name];
        if let Some(owner) = constructs {
            names = vec![owner];
            names.extend(owner.strip_suffix("Attribute"));
            if matches!(own_name, "initialize" | "new") {
                names.push("new");
            }
            if home.language == Language::Rust {
                // `Self { key }` and `Self::new(key)`.
                names.push("this");
            }
        }
        let related = owner.map(|owner| self.related(owner)).unwrap_or_default();
        let parameter = parameter_of(function, wrapper.slot, home);
        for (id, file) in program.files.iter().enumerate() {
            if file.language.family() != home.language.family() {
                continue;
            }
            for name in names.iter().filter_map(|name| file.facts.find_name(name)) {
                for (at, call) in file.calls_of(name) {
                    let Some(certain) = self.is_call_of(id, call, &wrapper, owner, &related, constructs.is_some())
                    else {
                        continue;
                    };
                    self.use_wrapper_call(id, at, call, &wrapper, parameter, certain);
                }
            }
        }
        if constructs.is_none()
            && let Some(owner) = owner
        {
            self.add_overridden(&wrapper, owner, own_name);
        }
    }

    /// The same method of the interfaces that the wrapper's type implements, and of its subtypes.
    pub(super) fn add_overridden(&mut self, wrapper: &Wrapper<'a>, owner: &str, name: &str) {
        let related = self.related(owner);
        let mut found = Vec::new();
        for &(id, at) in self.program.functions_named(name) {
            let file = &self.program.files[id];
            let function = &file.facts.functions[at as usize];
            let of_related = function.path.last().is_some_and(|path| related.contains(file.text(*path)));
            if of_related && (id, at) != (wrapper.file, wrapper.function) {
                found.push((id, at));
            }
        }
        for (id, function) in found {
            self.add_wrapper(id, function, wrapper.slot, wrapper.kind, wrapper.depth);
        }
    }

    /// The types that a value of one could be declared as: super- and subtypes.
    pub(super) fn related(&self, name: &str) -> HashSet<&'a str> {
        let mut found = HashSet::new();
        let mut queue: Vec<&'a str> = self.supertypes.get_key_value(name).map(|(name, _)| *name).into_iter().collect();
        while let Some(next) = queue.pop() {
            // What everything extends, such as `NSObject`, is in no file and makes no kin.
            let known = next == name || self.program.has_type(next);
            if found.insert(next) && found.len() < 200 && known {
                queue.extend(self.supertypes.get(next).into_iter().flatten());
            }
        }
        found
    }

    /// Whether a call is one of the wrapper; `Some(false)` where only the names speak for it.
    pub(super) fn is_call_of(
        &self,
        id: FileId,
        call: &CallFact,
        wrapper: &Wrapper<'a>,
        owner: Option<&'a str>,
        related: &HashSet<&'a str>,
        constructs: bool,
    ) -> Option<bool> {
        let program = self.program;
        let file = &program.files[id];
        let home = &program.files[wrapper.file];
        let function = &home.facts.functions[wrapper.function as usize];
        let steps = file.facts.path(call.callee);
        let (last, receiver) = steps.split_last()?;
        let name = file.text(last.name);
        let Some(owner) = owner else {
            // A function by itself.
            if function.place.function.is_some() {
                // A local one is seen in its own function only; what a hook returns is seen by its name.
                let inside = id == wrapper.file;
                return inside.then_some(true).or_else(|| self.is_returned(wrapper).then_some(false));
            }
            let sees = program.sees(id, call.place, steps, wrapper.file, &[home.text(function.name)]);
            return match sees {
                Some(Certainty::Likely) => Some(false),
                Some(_) => Some(true),
                None if receiver.is_empty() && self.is_bound_locally(id, call.place, last) => Some(false),
                None => None,
            };
        };
        if constructs {
            let type_name = if name == "new" { receiver.last().map(|step| file.text(step.name))? } else { name };
            if type_name == "this" {
                let around = file.containers(call.place).next().map(|at| file.text(file.facts.types[at as usize].name));
                return (around == Some(owner)).then_some(true);
            }
            let fits = type_name == owner || owner.strip_suffix("Attribute") == Some(type_name);
            return fits.then_some(true);
        }
        let container = file.containers(call.place).next().map(|at| file.text(file.facts.types[at as usize].name));
        let related = |name: &str| name == owner || related.contains(name);
        let path: Vec<&str> = function.path.iter().map(|name| home.text(*name)).collect();
        let modules = file.language.expands_aliases();
        let Some(on) = receiver.last() else {
            let whole: Vec<&str> = path.iter().copied().chain([name]).collect();
            if self.sees(id, call.place, steps, wrapper.file, &whole) == Some(Certainty::Imported) {
                return Some(true);
            }
            if modules && id != wrapper.file {
                return None;
            }
            if container.is_some_and(related) || (id == wrapper.file && container.is_none()) {
                return Some(true);
            }
            // In an extension of the type its methods are called by name alone.
            let around = call.place.function.and_then(|at| file.facts.functions[at as usize].path.last());
            if container.is_none() && file.language != Language::Go && around.is_some_and(|of| related(file.text(*of)))
            {
                return Some(true);
            }
            return self.is_bound_locally(id, call.place, last).then_some(false);
        };
        let on_name = file.text(on.name);
        if on_name == "this" && receiver.len() == 1 {
            let around = call.place.function.and_then(|at| file.facts.functions[at as usize].path.last());
            let around = container.or_else(|| around.map(|of| file.text(*of)));
            return around.is_some_and(related).then_some(true);
        }
        if modules && on_name.starts_with(char::is_uppercase) {
            return receiver.iter().map(|step| file.text(step.name)).eq(path).then_some(true);
        }
        // `local flags = require("flags")`
        let seen = self.sees(id, call.place, receiver, wrapper.file, &path);
        if matches!(seen, Some(Certainty::SameFile | Certainty::Imported)) {
            return Some(true);
        }
        // Also `Flags::instance().isOn(…)`.
        let before = receiver.iter().rev().nth(1).filter(|_| on.called).map(|step| file.text(step.name));
        if on_name == owner || before.is_some_and(related) {
            return Some(true);
        }
        if let Some(kind) = self.type_of(id, call.place, receiver) {
            if related(kind) {
                return Some(true);
            }
            if self.program.has_type(kind) {
                return None;
            }
        }
        let similar = words::similar(on_name, owner) || words::speaks_of_flags(on_name);
        similar.then_some(false)
    }

    /// Whether a function inside another is what the other returns.
    pub(super) fn is_returned(&self, wrapper: &Wrapper<'a>) -> bool {
        let home = &self.program.files[wrapper.file];
        let function = &home.facts.functions[wrapper.function as usize];
        let Some(outer) = function.place.function else { return false };
        let outer = &home.facts.functions[outer as usize];
        outer.returns.iter().any(|value| match value {
            Expr::Object => true,
            Expr::Path(path) => home.facts.path(*path).first().is_some_and(|step| step.name == function.name),
            Expr::Function(id) => *id == wrapper.function,
            _ => false,
        }) || !function.path.is_empty()
    }

    /// Whether a name is taken out of a value by destructuring: `const { isOn } = useFeature()`.
    pub(super) fn is_bound_locally(&self, id: FileId, place: Place, step: &Segment) -> bool {
        matches!(self.program.resolve_local(id, place, std::slice::from_ref(step)), Some((Target::Binding(..), _)))
    }

    pub(super) fn use_wrapper_call(
        &mut self,
        id: FileId,
        at: CallId,
        call: &CallFact,
        wrapper: &Wrapper<'a>,
        parameter: (&'a str, &'a str, &'a str),
        certain: bool,
    ) {
        let file = &self.program.files[id];
        let arguments = file.facts.arguments(call);
        let labelled = |argument: &&Argument| {
            let label = file.text(argument.label);
            !label.is_empty() && (label == parameter.0 || label == parameter.1 || Some(label) == wrapper.slot.property)
        };
        let plain =
            |argument: &&Argument| argument.label == Name::default() && argument.position == wrapper.slot.position;
        let found = match wrapper.slot.property {
            Some(property) => arguments
                .iter()
                .find(|argument| plain(argument) && file.text(argument.property) == property)
                .or_else(|| arguments.iter().find(labelled)),
            None => arguments
                .iter()
                .find(labelled)
                .or_else(|| arguments.iter().find(|argument| plain(argument) && argument.property == Name::default())),
        };
        let method = file.text(file.facts.path(call.callee).last().map_or(Name::default(), |step| step.name));
        let kind = SiteKind::Wrapper;
        let Wrapper { kind: value_kind, depth, .. } = *wrapper;
        let wanted = parameter.2;
        let using = Use { call: at, method, value_kind, default: None, kind, certain, depth, wanted };
        if let Some(argument) = found.copied() {
            return self.use_value(id, call.place, argument.value, argument.start, using);
        }
        // `isOn(FLAGS.checkout)` where the parameter's `.key` is read.
        if let Some(property) = wrapper.slot.property
            && let Some(argument) =
                arguments.iter().find(|argument| plain(argument) && argument.property == Name::default())
        {
            for meaning in self.meanings(id, call.place, argument.value, Some(property), VALUE_DEPTH) {
                match meaning {
                    Meaning::Constant(constant) => {
                        let call = self.call_of(id, using);
                        self.used_constants.entry(constant).or_insert((kind, call));
                    }
                    Meaning::Parameter(owner, function, slot) if certain && slot.property.is_none() => {
                        let slot = ParameterSlot { property: Some(property), ..slot };
                        self.add_wrapper(owner, function, slot, wrapper.kind, wrapper.depth + 1);
                    }
                    _ => {}
                }
            }
            // A constant that stands for the object: an enum's member, given to what reads its `.rawValue`.
            if words::is_accessor(property) {
                let (value, start) = (argument.value, argument.start);
                let meanings = self.meanings(id, call.place, value, None, VALUE_DEPTH).into_iter();
                let constants = meanings.filter_map(|meaning| match meaning {
                    Meaning::Constant(constant) => Some(constant),
                    _ => None,
                });
                for constant in constants.chain(self.implicit_member(id, value, wanted)).collect::<Vec<_>>() {
                    self.use_constant(id, constant, value, start, using);
                }
            }
        }
    }
}

/// Name, label and type of the parameter in a slot.
fn parameter_of<'a>(function: &'a Function, slot: ParameterSlot<'a>, file: &File<'a>) -> (&'a str, &'a str, &'a str) {
    let shift = file.self_parameters(function);
    let parameter = function.parameters.get(slot.position as usize + shift);
    let texts =
        |parameter: &Parameter| (file.text(parameter.name), file.text(parameter.label), file.text(parameter.declared));
    parameter.map(texts).unwrap_or_default()
}
