//! The requests about flags without a place in a document: list, references by key, card, and the choice of a project.

use serde_json::{Value, json};

use crate::support::editor::Editor;
use crate::support::shop::{Shop, names, rich};

const KEYS: &str = "export const Flags = { Gifts: \"gift-cards\" } as const;\n";
const USES: &str = "import { Flags } from \"./keys\";\nldClient.boolVariation(Flags.Gifts, user, false);\nldClient.boolVariation(\"express-shipping\", user, false);\n";

fn workspace() -> Shop {
    let shop = Shop::open();
    std::fs::write(shop.path("keys.ts"), KEYS).unwrap();
    std::fs::write(shop.path("page.ts"), USES).unwrap();
    shop
}

async fn editor(shop: &Shop) -> Editor {
    let mut capabilities = rich();
    capabilities["experimental"]["flagwise"] = json!({ "flagsChanged": true });
    let editor = shop.editor(shop.options(), capabilities).await;
    editor.quiescent().await;
    editor
}

async fn flags(editor: &Editor, params: Value) -> Value {
    editor.request("flagwise/flags", params).await.unwrap()
}

fn keys(answer: &Value) -> Vec<&str> {
    answer["flags"].as_array().unwrap().iter().map(|flag| flag["key"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_flags_of_the_workspace_are_listed_with_state_and_counts() {
    let shop = workspace();
    let editor = editor(&shop).await;
    let answer = flags(&editor, json!({ "scope": "workspace" })).await;
    assert_eq!(keys(&answer), ["express-shipping", "gift-cards"]);
    assert_eq!((&answer["total"], &answer["complete"], &answer["inUse"]), (&json!(2), &json!(true), &json!(true)));
    let gifts = &answer["flags"][1];
    assert_eq!(gifts["project"], "storefront");
    assert_eq!(gifts["referencesInWorkspace"], 2);
    assert_eq!(gifts["referencesInFile"], Value::Null);
    assert_eq!(gifts["unused"], false);
    assert_eq!(gifts["environments"][0]["key"], "production");
    assert!(gifts["environments"][0]["on"].is_boolean(), "{gifts}");
    assert!(gifts["url"].as_str().unwrap().ends_with("/storefront/production/features/gift-cards"), "{gifts}");
}

#[tokio::test]
async fn a_page_of_all_flags_is_bounded_and_goes_on_where_the_last_ended() {
    let shop = workspace();
    let editor = editor(&shop).await;
    let all = flags(&editor, json!({ "limit": 500 })).await;
    let total = all["total"].as_u64().unwrap() as usize;
    assert_eq!(keys(&all).len(), total);
    let mut paged: Vec<String> = Vec::new();
    while paged.len() < total {
        let page = flags(&editor, json!({ "offset": paged.len(), "limit": 7 })).await;
        assert!(!keys(&page).is_empty() && keys(&page).len() <= 7);
        paged.extend(keys(&page).into_iter().map(str::to_owned));
    }
    assert_eq!(paged, keys(&all));
    let none = flags(&editor, json!({ "limit": 0 })).await;
    assert_eq!((keys(&none).len(), &none["total"]), (0, &all["total"]));
}

#[tokio::test]
async fn the_flags_of_an_unsaved_file_follow_its_text() {
    let shop = workspace();
    let editor = editor(&shop).await;
    let uri = shop.uri("page.ts");
    editor.open(&uri, "typescript", USES);
    let of_file = json!({ "scope": "file", "textDocument": { "uri": uri } });
    let answer = flags(&editor, of_file.clone()).await;
    assert_eq!(keys(&answer), ["express-shipping", "gift-cards"]);
    assert_eq!(
        (&answer["flags"][1]["referencesInFile"], &answer["flags"][1]["referencesInWorkspace"]),
        (&json!(1), &json!(2))
    );
    editor.replace(&uri, 2, &names("promo-banner-text"));
    assert_eq!(keys(&flags(&editor, of_file).await), ["promo-banner-text"]);
}

#[tokio::test]
async fn search_and_conditions_narrow_the_list() {
    let shop = workspace();
    let editor = editor(&shop).await;
    assert_eq!(keys(&flags(&editor, json!({ "query": "giftcard" })).await)[0], "gift-cards");
    let archived = flags(&editor, json!({ "conditions": ["archived"], "limit": 500 })).await;
    assert!(keys(&archived).contains(&"legacy-cart-banner"));
    assert!(archived["flags"].as_array().unwrap().iter().all(|flag| flag["condition"] == "archived"));
    let unused = flags(&editor, json!({ "conditions": ["unused"], "limit": 500 })).await;
    assert!(!keys(&unused).contains(&"gift-cards") && keys(&unused).contains(&"dark-mode-v1"));
}

#[tokio::test]
async fn a_folder_without_flags_is_not_in_use() {
    let shop = Shop::open();
    std::fs::write(shop.path("page.ts"), "export const one = 1;\n").unwrap();
    let editor = editor(&shop).await;
    assert_eq!(flags(&editor, json!({ "scope": "workspace" })).await["inUse"], false);
    editor.open(&shop.uri("other.ts"), "typescript", "export const two = 2;\n");
    assert_eq!(flags(&editor, Value::Null).await["inUse"], false);
}

#[tokio::test]
async fn an_open_document_with_sdk_calls_is_in_use_before_a_project_is_set() {
    let shop = Shop::with_settings("");
    let editor = shop.editor_without_flags(shop.options(), rich()).await;
    editor.quiescent().await;
    let text = "import * as ld from \"launchdarkly-node-server-sdk\";\nconst ldClient = ld.init(\"k\");\nldClient.boolVariation(\"any-key\", user, false);\n";
    editor.open(&shop.uri("page.ts"), "typescript", text);
    let answer = flags(&editor, json!({ "scope": "workspace" })).await;
    assert_eq!((&answer["inUse"], &answer["complete"], &answer["total"]), (&json!(true), &json!(false), &json!(0)));
}

#[tokio::test]
async fn a_client_that_lists_flags_is_told_when_they_change() {
    let shop = workspace();
    let editor = editor(&shop).await;
    shop.create_flag("made-meanwhile").await;
    editor.request("workspace/executeCommand", json!({ "command": "flagwise.refresh" })).await.unwrap();
    loop {
        editor.take_method("flagwise/flagsChanged").await;
        if keys(&flags(&editor, json!({ "query": "made-meanwhile" })).await) == ["made-meanwhile"] {
            return;
        }
    }
}

#[tokio::test]
async fn references_are_found_by_key() {
    let shop = workspace();
    let editor = editor(&shop).await;
    let found = editor.request("flagwise/references", json!({ "flag": "gift-cards" })).await.unwrap();
    assert_eq!(found["total"], 2);
    assert_eq!(found["locations"][0]["uri"], shop.uri("keys.ts"));
    assert_eq!(found["locations"][1]["uri"], shop.uri("page.ts"));
    assert_eq!(found["locations"][1]["range"]["start"], json!({ "line": 1, "character": 29 }));
    let uses = json!({ "flag": "gift-cards", "project": "storefront", "includeDeclaration": false });
    assert_eq!(editor.request("flagwise/references", uses).await.unwrap()["total"], 1);
    for nothing in [json!({ "flag": "no-such-flag" }), json!({ "flag": "gift-cards", "project": "other" })] {
        let found = editor.request("flagwise/references", nothing).await.unwrap();
        assert_eq!(found, json!({ "locations": [], "total": 0 }));
    }
    let error = editor.request("flagwise/references", json!({})).await.unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("missing field `flag`"), "{error}");
}

#[tokio::test]
async fn the_card_of_a_key_is_its_hover() {
    let shop = workspace();
    let editor = editor(&shop).await;
    let card = editor.request("flagwise/card", json!({ "flag": "express-shipping" })).await.unwrap();
    editor.open(&shop.uri("page.ts"), "typescript", USES);
    let hover = editor.hover(&shop.uri("page.ts"), 2, 26).await;
    assert_eq!(card, hover["contents"]);
    assert_eq!(editor.request("flagwise/card", json!({ "flag": "no-such-flag" })).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn a_project_is_chosen_from_those_of_the_account_and_written_by_the_client() {
    let shop = Shop::with_settings("# ours\nreadOnly = true\n");
    let editor = shop.editor_without_flags(shop.options(), rich()).await;
    let projects = editor.request("flagwise/projects", Value::Null).await.unwrap();
    assert!(projects.as_array().unwrap().iter().any(|project| project["key"] == "storefront"), "{projects}");
    let environments = editor.request("flagwise/environments", json!({ "project": "storefront" })).await.unwrap();
    let production = environments.as_array().unwrap().iter().find(|one| one["key"] == "production").unwrap();
    assert_eq!((&production["name"], &production["critical"]), (&json!("Production"), &json!(true)));
    let chosen = json!({ "project": "storefront", "environments": ["production"] });
    let file = editor.request("flagwise/projectFile", chosen).await.unwrap();
    assert_eq!(file["uri"], shop.uri("flagwise.toml"));
    assert_eq!(file["exists"], true);
    assert!(
        file["text"].as_str().unwrap().contains("project = \"storefront\"\nenvironments = [\"production\"]\n"),
        "{file}"
    );
    assert!(
        file["text"].as_str().unwrap().contains("# ours\n")
            && file["text"].as_str().unwrap().contains("readOnly = true\n")
    );
}

#[tokio::test]
async fn without_a_token_the_projects_cannot_be_listed_and_the_error_says_what_to_do() {
    let shop = Shop::with_settings("");
    let editor = shop.editor_without_flags(shop.options_with_token(None), rich()).await;
    let error = editor.request("flagwise/projects", Value::Null).await.unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("No LaunchDarkly access token is set"), "{error}");
}
