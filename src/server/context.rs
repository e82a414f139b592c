//! One question about an open document: what `ide` answers from, and the places of its answers in the client's terms.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::flags::UnixMillis;
use crate::ide::{self, Files, SourceFile};
use crate::index::with_mentions;
use crate::syntax::Language;
use crate::text::{self, ByteRange, LineIndex, PositionEncoding};
use crate::workspace::{self, TEXT_LIMIT};

use super::proto::{Location, Position, Range, Uri};
use super::session::{Analyzed, File, OpenDocument, Snapshot};

/// An open document among the other files of its folder.
pub(super) struct FileContext<'a> {
    /// The session at the moment of the question.
    pub(super) snapshot: &'a Snapshot,
    /// The document.
    pub(super) file: &'a File,
    analyzed: Arc<Analyzed>,
}

impl<'a> FileContext<'a> {
    /// The context of a document. Parses where nobody did yet: call it where blocking is allowed.
    ///
    /// `None` where the settings say to leave the file alone, because of its path or its size.
    pub(super) fn new(snapshot: &'a Snapshot, file: &'a File) -> Option<Self> {
        Some(Self { snapshot, file, analyzed: file.analyzed()? })
    }

    /// What the features answer from.
    pub(super) fn analysis(&self) -> ide::Analysis<'_> {
        ide::Analysis {
            index: &self.analyzed.index,
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

    /// A place in the document, as the client counts.
    pub(super) fn range(&self, range: ByteRange) -> Range {
        range_in(self.source(), range, self.file.encoding())
    }

    /// The client's place in the document, as a byte offset.
    pub(super) fn offset(&self, position: Position) -> usize {
        let position = text::Position { line: position.line, character: position.character };
        let source = self.source();
        source.lines.offset(&source.text, position, self.file.encoding())
    }

    /// The client's range in the document.
    pub(super) fn byte_range(&self, range: Range) -> ByteRange {
        let start = self.offset(range.start);
        ByteRange::new(start, self.offset(range.end).max(start))
    }

    /// A place in any file; `None` where the file cannot be read.
    pub(super) fn location(&self, path: &str, range: ByteRange) -> Option<Location> {
        let source = self.file(path)?;
        Some(Location { uri: self.uri(path)?.0, range: range_in(&source, range, self.file.encoding()) })
    }

    /// How the client writes a file, with its version where it is open.
    pub(super) fn uri(&self, path: &str) -> Option<(Uri, Option<i32>)> {
        let of_open = |open: &OpenDocument| (open.uri.clone(), Some(open.document.version()));
        if path == self.path() {
            return Some(of_open(&self.file.open));
        }
        let place = self.place(path)?;
        self.open_at(&place).map(of_open).or_else(|| Some((Uri::from_file_path(place)?, None)))
    }

    fn place(&self, path: &str) -> Option<PathBuf> {
        Some(self.file.root()?.join(path))
    }

    fn open_at(&self, place: &PathBuf) -> Option<&'a OpenDocument> {
        self.snapshot.documents().map(|(_, open)| open).find(|open| open.path.as_ref() == Some(place))
    }
}

impl Files for FileContext<'_> {
    fn file(&self, path: &str) -> Option<SourceFile> {
        if path == self.path() {
            return Some(self.source().clone());
        }
        let place = self.place(path)?;
        if let Some(open) = self.open_at(&place) {
            let source = self.snapshot.file_of(open)?.analyzed()?.source.clone();
            return Some(SourceFile { path: path.into(), ..source });
        }
        let root = self.file.root().unwrap_or(Path::new(""));
        let text = workspace::read_source(root, &place, TEXT_LIMIT).ok()?.text;
        let index = &self.analyzed.index;
        // The file may be another than the one that was indexed.
        let mut references = index.references(path);
        references.retain(|reference| text.get(reference.range.start..reference.range.end).is_some());
        let references = with_mentions(&text, references, &index.known().at(path));
        let references = references.in_test_code(index.is_test_code(path));
        let lines = Arc::new(LineIndex::new(&text));
        Some(SourceFile { path: path.into(), language: Language::of_path(&place), text, lines, references })
    }
}

/// A place in a file, as the client counts.
pub(super) fn range_in(source: &SourceFile, range: ByteRange, encoding: PositionEncoding) -> Range {
    let range = source.lines.position_range(&source.text, range, encoding);
    let position = |position: text::Position| Position { line: position.line, character: position.character };
    Range { start: position(range.start), end: position(range.end) }
}
