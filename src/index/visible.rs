//! Constants that hold keys as one file can write them: its own, imported ones, and those that need no import.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Index;
use super::constants::FlagConstant;
use super::definition::DefinitionId;
use super::program::{Certainty, FileId};
use crate::syntax::Language;
use crate::syntax::facts::{Imported, Place};

/// Maximum number of constants in an answer.
const MOST: usize = 20_000;

/// A constant that a file can name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VisibleConstant {
    /// How the file writes it: `Flags.NEW_CART`, or by the name that an import gives it.
    pub text: String,
    /// The key that it holds.
    pub key: Arc<str>,
    /// The constant.
    pub definition: DefinitionId,
}

impl Index {
    /// The constants that hold keys and are visible at an offset of a file, in order of their text. Guessed imports do not
    /// count.
    pub fn visible_constants(&self, path: &str, offset: usize) -> Vec<VisibleConstant> {
        let Some(id) = self.solved.program.find(path) else { return Vec::new() };
        let files = &self.solved.program.files;
        let file = &files[id];
        let place = self.place_at(id, offset);
        let separator = separator(file.language);
        let mut found = BTreeSet::new();
        for (owner, constants) in self.join().constants.by_file.iter().enumerate() {
            let is_related = files[owner].language.family() == file.language.family();
            if constants.flags.is_empty() || !is_related {
                continue;
            }
            let mut by_first: BTreeMap<&str, Vec<&FlagConstant>> = BTreeMap::new();
            for constant in constants.flags.iter().filter(|constant| !constant.has_key) {
                by_first.entry(&constant.chain[0]).or_default().push(constant);
            }
            for (first, constants) in by_first {
                let Some(written) = self.written(id, place, owner, first) else { continue };
                for constant in constants {
                    let rest = constant.chain.iter().skip(1).map(|name| &**name);
                    let text = written.iter().copied().chain(rest).collect::<Vec<_>>().join(separator);
                    let (key, definition) = (constant.key.clone(), constant.definition);
                    found.insert(VisibleConstant { text, key, definition });
                }
                if found.len() >= MOST {
                    return found.into_iter().collect();
                }
            }
        }
        found.into_iter().collect()
    }

    /// How a file writes the outermost name of a constant of another, or of itself: the name, an alias, or the name in a
    /// module that has one.
    fn written<'a>(&'a self, id: FileId, place: Place, owner: FileId, first: &'a str) -> Option<Vec<&'a str>> {
        let program = &self.solved.program;
        let file = &program.files[id];
        let is_sure = |seen: Option<Certainty>| seen.is_some_and(|seen| seen != Certainty::Likely);
        let plain = || is_sure(program.sees_name(id, place, first, first, owner));
        if id == owner {
            return (first != "default" && plain()).then(|| vec![first]);
        }
        let is_python = file.language.family() == Language::Python;
        let is_script = file.language.family() == Language::JavaScript;
        let imports = file.facts.imports.iter().filter(|import| !import.exported);
        for import in imports {
            let alias = file.text(import.alias);
            let can_be = match import.what {
                Imported::Name(original) => {
                    let original = file.text(original);
                    let is_itself = original == first || original == "default";
                    // An imported module, as Python and Rust have them, gives all its names.
                    let module = [file.text(import.module), original].join(if is_python { "." } else { "::" });
                    if !is_itself && !is_script && !alias.is_empty() && program.is_module(id, &module, owner) {
                        return Some(vec![alias, first]);
                    }
                    is_itself
                }
                Imported::Default | Imported::Whole => true,
                Imported::Wildcard => false,
            };
            if !can_be || alias.is_empty() {
                continue;
            }
            if is_sure(program.sees_name(id, place, alias, first, owner)) {
                return Some(vec![alias]);
            }
            if import.what == Imported::Whole && is_sure(program.sees_module(id, &[alias], owner, first)) {
                return Some(vec![alias, first]);
            }
        }
        (first != "default" && plain()).then(|| vec![first])
    }

    /// The innermost function and type around an offset.
    fn place_at(&self, id: FileId, offset: usize) -> Place {
        let facts = &self.solved.program.files[id].facts;
        let functions = (0..).zip(&facts.functions).filter(|(_, function)| function.range.touches(offset));
        let types = (0..).zip(&facts.types).filter(|(_, kind)| kind.range.touches(offset));
        Place {
            function: functions.min_by_key(|(_, function)| function.range.len()).map(|(at, _)| at),
            container: types.min_by_key(|(_, kind)| kind.range.len()).map(|(at, _)| at),
        }
    }
}

/// What stands between the names of a chain.
fn separator(language: Language) -> &'static str {
    match language {
        Language::Rust | Language::Php | Language::Ruby | Language::Cpp => "::",
        _ => ".",
    }
}
