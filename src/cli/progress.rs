//! Progress bars on stderr.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;
use crate::text::printable;

/// A progress bar on stderr, shown only on a terminal and only for longer work.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    total: AtomicU64,
}

/// Delay before the bar is shown.
const BLINK: Duration = Duration::from_millis(400);

impl Progress {
    /// A bar with a label, such as `Scanning`.
    pub fn new(terminal: &Terminal, name: &'static str) -> Self {
        let target = if terminal.shows_progress() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target).with_prefix(name);
        let style = ProgressStyle::with_template("{prefix:>10} {bar:24} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, started: Instant::now(), total: AtomicU64::new(0) }
    }

    /// Updates the bar. May be called from any thread, at any rate.
    pub fn update(&self, done: usize, total: Option<usize>, message: impl Fn() -> String) {
        if self.bar.is_hidden() || self.started.elapsed() < BLINK {
            return;
        }
        if let Some(total) = total {
            // The total grows during a walk; it never shrinks.
            let total = self.total.fetch_max(total as u64, Ordering::Relaxed).max(total as u64);
            self.bar.set_length(total);
        }
        self.bar.set_position(done as u64);
        self.bar.set_message(printable(&message()).into_owned());
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
