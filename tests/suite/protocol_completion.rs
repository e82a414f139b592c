//! Completion as a client sees it, by what it can do.

use serde_json::{Value, json};

use crate::support::editor::{Editor, place};
use crate::support::shop::{Shop, names};

/// Completion at a place: the list and its items by label.
async fn complete(editor: &Editor, uri: &str, line: u32, character: u32) -> Value {
    editor.request("textDocument/completion", place(uri, line, character)).await.unwrap()
}

fn item<'l>(list: &'l Value, label: &str) -> &'l Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("no {label} in {list:#}"))
}

fn modern() -> Value {
    json!({
        "textDocument": { "completion": { "completionItem": {
            "insertReplaceSupport": true, "labelDetailsSupport": true, "tagSupport": { "valueSet": [1] },
            "deprecatedSupport": true, "documentationFormat": ["markdown", "plaintext"],
        } } },
    })
}

#[tokio::test]
async fn the_server_offers_completion_after_quotes_and_dots() {
    let shop = Shop::open();
    let editor = Editor::start(shop.options());
    let answer = editor.initialize(shop.initialize(json!({}))).await;
    let provider = &answer["capabilities"]["completionProvider"];
    assert_eq!(provider["triggerCharacters"], json!(["\"", "'", "`", "."]));
    assert_eq!(provider["resolveProvider"], true);
}

#[tokio::test]
async fn a_key_is_inserted_or_replaced_as_the_client_likes() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), modern()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("checkout-old"));
    // Between `checkout-` and `old`.
    let list = complete(&editor, &uri, 0, 33).await;
    assert_eq!(list["isIncomplete"], false);
    let key = item(&list, "checkout-new-flow");
    let start = json!({ "line": 0, "character": 24 });
    let (cursor, end) = (json!({ "line": 0, "character": 33 }), json!({ "line": 0, "character": 36 }));
    let edit = json!({
        "newText": "checkout-new-flow",
        "insert": { "start": start, "end": cursor },
        "replace": { "start": start, "end": end },
    });
    assert_eq!(key["textEdit"], edit);
    assert_eq!(key["labelDetails"], json!({ "description": "Checkout: new flow" }));
    assert_eq!(key["filterText"], "checkout-new-flow Checkout: new flow");
    assert!(key["detail"].as_str().unwrap().starts_with("boolean · "), "{key}");
    assert_eq!(key["tags"], Value::Null);
    assert_eq!(item(&list, "legacy-cart-banner")["tags"], json!([1]));
    let mut sorted = list["items"].as_array().unwrap().clone();
    sorted.sort_by_key(|item| item["sortText"].to_string());
    let live = sorted.iter().take_while(|item| item["tags"].is_null()).count();
    assert!(live > 1 && sorted[live..].iter().all(|item| item["tags"] == json!([1])), "{sorted:#?}");

    let plain = shop.editor(shop.options(), json!({})).await;
    plain.open(&uri, "javascript", &names("checkout-old"));
    let list = complete(&plain, &uri, 0, 33).await;
    let key = item(&list, "checkout-new-flow");
    assert_eq!(key["textEdit"], json!({ "newText": "checkout-new-flow", "range": { "start": start, "end": end } }));
    assert_eq!(key["labelDetails"], Value::Null);
    assert_eq!(item(&list, "legacy-cart-banner")["tags"], Value::Null);
}

#[tokio::test]
async fn documentation_comes_by_resolve_and_a_list_that_is_old_does_no_harm() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), modern()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names(""));
    let list = complete(&editor, &uri, 0, 24).await;
    let key = item(&list, "checkout-new-flow").clone();
    assert_eq!(key["documentation"], Value::Null);
    let resolved = editor.request("completionItem/resolve", key.clone()).await.unwrap();
    assert_eq!(resolved["documentation"]["kind"], "markdown");
    let card = resolved["documentation"]["value"].as_str().unwrap();
    assert!(card.contains("Checkout: new flow") && !card.contains("updated since"), "{card}");
    assert_eq!(resolved["textEdit"], key["textEdit"]);

    shop.delete_flag("gift-cards").await;
    shop.create_flag("brand-new").await;
    let gone = item(&list, "gift-cards").clone();
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    editor.quiescent().await;
    let resolved = editor.request("completionItem/resolve", gone.clone()).await.unwrap();
    assert_eq!(resolved, gone);
    let resolved = editor.request("completionItem/resolve", key).await.unwrap();
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("updated since"), "{resolved}");
    item(&complete(&editor, &uri, 0, 24).await, "brand-new");
    let foreign = json!({ "label": "x", "data": { "other": 1 } });
    assert_eq!(editor.request("completionItem/resolve", foreign.clone()).await.unwrap(), foreign);
}

#[tokio::test]
async fn constants_of_other_files_are_offered_where_they_are_imported() {
    let shop = Shop::open();
    std::fs::create_dir(shop.path("src")).unwrap();
    let keys = "export const Flags = { Checkout: \"checkout-new-flow\", Gifts: \"gift-cards\" } as const;\n";
    std::fs::write(shop.path("src/keys.ts"), keys).unwrap();
    let editor = shop.editor(shop.options(), modern()).await;
    editor.quiescent().await;
    let uri = shop.uri("src/a.ts");
    let text = "import { Flags } from \"./keys\";\nldClient.boolVariation(Fl, user, false);\nldClient.boolVariation(Flags.Gifts, user, false);\n";
    editor.open(&uri, "typescript", text);
    let list = complete(&editor, &uri, 1, 25).await;
    let labels: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["Flags.Checkout", "Flags.Gifts"]);
    // As the editor goes on, the answers follow: what a request tried leaves no trace.
    editor.replace(&uri, 2, &text.replace("(Fl,", "(\"\","));
    item(&complete(&editor, &uri, 1, 24).await, "checkout-new-flow");
    let other = shop.uri("src/b.ts");
    editor.open(&other, "typescript", "ldClient.boolVariation(Fl, user, false);\n");
    assert_eq!(complete(&editor, &other, 0, 25).await, Value::Null);
}

#[tokio::test]
async fn nothing_is_offered_off_a_flag_and_in_documents_that_are_not_open() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), modern()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", "const text = \"check\";\nf(text.);\n");
    for (line, character) in [(0, 0), (0, 8), (0, 16), (1, 3), (1, 7), (9, 9)] {
        assert_eq!(complete(&editor, &uri, line, character).await, Value::Null, "{line}:{character}");
    }
    assert_eq!(complete(&editor, &shop.uri("other.js"), 0, 0).await, Value::Null);
}
