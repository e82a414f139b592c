//! Ignore files: `.ldignore`, `.ignore`, `.gitignore` and git's `info/exclude`, at any level.
//!
//! The crate `ignore` would read them without a limit, even pipes and devices. It only walks; this module has the rules.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::scan::ScanProblem;
use crate::files::{self, ReadError};

/// Maximum size of an ignore file, in bytes, and number of its patterns.
const LARGEST: u64 = 1 << 20;
const MOST_PATTERNS: usize = 10_000;
/// Maximum size of git's files that lead to another folder, in bytes.
const LARGEST_POINTER: u64 = 4096;

/// The kinds of ignore files. A rule of one outweighs any of a later one.
const NAMES: [&str; 3] = [".ldignore", ".ignore", ".gitignore"];
const KINDS: usize = NAMES.len() + 1;

/// The ignore files that apply in and below a folder, read when they are needed.
pub(super) struct IgnoreFiles {
    root: PathBuf,
    folders: RwLock<HashMap<PathBuf, Option<Arc<Rules>>>>,
    problems: Mutex<Vec<ScanProblem>>,
}

/// The rules of a folder, and of the nearest one above that has any.
struct Rules {
    kinds: [Option<Gitignore>; KINDS],
    above: Option<Arc<Rules>>,
}

impl IgnoreFiles {
    /// The ignore files of the repository in `root`, and of the folders above it.
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), folders: RwLock::default(), problems: Mutex::default() }
    }

    /// Whether a rule of the folders around a path excludes it. Folders above are not tested: the walk does not enter those
    /// that are excluded.
    pub(super) fn exclude(&self, path: &Path, is_folder: bool) -> bool {
        let Some(innermost) = path.parent().and_then(|folder| self.rules(folder)) else { return false };
        for kind in 0..KINDS {
            let mut rules = Some(&innermost);
            while let Some(folder) = rules {
                match folder.kinds[kind].as_ref().map_or(Match::None, |rules| rules.matched(path, is_folder)) {
                    Match::Ignore(_) => return true,
                    Match::Whitelist(_) => return false,
                    Match::None => rules = folder.above.as_ref(),
                }
            }
        }
        false
    }

    /// What could not be read so far.
    pub(super) fn take_problems(&self) -> Vec<ScanProblem> {
        std::mem::take(&mut self.problems.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn rules(&self, folder: &Path) -> Option<Arc<Rules>> {
        if let Some(known) = self.folders.read().unwrap_or_else(PoisonError::into_inner).get(folder) {
            return known.clone();
        }
        let above = folder.parent().and_then(|outer| self.rules(outer));
        let kinds: [Option<Gitignore>; KINDS] = std::array::from_fn(|kind| match NAMES.get(kind) {
            Some(name) => self.file(folder, folder.join(name)),
            None => exclude_file(folder).and_then(|file| self.file(folder, file)),
        });
        let rules = if kinds.iter().all(Option::is_none) { above } else { Some(Arc::new(Rules { kinds, above })) };
        let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        folders.entry(folder.to_owned()).or_insert(rules).clone()
    }

    fn file(&self, folder: &Path, file: PathBuf) -> Option<Gitignore> {
        // Most folders have none.
        file.symlink_metadata().ok()?;
        let problem = match read(&self.root, folder, &file) {
            Ok(rules) => return Some(rules),
            Err(error) if error.is_missing() => return None,
            Err(error) => format!("{error}; its rules are not used"),
        };
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        if !problems.iter().any(|known| known.path == file) {
            problems.push(ScanProblem { path: file, message: problem });
        }
        None
    }
}

/// The rules of an ignore file that apply in a folder. One of the repository in `root` may not be a link that leads out of
/// it. Lines that are no patterns are skipped, and those after the first 10,000.
pub(super) fn read(root: &Path, folder: &Path, file: &Path) -> Result<Gitignore, ReadError> {
    let bytes = if file.starts_with(root) { files::read_in(root, file, LARGEST) } else { files::read(file, LARGEST) }?;
    Ok(rules(folder, file, &bytes))
}

/// The rules of an ignore file's text.
pub(super) fn rules(folder: &Path, file: &Path, bytes: &[u8]) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    let text = String::from_utf8_lossy(bytes);
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.starts_with('#'));
    for line in lines.filter(|line| !line.trim().is_empty()).take(MOST_PATTERNS) {
        let _ = builder.add_line(Some(file.to_owned()), line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Whether an ignore file of this text, at the root, excludes a path below it.
pub fn excludes(text: &[u8], path: &str) -> bool {
    let root = Path::new("/root");
    let rules = rules(root, &root.join(".gitignore"), text);
    rules.matched_path_or_any_parents(root.join(path), path.ends_with('/')).is_ignore()
}

/// Git's `info/exclude` of the repository whose root a folder is. In a work tree, `.git` is a file that leads to it.
fn exclude_file(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    let kind = git.symlink_metadata().ok()?;
    if kind.is_dir() {
        return Some(git.join("info/exclude"));
    }
    let line = |path: &Path| {
        let text = String::from_utf8(files::read(path, LARGEST_POINTER).ok()?).ok()?;
        text.lines().next().map(str::to_owned)
    };
    let own = folder.join(line(&git)?.strip_prefix("gitdir: ")?);
    let common = own.join(line(&own.join("commondir"))?);
    // Without `..`: the folder may lie beside this one.
    Some(common.canonicalize().ok()?.join("info/exclude"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Which of the paths are excluded.
    fn excluded<'p>(root: &Path, paths: &[&'p str]) -> Vec<&'p str> {
        let files = IgnoreFiles::new(root);
        paths
            .iter()
            .copied()
            .filter(|path| files.exclude(&root.join(path.trim_end_matches('/')), path.ends_with('/')))
            .collect()
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn rules_apply_by_kind_and_from_the_inside_out() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("root");
        write(&root, ".gitignore", "*.log\n/build\n# comment\n!keep.log\nout/\n");
        write(&root, "a/.gitignore", "!x.log\nsecret.*\n");
        write(&root, "a/.ldignore", "x.log\n");
        write(&root, ".ignore", "!secret.ts\n");
        write(&root, ".git/info/exclude", "own.ts\n");
        write(top.path(), ".gitignore", "outer.ts\n");
        let paths = [
            "y.log",
            "keep.log",
            "a/y.log",
            "a/x.log",
            "build",
            "a/build",
            "out",
            "out/",
            "a/secret.js",
            "a/secret.ts",
            "own.ts",
            "a/own.ts",
            "a/outer.ts",
        ];
        let expected =
            ["y.log", "a/y.log", "a/x.log", "build", "out/", "a/secret.js", "own.ts", "a/own.ts", "a/outer.ts"];
        assert_eq!(excluded(&root, &paths), expected);
    }

    #[test]
    fn a_work_tree_uses_the_exclude_file_of_its_repository() {
        let top = tempfile::tempdir().unwrap();
        write(top.path(), "main/.git/info/exclude", "own.ts\n");
        write(top.path(), "main/.git/worktrees/w/commondir", "../..\n");
        write(top.path(), "w/.git", "gitdir: ../main/.git/worktrees/w\n");
        assert_eq!(excluded(&top.path().join("w"), &["own.ts", "other.ts"]), ["own.ts"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_and_the_rest_applies() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("root");
        write(&root, ".gitignore", "*.log\n");
        write(top.path(), "rules", "*.ts\n");
        std::os::unix::fs::symlink("/dev/zero", root.join(".ldignore")).unwrap();
        std::os::unix::fs::symlink("../rules", root.join(".ignore")).unwrap();
        let files = IgnoreFiles::new(&root);
        assert!(files.exclude(&root.join("a.log"), false) && !files.exclude(&root.join("a.ts"), false));
        let problems = files.take_problems();
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
