//! Watching files on disk.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{Error, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind};

use crate::workspace::{self, ScanOptions, WatchPaths};

/// Tolerance for file systems with timestamps before the actual change.
const GRAIN: Duration = Duration::from_secs(2);

/// The files and folders to watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct WatchRequest {
    /// Scanned folders, recursively.
    pub(super) trees: Vec<Tree>,
    /// Single files in any folder, regardless of scans.
    pub(super) files: Vec<PathBuf>,
}

/// A workspace folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tree {
    pub(super) root: PathBuf,
    pub(super) ignored_paths: Vec<String>,
}

/// Changes on disk.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Changed, created or deleted files.
    pub(super) files: BTreeSet<PathBuf>,
    /// Folders that were deleted, at least temporarily.
    pub(super) folders: Vec<PathBuf>,
    /// Workspace folders in which anything may have changed.
    pub(super) again: Vec<PathBuf>,
}

/// The system's watches of the requested files and folders.
///
/// Folders that a scan excludes are not watched: watches are limited, and package or build folders would use up most of
/// them.
pub(super) struct Disk {
    watcher: RecommendedWatcher,
    /// The system's watches are recursive: one per folder suffices, and excluded folders are filtered here.
    watches_trees: bool,
    limit: usize,
    request: WatchRequest,
    /// Watched folders that scans include.
    folders: HashSet<PathBuf>,
    /// Other folders, watched for single files in them.
    beside: HashSet<PathBuf>,
    /// Workspace folders whose real path differs, by that path.
    spelled: Vec<(PathBuf, PathBuf)>,
}

impl Disk {
    /// No watches yet; at most `limit` later. `send` is called from the watcher's thread.
    pub(super) fn new(limit: usize, send: impl Fn(Event) + Send + 'static) -> notify::Result<Self> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) if is_change(event.kind) => send(event),
            Ok(_) => {}
            Err(error) => tracing::debug!("the system's file watcher: {error}"),
        })?;
        let watches_trees =
            matches!(RecommendedWatcher::kind(), WatcherKind::Fsevent | WatcherKind::ReadDirectoryChangesWatcher);
        let (folders, beside) = (HashSet::new(), HashSet::new());
        Ok(Self {
            watcher,
            watches_trees,
            limit,
            request: WatchRequest::default(),
            folders,
            beside,
            spelled: Vec::new(),
        })
    }

    /// The current request.
    pub(super) fn request(&self) -> &WatchRequest {
        &self.request
    }

    /// Whether a request is already fulfilled. A missing workspace folder is awaited.
    pub(super) fn fulfils(&self, request: &WatchRequest) -> bool {
        self.request == *request && request.trees.iter().all(|tree| self.folders.contains(&tree.root))
    }

    /// Updates the watches. Newly watched workspace folders in which anything changed since `since` are to be
    /// rescanned.
    pub(super) fn adjust(&mut self, request: WatchRequest, since: SystemTime) -> notify::Result<Changes> {
        let before = std::mem::replace(&mut self.request, request);
        self.spelled = self.request.trees.iter().filter_map(|tree| other_spelling(&tree.root)).collect();
        let gone: Vec<Tree> = before.trees.into_iter().filter(|tree| !self.request.trees.contains(tree)).collect();
        for tree in &gone {
            self.leave(&tree.root);
        }
        let mut missing: Vec<(Tree, PathBuf)> =
            self.uncovered().into_iter().map(|tree| (tree.clone(), tree.root)).collect();
        for tree in self.request.trees.iter().filter(|tree| self.folders.contains(&tree.root)) {
            // A removed folder may be inside of one that stays.
            let inside = gone.iter().filter(|gone| gone.root.starts_with(&tree.root));
            missing.extend(inside.map(|gone| (tree.clone(), gone.root.clone())));
        }
        let mut changes = Changes::default();
        let is_fresh = |path: &PathBuf| is_fresh(path, since);
        for (tree, folder) in missing {
            let paths = self.cover(&tree, &folder)?;
            if paths.folders.iter().any(is_fresh) || paths.files.iter().any(is_fresh) {
                changes.again.push(tree.root);
            }
        }
        self.watch_beside()?;
        tracing::debug!("{} folders are watched", self.folders.len() + self.beside.len());
        Ok(changes)
    }

    /// Translates events to changes, and watches new folders.
    pub(super) fn changes(&mut self, events: Vec<Event>) -> notify::Result<Changes> {
        // Outer folders come before their contents.
        let mut paths: BTreeMap<PathBuf, bool> = BTreeMap::new();
        for event in events {
            let is_leaving = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
            for path in event.paths {
                *paths.entry(self.client_path(path)).or_default() |= is_leaving;
            }
        }
        let mut changes = Changes::default();
        for (path, is_leaving) in paths {
            let is_folder = self.folders.contains(&path);
            if !is_folder && !path.parent().is_some_and(|parent| self.folders.contains(parent)) {
                if self.request.files.contains(&path) {
                    changes.files.insert(path);
                }
                continue;
            }
            let is_folder_now = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
            if is_folder && (is_leaving || !is_folder_now) {
                self.leave(&path);
                changes.folders.push(path.clone());
            }
            match self.tree_of(&path) {
                Some(tree) if is_folder_now && !self.folders.contains(&path) => {
                    changes.files.extend(self.cover(&tree, &path)?.files);
                }
                Some(tree) if workspace::is_ignore_file(&path) => {
                    // The set of included folders has changed.
                    self.leave(&tree.root);
                    for tree in self.uncovered() {
                        self.cover(&tree, &tree.root)?;
                    }
                    changes.files.insert(path);
                }
                _ if !is_folder_now => _ = changes.files.insert(path),
                _ => {}
            }
        }
        self.watch_beside()?;
        Ok(changes)
    }

    /// Recreates all watches after lost events.
    pub(super) fn anew(&mut self) -> notify::Result<Changes> {
        let mut changes = Changes::default();
        for tree in self.request.trees.clone() {
            self.leave(&tree.root);
            changes.again.push(tree.root);
        }
        for tree in self.uncovered() {
            self.cover(&tree, &tree.root)?;
        }
        changes.files.extend(self.request.files.iter().cloned());
        Ok(changes)
    }

    /// Watches a folder and the included folders below it. Returns all files found after it was watched.
    fn cover(&mut self, tree: &Tree, folder: &Path) -> notify::Result<WatchPaths> {
        let options = ScanOptions {
            base: Some(tree.root.clone()),
            ignored_paths: tree.ignored_paths.clone(),
            ..ScanOptions::default()
        };
        let mut all = WatchPaths::default();
        let mut rest = vec![folder.to_owned()];
        while let Some(folder) = rest.pop() {
            let before = SystemTime::now();
            let paths = workspace::watch_paths(&tree.root, &folder, &options);
            let mut added = Vec::new();
            for folder in &paths.folders {
                if !self.folders.contains(folder) && self.watch(folder)? {
                    self.folders.insert(folder.clone());
                    added.push(folder);
                }
            }
            // Contents created before the watch: read the folder again, recursively.
            for folder in added.into_iter().filter(|folder| is_fresh(folder, before)) {
                if !rest.iter().any(|outer| folder.starts_with(outer)) {
                    rest.push(folder.clone());
                }
            }
            all.folders.extend(paths.folders);
            all.files.extend(paths.files);
        }
        Ok(all)
    }

    /// Watches a folder, not its subfolders; returns false if that is not possible. Fails if the system's limit of
    /// watches is exceeded.
    fn watch(&mut self, folder: &Path) -> notify::Result<bool> {
        let mut mode = RecursiveMode::NonRecursive;
        if self.watches_trees && self.tree_of(folder).is_some() {
            if !self.request.trees.iter().any(|tree| tree.root == folder) {
                return Ok(true);
            }
            mode = RecursiveMode::Recursive;
        } else if self.folders.len() + self.beside.len() >= self.limit {
            return Err(Error::new(ErrorKind::MaxFilesWatch));
        }
        match self.watcher.watch(folder, mode) {
            Ok(()) => Ok(true),
            Err(error) if is_exhausted(&error) => Err(error),
            // Already deleted, or not readable.
            Err(error) => {
                tracing::debug!("{} is not watched: {error}", folder.display());
                Ok(false)
            }
        }
    }

    /// Watches the folders of single files if they exist and are not watched already.
    fn watch_beside(&mut self) -> notify::Result<()> {
        let is_elsewhere = |folder: &&Path| !self.folders.contains(*folder) && folder.is_dir();
        let wanted: HashSet<PathBuf> = self
            .request
            .files
            .iter()
            .filter_map(|file| file.parent())
            .filter(is_elsewhere)
            .map(Path::to_owned)
            .collect();
        for folder in self.beside.difference(&wanted).filter(|folder| !self.folders.contains(*folder)) {
            let _ = self.watcher.unwatch(folder);
        }
        let new: Vec<PathBuf> = wanted.difference(&self.beside).cloned().collect();
        self.beside.retain(|folder| wanted.contains(folder));
        for folder in new {
            if self.watch(&folder)? {
                self.beside.insert(folder);
            }
        }
        Ok(())
    }

    /// Removes a folder and everything below it.
    fn leave(&mut self, folder: &Path) {
        let watcher = &mut self.watcher;
        self.folders.retain(|inner| {
            let stays = !inner.starts_with(folder);
            if !stays {
                // The system has usually removed it already, because it was deleted.
                let _ = watcher.unwatch(inner);
            }
            stays
        });
    }

    /// The workspace folders that are not watched.
    fn uncovered(&self) -> Vec<Tree> {
        self.request.trees.iter().filter(|tree| !self.folders.contains(&tree.root)).cloned().collect()
    }

    fn tree_of(&self, path: &Path) -> Option<Tree> {
        let holding = self.request.trees.iter().filter(|tree| path.starts_with(&tree.root));
        holding.max_by_key(|tree| tree.root.as_os_str().len()).cloned()
    }

    /// Maps a path to the client's name of its workspace folder.
    fn client_path(&self, path: PathBuf) -> PathBuf {
        let spelled = self.spelled.iter().find_map(|(system, root)| Some(root.join(path.strip_prefix(system).ok()?)));
        spelled.unwrap_or(path)
    }
}

/// The real path of a folder, if it differs: some systems resolve links in events.
fn other_spelling(root: &Path) -> Option<(PathBuf, PathBuf)> {
    let system = root.canonicalize().ok()?;
    (system != root && !root.starts_with(&system)).then(|| (system, root.to_owned()))
}

/// Whether an event may change a file's text. Others are reads, mostly our own, and changes of owner or times.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        _ => true,
    }
}

fn is_fresh(path: &Path, since: SystemTime) -> bool {
    let since = since.checked_sub(GRAIN).unwrap_or(since);
    fs::symlink_metadata(path).and_then(|metadata| metadata.modified()).is_ok_and(|modified| modified >= since)
}

/// Whether the system's limit of watches or file handles is exceeded.
fn is_exhausted(error: &Error) -> bool {
    const TOO_MANY_OPEN_FILES: i32 = 24;
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(error) => error.raw_os_error() == Some(TOO_MANY_OPEN_FILES),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
