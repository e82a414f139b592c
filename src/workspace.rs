//! The workspace: files on disk. Walking with ignore files, reading and decoding, and the scan that finds and parses
//! the files of interest.
//!
//! One of the layers with I/O, next to `launchdarkly`, `config`, `server`, `cli` and `simulator`. It passes texts to
//! `index`.

mod coderefs;
mod excerpt;
mod found;
mod left_out;
mod packages;
mod prefilter;
mod prior;
mod reach;
mod read;
mod scan;
mod shards;
mod walk;
mod work;

pub use coderefs::{AliasCommands, FoundAliases, ReadCodeRefs, aliases, is_searched, read_coderefs};
pub use left_out::{LeftOut, ignoring_file, is_ignore_file, left_out};
pub use packages::turns_camel_case_off;
pub use prefilter::Searched;
pub use reach::{Reach, reach};
pub use read::{Encoding, ReadProblem, Text, decode, read_text};
pub use scan::{Scan, ScanCost, ScanOptions, ScanProblem, ScanProgress, ScannedFile, scan};
pub use shards::shards_folder;
