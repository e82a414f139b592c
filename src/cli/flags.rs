//! `flagwise flags`: subcommands about flags.

mod export;
mod stale;

use std::process::ExitCode;

use super::Terminal;

/// Options of `flagwise flags`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write all flags of a project to a file, for `check --flags` without a token
    Export(export::Arguments),
    /// List finished flags with the proof, their references and the next command
    Stale(stale::Arguments),
}

/// Runs `flagwise flags`.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Export(arguments) => export::run(arguments, terminal),
        Command::Stale(arguments) => stale::run(arguments, terminal),
    }
}
