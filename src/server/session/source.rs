use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::{DEFAULT_HOST, Settings};
use crate::flags::{Catalog, EnvironmentKey, Flag, FlagKey, ProjectKey};
use crate::index::Index;
use crate::syntax::KnownKeys;

use super::next_stamp;

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
    /// An index of no files for them: what files are seen against until the folder's own files were looked at.
    pub alone: Index,
    /// Identity of `known`: equal numbers mean equal keys.
    pub known_stamp: u64,
}

impl LoadedCatalog {
    /// Prepares a catalog whose keys are others than those before.
    pub fn new(catalog: Arc<Catalog>) -> Self {
        let known: KnownKeys = catalog.flags.keys().map(FlagKey::as_str).collect();
        let alone = Index::new(&known);
        Self { catalog, known, alone, known_stamp: next_stamp() }
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
