//! The files and folders that must be watched to keep a scan up to date.

use std::path::{Path, PathBuf};

use super::scan::ScanOptions;
use super::walk::{globs, walker};

/// The files and folders of a scan in and below a folder.
#[derive(Debug, Clone, Default)]
pub struct WatchPaths {
    /// Folders, outer ones first.
    pub folders: Vec<PathBuf>,
    /// Files.
    pub files: Vec<PathBuf>,
}

/// The files and folders of a scan of `root` in `folder`, which is `root` or below it. Empty if ignore files or
/// patterns exclude the folder. Otherwise walks only the folders that lead there.
pub fn watch_paths(root: &Path, folder: &Path, options: &ScanOptions) -> WatchPaths {
    let base = options.base.as_deref().unwrap_or(root);
    let target = folder.to_owned();
    let leads_there =
        move |entry: &ignore::DirEntry| target.starts_with(entry.path()) || entry.path().starts_with(&target);
    let mut watch_paths = WatchPaths::default();
    let (walker, _) = walker(root, base, options, globs(&options.ignored_paths), leads_there);
    for entry in walker.build().flatten() {
        if !entry.path().starts_with(folder) {
            continue;
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() => watch_paths.folders.push(entry.into_path()),
            Some(kind) if kind.is_file() => watch_paths.files.push(entry.into_path()),
            _ => {}
        }
    }
    watch_paths
}
