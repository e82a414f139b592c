//! Sending of a change, and what became of it.

use serde_json::json;

use crate::cli::flag::perform::{LOOKBACK, Report, Sent, may_come_late};
use crate::cli::flag::session::Session;
use crate::cli::flag::when;
use crate::cli::source::now;
use crate::flags::{
    ApplyContext, ApprovalRequest, ChangePlan, Environment, Flag, FlagKey, NothingElse, ScheduledChange, SemanticPatch,
    SequentialIds, UnixMillis, inverse,
};
use crate::launchdarkly::{
    Change, Client, Error, NewApprovalRequest, NewScheduledChange, Outcome, PatchOptions, Resolution,
};

use super::in_words::undo_command;
use super::{FlagChange, Way};

impl FlagChange<'_> {
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
        let context = ApplyContext { now: now(), ids: &ids, surroundings: &NothingElse };
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

    pub(super) async fn schedule(
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
        let report = |change: &ScheduledChange| Report {
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
            let is_new = |change: &&ScheduledChange| {
                change.execution_date == at && !before.iter().any(|held| held.id == change.id)
            };
            if let Some(change) = found.iter().find(is_new) {
                return Ok(Sent::Done(report(change)));
            }
        }
        Ok(if accepted || may_come_late(&cause) { Sent::Unknown(cause) } else { Sent::NotDone(cause) })
    }

    pub(super) async fn request_approval(
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
        let report = |request: &ApprovalRequest| Report {
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
            let is_new = |request: &&ApprovalRequest| !before.iter().any(|held| held.id == request.id);
            if let Some(request) = found.iter().find(is_new) {
                return Ok(Sent::Done(report(request)));
            }
        }
        Ok(if accepted || may_come_late(&cause) { Sent::Unknown(cause) } else { Sent::NotDone(cause) })
    }

    pub(super) async fn apply(
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

fn deleted(key: &FlagKey) -> Report {
    Report { message: format!("{key}: deleted."), result: json!({ "deleted": true }), undo: None }
}
