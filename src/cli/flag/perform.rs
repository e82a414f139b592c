//! From a planned write to its report: show, confirm, read again, send once, find out.
//!
//! Only what was confirmed is sent: the plan is made again before each attempt and must not differ. A write that may have
//! been applied is never sent again; its outcome is found by reading.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use crate::cli::terminal::print_lines_to_stderr;
use crate::cli::{COULD_NOT_RUN, Terminal, json};
use crate::flags::ChangePlan;
use crate::launchdarkly::{Client, Error, NetworkProblem};
use crate::text::Printable;

use super::options::{DryRun, Format, WriteOptions};
use super::session::{Session, refused};
use crate::cli::question;

/// Maximum number of requests for a write that LaunchDarkly rejects without an effect.
const ATTEMPTS: u32 = 5;
/// The longest wait for a rate limit.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The shortest pause before a rejected write is sent again.
const PAUSE: Duration = Duration::from_millis(200);

/// Pauses before each look for the effect of a write whose response was lost.
pub const LOOKBACK: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// A write of one command.
pub trait Write {
    /// Reads what it depends on, and plans it.
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal>;

    /// Sends it once. An error proves that nothing was changed.
    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error>;

    /// Lets LaunchDarkly check it; `None` if the API has no dry run of it.
    async fn check(&self, session: &Session, proposal: &Proposal) -> Option<Result<(), Error>> {
        let _ = (session, proposal);
        None
    }
}

/// A planned write.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What is done, for the question: `Turn off in Production`.
    pub title: String,
    /// Everything to know before it is confirmed, in lines.
    pub lines: Vec<String>,
    /// The plan, if it changes a flag that exists.
    pub plan: Option<ChangePlan>,
    /// The write as JSON. Equal stamps make the same change to the same state.
    pub stamp: Value,
    /// Whether anything would change.
    pub changes: bool,
    /// What has to be typed to confirm it.
    pub typed: Option<String>,
    /// Why LaunchDarkly would reject it, with the next step.
    pub blocked: Option<String>,
    /// Name of the environment that requires a comment, if there is none.
    pub comment_required: Option<String>,
}

impl Proposal {
    /// Id of the write, for `--expect`.
    pub fn id(&self) -> String {
        let plan = self.plan.as_ref().map(ChangePlan::digest);
        format!("{:016x}", xxh3_64(json!([plan, self.stamp]).to_string().as_bytes()))
    }

    /// Whether a later proposal is covered by the confirmation of this one.
    fn is_still(&self, later: &Self) -> bool {
        let same_plan = match (&self.plan, &later.plan) {
            (Some(own), Some(other)) => own.is_still(other),
            (None, None) => true,
            _ => false,
        };
        same_plan && self.stamp == later.stamp && self.blocked == later.blocked
    }

    fn to_json(&self, outcome: &str, session: &Session) -> Value {
        json!({
            "outcome": outcome,
            "id": self.id(),
            "project": session.project,
            "title": self.title,
            "details": self.lines,
            "blocked": self.blocked,
            "plan": self.plan.as_ref().map(ChangePlan::to_json),
        })
    }
}

/// The outcome of a write that was sent and not rejected.
pub enum Sent {
    /// Applied.
    Done(Report),
    /// The response was lost, and reading shows that it was not applied.
    NotDone(Error),
    /// The response was lost, and somebody else wrote too.
    Unclear(Error),
    /// The response was lost, and reading failed or shows no effect yet.
    Unknown(Error),
}

/// The report of a write that was applied.
#[derive(Debug, Default)]
pub struct Report {
    /// What was done, in one sentence.
    pub message: String,
    /// The result as JSON, such as the flag afterwards.
    pub result: Value,
    /// The command that undoes it.
    pub undo: Option<String>,
}

/// Whether LaunchDarkly may still apply a write after this error.
pub fn may_come_late(error: &Error) -> bool {
    match error {
        Error::Network { problem, .. } => matches!(problem, NetworkProblem::Timeout),
        Error::Server(answer) => matches!(answer.status, 502 | 504),
        _ => false,
    }
}

/// Performs a write.
pub fn perform<W: Write>(
    write: &W,
    session: &Session,
    options: &WriteOptions,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    if options.dry_run.is_none() {
        session.refuse_if_read_only()?;
    }
    let mut comment = options.comment();
    let mut proposal = session.waiting(terminal, write.propose(session, comment.as_deref()))?;
    if !proposal.changes {
        return unchanged(&proposal, session, options, terminal);
    }
    if let Some(mode) = options.dry_run {
        return dry_run(write, &proposal, mode, session, options, terminal);
    }
    if let Some(expected) = &options.expect
        && *expected != proposal.id()
    {
        bail!(
            "the change has the id {} by now, not {expected}: the flag was changed since. Nothing was sent. Check it \
             with `--dry-run`",
            proposal.id()
        );
    }
    if let Some(reason) = &proposal.blocked {
        show(&proposal, terminal)?;
        bail!("{reason}. Nothing was sent");
    }
    if let (Some(environment), None) = (&proposal.comment_required, &comment) {
        show(&proposal, terminal)?;
        comment = Some(ask_comment(environment)?);
        proposal = session.waiting(terminal, write.propose(session, comment.as_deref()))?;
    }
    loop {
        confirm(&proposal, options, terminal)?;
        match session.waiting(terminal, send(write, session, &proposal, comment.as_deref()))? {
            Attempt::Sent(sent) => return report(sent, &proposal, session, options, terminal),
            Attempt::Different(current) if !options.yes && question::is_possible() => {
                terminal.warning("the flag has changed in the meantime. This is the change now:");
                if !current.changes {
                    return unchanged(&current, session, options, terminal);
                }
                if let Some(reason) = &current.blocked {
                    bail!("{reason}. Nothing was sent");
                }
                proposal = *current;
            }
            Attempt::Different(_) => {
                bail!("the flag has changed since it was read. Nothing was sent. Check it with `--dry-run`")
            }
        }
    }
}

enum Attempt {
    Sent(Sent),
    Different(Box<Proposal>),
}

async fn send<W: Write>(
    write: &W,
    session: &Session,
    confirmed: &Proposal,
    comment: Option<&str>,
) -> anyhow::Result<Attempt> {
    let client = session.client.without_repeated_writes();
    let mut attempt = 1;
    loop {
        let current = write.propose(session, comment).await?;
        if !confirmed.is_still(&current) {
            return Ok(Attempt::Different(Box::new(current)));
        }
        let error = match write.send(session, &client, &current).await {
            Ok(sent) => return Ok(Attempt::Sent(sent)),
            Err(error) => error,
        };
        // Rejected without an effect: checked and sent again after a pause.
        let pause = match &error {
            Error::RateLimited { wait, .. } if *wait <= LONGEST_WAIT => (*wait).max(client.change_wait()).max(PAUSE),
            Error::OptimisticLock(_) => PAUSE,
            Error::ApprovalRequired(_) => bail!(
                "{}. Nothing was changed. Repeat the command with `--request-approval`",
                error.to_string().trim_end_matches('.')
            ),
            _ => return Err(refused(&error)),
        };
        if attempt == ATTEMPTS {
            return Err(refused(&error));
        }
        attempt += 1;
        tokio::time::sleep(pause).await;
    }
}

/// Prints what would change to stderr: standard output is for results.
fn show(proposal: &Proposal, terminal: &mut Terminal) -> anyhow::Result<()> {
    terminal.flush()?;
    print_lines_to_stderr(&proposal.lines.join("\n"));
    Ok(())
}

fn ask_comment(environment: &str) -> anyhow::Result<String> {
    if question::is_possible() {
        let answer = question::ask(&format!("{environment} requires a comment:"))?.unwrap_or_default();
        if !answer.is_empty() {
            return Ok(answer);
        }
    }
    bail!("{environment} requires a comment: use `--comment TEXT`. Nothing was sent")
}

fn confirm(proposal: &Proposal, options: &WriteOptions, terminal: &mut Terminal) -> anyhow::Result<()> {
    if options.yes {
        return Ok(());
    }
    show(proposal, terminal)?;
    if !question::is_possible() {
        bail!(
            "this change must be confirmed, and there is no terminal to ask on. Nothing was sent. Check it with \
             `--dry-run`, then add `--yes`"
        );
    }
    match &proposal.typed {
        Some(expected) => question::confirm_by_typing(&proposal.title, expected),
        None => question::confirm(&proposal.title),
    }
}

fn unchanged(
    proposal: &Proposal,
    session: &Session,
    options: &WriteOptions,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    match options.format {
        Format::Json => print_json(&proposal.to_json("unchanged", session), terminal)?,
        Format::Text => {
            let out = terminal.out();
            writeln!(out, "Nothing to change.")?;
            for line in &proposal.lines {
                writeln!(out, "{}", Printable(line))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn dry_run<W: Write>(
    write: &W,
    proposal: &Proposal,
    mode: DryRun,
    session: &Session,
    options: &WriteOptions,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    let mut json = proposal.to_json("dryRun", session);
    let mut verdict = None;
    if mode == DryRun::Server && proposal.blocked.is_none() {
        verdict = session.waiting(terminal, write.check(session, proposal));
    }
    let rejected = match &verdict {
        Some(Err(error)) => Some(error.message()),
        _ => None,
    };
    json["checkedByLaunchDarkly"] = json!(verdict.is_some());
    json["rejection"] = json!(rejected);
    match options.format {
        Format::Json => print_json(&json, terminal)?,
        Format::Text => {
            let out = terminal.out();
            for line in &proposal.lines {
                writeln!(out, "{}", Printable(line))?;
            }
            match (&verdict, &proposal.blocked) {
                (_, Some(reason)) => writeln!(out, "LaunchDarkly would reject it: {}.", Printable(reason))?,
                (Some(Ok(())), _) => writeln!(out, "LaunchDarkly would accept it. Nothing was changed.")?,
                (Some(Err(_)), _) => writeln!(out, "LaunchDarkly would reject it. Nothing was changed.")?,
                (None, _) => writeln!(out, "Nothing was changed.")?,
            }
        }
    }
    match rejected.or_else(|| proposal.blocked.clone()) {
        Some(reason) => {
            terminal.flush()?;
            terminal.error(&reason);
            Ok(ExitCode::from(COULD_NOT_RUN))
        }
        None => Ok(ExitCode::SUCCESS),
    }
}

fn report(
    sent: Sent,
    proposal: &Proposal,
    session: &Session,
    options: &WriteOptions,
    terminal: &mut Terminal,
) -> anyhow::Result<ExitCode> {
    let (outcome, problem) = match &sent {
        Sent::Done(report) => {
            if options.format == Format::Text {
                let out = terminal.out();
                writeln!(out, "{}", Printable(&report.message))?;
                if let Some(undo) = &report.undo {
                    writeln!(out, "Undo: {}", Printable(undo))?;
                }
            }
            ("done", None)
        }
        Sent::NotDone(cause) => ("notDone", Some(format!("the change was not applied. {} Try again", cause.message()))),
        Sent::Unclear(cause) => (
            "unclear",
            Some(format!(
                "LaunchDarkly's response was lost, and the flag was also changed by someone else. Look at it with \
                 `flagwise flag show` before you repeat the change. {}",
                cause.message()
            )),
        ),
        Sent::Unknown(cause) => (
            "unknown",
            Some(format!(
                "it is not known whether the change was applied: LaunchDarkly's response was lost, and no effect is \
                 visible yet. Do not repeat it before `flagwise flag show` shows the flag's state. {}",
                cause.message()
            )),
        ),
    };
    if options.format == Format::Json {
        let mut json = proposal.to_json(outcome, session);
        if let Sent::Done(report) = &sent {
            json["result"] = report.result.clone();
            json["undo"] = json!(report.undo);
        }
        json["problem"] = json!(problem);
        print_json(&json, terminal)?;
    }
    match problem {
        None => Ok(ExitCode::SUCCESS),
        Some(problem) => {
            terminal.flush()?;
            terminal.error(problem.trim_end_matches('.'));
            Ok(ExitCode::from(COULD_NOT_RUN))
        }
    }
}

/// Prints one JSON object to standard output.
pub fn print_json(value: &Value, terminal: &mut Terminal) -> anyhow::Result<()> {
    terminal.out().write_all(json::pretty(value)?.as_bytes())?;
    Ok(())
}
