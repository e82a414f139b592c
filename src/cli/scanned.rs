//! The files of a scan as `ide` reads them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::ide::{Files, SourceFile};
use crate::index::FileReferences;
use crate::syntax::Language;
use crate::text::LineIndex;
use crate::workspace::{Scan, ScannedFile, TEXT_LIMIT, read_source};

/// The files of a scan by path.
pub struct ScannedFiles<'a> {
    root: &'a Path,
    by_path: HashMap<&'a str, &'a ScannedFile>,
}

/// One file among those of a scan. Two folders that are scanned at once may have files of one path: the file itself is
/// found first.
pub struct FileAmong<'a> {
    /// The file.
    pub own: SourceFile,
    others: &'a ScannedFiles<'a>,
}

impl<'a> ScannedFiles<'a> {
    /// Those of a scan; others are read from the folder that paths are relative to, without their references.
    pub fn new(scan: &'a Scan, root: &'a Path) -> Self {
        Self { root, by_path: scan.files.iter().map(|file| (file.path.as_str(), file)).collect() }
    }

    /// A file among them.
    pub fn around(&'a self, own: SourceFile) -> FileAmong<'a> {
        FileAmong { own, others: self }
    }
}

impl Files for FileAmong<'_> {
    fn file(&self, path: &str) -> Option<SourceFile> {
        if path == &*self.own.path {
            return Some(self.own.clone());
        }
        let ScannedFiles { root, by_path } = self.others;
        if let Some(file) = by_path.get(path) {
            return Some(source_file(file));
        }
        let text = read_source(root, &root.join(path), TEXT_LIMIT).ok()?.text;
        let (language, lines) = (Language::of_path(path.as_ref()), Arc::new(LineIndex::new(&text)));
        Some(SourceFile { path: path.into(), language, text, lines, references: FileReferences::default() })
    }
}

/// A scanned file as `ide` reads it.
pub fn source_file(file: &ScannedFile) -> SourceFile {
    SourceFile {
        path: file.path.as_str().into(),
        language: file.language,
        text: file.text.clone(),
        lines: Arc::new(LineIndex::new(&file.text)),
        references: file.references.clone(),
    }
}
