use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;

use super::indexing::{self, Change};
use super::proto::{DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration};
use super::publisher::{self, News};
use super::shared::{Event, Shared};
use super::{settings, sources, status, uri};

/// Reacts to what happened to the session, one event after the other; whatever takes time goes to tasks of its own.
pub(super) async fn run(shared: Arc<Shared>, mut events: mpsc::UnboundedReceiver<Event>) {
    let (publisher, news) = mpsc::unbounded_channel();
    shared.spawn(publisher::run(shared.clone(), news));
    shared.spawn(status::send_changes(shared.clone()));
    let (settings, settings_changes) = mpsc::unbounded_channel();
    shared.spawn(settings::run(shared.clone(), settings_changes));
    let (files, changed_files) = mpsc::unbounded_channel();
    shared.spawn(indexing::run(shared.clone(), changed_files));
    while let Some(event) = events.recv().await {
        match event {
            Event::Initialized => {
                register(&shared);
                let _ = settings.send(());
            }
            Event::SettingsChanged => {
                let _ = settings.send(());
            }
            Event::DocumentChanged(key) => {
                let _ = publisher.send(News::Changed(key.clone()));
                let _ = files.send(Change::Edited(key));
            }
            Event::DocumentClosed(uri) => {
                if let Some(path) = uri::path_of(&uri) {
                    // The file counts again.
                    let _ = files.send(Change::Disk(path));
                }
                let _ = publisher.send(News::Closed(uri));
            }
            Event::EverythingChanged => {
                let _ = publisher.send(News::Everything);
                let _ = files.send(Change::Look);
            }
            Event::FileChanged(path) => {
                let _ = files.send(Change::Disk(path));
            }
            Event::RefreshFlags => sources::refresh(&shared),
        }
    }
}

/// Asks the client to tell of changes, where it lets servers ask.
fn register(shared: &Arc<Shared>) {
    let capabilities = shared.snapshot().capabilities;
    let mut registrations = Vec::new();
    if capabilities.register_configuration {
        registrations.push(Registration {
            id: "flagwise.configuration".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(json!({ "section": "flagwise" })),
        });
    }
    if capabilities.register_watched_files {
        let watchers = settings::watched_patterns(&shared.snapshot())
            .into_iter()
            .map(|pattern| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind: None })
            .collect();
        registrations.push(Registration {
            id: "flagwise.files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(json!(DidChangeWatchedFilesRegistrationOptions { watchers })),
        });
    }
    if registrations.is_empty() {
        return;
    }
    let background = shared.clone();
    shared.spawn(async move {
        background.ask(background.client.register_capability(registrations), "client/registerCapability").await;
    });
}
