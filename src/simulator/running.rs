//! A running simulator.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::flags::{EnvironmentKey, ProjectKey};

use super::allowed::Allowed;
use super::connection::{FaultyListener, ResetHandle};
use super::service::{self, Service};
use super::store::Store;
use super::{Clock, Fault, SimulatorError, SimulatorOptions, sample};

/// A running simulator. Runs on its own threads, so it may be started and dropped in any context; dropping stops it and
/// closes every connection.
pub struct Simulator {
    address: SocketAddr,
    service: Arc<Service>,
    writer_token: String,
    reader_token: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A request that the simulator answered, for tests that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRecord {
    /// HTTP method, after `X-HTTP-Method-Override`.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Status of the response; 0 if the connection was reset.
    pub status: u16,
}

impl Simulator {
    /// Starts listening. Requests are answered as soon as this returns.
    pub fn start(options: SimulatorOptions) -> Result<Self, SimulatorError> {
        let address = SocketAddr::new(options.host, options.port);
        let listener = std::net::TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|source| SimulatorError::Listen { address, source })?;
        let address = listener.local_addr().map_err(|source| SimulatorError::Listen { address, source })?;
        if !address.ip().is_loopback() {
            tracing::warn!("listening on {address}: anyone who reaches this machine can use the simulator");
        }
        let allowed = Allowed::new(address, &options.allowed_origins)?;
        let writer_token = options.token.clone().unwrap_or_else(random_token);
        let reader_token = random_token();
        if !is_token(&writer_token) {
            return Err(SimulatorError::Token);
        }
        let store = Store::open(&options, sample::tokens(&writer_token, &reader_token))?;
        let service = Arc::new(Service::new(store, allowed, &options));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("simulator")
            .enable_all()
            .build()
            .map_err(SimulatorError::Threads)?;
        let (stop, stopped) = oneshot::channel();
        let router = service::router(service.clone());
        let ticking = service.clone();
        let thread = std::thread::Builder::new()
            .name("simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                    let serve = axum::serve(
                        FaultyListener(listener),
                        router.into_make_service_with_connect_info::<ResetHandle>(),
                    );
                    tokio::spawn(run_schedule(ticking));
                    tokio::select! {
                        _ = std::future::IntoFuture::into_future(serve) => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_timeout(Duration::from_millis(200));
            })
            .map_err(SimulatorError::Threads)?;
        Ok(Self { address, service, writer_token, reader_token, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token with read and write access.
    pub fn writer_token(&self) -> &str {
        &self.writer_token
    }

    /// A token with read access only; writes are answered with 403.
    pub fn reader_token(&self) -> &str {
        &self.reader_token
    }

    /// The first project of the sample data, `storefront`.
    pub fn project(&self) -> ProjectKey {
        ProjectKey::new(sample::PROJECT)
    }

    /// The environments of [`Simulator::project`], in order.
    pub fn environments(&self) -> Vec<EnvironmentKey> {
        let world = self.service.store.read();
        world.environments(&self.project()).iter().map(|environment| environment.key.clone()).collect()
    }

    /// The SDK keys of [`Simulator::project`]'s environments.
    pub fn sdk_keys(&self) -> BTreeMap<EnvironmentKey, String> {
        let world = self.service.store.read();
        let environments = world.environments(&self.project()).iter();
        environments.map(|environment| (environment.key.clone(), environment.sdk_key.clone())).collect()
    }

    /// One line of JSON with the connection data: `url`, `token`, `readerToken`, `project`, `environments`, `sdkKeys`.
    /// The tokens are valid for this simulator only.
    pub fn greeting(&self) -> String {
        serde_json::json!({
            "url": self.url(),
            "token": self.writer_token,
            "readerToken": self.reader_token,
            "project": self.project(),
            "environments": self.environments(),
            "sdkKeys": self.sdk_keys(),
        })
        .to_string()
    }

    /// The clock, shared with the simulator.
    pub fn clock(&self) -> Clock {
        self.service.clock.clone()
    }

    /// Advances the clock and applies everything that becomes due before returning.
    pub fn advance(&self, by: Duration) {
        self.service.clock.advance(by);
        self.service.store.apply_due();
    }

    /// Replaces the faults; an empty list disables them.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.service.injector.lock().unwrap_or_else(PoisonError::into_inner).set(faults);
    }

    /// The REST requests answered so far, oldest first (the last 10,000).
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.service.requests()
    }

    /// Stops the simulator and waits until its port is closed.
    pub fn shutdown(self) {
        drop(self);
    }
}

/// A token that nobody can guess.
fn random_token() -> String {
    format!("api-{}", uuid::Uuid::new_v4())
}

fn is_token(text: &str) -> bool {
    let is_visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_visible && !text.starts_with("sdk-") && !text.starts_with("mob-")
}

/// Applies due effects without a request, so that streams receive them.
async fn run_schedule(service: Arc<Service>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(250)) => {}
            () = service.clock.moved() => {}
        }
        service.store.apply_due();
    }
}

/// Omits the tokens.
impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Simulator").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
