//! Why a scan excludes a file.

use std::path::{Path, PathBuf};

use ignore::Match;

use super::ignore_files;
use super::scan::ScanOptions;
use super::walk::{globs, is_foreign_folder, is_one_of, walker};

/// Why a scan excludes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// `.gitignore`, `.ignore` or `.ldignore`.
    IgnoreFile,
    /// A pattern of [`ScanOptions::ignored_paths`].
    IgnoredPaths,
    /// It belongs to version control or to installed packages.
    Foreign,
    /// It lists flags, see [`ScanOptions::flag_lists`].
    FlagList,
    /// It is only reachable through a symbolic link.
    NotWalked,
}

/// Why a scan of the folder `root` excludes `path` below it; `None` if it does not. Walks only the folders that lead to
/// the file, by the same rules as a scan.
pub fn exclusion(root: &Path, path: &Path, options: &ScanOptions) -> Option<Exclusion> {
    if is_one_of(&options.flag_lists, path) {
        return Some(Exclusion::FlagList);
    }
    let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(root) && *folder != root);
    if folders.into_iter().any(is_foreign_folder) {
        return Some(Exclusion::Foreign);
    }
    if !path.exists() {
        // A file that is about to be saved.
        return ignoring_file(root, path).filter(|_| options.ignore_files).map(|_| Exclusion::IgnoreFile);
    }
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

impl Exclusion {
    /// The reason in words, of a file of the folder `root`.
    pub fn reason(self, root: &Path, path: &Path, shown: impl Fn(&Path) -> String) -> String {
        match self {
            Self::IgnoreFile => {
                let which = ignoring_file(root, path);
                let which = which.map(|(file, pattern)| format!(": the line `{pattern}` of {}", shown(&file)));
                format!("the file is ignored by a .gitignore, .ignore or .ldignore file{}", which.unwrap_or_default())
            }
            Self::IgnoredPaths => "the file is excluded by the setting `ignoredPaths`".to_owned(),
            Self::Foreign => {
                "the file is in node_modules, in a virtual environment of Python, or belongs to git, hg or svn: those \
                 are not searched"
                    .to_owned()
            }
            Self::FlagList => "the file is a list of flags, not code that refers to them".to_owned(),
            Self::NotWalked => "the file is a symbolic link or is below one: those are not followed".to_owned(),
        }
    }
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
