//! The workspace: files on disk. Walking with ignore files, reading and decoding, and the scan that finds and parses
//! the files of interest.
//!
//! One of the layers with I/O, next to `launchdarkly`, `config`, `server`, `cli` and `simulator`. It passes texts to
//! `index`.

mod candidate_file;
mod coderefs;
mod exclusion;
mod grow;
mod ignore_files;
mod packages;
mod parse_regions;
mod prefilter;
mod previous_scan;
mod read;
mod scan;
mod shards;
mod walk;
mod watch_paths;
mod work;

pub use coderefs::{AliasCommands, FoundAliases, ReadCodeRefs, aliases, is_searched, read_coderefs};
pub use exclusion::{Exclusion, exclusion, ignoring_file, is_ignore_file};
pub use grow::{Grown, grow};
pub use ignore_files::excludes;
pub use packages::{affects_spelling, may_affect_spelling, turns_camel_case_off};
pub use prefilter::Searched;
pub use read::{Encoding, ReadProblem, TEXT_LIMIT, Text, decode, read_source, read_text};
pub use scan::{Scan, ScanCost, ScanOptions, ScanProblem, ScanProgress, ScannedFile, scan};
pub use shards::shards_folder;
pub use watch_paths::{WatchPaths, watch_paths};
