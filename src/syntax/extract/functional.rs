//! What functional languages have otherwise: arguments one by one, and modules by other names.

use std::hash::{DefaultHasher, Hash, Hasher};

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
            let around: Vec<Name> =
                self.modules.iter().flat_map(|around| &around.module).map(|name| self.names.intern(name)).collect();
            let own = self.containers.iter().copied().filter(|name| !matches!(*name, Name::OUTER | Name(0)));
            around.into_iter().chain(own).collect()
        } else if let Some(import) = self.facts.imports.iter().rev().find(|import| import.alias == first.name) {
            let Import { module, what: Imported::Name(name), .. } = *import else { return };
            let module = self.names.text(module).to_owned();
            qualified_parts(&module).map(|part| self.names.intern(part)).chain([name]).collect()
        } else {
            let alias = self.names.text(first.name);
            let import =
                self.modules.and_then(|around| around.imports.iter().rev().find(|import| *import.alias == *alias));
            let Some((module, name)) = import.and_then(|import| import.name.as_ref()) else { return };
            let parts = qualified_parts(module).map(|part| self.names.intern(part));
            let mut whole: Vec<Name> = parts.collect();
            whole.push(self.names.intern(name));
            whole
        };
        segments.splice(..1, whole.into_iter().map(|name| Segment { name, ..first }));
    }
}

/// What the modules that a name stands for depend on, as far as it stands before a region.
#[derive(Debug, Hash)]
pub(in crate::syntax) struct Modules {
    /// The names of the modules around.
    module: Vec<Box<str>>,
    imports: Vec<ModuleAlias>,
}

/// A module that has another name.
#[derive(Debug, Hash)]
struct ModuleAlias {
    alias: Box<str>,
    /// The module that holds it and its name there, of one that is imported by its name.
    name: Option<(Box<str>, Box<str>)>,
}

impl Modules {
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

impl Extractor<'_, '_> {
    /// What names of modules mean at this place; `None` where the language has no such names.
    pub(super) fn modules_here(&self) -> Option<Modules> {
        if !self.facts.language.is_some_and(Language::expands_aliases) {
            return None;
        }
        let text = |name: Name| Box::from(self.names.text(name));
        let import = |import: &Import| ModuleAlias {
            alias: text(import.alias),
            name: match import.what {
                Imported::Name(name) => Some((text(import.module), text(name))),
                _ => None,
            },
        };
        Some(Modules {
            module: self.containers.iter().filter(|name| **name != Name::default()).map(|name| text(*name)).collect(),
            imports: self.facts.imports.iter().map(import).collect(),
        })
    }
}
