//! Where flags and settings come from: API, cache, file, editor; what is told when they do not come.

use flagwise::server::ServerOptions;
use flagwise::simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, names, rich};

fn shown(editor: &Editor) -> Vec<String> {
    let messages = editor.transcript().into_iter().filter(|message| message["method"] == "window/showMessage");
    messages.map(|message| message["params"]["message"].as_str().unwrap().to_owned()).collect()
}

fn card(hover: &Value) -> &str {
    hover["contents"]["value"].as_str().unwrap_or_default()
}

async fn status(editor: &Editor, fits: impl Fn(&Value) -> bool) -> Value {
    loop {
        let status = editor.request("flagwise/status", Value::Null).await.unwrap();
        if fits(&status) {
            return status;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn progress_is_shown_while_flags_load() {
    let shop = Shop::open();
    shop.simulator.set_faults(vec![Fault::new(FaultKind::SlowBody, 1.0).times(1)]);
    let editor = shop.editor(shop.options(), rich()).await;
    let created = editor.take_method("window/workDoneProgress/create").await;
    for kind in ["begin", "end"] {
        let is_it = |message: &Value| {
            message["method"] == "$/progress"
                && message["params"]["token"] == created["params"]["token"]
                && message["params"]["value"]["kind"] == kind
        };
        let message = editor.take(kind, is_it).await;
        if kind == "begin" {
            assert_eq!(message["params"]["value"]["title"], "Loading flags of storefront");
        }
    }
}

#[tokio::test]
async fn a_client_that_does_not_answer_about_progress_is_not_sent_any() {
    let shop = Shop::open();
    let editor = Editor::start(shop.options());
    editor.answer("window/workDoneProgress/create", None);
    editor.initialize(shop.initialize(rich())).await;
    status(&editor, |status| status["flags"].as_u64() > Some(0)).await;
    assert!(!editor.transcript().iter().any(|message| message["method"] == "$/progress"));
}

#[tokio::test]
async fn without_the_network_the_cache_serves_and_the_problem_is_told_once() {
    let shop = Shop::open();
    let cache = tempfile::tempdir().unwrap();
    let options = || ServerOptions { cache_folder: Some(cache.path().to_owned()), ..shop.options() };
    let editor = shop.editor(options(), rich()).await;
    assert_eq!(editor.quit().await, 0);
    wait_for_file(cache.path()).await;

    shop.simulator.set_faults(vec![Fault::new(FaultKind::EmptyUnauthorized, 1.0)]);
    let editor = shop.editor(options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("legacy-cart-banner"));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["code"] == "archived-flag").await;
    assert!(card(&editor.hover(&uri, 0, 26).await).contains("Legacy cart banner"));
    editor.take_method("window/showMessage").await;

    let before = shop.simulator.requests().len();
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    status(&editor, |status| status["loading"] == false && shop.simulator.requests().len() > before).await;
    let told = shown(&editor);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("access token") && told[0].contains("401"), "{told:?}");
    let status = status(&editor, |_| true).await;
    assert_eq!(status["health"], "warning");

    shop.simulator.set_faults(Vec::new());
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    editor
        .take("a healthy status", |message| {
            message["method"] == "experimental/serverStatus"
                && message["params"]["health"] == "ok"
                && message["params"]["quiescent"] == true
        })
        .await;
}

/// The cache is written in the background: a rename makes it appear as a whole.
async fn wait_for_file(folder: &std::path::Path) {
    while !std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .any(|entry| entry.path().extension().is_some_and(|e| e == "catalog"))
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_token_can_come_from_the_editor_and_is_never_seen_again() {
    let shop = Shop::open();
    let editor = shop.editor_without_flags(shop.options_with_token(None), rich()).await;
    let told = editor.take_method("window/showMessage").await;
    assert!(told["params"]["message"].as_str().unwrap().contains("LAUNCHDARKLY_ACCESS_TOKEN"), "{told}");
    let before = status(&editor, |status| status["loading"] == false).await;
    assert_eq!((&before["tokenPresent"], &before["flags"]), (&json!(false), &json!(0)));

    let token = shop.simulator.writer_token();
    assert_eq!(editor.request("flagwise/setToken", json!({ "token": token })).await, Ok(Value::Null));
    let after = status(&editor, |status| status["flags"].as_u64() > Some(100)).await;
    assert_eq!(after["tokenPresent"], true);
    assert_eq!(after["project"], "storefront");
    assert_eq!(after["environments"], json!(["production", "staging"]));
    assert_eq!(after["writes"], true);
    assert_eq!(after["host"], shop.simulator.url());

    let error = editor.request("flagwise/setToken", json!({ "token": ["secret-in-a-list"] })).await.unwrap_err();
    assert_eq!(error["code"], -32602);
    editor.request("flagwise/setToken", json!({ "token": "api-wrong" })).await.unwrap();
    status(&editor, |status| status["health"] == "warning").await;
    let transcript = json!(editor.transcript()).to_string();
    for secret in [token, "secret-in-a-list", "api-wrong"] {
        assert!(!transcript.contains(secret), "{secret} was sent back");
    }
}

#[tokio::test]
async fn a_flag_file_serves_in_place_of_the_api() {
    let shop = Shop::with_settings("project = \"storefront\"\nflagFile = \"flags.json\"\n");
    let flag = serde_json::to_value(shop.flag("gift-cards").await).unwrap();
    std::fs::write(shop.path("flags.json"), json!({ "items": [flag] }).to_string()).unwrap();
    let before = shop.simulator.requests().len();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &format!("{}{}", names("gift-cards"), names("not-in-the-file")));
    let pushed = editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] != json!([])).await;
    assert_eq!(pushed["diagnostics"][0]["range"]["start"]["line"], 1);
    assert!(card(&editor.hover(&uri, 0, 26).await).contains("Gift cards"));
    assert_eq!(shop.simulator.requests().len(), before, "the API was asked");

    std::fs::write(shop.path("flags.json"), "{\"items\": 1}").unwrap();
    let event = json!({ "uri": shop.uri("flags.json"), "type": 2 });
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [event] }));
    let told = editor.take_method("window/showMessage").await;
    assert!(told["params"]["message"].as_str().unwrap().contains("flags.json"), "{told}");
    assert!(card(&editor.hover(&uri, 0, 26).await).contains("Gift cards"), "the flags read before still serve");
}

#[tokio::test]
async fn settings_come_from_the_file_and_follow_it() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("no-such-flag"));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["severity"] == 2).await;

    let saved = |text: &str| {
        std::fs::write(shop.path("flagwise.toml"), text).unwrap();
        let document = json!({ "uri": shop.uri("flagwise.toml") });
        editor.notify("textDocument/didSave", json!({ "textDocument": document }));
    };
    saved("project = \"storefront\"\n[severity]\nunknown-flag = \"error\"\n");
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["severity"] == 1).await;
    saved("project = \"storefront\nnonsense");
    let told = editor.take_method("window/showMessage").await;
    assert!(told["params"]["message"].as_str().unwrap().contains("flagwise.toml"), "{told}");
    // Whatever was good last stays.
    editor.replace(&uri, 2, &names("no-such-flag"));
    editor.take_diagnostics(&uri, |pushed| pushed["version"] == 2 && pushed["diagnostics"][0]["severity"] == 1).await;
    saved("project = \"storefront\"\nignoredPaths = [\"*.js\"]\n");
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"] == json!([])).await;
    assert_eq!(shown(&editor).len(), 1);
}

#[tokio::test]
async fn settings_come_from_the_editor_by_question_and_by_notification() {
    let shop = Shop::with_settings("");
    let editor = Editor::start(shop.options());
    let section = json!({ "project": "storefront", "severity": { "unknown-flag": "hint" } });
    editor.answer("workspace/configuration", Some(json!([section, section])));
    let mut capabilities = rich();
    capabilities["workspace"]["configuration"] = json!(true);
    editor.initialize(shop.initialize(capabilities)).await;
    status(&editor, |status| status["flags"].as_u64() > Some(0)).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("no-such-flag"));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["severity"] == 4).await;

    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(rich());
    initialize["initializationOptions"] = json!({ "project": "storefront" });
    editor.initialize(initialize).await;
    status(&editor, |status| status["flags"].as_u64() > Some(0)).await;
    editor.open(&uri, "javascript", &names("no-such-flag"));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["severity"] == 2).await;
    let settings = json!({ "flagwise": { "project": "storefront", "severity": { "unknown-flag": "error" } } });
    editor.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["severity"] == 1).await;
}

#[tokio::test]
async fn each_folder_has_the_flags_of_its_own_project() {
    let shop = Shop::with_settings("");
    let projects: Vec<_> = {
        let token = secrecy::SecretString::from(shop.simulator.reader_token());
        let host = flagwise::launchdarkly::Host::parse(&shop.simulator.url()).unwrap();
        let options =
            flagwise::launchdarkly::ClientOptions { host, ..flagwise::launchdarkly::ClientOptions::new(token) };
        flagwise::launchdarkly::Client::new(options).unwrap().projects().await.unwrap()
    };
    let other = projects.iter().find(|project| project.key.as_str() != "storefront").unwrap();
    let mut folders = Vec::new();
    for (name, project) in [("shop", "storefront"), ("other", other.key.as_str())] {
        std::fs::create_dir(shop.path(name)).unwrap();
        std::fs::write(shop.path(&format!("{name}/flagwise.toml")), format!("project = \"{project}\"\n")).unwrap();
        folders.push(json!({ "uri": shop.uri(name), "name": name }));
    }
    let editor = Editor::start(shop.options());
    let mut initialize = shop.initialize(rich());
    initialize["workspaceFolders"] = json!([folders[0]]);
    editor.initialize(initialize).await;
    let (here, there) = (shop.uri("shop/a.js"), shop.uri("other/a.js"));
    editor.open(&here, "javascript", &names("gift-cards"));
    editor.open(&there, "javascript", &names("gift-cards"));
    let added = json!({ "event": { "added": [folders[1]], "removed": [] } });
    editor.notify("workspace/didChangeWorkspaceFolders", added);
    editor.take_diagnostics(&there, |pushed| pushed["diagnostics"][0]["code"] == "unknown-flag").await;
    status(&editor, |status| status["project"] == "storefront" && status["flags"].as_u64() > Some(0)).await;
    assert!(card(&editor.hover(&here, 0, 26).await).contains("Gift cards"));
    assert!(!card(&editor.hover(&there, 0, 26).await).contains("Gift cards"));
}
