//! Extraction of facts from the syntax tree of one file.

use std::collections::HashMap;

use tree_sitter::{Node, Parser, Tree};

use super::captures::{Captures, Mark, Marks, NodeMap, Part, Role};
use super::facts::*;
use super::languages::{Compiled, compiled};
use super::nodes::{Entry, Nodes};
use super::uses::Uses;
use super::{Language, components, embedded, limits, literal, notebook, workflow};
use crate::text::ByteRange;

mod calls;
mod chain;
mod code;
mod constructed;
mod definitions;
mod excerpt;
mod functional;
mod functions;
mod imports;
mod loops;
mod lower;
mod members;
mod naming;
mod reading;
mod regions;
mod script_types;
mod walk;

pub use excerpt::extract_without;
use functional::Modules;
pub(super) use functions::KEY_METHODS;
pub(crate) use functions::key_method_rank;
pub(crate) use naming::qualified_parts;
use naming::simple_type_name;
pub(super) use reading::language_of_text;
pub(super) use regions::{OUTER, Regions};
use regions::{Outer, Reading};

/// How deep types and object literals may be nested for their members to have a name: deeper ones are data.
const NESTING_LIMIT: usize = 32;

/// What `text` says. Pure: the same text gives the same facts, whatever else exists. A text with syntax errors gives what
/// the parser could make of it; a language that is not built in gives nothing.
pub fn extract(language: Language, text: &str) -> FileFacts {
    let language = language_of_text(language, text);
    if language == Language::Yaml {
        return workflow::extract(text);
    }
    if language == Language::Notebook {
        return notebook::extract(text);
    }
    if let Some(parts) = embedded::parts(language, text) {
        return extract_parts(language, text, &parts, None);
    }
    extract_ranges(language, text, None, None)
}

/// The same with what the code does with values, see [`Uses`].
pub(super) fn extract_uses(language: Language, text: &str) -> (FileFacts, Uses) {
    let language = language_of_text(language, text);
    let mut uses = Uses::default();
    let facts = match language {
        Language::Yaml => workflow::extract(text),
        Language::Notebook => return notebook::extract_uses(text),
        _ => match embedded::parts(language, text) {
            Some(parts) => extract_parts(language, text, &parts, Some(&mut uses)),
            None => extract_ranges(language, text, None, Some(&mut uses)),
        },
    };
    (facts, uses)
}

/// The facts of a text whose parts are in other languages: all are taken for one file of `language`.
fn extract_parts(language: Language, text: &str, parts: &[embedded::Part], mut uses: Option<&mut Uses>) -> FileFacts {
    let mut facts = FileFacts { language: Some(language), ..FileFacts::default() };
    let mut names = Names::default();
    for part in parts {
        let ranges = Some(part.ranges.as_slice());
        (facts, names) = extract_into(part.language, text, ranges, facts, names, uses.as_deref_mut());
    }
    components::add(language, text, &mut facts, &mut names);
    facts.finish(names);
    facts
}

fn extract_ranges(
    language: Language,
    text: &str,
    ranges: Option<&[tree_sitter::Range]>,
    uses: Option<&mut Uses>,
) -> FileFacts {
    let facts = FileFacts { language: Some(language), ..FileFacts::default() };
    let (mut facts, names) = extract_into(language, text, ranges, facts, Names::default(), uses);
    facts.finish(names);
    facts
}

/// Adds the facts of the text, or of ranges of it, to others.
fn extract_into(
    language: Language,
    text: &str,
    ranges: Option<&[tree_sitter::Range]>,
    facts: FileFacts,
    names: Names,
    uses: Option<&mut Uses>,
) -> (FileFacts, Names) {
    let Some(compiled) = compiled(language) else { return (facts, names) };
    let Compiled { captures, parser: grammar, .. } = compiled;
    let mut parser = Parser::new();
    if u32::try_from(text.len()).is_err() || parser.set_language(grammar).is_err() {
        return (facts, names);
    }
    if let Some(refusal) = limits::refusal(language, text, ranges.unwrap_or_default()) {
        return (facts.refused(refusal), names);
    }
    if ranges.is_some_and(|ranges| parser.set_included_ranges(ranges).is_err()) {
        return (facts, names);
    }
    let tree = match limits::parse(&mut parser, text, None) {
        Ok(tree) => tree,
        Err(refusal) => return (facts.refused(refusal), names),
    };
    if let Some(uses) = uses {
        compiled.uses().find(&tree, text, uses);
    }
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

    /// The facts of all parts of a text, whole.
    pub(super) fn finish(mut self, text: &str) -> FileFacts {
        let language = self.facts.language.unwrap_or(Language::JavaScript);
        components::add(language, text, &mut self.facts, &mut self.names);
        self.facts.finish(self.names);
        self.facts
    }

    /// Adds the facts of a tree: of all that is listed, and of what `regions` know of the rest. In a region, `outer` is what
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
        regions: Option<&mut Regions>,
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
        (extractor.outer, extractor.regions) =
            (outer.map(|(outer, _)| outer), regions.map(|regions| (regions, captures, parser)));
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
    /// Components whose properties have their type in the declaration of the name: `const Page: React.FC<Props>`.
    property_types: HashMap<FunctionId, Name>,
    /// In a region, its context and the dependencies on it.
    outer: Option<&'marks Outer>,
    modules: Option<&'marks Modules>,
    reading: Reading,
    /// What says what is in the regions that are not listed.
    regions: Option<(&'marks mut Regions, &'marks Captures, &'marks mut Parser)>,
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
            property_types: HashMap::new(),
            outer: None,
            modules: None,
            reading: Reading::default(),
            regions: None,
        }
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
