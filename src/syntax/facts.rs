//! What one file says, before anything is known about other files.
//!
//! Flat tables and small ids: a repository has thousands of files, and each is kept in memory while the workspace is open.
//! Nothing in here depends on the keys that exist, so a file's facts change only when its text does.

use serde::{Deserialize, Serialize};

use super::Language;
use super::limits::Refusal;
pub(crate) use super::names::Names;
use crate::text::ByteRange;

/// An interned name of one file: index into `FileFacts::names`. Id 0 is the empty name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Name(pub(crate) u32);

/// Index of a function in [`FileFacts::functions`].
pub type FunctionId = u32;
/// Index of a call in [`FileFacts::calls`].
pub type CallId = u32;
/// Index of a type in [`FileFacts::types`].
pub type TypeId = u32;

/// Facts of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// What it was parsed as; `None` before extraction.
    pub language: Option<Language>,
    /// Why the text, or a part of it, was not parsed. Not stored: such a file is read again.
    #[serde(skip)]
    pub refusal: Option<Refusal>,
    /// Declared package or namespace, in parts; empty where the language has none.
    pub module: Vec<Name>,
    /// Names brought in from elsewhere, and names passed on.
    pub imports: Vec<Import>,
    /// Constants, variables, fields, enum members and entries of object literals.
    pub definitions: Vec<Definition>,
    /// Classes, enums, interfaces, modules, objects.
    pub types: Vec<Type>,
    /// Functions, methods, constructors, closures.
    pub functions: Vec<Function>,
    /// Calls, `new`, attributes, annotations and JSX elements.
    pub calls: Vec<CallFact>,
    /// Assignments to something that exists: `this.key = key`.
    pub assignments: Vec<Assignment>,
    /// Destructuring of a value: `const { a, b: c } = value`.
    pub patterns: Vec<Pattern>,
    /// Entries of the object literals that functions return.
    pub returned: Vec<Returned>,
    /// Values that are given a type where they stand: `value as Flags`, `make<Flags>()`.
    pub typed: Vec<Typed>,
    /// Texts that types list, or that their members have outside of the program.
    pub type_texts: Vec<TypeText>,
    /// Every name and member chain that is used, longest form only.
    pub references: Vec<Reference>,
    pub(crate) names: Names,
    pub(crate) segments: Vec<Segment>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) entries: Vec<PatternEntry>,
    pub(crate) choices: Vec<[Expr; 2]>,
}

/// A value as far as it matters: what could lead to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Expr {
    /// A string literal.
    Text(Text),
    /// A name or member chain.
    Path(Path),
    /// The result of a call.
    Call(CallId),
    /// A function or closure.
    Function(FunctionId),
    /// One of two values: index into `FileFacts::choices`.
    Choice(u32),
    /// An object literal; its entries are definitions.
    Object,
    /// Something else.
    #[default]
    Other,
}

/// A string literal: its value, and the range of its content without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The unescaped value.
    pub value: Name,
    /// The content.
    pub start: u32,
    /// One past the content.
    pub end: u32,
}

impl Text {
    /// The content's range.
    pub fn range(self) -> ByteRange {
        ByteRange::new(self.start as usize, self.end as usize)
    }
}

/// A member chain: a run of `FileFacts::segments`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    pub(crate) first: u32,
    pub(crate) length: u32,
}

/// One step of a member chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The name; empty for what is not a name.
    pub name: Name,
    /// Its first byte.
    pub start: u32,
    /// One past its last.
    pub end: u32,
    /// The chain goes on from the result of calling this: `get().variation`.
    pub called: bool,
    /// It is a text in brackets: `flags["new-cart"]`.
    pub indexed: bool,
}

impl Segment {
    /// The name's range.
    pub fn range(self) -> ByteRange {
        ByteRange::new(self.start as usize, self.end as usize)
    }
}

/// Where a fact stands: the innermost function and type around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The innermost function.
    pub function: Option<FunctionId>,
    /// The innermost type.
    pub container: Option<TypeId>,
}

/// A name brought in by an import, or passed on by a re-export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Where from, as written.
    pub module: Name,
    /// Which name of it.
    pub what: Imported,
    /// The name in this file; empty for wildcards.
    pub alias: Name,
    /// It is passed on to those who import this file.
    pub exported: bool,
}

/// What an import takes from its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Imported {
    /// One name.
    Name(Name),
    /// The default export.
    Default,
    /// The module itself, under one name.
    Whole,
    /// All its names.
    Wildcard,
}

/// A name with a value or a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The name.
    pub name: Name,
    /// Its place.
    pub start: u32,
    /// One past it.
    pub end: u32,
    /// What holds it inside the file, outermost first: types and object literals.
    pub path: Box<[Name]>,
    /// The value.
    pub value: Expr,
    /// Declared type's simple name, or empty.
    pub declared: Name,
    /// The function that gives each member of an enum its text, where that is how this one has its; else empty.
    pub key_accessor: Name,
    /// Where.
    pub place: Place,
}

/// A class, enum, interface, module or object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Type {
    /// The simple name.
    pub name: Name,
    /// What holds it inside the file, outermost first.
    pub path: Box<[Name]>,
    /// Simple names of what it extends or implements.
    pub supertypes: Box<[Name]>,
    /// All of it.
    pub range: ByteRange,
}

/// A function, method, constructor or closure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// The name it is called by; empty where it has none.
    pub name: Name,
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// Where it is defined.
    pub place: Place,
    /// Object literals and types around it, outermost first.
    pub path: Box<[Name]>,
    /// All of it.
    pub range: ByteRange,
    /// What it returns, where that could lead to flags.
    pub returns: Vec<Expr>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name; empty for a destructured one.
    pub name: Name,
    /// Declared type's simple name, or empty.
    pub declared: Name,
    /// Label at the call, where it differs from the name.
    pub label: Name,
    /// For a destructured one: property and local name.
    pub properties: Vec<(Name, Name)>,
}

/// A call, and what is used like one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFact {
    /// The called name with its receiver.
    pub callee: Path,
    pub(crate) first_argument: u32,
    pub(crate) argument_count: u32,
    /// All of it.
    pub start: u32,
    /// One past it.
    pub end: u32,
    /// Its result decides a branch.
    pub is_condition: bool,
    /// Where.
    pub place: Place,
}

/// The property of an argument that is no value but the type that the call is given: `get<Flags>()`.
pub const TYPE_ARGUMENT: &str = "<>";

/// Prefix of a type whose values are the member names of the type after it: `keyof Flags`.
pub const KEY_OF: &str = "keyof ";

/// Prefix of a type whose member names are the values of the type after it: `{ [name in FlagName]: boolean }`.
pub const KEYED_BY: &str = "in ";

/// The supertype of a type that lists texts: `type FlagName = "a" | "b"`.
pub const LISTED: &str = "\"\"";

/// The name of the call that a look-up is taken for: `flags[key]`.
pub const LOOK_UP: &str = "[]";

/// An argument of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// Keyword or label; empty for a positional one.
    pub label: Name,
    /// An entry of an object literal given as this argument: `f({ key: … })`; empty for the argument itself.
    pub property: Name,
    /// Position among the call's arguments.
    pub position: u32,
    /// The value.
    pub value: Expr,
    /// All of its text.
    pub start: u32,
    /// One past it.
    pub end: u32,
}

impl Argument {
    /// All of its text.
    pub fn range(&self) -> ByteRange {
        ByteRange::new(self.start as usize, self.end as usize)
    }
}

/// An assignment to something that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// What is assigned to.
    pub target: Path,
    /// The value.
    pub value: Expr,
    /// Where.
    pub place: Place,
}

/// Destructuring of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// What is taken apart.
    pub value: Expr,
    pub(crate) first_entry: u32,
    pub(crate) entry_count: u32,
    /// Where.
    pub place: Place,
}

/// One name of a destructuring pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternEntry {
    /// The property taken; without a name where it is computed, and empty for the rest of the value: `...others`.
    pub property: Segment,
    /// The local name it gets.
    pub alias: Name,
}

impl PatternEntry {
    /// Whether the local name stands for all that no other entry takes.
    pub fn is_rest(&self) -> bool {
        self.property.start == self.property.end
    }
}

/// An entry of an object literal that a function returns: `return { flags, ...others }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The function.
    pub function: FunctionId,
    /// The property; empty for an object whose entries the literal takes in.
    pub property: Name,
    /// The value.
    pub value: Expr,
}

/// A text that a type lists, as `type Key = "a" | "b"` does, or by which one of its members is known outside of the program,
/// as by `@JsonProperty("a")`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeText {
    /// The type, and what holds it inside the file, outermost first.
    pub path: Box<[Name]>,
    /// The text.
    pub text: Text,
}

/// A value that is given a type where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The type's simple name.
    pub name: Name,
    /// The value.
    pub value: Expr,
    /// Where.
    pub place: Place,
}

/// A use of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The chain.
    pub path: Path,
    /// Where.
    pub place: Place,
}

impl FileFacts {
    /// The same, of a text that was not parsed.
    pub(super) fn refused(self, refusal: Refusal) -> Self {
        Self { refusal: Some(refusal), ..self }
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// The steps of a chain.
    pub fn path(&self, path: Path) -> &[Segment] {
        let first = path.first as usize;
        self.segments.get(first..first + path.length as usize).unwrap_or_default()
    }

    /// The arguments of a call; an object literal's entries follow its argument.
    pub fn arguments(&self, call: &CallFact) -> &[Argument] {
        let first = call.first_argument as usize;
        self.arguments.get(first..first + call.argument_count as usize).unwrap_or_default()
    }

    /// The two values that a choice is between.
    pub fn choice(&self, choice: u32) -> [Expr; 2] {
        self.choices.get(choice as usize).copied().unwrap_or_default()
    }

    /// The names of a pattern.
    pub fn entries(&self, pattern: &Pattern) -> &[PatternEntry] {
        let first = pattern.first_entry as usize;
        self.entries.get(first..first + pattern.entry_count as usize).unwrap_or_default()
    }

    /// The called name: the last step of the callee.
    pub fn callee_name(&self, call: &CallFact) -> &str {
        self.path(call.callee).last().map_or("", |segment| self.text(segment.name))
    }

    /// A name of this file by its text, if the text occurs as one.
    pub fn find_name(&self, text: &str) -> Option<Name> {
        self.names.find(text)
    }

    /// Takes over the names collected, and releases spare capacity: facts are kept as long as the workspace is open.
    pub(crate) fn finish(&mut self, names: Names) {
        self.names = names;
        self.names.shrink();
        let Self {
            language: _,
            refusal: _,
            module,
            imports,
            definitions,
            types,
            functions,
            calls,
            assignments,
            patterns,
            returned,
            typed,
            type_texts,
            references,
            names: _,
            segments,
            arguments,
            entries,
            choices,
        } = self;
        module.shrink_to_fit();
        imports.shrink_to_fit();
        definitions.shrink_to_fit();
        types.shrink_to_fit();
        functions.shrink_to_fit();
        functions.iter_mut().for_each(Function::shrink);
        calls.shrink_to_fit();
        assignments.shrink_to_fit();
        patterns.shrink_to_fit();
        returned.shrink_to_fit();
        typed.shrink_to_fit();
        type_texts.shrink_to_fit();
        references.shrink_to_fit();
        segments.shrink_to_fit();
        arguments.shrink_to_fit();
        entries.shrink_to_fit();
        choices.shrink_to_fit();
    }
}

impl Function {
    fn shrink(&mut self) {
        self.parameters.shrink_to_fit();
        self.returns.shrink_to_fit();
    }
}

impl Name {
    /// In the facts of a region, all the names around it: an unknown number.
    pub(crate) const OUTER: Self = Self(u32::MAX);
}
