use serde_json::Value;

use crate::text::PositionEncoding;

use super::proto::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    ExecuteCommandOptions, HoverProviderCapability, OneOf, PositionEncodingKind, SaveOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

/// What the client can do, resolved once from `initialize` into plain values.
///
/// Read from the JSON and not through types: clients differ in spelling, and one odd field must not cost the session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedClientCapabilities {
    /// The unit of columns: the first of the client's list that we know, UTF-16 where it has none.
    pub position_encoding: PositionEncoding,
    /// Diagnostics are pulled by the client. True only if we can also ask it to pull again: flags change while the
    /// text does not. Otherwise they are pushed.
    pub pull_diagnostics: bool,
    /// `Diagnostic.tags`: `Unnecessary` is understood.
    pub unnecessary_tag: bool,
    /// `Diagnostic.tags`: `Deprecated` is understood.
    pub deprecated_tag: bool,
    /// `Diagnostic.relatedInformation`.
    pub related_information: bool,
    /// `Diagnostic.codeDescription`.
    pub code_description: bool,
    /// Hovers in Markdown; otherwise plain text.
    pub hover_markdown: bool,
    /// Code actions as literals with edits; otherwise only commands.
    pub code_action_literals: bool,
    /// `CodeAction.isPreferred`.
    pub preferred_actions: bool,
    /// `WorkspaceEdit.documentChanges`.
    pub document_changes: bool,
    /// `workspace/applyEdit`.
    pub apply_edit: bool,
    /// `workspace/configuration`.
    pub configuration: bool,
    /// Registration of `workspace/didChangeConfiguration`.
    pub register_configuration: bool,
    /// Registration of `workspace/didChangeWatchedFiles`.
    pub register_watched_files: bool,
    /// Of the files that it is asked to watch, the client tells only of those that it saves itself.
    pub watches_own_files_only: bool,
    /// `window/workDoneProgress/create`.
    pub work_done_progress: bool,
    /// `window/showDocument`.
    pub show_document: bool,
    /// `window/showMessageRequest` with buttons is assumed: it is older than capabilities. This says that buttons of any
    /// text come back.
    pub message_actions: bool,
    /// `experimental/serverStatus`.
    pub server_status: bool,
}

impl ResolvedClientCapabilities {
    /// Reads the parameters of `initialize`.
    pub fn from_initialize(params: &Value) -> Self {
        let has = |path: &str| params.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let exists = |path: &str| params.pointer(path).is_some_and(|value| !value.is_null());
        let list = |path: &str| params.pointer(path).and_then(Value::as_array).cloned().unwrap_or_default();

        let tags = list("/capabilities/textDocument/publishDiagnostics/tagSupport/valueSet");
        // The protocol's own types say `diagnostics`; Helix and old libraries write `diagnostic`.
        let refresh = has("/capabilities/workspace/diagnostics/refreshSupport")
            || has("/capabilities/workspace/diagnostic/refreshSupport");
        // What pulled diagnostics may hold is said beside `publishDiagnostics`; 3.18 lets clients say it again.
        let in_diagnostics = |name: &str| {
            has(&format!("/capabilities/textDocument/publishDiagnostics/{name}"))
                || has(&format!("/capabilities/textDocument/diagnostic/{name}"))
        };
        Self {
            position_encoding: position_encoding(&list("/capabilities/general/positionEncodings")),
            pull_diagnostics: exists("/capabilities/textDocument/diagnostic") && refresh,
            unnecessary_tag: tags.contains(&1.into()),
            deprecated_tag: tags.contains(&2.into()),
            related_information: in_diagnostics("relatedInformation"),
            code_description: in_diagnostics("codeDescriptionSupport"),
            hover_markdown: list("/capabilities/textDocument/hover/contentFormat").contains(&"markdown".into()),
            code_action_literals: exists("/capabilities/textDocument/codeAction/codeActionLiteralSupport"),
            preferred_actions: has("/capabilities/textDocument/codeAction/isPreferredSupport"),
            document_changes: has("/capabilities/workspace/workspaceEdit/documentChanges"),
            apply_edit: has("/capabilities/workspace/applyEdit"),
            configuration: has("/capabilities/workspace/configuration"),
            register_configuration: has("/capabilities/workspace/didChangeConfiguration/dynamicRegistration"),
            register_watched_files: has("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            // https://github.com/helix-editor/helix/issues/11882
            watches_own_files_only: params.pointer("/clientInfo/name").is_some_and(|name| name == "helix"),
            work_done_progress: has("/capabilities/window/workDoneProgress"),
            show_document: has("/capabilities/window/showDocument/support"),
            message_actions: exists("/capabilities/window/showMessage"),
            server_status: has("/capabilities/experimental/serverStatusNotification"),
        }
    }

    /// What we offer to this client.
    ///
    /// Nothing is offered that another server on the same buffer does better: no semantic tokens, symbols, folding or
    /// formatting.
    pub fn server_capabilities(&self, commands: Vec<String>) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: Some(match self.position_encoding {
                PositionEncoding::Utf8 => PositionEncodingKind::UTF8,
                PositionEncoding::Utf16 => PositionEncodingKind::UTF16,
                PositionEncoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..Default::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::new("flagwise.write"),
                    CodeActionKind::new("flagwise.open"),
                    CodeActionKind::new("flagwise.explain"),
                ]),
                ..Default::default()
            })),
            execute_command_provider: Some(ExecuteCommandOptions { commands, ..Default::default() }),
            diagnostic_provider: self.pull_diagnostics.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("flagwise".to_owned()),
                    inter_file_dependencies: false,
                    workspace_diagnostics: false,
                    ..Default::default()
                })
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..Default::default()
            }),
            ..Default::default()
        }
    }
}

fn position_encoding(offered: &[Value]) -> PositionEncoding {
    let known = |name: &Value| match name.as_str()? {
        "utf-8" => Some(PositionEncoding::Utf8),
        "utf-16" => Some(PositionEncoding::Utf16),
        "utf-32" => Some(PositionEncoding::Utf32),
        _ => None,
    };
    offered.iter().find_map(known).unwrap_or_default()
}

#[cfg(test)]
mod tests;
