//! The state of a folder's index between changes, and how a change is handled: by an update, a join with other keys, or
//! a scan.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::index::Index;
use crate::syntax::{KnownKeys, Language, Packages};
use crate::workspace::{self, ScanOptions, ScanProgress, Searched, TEXT_LIMIT};

use super::super::aliases;
use super::super::progress::Progress;
use super::super::session::{Folder, Indexed, LoadedCatalog, Snapshot};
use super::super::shared::Shared;
use super::inputs::{IndexInputs, scan_options};
use super::update::{DiskChanges, FileOnDisk, update};
use super::{FLOOD, Requests};

/// The state of a folder's index.
#[derive(Default)]
pub(super) struct FolderState {
    /// The inputs of the index; `None` if a scan is due.
    inputs: Option<IndexInputs>,
    /// The names that all files were searched for.
    pub(super) searched: Arc<Searched>,
    /// Whether the index may have names that files were not searched for.
    pub(super) names_changed: bool,
    /// Files that changed on disk, relative to the root. They stay in the index even if a scan would not parse them: open
    /// documents may use their names.
    touched: BTreeSet<String>,
    /// The files that decide the spelling of flags.
    spelling: Arc<SpellingFiles>,
}

/// Files that the spelling of flags depends on, relative to the root.
#[derive(Debug, Default)]
pub(super) struct SpellingFiles {
    /// Files that use flags as properties or configure them.
    pub(super) users: HashSet<String>,
    /// Files that turn camel case off.
    pub(super) turned_off: HashSet<String>,
}

/// A changed index.
pub(super) struct Changed {
    pub(super) indexed: Indexed,
    /// Whether other files may be affected.
    pub(super) matters: bool,
}

/// An index of all projects, how packages spell flags as properties, and the names that all files were searched for.
struct Scanned {
    index: Index,
    packages: Option<Arc<Packages>>,
    searched: Searched,
    /// Unchanged if `None`.
    spelling: Option<SpellingFiles>,
}

impl FolderState {
    /// Brings the index of a folder up to date; `None` if nothing changed, or as long as no flags are loaded.
    pub(super) async fn follow(
        &mut self,
        shared: &Arc<Shared>,
        snapshot: &Snapshot,
        root: &Path,
        folder: &Folder,
        requests: &Requests,
    ) -> Option<Changed> {
        let disk = DiskChanges::read(root, folder, &requests.files, self.spelling.clone()).await;
        let is_flood = disk.files.iter().filter(|file| file.matters()).count() > FLOOD;
        if is_flood || disk.requires_scan || requests.rescans.contains(root) {
            self.inputs = None;
        }
        if is_flood {
            self.touched.clear();
        } else {
            self.touched.extend(disk.files.iter().filter(|file| file.is_source()).map(|file| file.path.clone()));
        }
        let (inputs, loaded) = IndexInputs::of(snapshot, root, folder)?;
        match self.inputs.take().filter(|_| folder.index.index().is_some()) {
            Some(before) if before == inputs => {
                self.inputs = Some(before);
                self.update(shared, snapshot, root, folder, requests, &disk).await
            }
            before => {
                let has_other_keys = before.is_some_and(|before| before.has_other_keys_only(&inputs));
                self.replace(shared, snapshot, root, folder, inputs, loaded, has_other_keys.then_some(&disk)).await
            }
        }
    }

    /// Applies changes on disk and edits.
    async fn update(
        &mut self,
        shared: &Arc<Shared>,
        snapshot: &Snapshot,
        root: &Path,
        folder: &Folder,
        requests: &Requests,
        disk: &DiskChanges,
    ) -> Option<Changed> {
        let open = snapshot.indexed_files(root);
        let is_edited = |document: &_| requests.edited.contains(document);
        let updated = update(shared, root, folder, &disk.files, open, &is_edited).await;
        let matters = updated.as_ref().is_some_and(|updated| updated.matters);
        self.names_changed |= matters;
        let mut indexed = updated.map(|updated| updated.indexed);
        let has_other_aliases =
            disk.has_folders || aliases::depend_on(folder, disk.files.iter().map(|file| &*file.path));
        if has_other_aliases && !folder.coderefs.coderefs.is_empty() {
            let aliases = aliases::make(shared, snapshot, root, folder).await;
            indexed = Some(indexed.as_ref().unwrap_or(&folder.index).with_aliases(aliases));
            return indexed.map(|indexed| Changed { indexed, matters: true });
        }
        indexed.map(|indexed| Changed { indexed, matters })
    }

    /// Builds a new index: from the same files if only the keys differ, else by a scan.
    #[expect(clippy::too_many_arguments, reason = "all inputs of an index")]
    async fn replace(
        &mut self,
        shared: &Arc<Shared>,
        snapshot: &Snapshot,
        root: &Path,
        folder: &Folder,
        inputs: IndexInputs,
        loaded: Vec<LoadedCatalog>,
        other_keys: Option<&DiskChanges>,
    ) -> Option<Changed> {
        let aliases = aliases::make(shared, snapshot, root, folder).await;
        let stamps = inputs.known_stamps.clone();
        let scanned = match other_keys {
            Some(_) => join_keys(shared, root, folder, loaded, self.searched.clone()).await,
            None => scan(shared, root, folder, loaded).await,
        };
        // Even if the scan failed: the same inputs would fail again.
        self.inputs = Some(inputs);
        let Scanned { index, packages, searched, spelling } = scanned?;
        self.searched = Arc::new(searched);
        self.spelling = spelling.map_or_else(|| self.spelling.clone(), Arc::new);
        self.names_changed = true;
        // A scan does not parse all files that changed on disk.
        let not_read: Vec<FileOnDisk> = match other_keys {
            Some(disk) => disk.files.clone(),
            None => {
                let missing = self.touched.iter().filter(|path| index.facts(path).is_none());
                missing.map(|path| FileOnDisk { path: path.clone(), absolute: root.join(path) }).collect()
            }
        };
        let indexed = Indexed::new(index, stamps, aliases, packages);
        let scanned = Folder { index: indexed, ..folder.clone() };
        // Documents that were opened or edited meanwhile are in this session already.
        let open = shared.snapshot().indexed_files(root);
        let updated = update(shared, root, &scanned, &not_read, open, &|_| true).await;
        let indexed = updated.map_or(scanned.index, |updated| updated.indexed);
        Some(Changed { indexed, matters: true })
    }
}

/// Joins a folder's index with other keys. Of the files that are not parsed, those with a new key are.
async fn join_keys(
    shared: &Arc<Shared>,
    root: &Path,
    folder: &Folder,
    loaded: Vec<LoadedCatalog>,
    searched: Arc<Searched>,
) -> Option<Scanned> {
    let (before, options, root) = (folder.index.clone(), scan_options(root, &folder.settings), root.to_owned());
    let shared = shared.clone();
    let work = tokio::task::spawn_blocking(move || {
        let mut index = before.index()?.clone();
        let mut added = HashSet::new();
        for (project, loaded) in loaded.iter().enumerate() {
            index = index.project(project)?;
            let new = loaded.known.iter().filter(|key| !index.known().contains(key));
            added.extend(new.map(str::to_owned));
            index = index.with_keys(&loaded.known);
        }
        let mut searched = Searched::clone(&searched);
        if !added.is_empty() {
            let added: KnownKeys = added.into_iter().collect();
            let grown = workspace::grow(&index, &[root], &options, &added, &searched);
            tracing::info!("new keys: {} files searched, {} parsed", grown.files_seen, grown.parsed);
            shared.index_work.searches.fetch_add(1, Ordering::Relaxed);
            shared.index_work.parsed.fetch_add(grown.parsed, Ordering::Relaxed);
            (index, searched) = (grown.index, grown.searched);
        }
        Some(Scanned { index, packages: before.packages, searched, spelling: None })
    });
    work.await.inspect_err(|error| tracing::error!("the index could not be joined: {error}")).ok().flatten()
}

async fn scan(shared: &Arc<Shared>, root: &Path, folder: &Folder, loaded: Vec<LoadedCatalog>) -> Option<Scanned> {
    let known: KnownKeys = match loaded.as_slice() {
        [only] => only.known.clone(),
        several => several.iter().flat_map(|loaded| loaded.known.iter()).collect(),
    };
    let known = known.with_wrappers(folder.wrappers.clone());
    let shards = shared.options.cache_folder.as_ref().map(|folder| folder.join("shards"));
    let options = ScanOptions { shards, ..scan_options(root, &folder.settings) };
    let progress = Progress::start(shared, "Searching for flags");
    let (shared, root) = (shared.clone(), root.to_owned());
    let work = tokio::task::spawn_blocking(move || {
        let report = |step: ScanProgress| {
            progress.report(format!("{} of {} files", step.files, step.total), step.files, Some(step.total));
        };
        let scan = workspace::scan(std::slice::from_ref(&root), &options, &known, &report);
        shared.index_work.scans.fetch_add(1, Ordering::Relaxed);
        shared.index_work.parsed.fetch_add(scan.cost.parsed, Ordering::Relaxed);
        for problem in &scan.problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        let spelling = Some(SpellingFiles::of(&root, &scan.index));
        let index = match loaded.as_slice() {
            [_] => scan.index,
            several => scan.index.with_projects(several.iter().map(|loaded| &loaded.known)),
        };
        Scanned { index, packages: scan.packages, searched: scan.searched, spelling }
    });
    work.await.inspect_err(|error| tracing::error!("cannot scan the workspace: {error}")).ok()
}

impl SpellingFiles {
    /// The files of an index that decide the spelling.
    fn of(root: &Path, index: &Index) -> Self {
        let is_script =
            |language: Option<Language>| language.is_some_and(|language| language.family() == Language::JavaScript);
        let users =
            index.all_facts().filter(|(_, facts)| is_script(facts.language) && workspace::affects_spelling(facts));
        let users: HashSet<String> = users.map(|(path, _)| path.to_string()).collect();
        let turns_off = |path: &&String| turns_camel_case_off(root, &root.join(path.as_str()));
        let turned_off = users.iter().filter(turns_off).cloned().collect();
        Self { users, turned_off }
    }
}

/// Whether a file on disk turns camel case off.
pub(super) fn turns_camel_case_off(root: &Path, file: &Path) -> bool {
    let text = workspace::read_source(root, file, TEXT_LIMIT);
    text.is_ok_and(|text| workspace::turns_camel_case_off(&text.text))
}
