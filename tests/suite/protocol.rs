//! The language server over an in-memory connection: order, isolation of handlers, malformed input, columns.

use flagwise::server::ServerOptions;
use serde_json::{Value, json};

use crate::support::editor::{Editor, place};
use crate::support::options::{isolated, misbehaving};

const URI: &str = "file:///shop/a.js";

fn with_misbehaving() -> ServerOptions {
    ServerOptions { extra_requests: misbehaving(), ..isolated() }
}

/// A line that names a flag, column 24 inside its key.
fn names(key: &str) -> String {
    format!("ldClient.boolVariation(\"{key}\", user, false);\n")
}

fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn text_of(hover: &Value) -> &str {
    hover["contents"]["value"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_thousand_hovers_see_the_text_at_their_arrival() {
    let editor = Editor::start(isolated());
    editor.initialize(json!({ "capabilities": {} })).await;
    editor.open(URI, "javascript", &names("flag-1"));
    let mut answers = Vec::new();
    for version in 2..2002 {
        editor.replace(URI, version, &names(&format!("flag-{version}")));
        answers.push((version, editor.begin("textDocument/hover", place(URI, 0, 26)).1));
    }
    for (version, answer) in answers {
        let hover = editor.wait("a hover", answer).await.unwrap();
        let key = format!("flag-{version}");
        assert!(text_of(&hover).contains(&key), "version {version}: {hover}");
        assert!(!text_of(&hover).contains(&format!("{key}0")), "version {version}: {hover}");
    }
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slow_and_stuck_handlers_change_nothing_for_others() {
    let editor = Editor::start(with_misbehaving());
    editor.initialize(json!({ "capabilities": {} })).await;
    editor.open(URI, "javascript", "");
    for _ in 0..8 {
        editor.begin("test/stuck", json!({}));
    }
    let mut answers = Vec::new();
    for version in 2..2002 {
        editor.replace(URI, version, &version.to_string());
        let pause = if version % 3 == 0 { 2 } else { 0 };
        answers.push((version, editor.begin("test/version", json!({ "milliseconds": pause })).1));
    }
    for (version, answer) in answers {
        assert_eq!(editor.wait("a version", answer).await, Ok(json!(version)));
    }
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_panicking_handler_costs_only_its_own_answer() {
    let editor = Editor::start(with_misbehaving());
    editor.initialize(json!({ "capabilities": {} })).await;
    let error = editor.request("test/panic", json!({})).await.unwrap_err();
    assert_eq!(error["code"], -32603);
    assert!(error["message"].as_str().unwrap().contains("test/panic"), "{error}");
    editor.open(URI, "javascript", &names("after-it"));
    assert!(text_of(&editor.hover(URI, 0, 26).await).contains("after-it"));
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_handler_that_blocks_its_thread_delays_nobody() {
    let editor = Editor::start(with_misbehaving());
    editor.initialize(json!({ "capabilities": {} })).await;
    let (_, mut blocked) = editor.begin("test/block", json!({ "milliseconds": 3000 }));
    editor.request("test/version", json!({})).await.unwrap();
    assert!(blocked.try_recv().is_err(), "the answer waited for the blocked handler");
    assert_eq!(editor.wait("the blocked handler", blocked).await, Ok(Value::Null));
}

/// Four questions of the server that the client never answers, then 300 notifications and a request: plain tower-lsp
/// stops reading for ever here.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_client_that_never_answers_is_still_served() {
    let editor = Editor::start(isolated());
    for method in ["client/registerCapability", "workspace/configuration", "workspace/diagnostic/refresh"] {
        editor.answer(method, None);
    }
    let capabilities = json!({
        "workspace": {
            "configuration": true,
            "diagnostics": { "refreshSupport": true },
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
        "textDocument": { "diagnostic": {} },
        "window": { "workDoneProgress": true },
    });
    editor.initialize(json!({ "capabilities": capabilities })).await;
    editor.take_method("client/registerCapability").await;
    editor.take_method("workspace/configuration").await;
    editor.open(URI, "javascript", &names("flag-1"));
    for version in 2..302 {
        editor.replace(URI, version, &names(&format!("flag-{version}")));
        if version % 10 == 0 {
            editor.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
        }
    }
    assert!(text_of(&editor.hover(URI, 0, 26).await).contains("flag-301"));
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test]
async fn a_request_can_be_cancelled() {
    let editor = Editor::start(with_misbehaving());
    editor.initialize(json!({ "capabilities": {} })).await;
    let (id, stuck) = editor.begin("test/stuck", json!({}));
    editor.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(editor.wait("the cancelled request", stuck).await.unwrap_err()["code"], -32800);
}

#[tokio::test]
async fn malformed_messages_are_answered_and_the_next_request_is_served() {
    let editor = Editor::start(isolated());
    editor.initialize(json!({ "capabilities": {} })).await;
    let error = async |bytes: &[u8]| {
        editor.send_bytes(bytes.to_vec());
        editor.take("an error", |message| message.get("error").is_some()).await
    };
    for (bytes, code) in [
        (frame(b"{]}"), -32700),
        (frame(b"\"\xff\xfe\""), -32700),
        (frame("[".repeat(100_000).as_bytes()), -32700),
        (b"Content-Length: 99999999999999\r\n\r\n".to_vec(), -32700),
        (b"Content-Length: -1\r\n\r\n".to_vec(), -32700),
        (frame(b"[]"), -32600),
        (frame(br#"{"jsonrpc":"1"}"#), -32600),
        (frame(br#"{"jsonrpc":"2.0","id":"x","method":["hover"]}"#), -32600),
    ] {
        let answer = error(&bytes).await;
        assert_eq!(answer["error"]["code"], code, "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
        assert_eq!(editor.hover(URI, 0, 0).await, Value::Null);
    }
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test]
async fn parameters_that_make_no_sense_are_refused_or_ignored() {
    let editor = Editor::start(isolated());
    editor.initialize(json!({ "capabilities": {} })).await;
    for (method, params) in [
        ("textDocument/didOpen", json!({})),
        ("textDocument/didChange", json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [{}] })),
        ("textDocument/didChange", json!([1, 2])),
        ("textDocument/didClose", json!({ "textDocument": { "uri": "no uri" } })),
        ("workspace/didChangeConfiguration", json!("?")),
        ("workspace/didChangeWorkspaceFolders", json!({ "event": 1 })),
        ("no/such/notification", json!({})),
        ("$/setTrace", json!({ "value": "verbose" })),
    ] {
        editor.notify(method, params);
    }
    let error = editor.request("textDocument/hover", json!({ "textDocument": 1 })).await.unwrap_err();
    assert_eq!(error["code"], -32602);
    let error = editor.request("no/such/request", json!({})).await.unwrap_err();
    assert_eq!(error["code"], -32601);
    editor.open(URI, "javascript", &names("still-here"));
    assert!(text_of(&editor.hover(URI, 0, 26).await).contains("still-here"));
}

#[tokio::test]
async fn nothing_is_served_before_initialize_or_after_shutdown() {
    let editor = Editor::start(isolated());
    let error = editor.request("textDocument/hover", place(URI, 0, 0)).await.unwrap_err();
    assert_eq!(error["code"], -32002);
    editor.open(URI, "javascript", &names("too-early"));
    editor.initialize(json!({ "capabilities": {} })).await;
    assert_eq!(editor.hover(URI, 0, 26).await, Value::Null);
    editor.request("shutdown", Value::Null).await.unwrap();
    let error = editor.request("textDocument/hover", place(URI, 0, 0)).await.unwrap_err();
    assert_eq!(error["code"], -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.end().await, 0);
}

/// Each client counts columns in the first unit of its list that we know. The line holds a character of four bytes and
/// two UTF-16 units before the key, and lines end as on Windows.
#[tokio::test]
async fn columns_are_counted_in_the_clients_units() {
    let before = "/* 😀é */ ldClient.boolVariation(\"";
    let text = format!("// one\r\n{before}the-flag\", user, false);\r\n");
    for (offered, chosen, width) in [
        (json!(["utf-8", "utf-16", "utf-32"]), "utf-8", before.len()),
        (json!(["utf-32", "utf-8", "utf-16"]), "utf-32", before.chars().count()),
        (json!(["utf-7", "utf-16"]), "utf-16", before.encode_utf16().count()),
        (json!(null), "utf-16", before.encode_utf16().count()),
    ] {
        let editor = Editor::start(isolated());
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let answer = editor.initialize(json!({ "capabilities": capabilities })).await;
        assert_eq!(answer["capabilities"]["positionEncoding"], chosen);
        editor.open(URI, "javascript", &text);
        let width = u32::try_from(width).unwrap();
        assert_eq!(editor.hover(URI, 1, width - 2).await, Value::Null, "{chosen}: before the key");
        let hover = editor.hover(URI, 1, width).await;
        assert_eq!(hover["range"]["start"], json!({ "line": 1, "character": width }), "{chosen}");
        assert_eq!(hover["range"]["end"], json!({ "line": 1, "character": width + 8 }), "{chosen}");

        // An edit in the client's units: `the` becomes `this`.
        let range = json!({
            "start": { "line": 1, "character": width },
            "end": { "line": 1, "character": width + 3 },
        });
        let document = json!({ "uri": URI, "version": 2 });
        let change = json!({ "range": range, "text": "this" });
        editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        assert!(text_of(&editor.hover(URI, 1, width).await).contains("this-flag"), "{chosen}");
    }
}

#[tokio::test]
async fn unescaped_uris_are_understood() {
    let editor = Editor::start(isolated());
    editor.initialize(json!({ "capabilities": {} })).await;
    editor.open("file:///app/[slug]/page.js", "javascript", &names("by-slug"));
    assert!(text_of(&editor.hover("file:///app/%5Bslug%5D/page.js", 0, 26).await).contains("by-slug"));
    assert!(text_of(&editor.hover("file:///app/[slug]/page.js", 0, 26).await).contains("by-slug"));
}
