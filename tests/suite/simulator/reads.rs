//! Lists, filters, pages, statuses.

use std::collections::BTreeSet;

use flagwise::simulator::SimulatorOptions;
use serde_json::{Value, json};

use super::support::Bench;

fn keys(body: &Value) -> Vec<String> {
    body["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_hold_every_flag_once_and_their_links_lead_through() {
    let bench = Bench::new();
    let mut path = "/api/v2/flags/storefront?limit=50&sort=-creationDate".to_owned();
    let (mut seen, mut pages) = (Vec::new(), 0);
    let total = loop {
        let answer = bench.get(&path);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let total = answer.body["totalCount"].as_u64().unwrap();
        seen.extend(keys(&answer.body));
        assert_eq!(answer.body["_links"].get("prev").is_some(), pages > 0);
        assert_eq!(answer.body["_links"].get("first").is_some(), pages > 0);
        pages += 1;
        match answer.body["_links"]["next"]["href"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break total,
        }
    };
    let unique: BTreeSet<_> = seen.iter().collect();
    assert_eq!(pages, 3, "{total} flags");
    assert_eq!(unique.len(), seen.len());
    assert_eq!(seen.len() as u64, total);
    assert!(total > 100, "more than the largest page: {total}");
    assert!(!seen.iter().any(|key| key == "legacy-cart-banner"), "archived flags are left out");
}

#[test]
fn limits_are_clamped_and_nonsense_is_refused() {
    let bench = Bench::new();
    assert_eq!(keys(&bench.get("/api/v2/flags/storefront?limit=1000").body).len(), 100);
    assert_eq!(keys(&bench.get("/api/v2/flags/storefront").body).len(), 20);
    let refused = bench.get("/api/v2/flags/storefront?limit=many");
    assert_eq!((refused.status, refused.body["code"].as_str()), (400, Some("invalid_request")));
}

#[test]
fn each_filter_keeps_what_it_says() {
    let bench = Bench::new();
    let find = |query: &str| keys(&bench.get(&format!("/api/v2/flags/storefront?limit=100&{query}")).body);
    assert_eq!(find("filter=query%3ADARK-mode"), ["dark-mode-v1"]);
    assert_eq!(find("filter=tags%3Acart%2Bmarketing"), ["promo-banner-text"]);
    assert!(find("filter=state%3Aarchived").contains(&"legacy-cart-banner".to_owned()));
    assert_eq!(find("filter=state%3Aarchived"), find("archived=True"));
    assert!(find("filter=state%3Adeprecated").contains(&"dark-mode-v1".to_owned()));
    assert!(!find("filter=state%3Alive").contains(&"dark-mode-v1".to_owned()));
    assert!(!find("filter=type%3Apermanent").contains(&"checkout-new-flow".to_owned()));
    assert!(find("filter=maintainerTeamKey%3Acheckout").contains(&"checkout-new-flow".to_owned()));
    assert_eq!(find("filter=query%3Areturns-portal,codeReferences.max%3A0"), ["returns-portal"]);
    assert!(find("filter=sdkAvailability%3Aclient").contains(&"search-autocomplete".to_owned()));
    let evaluated = "filter=evaluated%3A%7B%22after%22%3A1795000000000%7D,filterEnv%3Aproduction";
    assert!(!find(evaluated).contains(&"loyalty-points".to_owned()));
    assert!(find(evaluated).contains(&"gift-cards".to_owned()));
    assert_eq!(find("tag=migration").len(), 2);
    assert!(find("filter=purpose%3Aall%2B%21%28holdout%29").len() > 90, "unknown filters filter nothing");
    assert_eq!(bench.get("/api/v2/flags/storefront?filter=state%3Agone").status, 400);
}

#[test]
fn each_sort_field_sorts_both_ways() {
    let bench = Bench::new();
    let rows = |query: &str| {
        let answer = bench.get(&format!("/api/v2/flags/storefront?limit=100&env=production&{query}"));
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        answer.body["items"].as_array().unwrap().clone()
    };
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_lowercase();
    let modified = |row: &Value| row["environments"]["production"]["lastModified"].as_i64();
    type Compare<'a> = &'a dyn Fn(&Value, &Value) -> bool;
    let fields: [(&str, Compare<'_>); 5] = [
        ("creationDate", &|a, b| a["creationDate"].as_i64() <= b["creationDate"].as_i64()),
        ("key", &|a, b| a["key"].as_str() <= b["key"].as_str()),
        ("name", &|a, b| text(a, "name") <= text(b, "name")),
        ("type", &|a, b| a["temporary"].as_bool() <= b["temporary"].as_bool()),
        ("targetingModifiedDate", &|a, b| modified(a) <= modified(b)),
    ];
    for (field, in_order) in fields {
        let up = rows(&format!("sort={field}"));
        assert!(up.windows(2).all(|pair| in_order(&pair[0], &pair[1])), "{field}");
        let down = rows(&format!("sort=-{field}"));
        assert!(down.windows(2).all(|pair| in_order(&pair[1], &pair[0])), "-{field}");
        assert_ne!(up, down, "{field}");
    }
    let mixed = rows("sort=type,-key");
    assert_eq!(mixed[0]["temporary"], false);
    for refused in ["sort=targetingModifiedDate", "sort=targetingModifiedDate,key&env=test", "sort=colour"] {
        assert_eq!(bench.get(&format!("/api/v2/flags/storefront?{refused}")).status, 400, "{refused}");
    }
}

#[test]
fn summaries_leave_targeting_out_and_details_hold_it() {
    let bench = Bench::new();
    let row = |query: &str| {
        let path = format!("/api/v2/flags/storefront?filter=query%3Agift-cards&{query}");
        bench.get(&path).body["items"][0].clone()
    };
    assert!(row("").get("environments").is_none());
    let summary = row("env=production")["environments"]["production"].clone();
    assert!(summary.get("rules").is_none() && summary.get("fallthrough").is_none());
    assert_eq!(summary["_summary"]["variations"]["0"]["contextTargets"], 2);
    for spelling in ["0", "false", "False"] {
        let details = row(&format!("env=production&summary={spelling}"))["environments"]["production"].clone();
        assert_eq!(details["rules"].as_array().unwrap().len(), 2);
        assert_eq!(details["fallthrough"], json!({ "variation": 1 }));
    }
}

#[test]
fn statuses_follow_the_documents() {
    let bench = Bench::new();
    let status = |flag: &str, environment: &str| {
        bench.get(&format!("/api/v2/flag-statuses/storefront/{environment}/{flag}")).body
    };
    assert_eq!(status("search-autocomplete", "production")["name"], "launched");
    assert_eq!(status("product-reviews", "production")["name"], "launched");
    assert_eq!(status("loyalty-points", "production")["name"], "inactive");
    assert_eq!(status("gift-cards", "production")["name"], "active");
    assert_eq!(status("returns-portal", "production")["name"], "new");
    assert!(status("returns-portal", "production").get("lastRequested").is_none(), "the schema has no null");
    bench.advance_days(8);
    assert_eq!(status("returns-portal", "production")["name"], "inactive");
    let across = bench.get("/api/v2/flag-status/storefront/express-shipping?env=production").body;
    assert_eq!(across["environments"].as_object().unwrap().len(), 1);
}

#[test]
fn who_may_do_what() {
    let bench = Bench::new();
    let no_token = bench.send("GET", "/api/v2/flags/storefront", &[("Authorization", "")], None);
    assert_eq!((no_token.status, no_token.body["code"].as_str()), (401, Some("unauthorized")));
    let bearer = format!("Bearer {}", bench.simulator.writer_token());
    assert_eq!(bench.send("GET", "/api/v2/caller-identity", &[("Authorization", &bearer)], None).status, 200);
    let bench = bench.with_reader();
    assert_eq!(bench.get("/api/v2/flags/storefront/").status, 200, "a slash at the end is nothing");
    let refused = bench.patch("gift-cards", Some("production"), json!([{ "kind": "turnFlagOff" }]));
    assert_eq!((refused.status, refused.body["code"].as_str()), (403, Some("forbidden")));
    assert_eq!(bench.get("/api/v2/flags/nowhere").status, 404);
}

#[test]
fn a_semantic_patch_changes_the_flag_and_moves_its_versions() {
    let bench = Bench::new();
    let before = bench.flag("express-shipping");
    let after = bench.patch("express-shipping", Some("production"), json!([{ "kind": "turnFlagOn" }]));
    assert_eq!(after.status, 200, "{}", after.body);
    let (old, new) = (&before["environments"]["production"], &after.body["environments"]["production"]);
    assert_eq!(new["on"], true);
    assert_eq!(new["version"].as_u64(), old["version"].as_u64().map(|version| version + 1));
    assert!(new["lastModified"].as_i64() > old["lastModified"].as_i64());
    assert_eq!(bench.flag("express-shipping"), after.body);
    let refused = bench.patch("express-shipping", Some("production-eu"), json!([{ "kind": "turnFlagOn" }]));
    assert_eq!(refused.status, 405);
    assert_eq!(refused.body["message"], "Approval is required to make this request");
}

#[test]
fn live_quirks_are_there_for_those_who_ask() {
    let bench = Bench::with(SimulatorOptions { live_quirks: true, ..SimulatorOptions::default() });
    for path in ["flag-statuses/storefront/production/returns-portal", "flag-status/storefront/returns-portal"] {
        let text = bench.get(&format!("/api/v2/{path}")).body.to_string();
        assert!(text.contains("\"lastRequested\":null"), "{text}");
    }
}

#[test]
fn head_is_answered_like_get_without_a_body() {
    let bench = Bench::new();
    let answer = bench.send("HEAD", "/api/v2/flags/storefront/gift-cards", &[], None);
    assert_eq!((answer.status, answer.body), (200, Value::Null));
    assert_eq!(bench.send("HEAD", "/api/v2/flags/storefront/no-such-flag", &[], None).status, 404);
}
