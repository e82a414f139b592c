use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::shards::{Kind, Record, Run, Stamp};

/// What the scan before saw, and how much of it this one found again.
pub(super) struct Prior {
    pub(super) run: Run,
    found: Vec<AtomicBool>,
    /// Files with the text they had, and another stamp.
    touched: Mutex<Vec<(usize, Stamp, bool)>>,
}

impl Prior {
    pub(super) fn new(run: Run) -> Self {
        let found = run.records.iter().map(|_| AtomicBool::new(false)).collect();
        Self { run, found, touched: Mutex::default() }
    }

    /// What was seen in a file.
    pub(super) fn record(&self, path: &str) -> Option<(usize, &Record)> {
        let at = self.run.records.binary_search_by(|record| record.path.as_str().cmp(path)).ok()?;
        Some((at, &self.run.records[at]))
    }

    /// The file is as it was.
    pub(super) fn mark(&self, at: usize) {
        self.found[at].store(true, Ordering::Relaxed);
    }

    /// The file holds what it held.
    pub(super) fn mark_touched(&self, at: usize, stamp: Stamp, fresh: bool) {
        self.mark(at);
        self.touched.lock().unwrap_or_else(PoisonError::into_inner).push((at, stamp, fresh));
    }

    /// Ends the walk: the records of the files that are as they were, and whether those are all, and whether a stamp is
    /// another one.
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

/// What became of the files that the scan before saw.
#[derive(Default)]
pub(super) struct Finished {
    /// Those that are as they were, by path.
    pub(super) same: Vec<Record>,
    /// None of interest is missing or changed.
    pub(super) is_whole: bool,
    /// Some must be recorded anew though they hold what they held.
    pub(super) is_touched: bool,
}
