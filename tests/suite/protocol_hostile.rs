//! Control characters, links and images in every name of a repository are shown as text by an editor.

use serde_json::{Value, json};

use crate::support::editor::{Editor, place};
use crate::support::shop::{Shop, rich};

/// Controls, marks of direction, links to a command and elsewhere, images, HTML.
const EVIL: &str = "\u{1b}[45m\n\r\u{9b}\u{202e}\u{2066}\u{200b}\u{e0041}\u{feff}[x](command:evil) ![i](https://evil.example/i.png) \
                    <img src='https://evil.example'> https://evil.example www.evil.example a@evil.example [r][e]\n\n[e]: \
                    https://evil.example\n";

/// The texts that an editor shows, with the property that holds them.
fn texts<'v>(value: &'v Value, name: &'v str, found: &mut Vec<(&'v str, &'v str)>) {
    const SHOWN: [&str; 8] = ["message", "title", "label", "description", "value", "markdown", "text", "name"];
    match value {
        Value::String(text) if SHOWN.contains(&name) => found.push((name, text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, name, found)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| texts(value, name, found)),
        _ => {}
    }
}

fn assert_harmless(message: &Value) -> usize {
    let mut found = Vec::new();
    texts(message, "", &mut found);
    for (name, text) in &found {
        // An explanation in a message has several lines.
        let is_lines = matches!(*name, "value" | "markdown" | "text") || text.contains("\n  kind  ");
        let is_bad = |character: char| flagwise::text::is_unprintable(character) && !(is_lines && character == '\n');
        assert!(!text.contains(is_bad), "{name}: {text:?}");
        if matches!(*name, "value" | "markdown") {
            let outside_of_code: String = text.split('`').step_by(2).collect();
            for bait in ["https://evil", " a@evil", "[r]", "\n[e]", " <img"] {
                assert!(!outside_of_code.contains(bait), "{bait}: {text}");
            }
            let code = &outside_of_code;
            let links = code.match_indices("](").filter(|(at, _)| !code[..*at].ends_with('\\'));
            let is_own =
                |at: usize| ["http://127.0.0.1:", "file:///"].iter().any(|own| code[at + 2..].starts_with(own));
            assert!(links.map(|(at, _)| at).all(is_own), "{text}");
        } else if *name == "message" && message["method"].as_str().is_some_and(|method| method.starts_with("window/")) {
            assert!(!text.contains("]("), "{text}");
        }
    }
    found.len()
}

async fn ask(editor: &Editor, uri: &str, line: u32, character: u32) -> Vec<Value> {
    let at = json!({ "line": line, "character": character });
    let context = json!({ "diagnostics": [], "triggerKind": 1 });
    let actions = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at }, "context": context });
    let explain = json!({ "command": "flagwise.explain", "arguments": [{ "uri": uri, "position": at, "show": true }] });
    vec![
        editor.request("textDocument/hover", place(uri, line, character)).await.unwrap(),
        editor.request("textDocument/codeAction", actions).await.unwrap(),
        editor.request("workspace/executeCommand", explain).await.unwrap(),
    ]
}

#[tokio::test]
async fn names_of_a_repository_are_shown_as_text() {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let shop = Shop::with_settings(&format!(
        "flagFile = \"flags.json\"\n{evil} = 1\nproject = {evil}\n[severity]\n{evil} = \"off\"\n",
        evil = json(EVIL)
    ));
    let flag = |key: &str, state: &str| {
        json!({
            "key": key, "name": EVIL, "description": EVIL, "tags": [EVIL], (state): true, "creationDate": 1,
            "variations": [{ "value": EVIL, "name": EVIL, "description": EVIL }, { "value": false }],
            "_maintainer": { "_id": "x", "email": "a@evil.example", "firstName": EVIL },
            "environments": { (EVIL): { "on": true, "_environmentName": EVIL, "fallthrough": { "variation": 0 } } },
        })
    };
    let header = json!({ "version": 1, "site": "https://evil.example", "project": { "key": EVIL, "name": EVIL } });
    let flags = [flag("old", "archived"), flag(EVIL, "deprecated"), flag("older", "archived")];
    std::fs::write(shop.path("flags.json"), json!({ "flagwise": header, "items": flags }).to_string()).unwrap();
    std::fs::create_dir(shop.path(".launchdarkly")).unwrap();
    let aliases = format!("aliases:\n- type: command\n  command: {0}\n- type: {0}\n", json(EVIL));
    std::fs::write(shop.path(".launchdarkly/coderefs.yaml"), aliases).unwrap();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a%1B%5B45m%0A.js");
    let text = format!(
        "ldClient.variation('old', user, false);\nldClient.variation({}, user, {});\nldClient.variation('oldr', user, 1);\n",
        json(EVIL),
        json(EVIL)
    );
    editor.open(&uri, "javascript", &text);
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"].as_array().unwrap().len() >= 2).await;
    let mut answers = Vec::new();
    for line in 0..3 {
        answers.extend(ask(&editor, &uri, line, 21).await);
    }
    for command in ["flagwise.archive", "flagwise.openInLaunchDarkly", EVIL] {
        let arguments = json!([{ "project": EVIL, "flag": EVIL, "environment": EVIL, "comment": EVIL }]);
        let answer =
            editor.request("workspace/executeCommand", json!({ "command": command, "arguments": arguments })).await;
        answers.push(answer.unwrap_or_else(|error| error));
    }
    let status = editor.request("flagwise/status", Value::Null).await.unwrap();
    answers.push(json!({ "message": status["message"] }));
    editor.take_method("window/showMessage").await;
    let opened = editor.take_method("window/showDocument").await;
    assert!(opened["params"]["uri"].as_str().unwrap().starts_with(&format!("{}/", shop.simulator.url())), "{opened}");
    let count: usize = answers.iter().chain(&editor.transcript()).map(assert_harmless).sum();
    assert!(count > 20, "{count}");
    assert!(
        answers.iter().any(|answer| answer["contents"]["value"].as_str().is_some_and(|text| text.contains("evil")))
    );
}
