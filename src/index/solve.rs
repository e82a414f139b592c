//! From SDK calls backwards: which parameters, fields and constants carry keys, and every place where one is given.

mod calls;
mod declared;
mod implicit;
mod special;
mod types;
mod values;
mod wrappers;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

pub(super) use implicit::is_implicit;

use super::program::{Certainty, File, FileId, ParameterSlot, Program, Target};
use super::words;
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::sdk::{Evidence, Method, Sdk, Slot};
use crate::syntax::{Call, KnownKeys, Language, SiteKind, ValueKind};
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
    /// The type of the value.
    wanted: &'a str,
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
    /// Constants given where a key is wanted, each with the first call that gets it.
    pub(super) used_constants: HashMap<ConstantId, (SiteKind, Call)>,
    /// What a `.member` means where a key is wanted, by file and first byte.
    implicit: HashMap<(FileId, u32), ConstantId>,
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
            used_constants: HashMap::new(),
            implicit: HashMap::new(),
            wrappers: HashSet::new(),
            fields: HashSet::new(),
            queue: VecDeque::new(),
            imports_launchdarkly: program.imports_launchdarkly(),
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
        let declared = self.known.wrappers().into_iter().flat_map(|wrappers| &wrappers.declared);
        names.extend(declared.map(|wrapper| wrapper.function.clone()));
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

    /// A value stands where a key is wanted.
    fn use_value(&mut self, id: FileId, place: Place, value: Expr, start: u32, using: Use<'a>) {
        let file = &self.program.files[id];
        let call = self.call_of(id, using);
        if let Some(constant) = self.implicit_member(id, value, using.wanted) {
            self.implicit.insert((id, start), constant);
            self.use_constant(id, constant, value, start, using);
        }
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
                Meaning::Constant(constant) => self.use_constant(id, constant, value, start, using),
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

    /// A constant stands where a key, or something that has one, is wanted.
    fn use_constant(&mut self, id: FileId, constant: ConstantId, value: Expr, start: u32, using: Use<'a>) {
        if !(using.certain || self.known.contains(self.key_of(constant))) {
            return;
        }
        let call = self.call_of(id, using);
        // In `"$NAME"`, `&NAME` and `Flag::New.key()` the name does not start where the argument does, or is not all of it.
        let file = &self.program.files[id];
        let named = match value {
            Expr::Path(path) => file.facts.path(path).first().map_or(start, |step| step.start),
            Expr::Call(call) => {
                let callee = file.facts.calls[call as usize].callee;
                file.facts.path(callee).first().map_or(start, |step| step.start)
            }
            _ => start,
        };
        self.calls_at.entry((id, named)).or_insert_with(|| call.clone());
        self.used_constants.entry(constant).or_insert((using.kind, call));
    }

    fn call_of(&self, id: FileId, using: Use<'a>) -> Call {
        let is_condition = self.program.files[id].facts.calls[using.call as usize].is_condition;
        let Use { method, value_kind, default, .. } = using;
        Call { method: method.to_owned(), value_kind, default, is_condition }
    }

    fn add_wrapper(&mut self, file: FileId, function: FunctionId, slot: ParameterSlot<'a>, kind: ValueKind, depth: u8) {
        if depth <= WRAPPER_DEPTH && !self.is_forbidden(file, function) && self.wrappers.insert((file, function, slot))
        {
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
                let types = &file.facts.types;
                let same = |here: TypeId| {
                    let (here, owner) = (&types[here as usize], &types[container as usize]);
                    here.name == owner.name && here.path == owner.path
                };
                own && file.containers(assignment.place).any(same)
            })
            .copied()
            .collect();
        for assignment in assignments {
            let start = file.facts.path(assignment.target).first().map_or(0, |step| step.start);
            self.use_value(id, assignment.place, assignment.value, start, Use { depth: using.depth, ..using });
        }
    }
}
