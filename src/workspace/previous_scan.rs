//! The previous scan.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::shards::{Kind, Record, Run, Stamp};

/// Results of the previous scan, and which of them are still valid.
pub(super) struct PreviousScan {
    pub(super) run: Run,
    found: Vec<AtomicBool>,
    /// Files with unchanged text and a different stamp.
    touched: Mutex<Vec<(usize, Stamp, bool)>>,
}

impl PreviousScan {
    pub(super) fn new(run: Run) -> Self {
        let found = run.records.iter().map(|_| AtomicBool::new(false)).collect();
        Self { run, found, touched: Mutex::default() }
    }

    /// The record of a file.
    pub(super) fn record(&self, path: &str) -> Option<(usize, &Record)> {
        let at = self.run.records.binary_search_by(|record| record.path.as_str().cmp(path)).ok()?;
        Some((at, &self.run.records[at]))
    }

    /// Marks a file as unchanged.
    pub(super) fn mark(&self, at: usize) {
        self.found[at].store(true, Ordering::Relaxed);
    }

    /// Marks a file's text as unchanged.
    pub(super) fn mark_touched(&self, at: usize, stamp: Stamp, fresh: bool) {
        self.mark(at);
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).push((at, stamp, fresh));
    }

    /// Ends the walk: returns the records of unchanged files, whether no file of interest is missing or changed, and
    /// whether any stamp differs.
    pub(super) fn finish(&mut self) -> Finished {
        let mut touched = std::mem::take(self.touched.get_mut().unwrap_or_else(PoisonError::into_inner));
        let is_touched = !touched.is_empty();
        for (at, stamp, fresh) in touched.drain(..) {
            let record = &mut self.run.records[at];
            (record.stamp, record.fresh) = (stamp, fresh);
        }
        let mut finished = Finished { same: Vec::new(), is_whole: true, is_touched };
        for (record, found) in std::mem::take(&mut self.run.records).into_iter().zip(&mut self.found) {
            if *found.get_mut() {
                finished.same.push(record);
            } else if record.kind != Kind::Nothing {
                finished.is_whole = false;
            }
        }
        finished
    }
}

/// The previous scan's files after the walk.
#[derive(Default)]
pub(super) struct Finished {
    /// Records of unchanged files, by path.
    pub(super) same: Vec<Record>,
    /// Whether no file of interest is missing or changed.
    pub(super) is_whole: bool,
    /// Whether some records must be updated although the text is unchanged.
    pub(super) is_touched: bool,
}
