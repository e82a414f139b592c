//! `flagwise flag approve`: approval requests of a flag. `--request-approval` of the other commands creates them.

use std::process::ExitCode;

use anyhow::bail;
use serde_json::{Value, json};

use crate::cli::Terminal;
use crate::flags::{AnyInstruction, ApprovalRequest, ApprovalStatus, Environment, FlagKey, ReviewStatus};
use crate::launchdarkly::{ApprovalReview, Client, Error, Outcome, ReviewKind};
use crate::text::Printable;

use super::options::{Format, WriteOptions};
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform, print_json};
use super::session::{Session, refused};
use super::when;

/// Options of `flagwise flag approve`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Flag key
    key: String,
    /// Id of the approval request; default: list them
    id: Option<String>,
    /// Decline it
    #[arg(long, requires = "id", conflicts_with_all = ["apply", "withdraw"])]
    decline: bool,
    /// Apply it, once it is approved
    #[arg(long, requires = "id", conflicts_with = "withdraw")]
    apply: bool,
    /// Withdraw it
    #[arg(long, requires = "id")]
    withdraw: bool,
    #[command(flatten)]
    options: WriteOptions,
}

const EXAMPLES: &str = "\
Examples:
  flagwise flag on gift-cards --env production --request-approval    Request an approval
  flagwise flag approve gift-cards --env production                  List the requests
  flagwise flag approve gift-cards 5f… --env production              Approve one
  flagwise flag approve gift-cards 5f… --apply --env production      Apply it";

/// Runs `flagwise flag approve`.
pub fn run(arguments: &Arguments, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let session = Session::open(arguments.options.project.as_deref(), terminal)?;
    let Some(id) = &arguments.id else { return list(arguments, &session, terminal) };
    let environment = session.environment(arguments.options.environment.as_deref())?;
    let action = match (arguments.decline, arguments.apply, arguments.withdraw) {
        (true, ..) => Action::Decline,
        (_, true, _) => Action::Apply,
        (.., true) => Action::Withdraw,
        _ => Action::Approve,
    };
    let decision = Decision { key: FlagKey::new(&arguments.key), id: id.clone(), environment, action };
    perform(&decision, &session, &arguments.options, terminal)
}

fn in_words(request: &ApprovalRequest, environment: &Environment) -> String {
    let review = match request.review_status {
        ReviewStatus::Approved => "approved",
        ReviewStatus::Declined => "declined",
        ReviewStatus::Pending => "waits for a review",
    };
    let status = match request.status {
        ApprovalStatus::Completed => ", applied",
        ApprovalStatus::Failed => ", could not be applied",
        ApprovalStatus::Scheduled => ", scheduled",
        ApprovalStatus::Pending => "",
    };
    let date = request.execution_date.map(|date| format!(" for {}", when::shown(date))).unwrap_or_default();
    let kinds: Vec<&str> = request.instructions.iter().map(AnyInstruction::kind).collect();
    let what = if request.description.is_empty() { kinds.join(", ") } else { request.description.clone() };
    format!("{}  {}  {review}{status}{date}  {what}", request.id, environment.key)
}

fn list(arguments: &Arguments, session: &Session, terminal: &mut Terminal) -> anyhow::Result<ExitCode> {
    let requested: Vec<String> = arguments.options.environment.iter().cloned().collect();
    let key = FlagKey::new(&arguments.key);
    let mut rows = Vec::new();
    for environment in session.environments(&requested)? {
        let read = session.client.approval_requests(&session.project, &key, &environment.key);
        let found = session.waiting(terminal, read).map_err(|error| refused(&error))?;
        rows.extend(found.into_iter().map(|request| (environment, request)));
    }
    match arguments.options.format {
        Format::Json => {
            let rows: Vec<Value> = rows
                .iter()
                .map(|(environment, request)| json!({ "environment": environment.key, "request": request }))
                .collect();
            print_json(&json!({ "project": session.project, "flag": key, "approvalRequests": rows }), terminal)?;
        }
        Format::Text => {
            for (environment, request) in &rows {
                writeln!(terminal.out(), "{}", Printable(&in_words(request, environment)))?;
            }
            if rows.is_empty() {
                terminal.note("there are no approval requests");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Approve,
    Decline,
    Apply,
    Withdraw,
}

impl Action {
    fn verb(self) -> &'static str {
        match self {
            Self::Approve => "Approve",
            Self::Decline => "Decline",
            Self::Apply => "Apply",
            Self::Withdraw => "Withdraw",
        }
    }

    /// Whether a request shows the effect; `None` is a request that no longer exists.
    fn shows(self, request: Option<&ApprovalRequest>) -> bool {
        match (self, request) {
            (Self::Approve, Some(request)) => request.review_status == ReviewStatus::Approved,
            (Self::Decline, Some(request)) => request.review_status == ReviewStatus::Declined,
            (Self::Apply, Some(request)) => request.status == ApprovalStatus::Completed,
            (Self::Withdraw, request) => request.is_none(),
            (_, None) => false,
        }
    }
}

/// A decision on an approval request.
struct Decision<'a> {
    key: FlagKey,
    id: String,
    environment: &'a Environment,
    action: Action,
}

impl Decision<'_> {
    async fn read(&self, session: &Session) -> Result<Option<ApprovalRequest>, Error> {
        let read = session.client.approval_requests(&session.project, &self.key, &self.environment.key);
        Ok(read.await?.into_iter().find(|request| request.id == self.id))
    }
}

impl Write for Decision<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let Some(request) = self.read(session).await.map_err(|error| refused(&error))? else {
            bail!(
                "{} has no approval request {} in {}: `flagwise flag approve {}` lists them",
                self.key,
                self.id,
                self.environment.key,
                self.key
            );
        };
        let name = self.environment.display_name();
        let title = format!("{} the request {} in {name}", self.action.verb(), self.id);
        let mut lines = vec![format!("{} in the project {}", self.key, session.project), title.clone()];
        lines.push(format!("  {}", in_words(&request, self.environment)));
        for instruction in &request.instructions {
            lines.push(format!("  {}", serde_json::to_string(instruction)?));
        }
        let blocked = match (self.action, request.review_status) {
            (Action::Apply, ReviewStatus::Pending) => Some("the request waits for a review".to_owned()),
            (Action::Apply, ReviewStatus::Declined) => Some("the request was declined".to_owned()),
            _ => None,
        };
        let is_felt = self.action == Action::Apply && self.environment.is_critical();
        Ok(Proposal {
            title,
            lines,
            plan: None,
            changes: !self.action.shows(Some(&request)),
            stamp: json!([request, comment]),
            typed: is_felt.then(|| self.environment.key.as_str().to_owned()),
            blocked,
            comment_required: None,
        })
    }

    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error> {
        let (project, key, id) = (&session.project, &self.environment.key, self.id.as_str());
        let comment = proposal.stamp[1].as_str();
        let review = |kind| ApprovalReview { kind, comment: comment.map(str::to_owned) };
        let outcome = match self.action {
            Action::Approve => {
                client.review_approval_request(project, &self.key, key, id, &review(ReviewKind::Approve)).await?
            }
            Action::Decline => {
                client.review_approval_request(project, &self.key, key, id, &review(ReviewKind::Decline)).await?
            }
            Action::Apply => client.apply_approval_request(project, &self.key, key, id, comment).await?,
            Action::Withdraw => client.delete_approval_request(project, &self.key, key, id).await?,
        };
        let done = || Sent::Done(Report { message: format!("Done: {}.", proposal.title), ..Report::default() });
        let (cause, accepted) = match outcome {
            Outcome::Done(()) => return Ok(done()),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        let mut is_unchanged = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match self.read(session).await {
                Ok(request) if self.action.shows(request.as_ref()) => return Ok(done()),
                Ok(_) => is_unchanged = true,
                Err(error) => tracing::info!("the approval request cannot be read: {error}"),
            }
        }
        let is_over = is_unchanged && !accepted && !may_come_late(&cause);
        Ok(if is_over { Sent::NotDone(cause) } else { Sent::Unknown(cause) })
    }
}
