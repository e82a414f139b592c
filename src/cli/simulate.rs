//! `flagwise simulate`: the embedded LaunchDarkly API as a separate process.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use crate::simulator::{Fault, Simulator, SimulatorOptions};

use super::{Terminal, json};

/// Options of `flagwise simulate`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = 0, value_name = "N")]
    port: u16,

    /// Address to listen on; any other than 127.0.0.1 is reachable from other machines
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    host: IpAddr,

    /// The access token; by default a random one, printed at the start
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,

    /// Let web pages of this origin read responses, such as http://localhost:3000; only of this machine, may be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<String>,

    /// Store all data in this file, which only you can read; by default nothing is written to disk
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Inject faults: a kind and a rate from 0 to 1, such as `rate-limited:0.1`; may be repeated
    #[arg(long = "fault", value_name = "KIND:RATE")]
    faults: Vec<Fault>,

    /// Seed of the faults
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,

    /// Answer like the live API where that contradicts its schema, such as `lastRequested: null`
    #[arg(long)]
    live_quirks: bool,

    /// Add this many generated flags
    #[arg(long, default_value_t = 0, value_name = "N")]
    extra_flags: usize,
}

/// Runs `flagwise simulate` until it is interrupted. Prints one line of JSON to standard output when it is ready.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start a thread")?;
    let simulator = Simulator::start(SimulatorOptions {
        host: arguments.host,
        port: arguments.port,
        token: arguments.token,
        allowed_origins: arguments.allowed_origins,
        data: arguments.data,
        faults: arguments.faults,
        seed: arguments.seed,
        extra_flags: arguments.extra_flags,
        live_quirks: arguments.live_quirks,
        ..SimulatorOptions::default()
    })?;
    writeln!(terminal.out(), "{}", json::safe(&simulator.greeting().to_string()))?;
    terminal.flush()?;
    runtime.block_on(interrupted()).context("cannot wait for an interrupt")?;
    simulator.shutdown();
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C or SIGTERM.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
