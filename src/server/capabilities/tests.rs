//! The capabilities in each editor's `initialize`, reduced to those in use. Neovim's and VS Code's are recorded from
//! Neovim 0.11.4 and vscode-languageclient 10; the others follow the editors' sources.

use serde_json::{Value, json};

use super::*;

fn resolve(capabilities: Value) -> ResolvedClientCapabilities {
    ResolvedClientCapabilities::from_initialize(&json!({ "capabilities": capabilities }))
}

fn everything_but(refresh: bool) -> ResolvedClientCapabilities {
    ResolvedClientCapabilities {
        position_encoding: PositionEncoding::Utf16,
        pull_diagnostics: refresh,
        unnecessary_tag: true,
        deprecated_tag: true,
        related_information: true,
        code_description: true,
        hover_markdown: true,
        code_action_literals: true,
        preferred_actions: true,
        document_changes: true,
        change_annotations: false,
        apply_edit: true,
        configuration: true,
        register_configuration: true,
        register_watched_files: true,
        watches_own_files_only: false,
        work_done_progress: true,
        show_document: true,
        message_actions: true,
        notebooks: false,
        server_status: false,
        ..ResolvedClientCapabilities::default()
    }
}

#[test]
fn navigation_of_vscode_is_confirmed_and_prepared() {
    let vscode = resolve(json!({
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": { "groupsOnLabel": true } },
            "symbol": { "dynamicRegistration": true, "tagSupport": { "valueSet": [1] } },
        },
        "textDocument": {
            "definition": { "dynamicRegistration": true, "linkSupport": true },
            "rename": {
                "dynamicRegistration": true, "prepareSupport": true, "prepareSupportDefaultBehavior": 1,
                "honorsChangeAnnotations": true,
            },
        },
    }));
    let expected = NavigationCapabilities {
        definition_links: true,
        prepare_rename: true,
        confirmed_renames: true,
        deprecated_symbols: true,
    };
    assert_eq!(vscode.navigation, expected);
}

#[test]
fn a_client_without_change_annotations_confirms_nothing() {
    let emacs = resolve(json!({
        "workspace": { "workspaceEdit": { "documentChanges": true }, "symbol": { "dynamicRegistration": false } },
        "textDocument": {
            "definition": { "dynamicRegistration": false, "linkSupport": true },
            "rename": { "dynamicRegistration": false, "prepareSupport": true, "honorsChangeAnnotations": true },
        },
    }));
    let expected = NavigationCapabilities { definition_links: true, prepare_rename: true, ..Default::default() };
    assert_eq!(emacs.navigation, expected);
}

fn vscode() -> Value {
    json!({
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {
                "documentChanges": true, "failureHandling": "textOnlyTransactional",
                "changeAnnotationSupport": { "groupsOnLabel": true },
            },
            "configuration": true,
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
            "diagnostics": { "refreshSupport": true },
        },
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "versionSupport": false, "tagSupport": { "valueSet": [1, 2] },
                "codeDescriptionSupport": true, "dataSupport": true,
            },
            "diagnostic": { "dynamicRegistration": true, "relatedDocumentSupport": false },
            "hover": { "dynamicRegistration": true, "contentFormat": ["markdown", "plaintext"] },
            "codeAction": {
                "isPreferredSupport": true,
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix"] } },
            },
        },
        "window": {
            "showMessage": { "messageActionItem": { "additionalPropertiesSupport": true } },
            "showDocument": { "support": true }, "workDoneProgress": true,
        },
        "general": { "positionEncodings": ["utf-16"] },
    })
}

#[test]
fn vscode_pulls_and_has_everything() {
    let expected = ResolvedClientCapabilities { change_annotations: true, ..everything_but(true) };
    assert_eq!(resolve(vscode()), expected);
}

#[test]
fn our_vscode_extension_shows_the_server_status() {
    let mut capabilities = vscode();
    capabilities["experimental"] = json!({ "serverStatusNotification": true });
    assert!(resolve(capabilities).server_status);
}

#[test]
fn neovim_gets_pushes_because_it_cannot_be_asked_to_pull_again() {
    let neovim = resolve(json!({
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": { "resourceOperations": ["rename", "create", "delete"] },
            "configuration": true,
            "didChangeWatchedFiles": { "relativePatternSupport": true, "dynamicRegistration": false },
            "didChangeConfiguration": { "dynamicRegistration": false },
        },
        "textDocument": {
            "diagnostic": { "tagSupport": { "valueSet": [1, 2] }, "dynamicRegistration": false },
            "publishDiagnostics": {
                "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] }, "dataSupport": true,
            },
            "hover": { "contentFormat": ["markdown", "plaintext"], "dynamicRegistration": true },
            "codeAction": {
                "isPreferredSupport": true, "dataSupport": true, "dynamicRegistration": true,
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix", "refactor"] } },
            },
        },
        "window": {
            "showDocument": { "support": true }, "workDoneProgress": true,
            "showMessage": { "messageActionItem": { "additionalPropertiesSupport": true } },
        },
        "general": { "positionEncodings": ["utf-8", "utf-16", "utf-32"] },
    }));
    let expected = ResolvedClientCapabilities {
        position_encoding: PositionEncoding::Utf8,
        code_description: false,
        document_changes: false,
        register_configuration: false,
        register_watched_files: false,
        ..everything_but(false)
    };
    assert_eq!(neovim, expected);
}

#[test]
fn helix_writes_diagnostic_without_s() {
    let helix = resolve(json!({
        "workspace": {
            "configuration": true, "applyEdit": true, "diagnostic": { "refreshSupport": true },
            "workspaceEdit": { "documentChanges": true },
            "didChangeConfiguration": { "dynamicRegistration": false },
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": false },
        },
        "textDocument": {
            "hover": { "contentFormat": ["markdown"] },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "isPreferredSupport": true, "disabledSupport": true,
            },
            "publishDiagnostics": { "versionSupport": true, "tagSupport": { "valueSet": [1, 2] } },
            "diagnostic": { "dynamicRegistration": false, "relatedDocumentSupport": true },
        },
        "window": { "workDoneProgress": true, "showDocument": { "support": true } },
        "general": { "positionEncodings": ["utf-8", "utf-32", "utf-16"] },
    }));
    let expected = ResolvedClientCapabilities {
        position_encoding: PositionEncoding::Utf8,
        related_information: false,
        code_description: false,
        register_configuration: false,
        message_actions: false,
        ..everything_but(true)
    };
    assert_eq!(helix, expected);
}

#[test]
fn zed_shows_the_server_status() {
    let zed = resolve(json!({
        "workspace": {
            "configuration": true, "applyEdit": true, "diagnostics": { "refreshSupport": true },
            "workspaceEdit": { "documentChanges": true },
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
        },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true, "tagSupport": { "valueSet": [1, 2] } },
            "diagnostic": { "dynamicRegistration": true, "relatedDocumentSupport": true },
            "hover": { "contentFormat": ["markdown"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
        },
        "experimental": { "serverStatusNotification": true, "localDocs": true },
        "window": { "workDoneProgress": true, "showMessage": { "messageActionItem": {} } },
        "general": { "positionEncodings": ["utf-16"] },
    }));
    let expected = ResolvedClientCapabilities {
        preferred_actions: false,
        show_document: false,
        server_status: true,
        ..everything_but(true)
    };
    assert_eq!(zed, expected);
}

#[test]
fn eglot_counts_code_points() {
    let eglot = resolve(json!({
        "workspace": {
            "applyEdit": true, "executeCommand": { "dynamicRegistration": false },
            "workspaceEdit": { "documentChanges": true }, "configuration": true, "workspaceFolders": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
        "textDocument": {
            "hover": { "dynamicRegistration": false, "contentFormat": ["markdown", "plaintext"] },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "isPreferredSupport": true,
            },
            "diagnostic": { "dynamicRegistration": false },
            "publishDiagnostics": {
                "relatedInformation": false, "versionSupport": true, "codeDescriptionSupport": false,
                "tagSupport": { "valueSet": [1, 2] },
            },
        },
        "window": { "showDocument": { "support": true }, "showMessage": {}, "workDoneProgress": true },
        "general": { "positionEncodings": ["utf-32", "utf-8", "utf-16"] },
        "experimental": {},
    }));
    let expected = ResolvedClientCapabilities {
        position_encoding: PositionEncoding::Utf32,
        related_information: false,
        code_description: false,
        register_configuration: false,
        ..everything_but(false)
    };
    assert_eq!(eglot, expected);
}

#[test]
fn intellij_through_lsp4ij_advertises_no_preferred_actions() {
    let mut capabilities = vscode();
    capabilities["textDocument"]["codeAction"]["isPreferredSupport"] = Value::Null;
    capabilities["general"] = Value::Null;
    let expected =
        ResolvedClientCapabilities { preferred_actions: false, change_annotations: true, ..everything_but(true) };
    assert_eq!(resolve(capabilities), expected);
}

#[test]
fn what_has_an_unexpected_shape_counts_as_missing() {
    let odd = json!({
        "workspace": { "diagnostics": true, "configuration": "yes" },
        "textDocument": { "publishDiagnostics": { "tagSupport": true }, "hover": { "contentFormat": "markdown" } },
        "general": { "positionEncodings": "utf-8" },
    });
    assert_eq!(resolve(odd), ResolvedClientCapabilities::default());
    let nothing = ResolvedClientCapabilities::from_initialize(&Value::Null);
    assert_eq!(nothing, ResolvedClientCapabilities::default());
}

#[test]
fn diagnostics_are_offered_to_be_pulled_only_to_clients_that_get_no_pushes() {
    let pulls = resolve(vscode()).server_capabilities(Vec::new());
    assert!(pulls.diagnostic_provider.is_some());
    let pushed = ResolvedClientCapabilities::default().server_capabilities(Vec::new());
    assert_eq!(pushed.diagnostic_provider, None);
}

#[test]
fn completion_is_as_rich_as_the_client() {
    let vscode = resolve(json!({
        "workspace": { "codeLens": { "refreshSupport": true }, "inlayHint": { "refreshSupport": true } },
        "textDocument": {
            "completion": { "completionItem": {
                "snippetSupport": true, "documentationFormat": ["markdown", "plaintext"], "deprecatedSupport": true,
                "tagSupport": { "valueSet": [1] }, "insertReplaceSupport": true, "labelDetailsSupport": true,
            } },
            "documentLink": { "dynamicRegistration": true, "tooltipSupport": true },
        },
    }));
    let expected = ResolvedClientCapabilities {
        insert_replace: true,
        completion_tags: true,
        completion_deprecated: true,
        label_details: true,
        completion_markdown: true,
        code_lens_refresh: true,
        inlay_hint_refresh: true,
        link_tooltips: true,
        ..ResolvedClientCapabilities::default()
    };
    assert_eq!(vscode, expected);
    let neovim = resolve(json!({
        "workspace": { "inlayHint": { "refreshSupport": true } },
        "textDocument": { "completion": { "completionItem": {
            "commitCharactersSupport": false, "preselectSupport": false, "deprecatedSupport": true,
            "documentationFormat": ["markdown", "plaintext"], "tagSupport": { "valueSet": [1] }, "snippetSupport": true,
        } } },
    }));
    let expected = ResolvedClientCapabilities {
        completion_tags: true,
        completion_deprecated: true,
        completion_markdown: true,
        inlay_hint_refresh: true,
        ..ResolvedClientCapabilities::default()
    };
    assert_eq!(neovim, expected);
}

#[test]
fn our_own_command_for_references_is_preferred_to_that_of_vscode() {
    let with = |commands: &[&str]| resolve(json!({ "experimental": { "commands": { "commands": commands } } }));
    assert_eq!(with(&["rust-analyzer.runSingle"]).show_references, None);
    let both = with(&["editor.action.showReferences", "flagwise.showReferences"]);
    assert_eq!(both.show_references, Some("flagwise.showReferences"));
    assert_eq!(with(&["editor.action.showReferences"]).show_references, Some("editor.action.showReferences"));
}
