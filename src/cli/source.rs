//! The source of a command's flags: API, cache, flag file or list of keys.

pub mod api;
mod file;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::NonEmptyStringValueParser;

use crate::flags::{Catalog, CatalogSource, EnvironmentKey, UnixMillis};
use crate::syntax::KnownKeys;

use super::Terminal;
use super::workspace::Workspace;

/// Options that choose the source of the flags.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Source of the flags")]
pub struct SourceArguments {
    /// Project key; default: `project` in flagwise.toml
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    pub project: Option<String>,

    /// Environment key, may be repeated; default: `environments` in flagwise.toml
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    pub environments: Vec<String>,

    /// Flag file to use instead of the API: {"items": […]} or the output of `flagwise flags export`
    #[arg(long, value_name = "FILE", conflicts_with = "keys")]
    pub flags: Option<PathBuf>,

    /// Plain list of flag keys, one per line; rules that need flag data are disabled
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

impl SourceArguments {
    /// The files that list flags; they contain no references.
    pub fn flag_lists(&self, workspace: &Workspace) -> Vec<PathBuf> {
        let files = self.flags.iter().chain(&self.keys).chain(&workspace.settings.flag_file);
        files.map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone())).collect()
    }
}

/// The flags of a command: one catalog for all files, or one per project of the workspace.
#[derive(Debug)]
pub struct Source {
    catalogs: Vec<Arc<Catalog>>,
    /// All files belong to the single catalog, regardless of `projects` in the settings.
    single: bool,
    known: KnownKeys,
    /// Problems that did not prevent loading, in sentences.
    pub problems: Vec<String>,
    /// Notes, such as the age of the cache.
    pub notes: Vec<String>,
    /// Source of the flags, such as `project storefront (production, staging)`.
    pub description: String,
}

impl Source {
    /// Loads the flags: a list of keys, a flag file, or the API with its cache. The error includes the next step.
    pub fn load(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Self> {
        if let Some(path) = &arguments.keys {
            return file::keys(path, arguments);
        }
        if let Some(path) = arguments.flags.as_ref().or(workspace.settings.flag_file.as_ref()) {
            return file::flags(path, arguments, workspace);
        }
        api::load(arguments, workspace, terminal)
    }

    /// As [`Source::load`]; without a token, list, file or cached copy there are no flags, and a note says so.
    pub fn load_if_possible(
        arguments: &SourceArguments,
        workspace: &Workspace,
        terminal: &Terminal,
    ) -> anyhow::Result<Self> {
        let is_named = arguments.keys.is_some() || arguments.flags.is_some() || workspace.settings.flag_file.is_some();
        if is_named || !api::has_nothing(arguments, workspace) {
            return Self::load(arguments, workspace, terminal);
        }
        let mut source = Self::new(Vec::new(), false);
        source.notes.push(
            "no access token is set, so only references that do not depend on known keys are listed. Run \
             `flagwise login`, set LAUNCHDARKLY_ACCESS_TOKEN, or use `--flags FILE`, to find all mentions of known flags"
                .to_owned(),
        );
        Ok(source)
    }

    /// Loads the flags from the API only.
    pub fn download(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Self> {
        api::download(arguments, workspace, terminal)
    }

    /// Keys of all catalogs.
    pub fn known(&self) -> &KnownKeys {
        &self.known
    }

    /// The catalogs, one per project.
    pub fn catalogs(&self) -> &[Arc<Catalog>] {
        &self.catalogs
    }

    /// The catalog of a file, given by its path relative to the workspace root; `None` if its project was not loaded.
    pub fn catalog_of(&self, workspace: &Workspace, path: &str) -> Option<&Arc<Catalog>> {
        if self.single {
            return self.catalogs.first();
        }
        let project = workspace.settings.project_of(path)?;
        self.catalogs.iter().find(|catalog| catalog.project.key.as_str() == project)
    }

    /// Whether flags are missing, so that the absence of findings proves nothing.
    pub fn is_partial(&self) -> bool {
        self.catalogs.iter().any(|catalog| catalog.source == CatalogSource::PartialFile)
    }

    /// Whether only the flags' keys are known.
    pub fn is_only_keys(&self) -> bool {
        !self.catalogs.is_empty() && self.catalogs.iter().all(|catalog| catalog.source == CatalogSource::Keys)
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
    /// The requested environments, else those of the settings; empty selects the defaults.
    pub fn environments(&self, workspace: &Workspace) -> Vec<EnvironmentKey> {
        let requested =
            if self.environments.is_empty() { &workspace.settings.environments } else { &self.environments };
        requested.iter().map(EnvironmentKey::new).collect()
    }
}

/// The current time.
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
