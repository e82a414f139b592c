//! The key positions of one file, those independent of learning first.

use super::super::solve::{FileAnalysis, KeyConstant};

/// The key positions of one file.
#[derive(Debug, Clone, Copy)]
pub(in crate::index) struct Positions<'a> {
    /// Positions that follow from the files' texts alone.
    pub(in crate::index) proven: &'a FileAnalysis,
    /// Positions that follow from learned positions.
    pub(in crate::index) inferred: Option<&'a FileAnalysis>,
}

impl<'a> Positions<'a> {
    /// The positions of the constant named by a value, given by the value's first byte.
    pub(in crate::index) fn constants_at(self, start: u32) -> impl Iterator<Item = &'a KeyConstant> {
        self.analyses().filter_map(move |analysis| analysis.constants_at.get(&start)).flatten()
    }

    /// The positions of a constant inside of a function.
    pub(in crate::index) fn local(self, definition: u32) -> impl Iterator<Item = &'a KeyConstant> {
        self.analyses().filter_map(move |analysis| analysis.locals.get(&definition)).flatten()
    }

    pub(in crate::index) fn analyses(self) -> impl Iterator<Item = &'a FileAnalysis> {
        [Some(self.proven), self.inferred].into_iter().flatten()
    }
}
