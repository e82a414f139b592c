//! A clock that tests can advance.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::flags::UnixMillis;

/// The simulator's clock. Clones share it, so that a test can advance the clock of a running simulator.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Whether the clock follows the wall clock or is stopped.
    running: bool,
    /// Running: milliseconds ahead of the wall clock. Stopped: the current time.
    millis: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// The wall clock.
    pub fn system() -> Self {
        Self(Arc::new(Inner { running: true, millis: AtomicI64::new(0), moved: Notify::new() }))
    }

    /// A stopped clock.
    pub fn stopped_at(now: UnixMillis) -> Self {
        Self(Arc::new(Inner { running: false, millis: AtomicI64::new(now.0), moved: Notify::new() }))
    }

    /// The current time.
    pub fn now(&self) -> UnixMillis {
        let millis = self.0.millis.load(Ordering::SeqCst);
        if self.0.running {
            UnixMillis(jiff::Timestamp::now().as_millisecond().saturating_add(millis))
        } else {
            UnixMillis(millis)
        }
    }

    /// Advances the clock. Due scheduled changes and expiring targets take effect before the next response, or
    /// immediately with [`super::Simulator::advance`].
    pub fn advance(&self, by: Duration) {
        self.0.millis.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4), Ordering::SeqCst);
        self.0.moved.notify_waiters();
    }
}

impl Clock {
    /// Waits until the clock is advanced.
    pub(super) async fn moved(&self) {
        self.0.moved.notified().await;
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}
