//! Progress of a load.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Progress of a load. `Display` is a short line for a progress bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The current stage.
    pub stage: Stage,
    /// Number loaded.
    pub done: usize,
    /// Total, if known; the API's own count, so only a hint.
    pub total: Option<usize>,
}

/// Stage of a load.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The project and its environments.
    Project,
    /// Flags, counted.
    Flags,
    /// Statuses, counted by environment.
    Statuses,
    /// Paused by a rate limit or before a retry.
    Waiting(Wait),
}

impl fmt::Display for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, unit) = match &self.stage {
            Stage::Waiting(wait) => return wait.fmt(formatter),
            Stage::Project => return formatter.write_str("loading the project"),
            Stage::Flags => ("flags", ""),
            Stage::Statuses => ("statuses", " environments"),
        };
        match self.total {
            Some(total) => write!(formatter, "loading {what}: {} of {total}{unit}", self.done),
            None => write!(formatter, "loading {what}: {}{unit}", self.done),
        }
    }
}

/// A pause before a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// The waiting operation, as a verb phrase.
    pub operation: &'static str,
    /// Reason.
    pub reason: WaitReason,
    /// Duration.
    pub duration: Duration,
}

/// Callback for every wait of a client.
pub type OnWait = Arc<dyn Fn(&Wait) + Send + Sync>;

/// Reason of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// The API's rate limit.
    RateLimit,
    /// The last attempt failed.
    Retry {
        /// Number of the next attempt, starting at 2.
        attempt: u32,
    },
}

impl fmt::Display for Wait {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.duration.as_secs_f64().ceil();
        match self.reason {
            WaitReason::RateLimit => write!(formatter, "LaunchDarkly's rate limit: waiting {seconds} s"),
            WaitReason::Retry { attempt } => {
                write!(formatter, "could not {}: attempt {attempt} in {seconds} s", self.operation)
            }
        }
    }
}
