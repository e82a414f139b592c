//! Document highlight: the places of a file that name the flag under the cursor.

use crate::index::{Form, Reference};
use crate::text::ByteRange;

use super::Analysis;

/// A place to highlight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// The place.
    pub range: ByteRange,
    /// What is done there.
    pub kind: HighlightKind,
}

/// Kinds of highlights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HighlightKind {
    /// The flag is declared.
    Write,
    /// The flag is used.
    Read,
    /// A text is equal to the key.
    Text,
}

/// The places of a file that name what stands at an offset; empty, fast, where that is no flag.
pub fn document_highlights(analysis: &Analysis<'_>, path: &str, offset: usize) -> Vec<Highlight> {
    let Some(file) = analysis.files.file(path) else { return Vec::new() };
    let Some(here) = file.flag_at(offset) else { return Vec::new() };
    let is_same = |reference: &&Reference| reference.keys().iter().any(|key| here.keys().contains(key));
    let highlight = |reference: &Reference| {
        let kind = match reference.form {
            _ if reference.is_declaration() => HighlightKind::Write,
            Form::Mention => HighlightKind::Text,
            _ => HighlightKind::Read,
        };
        Highlight { range: reference.range, kind }
    };
    file.references.all.iter().filter(is_same).map(highlight).collect()
}

#[cfg(test)]
mod tests;
