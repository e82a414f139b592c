use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::flags::UnixMillis;

/// The simulator's idea of now. Clones share it, so that a test can advance the clock of a running simulator.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Follows the wall clock; otherwise stands still until advanced.
    running: bool,
    /// Running: milliseconds ahead of the wall clock. Standing: the moment itself.
    millis: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// The wall clock.
    pub fn system() -> Self {
        Self(Arc::new(Inner { running: true, millis: AtomicI64::new(0), moved: Notify::new() }))
    }

    /// A clock that stands at `now` until it is advanced.
    pub fn stopped_at(now: UnixMillis) -> Self {
        Self(Arc::new(Inner { running: false, millis: AtomicI64::new(now.0), moved: Notify::new() }))
    }

    /// The present moment.
    pub fn now(&self) -> UnixMillis {
        let millis = self.0.millis.load(Ordering::SeqCst);
        if self.0.running {
            UnixMillis(jiff::Timestamp::now().as_millisecond().saturating_add(millis))
        } else {
            UnixMillis(millis)
        }
    }

    /// Moves the clock forward. Scheduled changes and expiring targets that fall due take effect before the next
    /// request is answered, or at once with [`super::Simulator::advance`].
    pub fn advance(&self, by: Duration) {
        self.0.millis.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4), Ordering::SeqCst);
        self.0.moved.notify_waiters();
    }
}

impl Clock {
    /// Waits until someone advances the clock.
    pub(super) async fn moved(&self) {
        self.0.moved.notified().await;
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}
