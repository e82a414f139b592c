use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::{Clock, Fault};

/// How a simulator starts. The default listens on a free port of 127.0.0.1 and touches no disk.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// Address to listen on. Anything but loopback is warned about in the log.
    pub host: IpAddr,
    /// Port; 0 takes a free one.
    pub port: u16,
    /// Keeps everything in this file. A file that does not exist is made, with the sample data.
    pub data: Option<PathBuf>,
    /// Faults from the start; see also [`super::Simulator::set_faults`].
    pub faults: Vec<Fault>,
    /// Seeds the faults' dice.
    pub seed: u64,
    /// What time it is.
    pub clock: Clock,
    /// Further generated flags in the first project, with rules in each environment: for load tests.
    pub extra_flags: usize,
    /// How long an answer takes that [`super::FaultKind::SlowBody`] strikes.
    pub slow_body: Duration,
}

impl Default for SimulatorOptions {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            data: None,
            faults: Vec::new(),
            seed: 0,
            clock: Clock::system(),
            extra_flags: 0,
            slow_body: Duration::from_secs(2),
        }
    }
}

/// Why a simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}. Choose another port, or 0 for a free one")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The data file cannot be used.
    #[error("cannot use the data file {}: {reason}", path.display())]
    Data {
        /// Which file.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// The threads could not be started.
    #[error("cannot start the simulator's threads: {0}")]
    Threads(io::Error),
}
