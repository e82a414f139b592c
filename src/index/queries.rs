//! Questions to the index: the references of a file, of a key, of a definition, and what stands at an offset. Where a flag
//! is declared is in [`super::declarations`], where it is met first in [`super::first_places`].
//!
//! None of the answers holds mentions or aliases, which need the texts: see [`super::with_mentions`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definition::{DefinitionId, FlagDefinition};
use super::hooks::Hooks;
use super::program::FileId;
use super::reference::Reference;
use super::{Index, words};
use crate::syntax::facts::Expr;
use crate::text::ByteRange;

/// References by the path of their file.
pub type ReferencesByFile = Vec<(Arc<str>, Vec<Reference>)>;

impl Index {
    /// The references of one file, in order; none for a file that it does not hold.
    pub fn references(&self, path: &str) -> Vec<Reference> {
        let id = self.solved.program.find(path);
        id.map(|id| self.join().references_in(&self.solved, id)).unwrap_or_default()
    }

    /// The references of every file that has some, in order of path.
    pub fn all_references(&self) -> ReferencesByFile {
        let files: Vec<FileId> = self.solved.program.present().collect();
        self.join().references_of_files(&self.solved, &files, |_| true)
    }

    /// Every reference that stands for a key.
    pub fn references_to(&self, key: &str) -> ReferencesByFile {
        self.references_naming(&self.names_of(&[key]), |reference| reference.key().is_some_and(|own| **own == *key))
    }

    /// Every reference that stands for one of some keys, or could.
    pub fn references_to_any(&self, keys: &[Arc<str>]) -> ReferencesByFile {
        let texts: Vec<&str> = keys.iter().map(|key| &**key).collect();
        self.references_naming(&self.names_of(&texts), |reference| {
            reference.keys().iter().any(|own| texts.contains(&&**own))
        })
    }

    /// The files of the index with one of some keys as a text or name, in any of its spellings.
    pub fn files_naming(&self, key: &str) -> Vec<Arc<str>> {
        let names: BTreeSet<Box<str>> = Hooks::spelled(key).into_iter().map(Box::from).collect();
        let mut paths: Vec<_> =
            self.solved.naming(&names).into_iter().map(|id| self.solved.program.files[id].path.clone()).collect();
        paths.sort();
        paths
    }

    /// The names that a file has which refers to one of some keys: of its constants, and the spellings of the key.
    fn names_of(&self, keys: &[&str]) -> BTreeSet<Box<str>> {
        let constants = self.join().constants.all().filter(|constant| keys.contains(&&*constant.key));
        let mut names: BTreeSet<Box<str>> = constants.filter_map(|constant| constant.chain.last().cloned()).collect();
        names.extend(keys.iter().flat_map(|key| Hooks::spelled(key)).map(Box::from));
        names
    }

    /// A constant by its identity; `None` where it is gone, or holds no flag key any more.
    pub fn definition(&self, id: DefinitionId) -> Option<FlagDefinition> {
        let (program, constants) = (&self.solved.program, &self.join().constants);
        let (at_file, at) = constants.find(program, id)?;
        let file = &program.files[at_file];
        let definition = &file.facts.definitions[at as usize];
        let literal = match definition.value {
            Expr::Text(text) => Some(text.range()),
            _ => None,
        };
        Some(FlagDefinition {
            id,
            path: file.path.clone(),
            chain: file.chain_of(definition).into_iter().map(Box::from).collect(),
            name: ByteRange::new(definition.start as usize, definition.end as usize),
            literal,
            alias_of: constants.constant(at_file, id).and_then(|constant| constant.alias_of),
            key: constants.key_of((at_file, at))?.clone(),
        })
    }

    /// Every reference to a constant, its definition among them.
    pub fn references_of(&self, id: DefinitionId) -> ReferencesByFile {
        let Some(definition) = self.definition(id) else { return Vec::new() };
        // `FLAGS.checkout` stands for the `key` of the object that it is.
        let holder = definition.chain.len().checked_sub(2).map(|at| &definition.chain[at]);
        let name = definition.chain.last();
        let names = name.into_iter().chain(holder.filter(|_| name.is_some_and(|name| words::is_key_member(name))));
        let names: BTreeSet<Box<str>> = names.cloned().collect();
        self.references_naming(&names, |reference| reference.definition == Some(id))
    }

    fn references_naming(
        &self,
        names: &BTreeSet<Box<str>>,
        is_wanted: impl Fn(&Reference) -> bool + Sync,
    ) -> ReferencesByFile {
        self.join().references_of_files(&self.solved, &self.solved.naming(names), is_wanted)
    }

    /// The literal at an offset of a file that is a key, or would be with a text in it: `""` as well.
    pub fn key_position_at(&self, path: &str, offset: usize) -> Option<Reference> {
        let mut references = self.references(path).into_iter();
        references.find(|reference| reference.is_key_position() && reference.range.touches(offset))
    }
}
