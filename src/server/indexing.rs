//! Background indexing of workspace folders.
//!
//! Everything that may change an index arrives as a [`Change`]: events of files, edits, new keys, other settings. One task
//! handles them in order, all that have arrived at once. Its result replaces the folder's index, and nothing else writes
//! it; what arrives meanwhile is handled next, on top of that result. So no change is lost during other work:
//!
//! - A scan reads the disk after the changes that caused it. Later events are applied to its result.
//! - Open documents are applied to every new index, from the session at that time.
//! - Files that changed since the last scan stay in the index, even if a scan alone would not parse them.
//! - Names that appear by any change are searched for in the files that are not parsed; see [`search`].

mod folder;
mod inputs;
mod search;
mod update;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::workspace;

use super::activity::Pending;
use super::context::{FolderContext, projects_of};
use super::session::{Folder, Indexed, Snapshot};
use super::shared::{Event, Shared};
use super::uri::DocumentKey;
use folder::FolderState;
pub(super) use inputs::scan_options;

/// Number of changed files from which the folder is scanned again, as after a branch switch.
const FLOOD: usize = 1000;

/// Events that may change an index.
#[derive(Debug)]
pub(super) enum Change {
    /// Flags or settings changed: check whether a rescan is needed.
    Look,
    /// Anything in a folder may have changed on disk.
    Again(PathBuf),
    /// A file or folder was changed, created or deleted on disk.
    Disk(PathBuf),
    /// A document was opened or edited.
    Edited(DocumentKey),
}

/// Work done by all indexes of a server.
#[derive(Debug, Default)]
pub(super) struct IndexWork {
    /// Complete scans of a folder.
    pub(super) scans: AtomicUsize,
    /// Searches of a folder's files for new keys or names.
    pub(super) searches: AtomicUsize,
    /// Files parsed by scans, by searches and after changes on disk.
    pub(super) parsed: AtomicUsize,
}

/// Work done by all indexes of a server, for `flagwise/status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct IndexStatus {
    /// Files in the indexes.
    pub files: usize,
    /// Complete scans of a folder.
    pub scans: usize,
    /// Searches of a folder's files for new keys or names.
    pub searches: usize,
    /// Files parsed by scans, by searches and after changes on disk.
    pub parsed: usize,
}

/// Pending changes.
#[derive(Default)]
struct Requests {
    files: BTreeSet<PathBuf>,
    edited: HashSet<DocumentKey>,
    rescans: HashSet<PathBuf>,
    pending: Vec<Pending>,
}

/// Maintains the indexes of all folders: scans a folder once its flags are known, and again if settings change.
/// Otherwise updates what changed. Open documents take precedence over files.
pub(super) async fn run(shared: Arc<Shared>, mut changes: mpsc::UnboundedReceiver<(Change, Pending)>) {
    let mut folders: HashMap<PathBuf, FolderState> = HashMap::new();
    // Keeps the server busy while a search is due.
    let mut due: Option<Pending> = None;
    loop {
        // A search reads many files, so it waits for a pause between changes.
        let change = match &due {
            Some(_) => timeout(shared.options.debounce, changes.recv()).await.ok(),
            None => Some(changes.recv().await),
        };
        match change {
            Some(None) => return,
            Some(Some(change)) => {
                let mut requests = Requests::default();
                requests.add(change);
                while let Ok(change) = changes.try_recv() {
                    requests.add(change);
                }
                follow(&shared, &mut folders, &requests).await;
            }
            None => search::run(&shared, &mut folders).await,
        }
        due = folders.values().any(|state| state.names_changed).then(|| shared.activity.begin());
    }
}

impl Requests {
    fn add(&mut self, (change, pending): (Change, Pending)) {
        self.pending.push(pending);
        match change {
            Change::Look => {}
            Change::Again(root) => _ = self.rescans.insert(root),
            Change::Disk(path) => _ = self.files.insert(path),
            Change::Edited(document) => _ = self.edited.insert(document),
        }
    }
}

/// Brings all indexes up to date with the session, the disk and the given requests.
async fn follow(shared: &Arc<Shared>, folders: &mut HashMap<PathBuf, FolderState>, requests: &Requests) {
    let snapshot = shared.snapshot();
    folders.retain(|root, _| snapshot.folders().iter().any(|folder| folder.root.as_ref() == Some(root)));
    let (mut is_news, mut is_installed) = (false, false);
    let scans: HashSet<u64> = snapshot.folders().iter().map(|folder| folder.index.scan).collect();
    for (root, folder) in indexed_folders(&snapshot) {
        let state = folders.entry(root.clone()).or_default();
        if let Some(changed) = state.follow(shared, &snapshot, &root, folder, requests).await {
            let is_new = !scans.contains(&changed.indexed.scan);
            let was_installed = install(shared, &root, changed.indexed);
            if was_installed && is_new {
                find_first_places(shared, &root);
            }
            is_installed |= was_installed;
            is_news |= was_installed && changed.matters;
        }
    }
    if is_news {
        shared.send(Event::EverythingChanged);
    } else if is_installed {
        shared.send(Event::FilesChanged);
    }
}

/// The folders that have an index, with their root.
fn indexed_folders(snapshot: &Snapshot) -> impl Iterator<Item = (PathBuf, &Folder)> {
    snapshot.folders().iter().filter_map(|folder| {
        let root = folder.root.clone().filter(|root| !is_too_wide(root))?;
        Some((root, folder))
    })
}

/// Replaces the index of a folder; returns false if the folder was removed.
fn install(shared: &Shared, root: &Path, indexed: Indexed) -> bool {
    let mut session = shared.session();
    let folder = session.folders_mut().iter_mut().find(|folder| folder.root.as_deref() == Some(root));
    folder.map(|folder| folder.index = indexed).is_some()
}

/// Finds the first places of flags before somebody searches among them: that takes a look at every file of a new index.
fn find_first_places(shared: &Shared, root: &Path) {
    let (snapshot, root) = (shared.snapshot(), root.to_owned());
    tokio::task::spawn_blocking(move || {
        for folder in snapshot.folders().iter().filter(|folder| folder.root.as_ref() == Some(&root)) {
            for project in projects_of(folder) {
                FolderContext::new(&snapshot, folder, project).and_then(|context| context.first_places());
            }
        }
    });
}

/// Whether a folder is the home folder or a file system root: some editors use it for single files.
pub(super) fn is_too_wide(root: &Path) -> bool {
    root.parent().is_none() || etcetera::home_dir().is_ok_and(|home| home == root)
}

/// Whether a file configures which files are scanned, or the spelling of flags.
pub(super) fn decides_what_is_seen(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "package.json") || workspace::is_ignore_file(file)
}

impl IndexWork {
    /// The numbers, with the files of the current indexes.
    pub(super) fn status(&self, snapshot: &Snapshot) -> IndexStatus {
        let indexes = snapshot.folders().iter().filter_map(|folder| folder.index.index());
        IndexStatus {
            files: indexes.map(crate::index::Index::len).sum(),
            scans: self.scans.load(Ordering::Relaxed),
            searches: self.searches.load(Ordering::Relaxed),
            parsed: self.parsed.load(Ordering::Relaxed),
        }
    }
}
