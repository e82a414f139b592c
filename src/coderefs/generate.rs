//! Computes aliases from rules and keys.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::parse::{FLAG_KEY, PATTERN_SIZE};
use super::{AliasKind, CodeRefs, Project};
use crate::syntax::{Aliases, KnownKeys};

/// Lines of context that a pattern sees on each side of a key.
const WINDOW_LINES: usize = 8;
const WINDOW_BYTES: usize = 2048;
/// Maximum number of key occurrences that the patterns of one rule are applied to.
const OCCURRENCES: usize = 200_000;
/// Maximum length of an alias in bytes.
const LONGEST: usize = 300;
/// Maximum number of aliases in total.
const MOST: usize = 1_000_000;

/// The keys of a project.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The project; `None` if unknown: the keys then belong to every project.
    pub project: Option<String>,
    /// The keys.
    pub known: KnownKeys,
}

/// Output of commands: command, key, aliases.
pub type Answers = HashMap<String, HashMap<String, Vec<String>>>;

impl CodeRefs {
    /// The aliases of `keys`. `files` are the contents of the files that match [`CodeRefs::searched_paths`], by path
    /// relative to the root; `answers` is the output of [`CodeRefs::commands`] that were allowed to run.
    pub fn aliases<T: AsRef<str>>(&self, keys: &[Keys], files: &[(String, T)], answers: &Answers) -> Aliases {
        let mut names: Vec<(&str, String, &str)> = Vec::new();
        for (project, rule) in self.rules() {
            // Folders with the same keys share one search.
            let mut searched: Vec<(&KnownKeys, Vec<(&str, String)>)> = Vec::new();
            for (folder, known) in self.scopes(project, keys) {
                if names.len() > MOST {
                    break;
                }
                let mut add = |alias: String, key| {
                    if alias.len() <= LONGEST && !alias.trim().is_empty() {
                        names.push((folder, alias, key));
                    }
                };
                match &rule.kind {
                    AliasKind::Literal(flags) => {
                        for (key, aliases) in flags.iter().filter(|(key, _)| known.contains(key)) {
                            aliases.iter().for_each(|alias| add(alias.clone(), key.as_str()));
                        }
                    }
                    AliasKind::Spelling(spelling) => {
                        for key in known.iter() {
                            let alias = spelling.of(key);
                            // A single common word is too frequent to be an alias.
                            if alias != key || !is_single_word(key) {
                                add(alias, key);
                            }
                        }
                    }
                    AliasKind::FilePattern { paths, patterns } => {
                        if !searched.iter().any(|(other, _)| std::ptr::eq(*other, known)) {
                            searched.push((known, search(known, paths, patterns, files)));
                        }
                        let own = searched.iter().filter(|(other, _)| std::ptr::eq(*other, known));
                        own.flat_map(|(_, found)| found).for_each(|(key, alias)| add(alias.clone(), key));
                    }
                    AliasKind::Command { command, .. } => {
                        for (key, aliases) in answers.get(command).into_iter().flatten() {
                            if known.contains(key) {
                                aliases.iter().for_each(|alias| add(alias.clone(), key.as_str()));
                            }
                        }
                    }
                }
            }
        }
        let names = names.iter().map(|(folder, alias, key)| (*folder, alias.as_str(), *key));
        Aliases::new(names, self.delimiters.clone())
    }

    /// Folders and keys that a rule applies to: its project's, or each project's for a global rule.
    fn scopes<'a>(&'a self, own: Option<&'a Project>, keys: &'a [Keys]) -> Vec<(&'a str, &'a KnownKeys)> {
        let fits = |project: &Project, keys: &Keys| keys.project.as_ref().is_none_or(|key| *key == project.key);
        let mut scopes = Vec::new();
        for keys in keys {
            let of_project = self.projects.iter().filter(|project| fits(project, keys));
            match own {
                Some(own) if fits(own, keys) => scopes.push((own.folder.as_str(), &keys.known)),
                Some(_) => {}
                None => {
                    let before = scopes.len();
                    scopes.extend(of_project.map(|project| (project.folder.as_str(), &keys.known)));
                    if scopes.len() == before {
                        scopes.push(("", &keys.known));
                    }
                }
            }
        }
        scopes
    }
}

/// Whether a key has neither separators nor case changes.
fn is_single_word(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Matcher of the searched files' paths, relative to the root with `/`.
pub fn globs(paths: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for path in paths {
        if let Ok(glob) = GlobBuilder::new(path).literal_separator(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

/// Matches of the patterns' groups, with the key substituted for `FLAG_KEY`. Implemented in reverse: `FLAG_KEY` is
/// substituted for the key in the text, so that one compiled pattern serves all keys and the cost depends on the number
/// of key occurrences.
fn search<'k, T: AsRef<str>>(
    known: &'k KnownKeys,
    paths: &[String],
    patterns: &[String],
    files: &[(String, T)],
) -> Vec<(&'k str, String)> {
    let keys: Vec<&str> = known.iter().collect();
    let Ok(all) = AhoCorasick::new(&keys) else { return Vec::new() };
    let compile = |pattern: &String| regex::RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build().ok();
    let patterns: Vec<regex::Regex> = patterns.iter().filter_map(compile).collect();
    let globs = globs(paths);
    let mut found = Vec::new();
    let mut left = OCCURRENCES;
    for (_, text) in files.iter().filter(|(path, _)| globs.is_match(path)) {
        let text = text.as_ref();
        for hit in all.find_overlapping_iter(text) {
            if left == 0 {
                return found;
            }
            left -= 1;
            let key = keys[hit.pattern().as_usize()];
            let (before, after) = around(text, hit.start(), hit.end());
            let window = format!("{before}{FLAG_KEY}{after}");
            for pattern in &patterns {
                for captures in pattern.captures_iter(&window) {
                    let through = captures
                        .get(0)
                        .is_some_and(|all| all.start() <= before.len() && all.end() >= before.len() + FLAG_KEY.len());
                    if through {
                        let groups = captures.iter().skip(1).flatten();
                        found.extend(groups.map(|group| (key, group.as_str().replace(FLAG_KEY, key))));
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The lines around an occurrence.
fn around(text: &str, start: usize, end: usize) -> (&str, &str) {
    let first = text[..start].rmatch_indices('\n').nth(WINDOW_LINES).map_or(0, |(at, _)| at + 1);
    let last = text[end..].match_indices('\n').nth(WINDOW_LINES).map_or(text.len(), |(at, _)| end + at);
    let mut first = first.max(start.saturating_sub(WINDOW_BYTES));
    let mut last = last.min(end + WINDOW_BYTES);
    while !text.is_char_boundary(first) {
        first += 1;
    }
    while !text.is_char_boundary(last) {
        last -= 1;
    }
    (&text[first..start], &text[end..last])
}
