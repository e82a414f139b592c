//! What the arguments say that something with a name is made with.

use super::*;

impl<'tree> Extractor<'tree, '_> {
    /// The texts that an enum's member is made with, but for the one that is its own: `NEW("The new one", "new")`.
    pub(super) fn other_arguments(&mut self, arguments: Node<'tree>, name_node: Node<'tree>, path: &[Name], own: Expr) {
        let mut cursor = arguments.walk();
        let name = self.intern_node(name_node);
        let (start, end) = (name_node.start_byte() as u32, name_node.end_byte() as u32);
        let given = arguments.named_children(&mut cursor).filter(|child| !child.is_extra());
        for (position, child) in given.enumerate() {
            let argument = self.marks.get(child, Role::Argument);
            let label = argument.and_then(|mark| mark.part(Part::Label));
            let value = argument.and_then(|mark| mark.part(Part::Value)).unwrap_or(child);
            let value = self.lower(value);
            if value == own || !matches!(value, Expr::Text(_)) || self.is_nested_too_deep() {
                continue;
            }
            let key_accessor = match label {
                Some(label) => self.key_segment(label).name,
                None => self.names.intern(&format!("#{position}")),
            };
            let (path, declared, place) = (path.into(), Name::default(), self.place);
            self.facts.definitions.push(Definition { name, start, end, path, value, declared, key_accessor, place });
        }
    }

    /// The fields of an object that is made with labels: `const FLAGS: Flags = Flags { cart: "new-cart" }`.
    pub(super) fn labelled_members(&mut self, value: Node<'tree>, name: Name, path: &[Name]) {
        let Some(mark) = self.marks.get(self.unwrap_same(value), Role::Call) else { return };
        let Some((kind, arguments)) = mark.part(Part::Function).zip(mark.part(Part::Arguments)) else { return };
        if !simple_type_name(self.node_text(kind)).starts_with(char::is_uppercase) {
            return;
        }
        let mut cursor = arguments.walk();
        for child in arguments.named_children(&mut cursor) {
            let argument = self.marks.get(child, Role::Argument);
            let parts = argument.and_then(|mark| mark.part(Part::Label).zip(mark.part(Part::Value)));
            let Some((label, value)) = parts else { continue };
            if let value @ Expr::Text(_) = self.lower(value) {
                let field = self.key_segment(label).name;
                let path = path.iter().copied().chain([name]).collect();
                self.push_definition(field, label, path, value, Name::default());
            }
        }
    }
}
