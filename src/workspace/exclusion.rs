//! Why a scan excludes a file.

use std::path::{Path, PathBuf};

use ignore::Match;

use super::ignore_files;
use super::scan::ScanOptions;
use super::walk::{globs, walker};

/// Why a scan excludes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// `.gitignore`, `.ignore` or `.ldignore`.
    IgnoreFile,
    /// A pattern of [`ScanOptions::ignored_paths`].
    IgnoredPaths,
    /// It is reachable through a symbolic link only, or belongs to git.
    NotWalked,
}

/// Why a scan of the folder `root` excludes `path` below it; `None` if it does not. Walks only the folders that lead to
/// the file, by the same rules as a scan.
pub fn exclusion(root: &Path, path: &Path, options: &ScanOptions) -> Option<Exclusion> {
    let is_reached = |options: &ScanOptions| {
        let target = path.to_owned();
        let base = options.base.as_deref().unwrap_or(root);
        walker(root, base, options, globs(&options.ignored_paths), move |entry| target.starts_with(entry.path()))
            .0
            .build()
            .flatten()
            .any(|entry| entry.path() == path && entry.file_type().is_some_and(|kind| kind.is_file()))
    };
    if is_reached(options) {
        return None;
    }
    let without_files = ScanOptions { ignore_files: false, ..options.clone() };
    if is_reached(&without_files) {
        return Some(Exclusion::IgnoreFile);
    }
    let without_patterns = ScanOptions { ignored_paths: Vec::new(), ..without_files };
    Some(if is_reached(&without_patterns) { Exclusion::IgnoredPaths } else { Exclusion::NotWalked })
}

/// Whether a file configures exclusions.
pub fn is_ignore_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| [".gitignore", ".ignore", ".ldignore"].iter().any(|other| name == *other))
}

/// The ignore file and line that exclude a path of the folder `root`. The innermost file wins, as in git.
pub fn ignoring_file(root: &Path, path: &Path) -> Option<(PathBuf, String)> {
    for folder in path.ancestors().skip(1) {
        for name in [".ldignore", ".ignore", ".gitignore", ".git/info/exclude"] {
            let file = folder.join(name);
            let Ok(rules) = ignore_files::read(root, folder, &file) else { continue };
            match rules.matched_path_or_any_parents(path, false) {
                Match::Ignore(line) => return Some((file, line.original().to_owned())),
                Match::Whitelist(_) => return None,
                Match::None => {}
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}
