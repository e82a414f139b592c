//! The walk: reads every file that changed since the previous scan and classifies it by keys and SDK words.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

use super::candidate_file::CandidateFile;
use super::ignore_files::IgnoreFiles;
use super::packages;
use super::prefilter::{FlagProperties, SdkWords, passes_on_all};
use super::previous_scan::PreviousScan;
use super::read::decode;
use super::scan::{ScanOptions, ScanProblem, ScanProgress};
use super::shards::{Kind, Record, Stamp, content_hash};
use crate::files;
use crate::syntax::{KnownKeys, Language};

/// The result of a walk.
pub(super) struct Walked {
    /// Files of interest, except those unchanged since the previous scan.
    pub(super) files: Vec<CandidateFile>,
    /// Records of the other files, so that the next scan need not read them.
    pub(super) nothing: Vec<Record>,
    pub(super) problems: Vec<ScanProblem>,
    pub(super) seen: usize,
    /// Whether all texts of interest fit into memory; otherwise files are read again when they are needed.
    pub(super) keeps_texts: bool,
}

/// Maximum size of the texts that a scan keeps in memory, in bytes. Most workspaces stay far below.
const TEXTS_IN_MEMORY: usize = 32 << 20;

/// Walks all roots.
pub(super) fn walk(
    roots: &[PathBuf],
    options: &ScanOptions,
    known: &KnownKeys,
    previous: Option<&PreviousScan>,
    progress: &(dyn Fn(ScanProgress) + Sync),
) -> Walked {
    let walk = Walk {
        options,
        known,
        previous,
        started: SystemTime::now(),
        words: SdkWords::new(),
        properties: FlagProperties::new(known),
        ignored: globs(&options.ignored_paths),
        files: Mutex::default(),
        problems: Mutex::default(),
        seen: AtomicUsize::new(0),
        texts: AtomicUsize::new(0),
        progress,
    };
    for root in roots {
        walk.root(root);
    }
    let (files, nothing) = walk.files.into_inner().unwrap_or_else(PoisonError::into_inner);
    let problems = walk.problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    let keeps_texts = walk.texts.into_inner() <= TEXTS_IN_MEMORY;
    Walked { files, nothing, problems, seen: walk.seen.into_inner(), keeps_texts }
}

struct Walk<'a> {
    options: &'a ScanOptions,
    known: &'a KnownKeys,
    previous: Option<&'a PreviousScan>,
    started: SystemTime,
    words: SdkWords,
    properties: FlagProperties,
    ignored: GlobSet,
    files: Mutex<(Vec<CandidateFile>, Vec<Record>)>,
    problems: Mutex<Vec<ScanProblem>>,
    seen: AtomicUsize,
    /// Size of the texts of interest so far, in bytes.
    texts: AtomicUsize,
    progress: &'a (dyn Fn(ScanProgress) + Sync),
}

pub(super) fn globs(patterns: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        for form in [pattern.to_owned(), format!("{pattern}/**"), format!("**/{pattern}")] {
            if let Ok(glob) = Glob::new(&form) {
                builder.add(glob);
            }
        }
    }
    builder.build().unwrap_or_default()
}

/// The walk of a root: all files not excluded by ignore files and patterns, filtered by `wanted`. Also returns the ignore
/// files, with their read errors.
pub(super) fn walker(
    root: &Path,
    base: &Path,
    options: &ScanOptions,
    ignored: GlobSet,
    wanted: impl Fn(&DirEntry) -> bool + Send + Sync + 'static,
) -> (WalkBuilder, Arc<IgnoreFiles>) {
    let base = base.to_owned();
    let lists = options.flag_lists.clone();
    let use_files = options.ignore_files;
    let ignore_files = Arc::new(IgnoreFiles::new(&base));
    let files = ignore_files.clone();
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).filter_entry(move |entry| {
        let path = entry.path();
        let relative = path.strip_prefix(&base).unwrap_or(path);
        let is_ignored = !relative.as_os_str().is_empty() && ignored.is_match(relative);
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_named = entry.depth() == 0;
        !is_ignored
            && (is_named || !is_foreign(entry))
            && !is_one_of(&lists, path)
            && wanted(entry)
            && !(use_files && !is_named && files.exclude(path, is_folder))
    });
    (builder, ignore_files)
}

/// Whether a folder belongs to version control or holds installed packages.
fn is_foreign(entry: &DirEntry) -> bool {
    if entry.file_name() == ".git" {
        return true;
    }
    entry.file_type().is_some_and(|kind| kind.is_dir()) && is_foreign_folder(entry.path())
}

/// As [`is_foreign`], of a folder's path.
pub(super) fn is_foreign_folder(path: &Path) -> bool {
    const NAMES: [&str; 4] = [".git", ".hg", ".svn", "node_modules"];
    path.file_name().is_some_and(|name| NAMES.iter().any(|foreign| name == *foreign))
        || path.join("pyvenv.cfg").is_file()
}

/// Whether a path is one of some files.
pub(super) fn is_one_of(files: &[PathBuf], path: &Path) -> bool {
    let is_same = |file: &PathBuf| {
        // Comparing the names first saves I/O.
        file.file_name() == path.file_name()
            && (file == path
                || file.canonicalize().is_ok_and(|file| path.canonicalize().is_ok_and(|path| path == file)))
    };
    files.iter().any(is_same)
}

/// Whether a file is a list of flags, as `flagwise flags export` and LaunchDarkly's API write it.
fn is_flag_list(path: &Path, bytes: &[u8]) -> bool {
    let holds = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
        && holds("\"variations\"")
        && holds("\"key\"")
        && ["\"flagwise\"", "\"totalCount\"", "\"creationDate\""].into_iter().any(holds)
}

impl Walk<'_> {
    fn problem(&self, path: &Path, message: String) {
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        problems.push(ScanProblem { path: path.to_owned(), message });
    }

    fn root(&self, root: &Path) {
        if !root.exists() {
            return self.problem(root, "does not exist".into());
        }
        let is_file = root.is_file();
        let own = if is_file { root.parent().unwrap_or(Path::new("")) } else { root };
        let base = self.options.base.as_deref().filter(|base| root.starts_with(base)).unwrap_or(own);
        let (walker, ignore_files) = walker(root, base, self.options, self.ignored.clone(), |_| true);
        walker.build_parallel().run(|| {
            let mut found = Batch { walk: self, files: Vec::new(), nothing: Vec::new() };
            let mut buffer = Vec::new();
            Box::new(move |entry| {
                match entry {
                    Ok(entry) => found.look_at(base, &entry, &mut buffer),
                    Err(error) => self.walk_error(root, &error),
                }
                WalkState::Continue
            })
        });
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).append(&mut ignore_files.take_problems());
    }

    fn walk_error(&self, root: &Path, error: &ignore::Error) {
        let mut path = root;
        let mut inner = error;
        loop {
            inner = match inner {
                ignore::Error::WithPath { path: at, err } => {
                    path = at;
                    err
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
                _ => break,
            };
        }
        self.problem(path, format!("was skipped: {inner}"));
    }
}

/// Files found by one thread, merged when it ends.
struct Batch<'w, 'a> {
    walk: &'w Walk<'a>,
    files: Vec<CandidateFile>,
    nothing: Vec<Record>,
}

impl Drop for Batch<'_, '_> {
    fn drop(&mut self) {
        let mut files = self.walk.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.0.append(&mut self.files);
        files.1.append(&mut self.nothing);
    }
}

impl Batch<'_, '_> {
    /// Classifies a file. One that is unchanged since the previous scan is not read.
    fn look_at(&mut self, base: &Path, entry: &DirEntry, buffer: &mut Vec<u8>) {
        let walk = self.walk;
        let absolute = entry.path();
        if let Some(problem) = packages::problem_with(base, entry) {
            walk.problem(absolute, problem);
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            return;
        }
        let seen = walk.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if seen.is_multiple_of(256) {
            (walk.progress)(ScanProgress { files: seen, total: seen });
        }
        let relative = absolute.strip_prefix(base).unwrap_or(absolute);
        let path = slashes(relative);
        let before = walk.previous.filter(|_| relative.to_str().is_some()).and_then(|previous| {
            let (at, record) = previous.record(&path)?;
            Some((previous, at, record))
        });
        if let Some((previous, at, record)) = before.filter(|(.., record)| !record.fresh)
            && entry.metadata().is_ok_and(|metadata| record.stamp == Stamp::of(&metadata))
        {
            return previous.mark(at);
        }
        let metadata = match files::read_listed(absolute, walk.options.size_limit, buffer) {
            Ok(metadata) => metadata,
            Err(error) => return walk.problem(absolute, format!("was skipped: it {error}")),
        };
        let stamp = Stamp::of(&metadata);
        let fresh = stamp.is_fresh(walk.started);
        let language = Language::of_path(absolute);
        if let Some((previous, at, record)) = before
            && record.kind != Kind::Nothing
            && record.hash == content_hash(buffer, language)
        {
            return previous.mark_touched(at, stamp, fresh);
        }
        let (mut kind, text) = walk.kind_of(language, buffer);
        if kind == Kind::Keys && is_flag_list(absolute, buffer) {
            kind = Kind::Nothing;
        }
        if kind == Kind::Nothing {
            if walk.options.shards.is_some() && relative.to_str().is_some() {
                self.nothing.push(Record { path: path.into_owned(), stamp, fresh, hash: 0, kind, rows: Vec::new() });
            }
            return;
        }
        let mut found = CandidateFile {
            path: path.into_owned(),
            absolute: absolute.to_owned(),
            language,
            stamp,
            fresh,
            hash: content_hash(buffer, language),
            kind,
            is_same: false,
            text,
            rows: Vec::new(),
            regions: None,
            may_hold_foreseen: true,
            is_refused: false,
        };
        let before = walk.texts.fetch_add(if kind == Kind::Source { 0 } else { buffer.len() }, Ordering::Relaxed);
        let is_kept = kind != Kind::Source && before + buffer.len() <= TEXTS_IN_MEMORY;
        found.text = found.text.filter(|_| is_kept);
        if is_kept && found.text.is_none() {
            found.text = decode(std::mem::take(buffer)).ok().map(|text| text.text);
        }
        self.files.push(found);
    }
}

impl Walk<'_> {
    /// Classifies a file by its bytes; also returns its text if it was decoded.
    fn kind_of(&self, language: Option<Language>, bytes: &[u8]) -> (Kind, Option<Arc<str>>) {
        let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let text = if marked { decode(bytes.to_vec()).ok().map(|text| text.text) } else { None };
        let bytes = match &text {
            Some(text) => text.as_bytes(),
            None if marked || memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() => {
                return (Kind::Nothing, None);
            }
            None => bytes,
        };
        let is_parsed = language.is_some_and(Language::is_parsed);
        let has_key = !self.known.is_empty() && self.known.quoted_in(bytes).next().is_some();
        let kind = match (is_parsed, has_key) {
            (true, _) if self.words.are_in(bytes) => Kind::Interesting(0),
            (true, true) => Kind::Literal,
            (true, false) if self.properties.are_in(language, bytes) => Kind::Interesting(0),
            (true, false) if self.known.otherwise_named_in(bytes) => Kind::Interesting(0),
            // Only arguments of certain wrappers can be unknown keys.
            (true, false) if !self.options.only_known && passes_on_all(language, bytes) => Kind::Interesting(0),
            (true, false) if language.is_some_and(Language::has_names) => Kind::Source,
            (_, true) => Kind::Keys,
            (_, false) if self.known.otherwise_named_in(bytes) => Kind::Keys,
            (_, false) => Kind::Nothing,
        };
        (kind, text)
    }
}

/// A path with `/` as separator.
fn slashes(path: &Path) -> Cow<'_, str> {
    let text = path.to_string_lossy();
    if text.contains('\\') { text.replace('\\', "/").into() } else { text }
}
