//! Flags from a flag file or a list of keys.

use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use anyhow::{Context, bail};

use crate::cli::workspace::{Workspace, shown};
use crate::config::DEFAULT_HOST;
use crate::flags::FLAG_FILE_LIMIT;
use crate::flags::{Catalog, CatalogSource, FlagFile, FlagFileOptions, Project, ProjectKey, UnixMillis};
use crate::workspace::{TEXT_LIMIT, read_text};

use super::{Source, SourceArguments, api, now};

/// Loads flags from a flag file.
pub(super) fn flags(path: &Path, arguments: &SourceArguments, workspace: &Workspace) -> anyhow::Result<Source> {
    let named = shown(path);
    let text = read_text(path, FLAG_FILE_LIMIT).with_context(|| format!("the flag file {named}"))?.text;
    let options = FlagFileOptions {
        project: arguments.project.as_ref().map(ProjectKey::new),
        environments: arguments.environments(workspace),
        site: api::host(workspace).map_or_else(|_| DEFAULT_HOST.to_owned(), |host| host.to_string()),
        saved_at: modified(path).unwrap_or_else(now),
    };
    let file = FlagFile::read(&text, &options).with_context(|| format!("the flag file {named} cannot be used"))?;
    // Environments in the settings may differ from those of the file; those of the command line must exist in it.
    if let Some(missing) = arguments.environments.iter().find(|key| !has_environment(&file.catalog, key)) {
        let every = FlagFileOptions { environments: Vec::new(), ..options.clone() };
        let known = FlagFile::read(&text, &every).map(|file| file.catalog.environments).unwrap_or_default();
        let known: Vec<&str> = known.iter().map(|environment| environment.key.as_str()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        bail!(
            "the flag file {named} has no environment {missing}; it has: {known}. Correct `--env`, or save the flags \
             again with `flagwise flags export --env {missing}`"
        );
    }
    let mut source = Source::new(vec![Arc::new(file.catalog)], true);
    source.problems = file.problems.into_iter().map(|problem| format!("{named}: {problem}")).collect();
    source.description = format!("{} from {named}", source.description);
    Ok(source)
}

fn has_environment(catalog: &Catalog, key: &str) -> bool {
    catalog.environments.iter().any(|environment| environment.key.as_str() == key)
}

/// Loads a list of keys.
pub(super) fn keys(path: &Path, arguments: &SourceArguments) -> anyhow::Result<Source> {
    let named = shown(path);
    let text = read_text(path, TEXT_LIMIT).with_context(|| format!("the list of keys {named}"))?.text;
    let keys: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    if keys.is_empty() {
        bail!("the list of keys {named} is empty: it must contain one flag key per line");
    }
    if keys.first().is_some_and(|first| first.starts_with(['{', '['])) {
        bail!("{named} is JSON, not a list of keys: use `--flags {named}`");
    }
    let key = arguments.project.as_deref().unwrap_or("default");
    let catalog = Catalog {
        revision: 0,
        project: Project { key: key.into(), name: String::new() },
        environments: Vec::new(),
        flags: Default::default(),
        statuses: Default::default(),
        fetched_at: now(),
        source: CatalogSource::Keys,
        site: DEFAULT_HOST.to_owned(),
    };
    let mut source = Source::new(vec![Arc::new(catalog)], true);
    source.description = format!("{} from {named}", super::super::plural(keys.len(), "key"));
    source.known = keys.into_iter().collect();
    Ok(source)
}

fn modified(path: &Path) -> Option<UnixMillis> {
    let time = std::fs::metadata(path).ok()?.modified().ok()?;
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    Some(UnixMillis(i64::try_from(since.as_millis()).ok()?))
}
