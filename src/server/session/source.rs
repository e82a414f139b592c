//! Sources of flags and their state.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::{DEFAULT_HOST, Settings};
use crate::flags::{Catalog, EnvironmentKey, Flag, FlagKey, ProjectKey};
use crate::index::Index;
use crate::syntax::KnownKeys;

use super::next_stamp;

/// Identity of a set of flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKey {
    /// A project of an API host.
    Api {
        /// Base URL.
        host: String,
        /// The project.
        project: ProjectKey,
        /// The chosen environments; empty selects the defaults.
        environments: Vec<EnvironmentKey>,
    },
    /// A flag file, for the given project if any.
    File {
        /// Path.
        path: PathBuf,
        /// Project.
        project: Option<ProjectKey>,
        /// Base URL, where links lead to.
        host: String,
    },
}

/// State of a source.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The latest catalog.
    pub loaded: Option<LoadedCatalog>,
    /// Why there is none, or why it is outdated.
    pub problem: Option<Arc<str>>,
    /// Whether it is being loaded.
    pub loading: bool,
}

/// A catalog with its keys prepared for searching.
#[derive(Debug, Clone)]
pub struct LoadedCatalog {
    /// The catalog.
    pub catalog: Arc<Catalog>,
    /// Its keys.
    pub known: KnownKeys,
    /// An empty index, used until the folder is scanned.
    pub alone: Index,
    /// Identity of `known`: equal numbers mean equal keys.
    pub known_stamp: u64,
}

impl LoadedCatalog {
    /// Prepares a catalog with new keys.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        let known: KnownKeys = catalog.flags.keys().map(FlagKey::as_str).collect();
        let alone = Index::new(&known);
        Self { catalog, known, alone, known_stamp: next_stamp() }
    }

    /// Replaces or adds one flag.
    pub fn with_flag(&self, flag: Flag) -> Self {
        let is_new = self.catalog.flag(flag.key.as_str()).is_none();
        let catalog = Arc::new(self.catalog.with_flag(flag));
        if is_new { Self::new(catalog) } else { Self { catalog, ..self.clone() } }
    }
}

impl SourceKey {
    /// Base URL of the host.
    pub fn host(&self) -> &str {
        let (Self::Api { host, .. } | Self::File { host, .. }) = self;
        host
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

/// The sources configured by a folder's settings: that of its project, and those of `projects`.
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

/// The source of a project's flags; `None` without project and flag file.
pub fn source_key(settings: &Settings, project: Option<&str>) -> Option<SourceKey> {
    if let Some(path) = &settings.flag_file {
        return Some(SourceKey::File {
            path: path.clone(),
            project: project.map(ProjectKey::from),
            host: host_of(settings).to_owned(),
        });
    }
    Some(SourceKey::Api {
        host: host_of(settings).to_owned(),
        project: project?.into(),
        environments: settings.environments.iter().map(EnvironmentKey::new).collect(),
    })
}
