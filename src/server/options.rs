//! Options of a server, for embedders and tests.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;

use crate::config;
use crate::credentials::Stores;
use crate::flags::UnixMillis;
use crate::launchdarkly::Cache;

use super::proto::Result;
use super::session::Snapshot;

/// Returns the current time.
pub type Clock = Arc<dyn Fn() -> UnixMillis + Send + Sync>;

/// Looks up an environment variable.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Options of a server. The defaults are those of the `flagwise` binary.
#[derive(Clone)]
pub struct ServerOptions {
    /// Folder of the flag cache; `None` disables it.
    pub cache_folder: Option<PathBuf>,
    /// The user's configuration file.
    pub user_file: Option<PathBuf>,
    /// The file of the user's answers about guarded settings; `None` forgets them with the session.
    pub answers_file: Option<PathBuf>,
    /// Looks up an environment variable.
    pub environment: Environment,
    /// The stores of sign-ins.
    pub credentials: Stores,
    /// Returns the current time.
    pub clock: Clock,
    /// Delay after an edit before diagnostics are pushed.
    pub debounce: Duration,
    /// Delay before progress is shown.
    pub progress_delay: Duration,
    /// Time to wait for the editor's token before reporting that there is none.
    pub token_patience: Duration,
    /// Pause between looks for a sign-in while there is none.
    pub sign_in_interval: Duration,
    /// Timeout of questions to the user.
    pub question_patience: Duration,
    /// Timeout for reading a flag before it is changed.
    pub read_patience: Duration,
    /// Pauses between reads of a flag after the response to its change was lost.
    pub lookback: Vec<Duration>,
    /// Maximum number of watched folders; the system's limit may be lower.
    pub watch_limit: usize,
    /// Whether to exit with the client's process (`initialize.processId`).
    pub follow_parent: bool,
    /// Additional requests handled by the embedder.
    pub extra_requests: Vec<ExtraRequest>,
}

/// An additional request, answered from the session at its arrival and its parameters.
#[derive(Clone)]
pub struct ExtraRequest {
    /// Method name, such as `example/count`.
    pub method: &'static str,
    /// Handler.
    pub handler: ExtraHandler,
}

/// Handler of an [`ExtraRequest`].
pub type ExtraHandler = Arc<dyn Fn(Snapshot, Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            cache_folder: Cache::of_user().map(|cache| cache.folder().to_owned()),
            user_file: config::user_file(),
            answers_file: config::answers_file(),
            environment: Arc::new(|name| std::env::var(name).ok()),
            credentials: Stores::of_user(),
            clock: Arc::new(|| UnixMillis(jiff::Timestamp::now().as_millisecond())),
            debounce: Duration::from_millis(200),
            progress_delay: Duration::from_millis(500),
            token_patience: Duration::from_secs(2),
            sign_in_interval: Duration::from_secs(10),
            question_patience: Duration::from_secs(600),
            read_patience: Duration::from_secs(15),
            lookback: [2, 5, 10, 20, 30].map(Duration::from_secs).to_vec(),
            watch_limit: usize::MAX,
            follow_parent: true,
            extra_requests: Vec::new(),
        }
    }
}

impl fmt::Debug for ServerOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServerOptions")
            .field("cache_folder", &self.cache_folder)
            .field("user_file", &self.user_file)
            .finish_non_exhaustive()
    }
}
