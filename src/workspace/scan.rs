//! The public interface of a scan.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::candidate_file::ChangedDuringScan;
use super::prefilter::Searched;
use super::read::TEXT_LIMIT;
use super::shards::Shards;
use super::work::Work;
use crate::index::{FileReferences, Index};
use crate::syntax::{KnownKeys, Language, Packages};

/// Options of a scan.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Absolute base folder of paths and patterns. Without one, and for roots outside of it, each root is its own base.
    pub base: Option<PathBuf>,
    /// Glob patterns of excluded files and folders, relative to the base.
    pub ignored_paths: Vec<String>,
    /// Files that list flags, such as the one of `flagFile`: they are not searched.
    pub flag_lists: Vec<PathBuf>,
    /// Maximum size of parsed files, in bytes; only mentions are found in larger ones.
    pub parse_limit: u64,
    /// Maximum size of files, in bytes; larger ones are skipped and reported as a problem.
    pub size_limit: u64,
    /// Whether `.gitignore`, `.ignore` and `.ldignore` apply.
    pub ignore_files: bool,
    /// Report only references to known keys; skips the search for unknown keys passed to wrappers.
    pub only_known: bool,
    /// Whether to fill in [`Scan::index`]. Otherwise unchanged results of the previous scan need not be loaded.
    pub index: bool,
    /// Whether [`Scan::index`] is needed after the scan, if only of the parts of files that the scan parses.
    pub keep_index: bool,
    /// Folder of the disk cache, see [`shards_folder`](super::shards_folder). Used if all roots are below the base.
    pub shards: Option<PathBuf>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            base: None,
            ignored_paths: Vec::new(),
            flag_lists: Vec::new(),
            parse_limit: 4 << 20,
            size_limit: TEXT_LIMIT,
            ignore_files: true,
            only_known: false,
            index: true,
            keep_index: false,
            shards: None,
        }
    }
}

/// Progress of a scan; passed to the progress function from any thread.
#[derive(Debug, Clone, Copy)]
pub struct ScanProgress {
    /// Files examined so far.
    pub files: usize,
    /// Files found so far.
    pub total: usize,
}

/// The result of a scan.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// Files with references, in order of their path.
    pub files: Vec<ScannedFile>,
    /// Errors and limitations.
    pub problems: Vec<ScanProblem>,
    /// Number of files examined.
    pub files_seen: usize,
    /// Number of files with facts, parsed by this or an earlier scan.
    pub files_parsed: usize,
    /// Spelling of flags by package; see [`ScanOptions::index`].
    pub packages: Option<Arc<Packages>>,
    /// The facts of all files, for the analysis of open documents; see [`ScanOptions::index`].
    pub index: Index,
    /// The names that files were searched for; see [`ScanOptions::index`].
    pub searched: Searched,
    /// Cost of the scan.
    pub cost: ScanCost,
}

/// A file with references.
#[derive(Debug, Clone)]
pub struct ScannedFile {
    /// Relative to the base, with `/`.
    pub path: String,
    /// Absolute path.
    pub absolute: PathBuf,
    /// The decoded text that the ranges refer to.
    pub text: Arc<str>,
    /// The language, if known.
    pub language: Option<Language>,
    /// The references.
    pub references: FileReferences,
}

/// A file or folder that could not be examined completely. The scan continued.
#[derive(Debug, Clone)]
pub struct ScanProblem {
    /// Path.
    pub path: PathBuf,
    /// The problem and its consequence, a sentence without the path.
    pub message: String,
}

/// Cost of a scan, for logs and measurements.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScanCost {
    /// Walking and searching.
    pub walk: Duration,
    /// Reading and parsing.
    pub parse: Duration,
    /// Solving.
    pub solve: Duration,
    /// Writing the disk cache.
    pub store: Duration,
    /// Files parsed by this scan.
    pub parsed: usize,
    /// Bytes parsed by this scan.
    pub parsed_bytes: usize,
}

/// Scans `roots` (folders or single files) for references. Never fails: errors become [`ScanProblem`]s. Runs on all cores;
/// `progress` is called from any of them.
pub fn scan(
    roots: &[PathBuf],
    options: &ScanOptions,
    known: &KnownKeys,
    progress: &(dyn Fn(ScanProgress) + Sync),
) -> Scan {
    // Paths in the cache are relative to one folder.
    let base = options.base.as_deref().filter(|base| roots.iter().all(|root| root.starts_with(base)));
    let shards = options.shards.as_deref().zip(base).map(|(folder, base)| Shards::open(folder, base));
    let scan = Work::new(roots, options, known, shards).scan(progress).or_else(|ChangedDuringScan| {
        tracing::info!("files changed during the scan: reading all files");
        Work::new(roots, options, known, None).scan(progress)
    });
    let scan = scan.unwrap_or_default();
    let ScanCost { walk, parse, solve, store, parsed, parsed_bytes } = scan.cost;
    tracing::info!(
        "{} files searched in {walk:.1?}; {} with facts, {parsed} of them ({} KiB) parsed in {parse:.1?}; solved in \
         {solve:.1?}; stored in {store:.1?}",
        scan.files_seen,
        scan.files_parsed,
        parsed_bytes >> 10,
    );
    scan
}

#[cfg(test)]
mod tests;
