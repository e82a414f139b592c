//! Definitions, references, highlights and workspace symbols as a client sees them, by what it can do.

use serde_json::{Value, json};

use crate::support::editor::{Editor, place};
use crate::support::shop::{Shop, names, rich};

const KEYS: &str = "export const KEYS = { cards: \"gift-cards\", banner: \"legacy-cart-banner\" };\n";
const PAGE: &str = "import { KEYS } from \"./keys\";\nldClient.boolVariation(KEYS.cards, user, false);\n";

/// A workspace with `keys.js` on disk, and `page.js` open; `KEYS.cards` is at line 1, column 30.
async fn open_page(shop: &Shop, capabilities: Value) -> Editor {
    std::fs::write(shop.path("keys.js"), KEYS).unwrap();
    let editor = shop.editor(shop.options(), capabilities).await;
    editor.open(&shop.uri("page.js"), "javascript", PAGE);
    editor.quiescent().await;
    editor
}

fn links() -> Value {
    let mut capabilities = rich();
    capabilities["textDocument"]["definition"] = json!({ "linkSupport": true });
    capabilities["workspace"]["symbol"] = json!({ "tagSupport": { "valueSet": [1] } });
    capabilities
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

/// `textDocument/references` at a place.
fn references_at(place: Value, with_declarations: bool) -> Value {
    let mut params = place;
    params["context"] = json!({ "includeDeclaration": with_declarations });
    params
}

/// Locations as `file:line:column`.
fn short(shop: &Shop, locations: &Value) -> Vec<String> {
    let folder = format!("{}/", shop.uri(""));
    let one = |location: &Value| {
        let (start, uri) = (&location["range"]["start"], location["uri"].as_str().unwrap());
        format!("{}:{}:{}", uri.strip_prefix(&folder).unwrap_or(uri), start["line"], start["character"])
    };
    locations.as_array().unwrap().iter().map(one).collect()
}

#[tokio::test]
async fn a_definition_in_another_file_is_a_link_where_the_client_has_them() {
    let shop = Shop::open();
    let editor = open_page(&shop, links()).await;
    let page = shop.uri("page.js");
    let link = json!([{
        "originSelectionRange": range(1, 28, 33),
        "targetUri": shop.uri("keys.js"),
        "targetRange": range(0, 22, 40),
        "targetSelectionRange": range(0, 22, 27),
    }]);
    for method in ["textDocument/definition", "textDocument/declaration", "textDocument/typeDefinition"] {
        assert_eq!(editor.request(method, place(&page, 1, 30)).await.unwrap(), link, "{method}");
    }

    let plain = open_page(&shop, rich()).await;
    let location = json!([{ "uri": shop.uri("keys.js"), "range": range(0, 22, 27) }]);
    assert_eq!(plain.request("textDocument/definition", place(&page, 1, 30)).await.unwrap(), location);
}

#[tokio::test]
async fn a_definition_follows_what_is_not_saved() {
    let shop = Shop::open();
    let editor = open_page(&shop, rich()).await;
    let keys = shop.uri("keys.js");
    editor.open(&keys, "javascript", &format!("\n\n{KEYS}"));
    editor.quiescent().await;
    let found = editor.request("textDocument/definition", place(&shop.uri("page.js"), 1, 30)).await.unwrap();
    assert_eq!(short(&shop, &found), ["keys.js:2:22"]);
}

#[tokio::test]
async fn off_a_flag_every_answer_is_null() {
    let shop = Shop::open();
    let editor = open_page(&shop, links()).await;
    let uri = shop.uri("page.js");
    for (line, character) in [(0, 3), (1, 12), (1, 36), (9, 0)] {
        for method in [
            "textDocument/definition",
            "textDocument/declaration",
            "textDocument/typeDefinition",
            "textDocument/references",
            "textDocument/documentHighlight",
            "textDocument/prepareRename",
        ] {
            let params = references_at(place(&uri, line, character), true);
            assert_eq!(editor.request(method, params).await.unwrap(), Value::Null, "{method} at {line}:{character}");
        }
    }
    let unopened = references_at(place(&shop.uri("unopened.js"), 0, 0), true);
    assert_eq!(editor.request("textDocument/references", unopened).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn references_are_those_of_all_files_open_or_not() {
    let shop = Shop::open();
    std::fs::write(shop.path("other.js"), names("gift-cards")).unwrap();
    std::fs::write(shop.path("labels.txt"), "\"gift-cards\"\n").unwrap();
    let editor = open_page(&shop, rich()).await;
    editor.open(&shop.uri("unsaved.js"), "javascript", &format!("\n{}", names("gift-cards")));
    editor.quiescent().await;
    let page = shop.uri("page.js");
    let all = editor.request("textDocument/references", references_at(place(&page, 1, 30), true)).await.unwrap();
    assert_eq!(short(&shop, &all), ["keys.js:0:30", "other.js:0:24", "page.js:1:28", "unsaved.js:1:24"]);
    let uses = editor.request("textDocument/references", references_at(place(&page, 1, 30), false)).await.unwrap();
    assert_eq!(short(&shop, &uses), ["other.js:0:24", "page.js:1:28", "unsaved.js:1:24"]);
    // From the key itself, in an open file.
    let unsaved = references_at(place(&shop.uri("unsaved.js"), 1, 30), true);
    assert_eq!(editor.request("textDocument/references", unsaved).await.unwrap(), all);
}

#[tokio::test]
async fn references_come_in_parts_and_with_progress_where_the_client_wants_that() {
    let shop = Shop::open();
    for file in 0..3 {
        std::fs::write(shop.path(&format!("many{file}.js")), names("gift-cards").repeat(150)).unwrap();
    }
    let editor = open_page(&shop, rich()).await;
    let mut params = references_at(place(&shop.uri("page.js"), 1, 30), true);
    params["partialResultToken"] = json!("parts");
    params["workDoneToken"] = json!(7);
    let answer = editor.request("textDocument/references", params).await.unwrap();
    assert_eq!(answer, json!([]));
    // All of it comes before the answer.
    let transcript = editor.transcript();
    let of = |token: Value| {
        let sent = transcript.iter().filter(move |message| message["params"]["token"] == token);
        sent.map(|message| message["params"]["value"].clone()).collect::<Vec<_>>()
    };
    let parts = of(json!("parts"));
    assert_eq!(parts.iter().map(|part| part.as_array().unwrap().len()).collect::<Vec<_>>(), [301, 151]);
    let kinds: Vec<_> = of(json!(7)).iter().map(|value| value["kind"].clone()).collect();
    assert_eq!(kinds, ["begin", "end"]);
    assert_eq!(transcript.last().unwrap()["result"], json!([]));
}

#[tokio::test]
async fn references_of_another_folder_with_the_same_project_belong_to_them() {
    let shop = Shop::open();
    let other = tempfile::tempdir().unwrap();
    std::fs::copy(shop.path("flagwise.toml"), other.path().join("flagwise.toml")).unwrap();
    std::fs::write(other.path().join("far.js"), names("gift-cards")).unwrap();
    std::fs::write(shop.path("keys.js"), KEYS).unwrap();
    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(rich());
    let far = format!("file://{}", other.path().display());
    initialize["workspaceFolders"].as_array_mut().unwrap().push(json!({ "uri": far, "name": "far" }));
    editor.initialize(initialize).await;
    editor.open(&shop.uri("page.js"), "javascript", PAGE);
    editor.quiescent().await;
    let params = references_at(place(&shop.uri("page.js"), 1, 30), true);
    let found = editor.request("textDocument/references", params).await.unwrap();
    assert_eq!(short(&shop, &found), ["keys.js:0:30", "page.js:1:28", &format!("{far}/far.js:0:24")]);
    let symbols = editor.request("workspace/symbol", json!({ "query": "gift" })).await.unwrap();
    assert_eq!(symbols.as_array().unwrap().len(), 2, "{symbols}");
}

#[tokio::test]
async fn highlights_are_those_of_the_document() {
    let shop = Shop::open();
    let editor = open_page(&shop, rich()).await;
    let uri = shop.uri("both.js");
    editor.open(&uri, "javascript", &format!("{KEYS}{}{}", names("gift-cards"), names("legacy-cart-banner")));
    editor.quiescent().await;
    let found = editor.request("textDocument/documentHighlight", place(&uri, 1, 26)).await.unwrap();
    let expected = json!([{ "range": range(0, 30, 40), "kind": 3 }, { "range": range(1, 24, 34), "kind": 2 }]);
    assert_eq!(found, expected);
}

#[tokio::test]
async fn symbols_are_the_flags_of_the_workspace_by_key_and_name() {
    let shop = Shop::open();
    let editor = open_page(&shop, links()).await;
    editor.open(&shop.uri("a.js"), "javascript", &names("checkout-new-flow"));
    editor.quiescent().await;
    let find = async |query: &str| editor.request("workspace/symbol", json!({ "query": query })).await.unwrap();
    let cards = find("gftcrd").await;
    let expected = json!([{
        "name": "gift-cards",
        "kind": 17,
        "containerName": "on in Production",
        "location": { "uri": shop.uri("keys.js"), "range": range(0, 22, 27) },
    }]);
    assert_eq!(cards, expected);
    let banner = find("cart banner").await;
    assert_eq!(banner[0]["containerName"], "archived");
    assert_eq!(banner[0]["tags"], json!([1]));
    let checkout = find("checkout: new").await;
    assert_eq!(short(&shop, &json!([checkout[0]["location"]])), ["a.js:0:24"]);
    assert_eq!(find("dark-mode").await, Value::Null, "no file names it");
    assert_eq!(find("").await.as_array().unwrap().len(), 3);

    let plain = open_page(&shop, rich()).await;
    let banner = plain.request("workspace/symbol", json!({ "query": "banner" })).await.unwrap();
    assert_eq!(banner[0]["tags"], Value::Null);
}

#[tokio::test]
async fn navigation_is_offered_by_what_the_client_can_do() {
    let shop = Shop::open();
    let mut capabilities = rich();
    let offered = async |capabilities: Value| {
        let editor = Editor::start(shop.options());
        editor.initialize(shop.initialize(capabilities)).await["capabilities"].take()
    };
    let plain = offered(capabilities.clone()).await;
    for provider in [
        "definitionProvider",
        "declarationProvider",
        "typeDefinitionProvider",
        "documentHighlightProvider",
        "renameProvider",
        "workspaceSymbolProvider",
    ] {
        assert_eq!(plain[provider], true, "{provider}");
    }
    assert_eq!(plain["referencesProvider"], json!({ "workDoneProgress": true }));
    assert_eq!(plain["documentSymbolProvider"], Value::Null);
    capabilities["textDocument"]["rename"] = json!({ "prepareSupport": true });
    assert_eq!(offered(capabilities).await["renameProvider"], json!({ "prepareProvider": true }));
}
