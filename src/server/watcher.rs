//! Detects files that change outside of the editor, through the client or by watching the disk.
//!
//! Both end in [`Event::FileChanged`]. A saved document always counts as a change on disk, and the text of an open
//! document takes precedence over its file.

mod disk;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::coderefs::FILES;
use crate::config::{FileWatcher, WORKSPACE_FILE};
use crate::syntax::Language;
use crate::workspace;

use super::activity::Pending;
use super::aliases;
use super::capabilities::ResolvedClientCapabilities;
use super::indexing::{decides_what_is_seen, is_too_wide};
use super::proto::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration, Unregistration, WatchKind,
};
use super::session::Snapshot;
use super::settings;
use super::shared::{Event, Shared};
use super::uri;
use disk::{Changes, Disk, Tree, WatchRequest};

/// Debounce of file changes, and maximum duration of a burst.
const REST: Duration = Duration::from_millis(100);
const BURST: Duration = Duration::from_secs(1);

/// Minimum interval of rescans after lost events. The rescan itself causes events.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Registration id of the client's watcher.
const REGISTRATION: &str = "flagwise.files";
const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Which side watches files that change outside of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WatchedBy {
    /// The client.
    Client,
    /// This server.
    Server,
    /// None: only saved documents are noticed.
    Nobody,
}

impl WatchedBy {
    fn choose(setting: FileWatcher, client: &ResolvedClientCapabilities) -> Self {
        match setting {
            FileWatcher::Client if client.register_watched_files => Self::Client,
            FileWatcher::Client => Self::Nobody,
            FileWatcher::Auto if client.register_watched_files && !client.watches_own_files_only => Self::Client,
            FileWatcher::Auto | FileWatcher::Server => Self::Server,
        }
    }
}

/// Updates the watches when folders or settings change, and handles their events.
pub(super) async fn run(shared: Arc<Shared>, mut looks: mpsc::UnboundedReceiver<Pending>) {
    let (sender, mut events) = mpsc::unbounded_channel();
    let mut watching = Watching {
        shared,
        since: SystemTime::now(),
        sender,
        disk: None,
        refused: None,
        registered: None,
        looked_again: None,
        owed: None,
    };
    loop {
        let owed = watching.owed;
        tokio::select! {
            look = looks.recv() => {
                let Some(pending) = look else { return };
                let mut merged = vec![pending];
                while let Ok(pending) = looks.try_recv() {
                    merged.push(pending);
                }
                watching.look().await;
                drop(merged);
            }
            Some(first) = events.recv() => {
                let burst = gather(first, &mut events).await;
                watching.pass_on(burst).await;
            }
            () = sleep_until(owed.unwrap_or_else(Instant::now)), if owed.is_some() => watching.look_again().await,
        }
    }
}

/// Collects events until the files rest.
async fn gather(first: notify::Event, events: &mut mpsc::UnboundedReceiver<notify::Event>) -> Vec<notify::Event> {
    let mut burst = vec![first];
    let end = Instant::now() + BURST;
    while let Ok(Some(event)) = timeout_at(end.min(Instant::now() + REST), events.recv()).await {
        burst.push(event);
    }
    burst
}

struct Watching {
    shared: Arc<Shared>,
    /// Files changed after this moment may have been scanned before they were watched.
    since: SystemTime,
    sender: mpsc::UnboundedSender<notify::Event>,
    /// Our own watches, if any.
    disk: Option<Disk>,
    /// Watches that exceeded the system's limit.
    refused: Option<WatchRequest>,
    /// The patterns registered with the client.
    registered: Option<Vec<String>>,
    looked_again: Option<Instant>,
    /// Time of the next rescan.
    owed: Option<Instant>,
}

impl Watching {
    async fn look(&mut self) {
        let snapshot = self.shared.snapshot();
        let setting = snapshot.folders().first().map_or(FileWatcher::Auto, |folder| folder.settings.file_watcher);
        let mut by = WatchedBy::choose(setting, &snapshot.capabilities);
        if by == WatchedBy::Server {
            let request = request(&self.shared, &snapshot);
            if self.refused.as_ref() == Some(&request) || !self.watch(request).await {
                by = self.fallback();
            }
        } else {
            (self.disk, self.refused) = (None, None);
        }
        self.settle(by);
    }

    /// Updates our own watches; returns false if the system's limit is exceeded.
    async fn watch(&mut self, request: WatchRequest) -> bool {
        if self.disk.as_ref().is_some_and(|disk| disk.fulfils(&request)) {
            return true;
        }
        let (disk, sender, since) = (self.disk.take(), self.sender.clone(), self.since);
        let (limit, requested) = (self.shared.options.watch_limit, request.clone());
        let work = tokio::task::spawn_blocking(move || {
            let mut disk = match disk {
                Some(disk) => disk,
                None => Disk::new(limit, move |event| _ = sender.send(event))?,
            };
            let changes = disk.adjust(requested, since)?;
            Ok((disk, changes))
        });
        self.take(work.await, request)
    }

    /// Handles changes on disk.
    async fn pass_on(&mut self, burst: Vec<notify::Event>) {
        let Some(mut disk) = self.disk.take() else { return };
        if burst.iter().any(notify::Event::need_rescan) && self.owed.is_none() {
            tracing::info!("file events were lost: scanning all files again");
            let now = Instant::now();
            self.owed = Some(self.looked_again.map_or(now, |before| now.max(before + LOOK_AGAIN)));
        }
        let request = disk.request().clone();
        let work = tokio::task::spawn_blocking(move || {
            let changes = disk.changes(burst)?;
            Ok((disk, changes))
        });
        if !self.take(work.await, request) {
            let by = self.fallback();
            self.settle(by);
        }
    }

    /// Events were lost: anything may have changed.
    async fn look_again(&mut self) {
        (self.owed, self.looked_again) = (None, Some(Instant::now()));
        let Some(mut disk) = self.disk.take() else { return };
        let request = disk.request().clone();
        let work = tokio::task::spawn_blocking(move || {
            let changes = disk.anew()?;
            Ok((disk, changes))
        });
        if !self.take(work.await, request) {
            let by = self.fallback();
            self.settle(by);
        }
    }

    /// Forwards changes; returns false if the watching thread failed, and with it our watches.
    fn take<E: std::fmt::Display>(
        &mut self,
        work: Result<notify::Result<(Disk, Changes)>, E>,
        request: WatchRequest,
    ) -> bool {
        let why = match work {
            Ok(Ok((disk, changes))) => {
                self.disk = Some(disk);
                report(&self.shared, &changes);
                return true;
            }
            Ok(Err(error)) => error.to_string(),
            Err(error) => format!("internal error ({error})"),
        };
        let fallback = match self.fallback() {
            WatchedBy::Client => "the editor watches them instead",
            _ => "files are noticed when the editor saves them",
        };
        tracing::warn!(
            "cannot watch files: {why}; {fallback}. Raise the limit of the system \
             (fs.inotify.max_user_watches), or add large folders to ignoredPaths"
        );
        self.refused = Some(request);
        false
    }

    /// The fallback if our own watches fail.
    fn fallback(&self) -> WatchedBy {
        match self.shared.snapshot().capabilities.register_watched_files {
            true => WatchedBy::Client,
            false => WatchedBy::Nobody,
        }
    }

    /// Registers or unregisters the client's watcher, and records which side watches.
    fn settle(&mut self, by: WatchedBy) {
        let patterns = (by == WatchedBy::Client).then(|| settings::watched_patterns(&self.shared.snapshot()));
        if patterns != self.registered {
            let before = std::mem::replace(&mut self.registered, patterns.clone());
            self.shared.spawn(register(self.shared.clone(), before.is_some(), patterns));
        }
        if self.shared.watched_by.send_replace(Some(by)) != Some(by) {
            tracing::info!("files are watched by: {by:?}");
        }
    }
}

/// Updates the client's watch patterns.
async fn register(shared: Arc<Shared>, was_registered: bool, patterns: Option<Vec<String>>) {
    if was_registered {
        let before = Unregistration { id: REGISTRATION.to_owned(), method: METHOD.to_owned() };
        shared.ask(shared.client.unregister_capability(vec![before]), "client/unregisterCapability").await;
    }
    let Some(patterns) = patterns else { return };
    let watcher = |(pattern, kind)| FileSystemWatcher { glob_pattern: GlobPattern::String(pattern), kind };
    // A folder that comes or goes is one event, and no pattern of files matches it.
    let folders = ("**/*".to_owned(), Some(WatchKind::Create | WatchKind::Delete));
    let watchers = patterns.into_iter().map(|pattern| (pattern, None)).chain([folders]).map(watcher).collect();
    let now = Registration {
        id: REGISTRATION.to_owned(),
        method: METHOD.to_owned(),
        register_options: Some(json!(DidChangeWatchedFilesRegistrationOptions { watchers })),
    };
    shared.ask(shared.client.register_capability(vec![now]), "client/registerCapability").await;
}

/// The files and folders to watch for the current folders.
fn request(shared: &Shared, snapshot: &Snapshot) -> WatchRequest {
    let mut request = WatchRequest::default();
    request.files.extend(shared.options.user_file.clone());
    for folder in snapshot.folders() {
        request.files.extend(folder.settings.flag_file.clone());
        let Some(root) = folder.root.as_ref().filter(|root| !is_too_wide(root)) else { continue };
        // Configuration files are relevant even if an ignore file excludes them.
        request.files.extend(FILES.iter().map(|name| root.join(name)));
        request.trees.push(Tree { root: root.clone(), ignored_paths: folder.settings.ignored_paths.clone() });
    }
    request
}

fn report(shared: &Shared, changes: &Changes) {
    for root in &changes.again {
        shared.send(Event::Rescan(root.clone()));
    }
    let snapshot = shared.snapshot();
    for file in changes.files.iter().filter(|file| matters(shared, &snapshot, file)) {
        shared.send(Event::FileChanged(file.clone()));
    }
    for folder in &changes.folders {
        shared.send(Event::FileChanged(folder.clone()));
    }
}

/// Whether a file matches the client's watch patterns.
fn matters(shared: &Shared, snapshot: &Snapshot, file: &Path) -> bool {
    let is_settings = file.file_name().is_some_and(|name| name == WORKSPACE_FILE) || aliases::is_source(file);
    if is_settings || Language::of_path(file).is_some() || decides_what_is_seen(file) {
        return true;
    }
    shared.options.user_file.as_deref() == Some(file)
        || snapshot.folders().iter().any(|folder| {
            let relative = folder.root.as_ref().and_then(|root| uri::relative(root, file));
            folder.settings.flag_file.as_deref() == Some(file)
                || relative.is_some_and(|path| workspace::is_searched(&folder.coderefs.coderefs, &path))
        })
}
