//! Code lenses, inlay hints and document links as a client sees them, by what it can do and what the settings say.

use serde_json::{Value, json};

use crate::support::editor::{Editor, PATIENCE};
use crate::support::shop::{Shop, names};

const KEYS: &str = "export const Flags = { Gifts: \"gift-cards\" } as const;\n";
const USES: &str = "import { Flags } from \"./keys\";\nexport function page() {\n  return ldClient.boolVariation(Flags.Gifts, user, false);\n}\n";

/// A workspace with a definition and a use, and more lines in its settings.
fn workspace(settings: &str) -> Shop {
    let always = "project = \"storefront\"\nenvironments = [\"production\", \"staging\"]\n";
    let shop = Shop::with_settings(&format!("{always}{settings}"));
    std::fs::write(shop.path("keys.ts"), KEYS).unwrap();
    std::fs::write(shop.path("page.ts"), USES).unwrap();
    shop
}

async fn editor(shop: &Shop, capabilities: Value) -> Editor {
    let editor = shop.editor(shop.options(), capabilities).await;
    editor.quiescent().await;
    editor.open(&shop.uri("keys.ts"), "typescript", KEYS);
    editor.open(&shop.uri("page.ts"), "typescript", USES);
    editor.quiescent().await;
    editor
}

async fn of_document(editor: &Editor, method: &str, uri: &str) -> Value {
    let everything = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": everything });
    editor.request(method, params).await.unwrap()
}

/// The lenses of a document, resolved.
async fn lenses(editor: &Editor, uri: &str) -> Vec<Value> {
    let lenses = of_document(editor, "textDocument/codeLens", uri).await;
    let mut resolved = Vec::new();
    for lens in lenses.as_array().cloned().unwrap_or_default() {
        assert_eq!(lens["command"], Value::Null);
        resolved.push(editor.request("codeLens/resolve", lens).await.unwrap());
    }
    resolved
}

#[tokio::test]
async fn a_lens_at_a_definition_counts_references_and_opens_the_flag() {
    let shop = workspace("");
    let editor = editor(&shop, json!({ "window": { "showDocument": { "support": true } } })).await;
    let lenses = lenses(&editor, &shop.uri("keys.ts")).await;
    let [lens] = lenses.as_slice() else { panic!("{lenses:#?}") };
    assert_eq!(lens["range"]["start"]["line"], 0);
    let command = &lens["command"];
    let title = command["title"].as_str().unwrap();
    assert!(title.contains("in Production") && title.contains(" · 1 reference"), "{title}");
    assert_eq!(command["command"], "flagwise.openInLaunchDarkly");
    editor.answer("window/showDocument", Some(json!({ "success": true })));
    let run = json!({ "command": command["command"], "arguments": command["arguments"] });
    editor.request("workspace/executeCommand", run).await.unwrap();
    let shown = editor.take_method("window/showDocument").await;
    assert!(shown["params"]["uri"].as_str().unwrap().ends_with("/features/gift-cards"), "{shown}");
}

#[tokio::test]
async fn a_client_that_can_list_locations_is_given_the_references() {
    let shop = workspace("");
    let commands = json!({ "experimental": { "commands": { "commands": ["editor.action.showReferences"] } } });
    let editor = editor(&shop, commands).await;
    let lenses = lenses(&editor, &shop.uri("keys.ts")).await;
    let command = &lenses[0]["command"];
    assert_eq!(command["command"], "editor.action.showReferences");
    let [uri, position, locations] = command["arguments"].as_array().unwrap().as_slice() else { panic!("{command}") };
    assert_eq!((uri, position), (&json!(shop.uri("keys.ts")), &lenses[0]["range"]["start"]));
    assert_eq!(locations[0]["uri"], shop.uri("page.ts"));
    assert_eq!(locations[0]["range"]["start"], json!({ "line": 2, "character": 38 }));
}

#[tokio::test]
async fn functions_have_lenses_where_the_settings_say_so() {
    let quiet = workspace("");
    assert_eq!(lenses(&editor(&quiet, json!({})).await, &quiet.uri("page.ts")).await, [Value::Null; 0]);
    let shop = workspace("codeLens = \"all\"\n");
    let editor_of_all = editor(&shop, json!({})).await;
    let lenses_of_page = lenses(&editor_of_all, &shop.uri("page.ts")).await;
    assert_eq!(lenses_of_page.len(), 1);
    assert_eq!(lenses_of_page[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    assert!(lenses_of_page[0]["command"]["title"].as_str().unwrap().starts_with("gift-cards: "));
    let off = workspace("codeLens = \"off\"\n");
    assert_eq!(lenses(&editor(&off, json!({})).await, &off.uri("keys.ts")).await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_lens_of_a_flag_that_is_gone_says_so() {
    let shop = workspace("");
    let editor = editor(&shop, json!({})).await;
    let lenses = of_document(&editor, "textDocument/codeLens", &shop.uri("keys.ts")).await;
    shop.delete_flag("gift-cards").await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    editor.quiescent().await;
    let resolved = editor.request("codeLens/resolve", lenses[0].clone()).await.unwrap();
    assert_eq!(resolved["command"]["title"], "flag not loaded");
}

#[tokio::test]
async fn hints_follow_keys_where_the_settings_say_so() {
    let shop = workspace("inlayHints = \"all\"\n");
    let editor_of_all = editor(&shop, json!({})).await;
    let hints = of_document(&editor_of_all, "textDocument/inlayHint", &shop.uri("keys.ts")).await;
    assert_eq!(hints[0]["position"], json!({ "line": 0, "character": 42 }));
    assert!(!hints[0]["label"].as_str().unwrap().is_empty());
    assert!(hints[0]["tooltip"].as_str().unwrap().starts_with("gift-cards: "), "{hints}");
    let none = json!({ "start": { "line": 5, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let params = json!({ "textDocument": { "uri": shop.uri("keys.ts") }, "range": none });
    assert_eq!(editor_of_all.request("textDocument/inlayHint", params).await.unwrap(), Value::Null);

    let quiet = workspace("");
    let editor = editor(&quiet, json!({})).await;
    assert_eq!(of_document(&editor, "textDocument/inlayHint", &quiet.uri("keys.ts")).await, Value::Null);
    // A key without words is followed by the flag's name.
    quiet.create_named_flag("ff-1234", "Express delivery").await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    editor.quiescent().await;
    let uri = quiet.uri("a.js");
    editor.open(&uri, "javascript", &names("ff-1234"));
    let hints = of_document(&editor, "textDocument/inlayHint", &uri).await;
    assert_eq!(hints[0]["label"], "Express delivery");
    assert_eq!(hints[0]["position"], json!({ "line": 0, "character": 32 }));
}

#[tokio::test]
async fn keys_are_links_where_the_settings_say_so() {
    let shop = workspace("links = true\n");
    let tooltips = json!({ "textDocument": { "documentLink": { "tooltipSupport": true } } });
    let editor_with_links = editor(&shop, tooltips).await;
    let links = of_document(&editor_with_links, "textDocument/documentLink", &shop.uri("page.ts")).await;
    assert!(links[0]["target"].as_str().unwrap().ends_with("/storefront/production/features/gift-cards"), "{links}");
    assert!(links[0]["tooltip"].as_str().unwrap().ends_with(" in LaunchDarkly"), "{links}");
    assert_eq!(links[0]["range"]["start"], json!({ "line": 2, "character": 38 }));
    let quiet = workspace("");
    let editor = editor(&quiet, json!({})).await;
    assert_eq!(of_document(&editor, "textDocument/documentLink", &quiet.uri("page.ts")).await, Value::Null);
}

#[tokio::test]
async fn lenses_and_hints_are_refreshed_once_flags_change() {
    let shop = workspace("");
    let capabilities = json!({ "workspace": {
        "codeLens": { "refreshSupport": true }, "inlayHint": { "refreshSupport": true },
    } });
    let editor = shop.editor(shop.options(), capabilities).await;
    for method in ["workspace/codeLens/refresh", "workspace/inlayHint/refresh"] {
        editor.answer(method, Some(Value::Null));
        editor.take_method(method).await;
    }
    editor.quiescent().await;
    let count = |method: &str| editor.transcript().iter().filter(|message| message["method"] == method).count();
    let (lenses, hints) = (count("workspace/codeLens/refresh"), count("workspace/inlayHint/refresh"));
    shop.create_flag("brand-new").await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    let refreshed = async {
        while count("workspace/codeLens/refresh") <= lenses || count("workspace/inlayHint/refresh") <= hints {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, refreshed).await.expect("the client is asked to refresh");

    // Neither is asked of a client that cannot, nor about what the settings turn off.
    let off = workspace("codeLens = \"off\"\ninlayHints = \"off\"\n");
    let capabilities = json!({ "workspace": { "codeLens": { "refreshSupport": true } } });
    for (shop, capabilities) in [(&off, capabilities), (&shop, json!({}))] {
        let editor = shop.editor(shop.options(), capabilities).await;
        editor.quiescent().await;
        let asked = editor.transcript().iter().any(|message| {
            message["method"] == "workspace/codeLens/refresh" || message["method"] == "workspace/inlayHint/refresh"
        });
        assert!(!asked);
    }
}
