//! Capabilities of navigation: definitions, references, highlights, rename, workspace symbols.

use serde_json::Value;

use crate::server::proto::{
    DeclarationCapability, OneOf, ReferenceOptions, RenameOptions, ServerCapabilities,
    TypeDefinitionProviderCapability, WorkDoneProgressOptions,
};

/// What a client can do with the answers of navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NavigationCapabilities {
    /// `textDocument/definition` and its like: links with the range that they start from, instead of locations.
    pub definition_links: bool,
    /// `textDocument/rename`: asks first whether a place can be renamed.
    pub prepare_rename: bool,
    /// `textDocument/rename`: asks the user about edits that need confirmation.
    pub confirmed_renames: bool,
    /// `workspace/symbol`: shows symbols as deprecated.
    pub deprecated_symbols: bool,
}

impl NavigationCapabilities {
    /// Parses the parameters of `initialize`.
    pub(super) fn from_initialize(params: &Value) -> Self {
        let has = |path: &str| params.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let annotations = params.pointer("/capabilities/workspace/workspaceEdit/changeAnnotationSupport");
        let tags = params.pointer("/capabilities/workspace/symbol/tagSupport/valueSet").and_then(Value::as_array);
        Self {
            definition_links: has("/capabilities/textDocument/definition/linkSupport"),
            prepare_rename: has("/capabilities/textDocument/rename/prepareSupport"),
            confirmed_renames: has("/capabilities/textDocument/rename/honorsChangeAnnotations")
                && annotations.is_some_and(|value| !value.is_null())
                && has("/capabilities/workspace/workspaceEdit/documentChanges"),
            deprecated_symbols: tags.is_some_and(|tags| tags.contains(&1.into())),
        }
    }

    /// Adds the requests to the server's capabilities.
    pub(super) fn offer(&self, server: &mut ServerCapabilities) {
        let progress = WorkDoneProgressOptions { work_done_progress: Some(true) };
        server.definition_provider = Some(OneOf::Left(true));
        server.declaration_provider = Some(DeclarationCapability::Simple(true));
        server.type_definition_provider = Some(TypeDefinitionProviderCapability::Simple(true));
        server.references_provider = Some(OneOf::Right(ReferenceOptions { work_done_progress_options: progress }));
        server.document_highlight_provider = Some(OneOf::Left(true));
        server.workspace_symbol_provider = Some(OneOf::Left(true));
        // Options are for clients with support of preparation only.
        server.rename_provider = Some(if self.prepare_rename {
            OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        } else {
            OneOf::Left(true)
        });
    }
}
