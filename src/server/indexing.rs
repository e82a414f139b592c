//! Background indexing of workspace folders.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::index::Index;
use crate::syntax::{KnownKeys, Language, Packages, Wrappers};
use crate::workspace::{self, AliasCommands, ReadCodeRefs, ScanOptions, ScanProgress, Searched, TEXT_LIMIT};

use super::aliases;
use super::progress::Progress;
use super::session::{Folder, Indexed, LoadedCatalog, Snapshot, source_keys};
use super::shared::{Event, Shared};
use super::uri::DocumentKey;

mod update;

use update::{open_files, update};

/// Number of changed files from which the folder is scanned again, as after a branch switch.
const FLOOD: usize = 1000;

/// Inputs of a folder's indexes. A change of any of them requires a rescan.
#[derive(Debug, Clone, PartialEq)]
struct IndexInputs {
    known_stamps: Vec<u64>,
    ignored_paths: Vec<String>,
    wrappers: Option<Arc<Wrappers>>,
    coderefs: Arc<ReadCodeRefs>,
    commands: AliasCommands,
}

/// Events that may change an index.
#[derive(Debug)]
pub(super) enum Change {
    /// Flags or settings changed: check whether a rescan is needed.
    Look,
    /// Anything in a folder may have changed on disk.
    Again(PathBuf),
    /// A file was changed, created or deleted on disk.
    Disk(PathBuf),
    /// A document was opened or edited.
    Edited(DocumentKey),
}

/// Maintains the indexes of all folders: scans a folder once its flags are known, and again if keys or settings change.
/// Otherwise updates single files that are edited or change on disk. Open documents take precedence over files.
pub(super) async fn run(shared: Arc<Shared>, mut changes: mpsc::UnboundedReceiver<Change>) {
    let mut done: HashMap<PathBuf, (IndexInputs, Arc<Searched>)> = HashMap::new();
    let mut again = false;
    while let Some(change) = if again { Some(Change::Look) } else { changes.recv().await } {
        again = false;
        let (mut files, mut edited) = (Vec::new(), HashSet::new());
        let mut next = Some(change);
        while let Some(change) = next {
            match change {
                Change::Look => {}
                Change::Again(root) => _ = done.remove(&root),
                Change::Disk(path) => files.push(path),
                Change::Edited(document) => _ = edited.insert(document),
            }
            next = changes.try_recv().ok();
        }
        files.sort();
        files.dedup();
        let snapshot = shared.snapshot();
        let mut is_news = false;
        for folder in snapshot.folders() {
            let Some(root) = folder.root.clone().filter(|root| !is_too_wide(root)) else { continue };
            let own: Vec<PathBuf> = files.iter().filter(|file| file.starts_with(&root)).cloned().collect();
            let is_flood = own.len() > FLOOD;
            let folder_root = root.clone();
            let look = move || own.iter().any(|file| changes_what_is_seen(&folder_root, file));
            if is_flood || !files.is_empty() && tokio::task::spawn_blocking(look).await.unwrap_or(false) {
                done.remove(&root);
            }
            let Some((inputs, loaded)) = inputs(&snapshot, &root, folder) else { continue };
            let before = done.get(&root).filter(|_| folder.index.index().is_some());
            let same = before.filter(|(before, _)| *before == inputs).map(|(_, searched)| searched.clone());
            let other_keys = before.filter(|(before, _)| before.has_other_keys_only(&inputs));
            let other_keys = other_keys.map(|(_, searched)| searched.clone());
            let (indexed, matters) = if let Some(searched) = same {
                let open = open_files(&snapshot, &root);
                let updated = update(&root, folder, &files, open, &|document| edited.contains(document)).await;
                if let Some(updated) = updated.as_ref().filter(|updated| updated.matters && !files.is_empty())
                    && names_more(&updated.indexed, searched).await
                {
                    done.remove(&root);
                    again = true;
                }
                let matters = updated.as_ref().is_some_and(|updated| updated.matters);
                let mut indexed = updated.map(|updated| updated.indexed);
                let depends = aliases::depend_on(&root, folder, &files);
                if depends {
                    let aliases = aliases::make(&shared, &snapshot, &root, folder).await;
                    indexed = Some(indexed.as_ref().unwrap_or(&folder.index).with_aliases(aliases));
                }
                (indexed, matters || depends)
            } else {
                let aliases = aliases::make(&shared, &snapshot, &root, folder).await;
                let stamps = inputs.known_stamps.clone();
                // A scan has read what changed on disk.
                let not_read = if other_keys.is_some() { files.as_slice() } else { &[] };
                let scanned = match other_keys {
                    Some(searched) => join_keys(root.clone(), folder, loaded, searched).await,
                    None => scan(&shared, root.clone(), folder, loaded).await,
                };
                let (indexed, searched) = match scanned {
                    Some((index, packages, searched)) => {
                        (Some(Indexed::new(index, stamps, aliases, packages)), searched)
                    }
                    None => (None, Searched::default()),
                };
                done.insert(root.clone(), (inputs, Arc::new(searched)));
                // Edits before and during the scan.
                let snapshot = shared.snapshot();
                let scanned = indexed.clone().map(|index| Folder { index, ..folder.clone() });
                let updated = match &scanned {
                    Some(folder) => update(&root, folder, not_read, open_files(&snapshot, &root), &|_| true).await,
                    None => None,
                };
                (updated.map(|updated| updated.indexed).or(indexed), true)
            };
            if let Some(indexed) = indexed {
                let mut session = shared.session();
                if let Some(folder) =
                    session.folders_mut().iter_mut().find(|folder| folder.root.as_ref() == Some(&root))
                {
                    folder.index = indexed;
                    is_news |= matters;
                }
            }
        }
        if is_news {
            shared.send(Event::EverythingChanged);
        }
    }
}

/// Whether there are names that files were not searched for: an unparsed file may use a new constant.
async fn names_more(indexed: &Indexed, searched: Arc<Searched>) -> bool {
    let indexed = indexed.clone();
    let look = move || indexed.index().is_some_and(|index| !searched.covers(index));
    tokio::task::spawn_blocking(look).await.unwrap_or(false)
}

/// The inputs for a folder's indexes; `None` as long as no flags are loaded.
fn inputs(snapshot: &Snapshot, root: &Path, folder: &Folder) -> Option<(IndexInputs, Vec<LoadedCatalog>)> {
    let keys = source_keys(&folder.settings);
    let loaded: Vec<_> = keys.iter().filter_map(|key| snapshot.source(key)?.loaded.clone()).collect();
    if loaded.is_empty() {
        return None;
    }
    let known_stamps = loaded.iter().map(|loaded| loaded.known_stamp).collect();
    let inputs = IndexInputs {
        known_stamps,
        ignored_paths: folder.settings.ignored_paths.clone(),
        wrappers: folder.wrappers.clone(),
        coderefs: folder.coderefs.clone(),
        commands: aliases::commands(root, &folder.settings),
    };
    Some((inputs, loaded))
}

/// Whether a folder is the home folder or a file system root: some editors use it for single files.
pub(super) fn is_too_wide(root: &Path) -> bool {
    root.parent().is_none() || etcetera::home_dir().is_ok_and(|home| home == root)
}

/// Whether a file configures which files are scanned, or the spelling of flags.
pub(super) fn decides_what_is_seen(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name == "package.json") || workspace::is_ignore_file(file)
}

/// Whether a changed file requires a rescan.
fn changes_what_is_seen(root: &Path, file: &Path) -> bool {
    if decides_what_is_seen(file) {
        return true;
    }
    let is_script = Language::of_path(file).is_some_and(|language| language.family() == Language::JavaScript);
    is_script
        && workspace::read_source(root, file, TEXT_LIMIT).is_ok_and(|text| workspace::turns_camel_case_off(&text.text))
}

impl IndexInputs {
    /// Whether another one differs in the keys of its projects and in nothing else.
    fn has_other_keys_only(&self, other: &Self) -> bool {
        let is_same = |Self { ignored_paths, wrappers, coderefs, commands, .. }: &Self| {
            (ignored_paths, wrappers, coderefs, commands)
                == (&other.ignored_paths, &other.wrappers, &other.coderefs, &other.commands)
        };
        self.known_stamps != other.known_stamps && self.known_stamps.len() == other.known_stamps.len() && is_same(self)
    }
}

/// An index of all projects, how packages spell flags as properties, and the names that all files were searched for.
type Scanned = (Index, Option<Arc<Packages>>, Searched);

fn scan_options(root: &Path, folder: &Folder) -> ScanOptions {
    ScanOptions {
        base: Some(root.to_owned()),
        ignored_paths: folder.settings.ignored_paths.clone(),
        parse_limit: folder.settings.max_file_size,
        ..ScanOptions::default()
    }
}

/// Joins a folder's index with other keys. Only files with a key that is new are parsed, if they were not before.
async fn join_keys(
    root: PathBuf,
    folder: &Folder,
    loaded: Vec<LoadedCatalog>,
    searched: Arc<Searched>,
) -> Option<Scanned> {
    let (before, options) = (folder.index.clone(), scan_options(&root, folder));
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
            (index, searched) = (grown.index, grown.searched);
        }
        Some((index, before.packages, searched))
    });
    work.await.inspect_err(|error| tracing::error!("the index could not be joined: {error}")).ok().flatten()
}

async fn scan(shared: &Arc<Shared>, root: PathBuf, folder: &Folder, loaded: Vec<LoadedCatalog>) -> Option<Scanned> {
    let known: KnownKeys = match loaded.as_slice() {
        [only] => only.known.clone(),
        several => several.iter().flat_map(|loaded| loaded.known.iter()).collect(),
    };
    let known = known.with_wrappers(folder.wrappers.clone());
    let shards = shared.options.cache_folder.as_ref().map(|folder| folder.join("shards"));
    let options = ScanOptions { shards, ..scan_options(&root, folder) };
    let progress = Progress::start(shared, "Looking for flags");
    let work = tokio::task::spawn_blocking(move || {
        let report = |step: ScanProgress| {
            progress.report(format!("{} of {} files", step.files, step.total), step.files, Some(step.total));
        };
        let scan = workspace::scan(&[root], &options, &known, &report);
        for problem in &scan.problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        let index = match loaded.as_slice() {
            [_] => scan.index,
            several => scan.index.with_projects(several.iter().map(|loaded| &loaded.known)),
        };
        (index, scan.packages, scan.searched)
    });
    work.await.inspect_err(|error| tracing::error!("cannot scan the workspace: {error}")).ok()
}
