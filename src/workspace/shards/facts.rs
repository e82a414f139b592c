//! The facts of files on disk, in two stores: a large one that is rarely written and read only on demand, and recent
//! facts next to the runs, so that one changed file does not rewrite all of them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use redb::TableDefinition;

use super::store::{self, Row, Store, Table};

pub(super) const TABLE: Table = TableDefinition::new("facts");
/// The stores are merged once more than one in this many rows is recent.
const PARTS: usize = 4;

/// The large store.
pub(super) struct Settled {
    path: PathBuf,
    root: PathBuf,
    store: OnceLock<Option<Store>>,
}

impl Settled {
    pub(super) fn new(path: PathBuf, root: &Path) -> Self {
        Self { path, root: root.to_owned(), store: OnceLock::new() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Loads rows, recent ones first; `None` for missing ones.
    pub(super) fn rows(&self, recent: Option<&Store>, hashes: &[u128]) -> Vec<Option<Vec<u8>>> {
        let mut rows = rows_of(recent, hashes);
        if rows.iter().any(Option::is_none) {
            let store = self.store.get_or_init(|| super::open(&self.path, &self.root)).as_ref();
            let is_missing = |(at, row): (usize, &Option<Vec<u8>>)| row.is_none().then_some(at);
            let missing: Vec<usize> = rows.iter().enumerate().filter_map(is_missing).collect();
            let hashes: Vec<u128> = missing.iter().map(|at| hashes[*at]).collect();
            for (at, row) in missing.into_iter().zip(rows_of(store, &hashes)) {
                rows[at] = row;
            }
        }
        rows
    }

    /// Merges all recent rows into this store if there are many. Returns the rows that stay recent: those of `kept`,
    /// and the new ones, none of which is in `kept`.
    pub(super) fn settle(&self, recent: Option<&Store>, mut new: Vec<Row>, kept: &[u128]) -> Vec<Row> {
        let known = rows_of(recent, kept);
        let is_recent = known.iter().filter(|row| row.is_some()).count();
        if (new.len() + is_recent) * PARTS <= new.len() + kept.len() {
            new.extend(kept.iter().zip(known).filter_map(|(hash, row)| Some((*hash, row?))));
            return new;
        }
        new.extend(kept.iter().zip(self.rows(recent, kept)).filter_map(|(hash, row)| Some((*hash, row?))));
        if let Err(error) = store::write(&self.path, &self.root, vec![(TABLE, new)]) {
            tracing::info!("cannot write the facts cache {}: {error}", self.path.display());
        }
        Vec::new()
    }
}

fn rows_of(store: Option<&Store>, hashes: &[u128]) -> Vec<Option<Vec<u8>>> {
    match store {
        Some(store) => store.rows(TABLE, hashes, |row| Some(row.to_owned())),
        None => vec![None; hashes.len()],
    }
}
