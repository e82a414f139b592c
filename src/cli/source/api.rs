//! Flags from the API, with the disk cache as fallback.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{anyhow, bail};

use crate::cli::Terminal;
use crate::cli::progress::Progress;
use crate::cli::workspace::Workspace;
use crate::config::{DEFAULT_HOST, Settings};
use crate::flags::{Catalog, EnvironmentKey, ProjectKey};
use crate::launchdarkly::{Cache, Client, ClientOptions, Error, Host, Stage, TokenSource};

use super::{Source, SourceArguments, now};

/// The error without a token, flag file or cache.
const NO_TOKEN: &str = "no access token is set. Set LAUNCHDARKLY_ACCESS_TOKEN (or LD_ACCESS_TOKEN) to an API access \
                        token (reader role), or use `--flags FILE` with a flag file";

/// Loads flags from the API, or from the cache if there is no token or the API cannot be reached.
pub(super) fn load(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Source> {
    let cache = Cache::of_user();
    let host = host(workspace)?;
    let mut notes = Vec::new();
    let mut problems = Vec::new();
    let mut catalogs = Vec::new();
    let from_cache = |project: &ProjectKey, reason: String, notes: &mut Vec<String>| {
        let Some(catalog) = cache.as_ref().and_then(|cache| cache.load(&host, project)) else {
            bail!("{reason}");
        };
        notes.push(format!("{reason}. Using the cached copy of {project}, saved {}", age(&catalog)));
        Ok(Arc::new(catalog))
    };

    let environments = arguments.environments(workspace);
    let Some(client) = client(&host, &workspace.settings)? else {
        for project in named_projects(arguments, workspace) {
            catalogs.push(from_cache(&project, NO_TOKEN.to_owned(), &mut notes)?);
        }
        if catalogs.is_empty() {
            bail!(NO_TOKEN);
        }
        return Ok(source(catalogs, arguments, problems, notes));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for project in runtime.block_on(projects(&client, arguments, workspace))? {
        match runtime.block_on(fetch(&client, &project, &environments, terminal)) {
            Ok(load) => {
                problems.extend(load.notes);
                if let Some(Err(error)) = cache.as_ref().map(|cache| cache.store(&host, &load.catalog)) {
                    tracing::debug!(%error, "cannot cache the flags");
                }
                catalogs.push(Arc::new(load.catalog));
            }
            Err(error) if error.is_temporary() => {
                let reason = error.message();
                catalogs.push(from_cache(&project, reason.trim_end_matches('.').to_owned(), &mut notes)?);
            }
            Err(error) => return Err(refused(&error)),
        }
    }
    Ok(source(catalogs, arguments, problems, notes))
}

/// Loads flags from the API only.
pub(super) fn download(
    arguments: &SourceArguments,
    workspace: &Workspace,
    terminal: &Terminal,
) -> anyhow::Result<Source> {
    let Some(client) = client(&host(workspace)?, &workspace.settings)? else { bail!(NO_TOKEN) };
    let environments = arguments.environments(workspace);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut catalogs = Vec::new();
    let mut problems = Vec::new();
    for project in runtime.block_on(projects(&client, arguments, workspace))? {
        let load = runtime.block_on(fetch(&client, &project, &environments, terminal)).map_err(|e| refused(&e))?;
        problems.extend(load.notes);
        catalogs.push(Arc::new(load.catalog));
    }
    Ok(source(catalogs, arguments, problems, Vec::new()))
}

/// The host from the settings, which include the environment variables.
pub fn host(workspace: &Workspace) -> anyhow::Result<Host> {
    let host = workspace.settings.host.as_deref().unwrap_or(DEFAULT_HOST);
    Host::parse(host).map_err(|error| refused(&error))
}

/// A client with the environment's token and the settings' proxy; `None` without a token.
pub fn client(host: &Host, settings: &Settings) -> anyhow::Result<Option<Client>> {
    let Some(token) = TokenSource::from_environment() else { return Ok(None) };
    let options =
        ClientOptions { host: host.clone(), proxy: settings.proxy.clone(), ..ClientOptions::new(token.token) };
    Client::new(options).map(Some).map_err(|error| refused(&error))
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
async fn projects(
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
        several => {
            let keys: Vec<&str> = several.iter().take(10).map(|project| project.key.as_str()).collect();
            let more = if several.len() > keys.len() { ", …" } else { "" };
            bail!(
                "no project selected. Use `--project KEY`, or set `project` in flagwise.toml. Available projects: {}{more}",
                keys.join(", ")
            )
        }
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
    let load = client
        .load_catalog(project, environments, move |progress| {
            let waits = matches!(progress.stage, Stage::Waiting(_));
            let total = if waits { None } else { progress.total };
            shown.update(progress.done, total, || progress.to_string());
        })
        .await;
    bar.finish();
    load
}

/// Converts an API error to its message with advice.
fn refused(error: &Error) -> anyhow::Error {
    anyhow!("{}", error.message())
}
