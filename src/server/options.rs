use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;

use crate::config;
use crate::flags::UnixMillis;
use crate::launchdarkly::Cache;

use super::proto::Result;
use super::session::Snapshot;

/// Tells the present.
pub type Clock = Arc<dyn Fn() -> UnixMillis + Send + Sync>;

/// Looks up an environment variable.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// How a server starts. The default is that of the `flagwise` binary.
#[derive(Clone)]
pub struct ServerOptions {
    /// Folder of the flags' disk cache; `None` keeps none.
    pub cache_folder: Option<PathBuf>,
    /// The user's configuration file.
    pub user_file: Option<PathBuf>,
    /// Looks up an environment variable.
    pub environment: Environment,
    /// Tells the present.
    pub clock: Clock,
    /// How long a document must rest before its diagnostics are pushed.
    pub debounce: Duration,
    /// How long work may take before its progress is shown.
    pub progress_delay: Duration,
    /// How long the server waits for a token of the editor before it tells the user that there is none.
    pub token_patience: Duration,
    /// How long a question to the user stays open.
    pub question_patience: Duration,
    /// How many folders are watched at most; the system may give fewer.
    pub watch_limit: usize,
    /// End when the client's process (`initialize.processId`) does.
    pub follow_parent: bool,
    /// Requests that whoever embeds the server answers.
    pub extra_requests: Vec<ExtraRequest>,
}

/// A request that whoever embeds the server answers: from the session at its arrival, and its parameters.
#[derive(Clone)]
pub struct ExtraRequest {
    /// Its name, such as `example/count`.
    pub method: &'static str,
    /// Answers it.
    pub handler: ExtraHandler,
}

/// Answers an [`ExtraRequest`].
pub type ExtraHandler = Arc<dyn Fn(Snapshot, Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            cache_folder: Cache::of_user().map(|cache| cache.folder().to_owned()),
            user_file: config::user_file(),
            environment: Arc::new(|name| std::env::var(name).ok()),
            clock: Arc::new(|| UnixMillis(jiff::Timestamp::now().as_millisecond())),
            debounce: Duration::from_millis(200),
            progress_delay: Duration::from_millis(500),
            token_patience: Duration::from_secs(2),
            question_patience: Duration::from_secs(600),
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
