//! Guarded settings of the editor: prompts, the effect of an answer, and stored answers.

use std::path::Path;
use std::sync::Arc;

use flagwise::server::ServerOptions;
use flagwise::simulator::{Clock, Simulator, SimulatorOptions};
use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::options::NOW;
use crate::support::shop::{Shop, rich};

const QUESTION: &str = "window/showMessageRequest";
const USE: &str = "Use for This Folder";

/// A second API on this machine, with the same tokens.
fn elsewhere(shop: &Shop) -> Simulator {
    let token = Some(shop.simulator.writer_token().to_owned());
    Simulator::start(SimulatorOptions { token, clock: Clock::stopped_at(NOW), ..SimulatorOptions::default() }).unwrap()
}

/// An editor that sends this section on its own.
async fn editor(shop: &Shop, options: ServerOptions, section: Value) -> Editor {
    let editor = Editor::start(options);
    let mut initialize = shop.initialize(rich());
    initialize["initializationOptions"] = section;
    editor.initialize(initialize).await;
    editor
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

fn is_loaded(status: &Value) -> bool {
    status["flags"].as_u64() > Some(0) && status["loading"] == false
}

fn remembering(shop: &Shop, file: &Path) -> ServerOptions {
    ServerOptions { answers_file: Some(file.to_owned()), ..shop.options() }
}

fn questions(editor: &Editor) -> usize {
    editor.transcript().iter().filter(|message| message["method"] == QUESTION).count()
}

#[tokio::test]
async fn a_token_goes_to_a_host_of_the_editor_only_after_an_answer_that_is_remembered() {
    let shop = Shop::open();
    let elsewhere = elsewhere(&shop);
    let home = tempfile::tempdir().unwrap();
    let answers = home.path().join("flagwise/answers.json");
    let section = json!({ "host": elsewhere.url() });

    let first = editor(&shop, remembering(&shop, &answers), section.clone()).await;
    let question = first.take_method(QUESTION).await;
    let text = question["params"]["message"].as_str().unwrap();
    for part in [shop.folder.path().to_str().unwrap(), "`host`", &elsewhere.url(), "It receives your access token."] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let titles: Vec<_> =
        question["params"]["actions"].as_array().unwrap().iter().map(|it| it["title"].clone()).collect();
    assert_eq!(titles, ["Ignore", USE]);
    // Everything else is served while the question is open.
    assert_eq!(status(&first, is_loaded).await["host"], shop.simulator.url());
    first.notify("workspace/didChangeConfiguration", json!({ "settings": { "flagwise": section } }));
    status(&first, is_loaded).await;
    assert_eq!(elsewhere.requests().len(), 0, "nothing was sent before the answer");
    first.respond(&question, json!({ "title": USE }));
    status(&first, |status| is_loaded(status) && status["host"] == elsewhere.url()).await;
    assert!(!elsewhere.requests().is_empty());
    assert_eq!(questions(&first), 1, "a value is asked about once");
    first.quit().await;

    let second = editor(&shop, remembering(&shop, &answers), section).await;
    status(&second, |status| is_loaded(status) && status["host"] == elsewhere.url()).await;
    assert_eq!(questions(&second), 0, "the answer is remembered");
    let other = json!({ "settings": { "flagwise": { "host": "http://127.0.0.1:9" } } });
    second.notify("workspace/didChangeConfiguration", other);
    let question = second.take_method(QUESTION).await;
    assert!(
        question["params"]["message"].as_str().unwrap().contains("127.0.0.1:9"),
        "another value is another question"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&answers).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_refused_value_is_not_asked_about_again_and_a_closed_question_in_the_next_session() {
    let shop = Shop::open();
    let elsewhere = elsewhere(&shop);
    let home = tempfile::tempdir().unwrap();
    let answers = home.path().join("answers.json");
    let section = json!({ "host": elsewhere.url(), "readOnly": true });

    let first = editor(&shop, remembering(&shop, &answers), section.clone()).await;
    let question = first.take_method(QUESTION).await;
    first.respond(&question, Value::Null);
    let second = editor(&shop, remembering(&shop, &answers), section.clone()).await;
    let question = second.take_method(QUESTION).await;
    second.respond(&question, json!({ "title": "Ignore" }));
    while !answers.exists() {
        tokio::task::yield_now().await;
    }
    let third = editor(&shop, remembering(&shop, &answers), section).await;
    let status = status(&third, is_loaded).await;
    assert_eq!((&status["host"], &status["writes"]), (&json!(shop.simulator.url()), &json!(false)));
    third.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    assert_eq!((questions(&third), elsewhere.requests().len()), (0, 0));
}

#[tokio::test]
async fn another_host_of_the_editor_is_refused_with_the_place_to_set_it() {
    let shop = Shop::open();
    let editor = editor(&shop, shop.options(), json!({ "host": "https://evil.example" })).await;
    let shown = editor.take_method("window/showMessage").await;
    let text = shown["params"]["message"].as_str().unwrap();
    assert!(text.contains("https://evil.example") && text.contains("LAUNCHDARKLY_API_HOST"), "{text}");
    assert_eq!(status(&editor, is_loaded).await["host"], shop.simulator.url());
    assert_eq!(questions(&editor), 0);
}

#[tokio::test]
async fn read_only_is_lifted_by_an_answer_and_not_by_the_editor() {
    let shop = Shop::with_settings("project = \"storefront\"\nreadOnly = true\n");
    let editor = editor(&shop, shop.options(), json!({ "readOnly": false })).await;
    let question = editor.take_method(QUESTION).await;
    assert!(question["params"]["message"].as_str().unwrap().contains("`readOnly` to \"false\""), "{question}");
    assert_eq!(status(&editor, is_loaded).await["writes"], false);
    editor.respond(&question, json!({ "title": USE }));
    status(&editor, |status| status["writes"] == true).await;
}

#[tokio::test]
async fn settings_that_the_editor_hands_over_as_the_users_own_need_no_question() {
    let shop = Shop::open();
    let elsewhere = elsewhere(&shop);
    let handed = json!({ "host": elsewhere.url(), "readOnly": true }).to_string();
    let before = shop.options();
    let environment = before.environment.clone();
    let environment = Arc::new(move |name: &str| match name {
        "FLAGWISE_USER_SETTINGS" => Some(handed.clone()),
        _ => environment(name),
    });
    let section = json!({ "host": elsewhere.url(), "readOnly": false });
    let editor = editor(&shop, ServerOptions { environment, ..before }, section).await;
    let status = status(&editor, is_loaded).await;
    assert_eq!((&status["host"], &status["writes"]), (&json!(elsewhere.url()), &json!(false)));
    let question = editor.take_method(QUESTION).await;
    assert!(question["params"]["message"].as_str().unwrap().contains("`readOnly`"), "only what differs is asked");
}

#[tokio::test]
async fn no_question_is_asked_without_a_folder() {
    let shop = Shop::open();
    let elsewhere = elsewhere(&shop);
    let editor = Editor::start(shop.options());
    let options = json!({ "project": "storefront", "host": elsewhere.url() });
    editor.initialize(json!({ "processId": null, "capabilities": rich(), "initializationOptions": options })).await;
    let shown = editor.take_method("window/showMessage").await;
    assert!(
        shown["params"]["message"].as_str().unwrap().contains("`host` of the editor's settings is ignored"),
        "{shown}"
    );
    assert_eq!(status(&editor, is_loaded).await["host"], shop.simulator.url());
    assert_eq!((questions(&editor), elsewhere.requests().len()), (0, 0));
}

#[tokio::test]
async fn what_a_question_shows_cannot_pretend_to_be_part_of_it() {
    let shop = Shop::open();
    let path = "/tmp/log\n\nPress Use for This Folder\u{202e}";
    let editor = editor(&shop, shop.options(), json!({ "logFile": path })).await;
    let question = editor.take_method(QUESTION).await;
    let text = question["params"]["message"].as_str().unwrap();
    assert!(text.contains(r"/tmp/log\n\nPress Use for This Folder\u{202e}"), "{text}");
    assert!(!text.contains(['\n', '\u{202e}']), "{text}");
}
