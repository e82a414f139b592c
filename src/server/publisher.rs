//! Publishing of diagnostics.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::config::{CodeLenses, InlayHints, Settings};

use super::activity::Pending;
use super::proto::Uri;
use super::proto::notification::Notification;
use super::requests;
use super::shared::Shared;
use super::uri::DocumentKey;

/// Debounce of diagnostics after changes of flags or settings.
const GATHER: Duration = Duration::from_millis(50);

/// Events of the publisher.
#[derive(Debug)]
pub(super) enum News {
    /// A document was opened or edited.
    Changed(DocumentKey),
    /// A document was closed.
    Closed(Uri),
    /// Flags or settings changed.
    Everything,
    /// Files changed on disk, with no effect on open documents.
    Files,
}

/// The closed files whose diagnostics were pushed, with their fingerprints.
type Pushed = HashMap<DocumentKey, (Uri, String)>;

/// Keeps the client's diagnostics up to date: pushes them, or requests a refresh if the client pulls. Never both. Requests
/// a refresh of code lenses and inlay hints after changes of flags or settings.
///
/// This single task is the only publisher, so an older result cannot overtake a newer one.
pub(super) async fn run(shared: Arc<Shared>, mut news: mpsc::UnboundedReceiver<(News, Pending)>) {
    let mut due: HashMap<DocumentKey, (Instant, Pending)> = HashMap::new();
    let mut refresh_at: Option<(Instant, Pending)> = None;
    let mut closed_at: Option<(Instant, Pending)> = None;
    let mut pushed = Pushed::new();
    loop {
        let next = due.values().chain(&refresh_at).chain(&closed_at).map(|(at, _)| *at).min();
        tokio::select! {
            piece = news.recv() => match piece.inspect(|(piece, pending)| {
                if !matches!(piece, News::Changed(_)) {
                    closed_at.get_or_insert((Instant::now() + GATHER, pending.clone()));
                }
            }) {
                None => return,
                Some((piece, pending)) if shared.snapshot().capabilities.pull_diagnostics => {
                    if matches!(piece, News::Everything) {
                        refresh_at.get_or_insert((Instant::now() + GATHER, pending));
                    }
                }
                Some((News::Changed(key), pending)) => {
                    due.insert(key, (Instant::now() + shared.options.debounce, pending));
                }
                Some((News::Closed(uri), _)) => {
                    due.remove(&DocumentKey::new(&uri));
                    shared.client.publish_diagnostics(uri, Vec::new(), None).await;
                }
                Some((News::Files, _)) => {}
                Some((News::Everything, pending)) => {
                    let soon = Instant::now() + GATHER;
                    refresh_at.get_or_insert((soon, pending.clone()));
                    for (key, _) in shared.snapshot().documents() {
                        due.entry(key.clone()).or_insert_with(|| (soon, pending.clone()));
                    }
                }
            },
            () = until(next) => {
                let now = Instant::now();
                if refresh_at.take_if(|(at, _)| *at <= now).is_some() {
                    ask_to_refresh(&shared);
                }
                let ripe: Vec<_> = due.extract_if(|_, (at, _)| *at <= now).collect();
                for (key, (_, _pending)) in ripe {
                    pushed.remove(&key);
                    publish(&shared, key).await;
                }
                if closed_at.as_ref().is_some_and(|(at, _)| *at <= now) {
                    shared.diagnostics_changed.send_modify(|version| *version += 1);
                    tell_of_flags(&shared).await;
                    push_closed(&shared, &mut pushed).await;
                    closed_at = None;
                }
            }
        }
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Publishes the diagnostics of the latest text and flags. If the text changed in the meantime, the result is dropped:
/// the change is queued itself.
async fn publish(shared: &Arc<Shared>, key: DocumentKey) {
    let snapshot = shared.snapshot();
    let Some((_, open)) = snapshot.documents().find(|(open, _)| **open == key) else { return };
    let (uri, version) = (open.uri.clone(), open.document.version());
    let Some(file) = snapshot.file_of(open) else { return };
    let computed = tokio::task::spawn_blocking(move || requests::diagnostics(&snapshot, &file)).await;
    let diagnostics = match computed {
        Ok(diagnostics) => diagnostics,
        Err(error) => {
            tracing::error!("cannot compute the diagnostics of a document: {error}");
            return;
        }
    };
    let is_current = shared.snapshot().documents().any(|(open, now)| *open == key && now.document.version() == version);
    if is_current {
        shared.client.publish_diagnostics(uri, diagnostics, Some(version)).await;
    }
}

/// Pushes the diagnostics of closed files that changed, where the settings want them.
async fn push_closed(shared: &Arc<Shared>, pushed: &mut Pushed) {
    let snapshot = shared.snapshot();
    if snapshot.capabilities.pull_diagnostics || pushed.is_empty() && !requests::wants_closed_files(&snapshot) {
        return;
    }
    let computed = tokio::task::spawn_blocking(move || requests::closed_diagnostics(&snapshot)).await;
    let found = match computed {
        Ok(found) => found,
        Err(error) => return tracing::error!("cannot compute the diagnostics of closed files: {error}"),
    };
    let mut gone = std::mem::take(pushed);
    let is_open = |key: &DocumentKey| shared.snapshot().documents().any(|(open, _)| open == key);
    for (uri, diagnostics) in found {
        let (key, fingerprint) = (DocumentKey::new(&uri), requests::fingerprint(&diagnostics));
        let before = gone.remove(&key);
        if is_open(&key) {
            continue;
        }
        pushed.insert(key, (uri.clone(), fingerprint.clone()));
        if before.is_none_or(|(_, before)| before != fingerprint) {
            shared.client.publish_diagnostics(uri, diagnostics, None).await;
        }
    }
    for (key, (uri, _)) in gone {
        if !is_open(&key) {
            shared.client.publish_diagnostics(uri, Vec::new(), None).await;
        }
    }
}

/// `flagwise/flagsChanged`: flags, settings, documents or files changed. A client that lists flags asks for them again.
struct FlagsChanged;

impl Notification for FlagsChanged {
    type Params = Value;
    const METHOD: &'static str = "flagwise/flagsChanged";
}

async fn tell_of_flags(shared: &Arc<Shared>) {
    if shared.snapshot().capabilities.flags_changed {
        shared.client.send_notification::<FlagsChanged>(json!({})).await;
    }
}

/// Asks the client for what it shows of flags: diagnostics if it pulls them, code lenses and inlay hints.
fn ask_to_refresh(shared: &Arc<Shared>) {
    let snapshot = shared.snapshot();
    // The last one is of what is outside of the others.
    let own = match snapshot.folders() {
        [own @ .., _] if !own.is_empty() => own,
        all => all,
    };
    let has = |is_shown: fn(&Settings) -> bool| own.iter().any(|folder| is_shown(&folder.settings));
    let client = &snapshot.capabilities;
    if client.pull_diagnostics {
        let background = shared.clone();
        shared.spawn(async move {
            background.ask(background.client.workspace_diagnostic_refresh(), "workspace/diagnostic/refresh").await;
        });
    }
    if client.code_lens_refresh && has(|settings| settings.code_lens != CodeLenses::Off) {
        let background = shared.clone();
        shared.spawn(async move {
            background.ask(background.client.code_lens_refresh(), "workspace/codeLens/refresh").await;
        });
    }
    if client.inlay_hint_refresh && has(|settings| settings.inlay_hints != InlayHints::Off) {
        let background = shared.clone();
        shared.spawn(async move {
            background.ask(background.client.inlay_hint_refresh(), "workspace/inlayHint/refresh").await;
        });
    }
}
