use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::found::Torn;
use super::prefilter::Searched;
use super::shards::Shards;
use super::work::Work;
use crate::index::{FileSites, Index};
use crate::syntax::{KnownKeys, Language, Packages};

/// What a scan looks at.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// The folder that paths and patterns are relative to, absolute; for roots outside of it, and without one, each
    /// root is its own.
    pub base: Option<PathBuf>,
    /// Glob patterns, relative to the base, of files and folders to leave out.
    pub ignored_paths: Vec<String>,
    /// Files of more bytes are not parsed; their mentions are still found.
    pub parse_limit: u64,
    /// Files of more bytes are left out, and told as a problem.
    pub size_limit: u64,
    /// Whether `.gitignore`, `.ignore` and `.ldignore` count.
    pub ignore_files: bool,
    /// Report only sites whose key is known; saves looking for unknown keys behind wrappers.
    pub only_known: bool,
    /// Fill in [`Scan::index`]. Without that, what is known from the scan before need not be read.
    pub index: bool,
    /// The folder in which to keep what was seen for the next scan, see
    /// [`shards_folder`](super::shards_folder). Used where all roots lie in the base.
    pub shards: Option<PathBuf>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            base: None,
            ignored_paths: Vec::new(),
            parse_limit: 4 << 20,
            size_limit: 64 << 20,
            ignore_files: true,
            only_known: false,
            index: true,
            shards: None,
        }
    }
}

/// How far a scan is; handed to the progress function from any thread.
#[derive(Debug, Clone, Copy)]
pub struct ScanProgress {
    /// Files looked at so far.
    pub files: usize,
    /// Files to look at, as far as the walk has come.
    pub total: usize,
}

/// What a scan found.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// Files with sites, in order of their path.
    pub files: Vec<ScannedFile>,
    /// What could not be looked at, or not fully.
    pub problems: Vec<ScanProblem>,
    /// How many files were looked at.
    pub files_seen: usize,
    /// How many of them have facts: they were parsed, now or in a scan before.
    pub files_parsed: usize,
    /// How packages spell flags as properties; as [`Scan::index`].
    pub packages: Option<Arc<Packages>>,
    /// The facts of those, to see an open document against; see [`ScanOptions::index`].
    pub index: Index,
    /// The names that files were searched for; as [`Scan::index`].
    pub searched: Searched,
    /// What it cost.
    pub cost: ScanCost,
}

/// A file that holds sites.
#[derive(Debug, Clone)]
pub struct ScannedFile {
    /// Relative to the base, with `/`.
    pub path: String,
    /// Where it is.
    pub absolute: PathBuf,
    /// The decoded text that the sites' ranges are of.
    pub text: Arc<str>,
    /// The language, where its name is known.
    pub language: Option<Language>,
    /// What was found.
    pub sites: FileSites,
}

/// A file or folder that could not be looked at, or not fully. The rest of the work was done.
#[derive(Debug, Clone)]
pub struct ScanProblem {
    /// Which.
    pub path: PathBuf,
    /// What is the matter and what was done about it, a sentence without the path.
    pub message: String,
}

/// What a scan cost: for the log, and for those who measure it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScanCost {
    /// Until every file was looked at.
    pub walk: Duration,
    /// Reading files once more, and parsing.
    pub parse: Duration,
    /// Putting the facts together.
    pub solve: Duration,
    /// Keeping what was seen on disk.
    pub store: Duration,
    /// Files parsed in this scan; the facts of others were known from before.
    pub parsed: usize,
    /// Their bytes.
    pub parsed_bytes: usize,
}

/// Walks `roots` (folders, or single files), and finds every site in them. Never fails: what cannot be read becomes a
/// [`ScanProblem`]. Runs on all cores; `progress` is called from any of them.
pub fn scan(
    roots: &[PathBuf],
    options: &ScanOptions,
    known: &KnownKeys,
    progress: &(dyn Fn(ScanProgress) + Sync),
) -> Scan {
    // Paths in a store are relative to one folder.
    let base = options.base.as_deref().filter(|base| roots.iter().all(|root| root.starts_with(base)));
    let shards = options.shards.as_deref().zip(base).map(|(folder, base)| Shards::open(folder, base));
    let scan = Work::new(roots, options, known, shards).scan(progress).or_else(|Torn| {
        tracing::info!("files were changed while they were looked at: all are read");
        Work::new(roots, options, known, None).scan(progress)
    });
    let scan = scan.unwrap_or_default();
    let ScanCost { walk, parse, solve, store, parsed, parsed_bytes } = scan.cost;
    tracing::info!(
        "{} files looked at in {walk:.1?}; {} with facts, {parsed} of them ({} KiB) parsed in {parse:.1?}; put together in \
         {solve:.1?}; stored in {store:.1?}",
        scan.files_seen,
        scan.files_parsed,
        parsed_bytes >> 10,
    );
    scan
}

#[cfg(test)]
mod tests;
