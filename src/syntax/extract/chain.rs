//! Chains of names: `flags.checkout.newFlow`, `client().variation`.

use tree_sitter::Node;

use super::Extractor;
use super::lower::DEPTH_LIMIT;
use crate::syntax::Language;
use crate::syntax::captures::{Part, Role};
use crate::syntax::facts::*;

impl<'tree> Extractor<'tree, '_> {
    /// A chain of names as a path. What is no name becomes a step without one.
    pub(super) fn path_of(&mut self, node: Node<'tree>) -> Path {
        let mut segments = Vec::new();
        self.collect_path(node, &mut segments, 0);
        self.expand_alias(&mut segments);
        self.push_path(&segments)
    }

    pub(super) fn push_path(&mut self, segments: &[Segment]) -> Path {
        let first = self.facts.segments.len() as u32;
        self.facts.segments.extend_from_slice(segments);
        Path { first, length: segments.len() as u32 }
    }

    pub(super) fn collect_path(&mut self, node: Node<'tree>, segments: &mut Vec<Segment>, depth: usize) {
        let marks = self.marks;
        let range = (node.start_byte() as u32, node.end_byte() as u32);
        let unnamed = Segment { name: Name::default(), start: range.0, end: range.1, called: false, indexed: false };
        if depth > DEPTH_LIMIT {
            segments.push(unnamed);
        } else if let Some(mark) = marks.get(node, Role::Member) {
            match mark.part(Part::Object) {
                Some(object) => self.collect_path(object, segments, depth + 1),
                // `.member` of the type that is wanted.
                None => segments.push(Segment { end: range.0, ..unnamed }),
            }
            match mark.part(Part::Name) {
                // `a::b::c`, where `b::c` is one node.
                Some(name) if marks.is(name, Role::Member) => self.collect_path(name, segments, depth + 1),
                Some(name) => segments.push(self.name_segment(name)),
                None => {}
            }
        } else if let Some(mark) = marks.get(node, Role::Index) {
            if let Some(object) = mark.part(Part::Object) {
                self.collect_path(object, segments, depth + 1);
            }
            let key = mark.part(Part::Key).map(|key| self.lower(key));
            segments.push(match key {
                Some(Expr::Text(Text { value: name, start, end })) => {
                    Segment { name, start, end, called: false, indexed: true }
                }
                _ => unnamed,
            });
        } else if let Some(mark) = marks.get(node, Role::Call) {
            if let Some(method) = mark.part(Part::Method) {
                if let Some(receiver) = mark.part(Part::Receiver) {
                    self.collect_path(receiver, segments, depth + 1);
                }
                segments.push(self.name_segment(method));
            } else if let Some(function) = mark.part(Part::Function) {
                self.collect_path(function, segments, depth + 1);
            }
            if let Some(last) = segments.last_mut() {
                last.called = true;
            }
        } else if marks.is(node, Role::SelfName) {
            segments.push(Segment { name: self.names.intern("this"), ..unnamed });
        } else if marks.is(node, Role::Name) {
            self.push_names(node, segments);
        } else if marks.is(node, Role::Same)
            && let Some(inner) = self.inner(node)
        {
            self.collect_path(inner, segments, depth + 1);
        } else if let Some(name) = self.generic_name(node) {
            segments.push(self.name_segment(name));
        } else {
            segments.push(unnamed);
        }
    }

    /// A name, or the names in one: `App\Flags`, Elixir's `Shop.Flags`, Haskell's `Flags.`.
    fn push_names(&mut self, node: Node<'tree>, segments: &mut Vec<Segment>) {
        let text = self.node_text(node);
        if !text.contains(['\\', '.']) || self.marks.is(node, Role::String) {
            segments.push(self.name_segment(node));
            return;
        }
        let mut start = node.start_byte() as u32;
        for part in text.split(['\\', '.']) {
            let end = start + part.len() as u32;
            if !part.is_empty() {
                segments.push(Segment { name: self.names.intern(part), start, end, called: false, indexed: false });
            }
            start = end + 1;
        }
    }

    /// The identifier in `Name<Arguments>`.
    fn generic_name(&self, node: Node<'tree>) -> Option<Node<'tree>> {
        let first = node.named_child(0)?;
        let generic = node.kind().contains("generic") || node.kind().contains("scoped_type");
        (generic && self.marks.is(first, Role::Name)).then_some(first)
    }

    fn name_segment(&mut self, node: Node<'tree>) -> Segment {
        let text = self.name_text(node);
        let name = match text {
            "self" | "Self" => self.names.intern("this"),
            _ => self.names.intern(text),
        };
        let start = node.start_byte();
        let end = if self.node_text(node).starts_with(text) { start + text.len() } else { node.end_byte() };
        // Of Elixir's `@flag` the name is `flag`, though it is another than that of a variable.
        let attribute = text.starts_with('@') && self.facts.language.is_some_and(Language::expands_aliases);
        let start = start + usize::from(attribute);
        Segment { name, start: start as u32, end: end as u32, called: false, indexed: false }
    }

    /// Marks the steps of a chain, so that they are not taken for uses of their own.
    pub(super) fn consume_chain(&mut self, node: Node<'tree>) {
        let mut next = Some(node);
        for _ in 0..=DEPTH_LIMIT {
            let Some(node) = next else { return };
            self.consumed.insert(node.id(), ());
            next = None;
            let marks = self.marks;
            if let Some(mark) = marks.get(node, Role::Member) {
                let name = mark.part(Part::Name);
                self.consume(name);
                if let Some(name) = name.filter(|name| marks.is(*name, Role::Member)) {
                    self.consume_chain(name);
                }
                next = mark.part(Part::Object);
            } else if let Some(mark) = marks.get(node, Role::Index) {
                next = mark.part(Part::Object);
            } else if let Some(mark) = marks.get(node, Role::Call) {
                self.consume(mark.part(Part::Method));
                next = mark.part(Part::Receiver).or_else(|| mark.part(Part::Function));
            } else if marks.is(node, Role::Same) {
                next = self.inner(node);
            }
        }
    }
}
