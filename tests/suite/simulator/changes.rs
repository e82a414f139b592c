//! Patches of every form, copies, clones, deletions, the audit log.

use flagwise::simulator::SimulatorOptions;
use serde_json::{Value, json};

use super::support::{Bench, SEMANTIC};

const GIFT: &str = "/api/v2/flags/storefront/gift-cards";

#[test]
fn json_patch_comes_in_four_forms() {
    let bench = Bench::new();
    let replace = |value: &str| json!([{ "op": "replace", "path": "/description", "value": value }]);
    for (body, expected) in [
        (replace("bare"), "bare"),
        (json!({ "patch": replace("commented"), "comment": "why" }), "commented"),
        (json!({ "merge": { "description": "merged" }, "comment": "why" }), "merged"),
        (json!({ "description": "bare merge" }), "bare merge"),
    ] {
        let answer = bench.json("PATCH", GIFT, body);
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body["description"], expected);
        assert_eq!(bench.flag("gift-cards")["description"], expected);
    }
}

#[test]
fn json_patch_reaches_into_environments() {
    let bench = Bench::new();
    let before = bench.flag("gift-cards")["environments"]["production"].clone();
    let patch = json!([
        { "op": "replace", "path": "/environments/production/on", "value": false },
        { "op": "add", "path": "/environments/production/targets/0/values/-", "value": "user-new" },
        { "op": "add", "path": "/environments/production/rules/-", "value": {
            "variation": 0, "clauses": [{ "attribute": "country", "op": "in", "values": ["NZ"], "negate": false }] } },
    ]);
    let after = bench.json("PATCH", GIFT, patch).body["environments"]["production"].clone();
    assert_eq!(after["on"], false);
    assert_eq!(after["targets"][0]["values"].as_array().unwrap().len(), 4);
    assert_eq!(after["rules"].as_array().unwrap().len(), 3);
    assert_eq!(after["rules"][2]["_id"].as_str().unwrap().len(), 36, "a new rule gets an id");
    assert_eq!(after["version"].as_u64(), before["version"].as_u64().map(|version| version + 1));
}

#[test]
fn a_patch_of_nothing_leaves_every_sample_flag_as_it_is() {
    let bench = Bench::new();
    for state in ["live", "deprecated", "archived"] {
        for offset in [0, 100] {
            let path = format!("/api/v2/flags/storefront?limit=100&offset={offset}&filter=state%3A{state}");
            for row in bench.get(&path).body["items"].as_array().unwrap() {
                let key = row["key"].as_str().unwrap();
                let before = bench.flag(key);
                for body in [json!([]), json!({ "merge": {} }), json!({ "name": row["name"] })] {
                    let answer = bench.json("PATCH", &format!("/api/v2/flags/storefront/{key}"), body);
                    assert_eq!(answer.status, 200, "{key}: {}", answer.body);
                    assert_eq!(answer.body, before, "{key}");
                }
            }
        }
    }
    assert_eq!(bench.get("/api/v2/auditlog").body["items"], json!([]), "nothing happened");
}

#[test]
fn bad_json_patches_are_refused_and_change_nothing() {
    let bench = Bench::new();
    let before = bench.flag("gift-cards");
    let path = |op: &str, path: &str, value: Value| json!([{ "op": op, "path": path, "value": value }]);
    for (body, status, code) in [
        (path("remove", "/nowhere", Value::Null), 400, "invalid_patch"),
        (path("replace", "/environments/production/salt", json!("x")), 400, "invalid_request"),
        (path("replace", "/key", json!("other")), 400, "invalid_request"),
        (path("replace", "/environments/production/fallthrough/variation", json!(7)), 400, "invalid_request"),
        (path("replace", "/defaults/offVariation", json!(9)), 400, "invalid_request"),
        (path("replace", "/maintainerId", json!("000000000000000000000000")), 400, "invalid_request"),
        (path("replace", "/environments/production-eu/on", json!(false)), 405, "method_not_allowed"),
        (path("test", "/version", json!(99)), 409, "optimistic_locking_error"),
        (path("dance", "/name", json!("x")), 400, "invalid_request"),
        (json!({ "instructions": [{ "kind": "turnFlagOff" }] }), 400, "invalid_request"),
        (json!("text"), 400, "invalid_request"),
    ] {
        let answer = bench.json("PATCH", GIFT, body.clone());
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{body}: {}", answer.body);
    }
    assert_eq!(bench.flag("gift-cards"), before);
}

#[test]
fn json_patch_checks_what_a_semantic_patch_checks() {
    let bench = Bench::new();
    let refused = |flag: &str, path: &str, value: Value, part: &str| {
        let body = json!([{ "op": "add", "path": format!("/environments/production/{path}"), "value": value }]);
        let answer = bench.json("PATCH", &format!("/api/v2/flags/storefront/{flag}"), body);
        let message = answer.body["message"].as_str().unwrap_or_default().to_owned();
        assert!(answer.status == 400 && message.contains(part), "{flag} {path}: {} {message}", answer.status);
    };
    let rule = |op: &str, attribute: &str| {
        let clause = json!({ "attribute": attribute, "op": op, "values": ["x"], "negate": false });
        json!({ "variation": 0, "clauses": [clause], "trackEvents": false })
    };
    refused("gift-cards", "rules/-", rule("resembles", "email"), "`resembles` is not a clause operator");
    refused("gift-cards", "rules/-", rule("in", ""), "needs an `attribute`");
    refused("orders-database-migration", "fallthrough", json!({ "variation": 1 }), "serves a rollout");
    let last = json!([{ "key": "checkout-express-pay", "variation": 0 }]);
    refused("checkout-platform", "prerequisites", last, "would form a cycle");
}

#[test]
fn the_values_of_variations_have_one_type() {
    let bench = Bench::new();
    let add =
        |value: Value| bench.patch("promo-banner-text", None, json!([{ "kind": "addVariation", "value": value }]));
    let answer = add(json!(7));
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!("invalid_request")), "{}", answer.body);
    assert_eq!(add(json!("Another text")).status, 200);
}

#[test]
fn an_instruction_without_its_parameters_says_which_one_is_missing() {
    let bench = Bench::new();
    let environment = "/api/v2/projects/storefront/flags/gift-cards/environments/staging";
    let instructions = json!([{ "kind": "updateOffVariation" }]);
    for (path, body) in [
        (
            "scheduled-changes",
            json!({ "executionDate": super::support::NOW + 1_000_000, "instructions": instructions }),
        ),
        ("approval-requests", json!({ "description": "d", "instructions": instructions })),
    ] {
        let answer = bench.json("POST", &format!("{environment}/{path}"), body);
        let message = answer.body["message"].as_str().unwrap();
        assert!(answer.status == 400 && message.contains("missing field `variationId`"), "{path}: {message}");
    }
}

#[test]
fn the_header_makes_a_patch_semantic_whatever_else_the_body_holds() {
    let bench = Bench::new();
    let body = json!({ "patch": [], "environmentKey": "production", "instructions": [{ "kind": "turnFlagOff" }] });
    assert_eq!(bench.semantic(GIFT, body).body["environments"]["production"]["on"], false);
    let headers = [("Content-Type", SEMANTIC), ("X-HTTP-Method-Override", "PATCH")];
    let body = json!({ "environmentKey": "production", "instructions": [{ "kind": "turnFlagOn" }] });
    assert_eq!(bench.send("POST", GIFT, &headers, Some(&body)).body["environments"]["production"]["on"], true);
}

#[test]
fn a_dry_run_shows_and_keeps_nothing() {
    let bench = Bench::new();
    let before = bench.flag("gift-cards");
    let body = json!({ "environmentKey": "production", "instructions": [{ "kind": "turnFlagOff" }] });
    let preview = bench.semantic(&format!("{GIFT}?dryRun=True"), body);
    assert_eq!(preview.body["environments"]["production"]["on"], false);
    assert_eq!(bench.flag("gift-cards"), before);
}

#[test]
fn all_instructions_hold_or_none() {
    let bench = Bench::new();
    let before = bench.flag("gift-cards");
    for (instructions, environment, status) in [
        (
            json!([{ "kind": "turnFlagOff" }, { "kind": "removeVariation", "variationId": "no" }]),
            Some("production"),
            400,
        ),
        (json!([{ "kind": "turnFlagOff" }, { "kind": "dance" }]), Some("production"), 400),
        (json!([{ "kind": "turnFlagOff" }]), Some("nowhere"), 404),
        (json!([{ "kind": "turnFlagOff" }]), None, 400),
        (json!([]), None, 400),
    ] {
        let answer = bench.patch("gift-cards", environment, instructions.clone());
        assert_eq!(answer.status, status, "{instructions}: {}", answer.body);
    }
    assert_eq!(bench.flag("gift-cards"), before);
}

#[test]
fn prerequisites_hold_a_flag_in_place() {
    let bench = Bench::new();
    let archive = json!([{ "kind": "archiveFlag" }]);
    let refused = bench.patch("checkout-platform", None, archive.clone());
    assert_eq!(refused.status, 400);
    assert!(refused.body["message"].as_str().unwrap().contains("checkout-address-validation"));
    assert_eq!(bench.json("DELETE", "/api/v2/flags/storefront/checkout-platform", Value::Null).status, 409);
    let free = json!([{ "kind": "removePrerequisite", "key": "checkout-platform" }]);
    for environment in ["test", "staging", "production"] {
        assert_eq!(bench.patch("checkout-address-validation", Some(environment), free.clone()).status, 200);
    }
    assert_eq!(bench.patch("checkout-platform", None, archive.clone()).status, 400, "one environment is left");
    let dependents = bench.get("/api/v2/flags/storefront/checkout-platform/dependent-flags").body;
    assert_eq!(dependents["items"][0]["environments"].as_array().unwrap().len(), 1);
}

#[test]
fn removing_a_variation_moves_the_indices_of_those_who_depend_on_it() {
    let bench = Bench::new();
    let variations = json!([{ "value": "a" }, { "value": "b" }, { "value": "c" }, { "value": "d" }]);
    let body = json!({ "name": "Letters", "key": "letters", "variations": variations });
    let made = bench.json("POST", "/api/v2/flags/storefront", body).body;
    let id = |index: usize| made["variations"][index]["_id"].clone();
    let needs = json!([{ "kind": "addPrerequisite", "key": "letters", "variationId": id(2) }]);
    bench.patch("gift-cards", Some("production"), needs);
    let removed = bench.patch("letters", None, json!([{ "kind": "removeVariation", "variationId": id(1) }]));
    assert_eq!(removed.status, 200, "{}", removed.body);
    let held = bench.flag("gift-cards")["environments"]["production"]["prerequisites"].clone();
    assert_eq!(held, json!([{ "key": "letters", "variation": 1 }]));
}

#[test]
fn copying_takes_what_was_asked_for_and_checks_versions() {
    let bench = Bench::new();
    let version = |environment: &str| bench.flag("gift-cards")["environments"][environment]["version"].clone();
    let copy = |target: &str, current: Value, actions: Value| {
        let mut body =
            json!({ "source": { "key": "production" }, "target": { "key": target, "currentVersion": current } });
        body["includedActions"] = actions;
        bench.json("POST", &format!("{GIFT}/copy"), body)
    };
    let copied = copy("test", version("test"), json!(["updateTargets"]));
    assert_eq!(copied.status, 201, "{}", copied.body);
    let test = &copied.body["environments"]["test"];
    assert_eq!((test["targets"].as_array().unwrap().len(), test["rules"].as_array().unwrap().len()), (2, 0));
    assert_eq!(copy("test", json!(99), json!([])).body["code"], "optimistic_locking_error");
    assert_eq!(copy("production-eu", Value::Null, json!([])).status, 405);
    assert_eq!(copy("test", Value::Null, json!(["updateEverything"])).status, 400);
}

#[test]
fn new_flags_get_what_was_left_out() {
    let bench = Bench::new();
    let make = |body: Value| bench.json("POST", "/api/v2/flags/storefront", body);
    let plain = make(json!({ "name": "Plain", "key": "plain" }));
    assert_eq!(plain.status, 201);
    assert_eq!(plain.body["kind"], "boolean");
    assert_eq!(plain.body["defaults"], json!({ "onVariation": 0, "offVariation": 1 }));
    assert_eq!(plain.body["temporary"], true);
    assert_eq!(plain.body["_maintainer"]["firstName"], "Ada");
    let environment = &plain.body["environments"]["production"];
    assert_eq!((&environment["on"], &environment["offVariation"]), (&json!(false), &json!(1)));
    let status = bench.get("/api/v2/flag-statuses/storefront/production/plain").body;
    assert_eq!(status["name"], "new");
    for (body, message) in [
        (json!({ "name": "x", "key": "-x" }), "Invalid key"),
        (json!({ "name": "x", "key": "x", "variations": [{ "value": 1 }] }), "at least two"),
        (json!({ "name": "x", "key": "x", "variations": [{ "value": 1 }, { "value": 1 }] }), "unique"),
        (json!({ "name": "x", "key": "x", "defaults": { "onVariation": 0, "offVariation": 5 } }), "Default off"),
        (json!({ "name": "x", "key": "x", "tags": ["not a tag"] }), "tag"),
        (json!({ "name": "x", "key": "x", "purpose": "migration" }), "migrationSettings"),
        (json!({ "key": "x" }), "name"),
    ] {
        let refused = make(body);
        assert_eq!(refused.status, 400);
        let text = refused.body["message"].as_str().unwrap();
        assert!(text.contains(message), "{text}");
    }
    let taken = make(json!({ "name": "Plain", "key": "plain" }));
    assert_eq!((taken.status, taken.body["code"].as_str()), (409, Some("conflict")));
}

#[test]
fn a_deleted_flag_is_gone_with_all_that_belongs_to_it() {
    let bench = Bench::new();
    assert_eq!(bench.json("DELETE", "/api/v2/flags/storefront/holiday-theme", Value::Null).status, 204);
    assert_eq!(bench.get("/api/v2/flags/storefront/holiday-theme").status, 404);
    bench.json("POST", "/api/v2/flags/storefront", json!({ "name": "Again", "key": "holiday-theme" }));
    let path = "/api/v2/projects/storefront/flags/holiday-theme/environments/production/scheduled-changes";
    assert_eq!(bench.get(path).body["items"], json!([]));
}

#[test]
fn the_audit_log_tells_who_did_what_where() {
    let bench = Bench::new();
    bench.json(
        "PATCH",
        GIFT,
        json!({ "patch": [{ "op": "add", "path": "/tags/-", "value": "x" }], "comment": "tagging" }),
    );
    bench.patch("gift-cards", Some("production"), json!([{ "kind": "turnFlagOff" }]));
    let log = bench.get("/api/v2/auditlog").body;
    assert_eq!(log["items"][0]["title"], "Ada Okafor turned off the flag");
    assert_eq!(log["items"][1]["comment"], "tagging");
    let only = |specification: &str| {
        let path = format!("/api/v2/auditlog?spec={specification}");
        bench.get(&path).body["items"].as_array().unwrap().len()
    };
    assert_eq!(only("proj/storefront:env/production:flag/*"), 2);
    assert_eq!(only("proj/storefront:env/test:flag/*"), 1, "a change of the flag as a whole counts everywhere");
    assert_eq!(only("proj/warehouse:env/*:flag/*"), 0);
    assert_eq!(bench.get("/api/v2/auditlog?limit=50").status, 400);
}

#[test]
fn headers_are_those_of_the_live_api() {
    let origin = "http://localhost:3000";
    let bench =
        Bench::with(SimulatorOptions { allowed_origins: vec![origin.to_owned()], ..SimulatorOptions::default() });
    let answer = bench.send("GET", GIFT, &[("Origin", origin)], None);
    assert_eq!(answer.headers["access-control-allow-origin"], origin);
    for name in ["x-ratelimit-global-remaining", "x-ratelimit-route-remaining", "x-ratelimit-reset"] {
        assert!(answer.headers[name].to_str().unwrap().parse::<i64>().unwrap() > 0, "{name}");
    }
    let preflight = bench.send("OPTIONS", GIFT, &[("Authorization", ""), ("Origin", origin)], None);
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.headers["access-control-max-age"], "300");
    assert_eq!(bench.send("PUT", GIFT, &[], None).status, 405);
}
