use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::flags::{EnvironmentKey, ProjectKey};

use super::connection::{Door, Scissors};
use super::service::{self, Service};
use super::store::Store;
use super::{Clock, Fault, SimulatorError, SimulatorOptions, sample};

/// A running simulator. It has threads of its own, so it may be started and dropped from any context; dropping stops
/// it and closes every connection.
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
    /// `GET` and so on, after `X-HTTP-Method-Override`.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Status of the answer; 0 where the connection was reset.
    pub status: u16,
}

impl Simulator {
    /// Starts listening; requests are answered as soon as this returns.
    pub fn start(options: SimulatorOptions) -> Result<Self, SimulatorError> {
        let address = SocketAddr::new(options.host, options.port);
        let listener = std::net::TcpListener::bind(address)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|source| SimulatorError::Listen { address, source })?;
        let address = listener.local_addr().map_err(|source| SimulatorError::Listen { address, source })?;
        if !address.ip().is_loopback() {
            tracing::warn!("listening on {address}: anyone who reaches this machine can use the simulator");
        }
        let service = Arc::new(Service::new(Store::open(&options)?, &options));
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
                    let serve = axum::serve(Door(listener), router.into_make_service_with_connect_info::<Scissors>());
                    tokio::spawn(settle_in_time(ticking));
                    tokio::select! {
                        _ = std::future::IntoFuture::into_future(serve) => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_timeout(Duration::from_millis(200));
            })
            .map_err(SimulatorError::Threads)?;
        Ok(Self {
            address,
            service,
            writer_token: sample::writer_token(),
            reader_token: sample::reader_token(),
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token that may read and write.
    pub fn writer_token(&self) -> &str {
        &self.writer_token
    }

    /// A token that may only read; writes are answered with 403.
    pub fn reader_token(&self) -> &str {
        &self.reader_token
    }

    /// The first project of the sample data, `storefront`.
    pub fn project(&self) -> ProjectKey {
        ProjectKey::new(sample::PROJECT)
    }

    /// The environments of [`Simulator::project`] in their order.
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

    /// One line of JSON that says where the simulator is and how to talk to it: `url`, `token`, `readerToken`,
    /// `project`, `environments`, `sdkKeys`. The tokens open nothing but this simulator.
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

    /// The clock; a clone that shares the time.
    pub fn clock(&self) -> Clock {
        self.service.clock.clone()
    }

    /// Moves the clock forward and lets everything that falls due take effect before returning.
    pub fn advance(&self, by: Duration) {
        self.service.clock.advance(by);
        self.service.store.settle();
    }

    /// Replaces the faults; an empty list ends them.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.service.dice.lock().unwrap_or_else(PoisonError::into_inner).set(faults);
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

/// Lets what falls due take effect without a request, so that streams hear of it.
async fn settle_in_time(service: Arc<Service>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(250)) => {}
            () = service.clock.moved() => {}
        }
        service.store.settle();
    }
}

/// Tokens are left out.
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
