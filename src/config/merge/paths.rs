//! Options that are paths: their base folder, and the folder they must not leave.

use std::path::{Component, Path, PathBuf};

use super::{Layer, Merge};

impl Merge<'_> {
    /// Resolves the path of a flag file. In a workspace file it must stay inside the workspace folder.
    pub(super) fn flag_file(&self, layer: Layer, path: &str) -> Result<PathBuf, String> {
        let given = Path::new(path);
        if !matches!(layer, Layer::Workspace(_)) {
            return Ok(self.root.map_or_else(|| given.to_owned(), |root| root.join(given)));
        }
        let root = self.root.unwrap_or(Path::new(""));
        let full = root.join(given);
        if !given.is_absolute() && stays_inside(root, &full) {
            Ok(full)
        } else {
            Err(format!(
                "`flagFile` must lie inside the workspace folder when flagwise.toml sets it, so that a cloned repository \
                 cannot read your other files. Move the file, or set the path in {}",
                self.user_place()
            ))
        }
    }
}

/// Whether a path lies inside a folder, also after its symbolic links are resolved.
pub(super) fn stays_inside(folder: &Path, path: &Path) -> bool {
    if path.components().any(|part| part == Component::ParentDir) {
        return false;
    }
    for existing in path.ancestors() {
        match existing.canonicalize() {
            Ok(existing) => {
                return folder.canonicalize().map_or(path.starts_with(folder), |it| existing.starts_with(it));
            }
            // A link whose target is missing may lead anywhere once it exists.
            Err(_) if existing.symlink_metadata().is_ok() => return false,
            Err(_) => {}
        }
    }
    path.starts_with(folder)
}

/// Parses an absolute folder; `~` is the user's home.
pub(super) fn absolute(folder: &str) -> Option<PathBuf> {
    let path = match folder.strip_prefix("~/") {
        Some(rest) => etcetera::home_dir().ok()?.join(rest),
        None => PathBuf::from(folder),
    };
    path.is_absolute().then_some(path)
}

/// Resolves the path of a log file. In the user's file it is relative to that file.
pub(super) fn log_file(layer: Layer, path: &str) -> PathBuf {
    match layer {
        Layer::User(file) => file.parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path)),
        Layer::Workspace(_) | Layer::Environment(_) | Layer::Editor => PathBuf::from(path),
    }
}
