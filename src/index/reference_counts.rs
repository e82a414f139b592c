//! How often a workspace refers to each flag.

use std::collections::HashMap;
use std::sync::Arc;

use super::Index;
use super::fixpoint::each;
use super::program::FileId;
use super::reference::{Reference, ReferenceKind};

/// Numbers of references by key: those that `textDocument/references` lists, without mentions and aliases, with declarations.
/// A reference that could mean several flags counts for each.
///
/// Made once an index, from the references of all files.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ReferenceCounts {
    counts: HashMap<Arc<str>, usize>,
}

impl ReferenceCounts {
    /// Those of the files that are wanted, by path.
    pub fn new(index: &Index, is_wanted: impl Fn(&str) -> bool) -> Self {
        let program = &index.solved.program;
        let files: Vec<FileId> = program.present().filter(|id| is_wanted(&program.files[*id].path)).collect();
        let of_files = each(&files, |id| Self::of(&index.join().references_in(&index.solved, id)));
        let mut all = Self::default();
        for (_, of_file) in of_files {
            all.add(&of_file);
        }
        all
    }

    /// Those of some references, such as the references of one file.
    pub fn of(references: &[Reference]) -> Self {
        let mut counts = HashMap::new();
        for reference in references.iter().filter(|reference| !is_left_out(reference)) {
            for key in reference.keys() {
                *counts.entry(key.clone()).or_insert(0) += 1;
            }
        }
        Self { counts }
    }

    /// Adds the numbers of other files.
    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.counts {
            *self.counts.entry(key.clone()).or_insert(0) += count;
        }
    }

    /// The number of references to a flag.
    pub fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }

    /// The keys with references, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.counts.keys()
    }

    /// Whether there is no reference at all.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

fn is_left_out(reference: &Reference) -> bool {
    matches!(reference.kind(), ReferenceKind::Mention | ReferenceKind::Alias)
}
