//! Changes of a flag by instructions: now, at a date, or as an approval request.

mod in_words;
mod sending;
mod surroundings;

use std::cell::OnceCell;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use jiff::Zoned;
use serde_json::json;

use crate::cli::Terminal;
use crate::cli::source::now;
use crate::flags::{
    AnyInstruction, ApplyContext, ChangePlan, Environment, EnvironmentDemands, FlagKey, Instruction, PendingChange,
    PlanInput, SemanticPatch, SequentialIds, UnixMillis, conflicts_of_scheduling, plural,
};
use crate::launchdarkly::{Client, Error, PatchOptions};

use super::options::ChangeOptions;
use super::perform::{Proposal, Sent, Write, perform};
use super::references;
use super::session::Session;
use super::when;

pub use in_words::{blocked_by, conflict_lines, conflicts_of, explain, lines_of, typed, undo_command};
pub use surroundings::{Ground, Others, pending};

/// Decides on the instructions.
type Build<'a> = Box<dyn Fn(&Ground<'_>) -> anyhow::Result<Vec<Instruction>> + 'a>;

/// When and how a change is made.
#[derive(Debug, Clone)]
enum Way {
    Now,
    At(UnixMillis),
    Approval { at: Option<UnixMillis>, notify: Vec<String> },
}

/// A change of a flag by instructions.
pub struct FlagChange<'a> {
    key: FlagKey,
    environment: Option<&'a Environment>,
    needs: Vec<FlagKey>,
    build: Build<'a>,
    way: Way,
    ignore_conflicts: bool,
    code_references: OnceCell<Option<usize>>,
}

/// Performs a change in one environment.
pub fn in_environment<'a>(
    key: &str,
    options: &ChangeOptions,
    terminal: &mut Terminal,
    build: impl Fn(&Ground<'_>) -> anyhow::Result<Vec<Instruction>> + 'a,
) -> anyhow::Result<ExitCode> {
    let session = Session::open(options.write.project.as_deref(), terminal)?;
    let environment = session.environment(options.write.environment.as_deref())?;
    let change = FlagChange::new(key, Some(environment), options, Vec::new(), Box::new(build))?;
    perform(&change, &session, &options.write, terminal)
}

/// As [`in_environment`], with other flags that the instructions refer to.
pub fn with_others<'a>(
    key: &str,
    needs: Vec<FlagKey>,
    options: &ChangeOptions,
    terminal: &mut Terminal,
    build: impl Fn(&Ground<'_>) -> anyhow::Result<Vec<Instruction>> + 'a,
) -> anyhow::Result<ExitCode> {
    let session = Session::open(options.write.project.as_deref(), terminal)?;
    let environment = session.environment(options.write.environment.as_deref())?;
    let change = FlagChange::new(key, Some(environment), options, needs, Box::new(build))?;
    perform(&change, &session, &options.write, terminal)
}

/// Performs a change of the flag as a whole.
pub fn of_flag<'a>(
    key: &str,
    options: &ChangeOptions,
    terminal: &mut Terminal,
    build: impl Fn(&Ground<'_>) -> anyhow::Result<Vec<Instruction>> + 'a,
) -> anyhow::Result<ExitCode> {
    let write = &options.write;
    let session = Session::open(write.project.as_deref(), terminal)?;
    // Schedules and approval requests belong to an environment even then.
    let needs_environment = options.at.is_some() || options.request_approval;
    let environment = match &write.environment {
        Some(key) if !needs_environment => {
            bail!("this changes the flag in every environment: leave out `--env {key}`")
        }
        requested if needs_environment => Some(session.environment(requested.as_deref())?),
        _ => None,
    };
    let change = FlagChange::new(key, environment, options, Vec::new(), Box::new(build))?;
    perform(&change, &session, write, terminal)
}

impl<'a> FlagChange<'a> {
    /// A change with the options of a command.
    pub fn new(
        key: &str,
        environment: Option<&'a Environment>,
        options: &ChangeOptions,
        needs: Vec<FlagKey>,
        build: Build<'a>,
    ) -> anyhow::Result<Self> {
        let at = options.at.as_deref().map(|text| when::future(text, &Zoned::now())).transpose()?;
        let way = match (options.request_approval, at) {
            (true, at) => Way::Approval { at, notify: options.notify.clone() },
            (false, Some(at)) => Way::At(at),
            (false, None) => Way::Now,
        };
        Ok(Self {
            key: FlagKey::new(key),
            environment,
            needs,
            build,
            way,
            ignore_conflicts: options.ignore_conflicts,
            code_references: OnceCell::new(),
        })
    }

    fn blocked(&self, plan: &ChangePlan, conflicts: &[String]) -> Option<String> {
        let names = |pick: fn(&EnvironmentDemands) -> bool| {
            let found = plan.environments.iter().filter(|environment| pick(environment));
            found.map(|environment| environment.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        if plan.approval_required() && !matches!(self.way, Way::Approval { .. }) {
            let names = names(|environment| environment.approval_required);
            return Some(format!("changes in {names} need an approval: use `--request-approval`"));
        }
        if self.ignore_conflicts || matches!(self.way, Way::Approval { .. }) {
            return None;
        }
        blocked_by(conflicts)
    }
}

impl Write for FlagChange<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let flag = Arc::new(session.flag(&self.key).await?);
        let mut others = Others::default();
        others.read(session, &self.key, &self.needs).await?;
        let ground = Ground { flag: &flag, environment: self.environment, others: &others };
        let instructions = (self.build)(&ground)?;
        let in_environment = instructions.iter().any(Instruction::needs_environment);
        if in_environment && self.environment.is_none() {
            bail!("this change needs an environment: use `--env KEY`");
        }
        others.surround(session, &flag, self.environment, &instructions).await?;
        let is_final =
            instructions.iter().any(|it| matches!(it, Instruction::ArchiveFlag {} | Instruction::DeleteFlag {}));
        let pending = pending(session, &self.key, self.environment, is_final).await;
        let mut notes = Vec::new();
        if flag.purpose.as_deref() == Some("migration")
            && let Some(environment) = self.environment.filter(|_| in_environment)
        {
            notes.extend(surroundings::safety_issues(session, &self.key, environment, &instructions).await);
        }
        let code_references = if is_final {
            *self.code_references.get_or_init(|| references::count(&session.workspace, self.key.as_str()))
        } else {
            None
        };
        let ids = SequentialIds::default();
        let context = ApplyContext { now: now(), ids: &ids, surroundings: &others };
        let input =
            PlanInput { flag: &flag, environments: &session.environments, pending: &pending, code_references, context };
        let environment_key = self.environment.filter(|_| in_environment).map(|environment| environment.key.clone());
        let patch = SemanticPatch { comment: None, environment_key, instructions };
        let patch = patch.with_comment(comment.map(str::to_owned));
        let plan = ChangePlan::of_patch(patch, &input).map_err(|error| explain(&self.key, &error.problem))?;

        let mut conflicts = conflicts_of(&plan);
        if let (Way::At(at), Some(environment)) = (&self.way, self.environment) {
            let instructions = plan.patch.iter().flat_map(|patch| &patch.instructions);
            let new = PendingChange {
                id: "this change".to_owned(),
                environment: environment.key.clone(),
                at: Some(*at),
                instructions: instructions.cloned().map(AnyInstruction::from).collect(),
            };
            let found = conflicts_of_scheduling(&flag, &pending, &new, &context);
            conflicts = found.iter().map(|conflict| format!("{}: {}", conflict.id, conflict.error)).collect();
        }
        let title = match (&self.way, plan.sentences.as_slice()) {
            (_, [one]) => one.split(':').next().unwrap_or(one).trim_start_matches("Unchanged: ").to_owned(),
            (_, several) => format!("Make {} of {}", plural(several.len(), "change"), self.key),
        };
        let (title, first) = match &self.way {
            Way::Now => (title, format!("{} in the project {}", self.key, session.project)),
            Way::At(at) => {
                let when = when::shown(*at);
                (format!("{title} at {when}"), format!("{} in the project {}, at {when}", self.key, session.project))
            }
            Way::Approval { .. } => (
                format!("Request approval to: {title}"),
                format!("Approval request for {} in the project {}", self.key, session.project),
            ),
        };
        let mut lines = vec![first];
        lines.extend(lines_of(&plan));
        lines.extend(conflict_lines(&conflicts));
        lines.extend(notes.iter().map(|note| format!("  {note}")));
        let blocked = self.blocked(&plan, &conflicts);
        Ok(Proposal {
            title,
            lines,
            stamp: json!([self.way.to_json(), conflicts, notes]),
            // A scheduled change acts on the flag as it will be then.
            changes: plan.changed || matches!(self.way, Way::At(_)),
            typed: typed(&self.key, &plan).filter(|_| !matches!(self.way, Way::Approval { .. })),
            blocked,
            comment_required: plan
                .environments
                .iter()
                .find(|environment| environment.comment_required)
                .map(|environment| environment.name.clone()),
            plan: Some(plan),
        })
    }

    async fn send(&self, session: &Session, client: &Client, proposal: &Proposal) -> Result<Sent, Error> {
        let Some((plan, patch)) = proposal.plan.as_ref().and_then(|plan| Some((plan, plan.patch.as_ref()?))) else {
            return Err(Error::Setup("the change has no instructions".to_owned()));
        };
        match (&self.way, self.environment) {
            (Way::At(at), Some(environment)) => self.schedule(session, client, patch, *at, environment).await,
            (Way::Approval { .. }, Some(environment)) => {
                self.request_approval(session, client, plan, patch, environment).await
            }
            _ => self.apply(session, client, plan, patch).await,
        }
    }

    async fn check(&self, session: &Session, proposal: &Proposal) -> Option<Result<(), Error>> {
        let (Way::Now, Some(plan)) = (&self.way, &proposal.plan) else { return None };
        let options = PatchOptions { ignore_conflicts: self.ignore_conflicts, dry_run: true };
        let patch = plan.patch.as_ref()?;
        Some(session.client.patch_flag(&session.project, &self.key, patch, options).await.map(drop))
    }
}

impl Way {
    fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Now => json!("now"),
            // The date is part of the command, but a span from now moves between two plans.
            Self::At(at) => json!({ "at": at.0 }),
            Self::Approval { at, notify } => json!({ "approval": { "at": at, "notify": notify } }),
        }
    }
}
