//! `flagwise check`: diagnostics of source files against the flags of their project.

mod finding;
mod json;
mod text;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
use clap::ValueEnum;

use crate::config::Severity;
use crate::ide::{self, Analysis};
use crate::workspace::{self as files, ScanOptions};

use super::aliases::{self, AliasArguments};
use super::drawing::Style;
use super::progress::Progress;
use super::scanned::{ScannedFiles, source_file};
use super::source::{Source, SourceArguments, now};
use super::workspace::{CacheArguments, Workspace, roots, shown};
use super::{COULD_NOT_RUN, Terminal, plural};
use finding::{Finding, Summary};

/// Options of `flagwise check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders to check
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Exit with 1 on findings of this severity or above
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    fail_on: FailOn,

    #[command(flatten)]
    alias: AliasArguments,

    #[command(flatten)]
    source: SourceArguments,

    #[command(flatten)]
    cache: CacheArguments,
}

/// Output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Text: each finding with its line of code, and a summary
    #[default]
    Text,
    /// JSON: one object {version, findings, summary, problems}
    Json,
}

/// Minimum severity that fails the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    /// Any finding
    Hint,
    /// Information and above
    Information,
    /// Warnings and errors
    #[default]
    Warning,
    /// Errors only
    Error,
    /// No finding
    Never,
}

const EXAMPLES: &str = "\
Examples:
  flagwise check
  flagwise check src services/orders --env production
  flagwise check --flags flags.json --format json --fail-on error

Exit status: 0 no findings at or above --fail-on, 1 findings, 2 error or incomplete list of flags.";

/// Runs `flagwise check`.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let missing: Vec<_> = arguments.paths.iter().filter(|path| !path.exists()).collect();
    if missing.len() == arguments.paths.len() {
        bail!("{} does not exist", shown(missing[0]));
    }
    let workspace =
        Workspace::usable(arguments.paths.iter().find(|path| path.exists()).unwrap_or(&arguments.paths[0]))?;
    let mut problems = workspace.problems.clone();
    let source = Source::load(&arguments.source, &workspace, terminal)?;
    problems.extend(source.problems.iter().cloned());

    let (findings, mut summary) = look(&arguments, &workspace, &source, terminal, &mut problems);
    summary.count(&findings);
    summary.took(started.elapsed());

    let failed = findings.iter().any(|finding| arguments.fail_on.is_met(finding.severity));
    let code = match () {
        () if !missing.is_empty() || source.is_partial() => COULD_NOT_RUN,
        () if failed => 1,
        () => 0,
    };
    print(&arguments, &source, &findings, &summary, &problems, terminal).or_else(broken_pipe_is_fine)?;
    Ok(ExitCode::from(code))
}

/// Scans the paths and checks every file against the flags of its project.
fn look(
    arguments: &Arguments,
    workspace: &Workspace,
    source: &Source,
    terminal: &Terminal,
    problems: &mut Vec<String>,
) -> (Vec<Finding>, Summary) {
    let settings = &workspace.settings;
    let options = ScanOptions {
        base: Some(workspace.root.clone()),
        ignored_paths: settings.ignored_paths.clone(),
        flag_lists: arguments.source.flag_lists(workspace),
        parse_limit: settings.max_file_size,
        only_known: source.is_only_keys(),
        index: false,
        keep_index: true,
        shards: arguments.cache.shards(),
        ..ScanOptions::default()
    };
    let known = aliases::known(&arguments.alias, workspace, source, problems);
    let progress = Progress::new(terminal, "Scanning");
    let scan = files::scan(&roots(&arguments.paths), &options, &known, &|scanned| {
        progress.update(scanned.files, Some(scanned.total), || plural(scanned.files, "file"));
    });
    progress.finish();
    problems.extend(scan.problems.iter().map(|problem| format!("{}: {}", shown(&problem.path), problem.message)));

    let mut findings = Vec::new();
    let mut named = std::collections::BTreeSet::new();
    let mut summary = Summary { files: scan.files_seen, files_with_flags: scan.files.len(), ..Summary::default() };
    let scanned = ScannedFiles::new(&scan, &workspace.root);
    // What is unused in a part of the workspace may be used in the rest.
    let is_whole =
        arguments.paths.iter().any(|path| path.canonicalize().is_ok_and(|path| workspace.root.starts_with(path)));
    for file in &scan.files {
        summary.references += file.references.resolved().count();
        named.extend(file.references.resolved().map(|(key, _)| key.clone()));
        let Some(catalog) = source.catalog_of(workspace, &workspace.relative(&file.absolute)) else { continue };
        let files = scanned.around(source_file(file));
        let analysis = Analysis {
            index: &scan.index,
            files: &files,
            catalog: Some(catalog),
            catalog_problem: None,
            settings: &workspace.settings,
            now: now(),
        };
        let mut found = ide::diagnostics(&analysis, &file.path);
        found.retain(|found| is_whole || found.code != "unused-flag");
        let (path, project) = (shown(&file.absolute), catalog.project.key.as_str());
        let place = |diagnostic| Finding::new(path.clone(), file.absolute.clone(), project, &files.own, diagnostic);
        findings.extend(found.into_iter().map(place));
    }
    summary.flags = named.len();
    findings.sort_by(|one, other| (&one.report.path, one.range.start).cmp(&(&other.report.path, other.range.start)));
    (findings, summary)
}

fn print(
    arguments: &Arguments,
    source: &Source,
    findings: &[Finding],
    summary: &Summary,
    problems: &[String],
    terminal: &mut Terminal,
) -> anyhow::Result<()> {
    match arguments.format {
        Format::Json => json::write(terminal.out(), findings, summary, problems)?,
        Format::Text => {
            let style = Style::of(terminal);
            for finding in findings {
                text::write(terminal.out(), finding, style)?;
            }
        }
    }
    terminal.flush()?;
    for problem in problems {
        terminal.warning(problem);
    }
    for note in &source.notes {
        terminal.note(note);
    }
    if source.is_only_keys() {
        terminal.note(
            "rules that need flag data are disabled with --keys: use `--flags` or a token, or `flagwise refs` to list \
             references",
        );
    }
    if arguments.format == Format::Text {
        let color = terminal.has_color();
        text::write_summary(terminal.out(), summary, &source.description, color)?;
    }
    terminal.flush()?;
    Ok(())
}

/// A closed stdout does not change the exit code.
fn broken_pipe_is_fine(error: anyhow::Error) -> anyhow::Result<()> {
    if super::is_broken_pipe(&error) { Ok(()) } else { Err(error) }
}

impl FailOn {
    fn is_met(self, severity: Severity) -> bool {
        match self {
            Self::Hint => severity >= Severity::Hint,
            Self::Information => severity >= Severity::Information,
            Self::Warning => severity >= Severity::Warning,
            Self::Error => severity >= Severity::Error,
            Self::Never => false,
        }
    }
}
