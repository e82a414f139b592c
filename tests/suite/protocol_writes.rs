//! Changing flags: asked, sent, shown, told, and what happens when LaunchDarkly refuses.

use flagwise::flags::EnvironmentKey;
use flagwise::simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, names, rich};

async fn run(editor: &Editor, command: &str, flag: &str, environment: Option<&str>) {
    let argument = json!({ "project": "storefront", "flag": flag, "environment": environment });
    let params = json!({ "command": command, "arguments": [argument] });
    assert_eq!(editor.request("workspace/executeCommand", params).await, Ok(Value::Null));
}

/// The next question of the server.
async fn question(editor: &Editor) -> Value {
    editor.take_method("window/showMessageRequest").await
}

fn text(message: &Value) -> &str {
    message["params"]["message"].as_str().unwrap()
}

fn buttons(question: &Value) -> Vec<&str> {
    let actions = question["params"]["actions"].as_array().unwrap();
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

/// Presses the first button of a question.
async fn confirm(editor: &Editor) -> Value {
    let question = question(editor).await;
    editor.respond(&question, json!({ "title": buttons(&question)[0] }));
    question
}

async fn message(editor: &Editor) -> String {
    text(&editor.take_method("window/showMessage").await).to_owned()
}

#[tokio::test]
async fn archiving_asks_changes_and_shows_and_can_be_undone() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let (uri, other) = (shop.uri("a.js"), shop.uri("b.js"));
    editor.open(&uri, "javascript", &names("size-guide"));
    editor.open(&other, "javascript", &names("size-guide"));

    run(&editor, "flagwise.archive", "size-guide", None).await;
    let asked = question(&editor).await;
    assert!(text(&asked).contains("size-guide"), "{asked}");
    assert_eq!(buttons(&asked).last(), Some(&"Cancel"));
    assert_eq!(shop.patches(), 0, "nothing is sent before the answer");
    editor.respond(&asked, json!({ "title": buttons(&asked)[0] }));

    let offer = question(&editor).await;
    assert_eq!(buttons(&offer), ["Undo"]);
    assert!(text(&offer).contains("size-guide"), "{offer}");
    assert_eq!(shop.state("size-guide").await, "archived");
    for uri in [&uri, &other] {
        editor.take_diagnostics(uri, |pushed| pushed["diagnostics"][0]["code"] == "archived-flag").await;
    }

    editor.respond(&offer, json!({ "title": "Undo" }));
    let asked = confirm(&editor).await;
    assert!(text(&asked).contains("Restore `size-guide`"), "an undo asks as any change does: {asked}");
    question(&editor).await;
    assert_eq!(shop.state("size-guide").await, "live");
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["code"] != "archived-flag").await;
    assert_eq!(shop.patches(), 2);
    assert_eq!(editor.quit().await, 0);
}

#[tokio::test]
async fn every_command_does_what_it_says() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let is_on = async |flag: &str| shop.flag(flag).await.environments[&EnvironmentKey::new("staging")].on;

    run(&editor, "flagwise.turnOff", "express-shipping", Some("staging")).await;
    let asked = confirm(&editor).await;
    assert!(text(&asked).contains("express-shipping") && text(&asked).contains("Staging"), "{asked}");
    question(&editor).await;
    assert!(!is_on("express-shipping").await);
    run(&editor, "flagwise.turnOn", "express-shipping", Some("staging")).await;
    confirm(&editor).await;
    question(&editor).await;
    assert!(is_on("express-shipping").await);

    run(&editor, "flagwise.deprecate", "express-shipping", None).await;
    confirm(&editor).await;
    question(&editor).await;
    assert_eq!(shop.state("express-shipping").await, "deprecated");
    run(&editor, "flagwise.restoreDeprecated", "express-shipping", None).await;
    confirm(&editor).await;
    question(&editor).await;
    assert_eq!(shop.state("express-shipping").await, "live");
    run(&editor, "flagwise.restore", "legacy-cart-banner", None).await;
    confirm(&editor).await;
    question(&editor).await;
    assert_eq!(shop.state("legacy-cart-banner").await, "live");
}

#[tokio::test]
async fn nothing_is_sent_without_a_yes() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    for answer in [json!({ "title": "Cancel" }), Value::Null] {
        run(&editor, "flagwise.archive", "gift-cards", None).await;
        let asked = question(&editor).await;
        editor.respond(&asked, answer);
    }
    // A third command is dealt with after the answers to the first two.
    run(&editor, "flagwise.archive", "no-such-flag", None).await;
    assert!(message(&editor).await.contains("no-such-flag"));
    assert_eq!(editor.quit().await, 0);
    assert_eq!(shop.patches(), 0);
}

#[tokio::test]
async fn read_only_settings_refuse_and_say_how_to_lift_it() {
    let shop = Shop::with_settings("project = \"storefront\"\nreadOnly = true\n");
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    let told = message(&editor).await;
    assert!(told.contains("readOnly"), "{told}");
    assert_eq!(shop.patches(), 0);
    assert_eq!(editor.request("flagwise/status", Value::Null).await.unwrap()["writes"], false);
}

#[tokio::test]
async fn bad_arguments_are_refused_with_words() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    for (arguments, expected) in [
        (json!([]), "argument missing"),
        (json!([{ "project": "storefront" }]), "missing field `flag`"),
        (json!([{ "project": "storefront", "flag": "gift-cards" }]), "environment"),
        (json!([{ "project": "storefront", "flag": "gift-cards", "env": "test" }]), "`env`"),
    ] {
        let params = json!({ "command": "flagwise.turnOn", "arguments": arguments });
        let error = editor.request("workspace/executeCommand", params).await.unwrap_err();
        assert_eq!(error["code"], -32602);
        assert!(error["message"].as_str().unwrap().contains(expected), "{error}");
    }
    let elsewhere = json!([{ "project": "another", "flag": "gift-cards" }]);
    let params = json!({ "command": "flagwise.archive", "arguments": elsewhere });
    editor.request("workspace/executeCommand", params).await.unwrap();
    assert!(message(&editor).await.contains("another"));
}

#[tokio::test]
async fn each_refusal_is_told_with_what_to_do() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let told = async |fault: Fault| {
        shop.simulator.set_faults(vec![fault]);
        run(&editor, "flagwise.archive", "gift-cards", None).await;
        confirm(&editor).await;
        let told = message(&editor).await;
        shop.simulator.set_faults(Vec::new());
        told
    };
    let unauthorized = told(Fault::new(FaultKind::EmptyUnauthorized, 1.0).on("PATCH", "gift-cards")).await;
    assert!(unauthorized.contains("401") && unauthorized.contains("LAUNCHDARKLY_ACCESS_TOKEN"), "{unauthorized}");
    let conflict = told(Fault::new(FaultKind::Conflict, 1.0).on("PATCH", "gift-cards")).await;
    assert!(conflict.contains("409") && conflict.contains("It is unchanged"), "{conflict}");
    assert_eq!(shop.state("gift-cards").await, "live");

    editor.request("flagwise/setToken", json!({ "token": shop.simulator.reader_token() })).await.unwrap();
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    confirm(&editor).await;
    let forbidden = message(&editor).await;
    assert!(forbidden.contains("403") && forbidden.contains("role"), "{forbidden}");
}

#[tokio::test]
async fn a_reached_rate_limit_is_told_with_the_wait() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    shop.simulator.set_faults(vec![Fault::new(FaultKind::RateLimited, 1.0).on("PATCH", "gift-cards")]);
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    confirm(&editor).await;
    assert!(message(&editor).await.contains("gift-cards has not changed yet"));
    let told = message(&editor).await;
    assert!(told.contains("429") && told.contains("Try again in"), "{told}");
    assert_eq!(shop.state("gift-cards").await, "live");
}

#[tokio::test]
async fn a_change_that_has_to_wait_says_so_and_is_made() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let once = Fault::new(FaultKind::RateLimited, 1.0).on("PATCH", "gift-cards").times(1);
    shop.simulator.set_faults(vec![once]);
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    confirm(&editor).await;
    let told = message(&editor).await;
    assert!(told.contains("gift-cards has not changed yet") && told.contains("rate limit: waiting"), "{told}");
    let done = question(&editor).await;
    assert!(text(&done).contains("gift-cards"), "{done}");
    assert_eq!(shop.state("gift-cards").await, "archived");
}

#[tokio::test]
async fn a_flag_that_is_gone_is_told_and_the_flags_are_loaded_again() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let uri = shop.uri("a.js");
    editor.open(&uri, "javascript", &names("wishlist-sharing"));
    delete(&shop, "wishlist-sharing").await;
    run(&editor, "flagwise.archive", "wishlist-sharing", None).await;
    let told = message(&editor).await;
    assert!(told.contains("404"), "{told}");
    editor.take_diagnostics(&uri, |pushed| pushed["diagnostics"][0]["code"] == "unknown-flag").await;
}

async fn delete(shop: &Shop, flag: &str) {
    use flagwise::launchdarkly::{Client, ClientOptions, Host};
    let token = secrecy::SecretString::from(shop.simulator.writer_token());
    let host = Host::parse(&shop.simulator.url()).unwrap();
    let client = Client::new(ClientOptions { host, ..ClientOptions::new(token) }).unwrap();
    client.delete_flag(&shop.simulator.project(), &flag.into()).await.unwrap();
}

#[tokio::test]
async fn a_needed_approval_becomes_an_offer_to_open_the_page() {
    let shop = Shop::with_settings("project = \"storefront\"\nenvironments = [\"production-eu\"]\n");
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.turnOff", "search-autocomplete", Some("production-eu")).await;
    confirm(&editor).await;
    let offer = question(&editor).await;
    assert_eq!(buttons(&offer), ["Open in LaunchDarkly"]);
    assert!(text(&offer).contains("approval"), "{offer}");
    editor.answer("window/showDocument", Some(json!({ "success": true })));
    editor.respond(&offer, json!({ "title": "Open in LaunchDarkly" }));
    let shown = editor.take_method("window/showDocument").await;
    let url = shown["params"]["uri"].as_str().unwrap();
    assert!(url.contains("/storefront/production-eu/features/search-autocomplete"), "{url}");
    assert_eq!(shown["params"]["external"], true);
}

#[tokio::test]
async fn a_lost_answer_is_looked_up() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    let fault = |kind| vec![Fault::new(kind, 1.0).on("PATCH", "gift-cards").times(1)];
    shop.simulator.set_faults(fault(FaultKind::ResetAfter));
    run(&editor, "flagwise.archive", "gift-cards", None).await;
    confirm(&editor).await;
    assert_eq!(buttons(&question(&editor).await), ["Undo"]);
    assert_eq!(shop.state("gift-cards").await, "archived");

    shop.simulator.set_faults(fault(FaultKind::ResetBefore));
    run(&editor, "flagwise.restore", "gift-cards", None).await;
    confirm(&editor).await;
    let told = message(&editor).await;
    assert!(told.contains("was not changed"), "{told}");
    assert_eq!(shop.state("gift-cards").await, "archived");
}

#[tokio::test]
async fn a_page_is_opened_or_its_address_told() {
    let shop = Shop::open();
    let editor = shop.editor(shop.options(), rich()).await;
    run(&editor, "flagwise.openInLaunchDarkly", "gift-cards", Some("staging")).await;
    let asked = editor.take_method("window/showDocument").await;
    let page = format!("{}/storefront/staging/features/gift-cards", shop.simulator.url());
    assert_eq!(asked["params"]["uri"], page);
    editor.respond(&asked, json!({ "success": false }));
    assert!(message(&editor).await.contains(&page));

    let plain = shop.editor(shop.options(), json!({})).await;
    run(&plain, "flagwise.openInLaunchDarkly", "gift-cards", Some("staging")).await;
    assert!(message(&plain).await.contains(&page));
}
