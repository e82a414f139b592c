//! State shared by all parts of a running server.

use std::collections::HashSet;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::config::{Answers, Unconfirmed};
use crate::flags::UnixMillis;
use crate::launchdarkly;
use crate::text::{printable, printable_lines};

use super::ServerOptions;
use super::activity::{Activity, Pending};
use super::api::Api;
use super::changes;
use super::indexing::IndexWork;
use super::proto::{Client, MessageType, Result, Uri};
use super::session::{Session, Snapshot, host_of};
use super::sources::Loaders;
use super::status::ServerStatusParams;
use super::uri::DocumentKey;
use super::watcher::WatchedBy;

/// A message as plain text: VS Code makes links of `[text](address)` in messages, also of commands.
pub(super) fn message_text(message: &str) -> String {
    printable_lines(message).replace("](", "] (")
}

/// Timeout of requests to the client that do not involve the user.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// State shared by all parts of a running server.
pub(super) struct Shared {
    /// The client. Await requests to it only in background tasks, see [`Shared::ask`].
    pub(super) client: Client,
    /// Server options.
    pub(super) options: ServerOptions,
    /// Access to LaunchDarkly.
    pub(super) api: Api,
    /// Background tasks that keep flags loaded.
    pub(super) loaders: Loaders,
    /// State of `experimental/serverStatus`.
    pub(super) server_status: watch::Sender<Option<ServerStatusParams>>,
    /// Which side watches files, once decided.
    pub(super) watched_by: watch::Sender<Option<WatchedBy>>,
    /// Incremented when diagnostics of files that are not being edited may have changed.
    pub(super) diagnostics_changed: watch::Sender<u64>,
    /// One change of a flag at a time.
    pub(super) changing: changes::Locks,
    session: Mutex<Session>,
    /// Messages already shown, to avoid repetition.
    said: Mutex<HashSet<String>>,
    /// The user's answers about guarded settings.
    answers: Mutex<Answers>,
    /// Guarded settings that the user was prompted about in this session.
    prompted: Mutex<HashSet<(PathBuf, Unconfirmed)>>,
    events: mpsc::UnboundedSender<(Event, Pending)>,
    /// Unfinished work caused by events.
    pub(super) activity: Activity,
    /// Work done by all indexes.
    pub(super) index_work: IndexWork,
    stop: CancellationToken,
    /// Cancelled once `shutdown` is answered: no change is sent any more.
    pub(super) shut_down: CancellationToken,
    /// Cancelled when the client's process ends.
    pub(super) parent_gone: CancellationToken,
}

/// An event for background tasks.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The client accepts requests.
    Initialized,
    /// A document was opened or edited.
    DocumentChanged(DocumentKey),
    /// A document was closed: the URI as sent by the client, and its file on disk, if any.
    DocumentClosed(Uri, Option<PathBuf>),
    /// Flags or settings changed, so diagnostics may be outdated.
    EverythingChanged,
    /// Files changed on disk, with no effect on others.
    FilesChanged,
    /// The client's settings or a configuration file changed.
    SettingsChanged,
    /// A file or folder was changed, created or deleted on disk.
    FileChanged(PathBuf),
    /// Anything in this workspace folder may have changed on disk.
    Rescan(PathBuf),
    /// A flag file changed, or the user requested a refresh.
    RefreshFlags,
}

impl Shared {
    pub(super) fn new(
        client: Client,
        options: ServerOptions,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<(Event, Pending)>) {
        let (events, queue) = mpsc::unbounded_channel();
        let answers = options.answers_file.as_deref().map(Answers::read).unwrap_or_default();
        let shared = Self {
            client,
            api: Api::new(options.environment.clone(), options.credentials.clone()),
            options,
            loaders: Loaders::default(),
            server_status: watch::Sender::default(),
            watched_by: watch::Sender::default(),
            diagnostics_changed: watch::Sender::default(),
            said: Mutex::default(),
            changing: changes::Locks::default(),
            answers: Mutex::new(answers),
            prompted: Mutex::default(),
            session: Mutex::default(),
            events,
            activity: Activity::default(),
            index_work: IndexWork::default(),
            stop: CancellationToken::new(),
            shut_down: CancellationToken::new(),
            parent_gone: CancellationToken::new(),
        };
        (Arc::new(shared), queue)
    }

    /// Locks the session. Hold the lock for a few assignments only.
    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a snapshot of the session.
    pub(super) fn snapshot(&self) -> Snapshot {
        let now = self.now();
        self.session().snapshot(now)
    }

    /// A client of a host, with the settings that configure it; `None` without a token.
    pub(super) fn api_client(
        &self,
        host: &str,
    ) -> Option<std::result::Result<launchdarkly::Client, launchdarkly::Error>> {
        self.api.client(host, self.proxy_of(host).as_deref())
    }

    /// The proxy for a host.
    pub(super) fn proxy_of(&self, host: &str) -> Option<String> {
        let snapshot = self.snapshot();
        let folder = snapshot.folders().iter().find(|folder| host_of(&folder.settings) == host);
        folder?.settings.proxy.clone()
    }

    /// The current time.
    pub(super) fn now(&self) -> UnixMillis {
        (self.options.clock)()
    }

    /// Sends an event to the background tasks. Never blocks.
    pub(super) fn send(&self, event: Event) {
        let _ = self.events.send((event, self.activity.begin()));
    }

    /// Spawns a background task that ends with the server.
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

    /// Awaits a response of the client, with a timeout: some clients never respond. Only for background tasks.
    pub(super) async fn ask<T>(&self, question: impl Future<Output = Result<T>>, what: &str) -> Option<T> {
        match tokio::time::timeout(CLIENT_PATIENCE, question).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(error)) => {
                tracing::info!("the client rejected {what}: {error}");
                None
            }
            Err(_) => {
                tracing::info!("the client did not answer {what}");
                None
            }
        }
    }

    /// Shows a message to the user, on one line. Never blocks.
    pub(super) fn show(&self, level: MessageType, message: String) {
        self.show_lines(level, &printable(&message));
    }

    /// Shows a message of several lines to the user. Never blocks.
    pub(super) fn show_lines(&self, level: MessageType, message: &str) {
        let message = message_text(message);
        let client = self.client.clone();
        self.spawn(async move { client.show_message(level, message).await });
    }

    /// Shows a message unless it was shown before.
    pub(super) fn say_once(&self, level: MessageType, message: String) {
        if self.is_news(&message) {
            self.show(level, message);
        }
    }

    /// Shows a warning unless it was shown before.
    pub(super) fn warn_once(self: &Arc<Self>, message: String) {
        self.say_once(MessageType::WARNING, message);
    }

    /// Whether a message was not shown before, as [`Shared::say_once`]; for messages with buttons.
    pub(super) fn is_news(&self, message: &str) -> bool {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).insert(message.to_owned())
    }

    /// The user's answers about guarded settings.
    pub(super) fn answers(&self) -> Answers {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds an answer of the user. Returns all of them.
    pub(super) fn answered(&self, folder: &Path, about: &Unconfirmed, allowed: bool) -> Answers {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.add(folder, about, allowed);
        answers.clone()
    }

    /// Marks a guarded setting as prompted about. Returns false if it already was.
    pub(super) fn is_first_prompt(&self, folder: &Path, about: &Unconfirmed) -> bool {
        let mut prompted = self.prompted.lock().unwrap_or_else(PoisonError::into_inner);
        prompted.insert((folder.to_owned(), about.clone()))
    }

    /// Forgets shown messages: a recurring problem is reported again.
    pub(super) fn forget_said(&self) {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
