//! `flagwise/card`: the hover of a flag by its key.

use serde::Deserialize;

use crate::ide;
use crate::server::context::{FolderContext, projects_of};
use crate::server::proto::{MarkupContent, MarkupKind};
use crate::server::session::Snapshot;

/// Parameters of `flagwise/card`.
#[derive(Debug, Deserialize)]
pub(in crate::server) struct CardParams {
    /// The project's key; the first project with the flag without one.
    #[serde(default)]
    project: Option<String>,
    /// The flag's key.
    flag: String,
}

/// `flagwise/card`: what a hover on the key shows; `None` if the flag is not loaded.
pub(in crate::server) fn flag_card(snapshot: &Snapshot, params: &CardParams) -> Option<MarkupContent> {
    for folder in snapshot.folders().iter().filter(|folder| folder.root.is_some()) {
        for project in projects_of(folder) {
            let Some(context) = FolderContext::new(snapshot, folder, project) else { continue };
            let is_wanted =
                params.project.as_ref().is_none_or(|wanted| *wanted == context.catalog().project.key.as_str());
            if !is_wanted || context.catalog().flag(&params.flag).is_none() {
                continue;
            }
            let card = ide::card(&context.analysis(), &params.flag);
            return Some(if snapshot.capabilities.hover_markdown {
                MarkupContent { kind: MarkupKind::Markdown, value: card.markdown() }
            } else {
                MarkupContent { kind: MarkupKind::PlainText, value: card.plain_text() }
            });
        }
    }
    None
}
