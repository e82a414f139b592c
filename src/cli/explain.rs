use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise explain`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The place, as editors and compilers write it
    #[arg(value_name = "FILE:LINE:COLUMN")]
    place: String,
}

/// Runs `flagwise explain`.
pub fn run(_arguments: Arguments, _terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`flagwise explain` is not in this version yet")
}
