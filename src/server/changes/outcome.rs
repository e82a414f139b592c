//! Reports of changes, polling after lost responses, and undo.

use std::sync::Arc;

use crate::flags::Flag;
use crate::ide::{WritePlan, WriteRequest};
use crate::launchdarkly::{Change, Error, NetworkProblem, Resolution};

use super::super::proto::MessageType;
use super::super::shared::{Event, Shared};
use super::super::sources;
use super::page::show_page;
use super::plan::Target;
use super::{Sent, ask_user};

const UNDO: &str = "Undo";
const OPEN_PAGE: &str = "Open in LaunchDarkly";

/// Reports the outcome of a change that was not rejected.
pub(super) async fn report(
    shared: &Arc<Shared>,
    target: &Target,
    plan: &WritePlan,
    request: &WriteRequest,
    change: Change,
) -> Sent {
    let flag_key = &request.arguments.flag;
    let message = match change {
        Change::Done(flag) => return done(shared, target, flag),
        Change::Deleted => return gone(shared, target, request),
        Change::NotDone { flag, cause } => {
            sources::flag_changed(shared, &target.key, *flag);
            if may_come_late(&cause) {
                return find_out(shared, target, plan, request, &cause).await;
            }
            format!("{flag_key} was not changed. {} Try again.", cause.message())
        }
        Change::Unclear { flag, cause } => return unclear(shared, target, request, flag, &cause),
        Change::Unknown { cause, .. } => return find_out(shared, target, plan, request, &cause).await,
    };
    shared.show(MessageType::ERROR, format!("flagwise: {message}"));
    Sent::Reported
}

fn gone(shared: &Arc<Shared>, target: &Target, request: &WriteRequest) -> Sent {
    let flag_key = &request.arguments.flag;
    sources::flag_gone(shared, &target.key, flag_key.as_str());
    let message = format!("flagwise: {flag_key} no longer exists: it was deleted by someone else.");
    shared.show(MessageType::WARNING, message);
    Sent::Reported
}

fn unclear(shared: &Arc<Shared>, target: &Target, request: &WriteRequest, flag: Box<Flag>, cause: &Error) -> Sent {
    let flag_key = &request.arguments.flag;
    sources::flag_changed(shared, &target.key, *flag);
    let message = format!(
        "flagwise: LaunchDarkly's response about {flag_key} was lost, and it was also changed by someone else. Hover it for \
         its state. {}",
        cause.message()
    );
    shared.show(MessageType::WARNING, message);
    Sent::Reported
}

fn done(shared: &Arc<Shared>, target: &Target, flag: Box<Flag>) -> Sent {
    sources::flag_changed(shared, &target.key, (*flag).clone());
    Sent::Done { after: flag }
}

/// Whether LaunchDarkly may still apply a change after this error.
fn may_come_late(error: &Error) -> bool {
    match error {
        Error::Network { problem, .. } => matches!(problem, NetworkProblem::Timeout),
        Error::Server(answer) => matches!(answer.status, 502 | 504),
        _ => false,
    }
}

/// Polls the flag until the change shows or the pauses of the options are over.
async fn find_out(
    shared: &Arc<Shared>,
    target: &Target,
    plan: &WritePlan,
    request: &WriteRequest,
    cause: &Error,
) -> Sent {
    let (flag_key, project) = (&request.arguments.flag, &request.arguments.project);
    let message = format!(
        "flagwise: It is not known yet whether {flag_key} was changed: the response was lost. Do not repeat the change; \
         flagwise reads the flag again. {cause}."
    );
    shared.show(MessageType::WARNING, message);
    let Some(client) = target.client(shared) else { return Sent::Reported };
    let environments = target.environments(shared);
    let mut is_unchanged = false;
    for pause in &shared.options.lookback {
        tokio::time::sleep(*pause).await;
        match client.resolve_unknown(project, &plan.flag, &plan.patch, &environments).await {
            Ok(Resolution::Applied(flag)) => return done(shared, target, flag),
            Ok(Resolution::Gone) => return gone(shared, target, request),
            Ok(Resolution::Unclear(flag)) => return unclear(shared, target, request, flag, cause),
            Ok(Resolution::NotApplied(flag)) => {
                sources::flag_changed(shared, &target.key, *flag);
                is_unchanged = true;
            }
            Err(error) => tracing::info!("{flag_key} cannot be read: {error}"),
        }
    }
    let message = if is_unchanged {
        format!(
            "flagwise: {flag_key} still lacks the change, so LaunchDarkly probably did not receive it. Hover it for its \
             state before you try again."
        )
    } else {
        format!(
            "flagwise: {flag_key} may have been changed: the response was lost. Refresh the flags once LaunchDarkly \
             can be reached. {}",
            cause.message()
        )
    };
    shared.show(MessageType::ERROR, message);
    Sent::Reported
}

/// Reports the change and offers to undo it, with another confirmation.
pub(super) async fn succeeded(shared: Arc<Shared>, target: Target, plan: WritePlan, after: Box<Flag>) {
    let message = format!("flagwise: {}", plan.success);
    let answer = ask_user(&shared, MessageType::INFO, &message, &[UNDO]).await;
    if answer.as_deref() == Some(UNDO) {
        super::undo(shared, target, plan, *after).await;
    }
}

/// Reports a rejection with the next step. If the rejection is due to a concurrent change, reads the flag again.
pub(super) async fn refused(
    shared: &Arc<Shared>,
    target: &Target,
    plan: &WritePlan,
    request: &WriteRequest,
    error: Error,
) {
    let mut message = format!("flagwise: {}", error.message());
    match &error {
        Error::ApprovalRequired(_) => {
            // The change is over: an open message must not block other changes of the flag.
            let (asking, url) = (shared.clone(), plan.flag_url.clone());
            shared.spawn(async move {
                let answer = ask_user(&asking, MessageType::WARNING, &message, &[OPEN_PAGE]).await;
                if answer.as_deref() == Some(OPEN_PAGE) {
                    show_page(&asking, &url).await;
                }
            });
            return;
        }
        Error::NotFound(_) => shared.send(Event::RefreshFlags),
        Error::Conflict(_) | Error::OptimisticLock(_) | Error::InvalidRequest(_) => {
            let environments: Vec<_> = plan.flag.environments.keys().cloned().collect();
            let Some(client) = target.client(shared) else { return };
            if let Ok(flag) = client.flag(&request.arguments.project, &request.arguments.flag, &environments).await {
                let what = if flag == *plan.flag {
                    "It is unchanged."
                } else {
                    "It has changed in the meantime: hover it for its current state."
                };
                message = format!("{message} {what}");
                sources::flag_changed(shared, &target.key, flag);
            }
        }
        _ => {}
    }
    shared.show(MessageType::ERROR, message);
}
