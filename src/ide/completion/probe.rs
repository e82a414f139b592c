//! The file as it would be with a placeholder at the cursor, or with a string closed that is still being typed: what the
//! analysis says of that text tells what is expected there.

use std::sync::Arc;

use crate::ide::{Analysis, SourceFile};
use crate::index::{Index, Reference};
use crate::syntax::Language;

/// A name and text that no flag has.
const PLACEHOLDER: &str = "flagwisePlaceholder";

/// A text of a file with the index that holds it.
pub(super) struct View {
    pub(super) text: Arc<str>,
    pub(super) index: Index,
    pub(super) references: Arc<[Reference]>,
}

impl View {
    /// The file as it is.
    pub(super) fn of(analysis: &Analysis<'_>, file: &SourceFile) -> Self {
        Self { text: file.text.clone(), index: analysis.index.clone(), references: file.references.all.clone() }
    }

    /// The file with some of its text replaced; `None` where it is not parsed.
    fn edited(analysis: &Analysis<'_>, file: &SourceFile, start: usize, end: usize, new: &str) -> Option<Self> {
        let text: Arc<str> = [file.text.get(..start)?, new, file.text.get(end..)?].concat().into();
        let facts = analysis.files.facts_of(file, &text)?;
        let index = analysis.index.edited(&file.path, facts);
        let references = index.references(&file.path).into();
        Some(Self { text, index, references })
    }

    /// The file with a name in place of a range.
    pub(super) fn with_name(analysis: &Analysis<'_>, file: &SourceFile, start: usize, end: usize) -> Option<Self> {
        Self::edited(analysis, file, start, end, PLACEHOLDER)
    }

    /// The file with a string literal in place of a range and some text after it. Gives where the string's content starts
    /// too.
    pub(super) fn with_string(
        analysis: &Analysis<'_>,
        file: &SourceFile,
        start: usize,
        end: usize,
        after: &str,
    ) -> Option<(Self, usize)> {
        let (open, close) = match file.language? {
            Language::ObjectiveC => ("@\"", "\""),
            Language::Erlang => ("<<\"", "\">>"),
            Language::Apex => ("'", "'"),
            _ => ("\"", "\""),
        };
        let new = format!("{open}{PLACEHOLDER}{close}{after}");
        Some((Self::edited(analysis, file, start, end, &new)?, start + open.len()))
    }

    /// The file with a text inserted.
    pub(super) fn with_text(analysis: &Analysis<'_>, file: &SourceFile, at: usize, text: &str) -> Option<Self> {
        Self::edited(analysis, file, at, at, text)
    }
}
