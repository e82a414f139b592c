//! Shards: what a scan saw in each file, kept on disk so that the next one need not look again.
//!
//! A file is known by its path and its [`Stamp`], and where that changed, or cannot be trusted, by a hash of its bytes.
//! Facts are kept by that hash and depend on nothing else; which files have facts depends on the keys and options, so a
//! [`Run`] is kept for each of the last few of those. Nothing in here can fail a scan: what cannot be read is as if it
//! were not there, what cannot be written is told in the log. No token and no setting is stored.

mod facts;
mod stamp;
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use etcetera::BaseStrategy;
use rayon::prelude::*;
use redb::TableDefinition;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_128, xxh3_128_with_seed};

use crate::index::FileSites;
use crate::syntax::Language;
use crate::syntax::facts::FileFacts;

use facts::Settled;
pub(super) use stamp::Stamp;
use store::{EXTENSION, Store, Table, UNFINISHED};

/// For how many sets of keys and options a store keeps what was seen.
const RUNS: usize = 4;
/// All stores together are not larger, in bytes: the oldest go first.
const FOLDER_LIMIT: u64 = 512 << 20;
/// A store that no scan has written for so long goes.
const STORE_AGE: Duration = Duration::from_secs(90 * 24 * 3600);
/// After this time a file that is being written was left over by a process that was killed.
const LEFT_OVER: Duration = Duration::from_secs(3600);

const RUNS_TABLE: Table = TableDefinition::new("runs");
/// The row of the runs' table that lists the others.
const LIST: u128 = 0;

/// The folder of the stores in the user's cache folder, such as `~/.cache/flagwise/shards` on Linux; `None` where the user
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
    /// Which runs it holds, the last written first.
    list: Vec<Listed>,
}

/// A run in the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed {
    key: u128,
    facts: Vec<u128>,
}

/// What one scan saw, for one set of keys and options.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) records: Vec<Record>,
    /// The hash of the `package.json` files around the scripts among them.
    pub(super) manifests: u128,
    /// What was searched for in each round, as fingerprints.
    pub(super) rounds: Vec<u128>,
    /// The files that hold sites, by path.
    pub(super) sites: Vec<(String, FileSites)>,
}

/// What was seen in one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    /// Relative to the root, with `/`.
    pub(super) path: String,
    pub(super) stamp: Stamp,
    /// The stamp does not tell whether the file was changed again.
    pub(super) fresh: bool,
    /// See [`content_hash`]; 0 where nothing can be of interest.
    pub(super) hash: u128,
    pub(super) kind: Kind,
    /// By what its facts are known: since which round of the scan, and the row. None where that is the hash, or there are
    /// no facts.
    pub(super) rows: Vec<(u8, u128)>,
}

impl Record {
    /// All rows of its facts.
    pub(super) fn all_rows(&self) -> Vec<u128> {
        if self.rows.is_empty() { vec![self.hash] } else { self.rows.iter().map(|(_, row)| *row).collect() }
    }
}

/// What a file is to a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// Nothing in it can be of interest, with these keys.
    Nothing,
    /// Source code that did not look interesting so far.
    Source,
    /// It holds quoted keys, and is in no language that is parsed.
    Keys,
    /// It holds quoted keys, and is parsed.
    Literal,
    /// It is interesting, since the round told; 0 is by itself, as it names an SDK.
    Interesting(u8),
}

impl Kind {
    /// Since which round files of the kind are parsed; `None` for those that are not.
    pub(super) fn parsed_since(self) -> Option<u8> {
        match self {
            Self::Interesting(round) => Some(round),
            // What the SDKs' files define tells what of them matters.
            Self::Literal => Some(1),
            _ => None,
        }
    }
}

/// The hash of a file's bytes, which are kept apart by the language that they are read as.
pub(super) fn content_hash(bytes: &[u8], language: Option<Language>) -> u128 {
    xxh3_128_with_seed(bytes, language.map_or(0, |language| language as u64 + 1)).max(1)
}

/// The hash of what a run depends on.
pub(super) fn fingerprint(text: impl AsRef<[u8]>) -> u128 {
    xxh3_128(text.as_ref()).max(1)
}

impl Shards {
    /// The store of the folder `root` among those in `folder`. One that cannot be used is as if it were not there.
    pub(super) fn open(folder: &Path, root: &Path) -> Self {
        let name = fingerprint(root.to_string_lossy().as_bytes());
        let path = folder.join(format!("{name:032x}.{EXTENSION}"));
        let settled = Settled::new(folder.join(format!("{name:032x}-facts.{EXTENSION}")), root);
        let store = open(&path, root);
        let list = store.as_ref().and_then(|store| store.rows(RUNS_TABLE, &[LIST], decode).pop().flatten());
        Self { path, root: root.to_owned(), store, settled, list: list.unwrap_or_default() }
    }

    /// What the last scan with the same keys and options saw.
    pub(super) fn run(&self, key: u128) -> Option<Run> {
        self.store.as_ref()?.rows(RUNS_TABLE, &[key], decode).pop().flatten()
    }

    /// The facts of files by their rows: the hash of a file's content, or of that and what is left out of it.
    pub(super) fn facts(&self, hashes: &[u128]) -> Vec<Option<FileFacts>> {
        let rows = self.settled.rows(self.store.as_ref(), hashes);
        rows.into_par_iter().map(|row| decode(&row?)).collect()
    }

    /// Keeps what a scan saw, in place of what one with the same key saw before: the run, and the facts of its files, of
    /// which `new` holds those that the store has not.
    pub(super) fn save(self, key: u128, run: &Run, facts: Vec<u128>, new: &[(u128, &FileFacts)]) {
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
        let mut facts: Vec<(u128, Vec<u8>)> = new.par_iter().map(|(hash, facts)| (*hash, encode(facts))).collect();
        facts.sort_unstable_by_key(|(hash, _)| *hash);
        facts.dedup_by_key(|(hash, _)| *hash);
        let mut kept: Vec<u128> = list.iter().flat_map(|listed| &listed.facts).copied().collect();
        kept.sort_unstable();
        kept.dedup();
        kept.retain(|hash| facts.binary_search_by_key(hash, |(hash, _)| *hash).is_err());
        let recent = self.settled.settle(self.store.as_ref(), facts, &kept);
        if let Err(error) = store::write(&self.path, &self.root, &[(RUNS_TABLE, runs), (facts::TABLE, recent)]) {
            tracing::info!("the index is not kept on disk: {}: {error}", self.path.display());
        }
        self.sweep();
    }

    /// Removes stores of folders that are gone, old ones, the oldest of too many, and what killed processes left over.
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

/// Opens a store; `None` where it cannot be used.
fn open(path: &Path, root: &Path) -> Option<Store> {
    Store::open(path, root).unwrap_or_else(|reason| {
        tracing::info!("the index on disk is made anew: {} {reason}", path.display());
        None
    })
}

fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    // Fails for no value of ours; an empty row is one that cannot be read.
    postcard::to_stdvec(value).unwrap_or_default()
}

fn decode<T: for<'de> Deserialize<'de>>(row: &[u8]) -> Option<T> {
    postcard::from_bytes(row).ok()
}
