//! Diagnostics of files that are not open, for clients that pull them and for those that do not.

use serde_json::{Value, json};

use crate::cli::{Machine, copy_storefront};
use crate::support::editor::Editor;
use crate::support::shop::{Shop, names, rich, watches};

const SETTINGS: &str =
    "project = \"storefront\"\nenvironments = [\"production\", \"staging\"]\ndiagnostics.scope = \"workspace\"\n";

/// A client that is pushed diagnostics, and watches files.
fn pushed() -> Value {
    let mut capabilities = rich();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    capabilities
}

/// Starts a pull of all files, with the result ids of the last report.
async fn pull(editor: &Editor, last: &Value) -> Result<Value, Value> {
    let ids: Vec<_> = last["items"].as_array().into_iter().flatten().map(id_of).collect();
    editor.request("workspace/diagnostic", json!({ "previousResultIds": ids })).await
}

fn id_of(item: &Value) -> Value {
    json!({ "uri": item["uri"], "value": item["resultId"] })
}

fn first_line(pushed: &Value) -> u64 {
    pushed["diagnostics"][0]["range"]["start"]["line"].as_u64().unwrap()
}

#[tokio::test]
async fn closed_files_are_pushed_and_follow_the_disk() {
    let shop = Shop::with_settings(SETTINGS);
    std::fs::write(shop.path("closed.js"), names("legacy-cart-banner")).unwrap();
    std::fs::write(shop.path("fine.js"), names("gift-cards")).unwrap();
    let editor = shop.editor(shop.options(), pushed()).await;
    let uri = shop.uri("closed.js");
    let first = editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;
    assert_eq!((first_line(&first), &first["version"]), (0, &Value::Null));

    // The lines move, and nothing else changes.
    std::fs::write(shop.path("closed.js"), format!("\n\n{}", names("legacy-cart-banner"))).unwrap();
    editor.changed_on_disk(&uri, 2);
    editor.take_diagnostics(&uri, |pushed| first_line(pushed) == 2).await;

    // What is open is pushed with its version, and what is closed again as it is on disk.
    editor.open(&uri, "javascript", &names("gift-cards"));
    editor.take_diagnostics(&uri, |pushed| pushed["version"] == 1 && pushed["diagnostics"] == json!([])).await;
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;

    std::fs::remove_file(shop.path("closed.js")).unwrap();
    editor.changed_on_disk(&uri, 3);
    editor.quiescent().await;
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
    let fine = shop.uri("fine.js");
    assert!(!editor.transcript().iter().any(|message| message["params"]["uri"] == fine), "it has no diagnostics");
}

#[tokio::test]
async fn closed_files_have_no_diagnostics_by_default() {
    let shop = Shop::open();
    std::fs::write(shop.path("closed.js"), names("legacy-cart-banner")).unwrap();
    let editor = shop.editor(shop.options(), pushed()).await;
    let open = shop.uri("open.js");
    editor.open(&open, "javascript", &names("legacy-cart-banner"));
    editor.take_diagnostics(&open, |pushed| pushed["diagnostics"] != json!([])).await;
    editor.quiescent().await;
    let closed = shop.uri("closed.js");
    assert!(!editor.transcript().iter().any(|message| message["params"]["uri"] == closed));
}

#[tokio::test]
async fn a_pull_of_all_files_is_answered_when_something_is_new() {
    let shop = Shop::with_settings(SETTINGS);
    std::fs::write(shop.path("closed.js"), names("legacy-cart-banner")).unwrap();
    let editor = shop.editor(shop.options(), watches()).await;
    let open = shop.uri("open.js");
    editor.open(&open, "javascript", &names("no-such-flag"));
    editor.quiescent().await;
    let first = pull(&editor, &Value::Null).await.unwrap();
    let of = |report: &Value, uri: &str| {
        report["items"].as_array().unwrap().iter().find(|item| item["uri"] == uri).cloned().unwrap_or_default()
    };
    let closed = shop.uri("closed.js");
    assert_eq!(of(&first, &closed)["items"][0]["code"], "archived-flag");
    assert_eq!((&of(&first, &open)["version"], &of(&first, &open)["kind"]), (&json!(1), &json!("full")));

    // Nothing is new: the answer waits for a change.
    let ids: Vec<_> = first["items"].as_array().unwrap().iter().map(id_of).collect();
    let (_, held) = editor.begin("workspace/diagnostic", json!({ "previousResultIds": ids }));
    editor.quiescent().await;
    std::fs::write(shop.path("closed.js"), names("gift-cards")).unwrap();
    editor.changed_on_disk(&closed, 2);
    let second = editor.wait("the held pull", held).await.unwrap();
    assert_eq!(of(&second, &closed)["items"], json!([]));
    assert_eq!(of(&second, &open)["kind"], "unchanged");

    let ids = json!([{ "uri": open, "value": of(&first, &open)["resultId"] }]);
    let (id, cancelled) = editor.begin("workspace/diagnostic", json!({ "previousResultIds": ids }));
    editor.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(editor.wait("the cancelled pull", cancelled).await.unwrap_err()["code"], -32800);
    let (_, last) = editor.begin("workspace/diagnostic", json!({ "previousResultIds": ids }));
    editor.quiescent().await;
    editor.request("shutdown", Value::Null).await.unwrap();
    assert_eq!(editor.wait("the last pull", last).await.unwrap(), json!({ "items": [] }));
}

#[tokio::test]
async fn the_editor_and_check_report_the_same() {
    let shop = Shop::with_settings(SETTINGS);
    copy_storefront(shop.folder.path());
    std::fs::write(shop.path("flagwise.toml"), SETTINGS).unwrap();
    let editor = shop.editor(shop.options(), watches()).await;
    editor.quiescent().await;
    let report = pull(&editor, &Value::Null).await.unwrap();
    let folder = format!("{}/", shop.uri(""));
    let mut found = Vec::new();
    for file in report["items"].as_array().unwrap() {
        let path = file["uri"].as_str().unwrap().strip_prefix(&folder).unwrap();
        for one in file["items"].as_array().unwrap() {
            let line = one["range"]["start"]["line"].as_u64().unwrap() + 1;
            found.push(format!("{path}:{line} {}", one["code"].as_str().unwrap()));
        }
    }
    found.sort();

    let mut machine = Machine::new().connected_to(&shop.simulator);
    machine.folder = shop.folder.path().to_owned();
    let checked = tokio::task::spawn_blocking(move || machine.run("check --format json").findings()).await.unwrap();
    let mut checked: Vec<String> = checked.iter().map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect();
    checked.sort();
    assert_eq!(found, checked);
    assert!(found.len() > 5, "{found:?}");
}
