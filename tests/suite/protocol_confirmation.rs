//! Only the confirmed change is sent: changes by others, settings, a shutdown and lost responses between the confirmation
//! and the request.

use std::time::Duration;

use flagwise::flags::{EnvironmentKey, Instruction, SemanticPatch};
use flagwise::launchdarkly::{Client, ClientOptions, Host, PatchOptions};
use flagwise::server::ServerOptions;
use flagwise::simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, rich};

/// A flag of the sample project that staging serves to everyone.
const FLAG: &str = "express-shipping";

async fn run(editor: &Editor, command: &str, flag: &str, environment: Option<&str>) {
    let argument = json!({ "project": "storefront", "flag": flag, "environment": environment });
    let params = json!({ "command": command, "arguments": [argument] });
    assert_eq!(editor.request("workspace/executeCommand", params).await, Ok(Value::Null));
}

async fn question(editor: &Editor) -> Value {
    editor.take_method("window/showMessageRequest").await
}

async fn message(editor: &Editor) -> String {
    text(&editor.take_method("window/showMessage").await).to_owned()
}

fn text(message: &Value) -> &str {
    message["params"]["message"].as_str().unwrap()
}

/// Presses the first button of a question.
fn confirm(editor: &Editor, question: &Value) {
    editor.respond(question, json!({ "title": question["params"]["actions"][0]["title"] }));
}

/// Somebody else's change.
async fn someone_changes(shop: &Shop, flag: &str, environment: Option<&str>, instructions: Vec<Instruction>) {
    let patch = match environment {
        Some(environment) => SemanticPatch::in_environment(environment.into(), instructions),
        None => SemanticPatch::of_flag(instructions),
    };
    let token = secrecy::SecretString::from(shop.simulator.writer_token());
    let host = Host::parse(&shop.simulator.url()).unwrap();
    let client = Client::new(ClientOptions { host, ..ClientOptions::new(token) }).unwrap();
    let project = shop.simulator.project();
    client.patch_flag(&project, &flag.into(), &patch, PatchOptions::default()).await.unwrap();
}

/// An instruction that serves the other variation while the flag is off.
async fn other_off_variation(shop: &Shop, environment: &str) -> Instruction {
    let flag = shop.flag(FLAG).await;
    let now = flag.environments[&EnvironmentKey::new(environment)].off_variation.unwrap();
    let other = flag.variations.iter().enumerate().find(|(at, _)| *at != now).unwrap().1;
    Instruction::UpdateOffVariation { variation_id: other.id.clone().unwrap() }
}

async fn is_on(shop: &Shop) -> bool {
    shop.flag(FLAG).await.environments[&EnvironmentKey::new("staging")].on
}

#[tokio::test]
async fn a_flag_that_changes_during_the_question_is_asked_about_again() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let first = question(&editor).await;
    let other = other_off_variation(&shop, "staging").await;
    someone_changes(&shop, FLAG, Some("staging"), vec![other]).await;
    let before = shop.patches();
    confirm(&editor, &first);

    let second = question(&editor).await;
    assert!(text(&second).contains("has changed in the meantime"), "{second}");
    assert_ne!(text(&first).split("After: ").nth(1), text(&second).split("After: ").nth(1));
    assert_eq!(shop.patches(), before, "nothing is sent before the second answer");
    confirm(&editor, &second);
    question(&editor).await;
    assert_eq!(shop.patches(), before + 1);
    assert!(!is_on(&shop).await);
}

#[tokio::test]
async fn a_change_elsewhere_in_the_flag_does_not_ask_again() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let prompt = question(&editor).await;
    let other = other_off_variation(&shop, "production").await;
    someone_changes(&shop, FLAG, Some("production"), vec![other]).await;
    confirm(&editor, &prompt);
    assert!(text(&question(&editor).await).contains("is now off in Staging"));
}

#[tokio::test]
async fn settings_that_forbid_changes_during_the_question_count() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    let prompt = question(&editor).await;
    let path = shop.path("flagwise.toml");
    std::fs::write(&path, "project = \"storefront\"\nenvironments = [\"production\", \"staging\"]\nreadOnly = true\n")
        .unwrap();
    let changes = json!({ "changes": [{ "uri": shop.uri("flagwise.toml"), "type": 2 }] });
    editor.notify("workspace/didChangeWatchedFiles", changes);
    while editor.request("flagwise/status", Value::Null).await.unwrap()["writes"] != false {}
    confirm(&editor, &prompt);
    let shown = message(&editor).await;
    assert!(shown.contains("readOnly"), "{shown}");
    assert_eq!(shop.patches(), 0);
}

#[tokio::test]
async fn nothing_is_sent_after_a_shutdown() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    let prompt = question(&editor).await;
    assert_eq!(editor.request("shutdown", Value::Null).await, Ok(Value::Null));
    confirm(&editor, &prompt);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.end().await, 0);
    assert_eq!(shop.patches(), 0);
}

#[tokio::test]
async fn a_flag_that_is_deleted_during_the_question_is_reported() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.archive", "wishlist-sharing", None).await;
    let prompt = question(&editor).await;
    someone_changes(&shop, "wishlist-sharing", None, vec![Instruction::DeleteFlag {}]).await;
    let before = shop.patches();
    confirm(&editor, &prompt);
    let shown = message(&editor).await;
    assert!(shown.contains("wishlist-sharing was not changed") && shown.contains("404"), "{shown}");
    assert_eq!(shop.patches(), before);
}

#[tokio::test]
async fn of_two_confirmed_questions_about_the_same_change_one_is_sent() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let first = question(&editor).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let second = question(&editor).await;
    confirm(&editor, &first);
    confirm(&editor, &second);
    let mut shown = message(&editor).await;
    if shown.contains("under way") {
        shown = message(&editor).await;
    }
    assert!(shown.contains("already off"), "{shown}");
    question(&editor).await;
    assert_eq!(shop.patches(), 1);
}

#[tokio::test]
async fn a_conflict_reads_the_flag_and_asks_about_what_changed() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let prompt = question(&editor).await;
    let conflict = Fault::new(FaultKind::Conflict, 1.0).on("PATCH", FLAG).times(1);
    shop.simulator.set_faults(vec![conflict]);
    confirm(&editor, &prompt);
    question(&editor).await;
    assert_eq!(shop.patches(), 2, "nobody changed the flag, so the change is sent again");
    assert!(!is_on(&shop).await);
}

#[tokio::test]
async fn what_changed_during_a_wait_is_not_sent() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let prompt = question(&editor).await;
    shop.simulator.set_faults(vec![Fault::new(FaultKind::RateLimited, 1.0).on("PATCH", FLAG).times(1)]);
    confirm(&editor, &prompt);
    assert!(message(&editor).await.contains("has not changed yet"));
    someone_changes(&shop, FLAG, Some("staging"), vec![Instruction::TurnFlagOff {}]).await;
    let before = shop.patches();
    let shown = message(&editor).await;
    assert!(shown.contains("already off"), "{shown}");
    assert_eq!(shop.patches(), before);
}

#[tokio::test]
async fn a_change_that_is_applied_late_is_reported_once_it_is_known() {
    let shop = Shop::open();
    let lookback = vec![Duration::from_millis(20); 500];
    let editor = shop.editor(ServerOptions { lookback, ..shop.options() }, rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let prompt = question(&editor).await;
    shop.simulator.set_faults(vec![Fault::new(FaultKind::GatewayTimeout, 1.0).on("PATCH", FLAG).times(1)]);
    confirm(&editor, &prompt);
    let shown = message(&editor).await;
    assert!(shown.contains("not known yet whether"), "{shown}");
    someone_changes(&shop, FLAG, Some("staging"), vec![Instruction::TurnFlagOff {}]).await;
    assert!(text(&question(&editor).await).contains("is now off in Staging"));
}

#[tokio::test]
async fn a_change_that_is_never_applied_is_reported_after_the_last_look() {
    let shop = Shop::open();
    let lookback = vec![Duration::ZERO; 2];
    let editor = shop.editor(ServerOptions { lookback, ..shop.options() }, rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let prompt = question(&editor).await;
    shop.simulator.set_faults(vec![Fault::new(FaultKind::GatewayTimeout, 1.0).on("PATCH", FLAG).times(1)]);
    confirm(&editor, &prompt);
    assert!(message(&editor).await.contains("not known yet whether"));
    let shown = message(&editor).await;
    assert!(shown.contains("still lacks the change"), "{shown}");
    assert!(is_on(&shop).await);
    assert_eq!(shop.patches(), 1);
}

#[tokio::test]
async fn an_undo_refuses_after_a_change_of_someone_else() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    let prompt = question(&editor).await;
    confirm(&editor, &prompt);
    let offer = question(&editor).await;
    let other = other_off_variation(&shop, "staging").await;
    someone_changes(&shop, FLAG, Some("staging"), vec![other]).await;
    let before = shop.patches();
    editor.respond(&offer, json!({ "title": "Undo" }));
    let shown = message(&editor).await;
    assert!(shown.contains("changed by someone else"), "{shown}");
    assert_eq!(shop.patches(), before);
}

#[tokio::test]
async fn every_undo_of_an_undo_asks() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    for turn in 1..=4 {
        let prompt = question(&editor).await;
        assert_eq!(prompt["params"]["actions"][1]["title"], "Cancel", "{prompt}");
        assert_eq!(shop.patches(), turn - 1);
        confirm(&editor, &prompt);
        let offer = question(&editor).await;
        editor.respond(&offer, json!({ "title": "Undo" }));
    }
    question(&editor).await;
    assert_eq!(shop.patches(), 4);
}

#[tokio::test]
async fn old_flags_are_read_before_the_question() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    // The lists fail from here on, so the server goes on with what it has.
    shop.simulator.set_faults(vec![Fault::new(FaultKind::Unavailable, 1.0).on("GET", "limit=")]);
    someone_changes(&shop, FLAG, Some("staging"), vec![Instruction::TurnFlagOff {}]).await;
    run(&editor, "flagwise.turnOff", FLAG, Some("staging")).await;
    assert!(message(&editor).await.contains("already off"));
}
