//! Documents are identified by their whole URI: notebook cells, revisions, files of other hosts, links, unescaped URIs.

use std::fs;

use flagwise::syntax::KnownKeys;
use flagwise::workspace::{ScanOptions, scan};
use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, names, watches};

const CLIENT: &str = "import ldclient\nclient = ldclient.get()\n";

async fn editor(shop: &Shop) -> Editor {
    shop.editor(shop.options(), watches()).await
}

fn close(editor: &Editor, uri: &str) {
    editor.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
}

/// The URI of a file of the workspace with another scheme.
fn with_scheme(shop: &Shop, scheme: &str, file: &str) -> String {
    format!("{scheme}:{}", shop.path(file).display())
}

fn has(line: u64, code: &str) -> Vec<(u64, String)> {
    vec![(line, code.to_owned())]
}

#[tokio::test]
async fn cells_of_a_notebook_keep_their_texts_and_see_each_other() {
    let shop = Shop::open();
    let editor = editor(&shop).await;
    let cell =
        |number: usize| format!("{}#W{number}sZmlsZQ%3D%3D", with_scheme(&shop, "vscode-notebook-cell", "a.ipynb"));
    let evaluates = "# another\nclient.variation(KEY, ctx, False)\n";
    // The second comes first, as when cells are restored.
    editor.open(&cell(2), "python", evaluates);
    editor.open(&cell(1), "python", &format!("{CLIENT}%matplotlib inline\nKEY = \"legacy-cart-banner\"\n"));
    editor.open(&cell(3), "python", "client.variation(\"dark-mode-v1\", ctx, False)");
    editor.open(&cell(4), "sql", "select 1");
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell(1)).await, has(3, "archived-flag"), "the constant");
    assert_eq!(editor.codes(&cell(2)).await, has(1, "archived-flag"));
    assert_eq!(editor.codes(&cell(3)).await, has(0, "deprecated-flag"));
    let hover = editor.hover(&cell(2), 1, 18).await;
    assert_eq!(hover["range"]["start"], json!({ "line": 1, "character": 17 }), "{hover}");
    assert_ne!(editor.hover(&cell(1), 3, 10).await, Value::Null);

    editor.replace(&cell(1), 2, &format!("{CLIENT}\n\n\nKEY = \"dark-mode-v1\"\n"));
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell(2)).await, has(1, "deprecated-flag"));
    assert_eq!(editor.codes(&cell(3)).await, has(0, "deprecated-flag"));
    close(&editor, &cell(3));
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell(2)).await, has(1, "deprecated-flag"));
    assert_eq!(editor.hover(&cell(3), 0, 20).await, Value::Null);
    close(&editor, &cell(1));
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell(2)).await, [], "its client and its key are gone");
}

#[tokio::test]
async fn notebooks_that_the_client_synchronizes_follow_the_order_of_their_cells() {
    let shop = Shop::open();
    let mut capabilities = watches();
    capabilities["notebookDocument"] = json!({ "synchronization": {} });
    let editor = Editor::start(shop.options());
    let answer = editor.initialize(shop.initialize(capabilities)).await;
    let sync = &answer["capabilities"]["notebookDocumentSync"];
    assert_eq!(sync["notebookSelector"][0]["notebook"], "*", "{sync}");
    assert!(sync.to_string().contains("\"python\""), "{sync}");
    editor.quiescent().await;

    let notebook = shop.uri("a.ipynb");
    let cell = |name: &str| format!("cells:{}#{name}", shop.path("a.ipynb").display());
    let item =
        |name: &str, text: &str| json!({ "uri": cell(name), "languageId": "python", "version": 1, "text": text });
    let listed = |name: &str| json!({ "kind": 2, "document": cell(name) });
    let use_key = "client.variation(KEY, ctx, False)";
    let open = json!({
        "notebookDocument": {
            "uri": notebook, "notebookType": "jupyter-notebook", "version": 1,
            "cells": [listed("first"), { "kind": 1, "document": cell("text") }, listed("second")],
        },
        "cellTextDocuments": [
            item("second", use_key), { "uri": 7 }, item("first", &format!("{CLIENT}KEY = 'legacy-cart-banner'")),
        ],
    });
    editor.notify("notebookDocument/didOpen", open);
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell("second")).await, has(0, "archived-flag"));
    assert_eq!(editor.codes(&cell("first")).await, has(2, "archived-flag"), "the constant");

    let structure = json!({
        "array": { "start": 2, "deleteCount": 1, "cells": [listed("third")] },
        "didOpen": [item("third", &format!("\n{use_key}"))],
        "didClose": [{ "uri": cell("second") }],
    });
    let edit = json!({ "range": range(2, 7, 25), "text": "dark-mode-v1" });
    let change = json!({
        "notebookDocument": { "uri": notebook, "version": 2 },
        "change": { "cells": {
            "structure": structure,
            "textContent": [{ "document": { "uri": cell("first"), "version": 2 }, "changes": [edit] }],
        } },
    });
    editor.notify("notebookDocument/didChange", change);
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell("third")).await, has(1, "deprecated-flag"));
    assert_eq!(editor.codes(&cell("second")).await, []);
    let closed = json!({ "notebookDocument": { "uri": notebook }, "cellTextDocuments": [] });
    editor.notify("notebookDocument/didClose", closed);
    editor.quiescent().await;
    assert_eq!(editor.codes(&cell("third")).await, []);
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

#[tokio::test]
async fn revisions_and_files_of_other_hosts_are_documents_of_their_own() {
    let shop = Shop::open();
    let constant = |key: &str| format!("export const CART_FLAG = \"{key}\";\n");
    fs::write(shop.path("keys.ts"), constant("legacy-cart-banner")).unwrap();
    let editor = editor(&shop).await;
    let page = shop.uri("page.ts");
    editor.open(&page, "typescript", "import { CART_FLAG } from \"./keys\";\nldClient.variation(CART_FLAG, false);\n");
    editor.quiescent().await;
    assert_eq!(editor.codes(&page).await, has(1, "archived-flag"));

    let path = shop.path("keys.ts").display().to_string();
    let others = [
        format!("git:{path}?{{\"path\":\"{path}\",\"ref\":\"~\"}}"),
        format!("git:{path}?{{\"path\":\"{path}\",\"ref\":\"HEAD\"}}"),
        format!("jj:{path}?rev=%40-"),
        format!("untitled:{path}"),
        format!("vscode-vfs://github{path}"),
        format!("vscode-remote://ssh-remote+a{path}"),
        format!("vscode-remote://ssh-remote+b{path}"),
        format!("fugitive://{}/.git//0123456789/keys.ts", shop.folder.path().display()),
    ];
    for (number, uri) in others.iter().enumerate() {
        let text = format!("{}{}", "\n".repeat(number), names("dark-mode-v1"));
        editor.open(uri, "typescript", &text);
    }
    editor.quiescent().await;
    for (number, uri) in others.iter().enumerate() {
        assert_eq!(editor.codes(uri).await, has(number as u64, "deprecated-flag"), "{uri}");
        assert_ne!(editor.hover(uri, number as u32, 26).await, Value::Null, "{uri}");
    }
    assert_eq!(editor.codes(&page).await, has(1, "archived-flag"), "they are not what the page imports");
    editor.replace(&others[0], 2, "");
    close(&editor, &others[1]);
    editor.quiescent().await;
    assert_eq!(editor.codes(&others[0]).await, []);
    assert_eq!(editor.codes(&others[2]).await, has(2, "deprecated-flag"));
    assert_eq!(editor.codes(&page).await, has(1, "archived-flag"));
}

#[cfg(unix)]
#[tokio::test]
async fn folders_and_files_may_be_named_by_symbolic_links() {
    let constant = |key: &str| format!("export const CART_FLAG = \"{key}\";\n");
    let uri = |path: &std::path::Path| format!("file://{}", path.display());
    for (root_is_link, file_is_link) in [(true, true), (true, false), (false, true)] {
        let shop = Shop::open();
        let outside = tempfile::tempdir().unwrap();
        let (real, link) = (shop.folder.path().canonicalize().unwrap(), outside.path().join("link"));
        std::os::unix::fs::symlink(&real, &link).unwrap();
        fs::create_dir(real.join("src")).unwrap();
        std::os::unix::fs::symlink(real.join("src"), real.join("alias")).unwrap();
        let (root, folder) = (if root_is_link { &link } else { &real }, if file_is_link { &link } else { &real });
        fs::write(real.join("src/keys.ts"), constant("legacy-cart-banner")).unwrap();
        let editor = Editor::start(shop.options());
        let mut initialize = shop.initialize(watches());
        initialize["workspaceFolders"] = json!([{ "uri": uri(root), "name": "shop" }]);
        editor.initialize(initialize).await;
        let page = uri(&folder.join("src/page.ts"));
        let text = "import { CART_FLAG } from \"./keys\";\nldClient.variation(CART_FLAG, false);\n";
        editor.open(&page, "typescript", text);
        editor.quiescent().await;
        let case = format!("folder by link: {root_is_link}, file by link: {file_is_link}");
        assert_eq!(editor.codes(&page).await, has(1, "archived-flag"), "{case}");

        // An event, and then a document, of the constant.
        fs::write(real.join("src/keys.ts"), constant("dark-mode-v1")).unwrap();
        editor.changed_on_disk(&uri(&folder.join("src/keys.ts")), 2);
        editor.quiescent().await;
        assert_eq!(editor.codes(&page).await, has(1, "deprecated-flag"), "{case}");
        // By a link inside of the folder.
        let keys = uri(&folder.join("alias/keys.ts"));
        editor.open(&keys, "typescript", &constant("no-such-flag"));
        editor.quiescent().await;
        let params = json!({ "textDocument": { "uri": page } });
        let answer = editor.request("textDocument/diagnostic", params).await.unwrap();
        assert_eq!(answer["items"][0]["code"], "unknown-flag", "{case}: {answer}");
        close(&editor, &keys);
        editor.quiescent().await;
        assert_eq!(editor.codes(&page).await, has(1, "deprecated-flag"), "{case}");
    }
}

#[tokio::test]
async fn a_uri_that_is_not_escaped_or_no_uri_costs_its_own_entry_at_most() {
    let shop = Shop::open();
    for name in ["a b", "[slug]", "100%"] {
        fs::create_dir(shop.path(name)).unwrap();
        fs::copy(shop.path("flagwise.toml"), shop.path(name).join("flagwise.toml")).unwrap();
    }
    let folder = |name: &str| json!({ "uri": shop.uri(name), "name": name });
    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(watches());
    initialize["workspaceFolders"] = json!([{ "uri": "no uri at all" }, 7, folder("a b")]);
    editor.initialize(initialize).await;
    let event =
        json!({ "added": [{ "name": "none" }, folder("[slug]"), { "uri": ":" }, folder("100%")], "removed": ["x"] });
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    for name in ["a b", "[slug]", "100%"] {
        let page = shop.uri(&format!("{name}/page#1 {{x}}.ts"));
        let text = "import { CART_FLAG } from \"./keys\";\nldClient.variation(CART_FLAG, false);\n";
        editor.open(&page, "typescript", text);
        editor.quiescent().await;
        assert_eq!(editor.codes(&page).await, [], "{name}");
        fs::write(shop.path(name).join("keys.ts"), "export const CART_FLAG = \"legacy-cart-banner\";\n").unwrap();
        let keys = shop.uri(&format!("{name}/keys.ts"));
        let changes =
            json!([{ "uri": "", "type": 1 }, { "type": 1 }, { "uri": "%", "type": 1 }, { "uri": keys, "type": 1 }]);
        editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        editor.quiescent().await;
        assert_eq!(editor.codes(&page).await, has(1, "archived-flag"), "{name}");

        let foreign = json!({
            "range": range(1, 0, 1), "message": "of another server", "codeDescription": { "href": "https://x/[a] b" },
            "relatedInformation": [{ "location": { "uri": "no uri", "range": range(0, 0, 1) }, "message": "" }],
        });
        let params = json!({
            "textDocument": { "uri": page }, "range": range(1, 20, 20), "context": { "diagnostics": [foreign, 7] },
        });
        assert!(editor.request("textDocument/codeAction", params).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn a_folder_that_comes_or_goes_is_one_event() {
    let shop = Shop::open();
    let away = shop.path(".git");
    fs::create_dir_all(shop.path("lib/inner")).unwrap();
    fs::create_dir(&away).unwrap();
    fs::write(shop.path("lib/inner/keys.ts"), "export const CART_FLAG = \"no-such-flag\";\n").unwrap();
    fs::create_dir(shop.path(".launchdarkly")).unwrap();
    fs::write(shop.path(".launchdarkly/coderefs.yaml"), "aliases: [{type: camelcase}]").unwrap();
    let editor = editor(&shop).await;
    let registered = editor.take_method("client/registerCapability").await;
    let watchers = &registered["params"]["registrations"][0]["registerOptions"]["watchers"];
    let folders = watchers.as_array().unwrap().iter().find(|watcher| watcher["globPattern"] == "**/*").unwrap();
    assert_eq!(folders["kind"], 5, "created and deleted");

    let (page, script) = (shop.uri("page.ts"), shop.uri("main.brs"));
    let text = "import { CART_FLAG } from \"./lib/inner/keys\";\nldClient.variation(CART_FLAG, false);\n";
    editor.open(&page, "typescript", text);
    editor.open(&script, "brightscript", "x = m.legacyCartBanner\n");
    for _ in 0..2 {
        for name in ["lib", ".launchdarkly"] {
            fs::rename(shop.path(name), away.join(name)).unwrap();
            editor.changed_on_disk(&shop.uri(name), 3);
        }
        editor.quiescent().await;
        assert_eq!((editor.codes(&page).await, editor.codes(&script).await), (vec![], vec![]));
        for name in ["lib", ".launchdarkly"] {
            fs::rename(away.join(name), shop.path(name)).unwrap();
            editor.changed_on_disk(&shop.uri(name), 1);
        }
        editor.quiescent().await;
        assert_eq!(editor.codes(&page).await, has(1, "unknown-flag"));
        assert_eq!(editor.codes(&script).await, has(0, "archived-flag"));
    }
    // Files of other kinds cost no scan.
    let before = editor.quiescent().await;
    fs::create_dir(shop.path("assets")).unwrap();
    for number in 0..20 {
        fs::write(shop.path(&format!("assets/{number}.bin")), "").unwrap();
        editor.changed_on_disk(&shop.uri(&format!("assets/{number}.bin")), 1);
    }
    editor.changed_on_disk(&shop.uri("assets"), 1);
    assert_eq!(editor.quiescent().await["index"], before["index"]);
}

#[test]
fn notebooks_on_disk_are_read_as_their_cells() {
    let folder = tempfile::tempdir().unwrap();
    let cells = json!([
        { "cell_type": "code", "source": ["import ldclient\n", "client = ldclient.get()\n", "KEY = \"new-cart\"\n"] },
        { "cell_type": "code", "source": "client.variation(KEY, ctx, False)\nclient.variation(\"no-such\", ctx, False)" },
        { "cell_type": "markdown", "source": "the flag \"new-cart\"" },
    ]);
    let text = json!({ "cells": cells, "metadata": { "kernelspec": { "language": "python" } } }).to_string();
    fs::write(folder.path().join("a.ipynb"), &text).unwrap();
    let known: KnownKeys = ["new-cart"].into_iter().collect();
    let found = scan(&[folder.path().to_owned()], &ScanOptions::default(), &known, &|_| {});
    let references = &found.files[0].references.all;
    let found: Vec<(&str, String)> =
        references.iter().map(|reference| (reference.range.of(&text), format!("{:?}", reference.form))).collect();
    let places: Vec<&str> = found.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, ["new-cart", "KEY", "no-such", "new-cart"], "{found:?}");
}
