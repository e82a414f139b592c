//! From SDK calls backwards: which parameters, fields and constants carry keys, and every place where one is given.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::program::{Certainty, File, FileId, ParameterSlot, Program, Target};
use super::words;
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::sdk::{Evidence, Method, Sdk, Slot};
use crate::syntax::{Call, KnownKeys, SiteKind, ValueKind};
use crate::text::ByteRange;

/// How many wrappers around wrappers are followed.
const WRAPPER_DEPTH: u8 = 6;
/// How many local names are followed from a value to what it came from.
const VALUE_DEPTH: u8 = 6;

/// A constant: the file and definition.
pub(super) type ConstantId = (FileId, u32);

/// A literal key at a call.
#[derive(Debug, Clone)]
pub(super) struct Literal {
    pub(super) range: ByteRange,
    pub(super) key: String,
    pub(super) kind: SiteKind,
    pub(super) call: Call,
}

/// A function whose parameter carries a key.
#[derive(Debug, Clone, Copy)]
struct Wrapper<'a> {
    file: FileId,
    function: FunctionId,
    slot: ParameterSlot<'a>,
    kind: ValueKind,
    depth: u8,
}

/// What leads to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    Text(Text),
    Constant(ConstantId),
    Parameter(FileId, FunctionId, ParameterSlot<'a>),
    Field(FileId, TypeId, Name),
}

/// Why and how a value is looked at.
#[derive(Debug, Clone, Copy)]
struct Use<'a> {
    call: CallId,
    method: &'a str,
    value_kind: ValueKind,
    default: Option<ByteRange>,
    kind: SiteKind,
    /// The call is certain, so that even an unknown key is reported.
    certain: bool,
    depth: u8,
}

/// User, owner, local name and own name, and how surely the one sees the other.
type SeenNames<'a> = HashMap<(FileId, FileId, &'a str, &'a str), Option<Certainty>>;

/// What was found in all files.
pub(super) struct Solver<'a, 'p> {
    pub(super) program: &'p Program<'a>,
    known: &'p KnownKeys,
    texts_by_name: HashMap<&'a str, Vec<ConstantId>>,
    /// Literal keys by file.
    pub(super) literals: Vec<Vec<Literal>>,
    /// Calls around a value that is a name, by file and the value's first byte.
    pub(super) calls_at: HashMap<(FileId, u32), Call>,
    /// Constants given where a key is wanted.
    pub(super) used_constants: HashSet<ConstantId>,
    wrappers: HashSet<(FileId, FunctionId, ParameterSlot<'a>)>,
    fields: HashSet<(FileId, TypeId, Name)>,
    queue: VecDeque<Wrapper<'a>>,
    /// Whether a file imports something whose name speaks of LaunchDarkly.
    imports_launchdarkly: Vec<bool>,
    supertypes: HashMap<&'a str, HashSet<&'a str>>,
    seen_names: RefCell<SeenNames<'a>>,
}

impl<'a, 'p> Solver<'a, 'p> {
    /// Looks at all files of `program`.
    pub(super) fn solve(program: &'p Program<'a>, known: &'p KnownKeys) -> Self {
        let mut texts_by_name: HashMap<&'a str, Vec<ConstantId>> = HashMap::new();
        let mut supertypes: HashMap<&'a str, HashSet<&'a str>> = HashMap::new();
        for (id, file) in program.files.iter().enumerate() {
            for (at, definition) in file.facts.definitions.iter().enumerate() {
                if matches!(definition.value, Expr::Text(_)) && definition.place.function.is_none() {
                    texts_by_name.entry(file.text(definition.name)).or_default().push((id, at as u32));
                }
            }
            for kind in &file.facts.types {
                for supertype in &kind.supertypes {
                    let (name, supertype) = (file.text(kind.name), file.text(*supertype));
                    supertypes.entry(name).or_default().insert(supertype);
                    supertypes.entry(supertype).or_default().insert(name);
                }
            }
        }
        let mut solver = Self {
            program,
            known,
            texts_by_name,
            literals: vec![Vec::new(); program.files.len()],
            calls_at: HashMap::new(),
            used_constants: HashSet::new(),
            wrappers: HashSet::new(),
            fields: HashSet::new(),
            queue: VecDeque::new(),
            imports_launchdarkly: program.files.iter().map(File::imports_launchdarkly).collect(),
            supertypes,
            seen_names: Default::default(),
        };
        for id in 0..program.files.len() {
            solver.seed(id);
        }
        while let Some(wrapper) = solver.queue.pop_front() {
            solver.follow(wrapper);
        }
        solver
    }

    /// Constants of a name in all files.
    pub(super) fn constants_named(&self, name: &str) -> &[ConstantId] {
        self.texts_by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The key that a constant holds.
    pub(super) fn key_of(&self, (file, at): ConstantId) -> &'a str {
        let file = &self.program.files[file];
        match file.facts.definitions[at as usize].value {
            Expr::Text(text) => file.text(text.value),
            _ => "",
        }
    }

    /// A definition's path and name.
    pub(super) fn chain_of(&self, (file, at): ConstantId) -> Vec<&'a str> {
        let file = &self.program.files[file];
        let definition = &file.facts.definitions[at as usize];
        definition.path.iter().chain([&definition.name]).map(|name| file.text(*name)).collect()
    }

    /// What the functions that take keys are called.
    pub(super) fn wrapper_names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (file, function, _) in &self.wrappers {
            let file = &self.program.files[*file];
            let function = &file.facts.functions[*function as usize];
            let own = file.text(function.name);
            let owner = function.path.last().map(|name| file.text(*name)).unwrap_or_default();
            if own == owner || Program::constructor_name(own) {
                names.insert(owner.strip_suffix("Attribute").unwrap_or(owner).to_owned());
            } else {
                names.insert(own.to_owned());
            }
        }
        names.remove("");
        names
    }

    /// What is called with a known key and is no wrapper so far: a wrapper around one may be defined in another file.
    pub(super) fn demanded(&self, known: &KnownKeys) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (id, file) in self.program.files.iter().enumerate() {
            let found: HashSet<usize> = self.literals[id].iter().map(|literal| literal.range.start).collect();
            for call in &file.facts.calls {
                let unexplained = file.facts.arguments(call).iter().any(|argument| {
                    matches!(argument.value, Expr::Text(text) if !found.contains(&(text.start as usize)) && known.contains(file.text(text.value)))
                });
                if unexplained {
                    names.insert(file.facts.callee_name(call).to_owned());
                }
            }
        }
        names.remove("");
        names
    }

    /// The SDK calls of one file.
    fn seed(&mut self, id: FileId) {
        let program = self.program;
        let file = &program.files[id];
        let Some(table) = sdk_of(file.language) else { return };
        for name in file.called_names() {
            let text = file.text(name);
            let method_like = words::is_variation(text);
            if table.named(text).next().is_none()
                && !method_like
                && !words::speaks_of_flags(text)
                && self.known.is_empty()
            {
                continue;
            }
            for (at, call) in file.calls_of(name) {
                let rows: Vec<(&Sdk, &Method)> = table.named(text).collect();
                if let Some((method, certain)) = self.sdk_method(id, call, &rows) {
                    self.use_sdk_method(id, at, call, method, certain);
                } else {
                    self.use_lookalike(id, at, call);
                }
            }
        }
    }

    /// Which SDK method a call is, and whether that is certain without knowing the key.
    fn sdk_method<'m>(
        &self,
        id: FileId,
        call: &CallFact,
        rows: &[(&'m Sdk, &'m Method)],
    ) -> Option<(&'m Method, bool)> {
        let file = &self.program.files[id];
        let steps = file.facts.path(call.callee);
        let receiver = &steps[..steps.len().saturating_sub(1)];
        let arguments = file.facts.arguments(call);
        let count = arguments.iter().filter(|argument| argument.property == Name::default()).count() as u32;
        let imports = |sdk: &Sdk| file.facts.imports.iter().any(|import| sdk.is_module(file.text(import.module)));
        let imports_any = self.imports_launchdarkly[id] || rows.iter().any(|(sdk, _)| imports(sdk));
        let speaks = self.receiver_speaks(id, call, receiver, rows);
        let mut best: Option<(u32, &'m Method, bool)> = None;
        for (sdk, method) in rows {
            let key = find_slot(file, arguments, method.key);
            let Some(key) = key else { continue };
            let known = matches!(key.value, Expr::Text(text) if self.known.contains(file.text(text.value)));
            let imported = imports(sdk);
            let likely_receiver = receiver.last().is_some_and(|step| sdk.receivers.contains(&file.text(step.name)));
            let certain = match method.evidence {
                Evidence::Own => imports_any || speaks,
                Evidence::Shared => speaks || imported && !receiver.is_empty() || imports_any && likely_receiver,
                Evidence::Weak => imported && (speaks || likely_receiver),
                Evidence::Hook => imports_any,
                Evidence::Component => imported,
            };
            let spoken_for = match method.evidence {
                Evidence::Own | Evidence::Hook | Evidence::Component => true,
                Evidence::Shared => {
                    words::is_variation(method.name)
                        || steps.iter().any(|step| words::speaks_of_flags(file.text(step.name)))
                }
                Evidence::Weak => false,
            };
            let believed = certain || known && spoken_for;
            if !believed {
                continue;
            }
            let default_last =
                method.default.and_then(|slot| slot.position).is_some_and(|position| position + 1 == count);
            let score = u32::from(imported) * 4 + u32::from(known) * 2 + u32::from(default_last) * 3;
            if best.is_none_or(|(other, ..)| score > other) {
                best = Some((score, method, certain));
            }
        }
        best.map(|(_, method, certain)| (method, certain))
    }

    /// Whether what a method is called on is a LaunchDarkly client: by its name, its type, or where it came from.
    fn receiver_speaks(&self, id: FileId, call: &CallFact, receiver: &[Segment], rows: &[(&Sdk, &Method)]) -> bool {
        let file = &self.program.files[id];
        if receiver.iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name))) {
            return true;
        }
        if let Some(kind) = self.type_of(id, call.place, receiver)
            && (words::speaks_of_launchdarkly(kind) || rows.iter().any(|(sdk, _)| sdk.types.contains(&kind)))
        {
            return true;
        }
        let made_by = |path: &[Segment]| {
            path.last().is_some_and(|step| rows.iter().any(|(sdk, _)| sdk.clients.contains(&file.text(step.name))))
                && (path.len() == 1
                    || path.iter().any(|step| words::speaks_of_launchdarkly(file.text(step.name)))
                    || file
                        .facts
                        .imports
                        .iter()
                        .any(|import| rows.iter().any(|(sdk, _)| sdk.is_module(file.text(import.module)))))
        };
        if receiver.last().is_some_and(|step| step.called) && made_by(receiver) {
            return true;
        }
        if let Some(root) = receiver.first() {
            let name = file.text(root.name);
            let imported = file.facts.imports.iter().find(|import| file.text(import.alias) == name && !name.is_empty());
            if imported.is_some_and(|import| words::speaks_of_launchdarkly(file.text(import.module))) {
                return true;
            }
            if let Some((Target::Definition(owner, at), _)) = self.program.resolve_local(id, call.place, receiver)
                && let Expr::Call(made) = self.program.files[owner].facts.definitions[at as usize].value
            {
                return made_by(file.facts.path(file.facts.calls[made as usize].callee));
            }
        }
        false
    }

    fn use_sdk_method(&mut self, id: FileId, at: CallId, call: &CallFact, method: &Method, certain: bool) {
        let file = &self.program.files[id];
        let arguments = file.facts.arguments(call);
        let Some(key) = find_slot(file, arguments, method.key).copied() else { return };
        let default = method.default.and_then(|slot| find_slot(file, arguments, slot));
        let default = default.map(|argument| ByteRange::new(argument.start as usize, argument.end as usize));
        let name = file.text(file.facts.path(call.callee).last().map_or(Name::default(), |step| step.name));
        let value_kind = method.kind;
        let using = Use { call: at, method: name, value_kind, default, kind: SiteKind::Call, certain, depth: 0 };
        self.use_value(id, call.place, key.value, key.start, using);
    }

    /// A call that is in no table, given a known key: by a function or receiver that speaks of flags, such as the wrapper
    /// of a package that is not read.
    fn use_lookalike(&mut self, id: FileId, at: CallId, call: &CallFact) {
        let file = &self.program.files[id];
        let steps = file.facts.path(call.callee);
        let speaks = steps.iter().any(|step| {
            let text = file.text(step.name);
            words::is_variation(text) || words::speaks_of_flags(text)
        });
        if !speaks {
            return;
        }
        let method = file.text(steps.last().map_or(Name::default(), |step| step.name));
        let kind = SiteKind::Wrapper;
        let using = Use { call: at, method, value_kind: ValueKind::Any, default: None, kind, certain: false, depth: 0 };
        for argument in file.facts.arguments(call) {
            match argument.value {
                Expr::Text(text) if self.known.contains(file.text(text.value)) => {}
                Expr::Path(_) if !self.known.is_empty() => {}
                _ => continue,
            }
            self.use_value(id, call.place, argument.value, argument.start, using);
        }
    }

    /// A value stands where a key is wanted.
    fn use_value(&mut self, id: FileId, place: Place, value: Expr, start: u32, using: Use<'a>) {
        let file = &self.program.files[id];
        let call = Call {
            method: using.method.to_owned(),
            value_kind: using.value_kind,
            default: using.default,
            is_condition: file.facts.calls[using.call as usize].is_condition,
        };
        for meaning in self.meanings(id, place, value, None, VALUE_DEPTH) {
            match meaning {
                Meaning::Text(text) => {
                    let key = file.text(text.value);
                    if key.is_empty() || !(using.certain || self.known.contains(key)) {
                        continue;
                    }
                    let literal =
                        Literal { range: text.range(), key: key.to_owned(), kind: using.kind, call: call.clone() };
                    self.literals[id].push(literal);
                }
                Meaning::Constant(constant) => {
                    if using.certain || self.known.contains(self.key_of(constant)) {
                        self.used_constants.insert(constant);
                        self.calls_at.entry((id, start)).or_insert_with(|| call.clone());
                    }
                }
                Meaning::Parameter(owner, function, slot) => {
                    if using.certain {
                        self.add_wrapper(owner, function, slot, using.value_kind, using.depth + 1);
                    }
                }
                Meaning::Field(owner, container, name) => {
                    if using.certain {
                        self.add_field(owner, container, name, using);
                    }
                }
            }
        }
    }

    fn add_wrapper(&mut self, file: FileId, function: FunctionId, slot: ParameterSlot<'a>, kind: ValueKind, depth: u8) {
        if depth <= WRAPPER_DEPTH && self.wrappers.insert((file, function, slot)) {
            self.queue.push_back(Wrapper { file, function, slot, kind, depth });
        }
    }

    /// A field carries keys: so does every parameter that is assigned to it.
    fn add_field(&mut self, id: FileId, container: TypeId, name: Name, using: Use<'a>) {
        if !self.fields.insert((id, container, name)) {
            return;
        }
        let file = &self.program.files[id];
        let assignments: Vec<Assignment> = file
            .facts
            .assignments
            .iter()
            .filter(|assignment| {
                let steps = file.facts.path(assignment.target);
                let own = match steps {
                    [only] => only.name == name,
                    [this, field] => field.name == name && matches!(file.text(this.name), "this" | "cls"),
                    _ => false,
                };
                own && file.containers(assignment.place).any(|here| here == container)
            })
            .copied()
            .collect();
        for assignment in assignments {
            let start = file.facts.path(assignment.target).first().map_or(0, |step| step.start);
            self.use_value(id, assignment.place, assignment.value, start, Use { depth: using.depth, ..using });
        }
    }

    /// What a value can be, as far as the file and the constants of others tell.
    pub(super) fn meanings(
        &self,
        id: FileId,
        place: Place,
        value: Expr,
        property: Option<&str>,
        depth: u8,
    ) -> Vec<Meaning<'a>> {
        let file = &self.program.files[id];
        if depth == 0 {
            return Vec::new();
        }
        match value {
            Expr::Text(text) if property.is_none() => vec![Meaning::Text(text)],
            Expr::Path(path) => self.path_meanings(id, place, file.facts.path(path), property, depth),
            Expr::Call(call) => {
                // `Flags.NEW.getKey()`, `flag.toString()`: what the method is called on.
                let call = &file.facts.calls[call as usize];
                let steps = file.facts.path(call.callee);
                match steps.split_last() {
                    Some((last, receiver))
                        if call.argument_count == 0
                            && !receiver.is_empty()
                            && words::is_accessor(file.text(last.name)) =>
                    {
                        self.path_meanings(id, place, receiver, property, depth)
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    fn path_meanings(
        &self,
        id: FileId,
        place: Place,
        steps: &[Segment],
        property: Option<&str>,
        depth: u8,
    ) -> Vec<Meaning<'a>> {
        let file = &self.program.files[id];
        match self.program.resolve_local(id, place, steps) {
            Some((Target::Parameter(owner, function, slot), _)) => {
                // A property of a parameter that is read: the parameter is an object with the key in it.
                vec![Meaning::Parameter(owner, function, slot)]
            }
            Some((Target::Field(owner, container, name), used)) if used == steps.len() => {
                vec![Meaning::Field(owner, container, name)]
            }
            Some((Target::Definition(owner, at), used)) => {
                let definition = &file.facts.definitions[at as usize];
                let rest = &steps[used..];
                match definition.value {
                    Expr::Text(_) if rest.iter().all(|step| words::is_accessor(file.text(step.name))) => {
                        vec![Meaning::Constant((owner, at))]
                    }
                    Expr::Object => {
                        let property = property.or_else(|| match rest {
                            [only] => Some(file.text(only.name)),
                            _ => None,
                        });
                        self.member_constant(owner, definition, property).into_iter().collect()
                    }
                    value @ (Expr::Path(_) | Expr::Call(_)) if rest.len() <= 1 => {
                        let property = rest.first().map(|step| file.text(step.name)).or(property);
                        self.meanings(id, definition.place, value, property, depth - 1)
                    }
                    _ => Vec::new(),
                }
            }
            Some((Target::Binding(owner, pattern, entry), _)) => {
                let pattern = &self.program.files[owner].facts.patterns[pattern as usize];
                let entry = &file.facts.entries(pattern)[entry as usize];
                let property = file.text(entry.property.name);
                let meanings = self.meanings(owner, pattern.place, pattern.value, Some(property), depth - 1);
                meanings
                    .into_iter()
                    .map(|meaning| match meaning {
                        Meaning::Parameter(file, function, slot) if slot.property.is_none() => {
                            Meaning::Parameter(file, function, ParameterSlot { property: Some(property), ..slot })
                        }
                        other => other,
                    })
                    .collect()
            }
            _ => self.foreign_constant(id, place, steps, property).into_iter().collect(),
        }
    }

    /// The string member of an object literal.
    fn member_constant(&self, id: FileId, object: &Definition, property: Option<&str>) -> Option<Meaning<'a>> {
        let file = &self.program.files[id];
        let name = file.facts.find_name(property?)?;
        let found = file.definitions_of(name).find(|(_, definition)| {
            definition.path.len() == object.path.len() + 1
                && definition.path.last() == Some(&object.name)
                && definition.path.starts_with(&object.path)
                && matches!(definition.value, Expr::Text(_))
        });
        found.map(|(at, _)| Meaning::Constant((id, at)))
    }

    /// The constant of another file that a chain names; `None` where there is none or it could hold two keys.
    fn foreign_constant(
        &self,
        id: FileId,
        place: Place,
        steps: &[Segment],
        property: Option<&str>,
    ) -> Option<Meaning<'a>> {
        let file = &self.program.files[id];
        if let Some(property) = property {
            let candidates = self.constants_named(property).iter().filter_map(|constant| {
                let chain = self.chain_of(*constant);
                let certainty = self.sees(id, place, steps, constant.0, &chain[..chain.len() - 1])?;
                Some((certainty, *constant))
            });
            return self.pick(candidates).map(Meaning::Constant);
        }
        for length in (1..=steps.len()).rev() {
            let name = file.text(steps[length - 1].name);
            if name.is_empty() {
                continue;
            }
            let candidates = self.constants_named(name).iter().filter_map(|constant| {
                let chain = self.chain_of(*constant);
                Some((self.sees(id, place, &steps[..length], constant.0, &chain)?, *constant))
            });
            if let Some(constant) = self.pick(candidates) {
                let rest = &steps[length..];
                let whole = rest.iter().all(|step| words::is_accessor(file.text(step.name)));
                return whole.then_some(Meaning::Constant(constant));
            }
        }
        None
    }

    /// The surest of some constants, unless the surest differ in their key.
    pub(super) fn pick(&self, candidates: impl Iterator<Item = (Certainty, ConstantId)>) -> Option<ConstantId> {
        let all: Vec<_> = candidates.collect();
        let best = all.iter().map(|(certainty, _)| *certainty).min()?;
        let mut surest = all.iter().filter(|(certainty, _)| *certainty == best).map(|(_, constant)| *constant);
        let first = surest.next()?;
        surest.all(|other| self.key_of(other) == self.key_of(first)).then_some(first)
    }

    /// [`Program::sees`], remembered for names of other files.
    pub(super) fn sees(
        &self,
        from: FileId,
        place: Place,
        steps: &[Segment],
        to: FileId,
        chain: &[&'a str],
    ) -> Option<Certainty> {
        if from == to || steps.len() != chain.len() || chain.is_empty() {
            return self.program.sees(from, place, steps, to, chain);
        }
        let user = &self.program.files[from];
        if user.language.family() != self.program.files[to].language.family() {
            return None;
        }
        if !steps[1..].iter().zip(&chain[1..]).all(|(step, name)| user.text(step.name) == *name) {
            return None;
        }
        let local = user.text(steps[0].name);
        let key = (from, to, local, chain[0]);
        if let Some(known) = self.seen_names.borrow().get(&key) {
            return *known;
        }
        let result = self.program.sees_name(from, place, local, chain[0], to);
        self.seen_names.borrow_mut().insert(key, result);
        result
    }

    /// Every call of a wrapper.
    fn follow(&mut self, wrapper: Wrapper<'a>) {
        let program = self.program;
        let home = &program.files[wrapper.file];
        let function = &home.facts.functions[wrapper.function as usize];
        let own_name = home.text(function.name);
        let owner = function.path.last().map(|name| home.text(*name)).filter(|name| !name.is_empty());
        let constructs = owner.filter(|owner| own_name == *owner || Program::constructor_name(own_name));
        let mut names: Vec<&str> = vec![own_name];
        if let Some(owner) = constructs {
            names = vec![owner];
            names.extend(owner.strip_suffix("Attribute"));
            if own_name == "initialize" {
                names.push("new");
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
    fn add_overridden(&mut self, wrapper: &Wrapper<'a>, owner: &str, name: &str) {
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
    fn related(&self, name: &str) -> HashSet<&'a str> {
        let mut found = HashSet::new();
        let mut queue: Vec<&'a str> = self.supertypes.get_key_value(name).map(|(name, _)| *name).into_iter().collect();
        while let Some(next) = queue.pop() {
            if found.insert(next) && found.len() < 200 {
                queue.extend(self.supertypes.get(next).into_iter().flatten());
            }
        }
        found
    }

    /// Whether a call is one of the wrapper; `Some(false)` where only the names speak for it.
    fn is_call_of(
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
            let fits = type_name == owner || owner.strip_suffix("Attribute") == Some(type_name);
            return fits.then_some(true);
        }
        let container = file.containers(call.place).next().map(|at| file.text(file.facts.types[at as usize].name));
        let related = |name: &str| name == owner || related.contains(name);
        let Some(on) = receiver.last() else {
            if container.is_some_and(related) || (id == wrapper.file && container.is_none()) {
                return Some(true);
            }
            return self.is_bound_locally(id, call.place, last).then_some(false);
        };
        let on_name = file.text(on.name);
        if on_name == "this" && receiver.len() == 1 {
            return container.is_some_and(related).then_some(true);
        }
        if on_name == owner {
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
    fn is_returned(&self, wrapper: &Wrapper<'a>) -> bool {
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
    fn is_bound_locally(&self, id: FileId, place: Place, step: &Segment) -> bool {
        matches!(self.program.resolve_local(id, place, std::slice::from_ref(step)), Some((Target::Binding(..), _)))
    }

    /// The declared or constructed type of a receiver.
    fn type_of(&self, id: FileId, place: Place, receiver: &[Segment]) -> Option<&'a str> {
        let file = &self.program.files[id];
        let name = |name: Name| Some(file.text(name)).filter(|text| !text.is_empty());
        let last = receiver.last()?;
        if last.called {
            return Some(file.text(last.name))
                .filter(|text| text.starts_with(char::is_uppercase) && receiver.len() == 1);
        }
        let of_definition = |file: &File<'a>, definition: &'a Definition| {
            let declared = file.text(definition.declared);
            if !declared.is_empty() && !matches!(declared, "var" | "auto" | "let" | "val" | "any") {
                return Some(declared);
            }
            let Expr::Call(call) = definition.value else { return None };
            let made = file.facts.path(file.facts.calls[call as usize].callee).last()?;
            Some(file.text(made.name)).filter(|text| text.starts_with(char::is_uppercase))
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
            None => self.type_of_foreign(id, place, receiver),
        }
    }

    fn type_of_field(&self, id: FileId, container: TypeId, field: Name) -> Option<&'a str> {
        let file = &self.program.files[id];
        let owner = file.facts.types[container as usize].name;
        let mut found = file.definitions_of(field).filter(|(_, definition)| definition.path.last() == Some(&owner));
        let declared = found.find_map(|(_, definition)| {
            let declared = Some(file.text(definition.declared)).filter(|text| !text.is_empty() && *text != "var");
            declared.or_else(|| {
                let Expr::Call(call) = definition.value else { return None };
                let made = file.facts.path(file.facts.calls[call as usize].callee).last()?;
                Some(file.text(made.name)).filter(|text| text.starts_with(char::is_uppercase))
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
                    Expr::Call(call) => {
                        let made = file.facts.path(file.facts.calls[call as usize].callee).last()?;
                        Some(file.text(made.name)).filter(|text| text.starts_with(char::is_uppercase))
                    }
                    _ => None,
                }
            })
        })
    }

    /// The type of an instance that another file defines: `from services import flags`.
    fn type_of_foreign(&self, id: FileId, place: Place, receiver: &[Segment]) -> Option<&'a str> {
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
                Expr::Call(call) => {
                    let made = file.facts.path(file.facts.calls[call as usize].callee).last();
                    made.map(|made| file.text(made.name)).filter(|text| text.starts_with(char::is_uppercase))
                }
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

    fn use_wrapper_call(
        &mut self,
        id: FileId,
        at: CallId,
        call: &CallFact,
        wrapper: &Wrapper<'a>,
        parameter: (&'a str, &'a str),
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
        let using =
            Use { call: at, method, value_kind: wrapper.kind, default: None, kind, certain, depth: wrapper.depth };
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
                        self.used_constants.insert(constant);
                    }
                    Meaning::Parameter(owner, function, slot) if certain && slot.property.is_none() => {
                        let slot = ParameterSlot { property: Some(property), ..slot };
                        self.add_wrapper(owner, function, slot, wrapper.kind, wrapper.depth + 1);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The argument in a slot of an SDK method.
fn find_slot<'f>(file: &File<'_>, arguments: &'f [Argument], slot: Slot) -> Option<&'f Argument> {
    let plain = |argument: &&Argument| argument.label == Name::default() && argument.property == Name::default();
    let labelled = |argument: &&Argument| slot.label == Some(file.text(argument.label));
    arguments.iter().find(labelled).or_else(|| {
        let position = slot.position?;
        arguments.iter().filter(plain).find(|argument| argument.position == position)
    })
}

/// Name and label of the parameter in a slot.
fn parameter_of<'a>(function: &'a Function, slot: ParameterSlot<'a>, file: &File<'a>) -> (&'a str, &'a str) {
    let shift = file.self_parameters(function);
    let parameter = function.parameters.get(slot.position as usize + shift);
    parameter.map_or(("", ""), |parameter| (file.text(parameter.name), file.text(parameter.label)))
}
