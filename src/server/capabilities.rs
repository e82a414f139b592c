//! Capabilities of client and server.

mod navigation;

use serde_json::Value;

use crate::syntax::Language;
use crate::text::PositionEncoding;

pub use navigation::NavigationCapabilities;

use super::proto::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DiagnosticServerCapabilities, DocumentLinkOptions, ExecuteCommandOptions,
    HoverProviderCapability, Notebook, NotebookCellSelector, NotebookDocumentSyncOptions, NotebookSelector, OneOf,
    PositionEncodingKind, SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

/// Commands of clients that show a list of locations, best first: arguments are a URI, a position and locations.
const SHOW_REFERENCES: &[&str] = &["flagwise.showReferences", "editor.action.showReferences"];

/// Characters after which a key or a property can follow.
const TRIGGERS: &[&str] = &["\"", "'", "`", "."];

/// Client capabilities, resolved once from `initialize`.
///
/// Read from the JSON instead of typed parameters: clients differ in spelling, and one malformed field must not prevent
/// a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedClientCapabilities {
    /// Position encoding: the first supported one of the client's list, UTF-16 by default.
    pub position_encoding: PositionEncoding,
    /// Pull diagnostics. Only if the client also supports their refresh, since flags change while the text does not.
    /// Diagnostics are pushed otherwise.
    pub pull_diagnostics: bool,
    /// `Diagnostic.tags`: supports `Unnecessary`.
    pub unnecessary_tag: bool,
    /// `Diagnostic.tags`: supports `Deprecated`.
    pub deprecated_tag: bool,
    /// `Diagnostic.relatedInformation`.
    pub related_information: bool,
    /// `Diagnostic.codeDescription`.
    pub code_description: bool,
    /// Markdown hovers; plain text otherwise.
    pub hover_markdown: bool,
    /// Code action literals with edits; commands otherwise.
    pub code_action_literals: bool,
    /// `CodeAction.isPreferred`.
    pub preferred_actions: bool,
    /// `WorkspaceEdit.documentChanges`.
    pub document_changes: bool,
    /// `WorkspaceEdit.changeAnnotations`.
    pub change_annotations: bool,
    /// `workspace/applyEdit`.
    pub apply_edit: bool,
    /// `workspace/configuration`.
    pub configuration: bool,
    /// Registration of `workspace/didChangeConfiguration`.
    pub register_configuration: bool,
    /// Registration of `workspace/didChangeWatchedFiles`.
    pub register_watched_files: bool,
    /// The client reports only files that it saves itself, regardless of registered watchers.
    pub watches_own_files_only: bool,
    /// `window/workDoneProgress/create`.
    pub work_done_progress: bool,
    /// `window/showDocument`.
    pub show_document: bool,
    /// `window/showMessageRequest` with buttons is assumed: it is older than capabilities. This tells whether buttons
    /// with arbitrary titles are returned.
    pub message_actions: bool,
    /// Notebooks are synchronized as such; otherwise their cells as documents.
    pub notebooks: bool,
    /// `experimental/serverStatus`.
    pub server_status: bool,
    /// `flagwise/flagsChanged`: the client lists flags, and tells the user itself what keeps them from being loaded.
    pub flags_changed: bool,
    /// Definitions, references, rename and symbols.
    pub navigation: NavigationCapabilities,
    /// `CompletionItem.textEdit` with ranges to insert and to replace.
    pub insert_replace: bool,
    /// `CompletionItem.tags`: supports `Deprecated`.
    pub completion_tags: bool,
    /// `CompletionItem.deprecated`.
    pub completion_deprecated: bool,
    /// `CompletionItem.labelDetails`.
    pub label_details: bool,
    /// Markdown documentation of completion items; plain text otherwise.
    pub completion_markdown: bool,
    /// `workspace/codeLens/refresh`.
    pub code_lens_refresh: bool,
    /// `workspace/inlayHint/refresh`.
    pub inlay_hint_refresh: bool,
    /// `DocumentLink.tooltip`.
    pub link_tooltips: bool,
    /// The client's command that shows a list of locations.
    pub show_references: Option<&'static str>,
}

impl ResolvedClientCapabilities {
    /// Parses the parameters of `initialize`.
    pub fn from_initialize(params: &Value) -> Self {
        let has = |path: &str| params.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let exists = |path: &str| params.pointer(path).is_some_and(|value| !value.is_null());
        let list = |path: &str| params.pointer(path).and_then(Value::as_array).cloned().unwrap_or_default();

        let tags = list("/capabilities/textDocument/publishDiagnostics/tagSupport/valueSet");
        // LSP's own types have `diagnostics`; Helix and older libraries send `diagnostic`.
        let refresh = has("/capabilities/workspace/diagnostics/refreshSupport")
            || has("/capabilities/workspace/diagnostic/refreshSupport");
        // Properties of pulled diagnostics are declared under `publishDiagnostics`; since 3.18 also separately.
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
            change_annotations: exists("/capabilities/workspace/workspaceEdit/changeAnnotationSupport"),
            apply_edit: has("/capabilities/workspace/applyEdit"),
            configuration: has("/capabilities/workspace/configuration"),
            register_configuration: has("/capabilities/workspace/didChangeConfiguration/dynamicRegistration"),
            register_watched_files: has("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            // https://github.com/helix-editor/helix/issues/11882
            watches_own_files_only: params.pointer("/clientInfo/name").is_some_and(|name| name == "helix"),
            work_done_progress: has("/capabilities/window/workDoneProgress"),
            show_document: has("/capabilities/window/showDocument/support"),
            message_actions: exists("/capabilities/window/showMessage"),
            notebooks: exists("/capabilities/notebookDocument/synchronization"),
            server_status: has("/capabilities/experimental/serverStatusNotification"),
            flags_changed: has("/capabilities/experimental/flagwise/flagsChanged"),
            navigation: NavigationCapabilities::from_initialize(params),
            insert_replace: has("/capabilities/textDocument/completion/completionItem/insertReplaceSupport"),
            completion_tags: list("/capabilities/textDocument/completion/completionItem/tagSupport/valueSet")
                .contains(&1.into()),
            completion_deprecated: has("/capabilities/textDocument/completion/completionItem/deprecatedSupport"),
            label_details: has("/capabilities/textDocument/completion/completionItem/labelDetailsSupport"),
            completion_markdown: list("/capabilities/textDocument/completion/completionItem/documentationFormat")
                .contains(&"markdown".into()),
            code_lens_refresh: has("/capabilities/workspace/codeLens/refreshSupport"),
            inlay_hint_refresh: has("/capabilities/workspace/inlayHint/refreshSupport"),
            link_tooltips: has("/capabilities/textDocument/documentLink/tooltipSupport"),
            show_references: SHOW_REFERENCES
                .iter()
                .copied()
                .find(|name| list("/capabilities/experimental/commands/commands").contains(&(*name).into())),
        }
    }

    /// Server capabilities for this client.
    ///
    /// Excludes everything that another server on the same buffer does better: semantic tokens, document symbols,
    /// folding,
    /// formatting.
    pub fn server_capabilities(&self, commands: Vec<String>) -> ServerCapabilities {
        let mut server = ServerCapabilities {
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
            notebook_document_sync: self.notebooks.then(|| OneOf::Left(notebook_sync())),
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
            completion_provider: Some(CompletionOptions {
                resolve_provider: Some(true),
                trigger_characters: Some(TRIGGERS.iter().map(|trigger| (*trigger).to_owned()).collect()),
                ..Default::default()
            }),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
            inlay_hint_provider: Some(OneOf::Left(true)),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: Some(false),
                work_done_progress_options: Default::default(),
            }),
            execute_command_provider: Some(ExecuteCommandOptions { commands, ..Default::default() }),
            diagnostic_provider: self.pull_diagnostics.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("flagwise".to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: true,
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
        };
        self.navigation.offer(&mut server);
        server
    }
}

/// All notebooks, with the cells in languages that are parsed.
fn notebook_sync() -> NotebookDocumentSyncOptions {
    let languages = Language::all().filter(|language| language.is_parsed()).flat_map(Language::language_ids);
    let cells = languages.map(|language| NotebookCellSelector { language: (*language).to_owned() }).collect();
    let all = NotebookSelector::ByNotebook { notebook: Notebook::String("*".to_owned()), cells: Some(cells) };
    NotebookDocumentSyncOptions { notebook_selector: vec![all], save: Some(true) }
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
