//! Counts unfinished background work, so that a client can tell whether its latest messages have taken effect.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of unfinished pieces of work of a server.
#[derive(Debug, Default)]
pub(super) struct Activity(Arc<AtomicUsize>);

/// A piece of work; it is finished when the last clone is dropped. Travels with the messages between background tasks,
/// so that the count never reaches zero between two of them.
#[derive(Debug)]
pub(super) struct Pending(Arc<AtomicUsize>);

impl Activity {
    /// Registers a piece of work.
    pub(super) fn begin(&self) -> Pending {
        self.0.fetch_add(1, Ordering::SeqCst);
        Pending(self.0.clone())
    }

    /// Whether all work is finished.
    pub(super) fn is_quiescent(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

impl Clone for Pending {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::SeqCst);
        Self(self.0.clone())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_unfinished_until_its_last_clone_is_dropped() {
        let activity = Activity::default();
        assert!(activity.is_quiescent());
        let first = activity.begin();
        let second = first.clone();
        drop(first);
        assert!(!activity.is_quiescent());
        drop(second);
        assert!(activity.is_quiescent());
    }
}
