//! The inputs of a folder's indexes besides its files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Settings;
use crate::syntax::Wrappers;
use crate::workspace::{AliasCommands, ReadCodeRefs, ScanOptions};

use super::super::aliases;
use super::super::session::{Folder, LoadedCatalog, Snapshot, source_keys};

/// Inputs of a folder's indexes. A change of any of them requires a rescan, except for keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct IndexInputs {
    pub(super) known_stamps: Vec<u64>,
    real_root: Option<PathBuf>,
    ignored_paths: Vec<String>,
    flag_file: Option<PathBuf>,
    max_file_size: u64,
    wrappers: Option<Arc<Wrappers>>,
    coderefs: Arc<ReadCodeRefs>,
    commands: AliasCommands,
}

impl IndexInputs {
    /// The inputs for a folder's indexes, with its flags; `None` as long as no flags are loaded.
    pub(super) fn of(snapshot: &Snapshot, root: &Path, folder: &Folder) -> Option<(Self, Vec<LoadedCatalog>)> {
        let keys = source_keys(&folder.settings);
        let loaded: Vec<_> = keys.iter().filter_map(|key| snapshot.source(key)?.loaded.clone()).collect();
        if loaded.is_empty() {
            return None;
        }
        let inputs = Self {
            known_stamps: loaded.iter().map(|loaded| loaded.known_stamp).collect(),
            real_root: folder.real_root.clone(),
            ignored_paths: folder.settings.ignored_paths.clone(),
            flag_file: folder.settings.flag_file.clone(),
            max_file_size: folder.settings.max_file_size,
            wrappers: folder.wrappers.clone(),
            coderefs: folder.coderefs.clone(),
            commands: aliases::commands(root, &folder.settings),
        };
        Some((inputs, loaded))
    }

    /// Whether another one differs in the keys of its projects and in nothing else.
    pub(super) fn has_other_keys_only(&self, other: &Self) -> bool {
        let with_keys = Self { known_stamps: other.known_stamps.clone(), ..self.clone() };
        self.known_stamps.len() == other.known_stamps.len() && with_keys == *other
    }
}

/// The options of scans of a folder.
pub(in crate::server) fn scan_options(root: &Path, settings: &Settings) -> ScanOptions {
    ScanOptions {
        base: Some(root.to_owned()),
        ignored_paths: settings.ignored_paths.clone(),
        flag_lists: settings.flag_file.iter().cloned().collect(),
        parse_limit: settings.max_file_size,
        ..ScanOptions::default()
    }
}
