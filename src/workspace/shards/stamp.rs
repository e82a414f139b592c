//! Change detection by file metadata.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Maximum granularity of file system timestamps: two changes within one step have the same timestamp.
const TICK: Duration = Duration::from_secs(2);

/// File metadata. A file with an equal stamp is unchanged, unless it was read right after a change, see
/// [`Stamp::is_fresh`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::workspace) struct Stamp {
    size: u64,
    /// Modification time in nanoseconds since 1970; 0 if not available.
    modified: i128,
    /// Change time of the inode, which programs cannot set, and inode number; 0 if not available.
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

    /// Size in bytes.
    pub(in crate::workspace) fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file could change again after `now` without a different stamp, because it was changed just before.
    /// Its content must then be compared next time, as git does with its index.
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
