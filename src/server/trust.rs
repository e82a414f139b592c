//! Prompts about guarded settings: values of the editor that a repository may have written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Unconfirmed, user_place};

use super::changes::ask_user;
use super::proto::MessageType;
use super::shared::{Event, Shared};

/// Title of the first button, which is the safe one: editors may choose it on Enter.
const IGNORE: &str = "Ignore";
const USE: &str = "Use for This Folder";

/// Prompts the user about unconfirmed values, once per session and value, in the background and one after the other. A
/// value without a folder cannot be confirmed; the message names the file to set it in.
pub(super) fn ask(shared: &Arc<Shared>, unconfirmed: Vec<(Option<PathBuf>, Vec<Unconfirmed>)>) {
    let has_folders = unconfirmed.iter().any(|(folder, _)| folder.is_some());
    let mut questions = Vec::new();
    for (folder, values) in unconfirmed {
        for value in values {
            match &folder {
                Some(folder) if shared.is_first_prompt(folder, &value) => questions.push((folder.clone(), value)),
                None if !has_folders => shared.say_once(MessageType::WARNING, ignored(shared, &value)),
                _ => {}
            }
        }
    }
    if questions.is_empty() {
        return;
    }
    let asking = shared.clone();
    shared.spawn(async move {
        for (folder, value) in questions {
            ask_about(&asking, &folder, &value).await;
        }
    });
}

async fn ask_about(shared: &Arc<Shared>, folder: &Path, value: &Unconfirmed) {
    let message = format!(
        "flagwise: The editor's settings for {:?} set `{}` to {}, and a repository can write such settings. {} Use the \
         value? To avoid this prompt, set it in {}.",
        folder.display().to_string(),
        value.option,
        value.shown(),
        value.consequence,
        user_place(shared.options.user_file.as_deref()),
    );
    tracing::warn!("settings: `{}` = {} awaits the user's answer", value.option, value.shown());
    let answer = ask_user(shared, MessageType::WARNING, &message, &[IGNORE, USE]).await;
    let allowed = match answer.as_deref() {
        Some(USE) => true,
        Some(IGNORE) => false,
        // Closed without an answer: not used, and prompted again in the next session.
        _ => return,
    };
    let answers = shared.answered(folder, value, allowed);
    if let Some(file) = shared.options.answers_file.clone() {
        let stored = tokio::task::spawn_blocking(move || answers.store(&file)).await;
        if let Ok(Err(error)) = stored {
            tracing::warn!("the answer counts for this session only, it cannot be stored: {error}");
        }
    }
    if allowed {
        shared.send(Event::SettingsChanged);
    }
}

fn ignored(shared: &Shared, value: &Unconfirmed) -> String {
    format!(
        "flagwise: `{}` of the editor's settings is ignored: a repository can write such settings. Set it in {}.",
        value.option,
        user_place(shared.options.user_file.as_deref())
    )
}
