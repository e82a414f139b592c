//! Source files as the features see them: a text with its lines, its references and its silencing comments.

use std::sync::Arc;

use crate::index::{FileReferences, Form, Reference, Resolution};
use crate::syntax::{Language, ParsedText};
use crate::text::LineIndex;

/// The files of a workspace.
pub trait Files {
    /// A file by its path as the index has it; `None` where there is none, or the settings leave it out.
    fn file(&self, path: &str) -> Option<SourceFile>;

    /// What the parser tells of a file with a text: its own, or another as after an edit. For a document that is being
    /// edited, it is derived from the texts before.
    fn parsed(&self, file: &SourceFile, text: &Arc<str>) -> Arc<ParsedText> {
        Arc::new(ParsedText::new(file.language, text.clone()))
    }
}

/// No files, for questions that concern none.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl Files for NoFiles {
    fn file(&self, _: &str) -> Option<SourceFile> {
        None
    }
}

/// One file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path as the index has it: relative to the workspace, with `/`.
    pub path: Arc<str>,
    /// Its language; `None` where flagwise does not parse it.
    pub language: Option<Language>,
    /// The text.
    pub text: Arc<str>,
    /// Its lines.
    pub lines: Arc<LineIndex>,
    /// Its references and silencing comments.
    pub references: FileReferences,
}

impl SourceFile {
    /// The reference under a cursor, which may stand right behind its last character. None where a key is only about to be
    /// typed.
    pub fn reference_at(&self, offset: usize) -> Option<&Reference> {
        let all = &self.references.all;
        let end = all.partition_point(|reference| reference.range.start <= offset);
        let is_here =
            |reference: &&Reference| reference.range.touches(offset) && reference.resolution != Resolution::Empty;
        all[..end].iter().rev().take(4).find(is_here)
    }

    /// The same where an answer must not mislead: not at a text that only happens to be equal to a key of one word.
    pub(super) fn flag_at(&self, offset: usize) -> Option<&Reference> {
        self.reference_at(offset).filter(|reference| !is_common_word(reference))
    }

    /// The name of the file without its folders.
    pub fn name(&self) -> &str {
        file_name(&self.path)
    }
}

/// Whether a reference is a text like `accounts`, which is a key, but hardly ever meant as one.
fn is_common_word(reference: &Reference) -> bool {
    let is_word = |key: &str| key.chars().all(|character| character.is_ascii_lowercase());
    reference.form == Form::Mention && reference.key().is_some_and(|key| is_word(key))
}

/// The name of a file without its folders.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
