//! `flagwise flag history`: what happened to a flag, from the audit log.

use std::process::ExitCode;

use serde_json::json;

use crate::cli::Terminal;
use crate::flags::{EnvironmentKey, FlagKey, UnixMillis};
use crate::launchdarkly::{HistoryEntry, HistoryQuery};
use crate::text::Printable;

use super::options::{Format, ReadOptions};
use super::perform::print_json;
use super::session::{Session, refused};
use super::when;

/// Options of `flagwise flag history`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Flag key; default: all flags of the project
    key: Option<String>,
    /// Only changes in this environment
    #[arg(long = "env", value_name = "KEY")]
    environment: Option<String>,
    /// Only changes of the last N days
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    /// Maximum number of entries
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    options: ReadOptions,
}

/// Runs `flagwise flag history`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let environment = arguments.environment.as_deref().map(|key| session.named(key)).transpose()?;
    let day = 86_400_000;
    let query = HistoryQuery {
        environment: environment.map(|environment| environment.key.clone()),
        after: arguments.days.map(|days| UnixMillis(crate::cli::source::now().0 - i64::from(days) * day)),
        limit: arguments.limit,
    };
    let key = arguments.key.as_ref().map(FlagKey::new);
    let read = session.client.flag_history(&session.project, key.as_ref(), &query);
    let entries = session.waiting(terminal, read).map_err(|error| refused(&error))?;
    match arguments.options.format {
        Format::Json => {
            let rows: Vec<_> = entries.iter().map(to_json).collect();
            print_json(&json!({ "project": session.project, "flag": key, "entries": rows }), terminal)?;
        }
        Format::Text => {
            let out = terminal.out();
            for entry in &entries {
                writeln!(out, "{}", Printable(&line(entry, key.is_none(), &session)))?;
            }
            if entries.is_empty() {
                terminal.note("the audit log has no entries about this");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn to_json(entry: &HistoryEntry) -> serde_json::Value {
    let actions: Vec<&str> = entry.accesses.iter().map(|access| access.action.as_str()).collect();
    json!({
        "id": entry.id,
        "date": entry.date,
        "author": entry.author(),
        "title": entry.title_verb,
        "flag": entry.name,
        "environments": entry.environments(),
        "actions": actions,
        "comment": entry.comment,
    })
}

fn line(entry: &HistoryEntry, names_flag: bool, session: &Session) -> String {
    let environments = entry.environments();
    let places: Vec<String> =
        environments.iter().filter(|key| **key != "*").map(|key| session.name_of(&EnvironmentKey::new(key))).collect();
    let place = if places.is_empty() { String::new() } else { format!(" in {}", places.join(", ")) };
    let verb = if entry.title_verb.is_empty() { entry.title.as_str() } else { entry.title_verb.as_str() };
    let flag = if names_flag { format!(" “{}”", entry.name) } else { String::new() };
    let mut actions: Vec<&str> = entry.accesses.iter().map(|access| access.action.as_str()).collect();
    actions.dedup();
    let author = entry.author().unwrap_or_else(|| "LaunchDarkly".to_owned());
    let comment = if entry.comment.is_empty() { String::new() } else { format!(": {}", entry.comment) };
    format!("{}  {author} {verb}{flag}{place} ({}){comment}", when::shown(entry.date), actions.join(", "))
}
