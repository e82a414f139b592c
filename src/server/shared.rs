use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::flags::UnixMillis;

use super::ServerOptions;
use super::proto::Client;
use super::session::{Session, Snapshot};
use super::uri::DocumentKey;

/// How long a question to the client's program (not to its user) may take before we go on without an answer.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// What all parts of one running server share.
pub(super) struct Shared {
    /// The client. Requests to it are awaited only in background tasks, see [`Shared::ask`].
    pub(super) client: Client,
    /// How the server was started.
    pub(super) options: ServerOptions,
    session: Mutex<Session>,
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
    DocumentClosed(super::proto::Uri),
    /// Flags or settings changed: whatever was said about open documents may be wrong.
    EverythingChanged,
    /// The client's settings or a configuration file changed.
    SettingsChanged,
    /// A flag file changed, or the user asked for fresh flags.
    RefreshFlags,
}

impl Shared {
    pub(super) fn new(client: Client, options: ServerOptions) -> (Arc<Self>, mpsc::UnboundedReceiver<Event>) {
        let (events, queue) = mpsc::unbounded_channel();
        let shared = Self {
            client,
            options,
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
    pub(super) async fn ask<T>(
        &self,
        question: impl Future<Output = super::proto::Result<T>>,
        what: &str,
    ) -> Option<T> {
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
}
