//! Signing in with the browser from the editor: the command, and the button of messages about the token.

use std::sync::Arc;

use crate::credentials::{BrowserSignIn, CredentialError, Scope};
use crate::launchdarkly::Host;

use super::changes::{ask_user, show_page};
use super::proto::MessageType;
use super::session::host_of;
use super::shared::Shared;
use super::sources;

/// The button of messages about a missing, refused or expired token.
const SIGN_IN: &str = "Sign In";

/// Shows a message about the token once, with a button to sign in if the editor can show it and a page.
pub(super) fn offer(shared: &Arc<Shared>, message: String) {
    let capabilities = shared.snapshot().capabilities.clone();
    if !capabilities.message_actions || !capabilities.show_document {
        return shared.warn_once(message);
    }
    if shared.is_news(&message) {
        let asking = shared.clone();
        shared.spawn(async move {
            let answer = ask_user(&asking, MessageType::WARNING, &message, &[SIGN_IN]).await;
            if answer.as_deref() == Some(SIGN_IN) {
                run(asking).await;
            }
        });
    }
}

/// Signs in to the first folder's host and reloads the flags. Reports the outcome.
pub(super) async fn run(shared: Arc<Shared>) {
    match sign_in(&shared).await {
        Ok(message) => {
            shared.show(MessageType::INFO, format!("flagwise: {message}"));
            shared.forget_said();
            sources::refresh(&shared, &shared.activity.begin());
        }
        Err(error) => {
            tracing::warn!("not signed in: {error}");
            shared.show(MessageType::ERROR, format!("flagwise: Not signed in: {error}."));
        }
    }
}

async fn sign_in(shared: &Arc<Shared>) -> Result<String, CredentialError> {
    let settings = shared.snapshot().folders().first().map(|folder| folder.settings.clone()).unwrap_or_default();
    let failed = |problem: String| CredentialError::NotSignedIn(problem);
    let host = Host::parse(host_of(&settings)).map_err(|error| failed(error.to_string()))?;
    let scope = if settings.read_only { Scope::Reader } else { Scope::Writer };
    let waiting = BrowserSignIn::start(&host, settings.proxy.as_deref(), scope).await?;
    show_page(shared, waiting.page().as_str()).await;
    let sign_in = waiting.finish(BrowserSignIn::PATIENCE).await?;
    let kind = shared.api.keep(host.clone(), sign_in).await?;
    Ok(format!("Signed in to {host}. The token is {kind}."))
}
