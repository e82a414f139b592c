//! The quick fix of an unknown key whose constant another file defines, there and back.

use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, rich};

const KEYS: &str = "export const KEYS = { checkout: \"chekout-new-flow\", cards: \"gift-cards\" };\n";
const PAGE: &str = "import { KEYS } from \"./keys\";\nldClient.boolVariation(KEYS.checkout, user, false);\n";
const OTHER: &str =
    "import { KEYS } from \"./keys\";\nexport const on = ldClient.boolVariation(KEYS.checkout, user, true);\n";

/// The preferred quick fix at `KEYS.checkout` in a page.
async fn fix(editor: &Editor, uri: &str) -> Value {
    let place = json!({ "line": 1, "character": 30 });
    let context = json!({ "diagnostics": [], "only": ["quickfix"] });
    let range = json!({ "start": place, "end": place });
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
    let actions = editor.request("textDocument/codeAction", params).await.unwrap();
    let preferred = actions.as_array().unwrap().iter().find(|action| action["isPreferred"] == true);
    preferred.unwrap_or_else(|| panic!("none is preferred: {actions}")).clone()
}

/// A text of one line after edits of it.
fn applied(text: &str, edits: &Value) -> String {
    let mut text = text.to_owned();
    for edit in edits.as_array().unwrap().iter().rev() {
        let column = |end: &str| edit["range"][end]["character"].as_u64().unwrap() as usize;
        assert_eq!(edit["range"]["start"]["line"], 0);
        text.replace_range(column("start")..column("end"), edit["newText"].as_str().unwrap());
    }
    text
}

fn unknown(pushed: &Value) -> bool {
    pushed["diagnostics"][0]["code"] == "unknown-flag"
}

#[tokio::test]
async fn a_key_is_replaced_in_a_file_that_is_not_open() {
    let shop = Shop::open();
    std::fs::write(shop.path("keys.js"), KEYS).unwrap();
    std::fs::write(shop.path("other.js"), OTHER).unwrap();
    let editor = shop.editor(shop.options(), rich()).await;
    let (uri, keys) = (shop.uri("a.js"), shop.uri("keys.js"));
    editor.open(&uri, "javascript", PAGE);
    let pushed = editor.take_diagnostics(&uri, unknown).await;
    let related = &pushed["diagnostics"][0]["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], keys);
    assert_eq!(related["location"]["range"]["start"], json!({ "line": 0, "character": 33 }));

    let fix = fix(&editor, &uri).await;
    let title = fix["title"].as_str().unwrap();
    assert!(title.contains("`checkout-new-flow`") && title.ends_with("in keys.js, used at 2 places"), "{title}");
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": keys, "version": null }));
    std::fs::write(shop.path("keys.js"), applied(KEYS, &change["edits"])).unwrap();
    let event = json!({ "uri": keys, "type": 2 });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [event] }));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
}

#[tokio::test]
async fn a_key_is_replaced_in_the_open_text_of_another_file() {
    let shop = Shop::open();
    std::fs::write(shop.path("keys.js"), "export const KEYS = {};\n").unwrap();
    let mut client = rich();
    client["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({});
    let editor = shop.editor(shop.options(), client).await;
    let (uri, keys) = (shop.uri("a.js"), shop.uri("keys.js"));
    editor.open(&keys, "javascript", KEYS);
    editor.open(&uri, "javascript", PAGE);
    editor.take_diagnostics(&uri, unknown).await;

    let fix = fix(&editor, &uri).await;
    assert!(fix["title"].as_str().unwrap().ends_with(" in keys.js"), "{}", fix["title"]);
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": keys, "version": 1 }));
    let note = change["edits"][0]["annotationId"].as_str().unwrap();
    assert_eq!(fix["edit"]["changeAnnotations"][note]["label"], "Replace the key");
    editor.replace(&keys, 2, &applied(KEYS, &change["edits"]));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
}

#[tokio::test]
async fn a_client_without_document_changes_gets_edits_by_file() {
    let shop = Shop::open();
    std::fs::write(shop.path("keys.js"), KEYS).unwrap();
    let mut client = rich();
    client["workspace"]["workspaceEdit"] = json!({});
    client["textDocument"]["publishDiagnostics"]["relatedInformation"] = json!(false);
    let editor = shop.editor(shop.options(), client).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", PAGE);
    let pushed = editor.take_diagnostics(&uri, unknown).await;
    let message = pushed["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.ends_with("(keys.js, line 1: the key `chekout-new-flow` comes from here)"), "{message}");
    let fix = fix(&editor, &uri).await;
    let edits = &fix["edit"]["changes"][shop.uri("keys.js")];
    assert!(applied(KEYS, edits).contains("\"checkout-new-flow\""), "{fix}");
}
