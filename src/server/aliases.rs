//! Aliases of a folder's `.launchdarkly/coderefs.yaml`, updated when flags or the file change.

use std::path::Path;
use std::sync::Arc;

use crate::coderefs::{FILES, Keys};
use crate::config::Settings;
use crate::syntax::Aliases;
use crate::workspace::{self, AliasCommands, ReadCodeRefs};

use super::proto::MessageType;
use super::session::{Folder, Snapshot, source_keys};
use super::shared::Shared;

/// Glob pattern of the files for the client's watcher.
pub(super) const WATCHED: &str = "**/.launchdarkly/coderefs.{yaml,yml}";

/// Whether a path is an alias configuration.
pub(super) fn is_source(path: &Path) -> bool {
    FILES.iter().any(|name| path.ends_with(name))
}

/// Whether any changed file, relative to the root, is an input of a folder's aliases.
pub(super) fn depend_on<'p>(folder: &Folder, mut files: impl Iterator<Item = &'p str>) -> bool {
    files.any(|path| workspace::is_searched(&folder.coderefs.coderefs, path))
}

/// Whether a folder's alias commands may run.
pub(super) fn commands(root: &Path, settings: &Settings) -> AliasCommands {
    if settings.allows_alias_commands(root) { AliasCommands::Run } else { AliasCommands::Refuse }
}

/// Computes a folder's aliases; shows each problem to the user once.
pub(super) async fn make(
    shared: &Arc<Shared>,
    snapshot: &Snapshot,
    root: &Path,
    folder: &Folder,
) -> Option<Arc<Aliases>> {
    let read = folder.coderefs.clone();
    report(shared, &read);
    if read.coderefs.is_empty() {
        return None;
    }
    let loaded = source_keys(&folder.settings);
    let loaded = loaded.iter().filter_map(|key| snapshot.source(key)?.loaded.clone());
    let keys: Vec<Keys> = loaded
        .map(|loaded| {
            let project = loaded.catalog.project.key.as_str().to_owned();
            Keys { project: Some(project).filter(|project| !project.is_empty()), known: loaded.known }
        })
        .collect();
    let commands = commands(root, &folder.settings);
    let root = root.to_owned();
    let (file, user_file) = (name(&read), shared.options.user_file.clone());
    let work = tokio::task::spawn_blocking(move || workspace::aliases(&root, &read, &keys, commands));
    let found = work.await.inspect_err(|error| tracing::error!("cannot compute the aliases: {error}")).ok()?;
    for problem in &found.problems {
        let message = format!("flagwise: {}: {}", problem.path.display(), problem.message);
        shared.say_once(MessageType::WARNING, message);
    }
    if !found.refused.is_empty() {
        let place = user_file.map_or_else(|| "your user settings".to_owned(), |file| file.display().to_string());
        let message = format!(
            "flagwise: {file} names programs that make aliases (`{}`). They were not run. If you trust this folder, add \
             it to `aliasCommands` in {place}.",
            found.refused.join("`, `")
        );
        shared.say_once(MessageType::INFO, message);
    }
    if let Some(aliases) = &found.aliases {
        tracing::info!("{} aliases of flags in {file}", aliases.len());
    }
    found.aliases
}

fn report(shared: &Shared, read: &ReadCodeRefs) {
    for problem in &read.problems {
        tracing::warn!("{}:{problem}", name(read));
        shared.say_once(MessageType::WARNING, format!("flagwise: {}:{problem}", name(read)));
    }
}

fn name(read: &ReadCodeRefs) -> String {
    read.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default()
}
