//! Progress bars and spinners on stderr.

use std::future::Future;
use std::pin::pin;
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
        bar.set_style(style("{spinner} {prefix:>10} {msg}"));
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
            if self.bar.length().is_none() {
                self.bar.set_style(style("{prefix:>10} {bar:24} {msg}"));
            }
            self.bar.set_length(total);
        }
        self.bar.set_position(done as u64);
        self.bar.set_message(printable(&message()).into_owned());
    }

    /// Shows a spinner with a message during slow work without known progress.
    pub async fn during<T>(&self, message: String, work: impl Future<Output = T>) -> T {
        if self.bar.is_hidden() {
            return work.await;
        }
        let mut work = pin!(work);
        let start = tokio::time::Instant::now() + BLINK;
        let mut ticks = tokio::time::interval_at(start, Duration::from_millis(100));
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = ticks.tick() => {
                    if self.bar.length().is_none() && self.bar.message().is_empty() {
                        self.bar.set_message(message.clone());
                    }
                    self.bar.tick();
                }
            }
        }
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
