//! Changes of flags: confirmation, request, report and undo.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::flags::{EnvironmentKey, Flag};
use crate::ide::{self, CommandArguments, WritePlan, WriteRefusal, WriteRequest};
use crate::index::Index;
use crate::launchdarkly::{Change, Client, Error, PatchOptions, WaitReason};
use crate::text::printable;

use super::api::NO_TOKEN;
use super::proto::{MessageActionItem, MessageType, ShowDocumentParams};
use super::session::{Snapshot, SourceKey, source_keys};
use super::shared::{Event, Shared, message_text};
use super::sources;

/// Title of the cancel button.
const CANCEL: &str = "Cancel";
const UNDO: &str = "Undo";
const OPEN_PAGE: &str = "Open in LaunchDarkly";

/// Performs a change from confirmation to report. Runs in the background: waits for the user and the network.
pub(super) async fn change(shared: Arc<Shared>, request: WriteRequest) {
    let Some((key, plan)) = prepare(&shared, &request) else { return };
    let level = if plan.approval_required { MessageType::WARNING } else { MessageType::INFO };
    let answer = ask_user(&shared, level, &plan.confirmation, &[&plan.button, CANCEL]).await;
    if answer.as_deref() != Some(plan.button.as_str()) {
        tracing::info!("the user did not confirm {} of {}", request.command.name(), request.arguments.flag);
        return;
    }
    send(shared, key, plan, request).await;
}

/// Opens the flag's page in a browser if the client supports it, else shows a link.
pub(super) async fn open_page(shared: Arc<Shared>, arguments: CommandArguments) {
    let snapshot = shared.snapshot();
    let source = source_of(&snapshot, &arguments);
    let catalog = source.and_then(|key| Some(snapshot.source(&key)?.loaded.as_ref()?.catalog.clone()));
    let Some(catalog) = catalog else {
        let message =
            format!("flagwise: The flags of {} are not loaded, so the URL of the page is unknown.", arguments.project);
        return shared.show(MessageType::WARNING, message);
    };
    let url = catalog.flag_url(arguments.flag.as_str(), arguments.environment.as_ref());
    show_page(&shared, &url).await;
}

async fn show_page(shared: &Arc<Shared>, url: &str) {
    if shared.snapshot().capabilities.show_document
        && let Ok(uri) = url.parse()
    {
        let params = ShowDocumentParams { uri, external: Some(true), take_focus: Some(true), selection: None };
        if shared.ask(shared.client.show_document(params), "window/showDocument").await == Some(true) {
            return;
        }
    }
    shared.show(MessageType::INFO, format!("flagwise: {url}"));
}

/// Finds the flag's source and plans the change; reports to the user if that fails.
fn prepare(shared: &Arc<Shared>, request: &WriteRequest) -> Option<(SourceKey, WritePlan)> {
    let snapshot = shared.snapshot();
    let Some(key) = source_of(&snapshot, &request.arguments) else {
        let message =
            format!("flagwise: The project {} is not configured in this workspace.", request.arguments.project);
        shared.show(MessageType::WARNING, message);
        return None;
    };
    match plan_change(&snapshot, &key, request) {
        Ok(plan) => Some((key, plan)),
        Err(refusal) => {
            let level =
                if matches!(refusal, WriteRefusal::AlreadySo(_)) { MessageType::INFO } else { MessageType::WARNING };
            shared.show(level, format!("flagwise: {refusal}"));
            None
        }
    }
}

/// The source of a command's project. If several folders configure the project, possibly with different hosts, the one
/// with the flag is used.
fn source_of(snapshot: &Snapshot, arguments: &CommandArguments) -> Option<SourceKey> {
    let is_meant = |key: &SourceKey| {
        let loaded = snapshot.source(key).and_then(|source| source.loaded.as_ref());
        match key {
            SourceKey::Api { project, .. } => *project == arguments.project,
            SourceKey::File { project, .. } => {
                project.as_ref().or(loaded.map(|loaded| &loaded.catalog.project.key)) == Some(&arguments.project)
            }
        }
    };
    let knows = |key: &SourceKey| {
        let loaded = snapshot.source(key).and_then(|source| source.loaded.as_ref());
        loaded.is_some_and(|loaded| loaded.catalog.flag(arguments.flag.as_str()).is_some())
    };
    snapshot.sources().map(|(key, _)| key).filter(|key| is_meant(key)).max_by_key(|key| knows(key)).cloned()
}

/// Plans a change by the flags of a source and the settings of the first folder that names it.
fn plan_change(snapshot: &Snapshot, key: &SourceKey, request: &WriteRequest) -> Result<WritePlan, WriteRefusal> {
    let source = snapshot.source(key).cloned().unwrap_or_default();
    let folder = snapshot.folders().iter().find(|folder| source_keys(&folder.settings).contains(key));
    let settings = folder.map(|folder| folder.settings.clone()).unwrap_or_default();
    let analysis = ide::Analysis {
        index: &Index::default(),
        files: &ide::NoFiles,
        catalog: source.loaded.as_ref().map(|loaded| &*loaded.catalog),
        catalog_problem: source.problem.as_deref(),
        settings: &settings,
        now: snapshot.now,
    };
    ide::write_plan(&analysis, request)
}

/// Sends a confirmed change and reports the result.
async fn send(shared: Arc<Shared>, key: SourceKey, plan: WritePlan, request: WriteRequest) {
    let SourceKey::Api { host, .. } = &key else {
        let message =
            "flagwise: The flags come from a file, so they cannot be changed. Remove `flagFile` to use the API.";
        return shared.show(MessageType::WARNING, message.to_owned());
    };
    let client = match shared.api_client(host) {
        Some(Ok(client)) => client,
        Some(Err(error)) => return shared.show(MessageType::ERROR, format!("flagwise: {}", error.message())),
        None => return shared.show(MessageType::ERROR, format!("flagwise: {NO_TOKEN}")),
    };
    let CommandArguments { project, flag: flag_key, .. } = &request.arguments;
    let client = reporting_waits(&shared, &client, flag_key.as_str());
    let Some((before, environments)) = known(&shared, &key, &request.arguments) else { return };
    tracing::info!("sending {} of {flag_key} in {project}", request.command.name());
    let options = PatchOptions::default();
    let outcome = client.change_flag(project, &before, &plan.patch, &environments, options).await;
    match outcome {
        Ok(Change::Done(flag)) => {
            sources::flag_changed(&shared, &key, *flag);
            succeeded(shared, key, &plan).await;
        }
        Ok(Change::Deleted) => {
            sources::flag_gone(&shared, &key, flag_key.as_str());
            shared.show(
                MessageType::WARNING,
                format!("flagwise: {flag_key} no longer exists: it was deleted by someone else."),
            );
        }
        Ok(Change::NotDone { flag, cause }) => {
            sources::flag_changed(&shared, &key, *flag);
            let message = format!("flagwise: {flag_key} was not changed. {} Try again.", cause.message());
            shared.show(MessageType::ERROR, message);
        }
        Ok(Change::Unclear { flag, cause }) => {
            sources::flag_changed(&shared, &key, *flag);
            let message = format!(
                "flagwise: The answer about {flag_key} was lost, and somebody else changed it too. Hover it to see how it \
                 is now. {}",
                cause.message()
            );
            shared.show(MessageType::WARNING, message);
        }
        Ok(Change::Unknown { cause, .. }) => {
            let message = format!(
                "flagwise: Nobody knows whether {flag_key} was changed: the answer was lost. Refresh when LaunchDarkly can \
                 be reached again. {}",
                cause.message()
            );
            shared.show(MessageType::ERROR, message);
        }
        Err(error) => refused(shared, &client, &key, &plan, &request.arguments, &before, error).await,
    }
}

/// A client that reports waits: otherwise the user may assume that the change was lost, and repeat it.
fn reporting_waits(shared: &Arc<Shared>, client: &Client, flag: &str) -> Client {
    let (shared, flag, reported) = (Arc::clone(shared), flag.to_owned(), AtomicBool::new(false));
    client.with_on_wait(move |wait| {
        if wait.reason == WaitReason::RateLimit && !reported.swap(true, Ordering::Relaxed) {
            shared.show(MessageType::INFO, format!("flagwise: {flag} has not changed yet. {wait}."));
        }
    })
}

/// The flag and the displayed environments.
fn known(shared: &Shared, key: &SourceKey, arguments: &CommandArguments) -> Option<(Arc<Flag>, Vec<EnvironmentKey>)> {
    let snapshot = shared.snapshot();
    let catalog = &snapshot.source(key)?.loaded.as_ref()?.catalog;
    let environments = catalog.environments.iter().map(|environment| environment.key.clone()).collect();
    Some((catalog.flag(arguments.flag.as_str())?.clone(), environments))
}

/// Reports the change and offers to undo it. The answer to this message is the confirmation of the undo.
async fn succeeded(shared: Arc<Shared>, key: SourceKey, plan: &WritePlan) {
    let message = format!("flagwise: {}", plan.success);
    let answer = ask_user(&shared, MessageType::INFO, &message, &[UNDO]).await;
    if answer.as_deref() != Some(UNDO) {
        return;
    }
    let undo = plan.undo.clone();
    match plan_change(&shared.snapshot(), &key, &undo) {
        Ok(plan) => Box::pin(send(shared, key, plan, undo)).await,
        Err(refusal) => shared.show(MessageType::WARNING, format!("flagwise: {refusal}")),
    }
}

/// Reports a rejection with the next step. If the rejection is due to a concurrent change, reads the flag again.
async fn refused(
    shared: Arc<Shared>,
    client: &Client,
    key: &SourceKey,
    plan: &WritePlan,
    arguments: &CommandArguments,
    before: &Flag,
    error: Error,
) {
    let mut message = format!("flagwise: {}", error.message());
    match &error {
        Error::ApprovalRequired(_) => {
            let answer = ask_user(&shared, MessageType::WARNING, &message, &[OPEN_PAGE]).await;
            if answer.as_deref() == Some(OPEN_PAGE) {
                show_page(&shared, &plan.flag_url).await;
            }
            return;
        }
        Error::NotFound(_) => shared.send(Event::RefreshFlags),
        Error::Conflict(_) | Error::OptimisticLock(_) | Error::InvalidRequest(_) => {
            let environments: Vec<_> = before.environments.keys().cloned().collect();
            if let Ok(flag) = client.flag(&arguments.project, &arguments.flag, &environments).await {
                let what = if flag == *before {
                    "It is unchanged."
                } else {
                    "It has changed in the meantime: hover it for its current state."
                };
                message = format!("{message} {what}");
                sources::flag_changed(&shared, key, flag);
            }
        }
        _ => {}
    }
    shared.show(MessageType::ERROR, message);
}

/// Asks the user, with a timeout. `None` if the message was closed or the client shows no buttons.
async fn ask_user(shared: &Shared, level: MessageType, message: &str, buttons: &[&str]) -> Option<String> {
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
