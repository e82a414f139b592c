mod editor;
mod storefront;
mod tour;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use crate::simulator::{Simulator, SimulatorOptions};

use super::Terminal;

/// Options of `flagwise demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Also leave a copy of the sample shop in this folder, to open in an editor
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

/// Runs `flagwise demo`: exit code 0 only if every step showed what it should.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &arguments.keep {
        storefront::write_to(folder).with_context(|| format!("the shop cannot be written to {}", folder.display()))?;
    }
    let folder = tempfile::tempdir().context("no temporary folder")?;
    storefront::write_to(folder.path()).context("the shop cannot be unpacked")?;
    let simulator = Simulator::start(SimulatorOptions::default())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = runtime.block_on(tour::run(folder.path(), &simulator, terminal));
    runtime.shutdown_background();
    terminal.flush()?;
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if super::is_broken_pipe(&error) => Err(error),
        Err(error) => {
            terminal.error(&format!("the demo did not show what it should: {error:#}"));
            Ok(ExitCode::FAILURE)
        }
    }
}
