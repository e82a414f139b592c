//! Rename of a key as a client sees it: where it is offered, what it changes, and when it is refused.

use serde_json::{Value, json};

use crate::support::editor::{Editor, place};
use crate::support::shop::{Shop, names, rich};

const KEYS: &str = "export const KEYS = { cards: \"gift-cards\" };\n";
const PAGE: &str = "import { KEYS } from \"./keys\";\nldClient.boolVariation(KEYS.cards, user, false);\n\
    ldClient.boolVariation(\"gift-cards\", user, false);\n";

/// A client that confirms edits.
fn confirms() -> Value {
    let mut capabilities = rich();
    capabilities["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({ "groupsOnLabel": true });
    capabilities["textDocument"]["rename"] = json!({ "prepareSupport": true, "honorsChangeAnnotations": true });
    capabilities
}

/// A workspace with `keys.js` on disk, and `page.js` open: a key is at line 2, column 26.
async fn open_page(shop: &Shop, capabilities: Value) -> Editor {
    std::fs::write(shop.path("keys.js"), KEYS).unwrap();
    let editor = shop.editor(shop.options(), capabilities).await;
    editor.open(&shop.uri("page.js"), "javascript", PAGE);
    editor.quiescent().await;
    editor
}

async fn rename(editor: &Editor, place: Value, new: &str) -> Result<Value, Value> {
    let mut params = place;
    params["newName"] = json!(new);
    editor.request("textDocument/rename", params).await
}

/// Edits of one document as `line:column text`.
fn short(edits: &Value) -> Vec<String> {
    let one = |edit: &Value| {
        let start = &edit["range"]["start"];
        format!("{}:{} {}", start["line"], start["character"], edit["newText"].as_str().unwrap())
    };
    edits.as_array().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn a_key_is_renamed_in_open_and_closed_files_with_their_versions() {
    let shop = Shop::open();
    let editor = open_page(&shop, rich()).await;
    let (page, keys) = (shop.uri("page.js"), shop.uri("keys.js"));
    let prepared = editor.request("textDocument/prepareRename", place(&page, 2, 26)).await.unwrap();
    assert_eq!(prepared["placeholder"], "gift-cards");
    assert_eq!(prepared["range"]["start"], json!({ "line": 2, "character": 24 }));
    // An edit that nothing waited for.
    editor.replace(&page, 2, &format!("\n{PAGE}"));
    let edit = rename(&editor, place(&page, 3, 26), "checkout-new-flow").await.unwrap();
    let changes = edit["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["textDocument"], json!({ "uri": keys, "version": null }));
    assert_eq!(short(&changes[0]["edits"]), ["0:30 checkout-new-flow"]);
    assert_eq!(changes[1]["textDocument"], json!({ "uri": page, "version": 2 }));
    assert_eq!(short(&changes[1]["edits"]), ["3:24 checkout-new-flow"]);
    assert_eq!(changes.len(), 2);
    assert_eq!(edit["changeAnnotations"], Value::Null);
}

#[tokio::test]
async fn a_key_is_renamed_in_all_folders_with_the_project_as_their_editors_have_them() {
    let shop = Shop::open();
    std::fs::write(shop.path("keys.js"), KEYS).unwrap();
    let (same, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::copy(shop.path("flagwise.toml"), same.path().join("flagwise.toml")).unwrap();
    std::fs::write(other.path().join("flagwise.toml"), "project = \"another\"\n").unwrap();
    for folder in [&same, &other] {
        std::fs::write(folder.path().join("far.js"), names("gift-cards")).unwrap();
    }
    let uri = |folder: &tempfile::TempDir| format!("file://{}", folder.path().display());
    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(rich());
    let folders = [&same, &other].map(|folder| json!({ "uri": uri(folder), "name": "far" }));
    initialize["workspaceFolders"].as_array_mut().unwrap().extend(folders);
    editor.initialize(initialize).await;
    editor.open(&shop.uri("page.js"), "javascript", PAGE);
    editor.quiescent().await;
    let far = format!("{}/far.js", uri(&same));
    editor.open(&far, "javascript", &format!("\n{}", names("gift-cards")));
    let edit = rename(&editor, place(&shop.uri("page.js"), 2, 26), "checkout-new-flow").await.unwrap();
    let changes = edit["documentChanges"].as_array().unwrap();
    let changed: Vec<_> = changes.iter().map(|change| change["textDocument"].clone()).collect();
    let expected = [
        json!({ "uri": shop.uri("keys.js"), "version": null }),
        json!({ "uri": shop.uri("page.js"), "version": 1 }),
        json!({ "uri": far, "version": 1 }),
    ];
    assert_eq!(changed, expected);
    assert_eq!(short(&changes[2]["edits"]), ["1:24 checkout-new-flow"]);
}

#[tokio::test]
async fn a_client_without_document_changes_gets_edits_by_file() {
    let shop = Shop::open();
    let mut client = rich();
    client["workspace"]["workspaceEdit"] = json!({});
    let editor = open_page(&shop, client).await;
    let edit = rename(&editor, place(&shop.uri("page.js"), 2, 26), "checkout-new-flow").await.unwrap();
    assert_eq!(edit["documentChanges"], Value::Null);
    assert_eq!(short(&edit["changes"][shop.uri("keys.js")]), ["0:30 checkout-new-flow"]);
    assert_eq!(short(&edit["changes"][shop.uri("page.js")]), ["2:24 checkout-new-flow"]);
}

#[tokio::test]
async fn texts_that_may_be_the_key_are_confirmed() {
    let shop = Shop::open();
    std::fs::write(shop.path("labels.js"), "show(\"gift-cards\");\n").unwrap();
    let editor = open_page(&shop, confirms()).await;
    let edit = rename(&editor, place(&shop.uri("page.js"), 2, 26), "checkout-new-flow").await.unwrap();
    let changes = edit["documentChanges"].as_array().unwrap();
    let needs_confirmation = |uri: String| {
        let change = changes.iter().find(|change| change["textDocument"]["uri"] == uri).unwrap();
        let id = change["edits"][0]["annotationId"].as_str().unwrap();
        edit["changeAnnotations"][id]["needsConfirmation"].as_bool().unwrap_or(false)
    };
    assert!(needs_confirmation(shop.uri("labels.js")));
    assert!(!needs_confirmation(shop.uri("keys.js")));
    assert!(!needs_confirmation(shop.uri("page.js")));
}

#[tokio::test]
async fn a_flag_keeps_its_key_and_the_error_says_what_can_be_done() {
    let shop = Shop::open();
    let editor = open_page(&shop, rich()).await;
    let page = shop.uri("page.js");
    let refused = rename(&editor, place(&page, 2, 26), "gift-cards-2").await.unwrap_err();
    assert_eq!(refused["code"], -32803);
    let message = refused["message"].as_str().unwrap();
    assert!(message.contains("cannot change the key") && message.contains("create `gift-cards-2`"), "{message}");
    let refused = rename(&editor, place(&page, 2, 26), "gift cards").await.unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("is not a valid flag key"), "{refused}");
    assert_eq!(rename(&editor, place(&page, 2, 26), "gift-cards").await.unwrap(), Value::Null);
}

#[tokio::test]
async fn names_are_left_to_the_server_of_the_language() {
    let shop = Shop::open();
    let editor = open_page(&shop, rich()).await;
    let page = shop.uri("page.js");
    for (line, character) in [(0, 10), (1, 25), (1, 30)] {
        let prepared = editor.request("textDocument/prepareRename", place(&page, line, character)).await.unwrap();
        assert_eq!(prepared, Value::Null, "{line}:{character}");
        assert_eq!(rename(&editor, place(&page, line, character), "checkout-new-flow").await.unwrap(), Value::Null);
    }
    // A revision of a file is not the file.
    let revision = page.replace("file:", "git:");
    editor.open(&revision, "javascript", PAGE);
    let prepared = editor.request("textDocument/prepareRename", place(&revision, 2, 26)).await.unwrap();
    assert_eq!(prepared, Value::Null);
}

#[tokio::test]
async fn nothing_is_renamed_with_a_file_that_changed_unnoticed() {
    let shop = Shop::open();
    let mut capabilities = rich();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    let editor = open_page(&shop, capabilities).await;
    std::fs::write(shop.path("keys.js"), format!("// moved\n{KEYS}")).unwrap();
    let page = shop.uri("page.js");
    let refused = rename(&editor, place(&page, 2, 26), "checkout-new-flow").await.unwrap_err();
    assert!(refused["message"].as_str().unwrap().contains("keys.js has changed meanwhile"), "{refused}");
    editor.changed_on_disk(&shop.uri("keys.js"), 2);
    editor.quiescent().await;
    let edit = rename(&editor, place(&page, 2, 26), "checkout-new-flow").await.unwrap();
    assert_eq!(short(&edit["documentChanges"][0]["edits"]), ["1:30 checkout-new-flow"]);
}

#[tokio::test]
async fn a_key_is_not_renamed_before_flags_are_loaded() {
    let shop = Shop::open();
    let editor = shop.editor_without_flags(shop.options_with_token(None), rich()).await;
    let uri = shop.uri("page.ts");
    let import = "import { init } from \"@launchdarkly/node-server-sdk\";\nconst client = init(\"k\");\n";
    editor.open(&uri, "typescript", &format!("{import}client.boolVariation(\"gift-cards\", user, false);\n"));
    editor.quiescent().await;
    let refused = editor.request("textDocument/prepareRename", place(&uri, 2, 26)).await.unwrap_err();
    assert_eq!(refused["code"], -32803);
    assert!(refused["message"].as_str().unwrap().contains("before the project's flags are loaded"), "{refused}");
}

#[tokio::test]
async fn cells_of_a_notebook_are_edited_each_on_its_own() {
    let shop = Shop::open();
    let mut capabilities = rich();
    capabilities["notebookDocument"] = json!({ "synchronization": {} });
    let editor = shop.editor(shop.options(), capabilities).await;
    let cell = |number: usize| format!("{}#W{number}", shop.uri("a.ipynb").replace("file:", "vscode-notebook-cell:"));
    let texts = [
        "import ldclient\nclient = ldclient.get()\nKEY = \"gift-cards\"\n",
        "client.variation(KEY, context, False)\nclient.variation(\"gift-cards\", context, False)\n",
    ];
    let cells: Vec<_> = (0..2).map(|at| json!({ "kind": 2, "document": cell(at) })).collect();
    let document = |at: usize| json!({ "uri": cell(at), "languageId": "python", "version": 3, "text": texts[at] });
    let params = json!({
        "notebookDocument": {
            "uri": shop.uri("a.ipynb"), "notebookType": "jupyter-notebook", "version": 1, "cells": cells,
        },
        "cellTextDocuments": [document(0), document(1)],
    });
    editor.notify("notebookDocument/didOpen", params);
    editor.quiescent().await;
    let edit = rename(&editor, place(&cell(1), 1, 20), "checkout-new-flow").await.unwrap();
    let of = |at: usize| {
        let mut changes = edit["documentChanges"].as_array().unwrap().iter();
        changes.find(|change| change["textDocument"] == json!({ "uri": cell(at), "version": 3 })).unwrap()
    };
    assert_eq!(short(&of(0)["edits"]), ["2:7 checkout-new-flow"]);
    assert_eq!(short(&of(1)["edits"]), ["1:18 checkout-new-flow"]);
    let found = editor.request("textDocument/definition", place(&cell(1), 0, 19)).await.unwrap();
    assert_eq!(found[0]["uri"], cell(0));
}
