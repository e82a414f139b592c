//! Server status: `flagwise/status` and `experimental/serverStatus`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::shown_url;

use super::indexing::IndexStatus;
use super::proto::notification::Notification;
use super::session::{Snapshot, Source, SourceKey, host_of, source_key, source_keys};
use super::shared::Shared;
use super::watcher::WatchedBy;
use crate::text::printable;

/// Response to `flagwise/status`, for status displays and health checks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// `ok`, `warning` (flags are outdated or missing) or `error`.
    pub health: Health,
    /// One or two sentences.
    pub message: String,
    /// The project's key.
    pub project: Option<String>,
    /// Keys of the chosen environments.
    pub environments: Vec<String>,
    /// Number of loaded flags.
    pub flags: usize,
    /// When they were fetched, RFC 3339.
    pub fetched_at: Option<String>,
    /// Whether a token is set.
    pub token_present: bool,
    /// Origin of the token, in words; never the token.
    pub token_origin: Option<String>,
    /// Base URL of the API.
    pub host: String,
    /// Whether the settings allow changes.
    pub writes: bool,
    /// Whether flags are being loaded.
    pub loading: bool,
    /// Whether all messages so far have taken effect: flags are loaded, files indexed, diagnostics published.
    pub quiescent: bool,
    /// The index of files.
    pub index: IndexStatus,
    /// Which side watches files; `None` until decided.
    pub watcher: Option<WatchedBy>,
}

/// Health, with the names of `experimental/serverStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// Flags are loaded and up to date.
    Ok,
    /// Flags are missing or outdated.
    Warning,
    /// Not working.
    Error,
}

/// `experimental/serverStatus`, as defined by rust-analyzer and shown by several clients.
struct ServerStatusNotification;

impl Notification for ServerStatusNotification {
    type Params = ServerStatusParams;
    const METHOD: &'static str = "experimental/serverStatus";
}

/// Parameters of `experimental/serverStatus`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ServerStatusParams {
    health: Health,
    quiescent: bool,
    message: String,
}

/// Message if no project is configured.
pub(super) const NO_PROJECT: &str = "No LaunchDarkly project is set. Add `project = \"KEY\"` to flagwise.toml at the \
    root of the workspace, or set flagwise's `project` in your editor.";

/// Answers `flagwise/status` for the first folder's project.
pub(super) fn status(shared: &Shared, snapshot: &Snapshot) -> Status {
    let settings = snapshot.folders().first().map(|folder| folder.settings.clone()).unwrap_or_default();
    let origin = shared.api.token_origin(host_of(&settings));
    let keys = source_keys(&settings);
    let own = source_key(&settings, settings.project.as_deref());
    let key = own.as_ref().or(keys.first());
    let source = key.and_then(|key| snapshot.source(key));
    let (health, message) = describe(key, source);
    let catalog = source.and_then(|source| source.loaded.as_ref()).map(|loaded| &loaded.catalog);
    Status {
        health,
        message: printable(&message).into_owned(),
        project: catalog.map(|catalog| catalog.project.key.to_string()).or(settings.project.clone()),
        environments: match catalog {
            Some(catalog) => catalog.environments.iter().map(|environment| environment.key.to_string()).collect(),
            None => settings.environments.clone(),
        },
        flags: catalog.map_or(0, |catalog| catalog.flags.len()),
        fetched_at: catalog.map(|catalog| catalog.fetched_at.rfc3339()),
        token_present: origin.is_some(),
        token_origin: origin.map(|origin| origin.to_string()),
        host: shown_url(host_of(&settings)),
        writes: !settings.read_only,
        loading: source.is_some_and(|source| source.loading),
        quiescent: shared.activity.is_quiescent(),
        index: shared.index_work.status(snapshot),
        watcher: *shared.watched_by.borrow(),
    }
}

/// Marks the status as possibly changed.
pub(super) fn changed(shared: &Shared) {
    let snapshot = shared.snapshot();
    if !snapshot.capabilities.server_status {
        return;
    }
    let Status { health, message, .. } = status(shared, &snapshot);
    let quiescent = !snapshot.sources().any(|(_, source)| source.loading);
    let now = Some(ServerStatusParams { health, quiescent, message });
    shared.server_status.send_if_modified(|last| {
        let is_news = *last != now;
        *last = now;
        is_news
    });
}

/// Notifies the client when the status changes.
pub(super) async fn send_changes(shared: Arc<Shared>) {
    let mut changes = shared.server_status.subscribe();
    while changes.changed().await.is_ok() {
        let status = changes.borrow_and_update().clone();
        if let Some(status) = status {
            shared.client.send_notification::<ServerStatusNotification>(status).await;
        }
    }
}

fn describe(key: Option<&SourceKey>, source: Option<&Source>) -> (Health, String) {
    let Some(key) = key else { return (Health::Warning, NO_PROJECT.to_owned()) };
    let loaded = source.and_then(|source| source.loaded.as_ref()).map(|loaded| &loaded.catalog);
    let known = loaded.map(|catalog| format!("{} flags of {}", catalog.flags.len(), catalog.project.key));
    match (source.and_then(|source| source.problem.as_deref()), known) {
        (Some(problem), Some(known)) => (Health::Warning, format!("{problem} Using {known}, loaded earlier.")),
        (Some(problem), None) => (Health::Error, problem.to_owned()),
        (None, Some(known)) => (Health::Ok, format!("{known}.")),
        (None, None) => (Health::Ok, format!("Loading the flags of {key}.")),
    }
}
