mod document;
mod source;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use globset::GlobSet;
use serde_json::Value;

use crate::config::Settings;
use crate::flags::UnixMillis;
use crate::ide;
use crate::index::Index;
use crate::syntax::{Aliases, Packages, Wrappers};
use crate::workspace::ReadCodeRefs;

pub use document::{File, OpenDocument};
pub use source::{LoadedCatalog, Source, SourceKey, host_of, source_key, source_keys};

use super::capabilities::ResolvedClientCapabilities;
use super::proto::Uri;
use super::status::NO_PROJECT;
use super::uri::{self, DocumentKey};

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// `initialize` was not answered yet.
    #[default]
    Starting,
    /// Requests are served.
    Running,
    /// `shutdown` was asked for.
    ShutDown,
}

/// Everything that changes while the server runs. Only [`super::ingress`] and background tasks change it, under one
/// short lock; whoever answers a request works on a [`Snapshot`].
#[derive(Debug, Default)]
pub struct Session {
    phase: Phase,
    /// The newest settings that the client gave without being asked: `initializationOptions`, then
    /// `didChangeConfiguration`.
    pub editor_settings: Option<Value>,
    /// What the client can do.
    pub capabilities: Arc<ResolvedClientCapabilities>,
    documents: Arc<HashMap<DocumentKey, OpenDocument>>,
    folders: Arc<Vec<Folder>>,
    sources: Arc<HashMap<SourceKey, Source>>,
}

/// The session at one moment. Cheap to make and to clone; never changes.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What the client can do.
    pub capabilities: Arc<ResolvedClientCapabilities>,
    /// The moment.
    pub now: UnixMillis,
    documents: Arc<HashMap<DocumentKey, OpenDocument>>,
    folders: Arc<Vec<Folder>>,
    sources: Arc<HashMap<SourceKey, Source>>,
}

/// A workspace folder, or the place of files outside of all.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it is; `None` for the place of files outside of all folders.
    pub root: Option<PathBuf>,
    /// As the client writes it, for questions about its settings.
    pub uri: Option<String>,
    /// What the client answered to `workspace/configuration`.
    pub pulled: Option<Value>,
    /// The merged settings.
    pub settings: Arc<Settings>,
    /// `ignored_paths` of the settings.
    pub ignored: Arc<GlobSet>,
    /// `wrappers` and `ignored_wrappers` of the settings.
    pub wrappers: Option<Arc<Wrappers>>,
    /// What its `.launchdarkly/coderefs.yaml` says.
    pub coderefs: Arc<ReadCodeRefs>,
    /// What its files define, as far as they were looked at.
    pub index: Indexed,
}

/// A folder's index for each set of keys that its files are looked at with, and an identity.
#[derive(Debug, Clone, Default)]
pub struct Indexed {
    by_keys: Arc<Vec<(u64, Index)>>,
    /// Names of flags besides their keys.
    pub aliases: Option<Arc<Aliases>>,
    /// How packages spell flags as properties.
    pub packages: Option<Arc<Packages>>,
    /// Equal numbers mean equal answers about every file.
    pub stamp: u64,
}

impl Indexed {
    /// Indexes with an identity of their own, each with the stamp of its keys.
    pub fn new(by_keys: Vec<(u64, Index)>, aliases: Option<Arc<Aliases>>, packages: Option<Arc<Packages>>) -> Self {
        Self { by_keys: Arc::new(by_keys), aliases, packages, stamp: next_stamp() }
    }

    /// The same with other indexes.
    pub fn with_indexes(&self, by_keys: Vec<(u64, Index)>) -> Self {
        Self { by_keys: Arc::new(by_keys), stamp: next_stamp(), ..self.clone() }
    }

    /// The same with indexes that have the same answers about every file.
    pub fn with_equal_indexes(&self, by_keys: Vec<(u64, Index)>) -> Self {
        Self { by_keys: Arc::new(by_keys), ..self.clone() }
    }

    /// The same with other names.
    pub fn with_aliases(&self, aliases: Option<Arc<Aliases>>) -> Self {
        Self { aliases, stamp: next_stamp(), ..self.clone() }
    }

    /// The index for keys of a stamp; `None` where the files were not looked at with them.
    pub fn of(&self, known_stamp: u64) -> Option<&Index> {
        self.by_keys.iter().find(|(stamp, _)| *stamp == known_stamp).map(|(_, index)| index)
    }

    /// Every index with the stamp of its keys.
    pub fn iter(&self) -> impl Iterator<Item = &(u64, Index)> {
        self.by_keys.iter()
    }
}

/// A number that was never used before.
fn next_stamp() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Session {
    /// How far it has come.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Goes on to the next phase.
    pub fn set_phase(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// The session as it is now.
    pub fn snapshot(&self, now: UnixMillis) -> Snapshot {
        Snapshot {
            capabilities: self.capabilities.clone(),
            now,
            documents: self.documents.clone(),
            folders: self.folders.clone(),
            sources: self.sources.clone(),
        }
    }

    /// The open documents, to change them.
    pub fn documents_mut(&mut self) -> &mut HashMap<DocumentKey, OpenDocument> {
        Arc::make_mut(&mut self.documents)
    }

    /// The folders, to change them.
    pub fn folders_mut(&mut self) -> &mut Vec<Folder> {
        Arc::make_mut(&mut self.folders)
    }

    /// What is known of each source, to change it.
    pub fn sources_mut(&mut self) -> &mut HashMap<SourceKey, Source> {
        Arc::make_mut(&mut self.sources)
    }
}

impl Snapshot {
    /// All open documents.
    pub fn documents(&self) -> impl Iterator<Item = (&DocumentKey, &OpenDocument)> {
        self.documents.iter()
    }

    /// The folders; the last is the place of files outside of all.
    pub fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// What is known of a source.
    pub fn source(&self, key: &SourceKey) -> Option<&Source> {
        self.sources.get(key)
    }

    /// What is known of each source.
    pub fn sources(&self) -> impl Iterator<Item = (&SourceKey, &Source)> {
        self.sources.iter()
    }

    /// An open document; `None` where the client did not open it.
    pub fn file(&self, uri: &Uri) -> Option<File> {
        self.file_of(self.documents.get(&DocumentKey::new(uri))?)
    }

    /// What answers about this document need; `None` where there are no folders yet.
    pub fn file_of(&self, open: &OpenDocument) -> Option<File> {
        let folder = self.folder_of(open)?;
        let relative = folder.root.as_ref().zip(open.path.as_ref()).and_then(|(root, path)| uri::relative(root, path));
        let project = folder.settings.project_of(relative.as_deref().unwrap_or_default());
        let source = source_key(&folder.settings, project);
        let state = source.as_ref().and_then(|key| self.sources.get(key)).cloned().unwrap_or_default();
        Some(File {
            ide: ide::Snapshot {
                catalog: state.loaded.as_ref().map(|loaded| loaded.catalog.clone()),
                catalog_problem: state.problem.or_else(|| source.is_none().then(|| NO_PROJECT.into())),
                settings: folder.settings.clone(),
                now: self.now,
            },
            skipped: relative.as_ref().is_some_and(|path| folder.ignored.is_match(path)),
            wrappers: folder.wrappers.clone(),
            root: folder.root.clone(),
            index: folder.index.clone(),
            relative,
            loaded: state.loaded,
            open: open.clone(),
            encoding: self.capabilities.position_encoding,
            source,
        })
    }

    fn folder_of(&self, open: &OpenDocument) -> Option<&Folder> {
        let holding = self.folders.iter().filter_map(|folder| {
            let root = folder.root.as_ref()?;
            open.path.as_ref()?.starts_with(root).then_some((root.as_os_str().len(), folder))
        });
        let nearest = holding.max_by_key(|(length, _)| *length).map(|(_, folder)| folder);
        nearest.or_else(|| match &open.path {
            // An unsaved buffer belongs to the window, and so to its first folder.
            None => self.folders.first(),
            Some(_) => self.folders.last(),
        })
    }
}

impl Folder {
    /// A folder whose settings are not loaded yet.
    pub fn at(uri: &str, root: Option<PathBuf>) -> Self {
        Self { root, uri: Some(uri.to_owned()), ..Self::outside() }
    }

    /// The place of files outside of all folders.
    pub fn outside() -> Self {
        Self {
            root: None,
            uri: None,
            pulled: None,
            settings: Arc::default(),
            ignored: Arc::default(),
            wrappers: None,
            coderefs: Arc::default(),
            index: Indexed::default(),
        }
    }
}
