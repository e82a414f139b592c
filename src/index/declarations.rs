//! Where a workspace declares a flag, and where it is met first: in a constant or a type that declares it, else where it is
//! used.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Index;
use super::fixpoint::each;
use super::hooks::Hooks;
use super::program::{File, FileId};
use super::reference::Form;
use super::solve::ConstantId;
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

/// The first place of a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstPlace {
    /// The file.
    pub path: Arc<str>,
    /// The name of the constant that holds the key, or the reference.
    pub range: ByteRange,
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

    /// The first place of each key that has one, in files that are wanted, by path. The order is production code before test
    /// code, then by path; a constant that is given the key comes before all uses.
    ///
    /// Costs a look at the names of all files, and at the references of one or two files a key.
    pub fn first_places(
        &self,
        keys: &[&str],
        most: usize,
        is_wanted: impl Fn(&str) -> bool + Sync,
    ) -> Vec<(usize, FirstPlace)> {
        /// Keys whose places are looked for before it is known whether they are enough.
        const AT_ONCE: usize = 128;
        let program = &self.solved.program;
        let mut files: Vec<FileId> = program.present().filter(|id| is_wanted(&program.files[*id].path)).collect();
        files.sort_by_cached_key(|id| (program.files[*id].is_test_code(), program.files[*id].path.clone()));
        let numbers: HashMap<&str, usize> = keys.iter().enumerate().map(|(at, key)| (*key, at)).collect();
        let declared = self.first_constants(&files, &numbers);
        let naming = self.naming_files(&files, &numbers);
        let all: Vec<usize> =
            (0..keys.len()).filter(|at| declared.contains_key(at) || naming.contains_key(at)).collect();
        let mut found = Vec::new();
        for some in all.chunks(AT_ONCE) {
            let places = each(some, |at| match declared.get(&at) {
                Some(constant) => Some(self.place_of(*constant)),
                None => naming.get(&at)?.iter().find_map(|id| self.first_use(keys[at], *id)),
            });
            found.extend(places.into_iter().filter_map(|(at, place)| Some((at, place?))));
            if found.len() >= most {
                found.truncate(most);
                break;
            }
        }
        found
    }

    /// The first constant that is given each key.
    fn first_constants(&self, files: &[FileId], numbers: &HashMap<&str, usize>) -> HashMap<usize, ConstantId> {
        let mut first = HashMap::new();
        for id in files {
            let held = self.join().constants.by_file.get(*id).into_iter().flat_map(|constants| &constants.keys);
            let facts = &self.solved.program.files[*id].facts;
            let in_file = held.filter(|(at, _)| is_given(&facts.definitions[**at as usize]));
            let mut in_file: Vec<(u32, usize)> =
                in_file.filter_map(|(at, key)| Some((*at, *numbers.get(&**key)?))).collect();
            in_file.sort_unstable();
            for (at, number) in in_file {
                first.entry(number).or_insert((*id, at));
            }
        }
        first
    }

    /// The files that have each key, in any of its spellings, as a text or name; in their order.
    fn naming_files(&self, files: &[FileId], numbers: &HashMap<&str, usize>) -> BTreeMap<usize, Vec<FileId>> {
        let hooks = &self.join().keys.hooks;
        let named = each(files, |id| {
            let names = self.solved.program.files[id].facts.names.iter();
            let named = names.flat_map(|name| hooks.keys_spelled(name));
            let mut named: Vec<usize> = named.filter_map(|key| numbers.get(key).copied()).collect();
            named.sort_unstable();
            named.dedup();
            named
        });
        let mut naming: BTreeMap<usize, Vec<FileId>> = BTreeMap::new();
        for (id, numbers) in named {
            numbers.into_iter().for_each(|number| naming.entry(number).or_default().push(id));
        }
        naming
    }

    fn place_of(&self, (id, at): ConstantId) -> FirstPlace {
        let file = &self.solved.program.files[id];
        FirstPlace { path: file.path.clone(), range: name_of(&file.facts.definitions[at as usize]) }
    }

    fn first_use(&self, key: &str, id: FileId) -> Option<FirstPlace> {
        let references = self.join().references_in(&self.solved, id);
        let found = references.iter().find(|reference| reference.key().is_some_and(|own| **own == *key))?;
        Some(FirstPlace { path: self.solved.program.files[id].path.clone(), range: found.range })
    }

    /// The constants of a file that are given a key, with it.
    fn constants_in(&self, id: FileId) -> impl Iterator<Item = (&Definition, &Arc<str>)> {
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
