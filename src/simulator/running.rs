use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::flags::{EnvironmentKey, ProjectKey};

use super::{Clock, Fault, SimulatorError, SimulatorOptions};

/// A running simulator. It has threads of its own, so it may be started and dropped from any context; dropping stops
/// it and closes every connection.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    clock: Clock,
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
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("simulator")
            .enable_all()
            .build()
            .map_err(SimulatorError::Threads)?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("simulator".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                    let serve = axum::serve(listener, axum::Router::new());
                    tokio::select! {
                        _ = serve => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_timeout(Duration::from_millis(200));
            })
            .map_err(SimulatorError::Threads)?;
        Ok(Self { address, clock: options.clock, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A token that may read and write.
    pub fn writer_token(&self) -> &str {
        "api-00000000-0000-4000-8000-000000000001"
    }

    /// A token that may only read; writes are answered with 403.
    pub fn reader_token(&self) -> &str {
        "api-00000000-0000-4000-8000-000000000002"
    }

    /// The first project of the sample data, `storefront`.
    pub fn project(&self) -> ProjectKey {
        ProjectKey::new("storefront")
    }

    /// The environments of [`Simulator::project`] in their order.
    pub fn environments(&self) -> Vec<EnvironmentKey> {
        ["test", "staging", "production", "production-eu"].map(EnvironmentKey::new).to_vec()
    }

    /// The SDK keys of [`Simulator::project`]'s environments.
    pub fn sdk_keys(&self) -> BTreeMap<EnvironmentKey, String> {
        BTreeMap::new()
    }

    /// The clock; a clone that shares the time.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Moves the clock forward and lets everything that falls due take effect before returning.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Replaces the faults; an empty list ends them.
    pub fn set_faults(&self, _faults: Vec<Fault>) {}

    /// The REST requests answered so far, oldest first (the last 10,000).
    pub fn requests(&self) -> Vec<RequestRecord> {
        Vec::new()
    }

    /// Stops the simulator and waits until its port is closed.
    pub fn shutdown(self) {
        drop(self);
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
