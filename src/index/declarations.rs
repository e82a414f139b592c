//! Where a workspace declares a flag: in constants that are given its key, and in types that list it.

use std::collections::HashSet;
use std::sync::Arc;

use super::Index;
use super::hooks::Hooks;
use super::program::{File, FileId};
use super::reference::Form;
use crate::syntax::facts::{Definition, Expr};
use crate::text::ByteRange;

/// A constant that is given a flag key as a text, or a member of a type that lists flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The file.
    pub path: Arc<str>,
    /// The name of the constant or member; of a text in a type the text.
    pub name: ByteRange,
    /// The key's text without quotes; `None` for a member, whose name it is.
    pub literal: Option<ByteRange>,
}

impl Index {
    /// The constants, outside of functions, that are given one of some keys, and the members of types that stand for one;
    /// in order.
    ///
    /// Costs a look at all constants and at the names of all files, not at their references.
    pub fn declarations_of(&self, keys: &[Arc<str>]) -> Vec<Declaration> {
        let program = &self.solved.program;
        let spelled: HashSet<String> = keys.iter().flat_map(|key| Hooks::spelled(key)).collect();
        let mut found = Vec::new();
        for id in program.present() {
            let file = &program.files[id];
            for (definition, key) in self.constants_in(id) {
                let Expr::Text(text) = definition.value else { continue };
                if keys.contains(key) {
                    let (path, name) = (file.path.clone(), name_of(definition));
                    found.push(Declaration { path, name, literal: Some(text.range()) });
                }
            }
            if !may_list(file, &spelled) {
                continue;
            }
            let members = self.join().references_in(&self.solved, id).into_iter().filter(|reference| {
                reference.form == Form::TypeMember && reference.keys().iter().any(|key| keys.contains(key))
            });
            found.extend(members.map(|member| Declaration {
                path: file.path.clone(),
                name: member.range,
                literal: None,
            }));
        }
        found.sort_by(|a: &Declaration, b| (&a.path, a.name).cmp(&(&b.path, b.name)));
        found
    }

    /// The constants of a file that are given a key, with it.
    pub(super) fn constants_in(&self, id: FileId) -> impl Iterator<Item = (&Definition, &Arc<str>)> {
        let held = self.join().constants.by_file.get(id).into_iter().flat_map(|constants| &constants.keys);
        let facts = &self.solved.program.files[id].facts;
        held.map(|(at, key)| (&facts.definitions[*at as usize], key)).filter(|(definition, _)| is_given(definition))
    }
}

/// Whether a definition is a constant with a text of its own.
fn is_given(definition: &Definition) -> bool {
    definition.place.function.is_none() && matches!(definition.value, Expr::Text(_))
}

fn name_of(definition: &Definition) -> ByteRange {
    ByteRange::new(definition.start as usize, definition.end as usize)
}

/// Whether a file may have a type that lists one of some names.
fn may_list(file: &File, names: &HashSet<String>) -> bool {
    let is_member = |definition: &Definition| {
        definition.value == Expr::Other && !definition.path.is_empty() && names.contains(file.text(definition.name))
    };
    let facts = &file.facts;
    names.iter().any(|name| facts.find_name(name).is_some())
        && (facts.type_texts.iter().any(|listed| names.contains(file.text(listed.text.value)))
            || facts.definitions.iter().any(is_member))
}
