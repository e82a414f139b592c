use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::ide;
use crate::index::{FileSites, Index, with_mentions};
use crate::syntax::facts::FileFacts;
use crate::syntax::{Incremental, KnownKeys, Language, Wrappers};
use crate::text::{Document, PositionEncoding};

use super::super::proto::Uri;
use super::super::uri;
use super::{Indexed, LoadedCatalog, SourceKey};

/// A document that the client has open.
#[derive(Debug, Clone)]
pub struct OpenDocument {
    /// As the client writes it.
    pub uri: Uri,
    /// Where it is on disk, if anywhere.
    pub path: Option<PathBuf>,
    /// The text.
    pub document: Document,
    analysis: Arc<Analysis>,
    /// What is kept from one version to the next, until the document is closed. Whoever asks first about a version goes on
    /// from the one that was asked about last, whichever that was.
    incremental: Arc<Mutex<Incremental>>,
}

/// An open document with all that answers about it need.
#[derive(Debug, Clone)]
pub struct File {
    /// The document.
    pub open: OpenDocument,
    /// Flags and settings that apply to it.
    pub ide: ide::Snapshot,
    /// The flags' source, where the settings name one.
    pub source: Option<SourceKey>,
    pub(super) encoding: PositionEncoding,
    pub(super) loaded: Option<LoadedCatalog>,
    pub(in crate::server) index: Indexed,
    pub(super) wrappers: Option<Arc<Wrappers>>,
    pub(super) root: Option<PathBuf>,
    /// Its path in its folder, with `/`.
    pub(in crate::server) relative: Option<String>,
    pub(in crate::server) skipped: bool,
}

/// What was found in one version of a document, made on first use.
#[derive(Debug, Default)]
struct Analysis {
    facts: OnceLock<Arc<FileFacts>>,
    newest: Mutex<Option<(Stamps, Arc<OnceLock<FileSites>>)>>,
}

/// Identities of what an analysis depends on besides the text: the known keys, the other files, what the settings declare.
type Stamps = (u64, u64, Option<Arc<Wrappers>>);

impl OpenDocument {
    /// A document that the client opens.
    pub fn new(uri: Uri, document: Document) -> Self {
        Self { path: uri::path_of(&uri), uri, document, analysis: Arc::default(), incremental: Arc::default() }
    }

    /// Forgets what was found, because the text has changed.
    pub fn changed(&mut self) {
        self.analysis = Arc::default();
    }

    fn language(&self) -> Option<Language> {
        let by_name = || Language::of_path(self.path.as_deref()?);
        Language::of_language_id(self.document.language_id()).or_else(by_name)
    }
}

impl File {
    /// The file as the features see it. Parses where nobody did yet: call it where blocking is allowed.
    ///
    /// `None` where the settings say to leave the file alone, because of its path or its size.
    pub fn view(&self) -> Option<ide::FileView> {
        let text = self.open.document.text();
        if self.skipped || text.len() as u64 > self.ide.settings.max_file_size {
            return None;
        }
        let language = self.open.language();
        let known_stamp = self.loaded.as_ref().map_or(0, |loaded| loaded.known_stamp);
        let stamp = (known_stamp, self.index.stamp, self.wrappers.clone());
        let slot = {
            let mut newest = self.open.analysis.newest.lock().unwrap_or_else(PoisonError::into_inner);
            match &*newest {
                Some((found, slot)) if *found == stamp => slot.clone(),
                _ => newest.insert((stamp, Arc::default())).1.clone(),
            }
        };
        let sites = slot.get_or_init(|| self.sites(&text)).clone();
        Some(ide::FileView { language, text, lines: self.open.document.lines(), sites })
    }

    /// Its folder.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Its path in its folder, with `/`.
    pub fn relative(&self) -> Option<&str> {
        self.relative.as_deref()
    }

    /// What other files may know of it; `None` where it is left alone, see [`File::view`], or not parsed.
    pub fn facts_to_index(&self) -> Option<Arc<FileFacts>> {
        let is_left_alone = self.skipped || self.open.document.text().len() as u64 > self.ide.settings.max_file_size;
        if is_left_alone { None } else { self.facts() }
    }

    /// What the text says, parsed where nobody did yet; `None` for a language that is not parsed.
    pub fn facts(&self) -> Option<Arc<FileFacts>> {
        let language = self.open.language()?;
        let parse = || {
            let text = self.open.document.text();
            let mut incremental = self.open.incremental.lock().unwrap_or_else(|poisoned| {
                // Who panicked may have left it half done.
                let mut incremental = poisoned.into_inner();
                *incremental = Incremental::default();
                incremental
            });
            Arc::new(incremental.facts(language, &text))
        };
        Some(self.open.analysis.facts.get_or_init(parse).clone())
    }

    /// The text as it is now, seen against the other files as they were looked at last.
    fn sites(&self, text: &str) -> FileSites {
        let index = self.index_with_text();
        let path = self.relative.as_deref().unwrap_or_default();
        let sites = self.facts().map(|_| index.file_sites(path));
        let known = index.known().with_aliases(self.index.aliases.clone()).at(path);
        with_mentions(text, sites.unwrap_or_default(), &known)
    }

    /// The index of its folder, as it was looked at last, with the text that the editor has.
    pub fn index_with_text(&self) -> Index {
        let looked_at = self.loaded.as_ref().and_then(|loaded| self.index.of(loaded.known_stamp));
        let index = looked_at.cloned().unwrap_or_else(|| {
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

    /// The keys that exist for it, with the other names that its folder has for them.
    pub fn known(&self) -> KnownKeys {
        let known = self.loaded.as_ref().map(|loaded| loaded.known.clone()).unwrap_or_default();
        let known = known.with_aliases(self.index.aliases.clone()).with_wrappers(self.wrappers.clone());
        known.with_packages(self.index.packages.clone())
    }

    /// The unit of the client's columns.
    pub fn encoding(&self) -> PositionEncoding {
        self.encoding
    }
}
