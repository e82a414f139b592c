//! The command that says why a place is, or is not, taken as a flag.

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
    assert!(markdown.starts_with("### The flag legacy-cart-banner\n"), "{markdown}");
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
    let expected = "not taken as a flag\n  the string \"some-text\" is an argument of translate";
    assert!(answer["text"].as_str().unwrap().starts_with(expected), "{answer}");
    let shown = editor.take("message", |message| message.to_string().contains("not taken as a flag")).await;
    assert_eq!(shown["method"], "window/showMessage");

    let error = explained(&editor, &shop.uri("other.js"), 0, 0, false).await.unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("not open"), "{error}");
    let params = json!({ "command": "flagwise.explain", "arguments": [{ "uri": uri }] });
    let error = editor.request("workspace/executeCommand", params).await.unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("position"), "{error}");
}
