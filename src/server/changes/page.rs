//! Opening a flag's page in a browser.

use std::sync::Arc;

use crate::ide::CommandArguments;

use super::super::proto::{MessageType, ShowDocumentParams};
use super::super::shared::Shared;
use super::plan::source_of;

/// Opens the flag's page in a browser if the client supports it, else shows a link.
pub(in crate::server) async fn open_page(shared: Arc<Shared>, arguments: CommandArguments) {
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

/// Opens a page in a browser if the client supports it, else shows a link.
pub(in crate::server) async fn show_page(shared: &Arc<Shared>, url: &str) {
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
