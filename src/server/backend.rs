use std::sync::Arc;

use super::ingress::{arrival, panicked};
use super::proto::{
    Error, ExecuteCommandParams, Hover, HoverParams, InitializeParams, InitializeResult, InitializedParams, LSPAny,
    LanguageServer, Result, ServerInfo,
};
use super::session::Snapshot;
use super::shared::{Event, Shared};

/// The framework's view of the server: one method per request, each a few lines that hand over to the feature.
///
/// Methods for notifications that change state are missing on purpose, see [`super::ingress`].
pub(super) struct Backend {
    pub(super) shared: Arc<Shared>,
}

impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        let capabilities = self.shared.session().capabilities.clone();
        Ok(InitializeResult {
            capabilities: capabilities.server_capabilities(Vec::new()),
            server_info: Some(ServerInfo {
                name: "flagwise".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.shared.tell(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn hover(&self, _params: HoverParams) -> Result<Option<Hover>> {
        answer("textDocument/hover", move |_snapshot| None).await
    }

    async fn execute_command(&self, _params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        Ok(None)
    }
}

/// Answers from the snapshot that was taken when the request arrived, on a thread that may compute.
async fn answer<T: Send + 'static>(method: &str, feature: impl FnOnce(Snapshot) -> T + Send + 'static) -> Result<T> {
    let Some(snapshot) = arrival() else { return Err(Error::internal_error()) };
    tokio::task::spawn_blocking(move || feature(snapshot)).await.map_err(|error| {
        tracing::error!("{method} failed: {error}");
        panicked(method)
    })
}
