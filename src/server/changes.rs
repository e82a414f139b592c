//! Changes of flags, from the confirmation to the report.
//!
//! Only the confirmed change is sent: the flag is read before the confirmation, before the request, and after every wait.
//! If it differs, the change must be confirmed again. A flag has at most one change in flight. Nothing is sent after
//! `shutdown`.

mod lock;
mod outcome;
mod page;
mod plan;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::flags::Flag;
use crate::ide::{WritePlan, WriteRequest};
use crate::launchdarkly::{Error, PatchOptions};
use crate::text::printable;

use super::proto::{MessageActionItem, MessageType};
use super::shared::{Shared, message_text};

pub(super) use lock::Locks;
pub(super) use page::{open_page, show_page};
use plan::Target;

/// Title of the cancel button.
const CANCEL: &str = "Cancel";
/// Maximum number of requests for a change that LaunchDarkly rejects without an effect.
const ATTEMPTS: u32 = 5;
/// The longest wait for a rate limit.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The shortest pause before a rejected change is sent again.
const PAUSE: Duration = Duration::from_millis(200);

/// Performs a change. Runs in the background: waits for the user and the network.
pub(super) async fn change(shared: Arc<Shared>, request: WriteRequest) {
    let Some(target) = Target::find(&shared, &request) else { return };
    // Without a request: the settings or the loaded flags rule the change out.
    if !target.is_possible(&shared, &request) {
        return;
    }
    perform(shared, target, request).await;
}

/// Undoes a change that left the flag as `after`, unless it was changed since.
async fn undo(shared: Arc<Shared>, target: Target, plan: WritePlan, after: Flag) {
    let request = plan.undo;
    let Some(now) = target.read(&shared, &request).await else { return };
    if !after.is_same_in(&now, plan.patch.environment_key.as_ref()) {
        let flag = &request.arguments.flag;
        let message = format!(
            "flagwise: {flag} was changed by someone else since, so the change was not undone. Hover it for its state."
        );
        return shared.show(MessageType::WARNING, message);
    }
    perform(shared, target, request).await;
}

/// Prompts the user, and sends the change once it is confirmed.
async fn perform(shared: Arc<Shared>, target: Target, request: WriteRequest) {
    let Some(mut plan) = target.current_plan(&shared, &request).await else { return };
    let mut prefix = String::new();
    loop {
        if !confirms(&shared, &format!("{prefix}{}", plan.confirmation), &plan).await {
            tracing::info!("the user did not confirm {} of {}", request.command.name(), request.arguments.flag);
            return;
        }
        let lock = shared.changing.lock(&target.key, &request.arguments.flag);
        let Some(guard) = lock.acquire(&shared, &request.arguments.flag).await else { return };
        match send(&shared, &target, &plan, &request).await {
            Sent::Reported => return,
            Sent::Done { after } => {
                drop(guard);
                return Box::pin(outcome::succeeded(shared, target, plan, after)).await;
            }
            Sent::Different(current) => {
                prefix = format!("{} has changed in the meantime. ", request.arguments.flag);
                plan = *current;
            }
        }
    }
}

/// The outcome of an attempt to send a confirmed change.
enum Sent {
    /// Applied.
    Done {
        /// The flag afterwards.
        after: Box<Flag>,
    },
    /// The flag differs, so the change would be another one; nothing was sent.
    Different(Box<WritePlan>),
    /// Ended otherwise; the user was informed.
    Reported,
}

/// Sends a confirmed change unless the flag differs by now.
async fn send(shared: &Arc<Shared>, target: &Target, plan: &WritePlan, request: &WriteRequest) -> Sent {
    let Some(client) = target.client(shared) else { return Sent::Reported };
    let client = client.without_repeated_writes();
    let flag = &request.arguments.flag;
    let mut is_waiting = false;
    let mut wait = client.change_wait();
    for attempt in 1..=ATTEMPTS {
        if !wait.is_zero() {
            if !is_waiting && wait > PAUSE {
                is_waiting = true;
                let message = format!(
                    "flagwise: {flag} has not changed yet. LaunchDarkly's rate limit: waiting {} s.",
                    wait.as_secs_f64().ceil()
                );
                shared.show(MessageType::INFO, message);
            }
            tokio::time::sleep(wait).await;
        }
        let Some(current) = target.current_plan(shared, request).await else { return Sent::Reported };
        if !plan.is_still(&current) {
            return Sent::Different(Box::new(current));
        }
        if shared.shut_down.is_cancelled() {
            tracing::info!("{} of {flag} is not sent: the server was shut down", request.command.name());
            return Sent::Reported;
        }
        tracing::info!("sending {} of {flag} in {}", request.command.name(), request.arguments.project);
        let environments = target.environments(shared);
        let project = &request.arguments.project;
        let sent =
            client.change_flag(project, &current.flag, &current.patch, &environments, PatchOptions::default()).await;
        let error = match sent {
            Ok(change) => return outcome::report(shared, target, &current, request, change).await,
            Err(error) => error,
        };
        // Rejected without an effect: checked and sent again after a pause.
        let pause = match &error {
            Error::RateLimited { wait, .. } if *wait <= LONGEST_WAIT => {
                Some((*wait).max(client.change_wait()).max(PAUSE))
            }
            Error::OptimisticLock(_) => Some(PAUSE),
            _ => None,
        };
        let Some(pause) = pause.filter(|_| attempt < ATTEMPTS) else {
            outcome::refused(shared, target, &current, request, error).await;
            break;
        };
        wait = pause;
    }
    Sent::Reported
}

/// Prompts the user to confirm a change.
async fn confirms(shared: &Shared, question: &str, plan: &WritePlan) -> bool {
    let level = if plan.approval_required { MessageType::WARNING } else { MessageType::INFO };
    ask_user(shared, level, question, &[&plan.button, CANCEL]).await.as_deref() == Some(plan.button.as_str())
}

/// Asks the user, with a timeout. `None` if the message was closed or the client shows no buttons.
pub(super) async fn ask_user(shared: &Shared, level: MessageType, message: &str, buttons: &[&str]) -> Option<String> {
    let button = |title: &&str| MessageActionItem { title: printable(title).into_owned(), properties: HashMap::new() };
    let (text, actions) = (message_text(&printable(message)), buttons.iter().map(button).collect());
    let question = shared.client.show_message_request(level, text, Some(actions));
    match tokio::time::timeout(shared.options.question_patience, question).await {
        Ok(Ok(answer)) => {
            let title = answer?.title;
            buttons.iter().find(|button| printable(button) == title).map(|button| (*button).to_owned())
        }
        Ok(Err(error)) => {
            tracing::warn!("the client cannot ask the user: {error}");
            shared.show(level, message.to_owned());
            None
        }
        Err(_) => None,
    }
}
