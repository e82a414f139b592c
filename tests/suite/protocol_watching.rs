//! Files that change outside of the editor: who watches them, and what follows. The files and the watches are real.

use std::fs;

use flagwise::server::ServerOptions;
use serde_json::{Value, json};

use crate::support::editor::{Editor, PATIENCE};
use crate::support::shop::{Shop, pulls, rich};

const PAGE: &str = "import { CART_FLAG } from \"./keys\";\nldClient.variation(CART_FLAG, false);\n";

fn constant(key: &str) -> String {
    format!("export const CART_FLAG = \"{key}\";\n")
}

fn with_registration() -> Value {
    let mut capabilities = pulls();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    capabilities
}

/// Waits until it is decided who watches, and for the watches.
async fn watcher(editor: &Editor) -> Value {
    loop {
        let status = editor.request("flagwise/status", Value::Null).await.unwrap();
        if status["watcher"] != Value::Null {
            return status["watcher"].clone();
        }
        tokio::task::yield_now().await;
    }
}

/// An editor that cannot watch files, once the server does.
async fn watched(shop: &Shop) -> Editor {
    let editor = shop.editor(shop.options(), pulls()).await;
    assert_eq!(watcher(&editor).await, "server");
    editor
}

/// Asks until a document's first diagnostic, or `null`, fits: what was said before may still be on its way.
async fn until(editor: &Editor, uri: &str, what: &str, fits: impl Fn(&Value) -> bool) {
    let answered = async {
        loop {
            let params = json!({ "textDocument": { "uri": uri } });
            let answer = editor.request("textDocument/diagnostic", params).await.unwrap();
            if fits(&answer["items"][0]) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    let in_time = tokio::time::timeout(PATIENCE, answered).await.is_ok();
    assert!(in_time, "{uri} never had {what}");
}

/// Waits until a document has this diagnostic, or none.
async fn expect(editor: &Editor, uri: &str, code: Option<&str>) {
    until(editor, uri, code.unwrap_or("no diagnostics"), |first| first["code"].as_str() == code).await;
}

#[tokio::test]
async fn an_open_document_follows_the_constant_that_another_program_writes_and_removes() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    assert_eq!(watcher(&editor).await, "server");
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", PAGE);
    fs::write(shop.path("keys.ts"), constant("legacy-cart-banner")).unwrap();
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["code"] == "archived-flag").await;
    // As careful programs save: beside it, then over it.
    fs::write(shop.path("keys.ts.new"), constant("dark-mode-v1")).unwrap();
    fs::rename(shop.path("keys.ts.new"), shop.path("keys.ts")).unwrap();
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["code"] == "deprecated-flag").await;
    // A new version, so that what was said of the first one cannot be taken for it.
    editor.replace(&uri, 2, PAGE);
    fs::remove_file(shop.path("keys.ts")).unwrap();
    editor.take_diagnostics(&uri, |pushed| pushed["version"] == 2 && pushed["diagnostics"] == json!([])).await;
}

#[tokio::test]
async fn a_file_between_that_said_nothing_of_flags_is_looked_at_once_it_names_a_constant() {
    let shop = Shop::open();
    fs::write(shop.path("keys.ts"), "export const OTHER = 1;\n").unwrap();
    fs::write(shop.path("middle.ts"), "import { CART_FLAG } from \"./keys\";\nexport const cart = CART_FLAG;\n")
        .unwrap();
    let editor = watched(&shop).await;
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", "import { cart } from \"./middle\";\nldClient.variation(cart, false);\n");
    expect(&editor, &uri, None).await;
    fs::write(shop.path("keys.ts"), constant("legacy-cart-banner")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
}

#[tokio::test]
async fn folders_come_move_and_go_with_all_that_is_in_them() {
    let shop = Shop::open();
    let editor = watched(&shop).await;
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", &PAGE.replace("./keys", "./lib.ts/inner/keys"));
    expect(&editor, &uri, None).await;

    // Made elsewhere and moved here, so that nobody tells of its files; its name looks like a file's.
    let elsewhere = tempfile::tempdir_in(shop.folder.path().parent().unwrap()).unwrap();
    fs::create_dir_all(elsewhere.path().join("lib.ts/inner")).unwrap();
    fs::write(elsewhere.path().join("lib.ts/inner/keys.ts"), constant("legacy-cart-banner")).unwrap();
    fs::rename(elsewhere.path().join("lib.ts"), shop.path("lib.ts")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    fs::rename(shop.path("lib.ts"), elsewhere.path().join("old")).unwrap();
    expect(&editor, &uri, None).await;

    // One after the other, as git does.
    fs::create_dir_all(shop.path("lib.ts/inner")).unwrap();
    fs::write(shop.path("lib.ts/inner/keys.ts"), constant("legacy-cart-banner")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    fs::write(shop.path("lib.ts/inner/keys.ts"), constant("dark-mode-v1")).unwrap();
    expect(&editor, &uri, Some("deprecated-flag")).await;
    fs::remove_dir_all(shop.path("lib.ts")).unwrap();
    expect(&editor, &uri, None).await;
    // Replaced by another one in one go.
    fs::create_dir_all(shop.path("lib.ts/inner")).unwrap();
    fs::write(shop.path("lib.ts/inner/keys.ts"), constant("legacy-cart-banner")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    fs::rename(shop.path("lib.ts"), elsewhere.path().join("older")).unwrap();
    fs::create_dir(shop.path("lib.ts")).unwrap();
    expect(&editor, &uri, None).await;
}

#[tokio::test]
async fn settings_aliases_and_flag_files_are_followed() {
    let settings = |severity: &str| {
        format!("project = \"storefront\"\nflagFile = \"flags.json\"\n[severity]\narchived-flag = \"{severity}\"\n")
    };
    let shop = Shop::with_settings(&settings("warning"));
    let archived = serde_json::to_value(shop.flag("legacy-cart-banner").await).unwrap();
    fs::write(shop.path("flags.json"), json!({ "items": [archived] }).to_string()).unwrap();
    // Read all the same.
    fs::write(shop.path(".gitignore"), "flags.json\n.launchdarkly\n").unwrap();
    fs::create_dir(shop.path(".launchdarkly")).unwrap();
    let editor = watched(&shop).await;
    let uri = shop.uri("main.brs");
    editor.open(&uri, "brightscript", "x = m.legacyCartBanner\n");
    expect(&editor, &uri, None).await;
    fs::write(shop.path(".launchdarkly/coderefs.yaml"), "aliases: [{type: camelcase}]").unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    fs::write(shop.path("flagwise.toml"), settings("error")).unwrap();
    until(&editor, &uri, "an error", |first| first["severity"] == 1).await;
    let mut live = archived;
    live["archived"] = json!(false);
    fs::write(shop.path("flags.json"), json!({ "items": [live] }).to_string()).unwrap();
    expect(&editor, &uri, None).await;
}

#[tokio::test]
async fn an_ignore_file_that_changes_hides_files_and_shows_them() {
    let shop = Shop::open();
    fs::create_dir(shop.path("generated")).unwrap();
    fs::write(shop.path("generated/keys.ts"), constant("legacy-cart-banner")).unwrap();
    fs::write(shop.path(".gitignore"), "generated/\n").unwrap();
    let editor = watched(&shop).await;
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", &PAGE.replace("./keys", "./generated/keys"));
    expect(&editor, &uri, None).await;
    fs::write(shop.path(".gitignore"), "").unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    // The folder is watched now.
    fs::write(shop.path("generated/keys.ts"), constant("dark-mode-v1")).unwrap();
    expect(&editor, &uri, Some("deprecated-flag")).await;
    fs::write(shop.path(".gitignore"), "generated/\n").unwrap();
    expect(&editor, &uri, None).await;
}

#[tokio::test]
async fn workspace_folders_are_watched_from_when_they_are_added_to_when_they_are_removed() {
    let shop = Shop::open();
    for name in ["a", "b"] {
        fs::create_dir(shop.path(name)).unwrap();
        fs::copy(shop.path("flagwise.toml"), shop.path(name).join("flagwise.toml")).unwrap();
    }
    let folder = |name: &str| json!({ "uri": shop.uri(name), "name": name });
    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(pulls());
    initialize["workspaceFolders"] = json!([folder("a")]);
    editor.initialize(initialize).await;
    assert_eq!(watcher(&editor).await, "server");
    let change = json!({ "event": { "added": [folder("b")], "removed": [folder("a")] } });
    editor.notify("workspace/didChangeWorkspaceFolders", change);
    let uri = shop.uri("b/page.ts");
    editor.open(&uri, "typescript", PAGE);
    fs::write(shop.path("b/keys.ts"), constant("legacy-cart-banner")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    fs::write(shop.path("b/keys.ts"), constant("dark-mode-v1")).unwrap();
    expect(&editor, &uri, Some("deprecated-flag")).await;
    // Whatever becomes of the one that was removed.
    fs::remove_dir_all(shop.path("a")).unwrap();
    fs::write(shop.path("b/keys.ts"), constant("legacy-cart-banner")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
}

#[tokio::test]
async fn without_watches_saved_documents_still_count() {
    let shop = Shop::open();
    fs::write(shop.path("keys.ts"), constant("legacy-cart-banner")).unwrap();
    let editor = shop.editor(ServerOptions { watch_limit: 0, ..shop.options() }, pulls()).await;
    assert_eq!(watcher(&editor).await, "nobody");
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", PAGE);
    expect(&editor, &uri, Some("archived-flag")).await;
    fs::write(shop.path("keys.ts"), constant("dark-mode-v1")).unwrap();
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": shop.uri("keys.ts") } }));
    expect(&editor, &uri, Some("deprecated-flag")).await;
}

#[tokio::test]
async fn the_client_watches_where_it_can_and_where_it_should() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), with_registration()).await;
    assert_eq!(watcher(&editor).await, "client");
    let asked = editor.take_method("client/registerCapability").await;
    let asked = &asked["params"]["registrations"][0];
    assert_eq!(asked["method"], "workspace/didChangeWatchedFiles");
    let patterns = asked["registerOptions"]["watchers"].to_string();
    for part in ["**/flagwise.toml", "coderefs.{yaml,yml}", "package.json", ".gitignore", "kt"] {
        assert!(patterns.contains(part), "{part} is not in {patterns}");
    }

    // Its user wants it otherwise, and changes his mind.
    let settings = |watcher: &str| json!({ "settings": { "flagwise": { "files": { "watcher": watcher } } } });
    editor.notify("workspace/didChangeConfiguration", settings("server"));
    let taken_back = editor.take_method("client/unregisterCapability").await;
    assert_eq!(taken_back["params"]["unregisterations"][0]["id"], asked["id"]);
    editor.respond(&taken_back, Value::Null);
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", PAGE);
    expect(&editor, &uri, None).await;
    while watcher(&editor).await != "server" {}
    fs::write(shop.path("keys.ts"), constant("legacy-cart-banner")).unwrap();
    expect(&editor, &uri, Some("archived-flag")).await;
    editor.notify("workspace/didChangeConfiguration", settings("client"));
    editor.take_method("client/registerCapability").await;
    while watcher(&editor).await != "client" {}
}

#[tokio::test]
async fn a_client_that_tells_only_of_its_own_files_is_not_relied_on() {
    for (name, limit, watcher_expected) in [("helix", usize::MAX, "server"), ("helix", 0, "client")] {
        let shop = Shop::open();
        let editor = Editor::start(ServerOptions { watch_limit: limit, ..shop.options() });
        let mut initialize = shop.initialize(with_registration());
        initialize["clientInfo"] = json!({ "name": name });
        editor.initialize(initialize).await;
        assert_eq!(watcher(&editor).await, watcher_expected, "with a limit of {limit}");
    }
}

#[tokio::test]
async fn a_client_that_cannot_watch_is_not_asked_to() {
    let shop = Shop::open();
    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(pulls());
    initialize["initializationOptions"] = json!({ "files": { "watcher": "client" } });
    editor.initialize(initialize).await;
    assert_eq!(watcher(&editor).await, "nobody");
    assert!(!editor.transcript().iter().any(|message| message["method"] == "client/registerCapability"));
}
