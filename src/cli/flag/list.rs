//! `flagwise flag list`: the flags of a project.

use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::json;

use crate::cli::Terminal;
use crate::flags::{Environment, Flag};
use crate::launchdarkly::{FlagFilter, FlagQuery, FlagSort, FlagSortField, ListedState};
use crate::text::Printable;

use super::options::{Format, ReadOptions};
use super::perform::print_json;
use super::session::{Session, refused};
use super::show::state;

/// The API's maximum number of environments in a list.
const MOST_ENVIRONMENTS: usize = 3;
/// The API's maximum page size.
const PAGE: usize = 100;

/// Options of `flagwise flag list`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only flags whose key or name contains this text
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Only flags in this state; default: live and deprecated
    #[arg(long, value_enum, value_name = "STATE")]
    state: Option<State>,
    /// Only flags with this tag, may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Only flags that are meant to be removed
    #[arg(long)]
    temporary: bool,
    /// Environment whose state to show, at most three
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    environments: Vec<String>,
    /// Maximum number of flags
    #[arg(long, default_value_t = 1000, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    options: ReadOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    Live,
    Deprecated,
    Archived,
}

/// Runs `flagwise flag list`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let environments: Vec<&Environment> = if arguments.environments.is_empty() {
        let configured = &session.workspace.settings.environments;
        let known = session.environments.iter().filter(|environment| {
            configured.is_empty() || configured.iter().any(|key| key == environment.key.as_str())
        });
        known.take(MOST_ENVIRONMENTS).collect()
    } else {
        session.environments(&arguments.environments)?
    };
    if environments.len() > MOST_ENVIRONMENTS {
        anyhow::bail!("a list shows at most {MOST_ENVIRONMENTS} environments");
    }
    let (flags, total) = session.waiting(terminal, read(arguments, &session, &environments))?;
    match arguments.options.format {
        Format::Json => {
            print_json(&json!({ "project": session.project, "totalCount": total, "flags": flags }), terminal)?;
        }
        Format::Text => print(&flags, &environments, total, terminal)?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn read(
    arguments: &Arguments,
    session: &Session,
    environments: &[&Environment],
) -> anyhow::Result<(Vec<Flag>, Option<usize>)> {
    let mut filters = Vec::new();
    filters.extend(arguments.text.clone().map(FlagFilter::Query));
    filters.extend(arguments.state.map(|state| {
        FlagFilter::State(match state {
            State::Live => ListedState::Live,
            State::Deprecated => ListedState::Deprecated,
            State::Archived => ListedState::Archived,
        })
    }));
    if !arguments.tags.is_empty() {
        filters.push(FlagFilter::Tags(arguments.tags.clone()));
    }
    if arguments.temporary {
        filters.push(FlagFilter::Temporary(true));
    }
    let mut query = FlagQuery {
        environments: environments.iter().map(|environment| environment.key.clone()).collect(),
        filters,
        sort: vec![FlagSort::ascending(FlagSortField::Key)],
        ..FlagQuery::default()
    };
    let mut flags: Vec<Flag> = Vec::new();
    let mut total = None;
    while flags.len() < arguments.limit {
        query.limit = Some((arguments.limit - flags.len()).min(PAGE));
        query.offset = Some(flags.len());
        let page = session.client.flags(&session.project, &query).await.map_err(|error| refused(&error))?;
        total = page.total.or(total);
        let received = page.flags.len();
        flags.extend(page.flags);
        if received == 0 || page.next_offset.is_none() {
            break;
        }
    }
    Ok((flags, total))
}

fn print(
    flags: &[Flag],
    environments: &[&Environment],
    total: Option<usize>,
    terminal: &mut Terminal,
) -> anyhow::Result<()> {
    let width = flags.iter().map(|flag| flag.key.as_str().chars().count()).max().unwrap_or_default().min(50);
    let out = terminal.out();
    for flag in flags {
        let mut cells = Vec::new();
        for environment in environments {
            let Some(config) = flag.environments.get(&environment.key) else { continue };
            cells.push(format!("{} {}", environment.key, if config.on { "on" } else { "off" }));
        }
        cells.push(state(flag));
        cells.push(flag.name.clone());
        let key = flag.key.as_str();
        writeln!(out, "{:width$}  {}", Printable(key), Printable(&cells.join("  ")))?;
    }
    if let Some(total) = total.filter(|total| *total > flags.len()) {
        terminal.note(&format!("{} of {total} flags: raise --limit to list more", flags.len()));
    }
    Ok(())
}
