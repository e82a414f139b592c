use std::sync::Arc;
use std::time::Duration;

use flagwise::credentials::Stores;
use flagwise::flags::UnixMillis;
use flagwise::server::proto::Result;
use flagwise::server::{ExtraRequest, ServerOptions, Snapshot};
use futures::FutureExt;
use serde_json::{Value, json};

/// 2026-11-22, 12:00 UTC: the present of every test.
pub const NOW: UnixMillis = UnixMillis(1_795_348_800_000);

/// A server that knows nothing of the machine it runs on and waits for nobody.
pub fn isolated() -> ServerOptions {
    ServerOptions {
        cache_folder: None,
        user_file: None,
        answers_file: None,
        environment: Arc::new(|_| None),
        credentials: Stores::none(),
        clock: Arc::new(|| NOW),
        debounce: Duration::from_millis(1),
        progress_delay: Duration::ZERO,
        token_patience: Duration::ZERO,
        sign_in_interval: Duration::from_millis(20),
        follow_parent: false,
        ..ServerOptions::default()
    }
}

/// Requests that misbehave: `test/panic`, `test/stuck` (never answered), `test/block` (holds its thread for
/// `params.milliseconds`), and `test/version` (a document's version at the request's arrival, told after
/// `params.milliseconds`).
pub fn misbehaving() -> Vec<ExtraRequest> {
    fn request(
        method: &'static str,
        handler: impl Fn(Snapshot, Value) -> futures::future::BoxFuture<'static, Result<Value>> + Send + Sync + 'static,
    ) -> ExtraRequest {
        ExtraRequest { method, handler: Arc::new(handler) }
    }
    fn pause(params: &Value) -> Duration {
        Duration::from_millis(params["milliseconds"].as_u64().unwrap_or(0))
    }
    vec![
        request("test/panic", |_, _| async { panic!("as the test wants") }.boxed()),
        request("test/stuck", |_, _| std::future::pending().boxed()),
        request("test/block", |_, params| {
            async move {
                std::thread::sleep(pause(&params));
                Ok(Value::Null)
            }
            .boxed()
        }),
        request("test/version", |snapshot, params| {
            async move {
                tokio::time::sleep(pause(&params)).await;
                Ok(json!(snapshot.documents().map(|(_, open)| open.document.version()).max()))
            }
            .boxed()
        }),
    ]
}
