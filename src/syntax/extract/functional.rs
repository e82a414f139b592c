//! What functional languages have otherwise: arguments one by one, and modules by other names.

use super::*;

impl<'tree> Extractor<'tree, '_> {
    /// `f a b` is `(f a) b`, but one call: the inner nodes are the same call as the outer.
    pub(super) fn join_curried(&mut self, node: Node<'tree>, id: CallId) {
        let mut next = self.applied(node).map(|(function, _)| function);
        while let Some(function) = next {
            next = self.applied(function).map(|(function, _)| function);
            if next.is_some() {
                self.calls.insert(function.id(), id);
            }
        }
    }

    /// The arguments of `((f a) b) c`.
    pub(super) fn curried_arguments(&mut self, node: Node<'tree>) -> Vec<Argument> {
        let mut values = Vec::new();
        let mut next = Some(node);
        while let Some((function, value)) = next.and_then(|node| self.applied(node)) {
            values.push(value);
            next = Some(function);
        }
        let values = values.into_iter().rev().enumerate();
        values.map(|(position, value)| self.plain_argument(value, position as u32)).collect()
    }

    /// Function and argument of an application to one argument.
    fn applied(&self, node: Node<'tree>) -> Option<(Node<'tree>, Node<'tree>)> {
        let mark = self.marks.get(node, Role::Call)?;
        mark.part(Part::Function).zip(mark.part(Part::Value))
    }

    /// An argument without a label that is no list.
    pub(super) fn plain_argument(&mut self, node: Node<'tree>, position: u32) -> Argument {
        let value = self.lower(node);
        let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
        Argument { label: Name::default(), property: Name::default(), position, value, start, end }
    }

    /// Puts the whole name of a module in the place of its alias, where the language has it so.
    pub(super) fn expand_alias(&mut self, segments: &mut Vec<Segment>) {
        if !self.facts.language.is_some_and(Language::expands_aliases) {
            return;
        }
        let Some(first) = segments.first().copied() else { return };
        let whole: Vec<Name> = if self.names.text(first.name) == "__MODULE__" {
            self.containers.iter().copied().filter(|name| *name != Name::default()).collect()
        } else {
            let import = self.facts.imports.iter().rev().find(|import| import.alias == first.name);
            let Some(Import { module, what: Imported::Name(name), .. }) = import.copied() else { return };
            let module = self.names.text(module).to_owned();
            qualified_parts(&module).map(|part| self.names.intern(part)).chain([name]).collect()
        };
        segments.splice(..1, whole.into_iter().map(|name| Segment { name, ..first }));
    }
}
