//! The command that explains why a location is, or is not, a flag reference.

use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, rich};

async fn explained(editor: &Editor, uri: &str, line: u32, character: u32, show: bool) -> Result<Value, Value> {
    let place = json!({ "uri": uri, "position": { "line": line, "character": character }, "show": show });
    let params = json!({ "command": "flagwise.explain", "arguments": [place] });
    editor.request("workspace/executeCommand", params).await
}

#[tokio::test]
async fn the_way_to_the_key_is_told_across_files_open_or_not() {
    let shop = Shop::open();
    std::fs::write(shop.path("keys.ts"), "export const CART_FLAG = \"legacy-cart-banner\";\n").unwrap();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", "import { CART_FLAG } from \"./keys\";\nldClient.variation(CART_FLAG, false);\n");
    // The constant is seen once the workspace was looked at.
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;
    let answer = explained(&editor, &uri, 1, 22, false).await.unwrap();
    let markdown = answer["markdown"].as_str().unwrap();
    assert!(markdown.starts_with("**The flag legacy-cart-banner**\n"), "{markdown}");
    for part in
        ["`CART_FLAG` is imported from ./keys", "[keys.ts:1:27](file://", "keys.ts#L1)", "known: project storefront"]
    {
        assert!(markdown.contains(part), "{part} is missing in {markdown}");
    }
    let text = answer["text"].as_str().unwrap();
    assert!(text.contains("3. keys.ts:1:14  CART_FLAG is defined\n"), "{text}");
    // An editor's unsaved text counts.
    editor.open(&shop.uri("keys.ts"), "typescript", "\n\nexport const CART_FLAG = \"legacy-cart-banner\";\n");
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": shop.uri("keys.ts") } }));
}

#[tokio::test]
async fn what_is_no_flag_is_told_with_the_condition_that_failed_and_shown_where_asked_for() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", "translate(\"some-text\");\n");
    let answer = explained(&editor, &uri, 0, 14, true).await.unwrap();
    let expected = "not a flag reference\n  the string \"some-text\" is an argument of translate";
    assert!(answer["text"].as_str().unwrap().starts_with(expected), "{answer}");
    let shown = editor.take("message", |message| message.to_string().contains("not a flag reference")).await;
    assert_eq!(shown["method"], "window/showMessage");

    let error = explained(&editor, &shop.uri("other.js"), 0, 0, false).await.unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("not open"), "{error}");
    let params = json!({ "command": "flagwise.explain", "arguments": [{ "uri": uri }] });
    let error = editor.request("workspace/executeCommand", params).await.unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("position"), "{error}");
}

/// The code actions at a place that explain it.
async fn offered(editor: &Editor, uri: &str, (line, character): (u32, u32), context: Value) -> Vec<Value> {
    let place = json!({ "line": line, "character": character });
    let params = json!({
        "textDocument": { "uri": uri }, "range": { "start": place, "end": place }, "context": context,
    });
    let actions = editor.request("textDocument/codeAction", params).await.unwrap();
    let is_it = |action: &Value| {
        let command = if action["command"].is_string() { &action["command"] } else { &action["command"]["command"] };
        command == "flagwise.explain"
    };
    actions.as_array().into_iter().flatten().filter(|action| is_it(action)).cloned().collect()
}

#[tokio::test]
async fn a_code_action_explains_a_flag_and_what_could_be_one_to_those_who_ask() {
    let shop = Shop::open();
    let editor = Editor::start(shop.options());
    let answer = editor.initialize(shop.initialize(rich())).await;
    let kinds = &answer["capabilities"]["codeActionProvider"]["codeActionKinds"];
    assert!(kinds.as_array().unwrap().contains(&json!("flagwise.explain")), "{kinds}");
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", "ldClient.variation(\"gift-cards\", false);\n  t(\"\u{1F600}\", \"some-text\");\n");
    let (flag, text, nothing) = ((0, 24), (1, 14), (1, 23));

    let [action] = &offered(&editor, &uri, flag, json!({ "diagnostics": [] })).await[..] else { panic!("no action") };
    assert_eq!(action["title"], "Explain why this is the flag `gift-cards`");
    assert_eq!((&action["kind"], &action["edit"]), (&json!("flagwise.explain"), &Value::Null));
    let automatic = json!({ "diagnostics": [], "triggerKind": 2 });
    assert!(offered(&editor, &uri, text, automatic).await.is_empty());
    assert!(offered(&editor, &uri, text, json!({ "diagnostics": [] })).await.is_empty(), "nobody said who asks");
    let invoked = json!({ "diagnostics": [], "triggerKind": 1 });
    assert!(offered(&editor, &uri, nothing, invoked.clone()).await.is_empty());
    for place in [flag, text] {
        let fixes = json!({ "diagnostics": [], "triggerKind": 1, "only": ["quickfix"] });
        assert!(offered(&editor, &uri, place, fixes).await.is_empty(), "it is no fix");
        let own = json!({ "diagnostics": [], "triggerKind": 1, "only": ["flagwise.explain"] });
        assert_eq!(offered(&editor, &uri, place, own).await.len(), 1);
    }

    // What it runs is shown, as most editors throw away what a command returns.
    let [action] = &offered(&editor, &uri, text, invoked).await[..] else { panic!("no action") };
    assert_eq!(action["command"]["arguments"][0]["position"], json!({ "line": 1, "character": 14 }));
    editor.request("workspace/executeCommand", action["command"].clone()).await.unwrap();
    let is_shown = |message: &Value| message.to_string().contains("the string \\\"some-text\\\" is an argument of t");
    assert_eq!(editor.take("message", is_shown).await["method"], "window/showMessage");
}

#[tokio::test]
async fn a_client_without_literals_gets_the_command_itself() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), json!({})).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", "t(\"some-text\");\n");
    let invoked = json!({ "diagnostics": [], "triggerKind": 1 });
    let [command] = &offered(&editor, &uri, (0, 6), invoked).await[..] else { panic!("no command") };
    assert_eq!(command["title"], "Explain why this is not a flag reference");
    assert_eq!(command["arguments"][0]["show"], true);
}
