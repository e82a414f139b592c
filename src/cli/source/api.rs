//! Flags from the API, with the disk cache as fallback.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

use anyhow::{anyhow, bail};

use crate::cli::Terminal;
use crate::cli::progress::Progress;
use crate::cli::workspace::Workspace;
use crate::config::{DEFAULT_HOST, Settings};
use crate::credentials::{self, CredentialError, StoreError, Stores};
use crate::flags::{Catalog, EnvironmentKey, Project, ProjectKey};
use crate::launchdarkly::{Cache, Client, Error, Host, Stage, TokenSource};

use super::{Source, SourceArguments, now};

/// The error without a token, flag file or cache.
const NO_TOKEN: &str = "no access token is set. Run `flagwise login`, set LAUNCHDARKLY_ACCESS_TOKEN (or LD_ACCESS_TOKEN) \
                        to an API access token (reader role), or use `--flags FILE` with a flag file";

/// Whether there is neither a token nor a cached copy.
pub(super) fn has_nothing(arguments: &SourceArguments, workspace: &Workspace) -> bool {
    let Ok(host) = host(workspace) else { return true };
    if let Ok(Some(_)) | Err(_) = token(&host, &workspace.settings) {
        return false;
    }
    let Some(cache) = Cache::of_user() else { return true };
    !named_projects(arguments, workspace).iter().any(|project| cache.file(&host, project).is_file())
}

/// Loads flags from the API, or from the cache if there is no token or the API cannot be reached.
pub(super) fn load(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Source> {
    let cache = Cache::of_user();
    let host = host(workspace)?;
    let mut notes = Vec::new();
    let mut problems = Vec::new();
    let mut catalogs = Vec::new();
    let mut wanted = WantedEnvironments::new(arguments.environments(workspace));
    let from_cache =
        |project: &ProjectKey, reason: String, wanted: &mut WantedEnvironments, notes: &mut Vec<String>| {
            let Some(catalog) = cache.as_ref().and_then(|cache| cache.load(&host, project)) else {
                bail!("{reason}");
            };
            wanted.found_in_cache(&catalog, &reason);
            notes.push(format!("{reason}. Using the cached copy of {project}, saved {}", age(&catalog)));
            Ok(Arc::new(catalog))
        };

    let Some(client) = client(&host, &workspace.settings)? else {
        for project in named_projects(arguments, workspace) {
            catalogs.push(from_cache(&project, NO_TOKEN.to_owned(), &mut wanted, &mut notes)?);
        }
        if catalogs.is_empty() {
            bail!(NO_TOKEN);
        }
        problems.extend(wanted.check()?);
        return Ok(source(catalogs, arguments, problems, notes));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listed = runtime.block_on(waiting(&client, terminal, projects(&client, arguments, workspace)))?;
    for project in listed {
        match runtime.block_on(fetch(&client, &project, &wanted.keys, terminal)) {
            Ok(load) => {
                problems.extend(load.notes);
                wanted.missing_in(load.missing);
                if let Some(Err(error)) = cache.as_ref().map(|cache| cache.store(&host, &load.catalog)) {
                    tracing::debug!(%error, "cannot cache the flags");
                }
                catalogs.push(Arc::new(load.catalog));
            }
            Err(error) if error.is_temporary() => {
                let reason = error.message();
                let reason = reason.trim_end_matches('.').to_owned();
                catalogs.push(from_cache(&project, reason, &mut wanted, &mut notes)?);
            }
            Err(error) => return Err(runtime.block_on(explained(&client, &project, &error))),
        }
    }
    problems.extend(wanted.check()?);
    Ok(source(catalogs, arguments, problems, notes))
}

/// Loads flags from the API only.
pub(super) fn download(
    arguments: &SourceArguments,
    workspace: &Workspace,
    terminal: &Terminal,
) -> anyhow::Result<Source> {
    let Some(client) = client(&host(workspace)?, &workspace.settings)? else { bail!(NO_TOKEN) };
    let mut wanted = WantedEnvironments::new(arguments.environments(workspace));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut catalogs = Vec::new();
    let mut problems = Vec::new();
    for project in runtime.block_on(waiting(&client, terminal, projects(&client, arguments, workspace)))? {
        let load = match runtime.block_on(fetch(&client, &project, &wanted.keys, terminal)) {
            Ok(load) => load,
            Err(error) => return Err(runtime.block_on(explained(&client, &project, &error))),
        };
        problems.extend(load.notes);
        wanted.missing_in(load.missing);
        catalogs.push(Arc::new(load.catalog));
    }
    problems.extend(wanted.check()?);
    Ok(source(catalogs, arguments, problems, Vec::new()))
}

/// The host from the settings, which include the environment variables.
pub fn host(workspace: &Workspace) -> anyhow::Result<Host> {
    if let Some(problem) = &workspace.host_problem {
        anyhow::bail!("{problem}");
    }
    let host = workspace.settings.host.as_deref().unwrap_or(DEFAULT_HOST);
    Host::parse(host).map_err(|error| refused(&error))
}

/// A client with the token of the environment or of `flagwise login`; `None` without a token.
pub fn client(host: &Host, settings: &Settings) -> anyhow::Result<Option<Client>> {
    match token(host, settings)? {
        Some(source) => client_with(&source, host, settings).map(Some),
        None => Ok(None),
    }
}

/// A client with a token and the settings' proxy.
pub fn client_with(source: &TokenSource, host: &Host, settings: &Settings) -> anyhow::Result<Client> {
    let options = credentials::client_options(source, &Stores::of_user(), host.clone(), settings.proxy.clone());
    Client::new(options).map_err(|error| refused(&error))
}

/// The token for a host. A keyring that cannot be used counts as one without a token.
pub fn token(host: &Host, settings: &Settings) -> anyhow::Result<Option<TokenSource>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let environment = |name: &str| std::env::var(name).ok();
    let stores = Stores::of_user();
    match runtime.block_on(credentials::token(None, &environment, &stores, host, settings.proxy.as_deref())) {
        Err(CredentialError::Store(error @ StoreError::Keyring(_))) => {
            tracing::info!("{error}");
            Ok(None)
        }
        found => Ok(found?),
    }
}

/// Age of a catalog, such as `5 minutes ago`.
pub fn age(catalog: &Catalog) -> String {
    let minutes = (now().0 - catalog.fetched_at.0).max(0) / 60_000;
    let (count, unit) = match minutes {
        0 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

fn source(
    catalogs: Vec<Arc<Catalog>>,
    arguments: &SourceArguments,
    problems: Vec<String>,
    notes: Vec<String>,
) -> Source {
    // An explicit or only project applies to every file.
    let single = arguments.project.is_some() || catalogs.len() == 1;
    let mut source = Source::new(catalogs, single);
    source.problems = problems;
    source.notes = notes;
    source
}

/// The projects of the command line or the settings.
fn named_projects(arguments: &SourceArguments, workspace: &Workspace) -> BTreeSet<ProjectKey> {
    match &arguments.project {
        Some(project) => BTreeSet::from([ProjectKey::new(project)]),
        None => {
            let settings = &workspace.settings;
            settings.project.iter().chain(settings.projects.values()).map(ProjectKey::new).collect()
        }
    }
}

/// The projects to load: the configured ones, else the only one visible to the token.
pub async fn projects(
    client: &Client,
    arguments: &SourceArguments,
    workspace: &Workspace,
) -> anyhow::Result<BTreeSet<ProjectKey>> {
    let named = named_projects(arguments, workspace);
    if !named.is_empty() {
        return Ok(named);
    }
    let found = client.projects().await.map_err(|error| refused(&error))?;
    match found.as_slice() {
        [only] => Ok(BTreeSet::from([only.key.clone()])),
        [] => bail!("the access token has no access to any project: request a role that has"),
        several => bail!(
            "no project selected. Use `--project KEY`, or set `project` in flagwise.toml. Available projects: {}",
            listed(several)
        ),
    }
}

async fn fetch(
    client: &Client,
    project: &ProjectKey,
    environments: &[EnvironmentKey],
    terminal: &Terminal,
) -> Result<crate::launchdarkly::Load, Error> {
    let bar = Arc::new(Progress::new(terminal, "Loading"));
    let shown = Arc::clone(&bar);
    let load = client.load_catalog(project, environments, move |progress| {
        let waits = matches!(progress.stage, Stage::Waiting(_));
        let total = if waits { None } else { progress.total };
        shown.update(progress.done, total, || progress.to_string());
    });
    let load = bar.during(format!("from {}", client.host()), load).await;
    bar.finish();
    load
}

/// Runs a request with a spinner.
pub async fn waiting<T>(client: &Client, terminal: &Terminal, request: impl Future<Output = T>) -> T {
    Progress::new(terminal, "Waiting").during(format!("for {}", client.host()), request).await
}

/// The error of a project; if the project does not exist, with the existing ones.
pub async fn explained(client: &Client, project: &ProjectKey, error: &Error) -> anyhow::Error {
    if !matches!(error, Error::NotFound(_)) {
        return refused(error);
    }
    match client.projects().await {
        Ok(found) if !found.is_empty() => anyhow!(
            "the project {project} was not found. Correct `--project`, or `project` in flagwise.toml. Available projects: {}",
            listed(&found)
        ),
        _ => refused(error),
    }
}

/// Keys of the first projects.
fn listed(projects: &[Project]) -> String {
    let keys: Vec<&str> = projects.iter().take(10).map(|project| project.key.as_str()).collect();
    format!("{}{}", keys.join(", "), if projects.len() > keys.len() { ", …" } else { "" })
}

/// The chosen environments, each of which must exist in at least one of the projects.
struct WantedEnvironments {
    keys: Vec<EnvironmentKey>,
    projects: usize,
    missing: Vec<(EnvironmentKey, String)>,
}

impl WantedEnvironments {
    fn new(keys: Vec<EnvironmentKey>) -> Self {
        Self { keys, projects: 0, missing: Vec::new() }
    }

    fn missing_in(&mut self, missing: Vec<(EnvironmentKey, String)>) {
        self.projects += 1;
        self.missing.extend(missing);
    }

    fn found_in_cache(&mut self, catalog: &Catalog, reason: &str) {
        let cached: Vec<&str> = catalog.environments.iter().map(|environment| environment.key.as_str()).collect();
        let missing = self.keys.iter().filter(|key| !cached.contains(&key.as_str()));
        let sentence = |key: &EnvironmentKey| {
            let (project, cached) = (&catalog.project.key, cached.join(", "));
            format!("The cached copy of {project} has no environment {key}; it has: {cached}. {reason}.")
        };
        let missing = missing.map(|key| (key.clone(), sentence(key))).collect();
        self.missing_in(missing);
    }

    /// Environments that some projects lack. Fails for an environment that all projects lack.
    fn check(self) -> anyhow::Result<Vec<String>> {
        let of = |key: &EnvironmentKey| self.missing.iter().filter(|(missing, _)| missing == key).count();
        let unknown = self.missing.iter().filter(|(key, _)| of(key) == self.projects);
        let unknown: Vec<&str> = unknown.map(|(_, sentence)| sentence.as_str()).collect();
        if !unknown.is_empty() {
            bail!("{} Correct `--env`, or `environments` in flagwise.toml", unknown.join(" "));
        }
        Ok(self.missing.into_iter().map(|(_, sentence)| sentence).collect())
    }
}

/// Converts an API error to its message with advice.
pub fn refused(error: &Error) -> anyhow::Error {
    anyhow!("{}", error.message())
}
