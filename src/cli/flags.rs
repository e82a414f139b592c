use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise flags`.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs `flagwise flags`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise flags` is not in this version yet")
}
