pub mod api;
mod file;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::flags::{Catalog, CatalogSource, EnvironmentKey, UnixMillis};
use crate::syntax::KnownKeys;

use super::Terminal;
use super::workspace::Workspace;

/// Options that say which flags to go by.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Flags to go by")]
pub struct SourceArguments {
    /// Project key; else `project` of flagwise.toml
    #[arg(long, value_name = "KEY")]
    pub project: Option<String>,

    /// Environment key, may be repeated; else `environments` of flagwise.toml
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    pub environments: Vec<String>,

    /// Saved list of flags to use in place of the API: {"items": […]} or what `flagwise flags export` wrote
    #[arg(long, value_name = "FILE", conflicts_with = "keys")]
    pub flags: Option<PathBuf>,

    /// Plain list of flag keys, one a line; unknown, archived, deprecated and stale flags cannot be told then
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

/// The flags that a command goes by: one catalog for all files, or one for each project of the workspace.
#[derive(Debug)]
pub struct Source {
    catalogs: Vec<Arc<Catalog>>,
    /// Every file belongs to the only catalog, whatever the settings say of folders.
    single: bool,
    known: KnownKeys,
    /// What is wrong but did not end the work, in sentences.
    pub problems: Vec<String>,
    /// Something worth knowing, such as the age of a cache.
    pub notes: Vec<String>,
    /// Where the flags come from, as `project storefront (production, staging)`.
    pub description: String,
}

impl Source {
    /// Loads the flags: a list of keys, a saved list, or the API with its cache. The error says what to do.
    pub fn load(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Self> {
        if let Some(path) = &arguments.keys {
            return file::keys(path, arguments);
        }
        if let Some(path) = arguments.flags.as_ref().or(workspace.settings.flag_file.as_ref()) {
            return file::flags(path, arguments, workspace);
        }
        api::load(arguments, workspace, terminal)
    }

    /// Loads the flags from the API and from nowhere else.
    pub fn download(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Self> {
        api::download(arguments, workspace, terminal)
    }

    /// All keys of all catalogs.
    pub fn known(&self) -> &KnownKeys {
        &self.known
    }

    /// The catalogs, one for each project.
    pub fn catalogs(&self) -> &[Arc<Catalog>] {
        &self.catalogs
    }

    /// The catalog of a file, whose path is relative to the workspace's root; `None` where its project was not loaded.
    pub fn catalog_of(&self, workspace: &Workspace, path: &str) -> Option<&Arc<Catalog>> {
        if self.single {
            return self.catalogs.first();
        }
        let project = workspace.settings.project_of(path)?;
        self.catalogs.iter().find(|catalog| catalog.project.key.as_str() == project)
    }

    /// Whether flags are missing that should be there, so that a clean result proves nothing.
    pub fn is_partial(&self) -> bool {
        self.catalogs.iter().any(|catalog| catalog.source == CatalogSource::PartialFile)
    }

    /// Whether nothing but keys is known of the flags.
    pub fn is_only_keys(&self) -> bool {
        self.catalogs.iter().all(|catalog| catalog.source == CatalogSource::Keys)
    }

    fn new(catalogs: Vec<Arc<Catalog>>, single: bool) -> Self {
        let keys: BTreeSet<&str> =
            catalogs.iter().flat_map(|catalog| catalog.flags.keys().map(|key| key.as_str())).collect();
        let known = keys.into_iter().collect();
        let described: Vec<String> = catalogs.iter().map(|catalog| describe(catalog)).collect();
        let description = described.join(", ");
        Self { catalogs, single, known, problems: Vec::new(), notes: Vec::new(), description }
    }
}

impl SourceArguments {
    /// The environments asked for, else the settings'; empty means: choose for me.
    pub fn environments(&self, workspace: &Workspace) -> Vec<EnvironmentKey> {
        let asked = if self.environments.is_empty() { &workspace.settings.environments } else { &self.environments };
        asked.iter().map(EnvironmentKey::new).collect()
    }
}

/// The present.
pub fn now() -> UnixMillis {
    UnixMillis(jiff::Timestamp::now().as_millisecond())
}

fn describe(catalog: &Catalog) -> String {
    let environments: Vec<&str> = catalog.environments.iter().map(|environment| environment.key.as_str()).collect();
    if environments.is_empty() {
        format!("project {}", catalog.project.key)
    } else {
        format!("project {} ({})", catalog.project.key, environments.join(", "))
    }
}
