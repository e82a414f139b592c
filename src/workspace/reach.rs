use std::path::{Path, PathBuf};

use super::scan::ScanOptions;
use super::walk::{globs, walker};

/// What a scan looks at in a folder and all below it.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// The folders that it looks into, outer ones first.
    pub folders: Vec<PathBuf>,
    /// The files that it looks at.
    pub files: Vec<PathBuf>,
}

/// What a scan of `root` looks at in `folder`, which is `root` or lies in it: nothing where ignore files or patterns leave
/// the folder out. Besides it, walks only the folders that lead there.
pub fn reach(root: &Path, folder: &Path, options: &ScanOptions) -> Reach {
    let base = options.base.as_deref().unwrap_or(root);
    let target = folder.to_owned();
    let leads_there =
        move |entry: &ignore::DirEntry| target.starts_with(entry.path()) || entry.path().starts_with(&target);
    let mut reach = Reach::default();
    for entry in walker(root, base, options, globs(&options.ignored_paths), leads_there).build().flatten() {
        if !entry.path().starts_with(folder) {
            continue;
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() => reach.folders.push(entry.into_path()),
            Some(kind) if kind.is_file() => reach.files.push(entry.into_path()),
            _ => {}
        }
    }
    reach
}
