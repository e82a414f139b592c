use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise doctor`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs `flagwise doctor`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise doctor` is not in this version yet")
}
