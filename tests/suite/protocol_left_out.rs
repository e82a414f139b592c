//! Files that a scan excludes have no diagnostics in an editor, and other files do not see their names.

use serde_json::{Value, json};

use crate::support::editor::place;
use crate::support::shop::{Shop, rich};

const CALL: &str = "ldClient.boolVariation('legacy-cart-banner', user, false);\n";

#[tokio::test]
async fn an_ignored_file_has_no_diagnostics_until_it_is_not_ignored() {
    let shop = Shop::open();
    for folder in ["dist", "node_modules/p"] {
        std::fs::create_dir_all(shop.path(folder)).unwrap();
    }
    std::fs::write(shop.path(".gitignore"), "dist/\n").unwrap();
    for file in ["a.js", "dist/b.js", "node_modules/p/c.js"] {
        std::fs::write(shop.path(file), CALL).unwrap();
    }
    let editor = shop.editor(shop.options(), rich()).await;
    let (kept, ignored, package) = (shop.uri("a.js"), shop.uri("dist/b.js"), shop.uri("node_modules/p/c.js"));
    for uri in [&ignored, &package, &kept] {
        editor.open(uri, "javascript", CALL);
    }
    let has_one = |pushed: &Value| pushed["diagnostics"].as_array().unwrap().len() == 1;
    editor.take_diagnostics(&kept, has_one).await;
    for uri in [&ignored, &package] {
        editor.take_diagnostics(uri, |pushed| pushed["diagnostics"] == json!([])).await;
        assert!(editor.hover(uri, 0, 26).await["contents"]["value"].as_str().unwrap().contains("legacy-cart-banner"));
        let at = json!({ "line": 0, "character": 26 });
        let params = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
        let actions = editor.request("textDocument/codeAction", params).await.unwrap();
        assert!(!actions.to_string().contains("Silence"), "{actions}");
    }
    let at = place(&ignored, 0, 26);
    let argument = json!({ "uri": ignored, "position": at["position"] });
    let params = json!({ "command": "flagwise.explain", "arguments": [argument] });
    let explained = editor.request("workspace/executeCommand", params).await.unwrap();
    assert!(explained["text"].as_str().unwrap().contains("the line `dist/` of"), "{explained}");
    let published = editor.transcript();
    let of_left_out = |message: &&Value| {
        [&ignored, &package].iter().any(|uri| message["params"]["uri"] == ***uri)
            && message["params"]["diagnostics"] != json!([])
    };
    assert_eq!(published.iter().find(of_left_out), None);

    std::fs::remove_file(shop.path(".gitignore")).unwrap();
    let event = json!({ "uri": shop.uri(".gitignore"), "type": 3 });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [event] }));
    editor.take_diagnostics(&ignored, has_one).await;
}
