//! The server's index follows files, edits, keys and settings in any order, also during other work.

mod interleaving;

use std::fs;

use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, watches};

/// A page that evaluates a constant of another file.
fn page(constant: &str, module: &str) -> String {
    format!("import {{ {constant} }} from \"{module}\";\nldClient.variation({constant}, false);\n")
}

/// An editor that watches files, with an open page.
async fn editor(shop: &Shop) -> (Editor, String) {
    let editor = shop.editor(shop.options(), watches()).await;
    let uri = shop.uri("a.ts");
    editor.open(&uri, "typescript", "export {};\n");
    editor.quiescent().await;
    (editor, uri)
}

#[tokio::test]
async fn a_new_file_and_an_edit_that_uses_it_may_come_at_once() {
    for pause in 0..12 {
        for (key, code) in [("no-such-flag", "unknown-flag"), ("legacy-cart-banner", "archived-flag")] {
            let shop = Shop::open();
            let (editor, uri) = editor(&shop).await;
            fs::write(shop.path("k.ts"), format!("export const NEW_KEY = '{key}';\n")).unwrap();
            editor.changed_on_disk(&shop.uri("k.ts"), 1);
            for _ in 0..pause * 3 {
                tokio::task::yield_now().await;
            }
            editor.replace(&uri, 2, &page("NEW_KEY", "./k"));
            editor.quiescent().await;
            assert_eq!(editor.codes(&uri).await, [(1, code.to_owned())], "after {pause}");
        }
    }
}

#[tokio::test]
async fn a_file_that_changed_keeps_its_constants_when_the_folder_is_scanned_again() {
    let shop = Shop::open();
    let (editor, uri) = editor(&shop).await;
    fs::write(shop.path("k.ts"), "export const NEW_KEY = 'no-such-flag';\n").unwrap();
    editor.changed_on_disk(&shop.uri("k.ts"), 1);
    editor.replace(&uri, 2, &page("NEW_KEY", "./k"));
    fs::write(shop.path("package.json"), "{}").unwrap();
    editor.changed_on_disk(&shop.uri("package.json"), 1);
    let status = editor.quiescent().await;
    assert_eq!(status["index"]["scans"], 2);
    assert_eq!(editor.codes(&uri).await, [(1, "unknown-flag".to_owned())]);
}

#[tokio::test]
async fn a_name_that_is_typed_is_searched_for_in_files_that_no_one_touched() {
    let shop = Shop::open();
    fs::write(shop.path("middle.ts"), "import { CART_FLAG } from \"./keys\";\nexport const cart = CART_FLAG;\n")
        .unwrap();
    let (editor, uri) = editor(&shop).await;
    let keys = shop.uri("keys.ts");
    editor.open(&keys, "typescript", "export const OTHER = 1;\n");
    editor.replace(&uri, 2, &page("cart", "./middle"));
    editor.quiescent().await;
    assert_eq!(editor.codes(&uri).await, []);
    editor.replace(&keys, 2, "export const CART_FLAG = 'legacy-cart-banner';\n");
    let status = editor.quiescent().await;
    assert_eq!(editor.codes(&uri).await, [(1, "archived-flag".to_owned())]);
    assert_eq!((&status["index"]["scans"], &status["index"]["searches"]), (&json!(1), &json!(1)), "{status}");
}

#[tokio::test]
async fn a_key_that_is_added_is_found_in_open_and_closed_files_without_a_scan() {
    let shop = Shop::open();
    for number in 0..30 {
        fs::write(shop.path(&format!("other{number}.ts")), "export const other = 'something else';\n").unwrap();
    }
    fs::write(shop.path("flags.ts"), "export const FLAGS = { fresh: 'fresh-flag', old: 'something' };\n").unwrap();
    fs::write(shop.path("closed.ts"), "import { FLAGS } from './flags';\nuse(FLAGS.fresh);\n").unwrap();
    fs::write(shop.path("list.txt"), "\"fresh-flag\"\n").unwrap();
    let (editor, uri) = editor(&shop).await;
    editor.replace(&uri, 2, "ldClient.variation('fresh-flag', false);\n");
    let page_uri = shop.uri("page.ts");
    editor.open(&page_uri, "typescript", &page("FLAGS", "./flags").replace("(FLAGS", "(FLAGS.fresh"));
    let before = editor.quiescent().await;
    assert_eq!(editor.codes(&uri).await, [(0, "unknown-flag".to_owned())]);

    shop.create_flag("fresh-flag").await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    let after = editor.quiescent().await;
    assert_eq!(editor.codes(&uri).await, []);
    assert_ne!(editor.hover(&uri, 0, 22).await, Value::Null);
    assert_ne!(editor.hover(&page_uri, 1, 28).await, Value::Null, "its constant is in a closed file");
    let (before, after) = (&before["index"], &after["index"]);
    let added = |what: &str| after[what].as_u64().unwrap() - before[what].as_u64().unwrap();
    assert_eq!((added("scans"), added("searches"), added("parsed")), (0, 1, 2), "{before} {after}");
    assert_eq!(added("files"), 2, "flags.ts and closed.ts");

    // Nothing was lost that an edit would need.
    fs::write(shop.path("closed.ts"), "export const LATE = { flag: 'fresh-flag' };\n").unwrap();
    editor.changed_on_disk(&shop.uri("closed.ts"), 2);
    shop.delete_flag("fresh-flag").await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    editor.replace(&page_uri, 2, &page("LATE", "./closed").replace("(LATE", "(LATE.flag"));
    let last = editor.quiescent().await;
    assert_eq!(editor.codes(&page_uri).await, [(1, "unknown-flag".to_owned())]);
    assert_eq!(last["index"]["scans"], after["scans"]);
}

#[tokio::test]
async fn the_spelling_of_flags_follows_files_that_turn_camel_case_off_and_on() {
    let shop = Shop::open();
    let package = json!({ "dependencies": { "launchdarkly-react-client-sdk": "3" } });
    fs::write(shop.path("package.json"), package.to_string()).unwrap();
    let app = |options: &str| {
        format!(
            "import {{ withLDProvider }} from 'launchdarkly-react-client-sdk';\nexport default withLDProvider({{ reactOptions: {{ {options} }} }})(App);\n"
        )
    };
    fs::write(shop.path("app.tsx"), app("useCamelCaseFlagKeys: false")).unwrap();
    let (editor, _) = editor(&shop).await;
    let uri = shop.uri("page.tsx");
    let text = "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst { legacyCartBanner } = useFlags();\n";
    editor.open(&uri, "typescriptreact", text);
    editor.quiescent().await;
    let archived = [(1, "archived-flag".to_owned())];
    assert_ne!(editor.codes(&uri).await, archived);
    fs::write(shop.path("app.tsx"), app("")).unwrap();
    editor.changed_on_disk(&shop.uri("app.tsx"), 2);
    editor.quiescent().await;
    assert_eq!(editor.codes(&uri).await, archived);
    fs::write(shop.path("app.tsx"), app("useCamelCaseFlagKeys: false")).unwrap();
    editor.changed_on_disk(&shop.uri("app.tsx"), 2);
    editor.quiescent().await;
    assert_ne!(editor.codes(&uri).await, archived);
    fs::remove_file(shop.path("app.tsx")).unwrap();
    editor.changed_on_disk(&shop.uri("app.tsx"), 3);
    editor.quiescent().await;
    assert_eq!(editor.codes(&uri).await, archived);
}
