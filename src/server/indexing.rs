//! Background indexing of workspace folders.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::index::Index;
use crate::syntax::{KnownKeys, Language, Packages, Wrappers};
use crate::workspace::{self, AliasCommands, ReadCodeRefs, ScanOptions, ScanProgress, Searched};

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
            let look = move || own.iter().any(|file| changes_what_is_seen(file));
            if is_flood || !files.is_empty() && tokio::task::spawn_blocking(look).await.unwrap_or(false) {
                done.remove(&root);
            }
            let Some((inputs, loaded)) = inputs(&snapshot, &root, folder) else { continue };
            let searched =
                done.get(&root).filter(|(before, _)| *before == inputs).map(|(_, searched)| searched.clone());
            let (indexed, matters) = if let Some(searched) = searched {
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
                let scanned = scan(&shared, root.clone(), folder, loaded).await;
                let (indexed, searched) = match scanned {
                    Some((indexes, packages, searched)) => (Some(Indexed::new(indexes, aliases, packages)), searched),
                    None => (None, Searched::default()),
                };
                done.insert(root.clone(), (inputs, Arc::new(searched)));
                // Edits before and during the scan.
                let snapshot = shared.snapshot();
                let scanned = indexed.clone().map(|index| Folder { index, ..folder.clone() });
                let updated = match &scanned {
                    Some(folder) => update(&root, folder, &[], open_files(&snapshot, &root), &|_| true).await,
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
    let look = move || indexed.iter().any(|(_, index)| !searched.covers(index));
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
fn changes_what_is_seen(file: &Path) -> bool {
    if decides_what_is_seen(file) {
        return true;
    }
    let is_script = Language::of_path(file).is_some_and(|language| language.family() == Language::JavaScript);
    is_script && workspace::read_text(file).is_ok_and(|text| workspace::turns_camel_case_off(&text.text))
}

/// One index per set of keys, with the revision of the keys.
type Indexes = Vec<(u64, Index)>;

async fn scan(
    shared: &Arc<Shared>,
    root: PathBuf,
    folder: &Folder,
    loaded: Vec<LoadedCatalog>,
) -> Option<(Indexes, Option<Arc<Packages>>, Searched)> {
    let known: KnownKeys = match loaded.as_slice() {
        [only] => only.known.clone(),
        several => several.iter().flat_map(|loaded| loaded.known.iter()).collect(),
    };
    let known = known.with_wrappers(folder.wrappers.clone());
    let wrappers = folder.wrappers.clone();
    let options = ScanOptions {
        base: Some(root.clone()),
        ignored_paths: folder.settings.ignored_paths.clone(),
        parse_limit: folder.settings.max_file_size,
        shards: shared.options.cache_folder.as_ref().map(|folder| folder.join("shards")),
        ..ScanOptions::default()
    };
    let progress = Progress::start(shared, "Looking for flags");
    let work = tokio::task::spawn_blocking(move || {
        let report = |step: ScanProgress| {
            progress.report(format!("{} of {} files", step.files, step.total), step.files, Some(step.total));
        };
        let scan = workspace::scan(&[root], &options, &known, &report);
        for problem in &scan.problems {
            tracing::warn!("{}: {}", problem.path.display(), problem.message);
        }
        let indexes = match loaded.as_slice() {
            [only] => vec![(only.known_stamp, scan.index)],
            several => several
                .iter()
                .map(|loaded| {
                    let empty = loaded.alone.with_wrappers(wrappers.clone()).with_packages(scan.packages.clone());
                    (loaded.known_stamp, empty.with_facts(scan.index.all_facts()))
                })
                .collect(),
        };
        (indexes, scan.packages, scan.searched)
    });
    work.await.inspect_err(|error| tracing::error!("cannot scan the workspace: {error}")).ok()
}
