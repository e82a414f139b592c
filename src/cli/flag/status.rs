//! `flagwise flag status`: when a flag was last requested, in each environment.

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde_json::json;

use crate::cli::Terminal;
use crate::flags::{EnvironmentKey, FlagKey, FlagStatus, StatusName};
use crate::launchdarkly::Error;
use crate::text::Printable;

use super::options::{Format, ReadOptions};
use super::perform::print_json;
use super::session::{Session, refused};

/// Options of `flagwise flag status`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Flag key; default: the statuses of all flags, in one environment
    key: Option<String>,
    /// Environment key; default: all
    #[arg(long = "env", value_name = "KEY", required_unless_present = "key")]
    environment: Option<String>,
    #[command(flatten)]
    options: ReadOptions,
}

/// Runs `flagwise flag status`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let environment = arguments.environment.as_deref().map(|key| session.named(key)).transpose()?;
    let rows: BTreeMap<String, FlagStatus> = match (&arguments.key, environment) {
        (Some(key), _) => {
            let key = FlagKey::new(key);
            let read = read(&session, &key, environment.map(|environment| &environment.key));
            session.waiting(terminal, read)?
        }
        (None, Some(environment)) => {
            let read = session.client.flag_statuses(&session.project, &environment.key);
            let found = session.waiting(terminal, read).map_err(|error| refused(&error))?;
            found.into_iter().map(|(key, status)| (key.as_str().to_owned(), status)).collect()
        }
        (None, None) => BTreeMap::new(),
    };
    match arguments.options.format {
        Format::Json => {
            let (project, key) = (&session.project, &arguments.key);
            print_json(&json!({ "project": project, "flag": key, "statuses": rows }), terminal)?;
        }
        Format::Text => {
            let width = rows.keys().map(|name| name.chars().count()).max().unwrap_or_default();
            let out = terminal.out();
            for (name, status) in &rows {
                let requested = match status.last_requested_at() {
                    Some(date) => format!("last requested {}", super::when::shown(date)),
                    None => "never requested".to_owned(),
                };
                let default = status.default.as_ref().map(|value| format!(", default in code {value}"));
                let text = format!("{}, {requested}{}", name_of(status.name), default.unwrap_or_default());
                writeln!(out, "{:width$}  {}", Printable(name), Printable(&text))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn read(
    session: &Session,
    key: &FlagKey,
    environment: Option<&EnvironmentKey>,
) -> anyhow::Result<BTreeMap<String, FlagStatus>> {
    let found = match environment {
        Some(environment) => {
            let status = session.client.flag_status(&session.project, environment, key).await;
            status.map(|status| BTreeMap::from([(environment.clone(), status)]))
        }
        None => session.client.flag_status_across_environments(&session.project, key, None).await,
    };
    match found {
        Ok(found) => Ok(found.into_iter().map(|(key, status)| (key.as_str().to_owned(), status)).collect()),
        Err(error @ Error::NotFound(_)) => match session.flag(key).await {
            Err(unknown) => Err(unknown),
            Ok(_) => Err(refused(&error)),
        },
        Err(error) => Err(refused(&error)),
    }
}

fn name_of(name: StatusName) -> &'static str {
    match name {
        StatusName::New => "new",
        StatusName::Active => "active",
        StatusName::Inactive => "inactive",
        StatusName::Launched => "launched",
        StatusName::Unknown => "unknown",
    }
}
