//! One question about an open document: what `ide` answers from, and the places of its answers in the client's terms.

mod folder;

use std::path::PathBuf;
use std::sync::Arc;

use crate::flags::UnixMillis;
use crate::ide::{self, Files, SourceFile};
use crate::index::{Index, Reference, ReferenceCounts, ReferenceKind};
use crate::syntax::ParsedText;
use crate::text::{self, ByteRange, PositionEncoding};

pub(super) use folder::{FolderContext, others_with_project_of, projects_of};

use super::indexing::is_too_wide;
use super::proto::{Location, Position, Range, Uri};
use super::session::{Analyzed, CellInNotebook, File, Snapshot};

/// An open document among the other files of its folder.
pub(super) struct FileContext<'a> {
    /// The session at the moment of the question.
    pub(super) snapshot: &'a Snapshot,
    /// The document.
    pub(super) file: &'a File,
    analyzed: Arc<Analyzed>,
    index: Index,
}

impl<'a> FileContext<'a> {
    /// The context of a document. Parses where nobody did yet: call it where blocking is allowed.
    ///
    /// `None` where the settings say to leave the file alone, because of its path or its size.
    pub(super) fn new(snapshot: &'a Snapshot, file: &'a File) -> Option<Self> {
        let analyzed = file.analyzed()?;
        let index = file.newest_index(&analyzed);
        Some(Self { snapshot, file, analyzed, index })
    }

    /// What the features answer from.
    pub(super) fn analysis(&self) -> ide::Analysis<'_> {
        ide::Analysis {
            index: &self.index,
            files: self,
            catalog: self.file.catalog.as_deref(),
            catalog_problem: self.file.catalog_problem.as_deref(),
            settings: &self.file.settings,
            now: self.now(),
        }
    }

    fn now(&self) -> UnixMillis {
        self.snapshot.now
    }

    /// The document's text with its references.
    pub(super) fn source(&self) -> &SourceFile {
        &self.analyzed.source
    }

    /// The document's path in its folder; empty where it has none.
    pub(super) fn path(&self) -> &str {
        &self.analyzed.source.path
    }

    /// The numbers of references in the document; in a notebook those of all cells.
    pub(super) fn reference_counts(&self) -> ReferenceCounts {
        ReferenceCounts::of(&self.source().references.all)
    }

    /// Whether the document refers to flags, known or not.
    pub(super) fn has_references(&self) -> bool {
        let is_reference = |reference: &Reference| reference.kind() != ReferenceKind::Mention;
        self.source().references.all.iter().any(is_reference)
    }

    /// A place in the document, as the client counts.
    pub(super) fn range(&self, range: ByteRange) -> Range {
        let range = range_in(self.source(), range, self.file.encoding());
        match &self.file.cell {
            Some(cell) => in_cell(cell, range),
            None => range,
        }
    }

    /// Whether a place is in the document, not in another cell of its notebook.
    pub(super) fn holds(&self, range: ByteRange) -> bool {
        self.file.cell.as_ref().is_none_or(|cell| cell.range.contains_range(range))
    }

    /// The client's place in the document, as a byte offset.
    pub(super) fn offset(&self, position: Position) -> usize {
        let cell = self.file.cell.as_ref();
        let line = position.line.saturating_add(cell.map_or(0, |cell| cell.first_line));
        let position = text::Position { line, character: position.character };
        let source = self.source();
        let offset = source.lines.offset(&source.text, position, self.file.encoding());
        cell.map_or(offset, |cell| offset.min(cell.range.end))
    }

    /// The client's range in the document.
    pub(super) fn byte_range(&self, range: Range) -> ByteRange {
        let start = self.offset(range.start);
        ByteRange::new(start, self.offset(range.end).max(start))
    }

    /// The same with an index that is complete: with all open documents as they are, and all effects of edits on other files.
    /// `None` while the files of the folder are not scanned.
    pub(super) fn completed(self) -> Option<Self> {
        let Some(root) = self.file.root() else { return Some(self) };
        if self.file.is_indexed && !is_too_wide(root) && !self.file.is_scanned() {
            return None;
        }
        let index = folder::completed(self.snapshot, root, Some(self.path()), &self.index);
        Some(Self { index, ..self })
    }

    /// Places in one file, as the client counts; none for a file that cannot be read. Parses nothing.
    pub(super) fn locations(&self, path: &str, ranges: &[ByteRange]) -> Vec<Location> {
        match self.file.root() {
            Some(root) if path != self.path() => folder::locations(self.snapshot, root, path, ranges),
            _ => ranges.iter().filter_map(|range| self.location(path, *range)).collect(),
        }
    }

    /// How the client writes a file, with its version where it is open.
    pub(super) fn uri(&self, path: &str) -> Option<(Uri, Option<i32>)> {
        match self.open_at(path) {
            Some(File { cell: Some(cell), .. }) => Some((cell.uri, Some(cell.version))),
            Some(File { open, .. }) => Some((open.uri, Some(open.document.version()))),
            None => Some((Uri::from_file_path(self.place(path)?)?, None)),
        }
    }

    fn place(&self, path: &str) -> Option<PathBuf> {
        Some(self.file.root()?.join(path))
    }

    /// The open document at a path: this one, or one of the index.
    fn open_at(&self, path: &str) -> Option<File> {
        if path == self.path() {
            return Some(self.file.clone());
        }
        self.snapshot.indexed_file(self.file.root()?, path)
    }
}

/// Files whose places the client has names for.
pub(super) trait Places: Files {
    /// The document that holds a place in a file, with its version where it is open, and the place in it. They differ from
    /// the file for the cells of a notebook.
    fn placed(&self, path: &str, source: &SourceFile, range: ByteRange) -> Option<(Uri, Option<i32>, Range)>;

    /// A place in any file; `None` where the file cannot be read.
    fn location(&self, path: &str, range: ByteRange) -> Option<Location> {
        let source = self.file(path)?;
        let (uri, _, range) = self.placed(path, &source, range)?;
        Some(Location { uri, range })
    }
}

impl Places for FileContext<'_> {
    fn placed(&self, path: &str, source: &SourceFile, range: ByteRange) -> Option<(Uri, Option<i32>, Range)> {
        let open = self.open_at(path);
        folder::placed(self.snapshot, open.as_ref(), &self.place(path).unwrap_or_default(), source, range)
    }
}

impl Files for FileContext<'_> {
    fn file(&self, path: &str) -> Option<SourceFile> {
        if path == self.path() {
            return Some(self.source().clone());
        }
        if let Some(open) = self.open_at(path) {
            let source = open.analyzed()?.source.clone();
            return Some(SourceFile { path: path.into(), ..source });
        }
        folder::source_on_disk(self.file.root()?, path, &self.index, self.index.known())
    }

    fn parsed(&self, file: &SourceFile, text: &Arc<str>) -> Arc<ParsedText> {
        let parsed = self.file.open.parsed();
        if Arc::ptr_eq(text, parsed.text()) {
            parsed
        } else if *file.path == *self.path() {
            Arc::new(parsed.edited(text.clone()))
        } else {
            Arc::new(ParsedText::new(file.language, text.clone()))
        }
    }
}

/// A range of a notebook, in the lines of one of its cells.
fn in_cell(cell: &CellInNotebook, range: Range) -> Range {
    let line = |position: Position| Position { line: position.line.saturating_sub(cell.first_line), ..position };
    Range { start: line(range.start), end: line(range.end) }
}

/// A place in a file, as the client counts.
pub(super) fn range_in(source: &SourceFile, range: ByteRange, encoding: PositionEncoding) -> Range {
    let range = source.lines.position_range(&source.text, range, encoding);
    let position = |position: text::Position| Position { line: position.line, character: position.character };
    Range { start: position(range.start), end: position(range.end) }
}
