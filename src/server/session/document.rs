//! Open documents with their cached analysis.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::config::Settings;
use crate::flags::Catalog;
use crate::ide::SourceFile;
use crate::index::{Index, with_mentions};
use crate::syntax::facts::FileFacts;
use crate::syntax::{DocumentParser, KnownKeys, Language, ParsedText, Wrappers};
use crate::text::{Document, PositionEncoding};
use crate::workspace::{Exclusion, exclusion};

use super::super::indexing::scan_options;
use super::super::proto::Uri;
use super::super::uri::{self, DocumentKey, Origin};
use super::notebook::CellInNotebook;
use super::{Indexed, LoadedCatalog, SourceKey, next_stamp};

/// An open document.
#[derive(Debug, Clone)]
pub struct OpenDocument {
    /// URI as sent by the client.
    pub uri: Uri,
    /// The path that the URI names, if any.
    pub path: Option<PathBuf>,
    /// Scheme and host.
    pub origin: Origin,
    /// The notebook that it is a cell of.
    pub notebook: Option<DocumentKey>,
    /// The path without symbolic links, resolved on first use.
    real_path: Arc<OnceLock<Option<PathBuf>>>,
    /// Identity of the latest change: higher numbers are later.
    pub changed: u64,
    /// The text.
    pub document: Document,
    analysis: Arc<Analysis>,
    /// Kept between versions until the document is closed. Each analysis continues from the last analyzed version,
    /// whichever that was.
    parser: DocumentParser,
    /// The last result of [`File::exclusion`].
    exclusion: Arc<Mutex<Option<FoundExclusion>>>,
}

/// An open document with everything needed to answer requests about it.
#[derive(Debug, Clone)]
pub struct File {
    /// The document; for a cell, all cells of its notebook as one document.
    pub open: OpenDocument,
    /// The cell, and its place in the notebook.
    pub(in crate::server) cell: Option<CellInNotebook>,
    /// The flags of its project; `None` until loaded.
    pub catalog: Option<Arc<Catalog>>,
    /// Why there is no catalog, or why it is old, as a sentence for the user.
    pub catalog_problem: Option<Arc<str>>,
    /// The settings of its folder.
    pub settings: Arc<Settings>,
    /// The flags' source, if configured.
    pub source: Option<SourceKey>,
    pub(super) encoding: PositionEncoding,
    pub(super) loaded: Option<LoadedCatalog>,
    pub(in crate::server) index: Indexed,
    pub(super) wrappers: Option<Arc<Wrappers>>,
    pub(super) root: Option<PathBuf>,
    /// Path relative to its folder, with `/`.
    pub(in crate::server) relative: Option<String>,
    pub(in crate::server) skipped: bool,
    /// Whether the folder's index has this text under the relative path.
    pub(in crate::server) is_indexed: bool,
}

/// Cached analysis of one version, computed on first use.
#[derive(Debug, Default)]
struct Analysis {
    parsed: OnceLock<Arc<ParsedText>>,
    facts: OnceLock<Arc<FileFacts>>,
    newest: Mutex<Option<(Stamps, Slot)>>,
}

/// A version of a document with its references, and its folder's index with this text in it.
#[derive(Debug)]
pub struct Analyzed {
    /// The text and its references.
    pub source: SourceFile,
    /// The index. Newer ones may have the same answers about this text, and other places in other files: see
    /// [`File::newest_index`].
    pub index: Index,
    /// [`Indexed::version`] of the index.
    version: u64,
}

/// Why scans exclude a file, if they do, and the identity of the scan.
type FoundExclusion = (u64, Option<Exclusion>);

/// Computed on first use.
type Slot = Arc<OnceLock<Arc<Analyzed>>>;

/// Identities of an analysis' inputs besides the text: known keys, other files, declared wrappers.
type Stamps = (u64, u64, Option<Arc<Wrappers>>);

impl OpenDocument {
    /// Opens a document.
    pub fn new(uri: Uri, document: Document) -> Self {
        Self {
            path: uri::path_of(&uri),
            origin: Origin::of_document(&uri),
            notebook: DocumentKey::of_notebook(&uri),
            uri,
            document,
            real_path: Arc::default(),
            changed: next_stamp(),
            analysis: Arc::default(),
            parser: DocumentParser::default(),
            exclusion: Arc::default(),
        }
    }

    /// Opens a cell of a notebook.
    pub fn cell_of(notebook: &Uri, uri: Uri, document: Document) -> Self {
        Self {
            path: uri::path_of(notebook),
            origin: Origin::of_document(notebook),
            notebook: Some(DocumentKey::new(notebook)),
            ..Self::new(uri, document)
        }
    }

    /// The same document with another text.
    pub(super) fn with_document(&self, document: Document) -> Self {
        Self { document, analysis: Arc::default(), parser: DocumentParser::default(), ..self.clone() }
    }

    /// Invalidates the cached analysis after an edit.
    pub fn changed(&mut self) {
        self.analysis = Arc::default();
        self.changed = next_stamp();
    }

    /// The path without symbolic links; `None` for documents that are not on disk.
    pub fn real_path(&self) -> Option<&Path> {
        let resolve = || self.path.as_ref().filter(|_| self.origin == Origin::disk()).map(|path| uri::real_path(path));
        self.real_path.get_or_init(resolve).as_deref()
    }

    /// What the parser tells of the text.
    pub(in crate::server) fn parsed(&self) -> Arc<ParsedText> {
        let parsed = || ParsedText::of_document(self.language(), self.document.text(), self.parser.clone()).into();
        self.analysis.parsed.get_or_init(parsed).clone()
    }

    pub(super) fn language(&self) -> Option<Language> {
        let by_name = || Language::of_path(self.path.as_deref()?);
        Language::of_language_id(self.document.language_id()).or_else(by_name)
    }
}

impl File {
    /// The document with its references. Parses on first use, so call it only where blocking is allowed.
    ///
    /// `None` if the settings exclude the file by its path.
    pub fn analyzed(&self) -> Option<Arc<Analyzed>> {
        let text = self.open.document.text();
        if self.skipped {
            return None;
        }
        let known_stamp = self.loaded.as_ref().map_or(0, |loaded| loaded.known_stamp);
        let stamp = (known_stamp, self.index.stamp, self.wrappers.clone());
        let slot = {
            let mut newest = self.open.analysis.newest.lock().unwrap_or_else(PoisonError::into_inner);
            match &*newest {
                Some((found, slot)) if *found == stamp => slot.clone(),
                _ => newest.insert((stamp, Arc::default())).1.clone(),
            }
        };
        Some(slot.get_or_init(|| Arc::new(self.analyze(text))).clone())
    }

    /// The newest index of its folder with this text in it, where it has been analyzed with another one before.
    pub(in crate::server) fn newest_index(&self, analyzed: &Analyzed) -> Index {
        if analyzed.version == self.index.version { analyzed.index.clone() } else { self.index_with_text() }
    }

    /// The file's folder.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Path relative to its folder, with `/`.
    pub fn relative(&self) -> Option<&str> {
        self.relative.as_deref()
    }

    /// Whether the files of its folder were scanned for the keys of its project.
    pub fn is_scanned(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| self.index.of(loaded.known_stamp).is_some())
    }

    /// Why scans exclude the file, and so its diagnostics. Reads ignore files on first use, so call it only where blocking
    /// is allowed.
    pub fn exclusion(&self) -> Option<Exclusion> {
        if self.skipped {
            return Some(Exclusion::IgnoredPaths);
        }
        // A document that no scan could find is not left out by one.
        let (root, relative) = (self.root.as_deref()?, self.relative.as_deref().filter(|_| self.is_indexed)?);
        let mut known = self.open.exclusion.lock().unwrap_or_else(PoisonError::into_inner);
        match *known {
            Some((scan, exclusion)) if scan == self.index.scan => exclusion,
            _ => {
                let exclusion = exclusion(root, &root.join(relative), &scan_options(root, &self.settings));
                *known = Some((self.index.scan, exclusion));
                exclusion
            }
        }
    }

    /// Facts for other files; `None` if scans exclude the file, or it is not parsed.
    pub fn facts_to_index(&self) -> Option<Arc<FileFacts>> {
        if self.exclusion().is_some() { None } else { self.facts() }
    }

    /// Facts of the text, parsed on first use; `None` for languages that are not parsed, and for large files.
    pub fn facts(&self) -> Option<Arc<FileFacts>> {
        self.open.language()?;
        if self.open.document.text().len() as u64 > self.settings.max_file_size {
            return None;
        }
        let parse = || {
            let facts = self.open.parsed().facts().clone();
            if let Some(refusal) = facts.refusal.filter(|refusal| !refusal.is_rule()) {
                tracing::warn!("{}: was not parsed: {refusal}", self.open.uri.as_str());
            }
            facts
        };
        Some(self.open.analysis.facts.get_or_init(parse).clone())
    }

    /// The current text, analyzed against the latest index.
    fn analyze(&self, text: Arc<str>) -> Analyzed {
        let index = self.index_with_text();
        let path = self.relative.as_deref().unwrap_or_default();
        let references = self.facts().map(|_| index.references(path));
        let known = index.known().with_aliases(self.index.aliases.clone()).at(path);
        let references = with_mentions(self.open.language(), &text, references.unwrap_or_default(), &known);
        let references = references.in_test_code(index.is_test_code(path));
        let (language, lines) = (self.open.language(), self.open.document.lines());
        let source = SourceFile { path: path.into(), language, text, lines, references };
        Analyzed { source, index, version: self.index.version }
    }

    /// The latest index of its folder, updated with the editor's text.
    fn index_with_text(&self) -> Index {
        let looked_at = self.loaded.as_ref().and_then(|loaded| self.index.of(loaded.known_stamp));
        let index = looked_at.unwrap_or_else(|| {
            let alone = self.loaded.as_ref().map(|loaded| loaded.alone.clone()).unwrap_or_default();
            alone.with_wrappers(self.wrappers.clone()).with_packages(self.index.packages.clone())
        });
        let path = self.relative.as_deref().unwrap_or_default();
        match (index.facts(path), self.facts()) {
            (Some(indexed), Some(facts)) if Arc::ptr_eq(indexed, &facts) => index,
            (_, Some(facts)) => index.edited(path, facts),
            (_, None) => index,
        }
    }

    /// The known keys, with the aliases of the folder.
    pub fn known(&self) -> KnownKeys {
        let known = self.loaded.as_ref().map(|loaded| loaded.known.clone()).unwrap_or_default();
        let known = known.with_aliases(self.index.aliases.clone()).with_wrappers(self.wrappers.clone());
        known.with_packages(self.index.packages.clone())
    }

    /// Position encoding of the client.
    pub fn encoding(&self) -> PositionEncoding {
        self.encoding
    }
}
