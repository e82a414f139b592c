//! Options that are paths: what they start from, and where they must stay.

use std::path::{Component, Path, PathBuf};

use super::{Layer, Merge};

impl Merge<'_> {
    /// The path of a flag file; a workspace's must stay inside its folder.
    pub(super) fn flag_file(&self, layer: Layer, path: &str) -> Result<PathBuf, String> {
        let given = Path::new(path);
        if !matches!(layer, Layer::Workspace(_)) {
            return Ok(self.root.map_or_else(|| given.to_owned(), |root| root.join(given)));
        }
        let root = self.root.unwrap_or(Path::new(""));
        let stays = given.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let full = root.join(given);
        // A link inside the folder may still point out of it.
        let resolved_stays = match (root.canonicalize(), full.canonicalize()) {
            (Ok(root), Ok(full)) => full.starts_with(root),
            _ => true,
        };
        if stays && resolved_stays {
            Ok(full)
        } else {
            Err("`flagFile` must lie inside the workspace folder when flagwise.toml sets it, so that a cloned repository \
                 cannot read your other files. Move the file, or set the path in your editor's user settings"
                .to_owned())
        }
    }
}

/// A folder from the root of the file system or from the user's home on.
pub(super) fn absolute(folder: &str) -> Option<PathBuf> {
    let path = match folder.strip_prefix("~/") {
        Some(rest) => etcetera::home_dir().ok()?.join(rest),
        None => PathBuf::from(folder),
    };
    path.is_absolute().then_some(path)
}

/// A relative path in the user's file starts beside that file.
pub(super) fn log_file(layer: Layer, path: &str) -> PathBuf {
    match layer {
        Layer::User(file) => file.parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path)),
        Layer::Workspace(_) | Layer::Editor => PathBuf::from(path),
    }
}
