use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::ide::{self, FileView, Question};
use crate::syntax::{KnownKeys, Language};
use crate::text::LineIndex;
use crate::workspace::{self as files, ScanOptions};

use super::Terminal;
use super::aliases::{self, AliasArguments};
use super::plural;
use super::progress::Progress;
use super::source::{Source, SourceArguments};
use super::workspace::{CacheArguments, Workspace, shown};

mod not_a_site;
mod place;
mod site;

use place::Place;

/// Options of `flagwise explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The place, as editors and compilers write it
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

Lines and columns count from 1, columns in Unicode code points, as `flagwise refs` prints them.
Without a token and without a list of flags it goes by the source code alone.";

/// Runs `flagwise explain`: the whole workspace is looked at, as `check` does, for what other files say of the place.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let place = Place::parse(&arguments.place)?;
    let workspace = Workspace::of_telling(Path::new("."), terminal);
    let options = ScanOptions {
        base: Some(workspace.root.clone()),
        ignored_paths: workspace.settings.ignored_paths.clone(),
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
    let sites = here.map(|file| file.sites.clone()).unwrap_or_default();
    let view = FileView { language, text, lines, sites };
    let read = |path: &str| files::read_text(&workspace.root.join(path)).ok().map(|text| text.text);
    let path = workspace.relative(&place.file);
    let mut explanation = ide::explain(
        &scan.index,
        &Question {
            file: &view,
            path: &path,
            offset,
            known: &known.with_packages(scan.packages.clone()),
            source: source.as_ref().map(|source| source.description.as_str()),
            parse_limit: options.parse_limit,
            read: &read,
        },
    );
    if let Some((file, site)) = here.zip(ide::explained_site(&view, offset)) {
        let seen = site::Seen { scan: &scan, source: source.as_ref(), workspace: &workspace };
        site::add(&mut explanation, file, site, &seen);
    }
    let told = explanation.plain_text(&|path| shown(&workspace.root.join(path)));
    answer(terminal, &format!("{place}: {told}"))
}

/// No key is known; wrappers that the settings declare are.
fn nothing(workspace: &Workspace) -> KnownKeys {
    KnownKeys::default().with_wrappers(ide::declared_wrappers(&workspace.settings))
}

fn answer(terminal: &mut Terminal, told: &str) -> anyhow::Result<ExitCode> {
    writeln!(terminal.out(), "{told}")?;
    terminal.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn not_a_flag(place: &Place, reason: &str) -> String {
    format!("{place}: not taken as a flag\n  {reason}")
}

/// The flags to go by, if there are any; only a list that was asked for must be readable.
fn load(arguments: &SourceArguments, workspace: &Workspace, terminal: &Terminal) -> anyhow::Result<Option<Source>> {
    match Source::load(arguments, workspace, terminal) {
        Ok(source) => {
            source.problems.iter().for_each(|problem| terminal.warning(problem));
            source.notes.iter().for_each(|note| terminal.note(note));
            Ok(Some(source))
        }
        Err(error) if arguments.flags.is_some() || arguments.keys.is_some() => Err(error),
        Err(error) => {
            terminal.note(&format!("going by the source code alone: {error:#}"));
            Ok(None)
        }
    }
}
