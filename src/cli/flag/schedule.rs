//! `flagwise flag schedule`: the scheduled changes of a flag. `--at` of the other commands creates them.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use jiff::Zoned;
use serde_json::{Value, json};

use crate::cli::Terminal;
use crate::flags::{
    AnyInstruction, Environment, FlagKey, ScheduledChange, ScheduledChangeInstruction, UnixMillis, apply_scheduled,
    check_instructions,
};
use crate::launchdarkly::{Client, Error, Outcome, ScheduledChangePatch};
use crate::text::Printable;

use super::options::{Format, ReadOptions, WriteOptions};
use super::patch::text_of;
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform, print_json};
use super::session::{Session, refused};
use super::when;

/// Options of `flagwise flag schedule`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag on gift-cards --env production --at 'tomorrow 9:00'    Schedule a change
  flagwise flag schedule list gift-cards --env production
  flagwise flag schedule move gift-cards 5f… '2026-12-24 18:30' --env production
  flagwise flag schedule cancel gift-cards 5f… --env production";

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the scheduled changes of a flag
    List(List),
    /// Show one scheduled change
    Show(Show),
    /// Move a scheduled change to another date
    Move(Move),
    /// Replace the instructions of a scheduled change
    Replace(Replace),
    /// Cancel a scheduled change
    Cancel(Cancel),
}

#[derive(Debug, clap::Args)]
struct List {
    /// Flag key
    key: String,
    /// Environment key; default: all
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    environments: Vec<String>,
    #[command(flatten)]
    options: ReadOptions,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// Flag key
    key: String,
    /// Id of the scheduled change
    id: String,
    /// Environment key
    #[arg(long = "env", value_name = "KEY")]
    environment: Option<String>,
    #[command(flatten)]
    options: ReadOptions,
}

#[derive(Debug, clap::Args)]
struct Move {
    /// Flag key
    key: String,
    /// Id of the scheduled change
    id: String,
    /// The new date, as of `--at`
    when: String,
    /// Move it even if it then conflicts with another
    #[arg(long)]
    ignore_conflicts: bool,
    #[command(flatten)]
    options: WriteOptions,
}

#[derive(Debug, clap::Args)]
struct Replace {
    /// Flag key
    key: String,
    /// Id of the scheduled change
    id: String,
    /// File with the instructions as a JSON array or a semantic patch; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "body", conflicts_with = "body")]
    file: Option<PathBuf>,
    /// The instructions themselves
    #[arg(long, value_name = "JSON")]
    body: Option<String>,
    /// Replace them even if they conflict with another scheduled change
    #[arg(long)]
    ignore_conflicts: bool,
    #[command(flatten)]
    options: WriteOptions,
}

#[derive(Debug, clap::Args)]
struct Cancel {
    /// Flag key
    key: String,
    /// Id of the scheduled change
    id: String,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs `flagwise flag schedule`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::List(it) => list(it, terminal),
        Command::Show(it) => show(it, terminal),
        Command::Move(it) => {
            let value = when::future(&it.when, &Zoned::now())?;
            let instruction = ScheduledChangeInstruction::UpdateScheduledChangesExecutionDate { value };
            write(&it.key, &it.id, Some(instruction), it.ignore_conflicts, &it.options, terminal)
        }
        Command::Replace(it) => {
            let value = instructions(&text_of(it.body.as_deref(), it.file.as_deref())?)?;
            let instruction = ScheduledChangeInstruction::ReplaceScheduledChangesInstructions { value };
            write(&it.key, &it.id, Some(instruction), it.ignore_conflicts, &it.options, terminal)
        }
        Command::Cancel(it) => {
            // The operation of deletion takes no comment.
            let with_comment = it.options.comment().map(|_| ScheduledChangeInstruction::DeleteScheduledChange {});
            write(&it.key, &it.id, with_comment, false, &it.options, terminal)
        }
    }
}

fn instructions(text: &str) -> anyhow::Result<Vec<AnyInstruction>> {
    let body: Value = serde_json::from_str(text).map_err(|error| anyhow!("the instructions are not JSON: {error}"))?;
    let list = if body.is_array() { body } else { body.get("instructions").cloned().unwrap_or_default() };
    let parsed: Vec<AnyInstruction> =
        serde_json::from_value(list).map_err(|_| anyhow!("the instructions are not an array of objects"))?;
    for instruction in &parsed {
        if let AnyInstruction::Unknown(value) = instruction {
            // The typed form says what is wrong.
            serde_json::from_value::<crate::flags::Instruction>(value.clone())
                .map_err(|error| anyhow!("the instructions are not valid: {error}"))?;
        }
    }
    check_instructions(&parsed).map_err(|problem| anyhow!("{problem}"))?;
    Ok(parsed)
}

fn in_words(change: &ScheduledChange, environment: &Environment) -> String {
    let kinds: Vec<&str> = change.instructions.iter().map(AnyInstruction::kind).collect();
    let conflicts = match &change.conflicts {
        Some(Value::Array(list)) if !list.is_empty() => ", conflicts with another change",
        _ => "",
    };
    let date = when::shown(change.execution_date);
    format!("{}  {date}  {}  {}{conflicts}", change.id, environment.key, kinds.join(", "))
}

fn list(arguments: &List, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let key = FlagKey::new(&arguments.key);
    let read = async |environment: &Environment| {
        session.client.scheduled_changes(&session.project, &key, &environment.key).await
    };
    let rows = session.in_environments(&arguments.environments, terminal, read)?;
    match arguments.options.format {
        Format::Json => {
            let rows: Vec<Value> = rows
                .iter()
                .map(|(environment, change)| json!({ "environment": environment.key, "change": change }))
                .collect();
            print_json(&json!({ "project": session.project, "flag": key, "scheduledChanges": rows }), terminal)?;
        }
        Format::Text => {
            for (environment, change) in &rows {
                writeln!(terminal.out(), "{}", Printable(&in_words(change, environment)))?;
            }
            if rows.is_empty() {
                terminal.note("no changes are scheduled");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(arguments: &Show, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let environment = session.environment(arguments.environment.as_deref())?;
    let key = FlagKey::new(&arguments.key);
    let read = session.client.scheduled_change(&session.project, &key, &environment.key, &arguments.id);
    let change = session.waiting(terminal, read).map_err(|error| refused(&error))?;
    match arguments.options.format {
        Format::Json => print_json(
            &json!({ "project": session.project, "flag": key, "environment": environment.key, "change": change }),
            terminal,
        )?,
        Format::Text => {
            let out = terminal.out();
            writeln!(out, "{}", Printable(&in_words(&change, environment)))?;
            for instruction in &change.instructions {
                writeln!(out, "  {}", Printable(&serde_json::to_string(instruction)?))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(
    key: &str,
    id: &str,
    instruction: Option<ScheduledChangeInstruction>,
    ignore_conflicts: bool,
    options: &WriteOptions,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    let session = Session::open(options.project.as_deref(), terminal)?;
    let environment = session.environment(options.environment.as_deref())?;
    let change = Rescheduling { key: FlagKey::new(key), id: id.to_owned(), environment, instruction, ignore_conflicts };
    perform(&change, &session, options, terminal)
}

/// A change of a scheduled change; without an instruction, its deletion.
struct Rescheduling<'a> {
    key: FlagKey,
    id: String,
    environment: &'a Environment,
    instruction: Option<ScheduledChangeInstruction>,
    ignore_conflicts: bool,
}

impl Rescheduling<'_> {
    async fn read(&self, session: &Session) -> Result<Option<ScheduledChange>, Error> {
        let read = session.client.scheduled_change(&session.project, &self.key, &self.environment.key, &self.id);
        match read.await {
            Ok(change) => Ok(Some(change)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The scheduled change afterwards; `None` if it is deleted.
    fn after(&self, held: &ScheduledChange, now: UnixMillis) -> anyhow::Result<Option<ScheduledChange>> {
        match &self.instruction {
            None => Ok(None),
            Some(instruction) => {
                apply_scheduled(held, std::slice::from_ref(instruction), now).map_err(|error| anyhow!("{error}"))
            }
        }
    }
}

impl Write for Rescheduling<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let held = self.read(session).await.map_err(|error| refused(&error))?;
        let Some(held) = held else {
            bail!(
                "{} has no scheduled change {} in {}: it may have been applied. `flagwise flag schedule list {}` lists \
                 them",
                self.key,
                self.id,
                self.environment.key,
                self.key
            );
        };
        let after = self.after(&held, crate::cli::source::now())?;
        let title = match &after {
            None => format!("Cancel the scheduled change {}", self.id),
            Some(change) if change.execution_date != held.execution_date => {
                format!("Move the scheduled change {} to {}", self.id, when::shown(change.execution_date))
            }
            Some(_) => format!("Replace the instructions of the scheduled change {}", self.id),
        };
        let mut lines = vec![format!("{} in the project {}", self.key, session.project)];
        lines.push(title.clone());
        lines.push(format!("  Now:   {}", in_words(&held, self.environment)));
        if let Some(change) = &after {
            lines.push(format!("  After: {}", in_words(change, self.environment)));
        }
        let critical = self.environment.is_critical();
        let name = self.environment.display_name().to_owned();
        if critical {
            lines.push(format!("  Reaches {name} (critical)"));
        }
        Ok(Proposal {
            title,
            lines,
            plan: None,
            changes: after.as_ref() != Some(&held),
            stamp: json!([held.version, held, self.instruction, comment]),
            typed: critical.then(|| self.environment.key.as_str().to_owned()),
            blocked: (self.environment.requires_approval() && self.instruction.is_some())
                .then(|| format!("changes in {name} need an approval")),
            comment_required: None,
        })
    }

    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error> {
        let (project, key) = (&session.project, &self.environment.key);
        let done =
            |result: Value| Sent::Done(Report { message: format!("Done: {}.", proposal.title), result, undo: None });
        let outcome = match &self.instruction {
            None => {
                let sent = client.delete_scheduled_change(project, &self.key, key, &self.id).await?;
                sent.map(|()| Value::Null)
            }
            Some(instruction) => {
                let comment = proposal.stamp[3].as_str().map(str::to_owned);
                let patch = ScheduledChangePatch { comment, instructions: vec![instruction.clone()] };
                let sent = client
                    .patch_scheduled_change(project, &self.key, key, &self.id, &patch, self.ignore_conflicts)
                    .await?;
                sent.map(|change| json!(change))
            }
        };
        let (cause, accepted) = match outcome {
            Outcome::Done(change) => return Ok(done(json!({ "scheduledChange": change }))),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let before: Option<ScheduledChange> = serde_json::from_value(proposal.stamp[1].clone()).ok();
        let mut is_unchanged = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match (self.read(session).await, &before) {
                (Ok(None), _) => return Ok(done(Value::Null)),
                (Ok(Some(change)), Some(before)) if change.version == before.version => is_unchanged = true,
                (Ok(Some(change)), _) => return Ok(done(json!({ "scheduledChange": change }))),
                (Err(error), _) => tracing::info!("the scheduled change cannot be read: {error}"),
            }
        }
        let is_over = is_unchanged && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }
}
