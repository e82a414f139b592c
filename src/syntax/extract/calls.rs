//! Calls and their arguments.

use tree_sitter::Node;

use super::Extractor;
use super::lower::DEPTH_LIMIT;
use crate::syntax::Language;
use crate::syntax::captures::{Part, Role};
use crate::syntax::facts::*;

/// Maximum number of items of an array.
pub(super) const ARRAY_LIMIT: usize = 64;

impl<'tree> Extractor<'tree, '_> {
    /// The call at a node, with its callee and arguments.
    pub(super) fn call_id(&mut self, node: Node<'tree>) -> CallId {
        if let Some(id) = self.calls.get(&node.id()) {
            return *id;
        }
        let id = self.facts.calls.len() as CallId;
        self.calls.insert(node.id(), id);
        let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
        self.facts.calls.push(CallFact {
            callee: Path { first: 0, length: 0 },
            first_argument: 0,
            argument_count: 0,
            start,
            end,
            is_condition: false,
            place: self.place,
        });
        self.join_curried(node, id);
        let callee = self.path_of(node);
        if callee.length > 0 {
            let last = (callee.first + callee.length - 1) as usize;
            self.facts.segments[last].called = false;
        }
        let arguments = if self.depth > DEPTH_LIMIT { Vec::new() } else { self.lower_arguments(node) };
        let first_argument = self.facts.arguments.len() as u32;
        let argument_count = arguments.len() as u32;
        self.facts.arguments.extend(arguments);
        let call = &mut self.facts.calls[id as usize];
        (call.callee, call.first_argument, call.argument_count) = (callee, first_argument, argument_count);
        id
    }

    /// `flags[key]` in JavaScript: a computed property of a flag set is treated as an argument.
    pub(super) fn on_index(&mut self, node: Node<'tree>) {
        if self.facts.language.is_none_or(|language| language.family() != Language::JavaScript) {
            return;
        }
        let mark = self.marks.get(node, Role::Index);
        if let Some((object, key)) = mark.and_then(|mark| Some((mark.part(Part::Object)?, mark.part(Part::Key)?))) {
            self.on_look_up(object, key);
        }
    }

    /// A computed property access.
    pub(super) fn on_look_up(&mut self, object: Node<'tree>, key: Node<'tree>) {
        let holds_word = |node: Node<'tree>, words: &[&str]| {
            let text = self.node_text(node).to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        let may_hold_flags =
            holds_word(object, &["flag"]) || holds_word(key, &["flag", "feature", "toggle", "key", "name"]);
        let value = if may_hold_flags { self.lower(key) } else { Expr::Other };
        if !matches!(value, Expr::Path(_) | Expr::Call(_)) {
            return;
        }
        let mut segments = Vec::new();
        self.collect_path(object, &mut segments, 0);
        let (start, end) = (key.start_byte() as u32, key.end_byte() as u32);
        segments.push(Segment { name: self.names.intern(LOOK_UP), start, end, called: false, indexed: false });
        let callee = self.push_path(&segments);
        let argument = Argument { label: Name::default(), property: Name::default(), position: 0, value, start, end };
        let first_argument = self.facts.arguments.len() as u32;
        self.facts.arguments.push(argument);
        let place = self.place;
        let call = CallFact { callee, first_argument, argument_count: 1, start, end, is_condition: false, place };
        self.facts.calls.push(call);
    }

    fn lower_arguments(&mut self, node: Node<'tree>) -> Vec<Argument> {
        let Some(mark) = self.marks.get(node, Role::Call) else { return Vec::new() };
        if mark.part(Part::Value).is_some() {
            return self.curried_arguments(node);
        }
        let list = mark.part(Part::Arguments);
        let holder = list.unwrap_or(node);
        let mut arguments = Vec::new();
        let mut position = 0;
        if let Some(piped) = mark.part(Part::Piped) {
            arguments.push(self.plain_argument(piped, position));
            position += 1;
        }
        let mut cursor = holder.walk();
        for child in holder.named_children(&mut cursor) {
            let argument = self.marks.get(child, Role::Argument);
            if child.is_extra() || (list.is_none() && argument.is_none()) {
                continue;
            }
            let label = argument.and_then(|mark| mark.part(Part::Label));
            let label = label.map(|label| self.key_segment(label).name).unwrap_or_default();
            let value_node = argument.and_then(|mark| mark.part(Part::Value)).unwrap_or(child);
            let value = self.lower(value_node);
            let (start, end) = (value_node.start_byte() as u32, value_node.end_byte() as u32);
            arguments.push(Argument { label, property: Name::default(), position, value, start, end });
            if value == Expr::Object {
                self.object_arguments(value_node, position, &mut arguments);
            } else if value_node.kind() == "array" {
                self.array_arguments(value_node, position, &mut arguments);
            }
            position += 1;
        }
        if let Some(kind) = mark.part(Part::Type) {
            arguments.push(self.type_argument(kind));
        }
        arguments
    }

    /// The one type that a call is given, as in `get<Flags>()`: an argument with a property of its own, at no position.
    fn type_argument(&mut self, kind: Node<'tree>) -> Argument {
        let name = self.simple_type(Some(kind));
        let (start, end) = (kind.start_byte() as u32, kind.end_byte() as u32);
        let value = Expr::Path(self.push_path(&[Segment { name, start, end, called: false, indexed: false }]));
        let property = self.names.intern(TYPE_ARGUMENT);
        Argument { label: Name::default(), property, position: u32::MAX, value, start, end }
    }

    /// The entries of the object literals in an array given as an argument: `agentConfigs([{ key: "…" }])`.
    fn array_arguments(&mut self, node: Node<'tree>, position: u32, arguments: &mut Vec<Argument>) {
        let mut cursor = node.walk();
        for item in node.named_children(&mut cursor).take(ARRAY_LIMIT) {
            if self.lower(item) == Expr::Object {
                self.object_arguments(item, position, arguments);
            }
        }
    }

    /// The entries of an object literal given as an argument.
    fn object_arguments(&mut self, node: Node<'tree>, position: u32, arguments: &mut Vec<Argument>) {
        let object = self.unwrap_same(node);
        let mut cursor = object.walk();
        for child in object.named_children(&mut cursor) {
            let entry = self.marks.get(child, Role::Entry);
            let key = entry.and_then(|mark| mark.part(Part::Key));
            let value = entry.and_then(|mark| mark.part(Part::Value));
            let (key, value_node) = match (key, value) {
                (Some(key), Some(value)) => (key, value),
                _ if self.marks.is(child, Role::Name) => (child, child),
                _ => continue,
            };
            let property = self.key_segment(key).name;
            let value = self.lower(value_node);
            let (start, end) = (value_node.start_byte() as u32, value_node.end_byte() as u32);
            arguments.push(Argument { label: Name::default(), property, position, value, start, end });
        }
    }
}
