//! The event loop of the background tasks.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;

use crate::coderefs::FILES;
use crate::config::WORKSPACE_FILE;

use super::activity::Pending;
use super::indexing::{self, Change};
use super::proto::Registration;
use super::publisher::{self, News};
use super::shared::{Event, Shared};
use super::{aliases, settings, sources, status, uri, watcher};

/// Handles session events one after the other; long work is spawned.
pub(super) async fn run(shared: Arc<Shared>, mut events: mpsc::UnboundedReceiver<(Event, Pending)>) {
    let (publisher, news) = mpsc::unbounded_channel();
    shared.spawn(publisher::run(shared.clone(), news));
    shared.spawn(status::send_changes(shared.clone()));
    let (settings, settings_changes) = mpsc::unbounded_channel();
    shared.spawn(settings::run(shared.clone(), settings_changes));
    let (files, changed_files) = mpsc::unbounded_channel();
    shared.spawn(indexing::run(shared.clone(), changed_files));
    let (watcher, looks) = mpsc::unbounded_channel();
    shared.spawn(watcher::run(shared.clone(), looks));
    while let Some((event, pending)) = events.recv().await {
        match event {
            Event::Initialized => {
                register(&shared);
                let _ = watcher.send(pending.clone());
                let _ = settings.send(pending.clone());
            }
            Event::SettingsChanged => {
                let _ = settings.send(pending.clone());
            }
            Event::DocumentChanged(key) => {
                let _ = publisher.send((News::Changed(key.clone()), pending.clone()));
                let _ = files.send((Change::Edited(key), pending.clone()));
            }
            Event::DocumentClosed(uri, path) => {
                if let Some(path) = path {
                    // The file on disk applies again.
                    let _ = files.send((Change::Disk(path), pending.clone()));
                }
                let _ = publisher.send((News::Closed(uri), pending.clone()));
            }
            Event::EverythingChanged => {
                let _ = publisher.send((News::Everything, pending.clone()));
                let _ = files.send((Change::Look, pending.clone()));
                let _ = watcher.send(pending.clone());
            }
            Event::FilesChanged => _ = publisher.send((News::Files, pending.clone())),
            Event::FileChanged(path) => {
                file_changed(&shared, &path, &pending);
                let _ = files.send((Change::Disk(path), pending.clone()));
            }
            Event::Rescan(root) => {
                let _ = files.send((Change::Again(root), pending.clone()));
            }
            Event::RefreshFlags => sources::refresh(&shared, &pending),
        }
    }
}

/// Reloads what depends on a changed, created or deleted file or folder, whichever side detected it.
fn file_changed(shared: &Arc<Shared>, path: &Path, pending: &Pending) {
    let real = uri::real_path(path);
    // A change of a folder is a change of all files in it.
    let holds = |target: &Path| target.starts_with(path) || uri::real_path(target).starts_with(&real);
    let snapshot = shared.snapshot();
    let roots = || snapshot.folders().iter().filter_map(|folder| folder.root.as_ref());
    let mut settings = roots().flat_map(|root| FILES.iter().chain(&[WORKSPACE_FILE]).map(|name| root.join(name)));
    let is_settings = path.file_name().is_some_and(|name| name == WORKSPACE_FILE)
        || aliases::is_source(path)
        || shared.options.user_file.as_deref().is_some_and(holds)
        || settings.any(|file| holds(&file));
    if is_settings {
        shared.send(Event::SettingsChanged);
    }
    if snapshot.folders().iter().any(|folder| folder.settings.flag_file.as_deref().is_some_and(holds)) {
        sources::refresh(shared, pending);
    }
}

/// Registers for configuration changes, if the client supports it.
fn register(shared: &Arc<Shared>) {
    if !shared.snapshot().capabilities.register_configuration {
        return;
    }
    let registration = Registration {
        id: "flagwise.configuration".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(json!({ "section": "flagwise" })),
    };
    let background = shared.clone();
    shared.spawn(async move {
        background.ask(background.client.register_capability(vec![registration]), "client/registerCapability").await;
    });
}
