//! The key positions of one file: proven and guessed ones, then inferred ones.

use super::super::solve::{FileAnalysis, KeyConstant};

/// The key positions of one file.
#[derive(Debug, Clone, Copy)]
pub(in crate::index) struct Positions<'a> {
    /// Those that follow from the texts of files alone.
    pub(in crate::index) proven: &'a FileAnalysis,
    /// Those that follow from learned positions.
    pub(in crate::index) inferred: Option<&'a FileAnalysis>,
}

impl<'a> Positions<'a> {
    /// The positions of the constant that a value names, by the value's first byte.
    pub(in crate::index) fn constants_at(self, start: u32) -> impl Iterator<Item = &'a KeyConstant> {
        self.analyses().filter_map(move |analysis| analysis.constants_at.get(&start)).flatten()
    }

    /// The positions of a constant of one of the file's functions.
    pub(in crate::index) fn local(self, definition: u32) -> impl Iterator<Item = &'a KeyConstant> {
        self.analyses().filter_map(move |analysis| analysis.locals.get(&definition)).flatten()
    }

    pub(in crate::index) fn analyses(self) -> impl Iterator<Item = &'a FileAnalysis> {
        [Some(self.proven), self.inferred].into_iter().flatten()
    }
}
