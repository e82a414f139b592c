//! Hover, diagnostics, code actions as a client sees them, by what it can do.

use serde_json::{Value, json};

use crate::support::shop::{Shop, names, pulls, rich};

fn codes(diagnostics: &Value) -> Vec<&str> {
    let items = diagnostics["diagnostics"].as_array().or(diagnostics["items"].as_array()).unwrap();
    items.iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn diagnostics_are_pushed_with_the_version_and_cleared_on_close() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &format!("{}{}", names("chekout-new-flow"), names("dark-mode-v1")));
    let pushed = editor.take_diagnostics(&uri, |pushed| pushed["version"] == 1).await;
    assert_eq!(codes(&pushed), ["unknown-flag", "deprecated-flag"]);
    let [unknown, deprecated] = pushed["diagnostics"].as_array().unwrap().as_slice() else { panic!("{pushed}") };
    assert_eq!(unknown["range"]["start"], json!({ "line": 0, "character": 24 }));
    assert_eq!(unknown["source"], "flagwise");
    assert!(unknown["message"].as_str().unwrap().contains("checkout-new-flow"), "{unknown}");
    assert!(unknown["codeDescription"]["href"].as_str().unwrap().ends_with("#unknown-flag"));
    assert_eq!(deprecated["tags"], json!([2]));

    editor.replace(&uri, 2, &names("checkout-new-flow"));
    let pushed = editor.take_diagnostics(&uri, |pushed| pushed["version"] == 2).await;
    assert_eq!(codes(&pushed), [""; 0]);
    editor.replace(&uri, 3, &names("no-such-flag"));
    editor.take_diagnostics(&uri, |pushed| pushed["version"] == 3 && pushed["diagnostics"] != json!([])).await;
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
}

#[tokio::test]
async fn diagnostics_are_pulled_where_the_client_does_that_and_never_pushed_then() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), pulls()).await;
    editor.take_method("workspace/diagnostic/refresh").await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("legacy-cart-banner"));
    let params = json!({ "textDocument": { "uri": uri } });
    let report = editor.request("textDocument/diagnostic", params).await.unwrap();
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(&report), ["archived-flag"]);
    // This client said nothing of tags or links.
    assert_eq!(report["items"][0]["codeDescription"], Value::Null);
    assert_eq!(report["items"][0]["tags"], Value::Null);

    let params = json!({ "textDocument": { "uri": uri }, "previousResultId": report["resultId"] });
    let again = editor.request("textDocument/diagnostic", params.clone()).await.unwrap();
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": report["resultId"] }));
    editor.replace(&uri, 2, "");
    let empty = editor.request("textDocument/diagnostic", params).await.unwrap();
    assert_eq!(empty["items"], json!([]));
    let unopened = json!({ "textDocument": { "uri": shop.uri("other.js") } });
    assert_eq!(editor.request("textDocument/diagnostic", unopened).await.unwrap()["items"], json!([]));

    let pushed = editor.transcript().iter().any(|message| message["method"] == "textDocument/publishDiagnostics");
    assert!(!pushed);
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test]
async fn a_hover_is_markdown_or_plain_text_as_the_client_asks() {
    let shop = Shop::open();
    let uri = shop.uri("a.js");
    let markdown = shop.editor(shop.options(), rich()).await;
    markdown.open(&uri, "javascript", &names("checkout-new-flow"));
    let hover = markdown.hover(&uri, 0, 26).await;
    assert_eq!(hover["contents"]["kind"], "markdown");
    let card = hover["contents"]["value"].as_str().unwrap();
    assert!(card.contains("Checkout: new flow") && card.contains("25%") && card.contains("]("), "{card}");
    assert_eq!(hover["range"]["end"], json!({ "line": 0, "character": 41 }));
    for column in [0, 10, 45] {
        assert_eq!(markdown.hover(&uri, 0, column).await, Value::Null);
    }
    assert_eq!(markdown.hover(&shop.uri("unopened.js"), 0, 0).await, Value::Null);

    let plain = shop.editor(shop.options(), json!({})).await;
    plain.open(&uri, "javascript", &names("checkout-new-flow"));
    let hover = plain.hover(&uri, 0, 26).await;
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().unwrap().contains("]("));
}

fn actions_at(uri: &str, only: Value) -> Value {
    let place = json!({ "line": 0, "character": 26 });
    json!({
        "textDocument": { "uri": uri },
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "only": only },
    })
}

#[tokio::test]
async fn an_unknown_key_is_replaced_by_an_edit() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("chekout-new-flow"));
    let actions = editor.request("textDocument/codeAction", actions_at(&uri, json!(["quickfix"]))).await.unwrap();
    let fix = &actions[0];
    assert!(fix["title"].as_str().unwrap().contains("checkout-new-flow"), "{fix}");
    assert_eq!(fix["isPreferred"], true);
    assert_eq!(fix["diagnostics"][0]["code"], "unknown-flag");
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": uri, "version": 1 }));
    assert_eq!(change["edits"][0]["newText"], "checkout-new-flow");
    assert_eq!(change["edits"][0]["range"]["start"], json!({ "line": 0, "character": 24 }));
    assert_eq!(change["edits"][0]["range"]["end"], json!({ "line": 0, "character": 40 }));
}

#[tokio::test]
async fn a_client_without_literals_gets_commands_that_do_the_same() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), json!({ "workspace": { "applyEdit": true } })).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("chekout-new-flow"));
    let actions = editor.request("textDocument/codeAction", actions_at(&uri, json!(["quickfix"]))).await.unwrap();
    let command = &actions[0];
    assert_eq!(command["edit"], Value::Null);
    editor.answer("workspace/applyEdit", Some(json!({ "applied": true })));
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    editor.request("workspace/executeCommand", params).await.unwrap();
    let asked = editor.take_method("workspace/applyEdit").await;
    assert_eq!(asked["params"]["edit"]["changes"][&uri][0]["newText"], "checkout-new-flow");
}

#[tokio::test]
async fn code_actions_are_filtered_by_kind_and_null_off_a_key() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &format!("{}const nothing = 1;\n", names("gift-cards")));
    let kinds = async |only: Value| {
        let actions = editor.request("textDocument/codeAction", actions_at(&uri, only)).await.unwrap();
        let kinds: Vec<_> = actions.as_array().unwrap().iter().map(|action| action["kind"].to_string()).collect();
        kinds
    };
    assert!(kinds(Value::Null).await.len() >= 3);
    assert!(kinds(json!(["flagwise.open"])).await.iter().all(|kind| kind == "\"flagwise.open\""));
    assert!(kinds(json!(["flagwise"])).await.len() >= 3);
    let mut elsewhere = actions_at(&uri, Value::Null);
    elsewhere["range"] = json!({ "start": { "line": 1, "character": 8 }, "end": { "line": 1, "character": 8 } });
    assert_eq!(editor.request("textDocument/codeAction", elsewhere).await.unwrap(), Value::Null);
    let refactorings = actions_at(&uri, json!(["refactor"]));
    assert_eq!(editor.request("textDocument/codeAction", refactorings).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn an_unsaved_constant_counts_in_other_files_until_its_document_is_closed() {
    let shop = Shop::open();
    std::fs::write(shop.path("flags.js"), "export const CARDS = \"gift-cards\";\n").unwrap();
    let editor = shop.editor(shop.options(), rich()).await;
    let (uri, flags) = (shop.uri("a.js"), shop.uri("flags.js"));
    let text = "import { CARDS } from \"./flags\";\nldClient.boolVariation(CARDS, user, false);\n";
    editor.open(&uri, "javascript", text);
    editor.open(&flags, "javascript", "export const CARDS = \"legacy-cart-banner\";\n");
    let archived = |pushed: &Value| pushed["diagnostics"][0]["code"] == "archived-flag";
    editor.take_diagnostics(&uri, archived).await;
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": flags } }));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
}

#[tokio::test]
async fn a_constant_of_another_file_is_followed_and_kept_up_to_date() {
    let shop = Shop::open();
    std::fs::write(shop.path("flags.js"), "export const CARDS = \"gift-cards\";\n").unwrap();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    let text = "import { CARDS } from \"./flags\";\nldClient.boolVariation(CARDS, user, false);\n";
    editor.open(&uri, "javascript", text);
    editor.take_method("textDocument/publishDiagnostics").await;
    loop {
        let hover = editor.hover(&uri, 1, 25).await;
        if hover["contents"]["value"].as_str().unwrap_or_default().contains("Gift cards") {
            assert_eq!(hover["range"]["start"], json!({ "line": 1, "character": 23 }));
            break;
        }
    }

    std::fs::write(shop.path("flags.js"), "export const CARDS = \"legacy-cart-banner\";\n").unwrap();
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": shop.uri("flags.js") } }));
    let archived = |pushed: &Value| pushed["diagnostics"][0]["code"] == "archived-flag";
    editor.take_diagnostics(&uri, archived).await;
    std::fs::remove_file(shop.path("flags.js")).unwrap();
    let event = json!({ "uri": shop.uri("flags.js"), "type": 3 });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [event] }));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
}
