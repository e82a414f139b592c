use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::packages;
use super::walk::{Found, Needles, Walked, walk};
use crate::index::{FileSites, Index, with_mentions};
use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language, Packages, Site};

/// How often files are searched again for names that the last round brought up.
const ROUNDS: usize = 5;

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
    /// How packages spell flags as properties.
    pub packages: Option<Arc<Packages>>,
    /// The facts of those, to see an open document against.
    pub index: Index,
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
    let files = walk(roots, options, known, progress);
    let Walked { files, problems, seen } = files;
    let mut scan = Scan { problems, files_seen: seen, ..Scan::default() };
    let (mut read, mut unread): (Vec<Found>, Vec<Found>) = files.into_iter().partition(|file| file.text.is_some());
    let facts = |files: &[Found]| -> Vec<(Arc<str>, Arc<FileFacts>)> {
        files.iter().filter_map(|file| Some((file.path.as_str().into(), file.facts.clone()?))).collect()
    };
    let mut index = Index::new(known).with_facts(facts(&read));
    let mut searched = Needles::default();
    for _ in 0..ROUNDS {
        let symbols = index.symbols();
        let wanted = Needles::of(&symbols, options.only_known);
        if wanted.is_covered_by(&searched) || unread.is_empty() {
            break;
        }
        let (hits, rest): (Vec<Found>, Vec<Found>) =
            unread.into_par_iter().map(|file| file.read_if(&wanted, options)).partition(|file| file.text.is_some());
        index = index.with_facts(facts(&hits));
        read.extend(hits);
        unread = rest;
        searched = wanted;
    }
    scan.packages = packages::find(read.iter().filter_map(|file| {
        let is_script = file.language.is_some_and(|language| language.family() == Language::JavaScript);
        is_script.then_some((file.path.as_str(), file.absolute.as_path(), file.facts.as_deref()?))
    }));
    let known = &known.with_packages(scan.packages.clone());
    index = index.with_packages(scan.packages.clone());
    scan.files_parsed = index.len();
    scan.index = index.clone();
    let mut sites: HashMap<Arc<str>, Vec<Site>> = index.all_sites().into_iter().collect();
    let complete = |(file, sites): (Found, Vec<Site>)| -> Option<ScannedFile> {
        let text = file.text?;
        let mut found = with_mentions(&text, sites, &known.at(&file.path));
        if options.only_known && found.sites.iter().any(|site| !known.contains(&site.key)) {
            found.sites = found.sites.iter().filter(|site| known.contains(&site.key)).cloned().collect();
        }
        let language = file.language;
        let says_something = !found.sites.is_empty() || !found.ambiguous.is_empty();
        says_something.then_some(ScannedFile { path: file.path, absolute: file.absolute, text, language, sites: found })
    };
    let with_sites: Vec<(Found, Vec<Site>)> = read
        .into_iter()
        .map(|file| {
            let sites = sites.remove(file.path.as_str()).unwrap_or_default();
            (file, sites)
        })
        .collect();
    scan.files = with_sites.into_par_iter().filter_map(complete).collect();
    scan.files.sort_by(|a, b| a.path.cmp(&b.path));
    scan
}

#[cfg(test)]
mod tests;
