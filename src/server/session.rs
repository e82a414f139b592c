use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use globset::GlobSet;
use serde_json::Value;

use crate::config::{DEFAULT_HOST, Settings};
use crate::flags::{Catalog, EnvironmentKey, Flag, FlagKey, ProjectKey, UnixMillis};
use crate::ide;
use crate::index::{FileSites, Index};
use crate::syntax::{KnownKeys, Language};
use crate::text::{Document, PositionEncoding};

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
}

/// What was found in one version of a document, made on first use.
#[derive(Debug, Default)]
struct Analysis {
    newest: Mutex<Option<(Stamps, Arc<OnceLock<FileSites>>)>>,
}

/// Identities of what an analysis depends on besides the text: the known keys, and the other files.
type Stamps = (u64, u64);

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
    /// What its files define, as far as they were looked at.
    pub index: Indexed,
}

/// An index with an identity.
#[derive(Debug, Clone, Default)]
pub struct Indexed {
    /// The facts of the folder's files.
    pub index: Arc<Index>,
    /// Equal numbers mean equal facts.
    pub stamp: u64,
}

/// What identifies a set of flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKey {
    /// A project at an API.
    Api {
        /// Base URL.
        host: String,
        /// The project.
        project: ProjectKey,
        /// The chosen environments; empty: some are chosen.
        environments: Vec<EnvironmentKey>,
    },
    /// A saved list of flags, taken for the project where one is named.
    File {
        /// Where.
        path: PathBuf,
        /// The project it is taken for.
        project: Option<ProjectKey>,
    },
}

/// What is known of a source now.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The newest catalog.
    pub loaded: Option<LoadedCatalog>,
    /// Why there is none, or why it is old.
    pub problem: Option<Arc<str>>,
    /// A load is under way.
    pub loading: bool,
}

/// A catalog with its keys prepared for the search.
#[derive(Debug, Clone)]
pub struct LoadedCatalog {
    /// The flags.
    pub catalog: Arc<Catalog>,
    /// Their keys.
    pub known: KnownKeys,
    /// Identity of `known`: equal numbers mean equal keys.
    pub known_stamp: u64,
}

impl Indexed {
    /// An index with an identity of its own.
    pub fn new(index: Index) -> Self {
        Self { index: Arc::new(index), stamp: next_stamp() }
    }
}

/// A number that was never used before.
fn next_stamp() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl LoadedCatalog {
    /// Prepares a catalog whose keys are others than those before.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        let known = catalog.flags.keys().map(FlagKey::as_str).collect();
        Self { catalog, known, known_stamp: next_stamp() }
    }

    /// The same with one flag replaced or added.
    pub fn with_flag(&self, flag: Flag) -> Self {
        let is_new = self.catalog.flag(flag.key.as_str()).is_none();
        let catalog = Arc::new(self.catalog.with_flag(flag));
        if is_new { Self::new(catalog) } else { Self { catalog, ..self.clone() } }
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api { project, .. } => write!(formatter, "{project}"),
            Self::File { path, .. } => write!(formatter, "{}", path.display()),
        }
    }
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
    encoding: PositionEncoding,
    loaded: Option<LoadedCatalog>,
    index: Indexed,
    /// Its path in its folder, with `/`.
    relative: Option<String>,
    skipped: bool,
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

/// The sources that a folder's settings name: that of its project, and those of its sub-folders' projects.
pub fn source_keys(settings: &Settings) -> Vec<SourceKey> {
    let projects = settings.projects.values().map(|project| Some(project.as_str()));
    let mut keys: Vec<_> =
        projects.chain([settings.project.as_deref()]).filter_map(|project| source_key(settings, project)).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The API's base URL.
pub fn host_of(settings: &Settings) -> &str {
    settings.host.as_deref().unwrap_or(DEFAULT_HOST)
}

/// The source of a project's flags; `None` where there is neither a project nor a flag file.
pub fn source_key(settings: &Settings, project: Option<&str>) -> Option<SourceKey> {
    if let Some(path) = &settings.flag_file {
        return Some(SourceKey::File { path: path.clone(), project: project.map(ProjectKey::from) });
    }
    Some(SourceKey::Api {
        host: host_of(settings).to_owned(),
        project: project?.into(),
        environments: settings.environments.iter().map(EnvironmentKey::new).collect(),
    })
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
            index: Indexed::default(),
        }
    }
}

impl OpenDocument {
    /// A document that the client opens.
    pub fn new(uri: Uri, document: Document) -> Self {
        Self { path: uri::path_of(&uri), uri, document, analysis: Arc::default() }
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
        let stamp = (self.loaded.as_ref().map_or(0, |loaded| loaded.known_stamp), self.index.stamp);
        let slot = {
            let mut newest = self.open.analysis.newest.lock().unwrap_or_else(PoisonError::into_inner);
            match &*newest {
                Some((found, slot)) if *found == stamp => slot.clone(),
                _ => newest.insert((stamp, Arc::default())).1.clone(),
            }
        };
        let known = self.loaded.as_ref().map(|loaded| loaded.known.clone()).unwrap_or_default();
        let path = self.relative.as_deref().unwrap_or_default();
        let sites = slot.get_or_init(|| self.index.index.file_sites(path, language, &text, &known)).clone();
        Some(ide::FileView { language, text, lines: self.open.document.lines(), sites })
    }

    /// The unit of the client's columns.
    pub fn encoding(&self) -> PositionEncoding {
        self.encoding
    }
}
