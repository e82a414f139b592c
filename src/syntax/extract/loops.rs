//! Names that are each item of a list in turn: `for (const key of ["a", "b"])`, `["a", "b"].map((key) => …)`.

use tree_sitter::Node;

use super::Extractor;
use super::calls::ARRAY_LIMIT;
use crate::syntax::Language;
use crate::syntax::captures::{Part, Role};
use crate::syntax::facts::*;

/// Kinds of nodes that are lists with their items as children.
const LISTS: &[&str] = &["array", "list", "tuple", "set", "array_literal", "array_creation_expression"];
/// Kinds of nodes that have such a list as a child, and those of the child.
const HOLDERS: &[&str] = &["implicit_array_creation_expression", "object_creation_expression", "composite_literal"];
const HELD: &[&str] = &["initializer_expression", "array_initializer", "literal_value"];
/// Functions that give a list of what they are given.
const MAKERS: &[&str] = &["listOf", "setOf", "arrayOf", "sequenceOf", "mutableListOf", "of", "asList"];
/// Methods that give each item of a list to a function.
const EACH: &[&str] = &[
    "map",
    "forEach",
    "flatMap",
    "filter",
    "some",
    "every",
    "find",
    "each",
    "any",
    "all",
    "none",
    "any?",
    "all?",
    "none?",
    "select",
    "reject",
    "collect",
    "to_h",
    "associateWith",
    "compactMap",
    "allSatisfy",
    "contains",
    "anyMatch",
    "allMatch",
    "noneMatch",
    "Select",
    "Any",
    "All",
    "Where",
    "ForEach",
    "filterNot",
    "onEach",
    "count",
];
/// How deep the function stands below the call that it is given to.
const FUNCTION_DEPTH: usize = 3;

impl<'tree> Extractor<'tree, '_> {
    /// A name for each item of a list.
    pub(super) fn on_loop(&mut self, name_node: Node<'tree>, list: Node<'tree>) {
        // Of another list nothing is known, but that the name means no loop before.
        let value = self.items(list);
        // In a comprehension the name is used before the loop.
        let clause = name_node.parent().filter(|parent| parent.kind() == "for_in_clause");
        let at = clause.and_then(|clause| clause.parent()).unwrap_or(name_node);
        let name = self.intern_node(name_node);
        let path = self.local_path();
        self.push_definition(name, at, path, value, Name::default());
    }

    /// A function that is given each item of a list: what its first parameter is.
    pub(super) fn on_each(&mut self, node: Node<'tree>) {
        let Some(mark) = self.marks.get(node, Role::Call) else { return };
        let function = mark.part(Part::Function).and_then(|function| self.marks.get(function, Role::Member));
        let method = mark.part(Part::Method).or_else(|| function?.part(Part::Name));
        let receiver = mark.part(Part::Receiver).or_else(|| function?.part(Part::Object));
        let (Some(method), Some(receiver)) = (method, receiver) else { return };
        if !EACH.contains(&self.node_text(method)) {
            return;
        }
        let last = |node: &Node<'tree>| node.named_child(u32::try_from(node.named_child_count()).ok()?.checked_sub(1)?);
        let below = std::iter::successors(last(&node), last).take(FUNCTION_DEPTH);
        let Some(function) = below.into_iter().find(|node| self.marks.is(*node, Role::Function)) else { return };
        let value = self.items(receiver);
        if value == Expr::Other {
            return;
        }
        let id = self.function_id(function);
        self.iterated.insert(id, value);
        let unnamed: &[&str] = match self.facts.language {
            Some(Language::Kotlin | Language::Ruby) => &["it"],
            Some(Language::Swift) => &["$0"],
            _ => &[],
        };
        let start = function.start_byte() as u32;
        let place = Place { function: Some(id), ..self.place };
        for name in unnamed {
            let (name, declared) = (self.names.intern(name), Name::default());
            let (path, key_accessor) = (Box::default(), Name::default());
            let definition = Definition { name, start, end: start, path, value, declared, key_accessor, place };
            self.facts.definitions.push(definition);
        }
    }

    /// What each item of a list can be.
    fn items(&mut self, list: Node<'tree>) -> Expr {
        let list = self.unwrap_same(list);
        let nodes = self.item_nodes(list, 0);
        let values: Vec<Expr> = nodes.into_iter().map(|item| self.lower(item)).collect();
        let values: Vec<Expr> = values.into_iter().filter(|value| *value != Expr::Other).collect();
        values.into_iter().rev().fold(Expr::Other, |rest, value| {
            self.facts.choices.push([value, rest]);
            Expr::Choice(self.facts.choices.len() as u32 - 1)
        })
    }

    fn item_nodes(&self, list: Node<'tree>, depth: usize) -> Vec<Node<'tree>> {
        let children = |node: Node<'tree>| -> Vec<Node<'tree>> {
            let mut cursor = node.walk();
            node.named_children(&mut cursor).filter(|child| !child.is_extra()).take(ARRAY_LIMIT).collect()
        };
        let held = || children(list).into_iter().find(|child| HELD.contains(&child.kind()));
        if let Some(held) = held() {
            return children(held).into_iter().map(|item| self.item_value(item)).collect();
        }
        if LISTS.contains(&list.kind()) {
            return children(list).into_iter().map(|item| self.item_value(item)).collect();
        }
        let Some(mark) = self.marks.get(list, Role::Call).filter(|_| !HOLDERS.contains(&list.kind())) else {
            return Vec::new();
        };
        let function = mark.part(Part::Function);
        let member = function.and_then(|function| self.marks.get(function, Role::Member));
        let named = mark.part(Part::Method).or_else(|| member?.part(Part::Name)).or(function);
        let arguments = mark.part(Part::Arguments).map(children).unwrap_or_default();
        if named.is_some_and(|name| MAKERS.contains(&self.node_text(name))) {
            return arguments.into_iter().map(|item| self.item_value(item)).collect();
        }
        // `List.of("a", "b").stream()`
        let receiver = mark.part(Part::Receiver).or_else(|| member?.part(Part::Object));
        match receiver.filter(|_| arguments.is_empty() && depth < FUNCTION_DEPTH) {
            Some(receiver) => self.item_nodes(receiver, depth + 1),
            None => Vec::new(),
        }
    }

    /// The value of an item, which may have a node of its own around it.
    fn item_value(&self, item: Node<'tree>) -> Node<'tree> {
        let argument = self.marks.get(item, Role::Argument).and_then(|mark| mark.part(Part::Value));
        let wrapped = matches!(item.kind(), "literal_element" | "array_element_initializer" | "value_argument");
        let only = item.named_child(0).filter(|_| wrapped && item.named_child_count() == 1);
        argument.or(only).unwrap_or(item)
    }
}
