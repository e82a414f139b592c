//! `flagwise flag expire`: dates at which individual targets are removed.

use std::process::ExitCode;

use anyhow::bail;
use jiff::Zoned;
use serde_json::{Value, json};

use crate::cli::Terminal;
use crate::cli::source::now;
use crate::flags::{
    ApplyContext, Environment, ExpiringTarget, ExpiringTargetInstruction, ExpiringUserTargetInstruction, Flag, FlagKey,
    NothingElse, SequentialIds, UnixMillis, Variation, apply_expiring,
};
use crate::launchdarkly::{Client, Error, ExpiringChange, InstructionError, Outcome};
use crate::text::Printable;

use super::change::explain;
use super::options::{Format, ReadOptions, WriteOptions};
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform, print_json};
use super::session::{Session, refused};
use super::when;

/// Options of `flagwise flag expire`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag expire list gift-cards --env production
  flagwise flag expire set gift-cards user-ada '2026-12-31 18:00' --env production
  flagwise flag expire never gift-cards user-ada --env production";

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the individual targets that expire
    List(List),
    /// Set or change the date at which a target is removed
    Set(Set),
    /// Keep a target: remove its date
    Never(Never),
}

#[derive(Debug, clap::Args)]
struct List {
    /// Flag key
    key: String,
    /// Environment key; default: all
    #[arg(long = "env", value_name = "KEY", value_delimiter = ',')]
    environments: Vec<String>,
    /// Use the API's older form, for users only
    #[arg(long)]
    users: bool,
    #[command(flatten)]
    options: ReadOptions,
}

/// The context of an expiring target.
#[derive(Debug, Clone, clap::Args)]
struct Context {
    /// Flag key
    key: String,
    /// Key of the context
    context: String,
    /// Context kind
    #[arg(long, default_value = "user", value_name = "KIND")]
    kind: String,
    /// Use the API's older form, for users only
    #[arg(long, conflicts_with = "kind")]
    users: bool,
}

#[derive(Debug, clap::Args)]
struct Set {
    #[command(flatten)]
    context: Context,
    /// The date, as of `--at` of other commands
    when: String,
    #[command(flatten)]
    options: WriteOptions,
}

#[derive(Debug, clap::Args)]
struct Never {
    #[command(flatten)]
    context: Context,
    #[command(flatten)]
    options: WriteOptions,
}

/// Runs `flagwise flag expire`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::List(it) => list(it, terminal),
        Command::Set(it) => {
            let date = when::future(&it.when, &Zoned::now())?;
            write(&it.context, Some(date), &it.options, terminal)
        }
        Command::Never(it) => write(&it.context, None, &it.options, terminal),
    }
}

fn list(arguments: &List, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let key = FlagKey::new(&arguments.key);
    let flag = session.waiting(terminal, session.flag(&key))?;
    let read = async |environment: &Environment| read(&session, &key, environment, arguments.users).await;
    let rows = session.in_environments(&arguments.environments, terminal, read)?;
    match arguments.options.format {
        Format::Json => {
            let rows: Vec<Value> = rows
                .iter()
                .map(|(environment, target)| json!({ "environment": environment.key, "target": target }))
                .collect();
            print_json(&json!({ "project": session.project, "flag": key, "expiringTargets": rows }), terminal)?;
        }
        Format::Text => {
            for (environment, target) in &rows {
                let date = when::shown(target.expiration_date);
                let text = format!(
                    "{}  {} {} ({}) until {date}",
                    environment.key,
                    target.context_kind,
                    target.context_key,
                    variation(&flag, target.variation_id.as_deref())
                );
                writeln!(terminal.out(), "{}", Printable(&text))?;
            }
            if rows.is_empty() {
                terminal.note("no target expires");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn variation(flag: &Flag, id: Option<&str>) -> String {
    let found = id.and_then(|id| flag.variation_index(id)).map(|index| flag.variations[index].in_words());
    found.unwrap_or_else(|| "unknown variation".to_owned())
}

/// The expiring targets, read in either form.
async fn read(
    session: &Session,
    key: &FlagKey,
    environment: &Environment,
    users: bool,
) -> Result<Vec<ExpiringTarget>, Error> {
    if !users {
        return session.client.expiring_targets(&session.project, key, &environment.key).await;
    }
    let found = session.client.expiring_user_targets(&session.project, key, &environment.key).await?;
    Ok(found
        .into_iter()
        .map(|target| ExpiringTarget {
            id: target.id,
            version: target.version,
            expiration_date: target.expiration_date,
            context_kind: "user".to_owned(),
            context_key: target.user_key,
            variation_id: target.variation_id,
        })
        .collect())
}

fn write(
    context: &Context,
    date: Option<UnixMillis>,
    options: &WriteOptions,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    let session = Session::open(options.project.as_deref(), terminal)?;
    let environment = session.environment(options.environment.as_deref())?;
    let expiry = Expiry { key: FlagKey::new(&context.key), context: context.clone(), environment, date };
    perform(&expiry, &session, options, terminal)
}

/// A change of the date of a target; without a date, its removal.
struct Expiry<'a> {
    key: FlagKey,
    context: Context,
    environment: &'a Environment,
    date: Option<UnixMillis>,
}

impl Expiry<'_> {
    /// The instruction, in the form for contexts.
    fn instruction(&self, flag: &Flag, held: Option<&ExpiringTarget>) -> anyhow::Result<ExpiringTargetInstruction> {
        use ExpiringTargetInstruction as I;
        let (kind, context) = (&self.context.kind, &self.context.context);
        let config = flag.environments.get(&self.environment.key);
        let targeting = flag
            .variations
            .iter()
            .enumerate()
            .find(|(index, _)| config.is_some_and(|config| config.targets_individually(kind, context, *index)));
        let id = held.and_then(|held| held.variation_id.clone());
        let Some(variation_id) = id.or_else(|| targeting.and_then(|(_, variation)| variation.id.clone())) else {
            bail!(
                "{} does not target the {kind} {context} individually in {}: `flagwise flag target` does",
                self.key,
                self.environment.display_name()
            );
        };
        let (context_key, context_kind) = (context.clone(), kind.clone());
        Ok(match (self.date, held) {
            (Some(value), Some(held)) => {
                I::UpdateExpiringTarget { value, variation_id, context_key, context_kind, version: Some(held.version) }
            }
            (Some(value), None) => I::AddExpiringTarget { value, variation_id, context_key, context_kind },
            (None, _) => I::RemoveExpiringTarget { variation_id, context_key, context_kind },
        })
    }

    fn is_meant(&self, target: &ExpiringTarget) -> bool {
        target.context_kind == self.context.kind && target.context_key == self.context.context
    }
}

impl Write for Expiry<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let flag = session.flag(&self.key).await?;
        let all = read(session, &self.key, self.environment, self.context.users).await.map_err(|e| refused(&e))?;
        let held = all.iter().find(|target| self.is_meant(target));
        let (kind, context) = (&self.context.kind, &self.context.context);
        let name = self.environment.display_name().to_owned();
        let mut proposal = Proposal {
            title: String::new(),
            lines: vec![format!("{} in the project {}", self.key, session.project)],
            plan: None,
            stamp: Value::Null,
            changes: false,
            typed: self.environment.is_critical().then(|| self.environment.key.as_str().to_owned()),
            blocked: None,
            comment_required: (self.environment.require_comments && comment.is_none()).then(|| name.clone()),
        };
        if self.date.is_none() && held.is_none() {
            proposal.title = format!("Keep the {kind} {context} in {name}");
            proposal.lines.push(format!("The target of the {kind} {context} in {name} does not expire"));
            return Ok(proposal);
        }
        let instruction = self.instruction(&flag, held)?;
        let ids = SequentialIds::default();
        let surroundings = ApplyContext { now: now(), ids: &ids, surroundings: &NothingElse };
        let applied =
            apply_expiring(&flag, &self.environment.key, &all, std::slice::from_ref(&instruction), &surroundings)
                .map_err(|error| explain(&self.key, &error.problem))?;
        if let Some((_, problem)) = applied.errors.first() {
            return Err(explain(&self.key, problem));
        }
        proposal.changes = applied.items != all;
        let shown: Option<&Variation> = match &instruction {
            ExpiringTargetInstruction::AddExpiringTarget { variation_id, .. }
            | ExpiringTargetInstruction::UpdateExpiringTarget { variation_id, .. }
            | ExpiringTargetInstruction::RemoveExpiringTarget { variation_id, .. } => {
                flag.variation_index(variation_id).map(|index| &flag.variations[index])
            }
        };
        let variation = shown.map(Variation::in_words).unwrap_or_default();
        proposal.title = match self.date {
            Some(date) => {
                format!("Stop serving {variation} to the {kind} {context} in {name} at {}", when::shown(date))
            }
            None => format!("Keep serving {variation} to the {kind} {context} in {name}"),
        };
        proposal.lines.push(proposal.title.clone());
        if let Some(held) = held {
            proposal.lines.push(format!("  Now: until {}", when::shown(held.expiration_date)));
        }
        if self.environment.is_critical() {
            proposal.lines.push(format!("  Reaches {name} (critical)"));
        }
        proposal.stamp = json!([instruction, all, comment]);
        Ok(proposal)
    }

    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error> {
        let unreadable = |error: serde_json::Error| Error::Setup(error.to_string());
        let instruction: ExpiringTargetInstruction =
            serde_json::from_value(proposal.stamp[0].clone()).map_err(unreadable)?;
        let comment = proposal.stamp[2].as_str();
        let (project, key) = (&session.project, &self.environment.key);
        let outcome = if self.context.users {
            let instruction = as_user(instruction);
            let sent = client.patch_expiring_user_targets(project, &self.key, key, &[instruction], comment).await?;
            sent.map(|answer| errors(&answer))
        } else {
            let sent = client.patch_expiring_targets(project, &self.key, key, &[instruction], comment).await?;
            sent.map(|answer| errors(&answer))
        };
        let done = || {
            Sent::Done(Report {
                message: format!("Done: {}.", proposal.title),
                result: json!({ "date": self.date }),
                undo: None,
            })
        };
        let (cause, accepted) = match outcome {
            Outcome::Done(errors) => {
                return match errors.first() {
                    Some(message) => Err(Error::Setup(format!("LaunchDarkly refused the date: {message}"))),
                    None => Ok(done()),
                };
            }
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let mut is_unchanged = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match read(session, &self.key, self.environment, self.context.users).await {
                Ok(all) => {
                    let held = all.iter().find(|target| self.is_meant(target));
                    if held.map(|target| target.expiration_date) == self.date {
                        return Ok(done());
                    }
                    is_unchanged = true;
                }
                Err(error) => tracing::info!("the expiring targets cannot be read: {error}"),
            }
        }
        let is_over = is_unchanged && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }
}

fn errors<T>(answer: &ExpiringChange<T>) -> Vec<String> {
    answer.errors.iter().map(|InstructionError { message, .. }| message.clone()).collect()
}

/// The older form, for users.
fn as_user(instruction: ExpiringTargetInstruction) -> ExpiringUserTargetInstruction {
    use ExpiringTargetInstruction as I;
    use ExpiringUserTargetInstruction as U;
    match instruction {
        I::AddExpiringTarget { value, variation_id, context_key, .. } => {
            U::AddExpireUserTargetDate { value, variation_id, user_key: context_key }
        }
        I::UpdateExpiringTarget { value, variation_id, context_key, version, .. } => {
            U::UpdateExpireUserTargetDate { value, variation_id, user_key: context_key, version }
        }
        I::RemoveExpiringTarget { variation_id, context_key, .. } => {
            U::RemoveExpireUserTargetDate { variation_id, user_key: context_key }
        }
    }
}
