use std::collections::HashMap;

use tree_sitter::{Node, Parser, Tree};

use super::captures::{Captures, Mark, Marks, NodeMap, Part, Role};
use super::facts::*;
use super::languages::{Compiled, compiled};
use super::nodes::{Entry, Nodes};
use super::{Language, embedded, literal, workflow};
use crate::text::ByteRange;

mod chunks;
mod code;
mod constructed;
mod definitions;
mod excerpt;
mod functional;
mod functions;
mod imports;
mod loops;
mod lower;

pub(super) use chunks::{Chunks, OUTER};
use chunks::{Outer, Reading};
pub use excerpt::extract_without;
use functional::Modules;
pub(super) use functions::KEY_METHODS;

/// How deep types and object literals may be nested for their members to have a name: deeper ones are data.
const NESTING_LIMIT: usize = 32;

/// What `text` says. Pure: the same text gives the same facts, whatever else exists. A text with syntax errors gives what
/// the parser could make of it; a language that is not built in gives nothing.
pub fn extract(language: Language, text: &str) -> FileFacts {
    let language = spoken(language, text);
    if language == Language::Yaml {
        return workflow::extract(text);
    }
    if let Some(parts) = embedded::parts(language, text) {
        return extract_parts(language, text, &parts);
    }
    extract_ranges(language, text, None)
}

/// The language of a header, which C, C++ and Objective-C name alike.
pub(super) fn spoken(language: Language, text: &str) -> Language {
    const OWN: &[&str] = &["@interface ", "@protocol ", "@class ", "@import ", "#import "];
    let objective = language == Language::Cpp && Language::ObjectiveC.is_parsed();
    if objective && OWN.iter().any(|word| text.contains(word)) { Language::ObjectiveC } else { language }
}

/// The facts of a text whose parts are in other languages: all are taken for one file of `language`.
fn extract_parts(language: Language, text: &str, parts: &[embedded::Part]) -> FileFacts {
    let mut facts = FileFacts { language: Some(language), ..FileFacts::default() };
    let mut names = Names::default();
    for part in parts {
        let ranges = Some(part.ranges.as_slice());
        (facts, names) = extract_into(part.language, text, ranges, facts, names);
    }
    facts.finish(names);
    facts
}

fn extract_ranges(language: Language, text: &str, ranges: Option<&[tree_sitter::Range]>) -> FileFacts {
    let facts = FileFacts { language: Some(language), ..FileFacts::default() };
    let (mut facts, names) = extract_into(language, text, ranges, facts, Names::default());
    facts.finish(names);
    facts
}

/// Whether the grammar can read a text. That of Ruby ends the program over a heredoc whose end is a word of more than 255
/// bytes.
pub(super) fn can_be_parsed(language: Language, text: &str) -> bool {
    const LONGEST: usize = 255;
    let is_long = |at: usize| {
        let start = text[at + 2..].trim_start_matches(['-', '~']);
        let word = match start.chars().next().filter(|first| "\"'`".contains(*first)) {
            Some(quote) => start[1..].split(quote).next(),
            None => start.split(|c: char| !c.is_alphanumeric() && c != '_').next(),
        };
        word.is_some_and(|word| word.len() > LONGEST)
    };
    language != Language::Ruby || !memchr::memmem::find_iter(text.as_bytes(), "<<").any(is_long)
}

/// Adds the facts of the text, or of ranges of it, to others.
fn extract_into(
    language: Language,
    text: &str,
    ranges: Option<&[tree_sitter::Range]>,
    facts: FileFacts,
    names: Names,
) -> (FileFacts, Names) {
    let Some(Compiled { captures, parser: grammar, .. }) = compiled(language) else { return (facts, names) };
    let mut parser = Parser::new();
    if u32::try_from(text.len()).is_err() || !can_be_parsed(language, text) || parser.set_language(grammar).is_err() {
        return (facts, names);
    }
    if ranges.is_some_and(|ranges| parser.set_included_ranges(ranges).is_err()) {
        return (facts, names);
    }
    let Some(tree) = parser.parse(text, None) else { return (facts, names) };
    collect(captures, &mut parser, &tree, text, facts, names)
}

/// Adds the facts of a tree to others.
fn collect(
    captures: &Captures,
    parser: &mut Parser,
    tree: &Tree,
    text: &str,
    facts: FileFacts,
    names: Names,
) -> (FileFacts, Names) {
    let mut collected = Collected { facts, names, ..Collected::default() };
    let nodes = Nodes::below(tree.root_node());
    let marks = captures.run(&nodes, text);
    collected.add(captures, parser, text, &nodes, marks, None, None);
    (collected.facts, collected.names)
}

/// What was collected in one walk.
#[derive(Default)]
pub(super) struct Collected {
    facts: FileFacts,
    names: Names,
    reading: Reading,
}

impl Collected {
    /// Nothing yet, of a file in a language.
    pub(super) fn of(language: Language) -> Self {
        Self { facts: FileFacts { language: Some(language), ..FileFacts::default() }, ..Self::default() }
    }

    /// The facts, whole.
    pub(super) fn finish(mut self) -> FileFacts {
        self.facts.finish(self.names);
        self.facts
    }

    /// Adds the facts of a tree: of all that is listed, and of what `chunks` know of the rest. In a chunk, `outer` is what
    /// is around it.
    #[expect(clippy::too_many_arguments, reason = "a walk needs all of them once")]
    pub(super) fn add<'text>(
        &mut self,
        captures: &'text Captures,
        parser: &mut Parser,
        text: &'text str,
        nodes: &Nodes<'_>,
        marks: Marks<'_, 'text>,
        outer: Option<(&Outer, Option<&Modules>)>,
        chunks: Option<&mut Chunks>,
    ) {
        let mut trees = Vec::new();
        code::parse(captures, parser, &marks, text, &mut trees);
        let inner: Vec<(usize, Nodes<'_>)> =
            trees.iter().map(|(node, tree)| (*node, Nodes::below(tree.root_node()))).collect();
        // From here on for as long as the trees of inner code.
        let mut marks: Marks<'_, 'text> = marks;
        for (_, nodes) in &inner {
            captures.run_into(&mut marks, nodes, text);
        }
        let mut extractor = Extractor::new(text, &marks);
        extractor.code = inner.iter().map(|(node, nodes)| (*node, nodes)).collect();
        (extractor.facts, extractor.names) = (std::mem::take(&mut self.facts), std::mem::take(&mut self.names));
        extractor.modules = outer.and_then(|(_, modules)| modules);
        (extractor.outer, extractor.chunks) =
            (outer.map(|(outer, _)| outer), chunks.map(|chunks| (chunks, captures, parser)));
        if outer.is_some() {
            extractor.place = Place { function: Some(OUTER), container: Some(OUTER) };
            extractor.containers.push(Name::OUTER);
        }
        extractor.walk(nodes);
        (self.facts, self.names, self.reading) = (extractor.facts, extractor.names, extractor.reading);
    }
}

/// Collects the facts of one tree in one walk.
struct Extractor<'tree, 'marks> {
    text: &'marks str,
    marks: &'marks Marks<'tree, 'marks>,
    facts: FileFacts,
    names: Names,
    place: Place,
    /// Names of the types and object literals around, outermost first; an empty name for an object without one.
    containers: Vec<Name>,
    /// How many of `containers` lie outside the innermost function.
    local_base: usize,
    calls: NodeMap<CallId>,
    functions: NodeMap<FunctionId>,
    /// Nodes that are part of something already seen: no uses of a name of their own.
    consumed: NodeMap<()>,
    /// Names that functions get from what they are assigned to.
    pending_names: NodeMap<Name>,
    /// Object literals that have a name.
    attached: NodeMap<Name>,
    /// What was read of nodes that hold code of their own.
    code: NodeMap<&'marks Nodes<'tree>>,
    /// Constructors made of the parameters of a type's head.
    head_constructors: Vec<(TypeId, FunctionId)>,
    depth: usize,
    /// Functions that are given each item of a list, and what the items can be.
    iterated: HashMap<FunctionId, Expr>,
    /// In a chunk, what is around it, and what was asked of that.
    outer: Option<&'marks Outer>,
    modules: Option<&'marks Modules>,
    reading: Reading,
    /// What says what is in the chunks that are not listed.
    chunks: Option<(&'marks mut Chunks, &'marks Captures, &'marks mut Parser)>,
}

/// What to undo when the walk leaves a node.
struct Frame {
    place: Place,
    containers: usize,
    local_base: usize,
    /// Children of this node decide the same branch as the node.
    passes_condition: bool,
    descend: bool,
}

impl<'tree, 'marks> Extractor<'tree, 'marks> {
    fn new(text: &'marks str, marks: &'marks Marks<'tree, 'marks>) -> Self {
        Self {
            text,
            marks,
            facts: FileFacts::default(),
            names: Names::default(),
            place: Place::default(),
            containers: Vec::new(),
            local_base: 0,
            calls: NodeMap::default(),
            functions: NodeMap::default(),
            consumed: NodeMap::default(),
            pending_names: NodeMap::default(),
            attached: NodeMap::default(),
            code: NodeMap::default(),
            head_constructors: Vec::new(),
            depth: 0,
            iterated: HashMap::new(),
            outer: None,
            modules: None,
            reading: Reading::default(),
            chunks: None,
        }
    }

    fn walk(&mut self, nodes: &Nodes<'tree>) {
        let mut frames: Vec<(Frame, u32)> = Vec::new();
        let mut at = 0;
        while at < nodes.len() {
            while let Some((frame, _)) = frames.pop_if(|(_, end)| *end <= at) {
                self.leave(&frame);
            }
            let entry = nodes.get(at);
            let has_children = entry.end > at + 1;
            if !entry.named && !has_children {
                at += 1;
                continue;
            }
            if let Some(key) = nodes.chunk(entry) {
                self.add_chunk(entry.node, key);
                at = entry.end;
                continue;
            }
            let condition = frames.last().is_some_and(|(frame, _)| frame.passes_condition);
            let frame = self.enter(entry, condition);
            if frame.descend && has_children {
                frames.push((frame, entry.end));
                at += 1;
            } else {
                self.leave(&frame);
                at = entry.end;
            }
        }
    }

    fn leave(&mut self, frame: &Frame) {
        self.place = frame.place;
        self.containers.truncate(frame.containers);
        self.local_base = frame.local_base;
    }

    fn enter(&mut self, entry: &Entry<'tree>, condition_passed: bool) -> Frame {
        let node = entry.node;
        let mut frame = Frame {
            place: self.place,
            containers: self.containers.len(),
            local_base: self.local_base,
            passes_condition: false,
            descend: true,
        };
        if !entry.named {
            return frame;
        }
        let marks = self.marks;
        if let Some(code) = self.code.get(&node.id()).copied() {
            self.walk(code);
            frame.descend = false;
            return frame;
        }
        let list = marks.all(node);
        let roles = marks.roles(entry.kind, list);
        let is = |role: Role| roles & role.bit() != 0;
        let has = |role| list.iter().any(|mark| mark.role == role);
        let condition = condition_passed || is(Role::Condition);
        frame.passes_condition = condition && (is(Role::Logical) || is(Role::Same));
        if is(Role::Return) && !has(Role::Function) {
            self.on_return(node);
        }
        for mark in list {
            match mark.role {
                Role::Namespace => {
                    let parts: Vec<Name> =
                        qualified_parts(self.node_text(node)).map(|part| self.names.intern(part)).collect();
                    self.facts.module.extend(parts);
                    frame.descend = false;
                }
                Role::Import => {
                    self.on_import(node, mark);
                    frame.descend = false;
                }
                Role::Export => self.on_export(mark),
                Role::Class => self.on_class(node, mark),
                Role::Define => self.on_define(mark),
                Role::Pattern => self.on_pattern(mark),
                Role::Assign => self.on_assign(mark),
                Role::Entry => self.on_entry(mark),
                Role::Spread => self.on_spread(node, mark),
                Role::Case => self.on_case(mark),
                Role::Parameter => self.on_parameter(node, Some(mark)),
                Role::Call => {
                    let id = self.call_id(node);
                    let call = &mut self.facts.calls[id as usize];
                    call.is_condition |= condition;
                    // It may have been looked at before, from outside of a function that starts in between.
                    call.place = self.place;
                    if let Some(method) = mark.part(Part::Method) {
                        self.consumed.insert(method.id(), ());
                    }
                    self.on_each(node);
                }
                Role::Argument => {
                    if let Some(label) = mark.part(Part::Label) {
                        self.consumed.insert(label.id(), ());
                    }
                }
                _ => {}
            }
        }
        if is(Role::Namespace) && !has(Role::Namespace) {
            let parts: Vec<Name> = qualified_parts(self.node_text(node)).map(|part| self.names.intern(part)).collect();
            self.facts.module.extend(parts);
            frame.descend = false;
        }
        if is(Role::Parameter) && !has(Role::Parameter) {
            self.on_parameter(node, None);
        }
        if is(Role::Index) {
            self.on_index(node);
        }
        if is(Role::Object) {
            let name = self.attached.get(&node.id()).copied().unwrap_or_default();
            self.containers.push(name);
        }
        if is(Role::Function) {
            self.on_function(node);
        }
        let chain = is(Role::Member) || is(Role::Index);
        if frame.descend && (chain || is(Role::Name)) {
            self.on_reference(node);
        }
        frame
    }

    fn node_text(&self, node: Node<'tree>) -> &'marks str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The name that a node spells: an identifier, or the content of a string; generics are cut off.
    fn name_text(&self, node: Node<'tree>) -> &'marks str {
        let text = self.node_text(node);
        if self.marks.is(node, Role::String) {
            return text.get(literal::content(text)).unwrap_or_default();
        }
        let text = text.split(['<', '(', '\n']).next().unwrap_or_default().trim_end();
        if text.starts_with('@') {
            // Elixir's `@flag "new"`
            return text.split(' ').next().unwrap_or_default();
        }
        match text.strip_suffix(':') {
            Some(text) => text.trim_matches(['"', '\'']),
            None => text,
        }
    }

    fn intern_node(&mut self, node: Node<'tree>) -> Name {
        let text = self.name_text(node);
        self.names.intern(text)
    }

    fn consume(&mut self, node: Option<Node<'tree>>) {
        if let Some(node) = node {
            self.consumed.insert(node.id(), ());
        }
    }

    /// The names of what a definition at this place stands in; of what is nested too deep, nothing.
    fn local_path(&mut self) -> Box<[Name]> {
        if self.is_nested_too_deep() {
            return Box::default();
        }
        self.containers.get(self.local_base..).unwrap_or_default().into()
    }

    fn simple_type(&mut self, node: Option<Node<'tree>>) -> Name {
        let text = node.map_or("", |node| self.node_text(node));
        self.names.intern(simple_type_name(text))
    }

    /// A name or chain that is part of nothing seen before.
    fn on_reference(&mut self, node: Node<'tree>) {
        if self.consumed.contains_key(&node.id()) {
            return;
        }
        let path = self.path_of(node);
        self.consume_chain(node);
        self.facts.references.push(Reference { path, place: self.place });
    }
}

/// The parts of `A.B`, `a/b`, `A::B`, `A\B`.
pub(crate) fn qualified_parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '/', ':', '\\']).map(str::trim).filter(|part| !part.is_empty())
}

/// The simple name in a type's text: `*ld.LDClient` and `Promise<LDClient | undefined>` are both `LDClient`.
fn simple_type_name(text: &str) -> &str {
    const WRAPPERS: &[&str] = &[
        "Promise",
        "Option",
        "Optional",
        "Arc",
        "Rc",
        "Box",
        "Ref",
        "Lazy",
        "Observable",
        "Readonly",
        "Partial",
        "Nullable",
        "Provider",
        "ObjectProvider",
        "Awaited",
        "Future",
        "Task",
        "Final",
        "ClassVar",
        "Annotated",
        "Mutex",
        "RwLock",
        "Cow",
        "OnceCell",
        "OnceLock",
        "LazyLock",
        "Data",
        "State",
        "Extension",
        "shared_ptr",
        "unique_ptr",
        "optional",
        "reference_wrapper",
        "id",
    ];
    let mut rest = text;
    loop {
        let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
        let Some(start) = rest.find(is_name) else { return "" };
        let lifetime = rest[..start].ends_with('\'');
        rest = &rest[start..];
        let end = rest
            .find(|character: char| !is_name(character) && !matches!(character, '.' | ':' | '\\'))
            .unwrap_or(rest.len());
        let qualified = rest[..end].trim_end_matches([':', '.']);
        let simple = qualified.rsplit(['.', ':', '\\']).next().unwrap_or_default();
        let after = &rest[end..];
        let skip = lifetime
            || WRAPPERS.contains(&simple) && after.trim_start().starts_with(['<', '['])
            || matches!(
                simple,
                "undefined" | "null" | "None" | "const" | "readonly" | "mut" | "typeof" | "dyn" | "impl"
            );
        if !skip || after.is_empty() {
            return simple;
        }
        rest = after;
    }
}
