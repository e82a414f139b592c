//! Names of flags from `.launchdarkly/coderefs.yaml`, in the editor.

use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, rich};

/// A shop whose repository has this `coderefs.yaml`.
fn shop(yaml: &str) -> Shop {
    let shop = Shop::open();
    std::fs::create_dir(shop.path(".launchdarkly")).unwrap();
    std::fs::write(shop.path(".launchdarkly/coderefs.yaml"), yaml).unwrap();
    shop
}

fn codes(pushed: &Value) -> Vec<&str> {
    pushed["diagnostics"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

async fn hover(editor: &Editor, uri: &str, line: u32, character: u32) -> Value {
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
    editor.request("textDocument/hover", place).await.unwrap()
}

#[tokio::test]
async fn an_alias_is_hovered_and_warned_of_like_its_flag() {
    let shop = shop("aliases: [{type: camelcase}]");
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("main.brs");
    editor.open(&uri, "brightscript", "x = m.legacyCartBanner and m.noSuchFlag\n");
    let pushed = editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;
    assert_eq!(codes(&pushed), ["archived-flag"]);
    let range = json!({ "start": { "line": 0, "character": 6 }, "end": { "line": 0, "character": 22 } });
    assert_eq!(pushed["diagnostics"][0]["range"], range);
    let card = hover(&editor, &uri, 0, 8).await;
    assert_eq!(card["range"], range);
    assert!(card["contents"]["value"].as_str().unwrap().contains("legacy-cart-banner"), "{card}");
}

#[tokio::test]
async fn the_file_is_read_again_when_it_changes_and_what_is_wrong_is_told_once() {
    let shop = shop("aliases:\n  - type: camel\n");
    let editor = shop.editor(shop.options(), rich()).await;
    let told = editor.take_method("window/showMessage").await;
    let message = told["params"]["message"].as_str().unwrap();
    assert!(message.contains("coderefs.yaml:2:11: unknown alias type `camel`"), "{message}");
    let uri = shop.uri("main.brs");
    editor.open(&uri, "brightscript", "x = m.LEGACY\n");

    // A file pattern, and then the file that it searches.
    let yaml = "aliases: [{type: filepattern, paths: ['*.txt'], patterns: ['(\\w+) = FLAG_KEY']}]";
    std::fs::write(shop.path(".launchdarkly/coderefs.yaml"), yaml).unwrap();
    std::fs::write(shop.path("flags.txt"), "LEGACY = legacy-cart-banner").unwrap();
    let changed = |file: &str| json!({ "changes": [{ "uri": shop.uri(file), "type": 2 }] });
    editor.notify("workspace/didChangeWatchedFiles", changed(".launchdarkly/coderefs.yaml"));
    let pushed = editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;
    assert_eq!(codes(&pushed), ["archived-flag"]);
    std::fs::write(shop.path("flags.txt"), "LEGACY = dark-mode-v1").unwrap();
    editor.notify("workspace/didChangeWatchedFiles", changed("flags.txt"));
    let deprecated = |pushed: &Value| codes(pushed) == ["deprecated-flag"];
    editor.take_diagnostics(&uri, deprecated).await;
    let again = editor.transcript().iter().filter(|message| message.to_string().contains("unknown alias type")).count();
    assert_eq!(again, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn an_alias_command_runs_for_no_workspace_but_those_that_the_user_named() {
    use std::os::unix::fs::PermissionsExt;

    let shop = shop("aliases: [{type: command, command: ./alias.sh}]");
    let script = shop.path("alias.sh");
    std::fs::write(&script, "#!/bin/sh\ntouch ran\nread key\necho \"[\\\"x_$key\\\"]\"\n").unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let editor = shop.editor(shop.options(), rich()).await;
    let told = editor.take("message", |message| message.to_string().contains("They were not run")).await;
    assert!(told["params"]["message"].as_str().unwrap().contains("`./alias.sh`"), "{told}");
    assert!(!shop.path("ran").exists());

    let home = tempfile::tempdir().unwrap();
    let user_file = home.path().join("config.toml");
    std::fs::write(&user_file, format!("aliasCommands = [\"{}\"]", shop.folder.path().display())).unwrap();
    let mut options = shop.options();
    options.user_file = Some(user_file);
    let editor = shop.editor(options, rich()).await;
    let uri = shop.uri("main.brs");
    editor.open(&uri, "brightscript", "x_legacy-cart-banner\n");
    editor.take_diagnostics(&uri, |pushed| codes(pushed) == ["archived-flag"]).await;
    assert!(shop.path("ran").exists());
}

#[tokio::test]
async fn a_name_of_two_flags_is_told_as_such_and_hovered_with_both() {
    let shop = shop("aliases: [{type: literal, flags: {legacy-cart-banner: [banner], dark-mode-v1: [banner]}}]");
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("main.brs");
    editor.open(&uri, "brightscript", "x = m.banner\n");
    let pushed = editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;
    assert_eq!(codes(&pushed), ["ambiguous-flag"]);
    assert_eq!(pushed["diagnostics"][0]["severity"], 3, "information, no warning");
    let message = pushed["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.contains("is ambiguous: it matches `dark-mode-v1` and `legacy-cart-banner`"), "{message}");
    let card = hover(&editor, &uri, 0, 8).await;
    for part in ["Ambiguous name", "dark-mode-v1", "legacy-cart-banner", "archived"] {
        assert!(card["contents"]["value"].as_str().unwrap().contains(part), "{part} is missing in {card}");
    }
    editor.replace(&uri, 2, "x = m.banner // flagwise: ignore[ambiguous-flag]\n");
    editor.take_diagnostics(&uri, |pushed| pushed["version"] == 2 && pushed["diagnostics"] == json!([])).await;
}
