//! `flagwise flags stale`: finished flags, the proof, their references and the next command.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use crate::cli::flag::{Format, print_json, references};
use crate::cli::source::{Source, SourceArguments};
use crate::cli::workspace::Workspace;
use crate::cli::{Terminal, plural};
use crate::flags::{Catalog, Flag, Staleness, StatusName};
use crate::text::Printable;

/// Options of `flagwise flags stale`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    source: SourceArguments,

    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Lists the temporary flags that LaunchDarkly calls launched or inactive in every chosen environment.
pub fn run(arguments: Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::with_warnings(Path::new("."), terminal)?;
    let source = Source::load(&arguments.source, &workspace, terminal)?;
    source.problems.iter().for_each(|problem| terminal.warning(problem));
    source.notes.iter().for_each(|note| terminal.note(note));
    let stale: Vec<(&Catalog, &Flag, Staleness)> = source
        .catalogs()
        .iter()
        .flat_map(|catalog| {
            catalog.flags.values().filter_map(|flag| Some((&**catalog, &**flag, catalog.staleness(flag)?)))
        })
        .collect();
    let keys: Vec<&str> = stale.iter().map(|(_, flag, _)| flag.key.as_str()).collect();
    let found = references::of_flags(&workspace, &keys);
    let none = Vec::new();
    let mut rows = Vec::new();
    for (catalog, flag, staleness) in &stale {
        let places = found.get(flag.key.as_str()).unwrap_or(&none);
        let next = next(catalog, flag, places.len());
        match arguments.format {
            Format::Json => rows.push(json!({
                "project": catalog.project.key,
                "key": flag.key,
                "status": status(staleness.status),
                "proof": staleness.environments.iter().map(|found| json!({
                    "environment": found.environment,
                    "status": status(found.status),
                    "serves": serves(flag, found.environment.as_str()),
                })).collect::<Vec<_>>(),
                "references": places,
                "next": next,
            })),
            Format::Text => {
                let out = terminal.out();
                writeln!(out, "{}: {}", Printable(flag.key.as_str()), status(staleness.status))?;
                for place in &staleness.environments {
                    let serves = serves(flag, place.environment.as_str()).unwrap_or_default();
                    let line = format!("  {}: {}, {serves}", place.name, status(place.status));
                    writeln!(out, "{}", Printable(line.trim_end_matches(", ")))?;
                }
                let shown: Vec<&str> = places.iter().take(5).map(String::as_str).collect();
                let more = if places.len() > shown.len() { ", …" } else { "" };
                let line = match places.len() {
                    0 => "  No references in this workspace".to_owned(),
                    count => format!("  {}: {}{more}", plural(count, "reference"), shown.join(", ")),
                };
                writeln!(out, "{}", Printable(&line))?;
                writeln!(out, "  Next: {}", Printable(&next))?;
            }
        }
    }
    match arguments.format {
        Format::Json => print_json(&json!({ "flags": rows }), terminal)?,
        Format::Text => terminal.note(&format!("{} of {}", plural(stale.len(), "stale flag"), source.description)),
    }
    Ok(ExitCode::SUCCESS)
}

fn status(name: StatusName) -> &'static str {
    match name {
        StatusName::Launched => "launched",
        StatusName::Inactive => "inactive",
        StatusName::New => "new",
        StatusName::Active => "active",
        StatusName::Unknown => "unknown",
    }
}

fn serves(flag: &Flag, environment: &str) -> Option<String> {
    flag.in_words(environment).map(|words| words.to_string())
}

fn next(catalog: &Catalog, flag: &Flag, references: usize) -> String {
    let (key, project) = (&flag.key, &catalog.project.key);
    match references {
        0 => format!("flagwise flag archive {key} --project {project}"),
        count => format!(
            "remove the {} first; until then: flagwise flag deprecate {key} --project {project}",
            plural(count, "reference")
        ),
    }
}
