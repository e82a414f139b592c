//! Reasons why scans exclude a file.

use std::path::Path;
use std::sync::Arc;

use crate::cli::workspace::{Workspace, shown};
use crate::workspace::{ScanOptions, exclusion, read_source};

/// The text of the file, or the reason why scans exclude it.
pub(super) fn text(path: &Path, workspace: &Workspace, options: &ScanOptions) -> Result<Arc<str>, String> {
    if !path.starts_with(&workspace.root) {
        let root = shown(&workspace.root);
        return Err(format!(
            "the file is outside of the workspace folder {root}: run this command in the file's workspace"
        ));
    }
    if let Some(exclusion) = exclusion(&workspace.root, path, options) {
        return Err(exclusion.reason(&workspace.root, path, shown));
    }
    read_source(&workspace.root, path, options.size_limit)
        .map(|text| text.text)
        .map_err(|problem| format!("the file {problem}"))
}
