//! `flagwise refs`: lists flag references.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::ValueEnum;
use serde::Serialize;

use crate::index;
use crate::syntax::KnownKeys;
use crate::text::{LineIndex, PositionEncoding, Printable};
use crate::workspace::{self as files, ScanOptions, ScannedFile};

use super::aliases::{self, AliasArguments};
use super::ambiguous;
use super::json;
use super::progress::Progress;
use super::source::{Source, SourceArguments};
use super::workspace::{CacheArguments, Workspace, roots, shown};
use super::{Terminal, plural};

/// Options of `flagwise refs`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files and folders to search
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// With `--keys`: also report aliases of .launchdarkly/coderefs.yaml
    ///
    /// Without `--keys` aliases are always reported. With it they are omitted by default, and a note says so.
    #[arg(long)]
    aliases: bool,

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
    /// Text: `path:line:column: key (kind)`
    #[default]
    Text,
    /// JSON: one object per line
    Jsonl,
}

const EXAMPLES: &str = "\
Examples:
  flagwise refs
  flagwise refs src --keys keys.txt --format jsonl
  flagwise refs src --keys keys.txt --aliases

Lines and columns are one-based, columns count Unicode code points, the end is exclusive. With --keys only references to \
these keys are reported; aliases of .launchdarkly/coderefs.yaml only with --aliases.";

/// A reference in the output of `--format jsonl`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reference<'a> {
    /// Relative to the current folder, with `/`.
    path: &'a str,
    /// One-based.
    line: u32,
    /// One-based, in code points.
    column: u32,
    end_line: u32,
    /// Exclusive.
    end_column: u32,
    key: &'a str,
    kind: &'static str,
    method: Option<&'a str>,
    language: &'static str,
}

/// Runs `flagwise refs`.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    if let Some(missing) = arguments.paths.iter().find(|path| !path.exists()) {
        bail!("{} does not exist", shown(missing));
    }
    let workspace = Workspace::with_warnings(&arguments.paths[0], terminal)?;
    let source = Source::load_if_possible(&arguments.source, &workspace, terminal)?;
    for problem in &source.problems {
        terminal.warning(problem);
    }
    for note in &source.notes {
        terminal.note(note);
    }
    let options = ScanOptions {
        base: Some(workspace.root.clone()),
        ignored_paths: workspace.settings.ignored_paths.clone(),
        flag_lists: arguments.source.flag_lists(&workspace),
        parse_limit: workspace.settings.max_file_size,
        only_known: arguments.source.keys.is_some(),
        index: false,
        shards: arguments.cache.shards(),
        ..ScanOptions::default()
    };
    let known = known(&arguments, &workspace, &source, terminal);
    let progress = Progress::new(terminal, "Scanning");
    let scan = files::scan(&roots(&arguments.paths), &options, &known, &|scanned| {
        progress.update(scanned.files, Some(scanned.total), || plural(scanned.files, "file"));
    });
    progress.finish();
    for problem in &scan.problems {
        terminal.warning(&format!("{}: {}", shown(&problem.path), problem.message));
    }
    // Keys in test code are often invented: those that resemble no flag are no references.
    let is_invented = |key: &str| {
        let catalogs = source.catalogs();
        !catalogs.is_empty()
            && !known.contains(key)
            && catalogs.iter().all(|catalog| catalog.is_complete() && !catalog.is_near_miss(key))
    };
    let is_reported = |key: &str, is_test_code: bool| !is_test_code || !is_invented(key);
    let mut count = 0;
    for file in &scan.files {
        let is_test_code = file.references.is_test_code;
        count += file.references.resolved().filter(|(key, _)| is_reported(key, is_test_code)).count();
        print(file, arguments.format, &is_reported, terminal.out())?;
    }
    for file in &scan.files {
        ambiguous::warn(file, terminal);
    }
    if arguments.format == Format::Text {
        terminal.note(&format!("{} in {}", plural(count, "reference"), plural(scan.files.len(), "file")));
    }
    terminal.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The keys with the aliases to report.
fn known(arguments: &Arguments, workspace: &Workspace, source: &Source, terminal: &Terminal) -> KnownKeys {
    if source.is_only_keys() && !arguments.aliases {
        if aliases::exist(workspace) {
            terminal
                .note("aliases of .launchdarkly/coderefs.yaml are omitted with --keys; add --aliases to report them");
        }
        return aliases::declared(workspace, source);
    }
    let mut problems = Vec::new();
    let known = aliases::known(&arguments.alias, workspace, source, &mut problems);
    problems.iter().for_each(|problem| terminal.warning(problem));
    known
}

fn print(
    file: &ScannedFile,
    format: Format,
    is_reported: &dyn Fn(&str, bool) -> bool,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let lines = LineIndex::new(&file.text);
    let path = shown(&file.absolute);
    for (key, found) in file.references.resolved().filter(|(key, _)| is_reported(key, file.references.is_test_code)) {
        let reference = reference(file, &path, &lines, (key, found));
        match format {
            Format::Jsonl => {
                out.write_all(json::line(&reference)?.as_bytes())?;
            }
            Format::Text => {
                let Reference { path, line, column, key, kind, method, .. } = reference;
                let method = method.map(|method| format!(" {method}")).unwrap_or_default();
                let (path, key, method) = (Printable(path), Printable(key), Printable(&method));
                writeln!(out, "{path}:{line}:{column}: {key} ({kind}{method})")?;
            }
        }
    }
    Ok(())
}

fn reference<'a>(
    file: &'a ScannedFile,
    path: &'a str,
    lines: &LineIndex,
    (key, found): (&'a str, &'a index::Reference),
) -> Reference<'a> {
    let range = lines.position_range(&file.text, found.range, PositionEncoding::Utf32);
    Reference {
        path,
        line: range.start.line + 1,
        column: range.start.character + 1,
        end_line: range.end.line + 1,
        end_column: range.end.character + 1,
        key,
        kind: found.kind().name(),
        method: found.call.as_ref().map(|call| call.method.as_str()),
        language: file.language.map_or("text", |language| language.name()),
    }
}
