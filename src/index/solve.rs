//! Backward analysis from SDK calls: which parameters, fields and constants hold keys, and where they get them.
//!
//! [`analyze`] processes one file, given the wrappers found so far; [`super::fixpoint`] repeats it until nothing
//! changes. Key positions come from `calls.rs` (SDK methods), `heuristic.rs` (similar calls) and `wrappers.rs` (calls
//! of functions that pass a key on). A new kind of evidence is one more function there that ends in
//! [`FileAnalyzer::add_sink_value`] with a [`KeySink`].
//!
//! Keys are unknown here: positions are recorded with their [`Confidence`], and [`super::join`] decides which of their
//! texts are flags.

mod calls;
mod declared;
mod groups;
mod heuristic;
mod implicit;
mod key_accessors;
mod learned;
mod special;
mod types;
mod values;
mod wrapper_calls;
mod wrappers;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::call_site::CallSite;
use super::hooks::SetSpelling;
use super::program::{Certainty, File, FileId, ParameterSlot, Program, Target, is_accessor};
use super::reference::EvidenceEnd;
use super::tables::Key;
use super::words;
use crate::syntax::facts::*;
use crate::syntax::languages::sdk_of;
use crate::syntax::sdk::{Evidence, Method, Sdk, Slot};
use crate::syntax::{Language, SdkSide, ValueKind, Wrappers};
use crate::text::ByteRange;

pub(super) use calls::KNOWN_KEY_SCORE;
pub(super) use groups::WrapperTable;
pub(super) use implicit::is_implicit;
pub(super) use learned::analyze_learned;
pub(super) use wrappers::Wrapper;

/// Maximum number of nested wrappers.
const WRAPPER_DEPTH: u8 = 6;
/// Maximum number of local names between a value and its origin.
pub(super) const VALUE_DEPTH: u8 = 6;

/// A constant: the file and definition.
pub(super) type ConstantId = (FileId, u32);

/// Confidence of a key position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Scopes, resolved imports, declared types or SDK evidence: an unknown key is reported.
    Proven,
    /// A learned position, or a value that flows into one.
    Inferred,
    /// A position learned from two keys only, with a flag word in its name.
    Tentative,
    /// Similar names only: a reference if the key exists, otherwise ignored.
    Guessed,
}

/// How a text at a key position becomes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sink {
    /// The text is the key.
    Key(Confidence),
    /// The text is a property of a set of flags, in the spelling of the set.
    Property(Confidence, SetSpelling),
}

impl Sink {
    pub(super) fn confidence(self) -> Confidence {
        let (Self::Key(confidence) | Self::Property(confidence, _)) = self;
        confidence
    }

    /// The same sink with at most this confidence.
    fn at_most(self, confidence: Confidence) -> Self {
        match self {
            Self::Key(own) => Self::Key(own.max(confidence)),
            Self::Property(own, spelling) => Self::Property(own.max(confidence), spelling),
        }
    }
}

/// The reading of a call that a position belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The only one.
    Only,
    /// One of several possible SDK methods, with a score; the best one whose key matches wins.
    Alternative(u32),
    /// An argument of a call similar to an evaluation; used if no alternative of the call is.
    Heuristic,
}

/// A text at a key position.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct KeyText {
    pub(super) range: ByteRange,
    pub(super) text: Box<str>,
    pub(super) sink: Sink,
    /// What makes the position one.
    pub(super) end: EvidenceEnd,
    pub(super) call: CallSite,
    pub(super) call_id: CallId,
    pub(super) reading: Reading,
}

/// A constant at a key position, with its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct KeyConstant {
    pub(super) text: Box<str>,
    pub(super) sink: Sink,
    /// What makes the position one.
    pub(super) end: EvidenceEnd,
    pub(super) call: CallSite,
}

/// Origin of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueOrigin<'a> {
    Text(Text),
    Constant(ConstantId),
    Parameter(FileId, FunctionId, ParameterSlot<'a>),
    Field(FileId, TypeId, Name),
}

/// The result of analyzing one file, independent of keys.
#[derive(Debug, Default)]
pub(super) struct FileAnalysis {
    /// Texts at key positions, in the order of the arguments of each call.
    pub(super) texts: Vec<KeyText>,
    /// Constants at key positions, by the first byte of the value, nearest to an SDK call first.
    pub(super) constants_at: HashMap<u32, Vec<KeyConstant>>,
    /// Local constants at key positions, by definition, nearest to an SDK call first.
    pub(super) locals: HashMap<u32, Vec<KeyConstant>>,
    /// Implicit members (`.member`) at key positions, by first byte, with the expected type and the accessor called on
    /// them.
    pub(super) implicit: HashMap<u32, (Expr, Box<str>, Box<str>)>,
    /// Constants outside of functions, of any file, at key positions.
    pub(super) used: BTreeSet<ConstantUse>,
    /// Functions in the file that take keys.
    pub(super) wrappers: Vec<Wrapper>,
    /// Names of fields in the file that hold keys.
    pub(super) fields: BTreeSet<Name>,
    /// Names of functions whose result is a key.
    pub(super) accessors: BTreeSet<Name>,
    /// A set of flags is indexed by something other than a literal.
    pub(super) has_computed_lookup: bool,
}

impl FileAnalysis {
    pub(super) fn is_empty(&self) -> bool {
        let Self { texts, constants_at, locals, implicit, used, wrappers, fields, accessors, has_computed_lookup } =
            self;
        let is_plain = texts.is_empty() && constants_at.is_empty() && locals.is_empty() && implicit.is_empty();
        is_plain
            && used.is_empty()
            && wrappers.is_empty()
            && fields.is_empty()
            && accessors.is_empty()
            && !has_computed_lookup
    }
}

/// A use of a constant at a key position: its file, identity and sink.
pub(super) type ConstantUse = (FileId, Key, Sink);

/// Resolves names and values of a file. Short-lived; memoizes visibility lookups.
pub(super) struct Solver<'a> {
    pub(super) program: &'a Program,
    /// Declared and ignored functions.
    pub(super) declared: Option<&'a Wrappers>,
    seen_names: RefCell<SeenNames>,
}

/// User, owner, local name and own name, with the certainty of the match.
type SeenNames = HashMap<(FileId, FileId, Name, Key), Option<Certainty>>;

impl<'a> Solver<'a> {
    pub(super) fn new(program: &'a Program, declared: Option<&'a Wrappers>) -> Self {
        Self { program, declared, seen_names: RefCell::default() }
    }

    /// The text that a constant holds.
    pub(super) fn text_of(&self, (file, at): ConstantId) -> &'a str {
        let file = &self.program.files[file];
        match file.facts.definitions[at as usize].value {
            Expr::Text(text) => file.text(text.value),
            _ => "",
        }
    }

    /// Path and name of a definition.
    pub(super) fn chain_of(&self, (file, at): ConstantId) -> Vec<&'a str> {
        let file = &self.program.files[file];
        file.chain_of(&file.facts.definitions[at as usize])
    }

    /// An identity of a constant that survives edits elsewhere in its file.
    pub(super) fn identity(&self, constant: ConstantId) -> Key {
        Key::of((constant.0, self.chain_of(constant), self.text_of(constant), self.key_accessor_of(constant)))
    }
}

/// A key position of a call, with its context.
#[derive(Debug, Clone, Copy)]
struct KeySink<'a> {
    call: CallId,
    method: &'a str,
    value_kind: ValueKind,
    side: SdkSide,
    /// The argument that is the key.
    key: ByteRange,
    context: Option<ByteRange>,
    default: Option<ByteRange>,
    end: EvidenceEnd,
    sink: Sink,
    reading: Reading,
    depth: u8,
    /// The expected type of the value.
    wanted: &'a str,
}

impl<'a> KeySink<'a> {
    /// A proven key position of an SDK method that takes neither context nor default there.
    fn of_sdk(call: CallId, method: &'a str, value_kind: ValueKind, side: SdkSide, key: ByteRange) -> Self {
        Self {
            call,
            method,
            value_kind,
            side,
            key,
            context: None,
            default: None,
            end: EvidenceEnd::Sink,
            sink: Sink::Key(Confidence::Proven),
            reading: Reading::Only,
            wanted: "",
            depth: 0,
        }
    }

    /// Whether values that flow into the position are keys too.
    fn is_followed(&self) -> bool {
        self.sink.confidence() != Confidence::Guessed
    }
}

/// The analysis of one file.
struct FileAnalyzer<'a> {
    solver: &'a Solver<'a>,
    program: &'a Program,
    file: &'a File,
    id: FileId,
    /// Slots of functions that take keys, with the position of their wrapper among those found.
    wrappers: HashMap<(FunctionId, ParameterSlot<'a>), usize>,
    /// Texts at proven key positions: call and first byte, with the position among those found.
    texts_at: HashMap<(CallId, u32), usize>,
    fields: HashSet<(TypeId, Name)>,
    found: FileAnalysis,
    imports_launchdarkly: OnceCell<bool>,
}

/// Analyzes one file, given all wrappers.
pub(super) fn analyze(solver: &Solver<'_>, wrappers: &WrapperTable, id: FileId) -> FileAnalysis {
    let mut analyzer = FileAnalyzer::new(solver, id);
    analyzer.add_sdk_calls();
    analyzer.add_typed_parameters();
    analyzer.follow(wrappers);
    analyzer.found
}

impl<'a> FileAnalyzer<'a> {
    fn new(solver: &'a Solver<'a>, id: FileId) -> Self {
        Self {
            solver,
            program: solver.program,
            file: &solver.program.files[id],
            id,
            wrappers: HashMap::new(),
            texts_at: HashMap::new(),
            fields: HashSet::new(),
            found: FileAnalysis::default(),
            imports_launchdarkly: OnceCell::new(),
        }
    }

    fn imports_launchdarkly(&self) -> bool {
        *self.imports_launchdarkly.get_or_init(|| self.program.imports_launchdarkly(self.id))
    }

    /// Adds the possible origins of a value at a key position. Positions come in order of depth: the first is the
    /// nearest.
    fn add_sink_value(&mut self, place: Place, value: Expr, start: u32, sink: KeySink<'a>) {
        let file = self.file;
        if let Expr::Choice(choice) = value {
            for value in file.facts.choice(choice) {
                self.add_sink_value(place, value, start, sink);
            }
            return;
        }
        if sink.is_followed() {
            self.found.accessors.extend(self.solver.key_accessor(self.id, place, value));
        }
        if let Some(constant) = self.solver.implicit_member(self.id, value, sink.wanted, None) {
            self.found.implicit.insert(start, (value, sink.wanted.into(), "".into()));
            self.add_constant(constant, value, start, sink);
        }
        for origin in self.solver.meanings(self.id, place, value, None, VALUE_DEPTH) {
            match origin {
                ValueOrigin::Text(text) => {
                    let at = (sink.call, text.start);
                    let (range, text) = (text.range(), file.text(text.value).into());
                    let (call, call_id) = (self.call_of(sink), sink.call);
                    let KeySink { sink, end, reading, .. } = sink;
                    if sink.confidence() == Confidence::Proven {
                        match self.texts_at.get(&at) {
                            Some(other) => self.found.texts[*other].call.agree_with(&call),
                            None => _ = self.texts_at.insert(at, self.found.texts.len()),
                        }
                    }
                    self.found.texts.push(KeyText { range, text, sink, end, call, call_id, reading });
                }
                ValueOrigin::Constant(constant) => self.add_constant(constant, value, start, sink),
                ValueOrigin::Parameter(_, function, slot) => {
                    if sink.is_followed() {
                        self.add_wrapper(function, slot, sink);
                    }
                }
                ValueOrigin::Field(_, container, name) => {
                    if sink.is_followed() {
                        self.add_field(container, name, sink);
                    }
                }
            }
        }
    }

    /// Adds a constant, or a holder of one, at a key position.
    fn add_constant(&mut self, constant: ConstantId, value: Expr, start: u32, sink: KeySink<'a>) {
        // In `"$NAME"`, `&NAME` and `Flag::New.key()` the name does not start with the argument, or is a part of it.
        let facts = &self.file.facts;
        let named = match value {
            Expr::Path(path) => facts.path(path).first().map_or(start, |step| step.start),
            Expr::Call(call) => {
                let callee = facts.calls[call as usize].callee;
                facts.path(callee).first().map_or(start, |step| step.start)
            }
            _ => start,
        };
        let key_constant = self.key_constant(constant, sink);
        push_reachable(self.found.constants_at.entry(named).or_default(), key_constant);
        self.mark_used(constant, sink);
    }

    fn mark_used(&mut self, constant: ConstantId, sink: KeySink<'a>) {
        let (id, at) = constant;
        if self.program.files[id].facts.definitions[at as usize].place.function.is_some() {
            let key_constant = self.key_constant(constant, sink);
            push_reachable(self.found.locals.entry(at).or_default(), key_constant);
        } else {
            self.found.used.insert((id, self.solver.identity(constant), sink.sink));
        }
    }

    fn key_constant(&self, constant: ConstantId, sink: KeySink<'a>) -> KeyConstant {
        let text = self.solver.text_of(constant).into();
        KeyConstant { text, sink: sink.sink, end: sink.end, call: self.call_of(sink) }
    }

    fn call_of(&self, sink: KeySink<'a>) -> CallSite {
        let call = &self.file.facts.calls[sink.call as usize];
        let range = ByteRange::new(call.start as usize, call.end as usize);
        let callee = self.file.facts.path(call.callee).last().map_or(range, |step| step.range());
        let KeySink { method, value_kind, side, key, context, default, .. } = sink;
        let (method, is_condition) = (method.to_owned(), call.is_condition);
        CallSite { range, callee, key, context, default, method, value_kind, side, is_condition }
    }

    fn add_wrapper(&mut self, function: FunctionId, slot: ParameterSlot<'a>, sink: KeySink<'a>) {
        let depth = sink.depth + 1;
        let is_forbidden = || declared::is_forbidden(self.solver.declared, self.file, function);
        if let Some(at) = self.wrappers.get(&(function, slot)) {
            // `switch (kind) { case "bool": return boolVariation(key); case "string": return stringVariation(key); }`
            let Wrapper { kind, side, depth, .. } = &mut self.found.wrappers[*at];
            // What is not nearer to the SDK may rest on this wrapper, and would keep what it said before an edit.
            if sink.sink.confidence() == Confidence::Proven && sink.depth < *depth {
                (*kind, *side) = (kind.common(sink.value_kind), side.common(sink.side));
            }
        } else if depth <= WRAPPER_DEPTH && !is_forbidden() {
            self.wrappers.insert((function, slot), self.found.wrappers.len());
            let wrapper = Wrapper::new(self.id, self.file, function, slot, sink.value_kind, depth);
            self.found.wrappers.push(Wrapper { sink: sink.sink, side: sink.side, ..wrapper });
            self.use_texts_asked(function, slot, sink);
            self.use_texts_listed(function, slot, sink);
        }
    }

    /// Adds the texts in the type of a parameter: each is a key.
    fn use_texts_listed(&mut self, function: FunctionId, slot: ParameterSlot<'a>, sink: KeySink<'a>) {
        let file = self.file;
        let facts = &file.facts.functions[function as usize];
        let parameter = facts.parameters.get(slot.position as usize + file.self_parameters(facts));
        let Some(parameter) = parameter.filter(|_| slot.property.is_none()) else { return };
        let is_own = |listed: &&TypeText| {
            listed.path.len() == facts.path.len() + 2
                && listed.path.starts_with(&facts.path)
                && listed.path.ends_with(&[facts.name, parameter.name])
                && facts.range.contains_range(listed.text.range())
        };
        for listed in file.facts.type_texts.iter().filter(is_own) {
            let (range, text) = (listed.text.range(), file.text(listed.text.value).into());
            let (call, call_id) = (self.call_of(sink), sink.call);
            let KeySink { sink, end, .. } = sink;
            self.found.texts.push(KeyText { range, text, sink, end, call, call_id, reading: Reading::Only });
        }
    }

    /// Adds a field that holds keys: every parameter assigned to it does too.
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

/// Adds a position unless an earlier one applies to all keys.
fn push_reachable(positions: &mut Vec<KeyConstant>, position: KeyConstant) {
    if position.sink.confidence() == Confidence::Proven {
        let of_call = positions.iter_mut().filter(|other| other.call.range == position.call.range);
        of_call.for_each(|other| other.call.agree_with(&position.call));
    }
    let is_final = positions.iter().any(|other| matches!(other.sink, Sink::Key(Confidence::Proven)));
    if !is_final && !positions.iter().any(|other| other.sink == position.sink && other.text == position.text) {
        positions.push(position);
    }
}
