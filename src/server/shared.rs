use std::collections::HashSet;
use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::flags::UnixMillis;
use crate::launchdarkly;

use super::ServerOptions;
use super::api::Api;
use super::proto::{Client, MessageType, Result, Uri};
use super::session::{Session, Snapshot, host_of};
use super::sources::Loaders;
use super::status::ServerStatusParams;
use super::uri::DocumentKey;
use super::watcher::WatchedBy;

/// How long a question to the client's program (not to its user) may take before we go on without an answer.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// What all parts of one running server share.
pub(super) struct Shared {
    /// The client. Requests to it are awaited only in background tasks, see [`Shared::ask`].
    pub(super) client: Client,
    /// How the server was started.
    pub(super) options: ServerOptions,
    /// Access to LaunchDarkly.
    pub(super) api: Api,
    /// What keeps flags loaded.
    pub(super) loaders: Loaders,
    /// What `experimental/serverStatus` should say.
    pub(super) server_status: watch::Sender<Option<ServerStatusParams>>,
    /// Who tells of changed files, once that is decided.
    pub(super) watched_by: watch::Sender<Option<WatchedBy>>,
    session: Mutex<Session>,
    /// Messages shown, so that none is shown twice.
    said: Mutex<HashSet<String>>,
    events: mpsc::UnboundedSender<Event>,
    stop: CancellationToken,
    /// Cancelled when the client's process is gone.
    pub(super) parent_gone: CancellationToken,
}

/// Something that background tasks react to.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The client is ready for requests of ours.
    Initialized,
    /// A document was opened or has a new text.
    DocumentChanged(DocumentKey),
    /// A document was closed; the URI as the client wrote it.
    DocumentClosed(Uri),
    /// Flags or settings changed: whatever was said about open documents may be wrong.
    EverythingChanged,
    /// The client's settings or a configuration file changed.
    SettingsChanged,
    /// A source file changed on disk, or is gone.
    FileChanged(PathBuf),
    /// Anything in this workspace folder may have changed on disk.
    LookAgain(PathBuf),
    /// A flag file changed, or the user asked for fresh flags.
    RefreshFlags,
}

impl Shared {
    pub(super) fn new(client: Client, options: ServerOptions) -> (Arc<Self>, mpsc::UnboundedReceiver<Event>) {
        let (events, queue) = mpsc::unbounded_channel();
        let shared = Self {
            client,
            api: Api::new(options.environment.clone()),
            options,
            loaders: Loaders::default(),
            server_status: watch::Sender::default(),
            watched_by: watch::Sender::default(),
            said: Mutex::default(),
            session: Mutex::default(),
            events,
            stop: CancellationToken::new(),
            parent_gone: CancellationToken::new(),
        };
        (Arc::new(shared), queue)
    }

    /// The session, locked. Hold it for a few assignments only.
    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session as it is now.
    pub(super) fn snapshot(&self) -> Snapshot {
        let now = self.now();
        self.session().snapshot(now)
    }

    /// A client of a host, as the settings that name the host say; `None` without a token.
    pub(super) fn api_client(
        &self,
        host: &str,
    ) -> Option<std::result::Result<launchdarkly::Client, launchdarkly::Error>> {
        let snapshot = self.snapshot();
        let folder = snapshot.folders().iter().find(|folder| host_of(&folder.settings) == host);
        self.api.client(host, folder.and_then(|folder| folder.settings.proxy.as_deref()))
    }

    /// The present.
    pub(super) fn now(&self) -> UnixMillis {
        (self.options.clock)()
    }

    /// Tells the background tasks. Never waits.
    pub(super) fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    /// Runs a task in the background until it ends or the server does.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = task => {}
            }
        });
    }

    /// Ends all background tasks.
    pub(super) fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits for the client's answer, though not for ever: clients are known to leave requests without one. Only for
    /// background tasks.
    pub(super) async fn ask<T>(&self, question: impl Future<Output = Result<T>>, what: &str) -> Option<T> {
        match tokio::time::timeout(CLIENT_PATIENCE, question).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(error)) => {
                tracing::info!("the client refused {what}: {error}");
                None
            }
            Err(_) => {
                tracing::info!("the client did not answer {what}");
                None
            }
        }
    }

    /// Shows a message to the user. Never waits.
    pub(super) fn show(&self, level: MessageType, message: String) {
        let client = self.client.clone();
        self.spawn(async move { client.show_message(level, message).await });
    }

    /// Shows a message unless it was shown before.
    pub(super) fn say_once(&self, level: MessageType, message: String) {
        if self.said.lock().unwrap_or_else(PoisonError::into_inner).insert(message.clone()) {
            self.show(level, message);
        }
    }

    /// All is well again: a problem that comes back is news.
    pub(super) fn forget_said(&self) {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
