//! The walk: every file is read once, and a search for keys and SDK words decides which of them are parsed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};
use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

use super::read::{ReadProblem, decode};
use super::scan::{ScanOptions, ScanProblem, ScanProgress};
use crate::index::Symbols;
use crate::syntax::facts::FileFacts;
use crate::syntax::{KnownKeys, Language, extract};

/// Words of the SDKs. A source file without one of them, a known key, or a name that leads to either holds no site.
const SDK_WORDS: &[&str] = &[
    "ariation",
    "launchdarkly",
    "LaunchDarkly",
    "launch-darkly",
    "launch_darkly",
    "ldclient",
    "LDClient",
    "LdClient",
    "ldClient",
    "ld_client",
    "useFlags",
    "useLDFlag",
    "LDFlag",
    "withLDConsumer",
    "openfeature",
    "OpenFeature",
    "open-feature",
    "open_feature",
];

/// A file of the walk. Without a text it is source code that did not look interesting.
pub(super) struct Found {
    pub(super) path: String,
    pub(super) absolute: PathBuf,
    pub(super) language: Option<Language>,
    pub(super) text: Option<Arc<str>>,
    pub(super) facts: Option<Arc<FileFacts>>,
}

/// What the walk brought.
pub(super) struct Walked {
    pub(super) files: Vec<Found>,
    pub(super) problems: Vec<ScanProblem>,
    pub(super) seen: usize,
}

/// Walks all roots.
pub(super) fn walk(
    roots: &[PathBuf],
    options: &ScanOptions,
    known: &KnownKeys,
    progress: &(dyn Fn(ScanProgress) + Sync),
) -> Walked {
    let walk = Walk {
        options,
        known,
        words: matcher(SDK_WORDS.iter().copied()),
        ignored: globs(&options.ignored_paths),
        files: Mutex::default(),
        problems: Mutex::default(),
        seen: AtomicUsize::new(0),
        progress,
    };
    for root in roots {
        walk.root(root);
    }
    let taken = |problems: Mutex<_>| problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut problems: Vec<ScanProblem> = taken(walk.problems);
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    Walked {
        files: walk.files.into_inner().unwrap_or_else(PoisonError::into_inner),
        problems,
        seen: walk.seen.into_inner(),
    }
}

struct Walk<'a> {
    options: &'a ScanOptions,
    known: &'a KnownKeys,
    words: Option<AhoCorasick>,
    ignored: GlobSet,
    files: Mutex<Vec<Found>>,
    problems: Mutex<Vec<ScanProblem>>,
    seen: AtomicUsize,
    progress: &'a (dyn Fn(ScanProgress) + Sync),
}

fn matcher<'k>(words: impl Iterator<Item = &'k str>) -> Option<AhoCorasick> {
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return None;
    }
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
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

/// The walk of a root: what ignore files and patterns leave, of that what `wanted` takes.
pub(super) fn walker(
    root: &Path,
    base: &Path,
    options: &ScanOptions,
    ignored: GlobSet,
    wanted: impl Fn(&DirEntry) -> bool + Send + Sync + 'static,
) -> WalkBuilder {
    let base = base.to_owned();
    let use_files = options.ignore_files;
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .ignore(use_files)
        .git_ignore(use_files)
        .git_exclude(use_files)
        .git_global(false)
        .parents(use_files)
        .require_git(false)
        .add_custom_ignore_filename(if use_files { ".ldignore" } else { ".flagwise-no-such-file" })
        .filter_entry(move |entry| {
            let relative = entry.path().strip_prefix(&base).unwrap_or(entry.path());
            let is_ignored = !relative.as_os_str().is_empty() && ignored.is_match(relative);
            entry.file_name() != ".git" && !is_ignored && wanted(entry)
        });
    builder
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
        let walker = walker(root, base, self.options, self.ignored.clone(), |_| true).build_parallel();
        walker.run(|| {
            let mut found = Batch { walk: self, files: Vec::new() };
            let mut buffer = Vec::new();
            Box::new(move |entry| {
                match entry {
                    Ok(entry) => found.files.extend(self.look_at(base, &entry, &mut buffer)),
                    Err(error) => self.walk_error(root, &error),
                }
                WalkState::Continue
            })
        });
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
        self.problem(path, format!("was left out: {inner}"));
    }

    /// Reads a file and decides whether it is parsed; `None` where nothing in it can matter.
    fn look_at(&self, base: &Path, entry: &DirEntry, buffer: &mut Vec<u8>) -> Option<Found> {
        if !entry.file_type()?.is_file() {
            return None;
        }
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if seen.is_multiple_of(256) {
            (self.progress)(ScanProgress { files: seen, total: seen });
        }
        let path = entry.path();
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        if size > self.options.size_limit {
            let limit = self.options.size_limit >> 20;
            self.problem(path, format!("was left out: it has {} MiB, more than the limit of {limit}", size >> 20));
            return None;
        }
        buffer.clear();
        if let Err(error) = File::open(path).and_then(|file| file.take(self.options.size_limit + 1).read_to_end(buffer))
        {
            self.problem(path, ReadProblem::Io(error).to_string());
            return None;
        }
        let language = Language::of_path(path);
        let relative = path.strip_prefix(base).unwrap_or(path);
        let mut found = Found {
            path: relative.to_string_lossy().replace('\\', "/"),
            absolute: path.to_owned(),
            language,
            text: None,
            facts: None,
        };
        let marked = buffer.starts_with(&[0xff, 0xfe]) || buffer.starts_with(&[0xfe, 0xff]);
        let text = if marked { Some(decode(buffer.clone()).ok()?.text) } else { None };
        let bytes = text.as_ref().map_or(buffer.as_slice(), |text| text.as_bytes());
        if !marked && memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some() {
            return None;
        }
        let has_key = !self.known.is_empty() && self.known.quoted_in(bytes).next().is_some();
        let parsed = language.is_some() && (has_key || self.words.as_ref().is_some_and(|words| words.is_match(bytes)));
        if has_key || parsed || self.known.otherwise_named_in(bytes) {
            found.text = text.or_else(|| decode(std::mem::take(buffer)).ok().map(|text| text.text));
        }
        if parsed {
            found.parse(self.options);
            if found.facts.is_none() && size > self.options.parse_limit {
                let limit = self.options.parse_limit >> 10;
                let message = format!("was searched for quoted keys but not parsed: it has more than {limit} KiB");
                self.problem(path, message);
            }
        }
        (found.text.is_some() || found.language.is_some()).then_some(found)
    }
}

/// Files found by one thread, handed over when it ends.
struct Batch<'w, 'a> {
    walk: &'w Walk<'a>,
    files: Vec<Found>,
}

impl Drop for Batch<'_, '_> {
    fn drop(&mut self) {
        let mut files = self.walk.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.append(&mut self.files);
    }
}

impl Found {
    fn parse(&mut self, options: &ScanOptions) {
        if let (Some(language), Some(text)) = (self.language, &self.text)
            && text.len() as u64 <= options.parse_limit
        {
            self.facts = Some(Arc::new(extract(language, text)));
        }
    }

    /// Reads and parses the file if it holds one of the needles.
    pub(super) fn read_if(mut self, needles: &Needles, options: &ScanOptions) -> Self {
        let Ok(bytes) = std::fs::read(&self.absolute) else { return self };
        if needles.are_in(&bytes)
            && let Ok(text) = decode(bytes)
        {
            self.text = Some(text.text);
            self.parse(options);
        }
        self
    }
}

/// Names to search for in files that were not interesting by themselves.
#[derive(Default)]
pub(super) struct Needles {
    names: Vec<String>,
    plain_search: Option<AhoCorasick>,
    /// A wrapper's name, and a name that is given a key: both must occur.
    wrapper_search: Option<(AhoCorasick, AhoCorasick)>,
}

impl Needles {
    pub(super) fn of(symbols: &Symbols, only_known: bool) -> Self {
        let mut names: Vec<String> = symbols.constants.iter().cloned().collect();
        if !only_known {
            names.extend(symbols.wrappers.iter().cloned());
        }
        let plain_search = matcher(names.iter().map(String::as_str));
        let mut wrapper_search = None;
        if only_known {
            names.extend(symbols.wrappers.iter().map(|name| format!("wrapper {name}")));
            names.extend(symbols.demanded.iter().map(|name| format!("demanded {name}")));
            let wrappers = matcher(symbols.wrappers.iter().map(String::as_str));
            let demanded = matcher(symbols.demanded.iter().map(String::as_str));
            wrapper_search = wrappers.zip(demanded);
        }
        Self { names, plain_search, wrapper_search }
    }

    /// Whether everything was searched for before.
    pub(super) fn is_covered_by(&self, other: &Self) -> bool {
        self.names.iter().all(|name| other.names.contains(name))
    }

    fn are_in(&self, bytes: &[u8]) -> bool {
        self.plain_search.as_ref().is_some_and(|search| has_word(search, bytes))
            || self
                .wrapper_search
                .as_ref()
                .is_some_and(|(wrappers, demanded)| has_word(demanded, bytes) && has_word(wrappers, bytes))
    }
}

/// Whether one of the words stands by itself.
fn has_word(words: &AhoCorasick, bytes: &[u8]) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    words.find_iter(bytes).any(|found| {
        !is_word(found.start().checked_sub(1).and_then(|at| bytes.get(at))) && !is_word(bytes.get(found.end()))
    })
}
