//! References to flags in the workspace.

use std::collections::BTreeMap;

use crate::cli::workspace::{CacheArguments, Workspace};
use crate::syntax::KnownKeys;
use crate::text::{LineIndex, PositionEncoding};
use crate::workspace::{self as files, ScanOptions};

/// The references to these flags, as `PATH:LINE` by key.
pub fn of_flags(workspace: &Workspace, keys: &[&str]) -> BTreeMap<String, Vec<String>> {
    let known: KnownKeys = keys.iter().copied().collect();
    let options = ScanOptions {
        base: Some(workspace.root.clone()),
        ignored_paths: workspace.settings.ignored_paths.clone(),
        parse_limit: workspace.settings.max_file_size,
        only_known: true,
        index: false,
        shards: CacheArguments::default().shards(),
        ..ScanOptions::default()
    };
    let scan = files::scan(std::slice::from_ref(&workspace.root), &options, &known, &|_| {});
    let is_wanted = |key: &str| keys.contains(&key);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &scan.files {
        let lines = LineIndex::new(&file.text);
        for (key, reference) in file.references.resolved().filter(|(key, _)| is_wanted(key)) {
            let range = lines.position_range(&file.text, reference.range, PositionEncoding::Utf32);
            found.entry(key.to_string()).or_default().push(format!("{}:{}", file.path, range.start.line + 1));
        }
    }
    found
}

/// Number of references to a flag; `None` if the workspace is no project: it has neither a `flagwise.toml` nor is it a
/// repository.
pub fn count(workspace: &Workspace, key: &str) -> Option<usize> {
    let is_project = [".git", "flagwise.toml"].iter().any(|name| workspace.root.join(name).symlink_metadata().is_ok());
    is_project.then(|| of_flags(workspace, &[key]).values().map(Vec::len).sum())
}
