//! Options of the simulator, and errors of starting it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::{Clock, Fault};

/// Options of a simulator. By default it listens on a free port of 127.0.0.1 and does not touch the disk.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// Address to listen on. Anything but loopback is logged as a warning.
    pub host: IpAddr,
    /// Port; 0 picks a free one.
    pub port: u16,
    /// The token with read and write access; by default a new one in every run.
    pub token: Option<String>,
    /// Origins on this machine whose web pages may read responses, such as `http://localhost:3000`.
    pub allowed_origins: Vec<String>,
    /// Data file. A missing or empty one is created with the sample data.
    pub data: Option<PathBuf>,
    /// Initial faults; see also [`super::Simulator::set_faults`].
    pub faults: Vec<Fault>,
    /// Seed of the faults.
    pub seed: u64,
    /// Clock.
    pub clock: Clock,
    /// Number of additional generated flags in the first project, with rules in each environment, for load tests.
    pub extra_flags: usize,
    /// Answers like the live API where that contradicts its schema: `lastRequested: null`.
    pub live_quirks: bool,
    /// Lifetime of the access tokens of OAuth.
    pub oauth_lifetime: Duration,
    /// Duration of a response affected by [`super::FaultKind::SlowBody`].
    pub slow_body: Duration,
}

impl Default for SimulatorOptions {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            token: None,
            allowed_origins: Vec::new(),
            data: None,
            faults: Vec::new(),
            seed: 0,
            clock: Clock::system(),
            extra_flags: 0,
            live_quirks: false,
            oauth_lifetime: Duration::from_secs(3600),
            slow_body: Duration::from_secs(2),
        }
    }
}

/// Why the simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address is in use or not available.
    #[error("cannot listen on {address}: {source}. Choose another port, or 0 for a free one")]
    Listen {
        /// Address.
        address: SocketAddr,
        /// Cause.
        source: io::Error,
    },
    /// The data file is unusable.
    #[error("cannot use the data file {}: {reason}", path.display())]
    Data {
        /// Path.
        path: PathBuf,
        /// Cause and next step.
        reason: String,
    },
    /// The origin is not on this machine.
    #[error("`{0}` cannot be allowed: only web pages of this machine can, such as http://localhost:3000")]
    Origin(String),
    /// The token cannot be sent in a header.
    #[error(
        "the token cannot be used: it must consist of visible ASCII characters and not start with `sdk-` or `mob-`"
    )]
    Token,
    /// The threads could not be spawned.
    #[error("cannot start the simulator's threads: {0}")]
    Threads(io::Error),
}
