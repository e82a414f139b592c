//! The framework's interface.

use std::sync::Arc;

use secrecy::SecretString;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::commands::{self, Command};
use super::ingress::{arrival, panicked};
use super::proto::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem, CompletionParams,
    CompletionResponse, DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentLink, DocumentLinkParams,
    Error, ExecuteCommandParams, Hover, HoverParams, InitializeParams, InitializeResult, InitializedParams, InlayHint,
    InlayHintParams, LSPAny, LanguageServer, MarkupContent, MessageType, Result, ServerInfo,
};
use super::proto::{
    DocumentHighlight, DocumentHighlightParams, GotoDefinitionParams, GotoDefinitionResponse, Location,
    PrepareRenameResponse, ReferenceParams, RenameParams, TextDocumentPositionParams, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};
use super::requests::{
    self, CardParams, EnvironmentsParams, FlagReferences, FlagReferencesParams, FlagsParams, FlagsResult, ProjectFile,
    ProjectFileParams,
};
use super::session::Snapshot;
use super::shared::{Event, Shared};
use super::status::{self, Status};
use super::streaming::{self, Tokens};
use super::{changes, settings, sign_in, sources};
use crate::ide::DefinitionKind;
use crate::launchdarkly::Host;

/// The framework's interface: one method per request, each delegating to its feature.
///
/// State-changing notifications are deliberately not implemented here, see [`super::ingress`].
pub(super) struct Backend {
    pub(super) shared: Arc<Shared>,
}

impl LanguageServer for Backend {
    /// Reads the settings before answering, so that the first request sees them; files only, never the network.
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        settings::load_first(&self.shared).await;
        let capabilities = self.shared.session().capabilities.clone();
        Ok(InitializeResult {
            capabilities: capabilities.server_capabilities(commands::names()),
            server_info: Some(ServerInfo {
                name: "flagwise".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.shared.send(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.shut_down.cancel();
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        answer("textDocument/hover", move |snapshot| requests::hover(&snapshot, &params)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        answer("textDocument/completion", move |snapshot| requests::completions(&snapshot, &params)).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        answer("completionItem/resolve", move |snapshot| requests::resolve_completion(&snapshot, item)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        answer("textDocument/codeLens", move |snapshot| requests::code_lenses(&snapshot, &params)).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        answer("codeLens/resolve", move |snapshot| requests::resolve_code_lens(&snapshot, lens)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        answer("textDocument/inlayHint", move |snapshot| requests::inlay_hints(&snapshot, &params)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        answer("textDocument/documentLink", move |snapshot| requests::document_links(&snapshot, &params)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        answer("textDocument/codeAction", move |snapshot| requests::code_actions(&snapshot, &params)).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        answer("textDocument/diagnostic", move |snapshot| requests::pull_diagnostics(&snapshot, &params)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        definitions("textDocument/definition", params, DefinitionKind::Definition).await
    }

    async fn goto_declaration(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        definitions("textDocument/declaration", params, DefinitionKind::Definition).await
    }

    async fn goto_type_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        definitions("textDocument/typeDefinition", params, DefinitionKind::Type).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let tokens = Tokens {
            partial: params.partial_result_params.partial_result_token.clone(),
            work_done: params.work_done_progress_params.work_done_token.clone(),
        };
        streaming::run(&self.shared, tokens, "Finding references to the flag", |found| {
            answer("textDocument/references", move |snapshot| requests::references(&snapshot, &params, found))
        })
        .await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let highlights = move |snapshot: Snapshot| requests::document_highlights(&snapshot, &params);
        answer("textDocument/documentHighlight", highlights).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        answer("textDocument/prepareRename", move |snapshot| requests::prepare_rename(&snapshot, &params)).await?
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        answer("textDocument/rename", move |snapshot| requests::rename(&snapshot, &params)).await?
    }

    /// Answers when there is something new: clients ask again at once.
    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        let mut changes = self.shared.diagnostics_changed.subscribe();
        loop {
            changes.mark_unchanged();
            let (snapshot, previous) = (self.shared.snapshot(), params.previous_result_ids.clone());
            let report = answer("workspace/diagnostic", move |_| requests::workspace_report(&snapshot, &previous));
            if let Some(report) = report.await? {
                return Ok(report.into());
            }
            tokio::select! {
                () = self.shared.shut_down.cancelled() => return Ok(WorkspaceDiagnosticReport::default().into()),
                changed = changes.changed() => changed.map_err(|_| Error::internal_error())?,
            }
        }
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        answer("workspace/symbol", move |snapshot| requests::workspace_symbols(&snapshot, &params)).await
    }

    /// Answers once the command is parsed and runs it in the background: it may ask the user, and a request must not
    /// wait for its own client.
    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let shared = self.shared.clone();
        match commands::parse(&params.command, params.arguments)? {
            Command::Write(request) => self.shared.spawn(changes::change(shared, request)),
            Command::Open(arguments) => self.shared.spawn(changes::open_page(shared, arguments)),
            Command::SignIn => self.shared.spawn(sign_in::run(shared)),
            Command::Refresh => sources::refresh(&shared, &shared.activity.begin()),
            Command::Explain(arguments) => {
                let show = arguments.show;
                let explained =
                    answer("flagwise.explain", move |snapshot| requests::explain(&snapshot, &arguments)).await?;
                let explained = explained.ok_or_else(|| Error::invalid_params("the document is not open"))?;
                if show {
                    self.shared.show_lines(MessageType::INFO, &format!("flagwise: {}", explained.text));
                }
                return Ok(Some(json!(explained)));
            }
            Command::ApplyEdit(edit) => self.shared.spawn(async move {
                shared.ask(shared.client.apply_edit(*edit), "workspace/applyEdit").await;
            }),
        }
        Ok(None)
    }
}

/// Parameters of `flagwise/setToken`. No `Debug`: contains a secret.
#[derive(Deserialize)]
struct SetToken {
    token: Option<SecretString>,
    host: Option<String>,
}

impl Backend {
    /// `flagwise/setToken {"token": string | null, "host"?: string}`: sets or removes the token from the editor's secret
    /// store. With a host, the token is sent to no other.
    pub(super) async fn set_token(&self, params: Value) -> Result<Value> {
        // serde_json's error would quote the input.
        let SetToken { token, host } = serde_json::from_value(params)
            .map_err(|_| Error::invalid_params("flagwise/setToken takes {\"token\": string or null}"))?;
        let host = host.filter(|host| !host.trim().is_empty()).map(|host| Host::parse(&host));
        let host = host.transpose().map_err(|error| Error::invalid_params(error.to_string()))?;
        self.shared.api.set_token(token, host);
        self.shared.forget_said();
        sources::refresh(&self.shared, &self.shared.activity.begin());
        Ok(Value::Null)
    }

    /// `flagwise/flags`: the list of flags.
    pub(super) async fn flags(&self, params: Value) -> Result<FlagsResult> {
        let shape = "{\"scope\"?: \"file\", \"workspace\" or \"all\", \"textDocument\"?, \"query\"?, \"conditions\"?, \"offset\"?, \"limit\"?}";
        let params: FlagsParams = parameters("flagwise/flags", shape, params)?;
        answer("flagwise/flags", move |snapshot| requests::flags(&snapshot, &params)).await
    }

    /// `flagwise/references`: the references to a flag by its key.
    pub(super) async fn flag_references(&self, params: Value) -> Result<FlagReferences> {
        let shape = "{\"flag\": key, \"project\"?: key, \"includeDeclaration\"?: boolean}";
        let params: FlagReferencesParams = parameters("flagwise/references", shape, params)?;
        answer("flagwise/references", move |snapshot| requests::flag_references(&snapshot, &params)).await
    }

    /// `flagwise/card`: the hover of a flag by its key.
    pub(super) async fn flag_card(&self, params: Value) -> Result<Option<MarkupContent>> {
        let params: CardParams = parameters("flagwise/card", "{\"flag\": key, \"project\"?: key}", params)?;
        answer("flagwise/card", move |snapshot| requests::flag_card(&snapshot, &params)).await
    }

    /// `flagwise/projects`, parameters are ignored. Asks LaunchDarkly.
    pub(super) async fn projects(&self, _: Value) -> Result<Value> {
        Ok(json!(requests::projects(&self.shared).await?))
    }

    /// `flagwise/environments`: the environments of a project. Asks LaunchDarkly.
    pub(super) async fn environments(&self, params: Value) -> Result<Value> {
        let params: EnvironmentsParams = parameters("flagwise/environments", "{\"project\": key}", params)?;
        Ok(json!(requests::environments(&self.shared, params).await?))
    }

    /// `flagwise/projectFile`: the text of a `flagwise.toml` with a chosen project.
    pub(super) async fn project_file(&self, params: Value) -> Result<Option<ProjectFile>> {
        let shape = "{\"project\": key, \"environments\"?: [key], \"folder\"?: URI}";
        let params: ProjectFileParams = parameters("flagwise/projectFile", shape, params)?;
        answer("flagwise/projectFile", move |snapshot| requests::project_file(&snapshot, &params)).await
    }

    /// `flagwise/status`, parameters are ignored.
    pub(super) async fn status(&self, _: Value) -> Result<Status> {
        let Some(snapshot) = arrival() else { return Err(Error::internal_error()) };
        Ok(status::status(&self.shared, &snapshot))
    }
}

/// The parameters of a request of our own; the error describes the expected form.
fn parameters<T: DeserializeOwned>(method: &str, shape: &str, params: Value) -> Result<T> {
    let params = if params.is_null() { json!({}) } else { params };
    serde_json::from_value(params).map_err(|error| Error::invalid_params(format!("{method} takes {shape}: {error}")))
}

/// Answers from the snapshot taken when the request arrived, on a blocking thread.
async fn answer<T: Send + 'static>(method: &str, feature: impl FnOnce(Snapshot) -> T + Send + 'static) -> Result<T> {
    let Some(snapshot) = arrival() else { return Err(Error::internal_error()) };
    tokio::task::spawn_blocking(move || feature(snapshot)).await.map_err(|error| {
        tracing::error!("{method} failed: {error}");
        panicked(method)
    })
}

async fn definitions(
    method: &str,
    params: GotoDefinitionParams,
    kind: DefinitionKind,
) -> Result<Option<GotoDefinitionResponse>> {
    answer(method, move |snapshot| requests::definitions(&snapshot, &params, kind)).await
}
