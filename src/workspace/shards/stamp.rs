use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// File systems count time in steps of up to this: a file changed twice in one step looks the same after both.
const TICK: Duration = Duration::from_secs(2);

/// What a file's entry says without reading it. A file whose stamp is the same has not changed, unless it was looked at
/// right after a change, see [`Stamp::is_fresh`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::workspace) struct Stamp {
    size: u64,
    /// Nanoseconds since 1970; 0 where the system does not tell.
    modified: i128,
    /// When the entry was changed, which no program can set back, and its number. 0 where there is no such thing.
    changed: (i64, i64, u64),
}

impl Stamp {
    pub(in crate::workspace) fn of(metadata: &Metadata) -> Self {
        let nanos = |time: SystemTime| match time.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_nanos() as i128,
            Err(before) => -(before.duration().as_nanos() as i128),
        };
        Self { size: metadata.len(), modified: metadata.modified().map_or(0, nanos), changed: changed(metadata) }
    }

    /// Bytes of the file.
    pub(in crate::workspace) fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file could change once more, after being looked at `now`, and have the same stamp: it was changed just
    /// before. What was seen in it must be compared with its text the next time, as git does with its index.
    pub(in crate::workspace) fn is_fresh(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos() as i128);
        self.modified + TICK.as_nanos() as i128 >= now
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}
