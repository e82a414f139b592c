//! Changes of source: edits of several files, each bound to the text that it was made for.

use std::collections::BTreeMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::SourceFile;
use crate::text::ByteRange;

/// Edits of files, by path, with notes on why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceChange {
    /// By the file's path.
    pub files: BTreeMap<Arc<str>, FileChange>,
    /// What the edits are for; each edit can name one.
    pub annotations: Vec<ChangeAnnotation>,
}

/// Edits of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The hash of the text that the edits are for.
    text_hash: u64,
    /// In order of their ranges, which do not overlap.
    pub edits: Vec<TextEdit>,
}

/// A replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub range: ByteRange,
    /// The new text.
    pub new_text: String,
    /// Its note: an index of [`SourceChange::annotations`].
    pub annotation: Option<usize>,
}

/// A note that editors show beside an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeAnnotation {
    /// What the edit does.
    pub label: String,
    /// Where, or to what effect.
    pub description: Option<String>,
    /// The edits may be unwanted: the editor asks before it makes them.
    pub needs_confirmation: bool,
}

/// A file whose text is not the one that a change was made for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} has changed meanwhile, so it was not edited; try again")]
pub struct StaleFile {
    /// The file.
    pub path: Arc<str>,
}

impl ChangeAnnotation {
    /// A note beside edits that need no confirmation.
    pub fn new(label: &str, description: Option<String>) -> Self {
        Self { label: label.to_owned(), description, needs_confirmation: false }
    }
}

impl SourceChange {
    /// One edit of one file.
    pub fn of(file: &SourceFile, range: ByteRange, new_text: String) -> Self {
        let mut change = Self::default();
        change.edit(file, TextEdit { range, new_text, annotation: None });
        change
    }

    /// Adds an edit of a file.
    pub fn edit(&mut self, file: &SourceFile, edit: TextEdit) {
        let new = || FileChange { text_hash: xxh3_64(file.text.as_bytes()), edits: Vec::new() };
        let edits = &mut self.files.entry(file.path.clone()).or_insert_with(new).edits;
        let at = edits.partition_point(|other| other.range <= edit.range);
        edits.insert(at, edit);
    }
}

impl FileChange {
    /// Whether a text is the one that the edits are for.
    pub fn is_for(&self, text: &str) -> bool {
        self.text_hash == xxh3_64(text.as_bytes())
    }

    /// The text after the edits; an error where it is another text than they are for.
    pub fn apply(&self, path: &Arc<str>, text: &str) -> Result<String, StaleFile> {
        if !self.is_for(text) {
            return Err(StaleFile { path: path.clone() });
        }
        let mut edited = text.to_owned();
        for edit in self.edits.iter().rev() {
            edited.replace_range(std::ops::Range::from(edit.range), &edit.new_text);
        }
        Ok(edited)
    }
}
