//! The mutable session and its immutable snapshots.

mod document;
mod notebook;
mod source;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use globset::GlobSet;
use serde_json::Value;

use crate::config::Settings;
use crate::flags::UnixMillis;
use crate::index::{FirstPlaces, Index, ReferenceCounts};
use crate::syntax::{Aliases, Packages, Wrappers};
use crate::workspace::ReadCodeRefs;

pub use document::{Analyzed, File, OpenDocument};
pub use notebook::{CellInNotebook, Notebook};
pub use source::{LoadedCatalog, Source, SourceKey, host_of, source_key, source_keys};

use super::capabilities::ResolvedClientCapabilities;
use super::proto::Uri;
use super::status::NO_PROJECT;
use super::uri::{self, DocumentKey, Origin};

/// Phase of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Before the response to `initialize`.
    #[default]
    Starting,
    /// Serving requests.
    Running,
    /// After `shutdown`.
    ShutDown,
}

/// The mutable state of the server. Modified only by [`super::ingress`] and background tasks, under one short lock;
/// requests are answered from a [`Snapshot`].
#[derive(Debug, Default)]
pub struct Session {
    phase: Phase,
    /// The latest settings sent by the client on its own: `initializationOptions`, then `didChangeConfiguration`.
    pub editor_settings: Option<Value>,
    /// Client capabilities.
    pub capabilities: Arc<ResolvedClientCapabilities>,
    documents: Arc<HashMap<DocumentKey, OpenDocument>>,
    notebooks: Arc<HashMap<DocumentKey, Notebook>>,
    folders: Arc<Vec<Folder>>,
    sources: Arc<HashMap<SourceKey, Source>>,
}

/// An immutable view of the session at one moment. Cheap to create and to clone.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Client capabilities.
    pub capabilities: Arc<ResolvedClientCapabilities>,
    /// Time of the snapshot.
    pub now: UnixMillis,
    documents: Arc<HashMap<DocumentKey, OpenDocument>>,
    notebooks: Arc<HashMap<DocumentKey, Notebook>>,
    folders: Arc<Vec<Folder>>,
    sources: Arc<HashMap<SourceKey, Source>>,
}

/// A workspace folder, or the pseudo-folder of files outside of all folders.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Path; `None` for the pseudo-folder.
    pub root: Option<PathBuf>,
    /// The path without symbolic links, if it is another one.
    pub real_root: Option<PathBuf>,
    /// URI as sent by the client, for configuration requests.
    pub uri: Option<String>,
    /// The client's response to `workspace/configuration`.
    pub pulled: Option<Value>,
    /// The merged settings.
    pub settings: Arc<Settings>,
    /// `ignored_paths` of the settings.
    pub ignored: Arc<GlobSet>,
    /// `wrappers` and `ignored_wrappers` of the settings.
    pub wrappers: Option<Arc<Wrappers>>,
    /// The folder's `.launchdarkly/coderefs.yaml`.
    pub coderefs: Arc<ReadCodeRefs>,
    /// The folder's indexes, once scanned.
    pub index: Indexed,
}

/// A folder's index, joined with the keys of each of its projects, and an identity.
#[derive(Debug, Clone, Default)]
pub struct Indexed {
    index: Index,
    /// The stamps of the keys of the index's projects, in their order.
    known_stamps: Arc<[u64]>,
    /// Names of flags besides their keys.
    pub aliases: Option<Arc<Aliases>>,
    /// Spelling of flags by package.
    pub packages: Option<Arc<Packages>>,
    /// Identity: equal numbers mean equal results for every file.
    pub stamp: u64,
    /// Identity of the index itself: files with equal results may have moved their lines.
    pub version: u64,
    /// Found on first use. Shared by the versions of the index: each continues from the one before.
    first_places: Arc<Mutex<PlacesByProject>>,
    /// The numbers of references to flags by project, counted on first use.
    reference_counts: Arc<Mutex<HashMap<Option<String>, Arc<ReferenceCounts>>>>,
    /// Identity of the scan or join that produced it; a change of ignore files leads to a new one.
    pub scan: u64,
}

/// The first places of flags by project, with the version of the index that they are of.
type PlacesByProject = HashMap<Option<String>, (u64, Arc<FirstPlaces>)>;

impl Indexed {
    /// An index with an identity of its own, with the stamps of the keys of its projects.
    pub fn new(
        index: Index,
        known_stamps: Vec<u64>,
        aliases: Option<Arc<Aliases>>,
        packages: Option<Arc<Packages>>,
    ) -> Self {
        let stamp = next_stamp();
        Self {
            index,
            known_stamps: known_stamps.into(),
            aliases,
            packages,
            stamp,
            version: stamp,
            first_places: Arc::default(),
            reference_counts: Arc::default(),
            scan: stamp,
        }
    }

    /// The same with another index.
    pub fn with_index(&self, index: Index) -> Self {
        let stamp = next_stamp();
        Self { index, stamp, version: stamp, reference_counts: Arc::default(), ..self.clone() }
    }

    /// The same with an index that has the same answers about every file.
    pub fn with_equal_index(&self, index: Index) -> Self {
        Self { index, version: next_stamp(), ..self.clone() }
    }

    /// Replaces aliases and spellings.
    pub fn with_aliases(&self, aliases: Option<Arc<Aliases>>) -> Self {
        Self { aliases, stamp: next_stamp(), ..self.clone() }
    }

    /// The index with the answers for keys of a stamp; `None` where the files were not joined with them.
    pub fn of(&self, known_stamp: u64) -> Option<Index> {
        let project = self.known_stamps.iter().position(|stamp| *stamp == known_stamp)?;
        self.index.project(project)
    }

    /// The first places of the flags of a project with keys of a stamp, in its files. Looks at all files on first use, and at
    /// those that changed after each change: call it only where blocking is allowed.
    pub fn first_places(
        &self,
        known_stamp: u64,
        project: Option<&str>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Option<Arc<FirstPlaces>> {
        let mut places = self.first_places.lock().unwrap_or_else(PoisonError::into_inner);
        let project = project.map(str::to_owned);
        let before = match places.get(&project) {
            Some((version, found)) if *version == self.version => return Some(found.clone()),
            before => before.map(|(_, before)| &**before),
        };
        let found = Arc::new(FirstPlaces::new(&self.of(known_stamp)?, is_wanted, before));
        places.insert(project, (self.version, found.clone()));
        Some(found)
    }

    /// The numbers of references to the flags of a project with keys of a stamp, in its files. Looks at all files on first use:
    /// call it only where blocking is allowed.
    pub fn reference_counts(
        &self,
        known_stamp: u64,
        project: Option<&str>,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Option<Arc<ReferenceCounts>> {
        let mut counts = self.reference_counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = counts.get(&project.map(str::to_owned)) {
            return Some(found.clone());
        }
        let found = Arc::new(ReferenceCounts::new(&self.of(known_stamp)?, is_wanted));
        counts.insert(project.map(str::to_owned), found.clone());
        Some(found)
    }

    /// The index of all projects; `None` until the files were scanned.
    pub fn index(&self) -> Option<&Index> {
        Some(&self.index).filter(|_| !self.known_stamps.is_empty())
    }
}

/// A unique number.
fn next_stamp() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Session {
    /// The current phase.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Enters the next phase.
    pub fn set_phase(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// Takes a snapshot.
    pub fn snapshot(&self, now: UnixMillis) -> Snapshot {
        Snapshot {
            capabilities: self.capabilities.clone(),
            now,
            documents: self.documents.clone(),
            notebooks: self.notebooks.clone(),
            folders: self.folders.clone(),
            sources: self.sources.clone(),
        }
    }

    /// Mutable access to the open documents.
    pub fn documents_mut(&mut self) -> &mut HashMap<DocumentKey, OpenDocument> {
        Arc::make_mut(&mut self.documents)
    }

    /// Opens, edits or closes cells of a notebook, and updates its combined document.
    pub fn change_notebook(&mut self, key: &DocumentKey, change: impl FnOnce(&mut Notebook)) {
        let notebook = Arc::make_mut(&mut self.notebooks).entry(key.clone()).or_default();
        change(notebook);
        notebook.update(&self.documents);
        if notebook.is_empty() {
            Arc::make_mut(&mut self.notebooks).remove(key);
        }
    }

    /// The notebooks with open cells.
    pub fn notebooks(&self) -> &HashMap<DocumentKey, Notebook> {
        &self.notebooks
    }

    /// Mutable access to the folders.
    pub fn folders_mut(&mut self) -> &mut Vec<Folder> {
        Arc::make_mut(&mut self.folders)
    }

    /// Mutable access to the state of the sources.
    pub fn sources_mut(&mut self) -> &mut HashMap<SourceKey, Source> {
        Arc::make_mut(&mut self.sources)
    }
}

impl Snapshot {
    /// All open documents.
    pub fn documents(&self) -> impl Iterator<Item = (&DocumentKey, &OpenDocument)> {
        self.documents.iter()
    }

    /// The folders; the last is the pseudo-folder.
    pub fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// The state of a source.
    pub fn source(&self, key: &SourceKey) -> Option<&Source> {
        self.sources.get(key)
    }

    /// The state of all sources.
    pub fn sources(&self) -> impl Iterator<Item = (&SourceKey, &Source)> {
        self.sources.iter()
    }

    /// Returns an open document.
    pub fn file(&self, uri: &Uri) -> Option<File> {
        self.file_of(self.documents.get(&DocumentKey::new(uri))?)
    }

    /// The other open cells of a document's notebook, and itself; only itself for other documents.
    pub fn cells_with(&self, key: &DocumentKey) -> Vec<DocumentKey> {
        let notebook = self.documents.get(key).and_then(|open| self.notebooks.get(open.notebook.as_ref()?));
        notebook.map_or_else(|| vec![key.clone()], |notebook| notebook.cells().to_vec())
    }

    /// Everything needed to answer requests about a document; `None` before `initialize`.
    pub fn file_of(&self, open: &OpenDocument) -> Option<File> {
        let of_cell = || {
            let notebook = self.notebooks.get(open.notebook.as_ref()?)?;
            Some((notebook.whole()?, notebook.cell(&DocumentKey::new(&open.uri))?))
        };
        let (whole, cell) = of_cell().map_or((open, None), |(whole, cell)| (whole, Some(cell.clone())));
        let place = self.place_of(open);
        let folder = place.as_ref().map(|place| place.folder).or_else(|| match &open.path {
            // An unsaved buffer belongs to the window, and so to its first folder.
            Some(path) if path.is_absolute() => self.folders.last(),
            _ => self.folders.first(),
        })?;
        let relative = place.as_ref().map(|place| place.relative.clone());
        let project = folder.settings.project_of(relative.as_deref().unwrap_or_default());
        let source = source_key(&folder.settings, project);
        let state = source.as_ref().and_then(|key| self.sources.get(key)).cloned().unwrap_or_default();
        // Cells in another language than the notebook's.
        let is_whole = open.notebook.is_none() || cell.is_some();
        Some(File {
            catalog: state.loaded.as_ref().map(|loaded| loaded.catalog.clone()),
            catalog_problem: state.problem.or_else(|| source.is_none().then(|| NO_PROJECT.into())),
            settings: folder.settings.clone(),
            skipped: relative.as_ref().is_some_and(|path| folder.ignored.is_match(path)),
            wrappers: folder.wrappers.clone(),
            root: folder.root.clone(),
            index: folder.index.clone(),
            is_indexed: is_whole && place.is_some_and(|place| place.is_indexed),
            relative,
            loaded: state.loaded,
            open: whole.clone(),
            cell,
            encoding: self.capabilities.position_encoding,
            source,
        })
    }

    /// The nearest folder that holds a document: by its real path, else by the path that the client uses. Documents that
    /// are not on disk have the settings of the folder that their path leads to.
    fn place_of(&self, open: &OpenDocument) -> Option<Place<'_>> {
        let nearest = |path: &Path, root_of: fn(&Folder) -> Option<&Path>| {
            let places = self.folders.iter().filter_map(|folder| {
                let root = root_of(folder)?;
                let relative = uri::relative(root, path)?;
                let is_indexed = open.origin == folder.origin();
                Some(((is_indexed, root.as_os_str().len()), Place { folder, relative, is_indexed }))
            });
            places.max_by_key(|(rank, _)| *rank).map(|(_, place)| place)
        };
        let on_disk = open.real_path().and_then(|path| nearest(path, Folder::real_root));
        on_disk.or_else(|| nearest(open.path.as_ref()?, |folder| folder.root.as_deref()))
    }

    /// Whether files of an origin are on disk, as far as this server can tell: local ones, and those of the folders.
    pub fn is_on_disk(&self, origin: &Origin) -> bool {
        let has_origin = |folder: &Folder| folder.root.is_some() && folder.origin() == *origin;
        *origin == Origin::disk() || self.folders.iter().any(has_origin)
    }

    /// The notebook of a cell.
    pub fn notebook_of(&self, open: &OpenDocument) -> Option<&Notebook> {
        self.notebooks.get(open.notebook.as_ref()?)
    }

    /// The open document of a folder's index at a relative path.
    pub fn indexed_file(&self, root: &Path, relative: &str) -> Option<File> {
        let indexed = self.documents().filter_map(|(_, open)| {
            let place = self.place_of(open)?;
            let is_it = place.is_indexed && place.relative == relative && place.folder.root.as_deref() == Some(root);
            if is_it { self.file_of(open).filter(|file| file.is_indexed) } else { None }
        });
        indexed.max_by_key(|file| file.open.changed)
    }

    /// The documents of a folder's index by relative path, each with the open documents it consists of. If several have
    /// the same path, as by symbolic links, the one that changed last.
    pub fn indexed_files(&self, root: &Path) -> HashMap<String, (Vec<DocumentKey>, File)> {
        let mut files: HashMap<String, (Vec<DocumentKey>, File)> = HashMap::new();
        for (key, open) in self.documents() {
            let file = self.file_of(open).filter(|file| file.is_indexed && file.root.as_deref() == Some(root));
            let Some((relative, file)) = file.and_then(|file| Some((file.relative.clone()?, file))) else { continue };
            match files.get_mut(&relative) {
                Some((keys, other)) => {
                    keys.push(key.clone());
                    if other.open.changed < file.open.changed {
                        *other = file;
                    }
                }
                None => _ = files.insert(relative, (vec![key.clone()], file)),
            }
        }
        files
    }
}

/// A document's place among the folders.
struct Place<'s> {
    folder: &'s Folder,
    /// Relative to the folder, with `/`.
    relative: String,
    /// Whether the folder's index has the document.
    is_indexed: bool,
}

impl Folder {
    /// The path without symbolic links.
    fn real_root(&self) -> Option<&Path> {
        self.real_root.as_deref().or(self.root.as_deref())
    }

    /// Scheme and host.
    fn origin(&self) -> Origin {
        let uri = self.uri.as_deref().and_then(|uri| uri.parse::<Uri>().ok());
        uri.map_or_else(Origin::disk, |uri| Origin::of(&uri))
    }

    /// A folder whose settings are not loaded yet.
    pub fn at(uri: &str, root: Option<PathBuf>) -> Self {
        Self { root, uri: Some(uri.to_owned()), ..Self::outside() }
    }

    /// The pseudo-folder of files outside of all folders.
    pub fn outside() -> Self {
        Self {
            root: None,
            real_root: None,
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
