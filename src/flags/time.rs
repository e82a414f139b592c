//! Timestamps.

use serde::{Deserialize, Serialize};

/// A timestamp in the API's format: milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// Whole days from this moment to `now`; 0 if it lies in the future.
    pub fn days_until(self, now: UnixMillis) -> i64 {
        (now.0.saturating_sub(self.0)).max(0) / 86_400_000
    }

    /// The calendar date in UTC, as `2026-11-22`.
    pub fn date(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => timestamp.strftime("%Y-%m-%d").to_string(),
            Err(_) => "an unknown date".to_owned(),
        }
    }

    /// RFC 3339 in UTC with milliseconds, the format of `lastRequested`.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => timestamp.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            Err(_) => String::new(),
        }
    }

    /// Parses RFC 3339.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|timestamp| Self(timestamp.as_millisecond()))
    }
}
