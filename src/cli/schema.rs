use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise schema`.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs `flagwise schema`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise schema` is not in this version yet")
}
