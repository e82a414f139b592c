//! The server's token: the stored sign-in, signing in from the editor, and what is said about a token that does not work.

use std::sync::Arc;
use std::time::Duration;

use flagwise::credentials::{SignIn, Stores};
use flagwise::launchdarkly::{Host, StoreKind};
use flagwise::server::ServerOptions;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::browser::{parameter, sign_in};
use crate::support::editor::Editor;
use crate::support::shop::{Shop, rich};

/// Capabilities of an editor that shows buttons and opens pages.
fn with_buttons() -> Value {
    let mut capabilities = rich();
    capabilities["window"]["showMessage"] = json!({ "messageActionItem": { "additionalPropertiesSupport": true } });
    capabilities
}

/// A server without a token whose sign-ins are in a folder.
fn options(shop: &Shop, folder: &tempfile::TempDir) -> ServerOptions {
    ServerOptions { credentials: stores(folder), ..shop.options_with_token(None) }
}

fn stores(folder: &tempfile::TempDir) -> Stores {
    Stores::in_folder(folder.path().join("flagwise"))
}

/// What `flagwise login` does in a terminal.
fn keep(shop: &Shop, folder: &tempfile::TempDir, token: &str) {
    let host = Host::parse(&shop.simulator.url()).unwrap();
    let sign_in = SignIn::with_token(&host, SecretString::from(token));
    stores(folder).write(&host, &sign_in, StoreKind::File).unwrap();
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

fn count(editor: &Editor, method: &str) -> usize {
    editor.transcript().iter().filter(|message| message["method"] == method).count()
}

async fn refresh(editor: &Editor) {
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    editor.quiescent().await;
}

#[tokio::test]
async fn the_stored_sign_in_is_used_and_named() {
    let (shop, folder) = (Shop::open(), tempfile::tempdir().unwrap());
    keep(&shop, &folder, shop.simulator.writer_token());
    let editor = shop.editor(options(&shop, &folder), with_buttons()).await;
    let status = editor.quiescent().await;
    assert_eq!(status["tokenPresent"], true);
    assert_eq!(status["tokenOrigin"], "`flagwise login`, kept in a file");
    assert_eq!(count(&editor, "window/showMessageRequest"), 0);
    assert!(!json!(editor.transcript()).to_string().contains(shop.simulator.writer_token()));
}

#[tokio::test]
async fn the_editors_token_and_the_environments_come_first() {
    let (shop, folder) = (Shop::open(), tempfile::tempdir().unwrap());
    keep(&shop, &folder, "api-not-used");
    let in_environment = ServerOptions { credentials: stores(&folder), ..shop.options() };
    let editor = shop.editor(in_environment, rich()).await;
    let origin = |status: Value| status["tokenOrigin"].as_str().unwrap().to_owned();
    assert!(origin(editor.quiescent().await).contains("LAUNCHDARKLY_ACCESS_TOKEN"));
    editor.request("flagwise/setToken", json!({ "token": shop.simulator.reader_token() })).await.unwrap();
    assert_eq!(origin(editor.quiescent().await), "the editor");
    assert!(shop.simulator.requests().iter().all(|request| request.status != 401));
}

#[tokio::test]
async fn a_sign_in_in_a_terminal_is_noticed() {
    let (shop, folder) = (Shop::open(), tempfile::tempdir().unwrap());
    let editor = shop.editor_without_flags(options(&shop, &folder), rich()).await;
    let told = editor.take_method("window/showMessage").await;
    assert!(told["params"]["message"].as_str().unwrap().contains("`flagwise login`"), "{told}");
    assert_eq!(editor.quiescent().await["tokenOrigin"], Value::Null);
    keep(&shop, &folder, shop.simulator.reader_token());
    status(&editor, |status| status["flags"].as_u64() > Some(100)).await;

    // And so is signing out.
    stores(&folder).remove(&Host::parse(&shop.simulator.url()).unwrap()).unwrap();
    refresh(&editor).await;
    let after = editor.quiescent().await;
    assert_eq!((&after["tokenPresent"], &after["health"]), (&json!(false), &json!("warning")));
}

#[tokio::test]
async fn a_missing_token_offers_to_sign_in_with_the_browser() {
    let (shop, folder) = (Shop::open(), tempfile::tempdir().unwrap());
    let editor = Editor::start(options(&shop, &folder));
    editor.answer("window/showDocument", Some(json!({ "success": true })));
    editor.initialize(shop.initialize(with_buttons())).await;
    let question = editor.take_method("window/showMessageRequest").await;
    assert_eq!(question["params"]["actions"], json!([{ "title": "Sign In" }]));
    editor.respond(&question, json!({ "title": "Sign In" }));
    let shown = editor.take_method("window/showDocument").await;
    assert_eq!(shown["params"]["external"], true);
    let page = shown["params"]["uri"].as_str().unwrap().to_owned();
    assert!(page.starts_with(&shop.simulator.url()), "{page}");
    assert_eq!(parameter(&page, "scope"), "writer offline_access");
    let last = tokio::task::spawn_blocking(move || sign_in(&page)).await.unwrap();
    assert_eq!(last.status, 200);
    let told = editor.take_method("window/showMessage").await;
    assert!(told["params"]["message"].as_str().unwrap().contains("Signed in to"), "{told}");
    let after = status(&editor, |status| status["flags"].as_u64() > Some(100)).await;
    assert_eq!(after["tokenOrigin"], "`flagwise login`, kept in a file");

    // Expired at LaunchDarkly: renewed without a word.
    let before = std::fs::read_to_string(stores(&folder).file().unwrap()).unwrap();
    shop.simulator.advance(Duration::from_secs(7200));
    refresh(&editor).await;
    assert_eq!(editor.quiescent().await["health"], "ok");
    assert_ne!(std::fs::read_to_string(stores(&folder).file().unwrap()).unwrap(), before);
    assert_eq!(count(&editor, "window/showMessageRequest"), 1);
}

#[tokio::test]
async fn a_read_only_workspace_does_not_ask_for_the_right_to_change_flags() {
    let (shop, folder) =
        (Shop::with_settings("project = \"storefront\"\nreadOnly = true\n"), tempfile::tempdir().unwrap());
    let editor = Editor::start(options(&shop, &folder));
    editor.answer("window/showDocument", Some(json!({ "success": true })));
    editor.initialize(shop.initialize(rich())).await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.signIn" })).await.unwrap();
    let shown = editor.take_method("window/showDocument").await;
    assert_eq!(parameter(shown["params"]["uri"].as_str().unwrap(), "scope"), "reader offline_access");
}

#[tokio::test]
async fn a_refused_token_is_reported_once_with_a_button() {
    let (shop, folder) = (Shop::open(), tempfile::tempdir().unwrap());
    keep(&shop, &folder, "api-revoked");
    let editor = Editor::start(options(&shop, &folder));
    editor.answer("window/showMessageRequest", Some(Value::Null));
    editor.initialize(shop.initialize(with_buttons())).await;
    let question = editor.take_method("window/showMessageRequest").await;
    let text = question["params"]["message"].as_str().unwrap();
    assert!(text.contains("401") && text.contains("Sign in again with `flagwise login`"), "{text}");
    assert_eq!(question["params"]["actions"][0]["title"], "Sign In");
    refresh(&editor).await;
    refresh(&editor).await;
    assert_eq!(count(&editor, "window/showMessageRequest"), 1);
    assert_eq!(count(&editor, "window/showMessage"), 0);
    assert!(!json!(editor.transcript()).to_string().contains("api-revoked"));
}

#[tokio::test]
async fn an_editors_token_for_one_host_is_sent_to_no_other() {
    let (shop, other) = (Shop::open(), Shop::open());
    let editor = shop.editor_without_flags(shop.options_with_token(None), rich()).await;
    let set = |host: &str| json!({ "token": shop.simulator.reader_token(), "host": host });
    editor.request("flagwise/setToken", set(&other.simulator.url())).await.unwrap();
    let before = editor.quiescent().await;
    assert_eq!((&before["tokenPresent"], &before["flags"]), (&json!(false), &json!(0)));
    assert_eq!(shop.simulator.requests(), []);
    editor.request("flagwise/setToken", set(&format!("{}/", shop.simulator.url()))).await.unwrap();
    status(&editor, |status| status["flags"].as_u64() > Some(100)).await;
    let error = editor.request("flagwise/setToken", set("http://evil.example")).await.unwrap_err();
    assert_eq!(error["code"], -32602);
    assert!(!error.to_string().contains(shop.simulator.reader_token()), "{error}");
}

#[tokio::test]
async fn a_host_without_a_sign_in_page_is_reported() {
    let (shop, folder) = (Shop::open(), tempfile::tempdir().unwrap());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let environment = Arc::new(move |name: &str| (name == "LAUNCHDARKLY_API_HOST").then(|| nowhere.clone()));
    let editor = Editor::start(ServerOptions { environment, ..options(&shop, &folder) });
    editor.initialize(shop.initialize(rich())).await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.signIn" })).await.unwrap();
    let is_it =
        |message: &Value| message["params"]["message"].as_str().is_some_and(|text| text.contains("Not signed in: "));
    editor.take("a message about the failure", is_it).await;
}
