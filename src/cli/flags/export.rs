//! `flagwise flags export`: writes a flag file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::cli::source::{self, Source};
use crate::cli::workspace::{Workspace, shown};
use crate::cli::{Terminal, json, plural};
use crate::flags::FlagFile;

/// Options of `flagwise flags export`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Project key; default: `project` in flagwise.toml
    #[arg(long, value_name = "KEY")]
    project: Option<String>,

    /// Environment key, may be repeated; default: `environments` in flagwise.toml
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    environments: Vec<String>,

    /// Output file; default: standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flags export -o flags.json
  flagwise flags export --project storefront --env production -o flags.json

The file contains names, targeting and statuses as returned by the API, and no token.";

/// Loads the flags from the API and writes them to a file. Does not fall back to the cache.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::with_warnings(Path::new("."), terminal)?;
    let requested = source::SourceArguments {
        project: arguments.project,
        environments: arguments.environments,
        ..source::SourceArguments::default()
    };
    let source = Source::download(&requested, &workspace, terminal)?;
    let [catalog] = source.catalogs() else {
        bail!("flagwise.toml has several projects: choose one with `--project KEY`");
    };
    for problem in &source.problems {
        terminal.warning(problem);
    }
    let text = json::safe(&FlagFile::render(catalog));
    match &arguments.output {
        Some(path) => {
            save(path, &text).with_context(|| format!("cannot write {}", shown(path)))?;
            let flags = plural(catalog.flags.len(), "flag");
            terminal.note(&format!("{flags} of {} saved to {}", source.description, shown(path)));
        }
        None => terminal.out().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Replaces the file atomically.
fn save(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}
