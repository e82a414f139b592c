//! Reasons why scans exclude a file.

use std::path::Path;
use std::sync::Arc;

use crate::cli::workspace::{Workspace, shown};
use crate::workspace::{Exclusion, ScanOptions, exclusion, ignoring_file, read_source};

/// The text of the file, or the reason why scans exclude it.
pub(super) fn text(path: &Path, workspace: &Workspace, options: &ScanOptions) -> Result<Arc<str>, String> {
    if !path.starts_with(&workspace.root) {
        let root = shown(&workspace.root);
        return Err(format!(
            "the file is outside of the workspace folder {root}: run this command in the file's workspace"
        ));
    }
    match exclusion(&workspace.root, path, options) {
        Some(Exclusion::IgnoreFile) => {
            let which = ignoring_file(&workspace.root, path)
                .map(|(file, pattern)| format!(": the line `{pattern}` of {}", shown(&file)));
            let which = which.unwrap_or_default();
            return Err(format!("the file is ignored by a .gitignore, .ignore or .ldignore file{which}"));
        }
        Some(Exclusion::IgnoredPaths) => return Err("the file is excluded by the setting `ignoredPaths`".into()),
        Some(Exclusion::NotWalked) => {
            return Err("the file is a symbolic link, is below one, or belongs to git: those are not followed".into());
        }
        None => {}
    }
    read_source(&workspace.root, path, options.size_limit)
        .map(|text| text.text)
        .map_err(|problem| format!("the file {problem}"))
}
