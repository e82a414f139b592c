//! Shards: the disk cache of scans.
//!
//! A file is identified by path and [`Stamp`] or, if the stamp differs or cannot be trusted, by a content hash. Facts
//! are keyed by that hash and depend on nothing else. Which files have facts depends on keys and options, so a [`Run`]
//! is kept for each of the last few combinations. The cache never fails a scan: unreadable data counts as missing,
//! write errors are logged. Neither tokens nor settings are stored.

mod facts;
mod stamp;
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use etcetera::BaseStrategy;
use rayon::prelude::*;
use redb::TableDefinition;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_128, xxh3_128_with_seed};

use crate::index::FileReferences;
use crate::syntax::Language;
use crate::syntax::facts::FileFacts;

use facts::Settled;
pub(super) use stamp::Stamp;
use store::{EXTENSION, Store, Table, UNFINISHED};

/// Number of runs per store, one per combination of keys and options.
const RUNS: usize = 4;
/// Maximum total size of all stores, in bytes; the oldest are removed first.
const FOLDER_LIMIT: u64 = 512 << 20;
/// Age after which an unused store is removed.
const STORE_AGE: Duration = Duration::from_secs(90 * 24 * 3600);
/// Age after which an unfinished file belongs to a killed process.
const LEFT_OVER: Duration = Duration::from_secs(3600);

const RUNS_TABLE: Table = TableDefinition::new("runs");
/// Key of the list of runs in the runs table.
const LIST: u128 = 0;

/// The folder of the stores in the user's cache folder, such as `~/.cache/flagwise/shards` on Linux; `None` if the user
/// has no home.
pub fn shards_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("flagwise").join("shards"))
}

/// The stores of one folder.
pub(super) struct Shards {
    path: PathBuf,
    root: PathBuf,
    /// The runs, and recent facts.
    store: Option<Store>,
    settled: Settled,
    /// The runs in the store, most recent first.
    list: Vec<Listed>,
}

/// A run in the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed {
    key: u128,
    facts: Vec<u128>,
}

/// The result of one scan, for one combination of keys and options.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) records: Vec<Record>,
    /// Hash of the `package.json` files around scripts.
    pub(super) manifests: u128,
    /// Fingerprint of the search terms of each round.
    pub(super) rounds: Vec<u128>,
    /// The files with references, by path.
    pub(super) references: Vec<(String, FileReferences)>,
}

/// The state of one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    /// Relative to the root, with `/`.
    pub(super) path: String,
    pub(super) stamp: Stamp,
    /// Whether the stamp cannot detect another change.
    pub(super) fresh: bool,
    /// See [`content_hash`]; 0 if the file cannot be of interest.
    pub(super) hash: u128,
    pub(super) kind: Kind,
    /// Cache keys of its facts, each with the round it is valid from. Empty if the key is the hash, or if there are no
    /// facts.
    pub(super) rows: Vec<(u8, u128)>,
}

impl Record {
    /// Cache keys of all its facts.
    pub(super) fn all_rows(&self) -> Vec<u128> {
        if self.rows.is_empty() { vec![self.hash] } else { self.rows.iter().map(|(_, row)| *row).collect() }
    }
}

/// Classification of a file by a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Cannot be of interest with the current keys.
    Nothing,
    /// Source code that is not of interest so far.
    Source,
    /// Contains quoted keys, in a language that is not parsed.
    Keys,
    /// Contains quoted keys and is parsed.
    Literal,
    /// Of interest since a round; 0 means by itself, because it names an SDK.
    Interesting(u8),
}

impl Kind {
    /// The round from which files of this kind are parsed, if they are.
    pub(super) fn parsed_since(self) -> Option<u8> {
        match self {
            Self::Interesting(round) => Some(round),
            // The definitions of SDK files decide which of them matter.
            Self::Literal => Some(1),
            _ => None,
        }
    }
}

/// Content hash of a file, seeded by its language.
pub(super) fn content_hash(bytes: &[u8], language: Option<Language>) -> u128 {
    xxh3_128_with_seed(bytes, language.map_or(0, |language| language as u64 + 1)).max(1)
}

/// Hash of the inputs of a run.
pub(super) fn fingerprint(text: impl AsRef<[u8]>) -> u128 {
    xxh3_128(text.as_ref()).max(1)
}

impl Shards {
    /// Opens the store of the folder `root` in `folder`. An unusable one counts as missing.
    pub(super) fn open(folder: &Path, root: &Path) -> Self {
        let name = fingerprint(root.to_string_lossy().as_bytes());
        let path = folder.join(format!("{name:032x}.{EXTENSION}"));
        let settled = Settled::new(folder.join(format!("{name:032x}-facts.{EXTENSION}")), root);
        let store = open(&path, root);
        let list = store.as_ref().and_then(|store| store.rows(RUNS_TABLE, &[LIST], decode).pop().flatten());
        Self { path, root: root.to_owned(), store, settled, list: list.unwrap_or_default() }
    }

    /// The result of the last scan with the same keys and options.
    pub(super) fn run(&self, key: u128) -> Option<Run> {
        self.store.as_ref()?.rows(RUNS_TABLE, &[key], decode).pop().flatten()
    }

    /// Loads facts by cache key: a content hash, or a hash of content and skipped regions.
    pub(super) fn facts(&self, hashes: &[u128]) -> Vec<Option<FileFacts>> {
        let rows = self.settled.rows(self.store.as_ref(), hashes);
        rows.into_par_iter().map(|row| decode(&row?)).collect()
    }

    /// Saves the result of a scan, replacing the one with the same key. `facts` are the keys of the facts in use; `new`
    /// holds those that are not stored yet.
    pub(super) fn save(self, key: u128, run: &Run, facts: Vec<u128>, new: Vec<(u128, Arc<FileFacts>)>) {
        let mut list = vec![Listed { key, facts }];
        list.extend(self.list.iter().filter(|listed| listed.key != key).take(RUNS - 1).cloned());
        let others: Vec<u128> = list[1..].iter().map(|listed| listed.key).collect();
        let other_runs = match &self.store {
            Some(store) => store.rows(RUNS_TABLE, &others, |row| Some(row.to_owned())),
            None => Vec::new(),
        };
        let mut runs: Vec<(u128, Vec<u8>)> =
            others.into_iter().zip(other_runs).filter_map(|(key, row)| Some((key, row?))).collect();
        runs.push((key, encode(run)));
        runs.push((LIST, encode(&list)));
        let mut facts: Vec<(u128, Vec<u8>)> =
            new.into_par_iter().map(|(hash, facts)| (hash, encode(&*facts))).collect();
        facts.sort_unstable_by_key(|(hash, _)| *hash);
        facts.dedup_by_key(|(hash, _)| *hash);
        let mut kept: Vec<u128> = list.iter().flat_map(|listed| &listed.facts).copied().collect();
        kept.sort_unstable();
        kept.dedup();
        kept.retain(|hash| facts.binary_search_by_key(hash, |(hash, _)| *hash).is_err());
        let recent = self.settled.settle(self.store.as_ref(), facts, &kept);
        if let Err(error) = store::write(&self.path, &self.root, vec![(RUNS_TABLE, runs), (facts::TABLE, recent)]) {
            tracing::info!("cannot write the scan cache {}: {error}", self.path.display());
        }
        self.sweep();
    }

    /// Removes stores of missing folders, old stores, stores beyond the size limit, and unfinished files of killed
    /// processes.
    fn sweep(&self) {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut stores = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(metadata) = entry.metadata() else { continue };
            let age = metadata.modified().ok().and_then(|time| time.elapsed().ok()).unwrap_or_default();
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                if age > LEFT_OVER {
                    let _ = fs::remove_file(path);
                }
            } else if path != self.path
                && path != self.settled.path()
                && path.extension().is_some_and(|extension| extension == EXTENSION)
            {
                let is_gone = || store::header(&path).is_none_or(|header| !header.root.exists());
                if age > STORE_AGE || is_gone() {
                    let _ = fs::remove_file(path);
                } else {
                    stores.push((age, metadata.len(), path));
                }
            }
        }
        stores.sort();
        let mut total = 0;
        for (_, size, path) in stores {
            total += size;
            if total > FOLDER_LIMIT {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// Opens a store; `None` if it is unusable.
fn open(path: &Path, root: &Path) -> Option<Store> {
    Store::open(path, root).unwrap_or_else(|reason| {
        tracing::info!("rebuilding the scan cache: {} {reason}", path.display());
        None
    })
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Cannot fail for our types; an empty row counts as missing.
    postcard::to_stdvec(value).unwrap_or_default()
}

fn decode<T: for<'de> Deserialize<'de>>(row: &[u8]) -> Option<T> {
    postcard::from_bytes(row).ok()
}
