//! From SDK calls backwards: which parameters, fields and constants carry keys, and every place where one is given.
//!
//! [`look_at`] does this for one file, given the wrappers known so far; [`super::settle`] repeats it until nothing new comes
//! up. What speaks for a key at a call is in `calls.rs` (SDK methods, and calls that only look like one) and `wrappers.rs`
//! (calls of functions that pass a key on): evidence of another kind is one more function there that ends in
//! [`FileAnalyzer::add_sink_value`] with a [`KeySink`] that says how sure it is.

mod calls;
mod declared;
mod given;
mod groups;
mod heuristic;
mod implicit;
mod special;
mod types;
mod values;
mod wrapper_calls;
mod wrappers;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use super::program::{Certainty, File, FileId, ParameterSlot, Program, Target, asks_for};
use super::tables::Key;
use super::{Symbol, words};
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::sdk::{Evidence, Method, Sdk, Slot};
use crate::syntax::{Call, KnownKeys, Language, SiteKind, ValueKind};
use crate::text::ByteRange;

pub(super) use groups::WrapperTable;
pub(super) use implicit::is_implicit;
pub(super) use wrappers::Wrapper;

/// How many wrappers around wrappers are followed.
const WRAPPER_DEPTH: u8 = 6;
/// How many local names are followed from a value to what it came from.
const VALUE_DEPTH: u8 = 6;

/// A constant: the file and definition.
pub(super) type ConstantId = (FileId, u32);

/// A literal key at a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Literal {
    pub(super) range: ByteRange,
    pub(super) key: String,
    pub(super) kind: SiteKind,
    pub(super) call: Call,
}

/// What leads to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueOrigin<'a> {
    Text(Text),
    Constant(ConstantId),
    Parameter(FileId, FunctionId, ParameterSlot<'a>),
    Field(FileId, TypeId, Name),
}

/// What looking at one file brought.
#[derive(Debug, Default)]
pub(super) struct FileAnalysis {
    /// Literal keys.
    pub(super) literals: Vec<Literal>,
    /// Calls around a value that is a name, by the value's first byte.
    pub(super) calls_at: HashMap<u32, Call>,
    /// Constants of the file's functions given where a key is wanted, each with the first call that gets it.
    pub(super) used_locals: HashMap<u32, (SiteKind, Call)>,
    /// Each `.member` that stands where a key is wanted, by its first byte, with the type that is wanted, and what that is
    /// asked for.
    pub(super) implicit: HashMap<u32, (Expr, Box<str>, Box<str>)>,
    /// Constants outside of functions, of any file, given where a key is wanted.
    pub(super) used: BTreeSet<(FileId, Key)>,
    /// The file's functions that take keys.
    pub(super) wrappers: Vec<Wrapper>,
    /// Names of the file's fields that hold keys.
    pub(super) fields: BTreeSet<Name>,
    /// Names of functions asked for a key.
    pub(super) asked: BTreeSet<Name>,
}

/// Answers what names and values of a file mean. Remembers what it was asked: made for a while, and not for ever.
pub(super) struct Solver<'a> {
    pub(super) program: &'a Program,
    pub(super) known: &'a KnownKeys,
    seen_names: RefCell<SeenNames>,
}

/// User, owner, local name and own name, and how surely the one sees the other.
type SeenNames = HashMap<(FileId, FileId, Name, Key), Option<Certainty>>;

impl<'a> Solver<'a> {
    pub(super) fn new(program: &'a Program, known: &'a KnownKeys) -> Self {
        Self { program, known, seen_names: RefCell::default() }
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
        file.chain_of(&file.facts.definitions[at as usize])
    }

    /// What stays the same for a constant while its file is edited elsewhere.
    pub(super) fn identity(&self, constant: ConstantId) -> Key {
        Key::of((constant.0, self.chain_of(constant), self.key_of(constant), self.given_by(constant)))
    }
}

/// What is called with a known key in a file and is no wrapper so far: a wrapper around one may be defined in another file.
pub(super) fn demanded(file: &File, outcome: &FileAnalysis, known: &KnownKeys, names: &mut BTreeSet<Symbol>) {
    let found: HashSet<usize> = outcome.literals.iter().map(|literal| literal.range.start).collect();
    for call in &file.facts.calls {
        let unexplained = file.facts.arguments(call).iter().any(|argument| {
            matches!(argument.value, Expr::Text(text) if !found.contains(&(text.start as usize)) && known.contains(file.text(text.value)))
        });
        if unexplained {
            let (family, name) = (file.language.family(), file.facts.callee_name(call).to_owned());
            names.insert(Symbol { family, name, members: Vec::new() });
        }
    }
    names.retain(|symbol| !symbol.name.is_empty());
}

/// Why and how a value is looked at.
#[derive(Debug, Clone, Copy)]
struct KeySink<'a> {
    call: CallId,
    method: &'a str,
    value_kind: ValueKind,
    default: Option<ByteRange>,
    kind: SiteKind,
    /// The call is certain, so that even an unknown key is reported.
    certain: bool,
    /// The SDK may spell the key otherwise: one that is not known is no news.
    spelled: bool,
    depth: u8,
    /// The type of the value.
    wanted: &'a str,
}

/// The look at one file.
struct FileAnalyzer<'a> {
    solver: &'a Solver<'a>,
    program: &'a Program,
    known: &'a KnownKeys,
    file: &'a File,
    id: FileId,
    wrappers: HashSet<(FunctionId, ParameterSlot<'a>)>,
    fields: HashSet<(TypeId, Name)>,
    found: FileAnalysis,
    imports_launchdarkly: OnceCell<bool>,
}

/// Looks at one file, given what is known of all.
pub(super) fn look_at(solver: &Solver<'_>, wrappers: &WrapperTable, id: FileId) -> FileAnalysis {
    let mut flow = FileAnalyzer {
        solver,
        program: solver.program,
        known: solver.known,
        file: &solver.program.files[id],
        id,
        wrappers: HashSet::new(),
        fields: HashSet::new(),
        found: FileAnalysis::default(),
        imports_launchdarkly: OnceCell::new(),
    };
    flow.seed();
    flow.follow(wrappers);
    flow.found
}

impl<'a> FileAnalyzer<'a> {
    fn imports_launchdarkly(&self) -> bool {
        *self.imports_launchdarkly.get_or_init(|| self.program.imports_launchdarkly(self.id))
    }

    /// A value stands where a key is wanted. Uses come in the order of their depth: the first is the shortest way.
    fn add_sink_value(&mut self, place: Place, value: Expr, start: u32, sink: KeySink<'a>) {
        let file = self.file;
        if let Expr::Choice(choice) = value {
            for value in file.facts.choice(choice) {
                self.add_sink_value(place, value, start, sink);
            }
            return;
        }
        if sink.certain {
            self.found.asked.extend(self.solver.asked_by(self.id, place, value));
        }
        if let Some(constant) = self.solver.implicit_member(self.id, value, sink.wanted, None) {
            self.found.implicit.insert(start, (value, sink.wanted.into(), "".into()));
            self.use_constant(constant, value, start, sink);
        }
        for meaning in self.solver.meanings(self.id, place, value, None, VALUE_DEPTH) {
            match meaning {
                ValueOrigin::Text(text) => {
                    let key = file.text(text.value);
                    if key.is_empty() || !(sink.certain && !sink.spelled || self.known.contains(key)) {
                        continue;
                    }
                    let call = self.call_of(sink);
                    let literal = Literal { range: text.range(), key: key.to_owned(), kind: sink.kind, call };
                    self.found.literals.push(literal);
                }
                ValueOrigin::Constant(constant) => self.use_constant(constant, value, start, sink),
                ValueOrigin::Parameter(_, function, slot) => {
                    if sink.certain {
                        self.add_wrapper(function, slot, sink);
                    }
                }
                ValueOrigin::Field(_, container, name) => {
                    if sink.certain {
                        self.add_field(container, name, sink);
                    }
                }
            }
        }
    }

    /// A constant stands where a key, or something that has one, is wanted.
    fn use_constant(&mut self, constant: ConstantId, value: Expr, start: u32, sink: KeySink<'a>) {
        if !(sink.certain && !sink.spelled || self.known.contains(self.solver.key_of(constant))) {
            return;
        }
        // In `"$NAME"`, `&NAME` and `Flag::New.key()` the name does not start where the argument does, or is not all of it.
        let facts = &self.file.facts;
        let named = match value {
            Expr::Path(path) => facts.path(path).first().map_or(start, |step| step.start),
            Expr::Call(call) => {
                let callee = facts.calls[call as usize].callee;
                facts.path(callee).first().map_or(start, |step| step.start)
            }
            _ => start,
        };
        let call = self.call_of(sink);
        self.found.calls_at.entry(named).or_insert(call);
        self.mark_used(constant, sink);
    }

    fn mark_used(&mut self, constant: ConstantId, sink: KeySink<'a>) {
        let (id, at) = constant;
        if self.program.files[id].facts.definitions[at as usize].place.function.is_some() {
            let call = self.call_of(sink);
            self.found.used_locals.entry(at).or_insert((sink.kind, call));
        } else {
            self.found.used.insert((id, self.solver.identity(constant)));
        }
    }

    fn call_of(&self, sink: KeySink<'a>) -> Call {
        let is_condition = self.file.facts.calls[sink.call as usize].is_condition;
        let KeySink { method, value_kind, default, .. } = sink;
        Call { method: method.to_owned(), value_kind, default, is_condition }
    }

    fn add_wrapper(&mut self, function: FunctionId, slot: ParameterSlot<'a>, sink: KeySink<'a>) {
        let depth = sink.depth + 1;
        let is_forbidden = || declared::is_forbidden(self.known, self.file, function);
        if depth <= WRAPPER_DEPTH && !is_forbidden() && self.wrappers.insert((function, slot)) {
            self.use_texts_asked(function, slot, sink);
            let wrapper = Wrapper::new(self.id, self.file, function, slot, sink.value_kind, depth);
            self.found.wrappers.push(Wrapper { spelled: sink.spelled, ..wrapper });
        }
    }

    /// A field carries keys: so does every parameter that is assigned to it.
    fn add_field(&mut self, container: TypeId, name: Name, sink: KeySink<'a>) {
        if !self.fields.insert((container, name)) {
            return;
        }
        self.found.fields.insert(name);
        let file = self.file;
        for assignment in &file.facts.assignments {
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
            if own && file.containers(assignment.place).any(same) {
                let start = steps.first().map_or(0, |step| step.start);
                self.add_sink_value(assignment.place, assignment.value, start, sink);
            }
        }
    }
}
