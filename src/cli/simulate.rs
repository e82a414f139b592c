use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise simulate`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0, value_name = "N")]
    port: u16,

    /// Keep all data in this file
    #[arg(long, value_name = "FILE")]
    data: Option<std::path::PathBuf>,
}

/// Runs `flagwise simulate`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise simulate` is not in this version yet")
}
