use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise check`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files and folders to look at
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<std::path::PathBuf>,
}

/// Runs `flagwise check`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise check` is not in this version yet")
}
