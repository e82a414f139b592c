use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::cli::source::{self, Source};
use crate::cli::workspace::{Workspace, shown};
use crate::cli::{Terminal, plural};
use crate::flags::FlagFile;

/// Options of `flagwise flags export`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Project key; else `project` of flagwise.toml
    #[arg(long, value_name = "KEY")]
    project: Option<String>,

    /// Environment key, may be repeated; else `environments` of flagwise.toml
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    environments: Vec<String>,

    /// Where to save them; else they are printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flags export -o flags.json
  flagwise flags export --project storefront --env production -o flags.json

The file holds names, targeting and statuses as the API returns them, and no token.";

/// Loads the flags from the API and writes them down; an old copy is not good enough here.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of_telling(Path::new("."), terminal);
    let asked = source::SourceArguments {
        project: arguments.project,
        environments: arguments.environments,
        ..source::SourceArguments::default()
    };
    let source = Source::download(&asked, &workspace, terminal)?;
    let [catalog] = source.catalogs() else {
        bail!("flagwise.toml names several projects: say which with `--project KEY`");
    };
    for problem in &source.problems {
        terminal.warning(problem);
    }
    let text = FlagFile::render(catalog);
    match &arguments.output {
        Some(path) => {
            save(path, &text).with_context(|| format!("{} cannot be written", shown(path)))?;
            let flags = plural(catalog.flags.len(), "flag");
            terminal.note(&format!("{flags} of {} saved to {}", source.description, shown(path)));
        }
        None => terminal.out().write_all(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Replaces the file as a whole: whoever reads it meanwhile sees the old one or the new one.
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
