//! `flagwise schema`: the JSON schema of the configuration file.

use std::process::ExitCode;

use crate::config;

use super::Terminal;

/// Options of `flagwise schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  flagwise schema > flagwise.schema.json")]
pub struct Arguments {}

/// Prints the JSON schema of `flagwise.toml`.
pub fn run(_arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    writeln!(terminal.out(), "{:#}", config::schema())?;
    Ok(ExitCode::SUCCESS)
}
