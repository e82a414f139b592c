//! `flagwise demo`: a scripted editor session against the simulator.

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
    /// Also copy the sample project to this folder, to open it in an editor
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

/// Runs `flagwise demo`. Exit code 0 only if every step has the expected result.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &arguments.keep {
        storefront::write_to(folder)
            .with_context(|| format!("cannot write the sample project to {}", folder.display()))?;
    }
    let folder = tempfile::tempdir().context("cannot create a temporary folder")?;
    storefront::write_to(folder.path()).context("cannot write the sample project")?;
    let simulator = Simulator::start(SimulatorOptions::default())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = runtime.block_on(tour::run(folder.path(), &simulator, terminal));
    runtime.shutdown_background();
    terminal.flush()?;
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if super::is_broken_pipe(&error) => Err(error),
        Err(error) => {
            terminal.error(&format!("the demo failed: {error:#}"));
            Ok(ExitCode::FAILURE)
        }
    }
}
