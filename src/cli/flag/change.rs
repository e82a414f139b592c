//! Changes of a flag by instructions: now, at a date, or as an approval request.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use futures::future::join_all;
use jiff::Zoned;
use serde_json::json;

use crate::cli::Terminal;
use crate::cli::source::now;
use crate::flags::{
    AnyInstruction, ApplyContext, ApprovalStatus, ChangePlan, Environment, Flag, FlagKey, Instruction, PatchProblem,
    PendingChange, PlanInput, ReviewStatus, SemanticPatch, SequentialIds, Surroundings, UnixMillis,
    conflicts_of_scheduling, inverse, plural,
};
use crate::launchdarkly::{
    Change, Client, Error, NewApprovalRequest, NewScheduledChange, Outcome, PatchOptions, Resolution,
};

use super::options::ChangeOptions;
use super::perform::{LOOKBACK, Proposal, Report, Sent, Write, may_come_late, perform};
use super::references;
use super::session::{Session, refused};
use super::when;

/// What a command sees when it decides on its instructions.
pub struct Ground<'a> {
    /// The flag as it is.
    pub flag: &'a Flag,
    /// The environment of the change.
    pub environment: Option<&'a Environment>,
    /// Other flags of the project that it asked for.
    pub others: &'a Others,
}

impl<'a> Ground<'a> {
    /// The environment; an error if the command has none.
    pub fn environment(&self) -> anyhow::Result<&'a Environment> {
        self.environment.ok_or_else(|| anyhow!("this change needs an environment: use `--env KEY`"))
    }

    /// Another flag of the project.
    pub fn other(&self, key: &FlagKey) -> anyhow::Result<&'a Flag> {
        self.others.flag(key.as_str()).ok_or_else(|| anyhow!("the project has no flag `{key}`"))
    }
}

/// The other flags of a project, as far as a change needs them.
#[derive(Debug, Default)]
pub struct Others {
    flags: BTreeMap<FlagKey, Flag>,
    dependents: Vec<FlagKey>,
}

impl Surroundings for Others {
    fn flag(&self, key: &str) -> Option<&Flag> {
        self.flags.get(key)
    }

    fn dependents(&self, _: &str) -> Vec<FlagKey> {
        self.dependents.clone()
    }
}

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

    async fn other_flags(&self, session: &Session, keys: &[FlagKey], others: &mut Others) -> anyhow::Result<()> {
        for key in keys {
            if *key == self.key || others.flags.contains_key(key.as_str()) {
                continue;
            }
            match session.client.flag(&session.project, key, &[]).await {
                Ok(flag) => drop(others.flags.insert(key.clone(), flag)),
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(refused(&error)),
            }
        }
        Ok(())
    }

    /// Reads what the instructions refer to.
    async fn surround(
        &self,
        session: &Session,
        flag: &Flag,
        instructions: &[Instruction],
        others: &mut Others,
    ) -> anyhow::Result<()> {
        use Instruction as I;
        let mut keys = Vec::new();
        let mut has_prerequisites = false;
        let mut may_affect_others = false;
        for instruction in instructions {
            match instruction {
                I::AddPrerequisite { key, .. } | I::UpdatePrerequisite { key, .. } | I::RemovePrerequisite { key } => {
                    has_prerequisites = true;
                    keys.push(key.clone());
                }
                I::ReplacePrerequisites { prerequisites } => {
                    has_prerequisites = true;
                    keys.extend(prerequisites.iter().map(|held| held.key.clone()));
                }
                I::ArchiveFlag {}
                | I::DeleteFlag {}
                | I::TurnFlagOff {}
                | I::RemoveVariation { .. }
                | I::UpdateVariation { .. } => may_affect_others = true,
                _ => {}
            }
        }
        if let Some(config) = self.environment.and_then(|environment| flag.environments.get(&environment.key))
            && has_prerequisites
        {
            keys.extend(config.prerequisites.iter().map(|held| held.key.clone()));
        }
        if may_affect_others {
            // An Enterprise feature: without it LaunchDarkly itself refuses what would break others.
            match session.client.dependent_flags(&session.project, &self.key).await {
                Ok(found) => others.dependents = found.into_iter().map(|dependent| dependent.key).collect(),
                Err(error) => tracing::debug!(%error, "dependent flags are not known"),
            }
            keys.extend(others.dependents.iter().take(20).cloned());
        }
        self.other_flags(session, &keys, others).await
    }

    /// Scheduled changes and open approval requests, of every environment if the flag changes as a whole.
    async fn pending(&self, session: &Session, is_whole: bool) -> Vec<PendingChange> {
        let places: Vec<&Environment> = match self.environment {
            Some(environment) if !is_whole => vec![environment],
            _ if is_whole => session.environments.iter().collect(),
            _ => Vec::new(),
        };
        let reads = places.into_iter().map(|environment| async {
            let (project, key) = (&session.project, &environment.key);
            let mut found = Vec::new();
            match session.client.scheduled_changes(project, &self.key, key).await {
                Ok(list) => found.extend(list.iter().map(|change| PendingChange::scheduled(key, change))),
                // An Enterprise feature.
                Err(error) => tracing::debug!(%error, "scheduled changes are not known"),
            }
            match session.client.approval_requests(project, &self.key, key).await {
                Ok(list) => found.extend(
                    list.iter()
                        .filter(|request| {
                            !matches!(request.status, ApprovalStatus::Completed | ApprovalStatus::Failed)
                                && request.review_status != ReviewStatus::Declined
                        })
                        .map(|request| PendingChange::approval(key, request)),
                ),
                Err(error) => tracing::debug!(%error, "approval requests are not known"),
            }
            found
        });
        join_all(reads).await.into_iter().flatten().collect()
    }

    fn blocked(&self, plan: &ChangePlan, conflicts: &[String]) -> Option<String> {
        let names = |pick: fn(&crate::flags::EnvironmentDemands) -> bool| {
            let found = plan.environments.iter().filter(|environment| pick(environment));
            found.map(|environment| environment.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        if plan.approval_required() && !matches!(self.way, Way::Approval { .. }) {
            let names = names(|environment| environment.approval_required);
            return Some(format!("changes in {names} need an approval: use `--request-approval`"));
        }
        if !conflicts.is_empty() && !self.ignore_conflicts && !matches!(self.way, Way::Approval { .. }) {
            return Some(format!(
                "pending changes would fail ({}): cancel them with `flagwise flag schedule cancel`, or use \
                 `--ignore-conflicts`",
                conflicts.join("; ")
            ));
        }
        None
    }

    /// Polls the flag after a lost response.
    async fn find_out(&self, session: &Session, plan: &ChangePlan, patch: &SemanticPatch, cause: Error) -> Sent {
        let mut is_unchanged = false;
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            match session.client.resolve_unknown(&session.project, &plan.before, patch, &[]).await {
                Ok(Resolution::Applied(flag)) => return Sent::Done(self.report(session, plan, &flag)),
                Ok(Resolution::Gone) => return Sent::Done(deleted(&self.key)),
                Ok(Resolution::Unclear(_)) => return Sent::Unclear(cause),
                Ok(Resolution::NotApplied(_)) => is_unchanged = true,
                Err(error) => tracing::info!("{} cannot be read: {error}", self.key),
            }
        }
        if is_unchanged && !may_come_late(&cause) { Sent::NotDone(cause) } else { Sent::Unknown(cause) }
    }

    fn report(&self, session: &Session, plan: &ChangePlan, after: &Flag) -> Report {
        let ids = SequentialIds::default();
        let others = Others::default();
        let context = ApplyContext { now: now(), ids: &ids, surroundings: &others };
        // The environments of the answer may be fewer than those of the flag before.
        let mut before = Flag::clone(&plan.before);
        before.environments.retain(|key, _| after.environments.get(key).is_some_and(|config| config.is_detailed()));
        let inverse = inverse(&before, after, &context).or_else(|| plan.inverse.clone());
        Report {
            message: format!("{}: {}.", self.key, plan.sentences.join("; ")),
            result: json!({ "flag": after }),
            undo: inverse.map(|patch| undo_command(&self.key, &patch, session)),
        }
    }

    async fn schedule(
        &self,
        session: &Session,
        client: &Client,
        patch: &SemanticPatch,
        at: UnixMillis,
        environment: &Environment,
    ) -> Result<Sent, Error> {
        let (project, key) = (&session.project, &environment.key);
        let before = client.scheduled_changes(project, &self.key, key).await?;
        let new = NewScheduledChange {
            comment: patch.comment.clone(),
            execution_date: at,
            instructions: patch.instructions.clone(),
        };
        let name = environment.display_name();
        let report = |change: &crate::flags::ScheduledChange| Report {
            message: format!("Scheduled for {} in {name}: {}.", when::shown(at), change.id),
            result: json!({ "scheduledChange": change }),
            undo: Some(format!(
                "flagwise flag schedule cancel {} {} --project {project} --env {key}",
                self.key, change.id
            )),
        };
        let sent = client.create_scheduled_change(project, &self.key, key, &new, self.ignore_conflicts).await?;
        let (cause, accepted) = match sent {
            Outcome::Done(change) => return Ok(Sent::Done(report(&change))),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            let Ok(found) = client.scheduled_changes(project, &self.key, key).await else { continue };
            let is_new = |change: &&crate::flags::ScheduledChange| {
                change.execution_date == at && !before.iter().any(|held| held.id == change.id)
            };
            if let Some(change) = found.iter().find(is_new) {
                return Ok(Sent::Done(report(change)));
            }
        }
        Ok(if accepted || may_come_late(&cause) { Sent::Unknown(cause) } else { Sent::NotDone(cause) })
    }

    async fn request_approval(
        &self,
        session: &Session,
        client: &Client,
        plan: &ChangePlan,
        patch: &SemanticPatch,
        environment: &Environment,
    ) -> Result<Sent, Error> {
        let Way::Approval { at, notify } = &self.way else { return self.apply(session, client, plan, patch).await };
        let (project, key) = (&session.project, &environment.key);
        let before = client.approval_requests(project, &self.key, key).await?;
        let new = NewApprovalRequest {
            description: plan.sentences.join("; "),
            instructions: patch.instructions.clone(),
            comment: patch.comment.clone(),
            notify_member_ids: notify.clone(),
            execution_date: *at,
            ..NewApprovalRequest::default()
        };
        let report = |request: &crate::flags::ApprovalRequest| Report {
            message: format!(
                "Approval requested in {}: {}. `flagwise flag approve {} --env {key}` shows its state.",
                environment.display_name(),
                request.id,
                self.key
            ),
            result: json!({ "approvalRequest": request }),
            undo: Some(format!(
                "flagwise flag approve {} {} --withdraw --project {project} --env {key}",
                self.key, request.id
            )),
        };
        let (cause, accepted) = match client.create_approval_request(project, &self.key, key, &new).await? {
            Outcome::Done(request) => return Ok(Sent::Done(report(&request))),
            Outcome::Unknown { cause, accepted } => (cause, accepted),
        };
        for pause in LOOKBACK {
            tokio::time::sleep(pause).await;
            let Ok(found) = client.approval_requests(project, &self.key, key).await else { continue };
            let is_new = |request: &&crate::flags::ApprovalRequest| !before.iter().any(|held| held.id == request.id);
            if let Some(request) = found.iter().find(is_new) {
                return Ok(Sent::Done(report(request)));
            }
        }
        Ok(if accepted || may_come_late(&cause) { Sent::Unknown(cause) } else { Sent::NotDone(cause) })
    }

    async fn apply(
        &self,
        session: &Session,
        client: &Client,
        plan: &ChangePlan,
        patch: &SemanticPatch,
    ) -> Result<Sent, Error> {
        let options = PatchOptions { ignore_conflicts: self.ignore_conflicts, dry_run: false };
        let environments: Vec<_> = self.environment.iter().map(|environment| environment.key.clone()).collect();
        Ok(match client.change_flag(&session.project, &plan.before, patch, &environments, options).await? {
            Change::Done(flag) => Sent::Done(self.report(session, plan, &flag)),
            Change::Deleted => Sent::Done(deleted(&self.key)),
            Change::NotDone { cause, .. } if may_come_late(&cause) => self.find_out(session, plan, patch, cause).await,
            Change::NotDone { cause, .. } => Sent::NotDone(cause),
            Change::Unclear { cause, .. } => Sent::Unclear(cause),
            Change::Unknown { cause, .. } => self.find_out(session, plan, patch, cause).await,
        })
    }
}

impl Write for FlagChange<'_> {
    async fn propose(&self, session: &Session, comment: Option<&str>) -> anyhow::Result<Proposal> {
        let flag = Arc::new(session.flag(&self.key).await?);
        let mut others = Others::default();
        self.other_flags(session, &self.needs, &mut others).await?;
        let ground = Ground { flag: &flag, environment: self.environment, others: &others };
        let instructions = (self.build)(&ground)?;
        let in_environment = instructions.iter().any(Instruction::needs_environment);
        if in_environment && self.environment.is_none() {
            bail!("this change needs an environment: use `--env KEY`");
        }
        self.surround(session, &flag, &instructions, &mut others).await?;
        let is_final =
            instructions.iter().any(|it| matches!(it, Instruction::ArchiveFlag {} | Instruction::DeleteFlag {}));
        let pending = self.pending(session, is_final).await;
        let mut notes = Vec::new();
        if flag.purpose.as_deref() == Some("migration")
            && let Some(environment) = self.environment.filter(|_| in_environment)
        {
            notes.extend(self.safety_issues(session, environment, &instructions).await);
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

        let mut conflicts: Vec<String> =
            plan.conflicts.iter().map(|conflict| format!("{}: {}", conflict.id, conflict.error)).collect();
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
        lines.extend(conflicts.iter().map(|conflict| format!("  Conflict with a pending change: {conflict}")));
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

impl FlagChange<'_> {
    /// LaunchDarkly's safety check of a migration's next stage.
    async fn safety_issues(
        &self,
        session: &Session,
        environment: &Environment,
        instructions: &[Instruction],
    ) -> Vec<String> {
        let (project, key) = (&session.project, &environment.key);
        match session.client.migration_safety_issues(project, &self.key, key, instructions, None).await {
            Ok(issues) => issues.into_iter().map(|issue| format!("Migration safety: {}", issue.issue)).collect(),
            Err(error) => {
                tracing::debug!(%error, "migration safety is not known");
                Vec::new()
            }
        }
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

/// What has to be typed: the flag's key to delete it, or to change it as a whole where a critical environment is reached;
/// the key of a critical environment to change it there.
pub fn typed(key: &FlagKey, plan: &ChangePlan) -> Option<String> {
    if plan.deletes {
        return Some(key.as_str().to_owned());
    }
    let critical = plan.environments.iter().find(|environment| environment.critical)?;
    if critical.targeting { Some(critical.key.as_str().to_owned()) } else { Some(key.as_str().to_owned()) }
}

/// A plan in lines.
pub fn lines_of(plan: &ChangePlan) -> Vec<String> {
    let mut lines: Vec<String> = plan.sentences.clone();
    lines.extend(plan.differences.iter().map(|difference| format!("  {difference}")));
    if let Some(shares) = shares(plan) {
        lines.extend(shares);
    }
    let names = |critical: bool| {
        let found = plan.environments.iter().filter(|environment| environment.critical == critical);
        found.map(|environment| environment.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let reached = match (names(true), names(false)) {
        (critical, others) if critical.is_empty() => others,
        (critical, others) if others.is_empty() => format!("{critical} (critical)"),
        (critical, others) => format!("{critical} (critical), {others}"),
    };
    if !reached.is_empty() {
        lines.push(format!("  Reaches {reached}"));
    }
    if !plan.dependents.is_empty() {
        let keys: Vec<&str> = plan.dependents.iter().map(FlagKey::as_str).collect();
        lines.push(format!("  {} on it: {}", depend(keys.len()), keys.join(", ")));
    }
    if let Some(count) = plan.code_references.filter(|count| *count > 0) {
        lines.push(format!("  {} to it in this workspace", plural(count, "reference")));
    }
    for environment in &plan.environments {
        if environment.comment_required {
            lines.push(format!("  {} requires a comment", environment.name));
        }
        if environment.approval_required {
            lines.push(format!("  {} requires an approval", environment.name));
        }
    }
    lines
}

fn depend(count: usize) -> String {
    if count == 1 { "1 flag depends".to_owned() } else { format!("{count} flags depend") }
}

/// Bars of the shares of a changed default rule.
fn shares(plan: &ChangePlan) -> Option<Vec<String>> {
    let key = &plan.environment()?.key;
    let served = plan.after.environments.get(key)?.fallthrough.as_ref()?;
    if served.rollout.is_none() || plan.before.environments.get(key)?.fallthrough.as_ref() == Some(served) {
        return None;
    }
    let bars = served.shares().filter_map(|(index, weight)| {
        Some(format!("    {}", super::parse::bar(&plan.after.variations.get(index)?.in_words(), weight)))
    });
    Some(bars.collect())
}

fn deleted(key: &FlagKey) -> Report {
    Report { message: format!("{key}: deleted."), result: json!({ "deleted": true }), undo: None }
}

/// A local validation error in the words of the command line.
pub fn explain(key: &FlagKey, problem: &PatchProblem) -> anyhow::Error {
    match problem {
        PatchProblem::MigrationNeedsRollout => {
            anyhow!("{key} is a migration flag, which serves a rollout: use `flagwise flag rollout` with shares")
        }
        PatchProblem::PrerequisiteOf(_) | PatchProblem::DeletedPrerequisiteOf(_) => {
            anyhow!("{key} cannot be changed like this: {problem}. Remove the prerequisite there first")
        }
        problem => anyhow!("{key} cannot be changed like this: {problem}"),
    }
}

/// The command that sends a patch.
pub fn undo_command(key: &FlagKey, patch: &SemanticPatch, session: &Session) -> String {
    let environment = patch.environment_key.as_ref().map(|key| format!(" --env {key}")).unwrap_or_default();
    let project = &session.project;
    let simple = match patch.instructions.as_slice() {
        [Instruction::TurnFlagOn {}] => Some("on"),
        [Instruction::TurnFlagOff {}] => Some("off"),
        [Instruction::ArchiveFlag {}] => Some("archive"),
        [Instruction::RestoreFlag {}] => Some("restore"),
        [Instruction::DeprecateFlag {}] => Some("deprecate"),
        [Instruction::RestoreDeprecatedFlag {}] => Some("undeprecate"),
        _ => None,
    };
    match simple {
        Some(command) => format!("flagwise flag {command} {key} --project {project}{environment}"),
        None => {
            let body = serde_json::to_string(patch).unwrap_or_default().replace('\'', "'\\''");
            format!("flagwise flag patch {key} --project {project} --body '{body}'")
        }
    }
}
