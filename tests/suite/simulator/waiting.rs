//! Scheduled changes, expiring targets, approvals: what waits, and what happens when its time comes.

use serde_json::{Value, json};

use super::support::{Bench, DAY, NOW};

fn scheduled(flag: &str) -> String {
    format!("/api/v2/projects/storefront/flags/{flag}/environments/production/scheduled-changes")
}

fn schedule(bench: &Bench, flag: &str, days: i64, instructions: Value, query: &str) -> super::support::Answer {
    let body = json!({ "executionDate": NOW + days * DAY, "instructions": instructions });
    bench.json("POST", &format!("{}{query}", scheduled(flag)), body)
}

#[test]
fn a_scheduled_change_takes_effect_when_its_time_comes() {
    let bench = Bench::new();
    let on = || bench.flag("express-shipping")["environments"]["production"]["on"].clone();
    bench.advance_days(4);
    assert_eq!(on(), false);
    bench.advance_days(1);
    assert_eq!(on(), true);
    let flag = bench.flag("express-shipping");
    assert_eq!(flag["environments"]["production"]["lastModified"], NOW + 5 * DAY);
    assert_eq!(bench.get(&scheduled("express-shipping")).body["items"], json!([]));
    assert_eq!(bench.get("/api/v2/auditlog").body["items"][0]["titleVerb"], "turned on the flag");
}

#[test]
fn changes_take_effect_in_their_order_even_if_nobody_looks() {
    let bench = Bench::new();
    schedule(&bench, "footer-links", 2, json!([{ "kind": "turnFlagOn" }]), "");
    schedule(&bench, "footer-links", 1, json!([{ "kind": "turnFlagOff" }]), "");
    let version = || bench.flag("footer-links")["environments"]["production"]["version"].as_u64().unwrap();
    let before = version();
    bench.advance_days(30);
    assert_eq!(bench.flag("footer-links")["environments"]["production"]["on"], true);
    assert_eq!(version(), before + 2);
}

#[test]
fn conflicts_are_refused_unless_they_are_to_be_ignored() {
    let bench = Bench::new();
    let rule = bench.flag("holiday-theme")["environments"]["production"]["rules"][0]["_id"].clone();
    let remove = json!([{ "kind": "removeRule", "ruleId": rule }]);
    // A scheduled change after which a later one fails.
    let touch = json!([{ "kind": "updateRuleTrackEvents", "ruleId": rule, "trackEvents": true }]);
    let later = schedule(&bench, "holiday-theme", 15, touch.clone(), "");
    assert_eq!(later.status, 400, "{}", later.body);
    assert!(later.body["message"].as_str().unwrap().contains("ignoreConflicts"));
    let forced = schedule(&bench, "holiday-theme", 15, touch.clone(), "?ignoreConflicts=True");
    assert_eq!(forced.status, 201);
    assert_eq!(forced.body["conflicts"].as_array().unwrap().len(), 1);
    let sooner = schedule(&bench, "holiday-theme", 5, touch, "?ignoreConflicts=false");
    assert_eq!(sooner.status, 201, "before the rule goes there is no conflict: {}", sooner.body);
    // A change of targeting that invalidates a scheduled instruction.
    let refused = bench.patch("holiday-theme", Some("production"), remove.clone());
    assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("invalid_request")));
    let body = json!({ "environmentKey": "production", "instructions": remove });
    let forced = bench.semantic("/api/v2/flags/storefront/holiday-theme?ignoreConflicts=true", body);
    assert_eq!(forced.status, 200);
    bench.advance_days(40);
    let log = bench.get("/api/v2/auditlog?limit=20").body;
    let failures = log["items"].as_array().unwrap().iter();
    assert!(failures.filter(|entry| entry["titleVerb"] == "could not make a scheduled change").count() >= 2);
    assert_eq!(bench.flag("holiday-theme")["environments"]["production"]["on"], true);
}

#[test]
fn a_scheduled_change_can_be_changed_and_counts_its_versions() {
    let bench = Bench::new();
    let made = schedule(&bench, "footer-links", 2, json!([{ "kind": "turnFlagOff" }]), "").body;
    assert_eq!((&made["_version"], &made["_creationDate"]), (&json!(1), &json!(NOW)));
    let path = format!("{}/{}", scheduled("footer-links"), made["_id"].as_str().unwrap());
    let step = |instruction: Value| bench.semantic(&path, json!({ "instructions": [instruction] }));
    let later = step(json!({ "kind": "updateScheduledChangesExecutionDate", "value": NOW + 9 * DAY }));
    assert_eq!((&later.body["_version"], &later.body["executionDate"]), (&json!(2), &json!(NOW + 9 * DAY)));
    let past = step(json!({ "kind": "updateScheduledChangesExecutionDate", "value": NOW - 1 }));
    assert_eq!(past.status, 400);
    let plain = bench.json("PATCH", &path, json!({ "instructions": [{ "kind": "deleteScheduledChange" }] }));
    assert_eq!(plain.status, 400, "without the header");
    assert_eq!(step(json!({ "kind": "deleteScheduledChange" })).status, 200);
    assert_eq!(bench.get(&path).status, 404);
    assert_eq!(schedule(&bench, "footer-links", 2, json!([{ "kind": "dance" }]), "").status, 400);
    assert_eq!(schedule(&bench, "footer-links", -2, json!([{ "kind": "turnFlagOff" }]), "").status, 400);
}

#[test]
fn an_expired_target_is_removed_and_everyone_else_stays() {
    let bench = Bench::new();
    let targets = || bench.flag("beta-program")["environments"]["production"]["targets"].clone();
    let path = "/api/v2/flags/storefront/beta-program/expiring-targets/production";
    assert_eq!(bench.get(path).body["items"][0]["contextKey"], "user-guest-tester");
    bench.advance_days(6);
    assert_eq!(targets()[0]["values"], json!(["user-guest-tester", "user-ada"]));
    bench.advance_days(1);
    assert_eq!(targets()[0]["values"], json!(["user-ada"]));
    assert_eq!(bench.get(path).body["items"], json!([]));
}

#[test]
fn expiring_targets_stand_for_themselves_instruction_by_instruction() {
    let bench = Bench::new();
    let path = "/api/v2/flags/storefront/beta-program/expiring-targets/production";
    let variation = bench.flag("beta-program")["variations"][0]["_id"].clone();
    let step = |kind: &str, key: &str, extra: Value| {
        let mut step = json!({ "kind": kind, "variationId": variation, "contextKey": key, "contextKind": "user" });
        step.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        step
    };
    let body = json!({ "instructions": [
        step("addExpiringTarget", "user-ada", json!({ "value": NOW + DAY })),
        step("addExpiringTarget", "user-nobody", json!({ "value": NOW + DAY })),
        step("updateExpiringTarget", "user-guest-tester", json!({ "value": NOW + DAY, "version": 9 })),
    ] });
    let answer = bench.semantic(path, body.clone()).body;
    let counts =
        ["totalInstructions", "successfulInstructions", "failedInstructions"].map(|name| answer[name].as_u64());
    assert_eq!(counts, [Some(3), Some(1), Some(2)]);
    assert_eq!(answer["errors"][0]["instructionIndex"], 1);
    assert_eq!(answer["items"].as_array().unwrap().len(), 2);
    let plain = bench.send("PATCH", path, &[("Content-Type", "application/json")], Some(&body));
    assert_eq!(plain.status, 400, "without the header");
    // Whoever is not targeted any more does not expire.
    let remove = json!([{ "kind": "removeTargets", "variationId": variation, "values": ["user-ada"] }]);
    bench.patch("beta-program", Some("production"), remove);
    assert_eq!(bench.get(path).body["items"].as_array().unwrap().len(), 1);
}

#[test]
fn an_approval_request_goes_from_made_to_applied() {
    let bench = Bench::new();
    let requests = "/api/v2/projects/storefront/flags/express-shipping/environments/production-eu/approval-requests";
    let turn_on = json!([{ "kind": "turnFlagOn" }]);
    assert_eq!(bench.patch("express-shipping", Some("production-eu"), turn_on.clone()).status, 405);
    let eu = "/api/v2/projects/storefront/flags/express-shipping/environments/production-eu/scheduled-changes";
    let body = json!({ "executionDate": NOW + DAY, "instructions": turn_on });
    assert_eq!(bench.json("POST", eu, body).status, 405, "nor by a schedule");
    let body = json!({ "description": "Europe too", "instructions": turn_on });
    let made = bench.json("POST", requests, body);
    assert_eq!((made.status, &made.body["status"]), (201, &json!("pending")), "{}", made.body);
    let one = format!("{requests}/{}", made.body["_id"].as_str().unwrap());
    assert_eq!(bench.json("POST", &format!("{one}/apply"), json!({})).status, 409, "nobody has approved");
    let approved = bench.json("POST", &format!("{one}/reviews"), json!({ "kind": "approve", "comment": "yes" }));
    assert_eq!(approved.body["reviewStatus"], "approved");
    let applied = bench.json("POST", &format!("{one}/apply"), json!({ "comment": "go" }));
    assert_eq!((applied.status, &applied.body["status"]), (200, &json!("completed")), "{}", applied.body);
    assert_eq!(bench.flag("express-shipping")["environments"]["production-eu"]["on"], true);
    assert_eq!(bench.json("POST", &format!("{one}/apply"), json!({})).status, 409, "once is enough");
    assert_eq!(bench.get(requests).body["items"].as_array().unwrap().len(), 1);
    // What is no targeting needs no approval.
    let tag = json!([{ "kind": "addTags", "values": ["europe"] }]);
    assert_eq!(bench.patch("express-shipping", Some("production-eu"), tag).status, 200);
    assert_eq!(bench.patch("express-shipping", None, json!([{ "kind": "archiveFlag" }])).status, 200);
}

#[test]
fn an_approved_request_with_a_date_waits_for_it() {
    let bench = Bench::new();
    let requests = "/api/v2/projects/storefront/flags/footer-links/environments/production-eu/approval-requests";
    let body = json!({ "description": "Off next week", "instructions": [{ "kind": "turnFlagOff" }],
        "executionDate": NOW + 7 * DAY });
    let made = bench.json("POST", requests, body).body;
    let one = format!("{requests}/{}", made["_id"].as_str().unwrap());
    let approved = bench.json("POST", &format!("{one}/reviews"), json!({ "kind": "approve" }));
    assert_eq!(approved.body["status"], "scheduled");
    bench.advance_days(6);
    assert_eq!(bench.flag("footer-links")["environments"]["production-eu"]["on"], true);
    bench.advance_days(1);
    assert_eq!(bench.flag("footer-links")["environments"]["production-eu"]["on"], false);
    assert_eq!(bench.get(&one).body["status"], "completed");
}

#[test]
fn sdks_are_told_of_what_falls_due_and_poll_with_a_tag() {
    let bench = Bench::new();
    let key = bench.simulator.sdk_keys().into_iter().find(|(key, _)| key.as_str() == "production").unwrap().1;
    let poll =
        |tag: &str| bench.send("GET", "/sdk/latest-all", &[("Authorization", &key), ("If-None-Match", tag)], None);
    let first = poll("");
    assert_eq!(first.body["flags"]["express-shipping"]["on"], false);
    assert!(first.body["flags"].get("legacy-cart-banner").is_none(), "archived");
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(poll(&tag).status, 304);
    bench.advance_days(5);
    let second = poll(&tag);
    assert_eq!((second.status, &second.body["flags"]["express-shipping"]["on"]), (200, &json!(true)));
    assert!(
        second.body["flags"]["express-shipping"]["version"].as_u64()
            > first.body["flags"]["express-shipping"]["version"].as_u64()
    );
    assert_eq!(bench.send("GET", "/sdk/latest-all", &[("Authorization", "sdk-x")], None).status, 401);
}

#[test]
fn a_flag_that_a_program_evaluates_counts_as_requested() {
    let bench = Bench::new();
    let key = bench.simulator.sdk_keys().into_iter().find(|(key, _)| key.as_str() == "production").unwrap().1;
    let status = || bench.get("/api/v2/flag-statuses/storefront/production/returns-portal").body;
    assert_eq!(status()["name"], "new");
    let counters = json!([{ "value": false, "variation": 1, "version": 2, "count": 1 }]);
    let feature = json!({ "default": false, "contextKinds": ["user"], "counters": counters });
    let events = json!([
        { "kind": "identify", "creationDate": NOW },
        { "kind": "summary", "startDate": NOW, "endDate": NOW,
            "features": { "returns-portal": feature, "no-such-flag": feature } },
    ]);
    assert_eq!(bench.send("POST", "/bulk", &[("Authorization", &key)], Some(&events)).status, 202);
    assert_eq!((&status()["name"], &status()["default"]), (&json!("active"), &json!(false)));
    assert!(status()["lastRequested"].as_str().unwrap().starts_with("2026-11-22T12:00:00"));
    assert_eq!(bench.send("POST", "/bulk", &[("Authorization", "sdk-x")], Some(&events)).status, 401);
}
