//! `flagwise explain`: why a location is, or is not, a flag reference.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::ide::{self, Analysis, Question, SourceFile};
use crate::syntax::{KnownKeys, Language};
use crate::text::{LineIndex, Printable};
use crate::workspace::{self as files, ScanOptions};

use super::Terminal;
use super::aliases::{self, AliasArguments};
use super::plural;
use super::progress::Progress;
use super::scanned::ScannedFiles;
use super::source::{Source, SourceArguments, now};
use super::workspace::{CacheArguments, Workspace, shown};

mod location;
mod not_a_site;
mod site;

use location::Location;

/// Options of `flagwise explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The location, in the format of compilers
    #[arg(value_name = "FILE:LINE:COLUMN")]
    place: String,

    #[command(flatten)]
    alias: AliasArguments,

    #[command(flatten)]
    source: SourceArguments,

    #[command(flatten)]
    cache: CacheArguments,
}

const EXAMPLES: &str = "\
Examples:
  flagwise explain src/app.ts:12:20
  flagwise explain src/app.ts:12:20 --keys keys.txt

Lines and columns are one-based, columns count Unicode code points, as in the output of `flagwise refs`.
Without a token or a list of flags only the source code is used.";

/// Runs `flagwise explain`. Scans the whole workspace like `check`, since the explanation may involve other files.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let place = Location::parse(&arguments.place)?;
    let workspace = Workspace::with_warnings(Path::new("."), terminal)?;
    let options = ScanOptions {
        base: Some(workspace.root.clone()),
        ignored_paths: workspace.settings.ignored_paths.clone(),
        flag_lists: arguments.source.flag_lists(&workspace),
        parse_limit: workspace.settings.max_file_size,
        shards: arguments.cache.shards(),
        ..ScanOptions::default()
    };
    let text = match not_a_site::text(&place.file, &workspace, &options) {
        Ok(text) => text,
        Err(reason) => return answer(terminal, &not_a_flag(&place, &reason)),
    };
    let offset = place.offset(&text)?;
    let source = load(&arguments.source, &workspace, terminal)?;
    let mut problems = Vec::new();
    let known = source.as_ref().map_or_else(
        || nothing(&workspace),
        |source| aliases::known(&arguments.alias, &workspace, source, &mut problems),
    );
    problems.iter().for_each(|problem| terminal.warning(problem));
    let progress = Progress::new(terminal, "Scanning");
    let scan = files::scan(std::slice::from_ref(&workspace.root), &options, &known, &|scanned| {
        progress.update(scanned.files, Some(scanned.total), || plural(scanned.files, "file"));
    });
    progress.finish();
    let here = scan.files.iter().find(|file| file.absolute == place.file);
    let language = Language::of_path(&place.file);
    let lines = Arc::new(LineIndex::new(&text));
    let references = here.map(|file| file.references.clone()).unwrap_or_default();
    let path = workspace.relative(&place.file);
    let scanned = ScannedFiles::new(&scan, &workspace.root);
    let files = scanned.around(SourceFile { path: path.as_str().into(), language, text, lines, references });
    let analysis = Analysis {
        index: &scan.index,
        files: &files,
        catalog: None,
        catalog_problem: None,
        settings: &workspace.settings,
        now: now(),
    };
    let question = Question {
        path: &path,
        offset,
        known: &known.with_packages(scan.packages.clone()),
        source: source.as_ref().map(|source| source.description.as_str()),
        parse_limit: options.parse_limit,
    };
    let Some(mut explanation) = ide::explain(&analysis, &question) else { return Ok(ExitCode::FAILURE) };
    let explained = ide::explained_reference(&files.own, offset);
    if let Some(((file, reference), key)) = here.zip(explained).zip(explained.and_then(|reference| reference.key())) {
        let context = site::Context { scan: &scan, source: source.as_ref(), workspace: &workspace };
        site::add(&mut explanation, file, (reference, key), &context);
    }
    let text = explanation.plain_text(&|path| shown(&workspace.root.join(path)));
    answer(terminal, &format!("{place}: {text}"))
}

/// No keys, only the wrappers declared in the settings.
fn nothing(workspace: &Workspace) -> KnownKeys {
    KnownKeys::default().with_wrappers(ide::declared_wrappers(&workspace.settings))
}

fn answer(terminal: &mut Terminal, text: &str) -> anyhow::Result<ExitCode> {
    writeln!(terminal.out(), "{text}")?;
    terminal.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn not_a_flag(place: &Location, reason: &str) -> String {
    format!("{place}: not a flag reference\n  {}", Printable(reason))
}

/// Loads the flags if possible. Fails only for an explicitly given list.
fn load(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Option<Source>> {
    match Source::load(arguments, workspace, terminal) {
        Ok(source) => {
            source.problems.iter().for_each(|problem| terminal.warning(problem));
            source.notes.iter().for_each(|note| terminal.note(note));
            Ok(Some(source))
        }
        Err(error) if arguments.flags.is_some() || arguments.keys.is_some() => Err(error),
        Err(error) => {
            terminal.note(&format!("using only the source code: {error:#}"));
            Ok(None)
        }
    }
}
