//! The file as it would be with a placeholder at the cursor, or with a string closed that is still being typed: what the
//! analysis says of that text tells what is expected there.

use std::sync::Arc;

use crate::flags::is_valid_key;
use crate::ide::{Analysis, SourceFile};
use crate::index::Reference;
use crate::syntax::{Language, ParsedText};
use crate::text::ByteRange;

/// A name that no flag has.
const PLACEHOLDER: &str = "flagwisePlaceholder";

/// A text of a file with its references.
pub(super) struct View {
    pub(super) text: Arc<str>,
    pub(super) code: Arc<ParsedText>,
    pub(super) references: Arc<[Reference]>,
}

impl View {
    /// The file as it is.
    pub(super) fn of(analysis: &Analysis<'_>, file: &SourceFile) -> Self {
        let code = analysis.files.parsed(file, &file.text);
        Self { text: file.text.clone(), code, references: file.references.all.clone() }
    }

    /// The file with some of its text replaced; `None` where it is not parsed.
    fn edited(analysis: &Analysis<'_>, file: &SourceFile, start: usize, end: usize, new: &str) -> Option<Self> {
        let text: Arc<str> = [file.text.get(..start)?, new, file.text.get(end..)?].concat().into();
        // Large files are left alone.
        analysis.index.facts(&file.path)?;
        let code = analysis.files.parsed(file, &text);
        let index = analysis.index.edited(&file.path, code.facts().clone());
        let references = index.references(&file.path).into();
        Some(Self { text, code, references })
    }

    /// The file with a name in place of a range.
    pub(super) fn with_name(analysis: &Analysis<'_>, file: &SourceFile, start: usize, end: usize) -> Option<Self> {
        Self::edited(analysis, file, start, end, PLACEHOLDER)
    }

    /// The file with a literal of an existing key in place of a range, and some text after it: at a position that only
    /// looks like one of a key, an unknown key means nothing. Gives where the literal's content starts too.
    pub(super) fn with_literal(
        analysis: &Analysis<'_>,
        file: &SourceFile,
        range: ByteRange,
        after: &str,
    ) -> Option<(Self, usize)> {
        let (open, close) = match file.language? {
            Language::ObjectiveC => ("@\"", "\""),
            Language::Erlang => ("<<\"", "\">>"),
            Language::Apex => ("'", "'"),
            _ => ("\"", "\""),
        };
        let new = format!("{open}{}{close}{after}", some_key(analysis));
        Some((Self::edited(analysis, file, range.start, range.end, &new)?, range.start + open.len()))
    }

    /// The file with an existing key in place of a range, and some text after it.
    pub(super) fn with_key(analysis: &Analysis<'_>, file: &SourceFile, range: ByteRange, after: &str) -> Option<Self> {
        Self::edited(analysis, file, range.start, range.end, &format!("{}{after}", some_key(analysis)))
    }
}

/// A key that exists; a text that no flag has where there is none.
fn some_key<'a>(analysis: &Analysis<'a>) -> &'a str {
    let keys = analysis.catalog.into_iter().flat_map(|catalog| catalog.flags.keys());
    keys.map(|key| key.as_str()).find(|key| is_valid_key(key)).unwrap_or(PLACEHOLDER)
}
