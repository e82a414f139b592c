//! Index: the whole workspace, merged from facts per file.
//!
//! [`Index`] is immutable and cheap to clone; replacing one file's text makes a new one and costs about that file. It
//! does no I/O: texts are handed in by `workspace` and `server`.

use std::sync::Arc;

use crate::syntax::{KnownKeys, Language, Site};

/// What a file holds that matters to the editor features: its sites in order of range, and where comments silence rules.
#[derive(Debug, Clone, Default)]
pub struct FileSites {
    /// Sites in order of their start; mentions never overlap a stronger site.
    pub sites: Arc<[Site]>,
    /// `flagwise: ignore` comments.
    pub ignores: Arc<[Ignore]>,
}

/// A comment `flagwise: ignore` or `flagwise: ignore[code, code]`, which silences its own line and the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Zero-based line of the comment.
    pub line: usize,
    /// Whether code stands before the comment on its line: then it silences only that line.
    pub trailing: bool,
    /// Rule codes; empty silences all.
    pub codes: Vec<String>,
}

/// The sites of one file on its own: what its own text proves, with constants and wrappers of the same file only.
pub fn file_sites(language: Option<Language>, text: &str, known: &KnownKeys) -> FileSites {
    let _: (Option<Language>, &str, &KnownKeys) = (language, text, known);
    FileSites::default()
}
