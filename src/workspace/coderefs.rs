//! Reads `.launchdarkly/coderefs.yaml` and the inputs of its aliases: files, and the output of allowed programs.

mod command;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::read::{ReadProblem, read_source, read_text_in};
use super::scan::ScanProblem;
use crate::coderefs::{self, Answers, CodeRefs, FILES, Keys};
use crate::syntax::Aliases;

/// Maximum size of `coderefs.yaml`, in bytes.
const LARGEST: u64 = 1 << 20;
/// Maximum size of a file searched by patterns, and of all of them together, in bytes.
const LARGEST_SEARCHED: u64 = 8 << 20;
const MOST_SEARCHED: u64 = 256 << 20;

/// The parsed file of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadCodeRefs {
    /// Path of the file, if there is one.
    pub file: Option<PathBuf>,
    /// Its contents.
    pub coderefs: CodeRefs,
    /// Problems, each starting with line and column: `3:5: …`.
    pub problems: Vec<String>,
}

/// Permission to run alias commands, which are programs chosen by the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasCommands {
    /// Allowed by the user for this workspace.
    Run,
    /// Not allowed.
    Refuse,
}

/// Aliases of a workspace.
#[derive(Debug, Default)]
pub struct FoundAliases {
    /// The aliases; `None` if there are none.
    pub aliases: Option<Arc<Aliases>>,
    /// Errors while searching files and running commands.
    pub problems: Vec<ScanProblem>,
    /// Commands that were not run for lack of permission.
    pub refused: Vec<String>,
}

/// Reads the file of a workspace root; empty if there is none.
pub fn read_coderefs(root: &Path) -> ReadCodeRefs {
    for name in FILES {
        let path = root.join(name);
        let failed =
            |problem: String| ReadCodeRefs { file: Some(path.clone()), problems: vec![problem], ..Default::default() };
        let text = match read_text_in(root, &path, LARGEST) {
            Ok(text) => text.text,
            Err(ReadProblem::File(error)) if error.is_missing() => continue,
            Err(problem) => return failed(format!("1:1: {problem}")),
        };
        let (coderefs, problems) = coderefs::parse(&text);
        let problems = problems
            .into_iter()
            .map(|problem| format!("{}:{}: {}", problem.place.line, problem.place.column, problem.message));
        return ReadCodeRefs { problems: problems.collect(), coderefs, file: Some(path) };
    }
    ReadCodeRefs::default()
}

/// Computes the aliases of `keys` in a workspace: searches files and, if allowed, runs commands. Blocks until they are
/// done.
pub fn aliases(root: &Path, read: &ReadCodeRefs, keys: &[Keys], commands: AliasCommands) -> FoundAliases {
    let mut found = FoundAliases::default();
    let coderefs = &read.coderefs;
    if coderefs.is_empty() {
        return found;
    }
    let file = read.file.clone().unwrap_or_else(|| root.join(FILES[0]));
    let files = searched(root, &coderefs.searched_paths(), &mut found.problems);
    let mut answers = Answers::new();
    for (project, place, text, timeout) in coderefs.commands() {
        if commands == AliasCommands::Refuse {
            found.refused.push(text.to_owned());
            continue;
        }
        let fits = |keys: &&Keys| match (project, &keys.project) {
            (Some(project), Some(key)) => project.key == *key,
            _ => true,
        };
        let keys = keys.iter().filter(fits).flat_map(|keys| keys.known.iter());
        let own = answers.entry(text.to_owned()).or_default();
        if let Err(problem) = command::run(root, text, timeout, keys, own) {
            let message = format!("line {}: the alias command {text} {problem}", place.line);
            found.problems.push(ScanProblem { path: file.clone(), message });
        }
    }
    let aliases = coderefs.aliases(keys, &files, &answers);
    found.aliases = (!aliases.is_empty()).then(|| Arc::new(aliases));
    found
}

/// Whether aliases depend on a file, given by its path relative to the root.
pub fn is_searched(coderefs: &CodeRefs, path: &str) -> bool {
    let paths: Vec<String> = coderefs.searched_paths().into_iter().map(str::to_owned).collect();
    !paths.is_empty() && coderefs::globs(&paths).is_match(path)
}

/// The texts of the files that patterns match, by relative path. Links are not followed: they may leave the folder.
fn searched(root: &Path, paths: &[&str], problems: &mut Vec<ScanProblem>) -> Vec<(String, Arc<str>)> {
    let mut files = Vec::new();
    if paths.is_empty() {
        return files;
    }
    let globs = coderefs::globs(&paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>());
    let packages = paths.iter().any(|path| path.contains("node_modules"));
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .filter_entry(move |entry| {
            let name = entry.file_name();
            name != ".git" && (packages || name != "node_modules")
        })
        .sort_by_file_path(Path::cmp)
        .build();
    let mut total = 0;
    for entry in walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())) {
        let Ok(relative) = entry.path().strip_prefix(root) else { continue };
        let relative = relative.to_string_lossy().replace('\\', "/");
        if !globs.is_match(&relative) {
            continue;
        }
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        total += size;
        if size > LARGEST_SEARCHED || total > MOST_SEARCHED {
            let message = "was not searched for aliases: the paths of the file patterns match too many files".into();
            problems.push(ScanProblem { path: entry.path().to_owned(), message });
            if total > MOST_SEARCHED {
                break;
            }
            continue;
        }
        if let Ok(text) = read_source(root, entry.path(), LARGEST_SEARCHED) {
            files.push((relative, text.text));
        }
    }
    files
}

#[cfg(test)]
mod tests;
