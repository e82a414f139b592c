use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How far a load is. `Display` is a short line for a progress bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// What is being loaded.
    pub stage: Stage,
    /// How many are there.
    pub done: usize,
    /// How many there will be, where that is known; the API's own count, so only a hint.
    pub total: Option<usize>,
}

/// A part of a load.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// The project and its environments.
    Project,
    /// Flags, counted.
    Flags,
    /// Statuses, counted in environments.
    Statuses,
    /// Nothing for a while: a rate limit, or a pause before a repetition.
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
    /// What waits, as a verb phrase.
    pub operation: &'static str,
    /// Why.
    pub reason: WaitReason,
    /// For how long.
    pub duration: Duration,
}

/// Told of every wait of a client.
pub type OnWait = Arc<dyn Fn(&Wait) + Send + Sync>;

/// Why a request waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// The API's rate limit.
    RateLimit,
    /// The last attempt failed; the next one has this number, counted from 2.
    Retry {
        /// Number of the coming attempt.
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
