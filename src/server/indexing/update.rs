//! Incremental updates of a folder's indexes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::index::Index;
use crate::syntax::facts::FileFacts;
use crate::syntax::{Language, extract};
use crate::workspace::{self, ReadProblem, ScanOptions};

use super::super::session::{File, Folder, Indexed, Snapshot};
use super::super::uri::{self, DocumentKey};

/// The indexes of a folder after an update.
pub(super) struct Updated {
    pub(super) indexed: Indexed,
    /// Whether the update may affect other files.
    pub(super) matters: bool,
}

/// Open documents of a folder by relative path.
pub(super) fn open_files(snapshot: &Snapshot, root: &Path) -> HashMap<String, (DocumentKey, File)> {
    let documents = snapshot.documents().filter_map(|(key, open)| {
        let file = snapshot.file_of(open).filter(|file| file.root() == Some(root))?;
        Some((file.relative()?.to_owned(), (key.clone(), file)))
    });
    documents.collect()
}

/// Updates the indexes of a folder with changes on disk and edits of open documents; `None` if none belongs to the
/// folder. The cost depends on the changed files and those affected by them.
pub(super) async fn update(
    root: &Path,
    folder: &Folder,
    files: &[PathBuf],
    open: HashMap<String, (DocumentKey, File)>,
    is_edited: &(dyn Fn(&DocumentKey) -> bool + Sync),
) -> Option<Updated> {
    let on_disk: Vec<(String, PathBuf)> = files
        .iter()
        .filter_map(|file| Some((uri::relative(root, file)?, file.clone())))
        .filter(|(path, _)| !open.contains_key(path) && !folder.ignored.is_match(path))
        .collect();
    let edited: Vec<(String, File)> =
        open.into_iter().filter(|(_, (key, _))| is_edited(key)).map(|(path, (_, file))| (path, file)).collect();
    if on_disk.is_empty() && edited.is_empty() {
        return None;
    }
    let before = folder.index.clone();
    let reading = Reading {
        root: root.to_owned(),
        options: ScanOptions {
            base: Some(root.to_owned()),
            ignored_paths: folder.settings.ignored_paths.clone(),
            parse_limit: folder.settings.max_file_size,
            ..ScanOptions::default()
        },
    };
    let work = tokio::task::spawn_blocking(move || {
        let index = before.index()?;
        let mut changes: Vec<FileChange> =
            on_disk.iter().flat_map(|(path, file)| reading.changes(index, path, file)).collect();
        for (path, file) in edited {
            let facts = file.facts_to_index();
            if facts.is_some() || index.facts(&path).is_some() {
                changes.push((path.into(), facts));
            }
        }
        changes.retain(|(path, facts)| match (index.facts(path), facts) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now),
            (None, None) => false,
            _ => true,
        });
        if changes.is_empty() {
            return None;
        }
        let (index, matters) = changed(index, &changes);
        let indexed = if matters { before.with_index(index) } else { before.with_equal_index(index) };
        Some(Updated { indexed, matters })
    });
    work.await.inspect_err(|error| tracing::error!("cannot update the index: {error}")).ok().flatten()
}

type FileChange = (Arc<str>, Option<Arc<FileFacts>>);

/// An index with changes, and whether other files are affected.
fn changed(index: &Index, changes: &[FileChange]) -> (Index, bool) {
    if let [(path, Some(facts))] = changes {
        let edited = index.edited(path, facts.clone());
        return if edited.is_settled() { (edited, false) } else { (edited.settled(), true) };
    }
    (index.with_changes(changes.iter().cloned()), true)
}

/// How to read changed files.
struct Reading {
    root: PathBuf,
    options: ScanOptions,
}

impl Reading {
    /// A changed path: a file's new facts, a deleted file, or a deleted folder.
    fn changes(&self, index: &Index, path: &str, file: &Path) -> Vec<FileChange> {
        let language = Language::of_path(file).filter(|_| !file.is_dir());
        if let Some(language) = language {
            let is_new = index.facts(path).is_none();
            if is_new && file.exists() && workspace::exclusion(&self.root, file, &self.options).is_some() {
                return Vec::new();
            }
            let facts = match workspace::read_source(&self.root, file, self.options.parse_limit) {
                Ok(text) if text.text.len() as u64 <= self.options.parse_limit => {
                    let facts = extract(language, &text.text);
                    if let Some(refusal) = facts.refusal {
                        tracing::warn!("{}: was not parsed: {refusal}", file.display());
                    }
                    Some(Arc::new(facts))
                }
                Err(ReadProblem::File(error)) if error.is_missing() => None,
                Err(problem) => {
                    tracing::warn!("{}: {problem}", file.display());
                    None
                }
                Ok(_) => None,
            };
            if facts.is_some() || !is_new {
                return vec![(path.into(), facts)];
            }
        }
        if file.is_file() {
            return Vec::new();
        }
        // A folder that was deleted or replaced.
        let is_gone = |other: &str| {
            other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')) && !self.root.join(other).exists()
        };
        index.all_facts().filter(|(other, _)| is_gone(other)).map(|(other, _)| (other, None)).collect()
    }
}
