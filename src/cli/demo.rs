use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs `flagwise demo`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise demo` is not in this version yet")
}
