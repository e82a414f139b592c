//! Incremental updates of a folder's indexes.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::index::Index;
use crate::syntax::facts::FileFacts;
use crate::syntax::{Language, extract};
use crate::workspace::{self, ReadProblem, ScanOptions, TEXT_LIMIT};

use super::super::session::{File, Folder};
use super::super::shared::Shared;
use super::super::uri::{self, DocumentKey};
use super::decides_what_is_seen;
use super::folder::{Changed, SpellingFiles, turns_camel_case_off};
use super::inputs::scan_options;

/// A file that was changed, created or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileOnDisk {
    /// Relative to the root, with `/`.
    pub(super) path: String,
    pub(super) absolute: PathBuf,
}

/// Changes on disk in a folder.
#[derive(Debug, Default)]
pub(super) struct DiskChanges {
    pub(super) files: Vec<FileOnDisk>,
    /// Whether folders were created or deleted.
    pub(super) has_folders: bool,
    /// Whether the scanned files or the spelling of flags may differ now.
    pub(super) requires_scan: bool,
}

impl FileOnDisk {
    /// Whether indexes depend on files of its kind.
    pub(super) fn matters(&self) -> bool {
        Language::of_path(&self.absolute).is_some() || decides_what_is_seen(&self.absolute)
    }

    /// Whether it is an existing source file.
    pub(super) fn is_source(&self) -> bool {
        Language::of_path(&self.absolute).is_some() && self.absolute.is_file()
    }
}

impl DiskChanges {
    /// The changed files for changed paths; for a created or deleted folder, the files in it.
    pub(super) async fn read(
        root: &Path,
        folder: &Folder,
        paths: &BTreeSet<PathBuf>,
        spelling: Arc<SpellingFiles>,
    ) -> Self {
        if paths.is_empty() {
            return Self::default();
        }
        let (paths, real_root) = (paths.clone(), folder.real_root.clone());
        let (options, root, index) =
            (scan_options(root, &folder.settings), root.to_owned(), folder.index.index().cloned());
        let work = tokio::task::spawn_blocking(move || {
            let real_root = real_root.as_deref().unwrap_or(&root);
            let requires_scan = paths.iter().any(|path| root.starts_with(path) || real_root.starts_with(path));
            let paths: BTreeSet<PathBuf> =
                paths.iter().filter_map(|path| path_in_folder(&root, real_root, path)).collect();
            let mut changes = Self { requires_scan, ..Self::default() };
            let mut files = BTreeSet::new();
            let mut folders = HashSet::new();
            for path in paths {
                if path.is_dir() {
                    let below = workspace::watch_paths(&root, &path, &options).files;
                    changes.has_folders |= !below.is_empty();
                    files.extend(below);
                    folders.extend(uri::relative(&root, &path));
                } else {
                    if !path.is_file() {
                        // Its files may have been inputs of aliases without being indexed.
                        changes.has_folders |= path.extension().is_none() && !is_of_git(&path);
                        folders.extend(uri::relative(&root, &path));
                    }
                    files.insert(path);
                }
            }
            if let Some(index) = index.filter(|_| !folders.is_empty()) {
                let gone: Vec<PathBuf> = gone_below(&root, &folders, &index);
                changes.has_folders |= !gone.is_empty();
                files.extend(gone);
            }
            changes.requires_scan |= files.iter().any(|file| requires_scan_of(&root, file, &spelling));
            // Aliases depend on files of other kinds.
            changes.files = files
                .into_iter()
                .filter_map(|file| Some(FileOnDisk { path: uri::relative(&root, &file)?, absolute: file }))
                .collect();
            changes
        });
        work.await.inspect_err(|error| tracing::error!("changed files cannot be read: {error}")).unwrap_or_default()
    }
}

/// Whether a path is inside of a git directory, where locks come and go.
fn is_of_git(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == ".git")
}

/// A path below the root of a folder, for a path that may lead there by symbolic links.
fn path_in_folder(root: &Path, real_root: &Path, path: &Path) -> Option<PathBuf> {
    match uri::real_path(path).strip_prefix(real_root) {
        Ok(relative) => Some(root.join(relative)),
        Err(_) => path.starts_with(root).then(|| path.to_owned()),
    }
}

/// The indexed files below any of the folders that do not exist any more.
fn gone_below(root: &Path, folders: &HashSet<String>, index: &Index) -> Vec<PathBuf> {
    let is_below = |path: &str| path.match_indices('/').any(|(at, _)| folders.contains(&path[..at]));
    let below = index.all_facts().filter(|(path, _)| is_below(path)).map(|(path, _)| root.join(&*path));
    below.filter(|file| !file.is_file()).collect()
}

/// Whether a changed file decides which files are scanned, or how flags are spelled.
fn requires_scan_of(root: &Path, file: &Path, spelling: &SpellingFiles) -> bool {
    if decides_what_is_seen(file) {
        return true;
    }
    let Some(language) = Language::of_path(file).filter(|language| language.family() == Language::JavaScript) else {
        return false;
    };
    let path = uri::relative(root, file).unwrap_or_default();
    if spelling.turned_off.contains(&path) || turns_camel_case_off(root, file) {
        return true;
    }
    let Ok(text) = workspace::read_source(root, file, TEXT_LIMIT) else { return spelling.users.contains(&path) };
    let uses =
        workspace::may_affect_spelling(&text.text) && workspace::affects_spelling(&extract(language, &text.text));
    uses != spelling.users.contains(&path)
}

/// Updates the indexes of a folder with changes on disk and edits of open documents; `None` if none belongs to the
/// folder. The cost depends on the changed files and those affected by them.
pub(super) async fn update(
    shared: &Arc<Shared>,
    root: &Path,
    folder: &Folder,
    files: &[FileOnDisk],
    open: HashMap<String, (Vec<DocumentKey>, File)>,
    is_edited: &(dyn Fn(&DocumentKey) -> bool + Sync),
) -> Option<Changed> {
    let is_on_disk = |file: &&FileOnDisk| !open.contains_key(&file.path) && !folder.ignored.is_match(&file.path);
    let on_disk: Vec<FileOnDisk> = files.iter().filter(is_on_disk).cloned().collect();
    // A changed file may have been open twice, and one of the documents be closed now.
    let is_changed = |path: &str| files.iter().any(|file| file.path == path);
    let edited: Vec<(String, File)> = open
        .into_iter()
        .filter(|(path, (keys, _))| keys.iter().any(is_edited) || is_changed(path))
        .map(|(path, (_, file))| (path, file))
        .collect();
    if on_disk.is_empty() && edited.is_empty() {
        return None;
    }
    let before = folder.index.clone();
    let reading = Reading { root: root.to_owned(), options: scan_options(root, &folder.settings) };
    let shared = shared.clone();
    let work = tokio::task::spawn_blocking(move || {
        let index = before.index()?;
        let mut changes: Vec<FileChange> = on_disk.iter().filter_map(|file| reading.change(file)).collect();
        let parsed = changes.iter().filter(|(_, facts)| facts.is_some()).count();
        shared.index_work.parsed.fetch_add(parsed, Ordering::Relaxed);
        for (path, file) in edited {
            changes.push((path.into(), file.facts_to_index()));
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
        Some(Changed { indexed, matters })
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
    /// A changed file's new facts, or none if it is gone, excluded or too large; `None` for files that are not parsed.
    fn change(&self, file: &FileOnDisk) -> Option<FileChange> {
        let language = Language::of_path(&file.absolute)?;
        let is_included = || workspace::exclusion(&self.root, &file.absolute, &self.options).is_none();
        let is_read = file.absolute.is_file() && is_included();
        let facts = is_read.then(|| self.facts(language, &file.absolute)).flatten();
        Some((file.path.as_str().into(), facts))
    }

    fn facts(&self, language: Language, file: &Path) -> Option<Arc<FileFacts>> {
        match workspace::read_source(&self.root, file, self.options.parse_limit) {
            Ok(text) if text.text.len() as u64 <= self.options.parse_limit => {
                let facts = extract(language, &text.text);
                if let Some(refusal) = facts.refusal.filter(|refusal| !refusal.is_rule()) {
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
        }
    }
}
