//! Searches for names that appeared since a scan.
//!
//! A scan parses only files with SDK words, keys, or search terms, such as a constant that holds a key. When an edit, a
//! file on disk or a key adds search terms, the files that are not parsed are searched for them. No file is parsed twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::syntax::KnownKeys;
use crate::workspace::{self, Searched};

use super::super::session::{Folder, Indexed};
use super::super::shared::{Event, Shared};
use super::folder::{Changed, FolderState};
use super::inputs::scan_options;
use super::update::update;
use super::{indexed_folders, install};

/// Searches the folders whose names changed.
pub(super) async fn run(shared: &Arc<Shared>, folders: &mut HashMap<PathBuf, FolderState>) {
    let snapshot = shared.snapshot();
    let mut is_news = false;
    for (root, folder) in indexed_folders(&snapshot) {
        let Some(state) = folders.get_mut(&root).filter(|state| state.names_changed) else { continue };
        state.names_changed = false;
        let Some(found) = grow(shared, &root, folder, state.searched.clone()).await else { continue };
        let Found { indexed, searched, is_news: has_found } = found;
        state.searched = Arc::new(searched);
        // Some of the new files may be open by now.
        let folder = Folder { index: indexed.clone(), ..folder.clone() };
        let open = shared.snapshot().indexed_files(&root);
        let updated = update(shared, &root, &folder, &[], open, &|_| true).await;
        // The new files may add search terms.
        state.names_changed = true;
        let Changed { indexed, matters } = updated.unwrap_or(Changed { indexed, matters: false });
        is_news |= install(shared, &root, indexed) && (matters || has_found);
    }
    folders.retain(|root, _| snapshot.folders().iter().any(|folder| folder.root.as_ref() == Some(root)));
    if is_news {
        shared.send(Event::EverythingChanged);
    }
}

/// The result of a search.
struct Found {
    indexed: Indexed,
    searched: Searched,
    /// Whether any file was found.
    is_news: bool,
}

/// The index of a folder with the files that hold a name not searched for so far; `None` if there is no such name.
async fn grow(shared: &Arc<Shared>, root: &Path, folder: &Folder, searched: Arc<Searched>) -> Option<Found> {
    let (before, options, root) = (folder.index.clone(), scan_options(root, &folder.settings), root.to_owned());
    let shared = shared.clone();
    let work = tokio::task::spawn_blocking(move || {
        let index = before.index()?;
        if searched.covers(index) {
            return None;
        }
        let grown = workspace::grow(index, &[root], &options, &KnownKeys::default(), &searched);
        tracing::info!("new names: {} files searched, {} parsed", grown.files_seen, grown.parsed);
        shared.index_work.searches.fetch_add(1, Ordering::Relaxed);
        shared.index_work.parsed.fetch_add(grown.parsed, Ordering::Relaxed);
        let is_news = grown.parsed > 0;
        let indexed = if is_news { before.with_index(grown.index) } else { before.clone() };
        Some(Found { indexed, searched: grown.searched, is_news })
    });
    work.await.inspect_err(|error| tracing::error!("the files could not be searched: {error}")).ok().flatten()
}
