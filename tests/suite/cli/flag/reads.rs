use super::{Desk, Machine};

#[test]
fn show_tells_state_targets_rules_and_shares() {
    let desk = Desk::new();
    let shown = desk.flag("show gift-cards").ends_with(0).stdout;
    for part in [
        "gift-cards: Gift cards, live",
        "maintained by chiyo@example.com",
        "Production (production): on, serves Disabled (false) by default, 2 rules, 7 targets",
        "user user-ada, user-bruno, user-chiyo: Enabled (true)",
        "Rule 1: Staff: if user.email endsWith \"@example.com\" serve Enabled (true)",
        "██████████░░░░░░░░░░ 50% Enabled (true)",
    ] {
        assert!(shown.contains(part), "{part:?} is missing in\n{shown}");
    }
    let one = desk.flag("show gift-cards --env test --format json").ends_with(0).json();
    assert_eq!(one["flag"]["environments"].as_object().unwrap().keys().collect::<Vec<_>>(), ["test"]);
    desk.flag("show gift-card").ends_with(2).tells("Similar flags: gift-cards");
    desk.flag("show gift-cards --env nowhere").ends_with(2).tells("Environments: test, staging, production");
}

#[test]
fn list_filters_and_pages() {
    let desk = Desk::new();
    let all = desk.flag("list --format json").ends_with(0).json();
    let flags = all["flags"].as_array().unwrap();
    assert!(flags.len() > 100, "more than one page");
    assert_eq!(all["totalCount"].as_u64().unwrap() as usize, flags.len());
    let archived = desk.flag("list --state archived --env production").ends_with(0).stdout;
    let row = archived.lines().find(|line| line.starts_with("legacy-cart-banner ")).unwrap();
    assert!(row.contains("  production off  archived since "), "{row}");
    let tagged = desk.flag("list --tag checkout --tag orders").ends_with(0).stdout;
    assert!(tagged.starts_with("gift-cards  "), "{tagged}");
    let few = desk.flag("list --limit 2").ends_with(0).tells("flags: raise --limit");
    assert_eq!(few.stdout.lines().count(), 2);
}

#[test]
fn status_and_history() {
    let desk = Desk::new();
    let status = desk.flag("status search-autocomplete").ends_with(0).stdout;
    assert!(status.contains("production     launched, last requested "), "{status}");
    let one = desk.flag("status search-autocomplete --env production --format json").ends_with(0).json();
    assert_eq!(one["statuses"]["production"]["name"], "launched");
    let all = desk.flag("status --env production --format json").ends_with(0).json();
    assert_eq!(all["statuses"]["search-autocomplete"]["name"], "launched");
    desk.flag("status").ends_with(2);

    desk.flag("off gift-cards --env test --comment 'a test' --yes").ends_with(0);
    let history = desk.flag("history gift-cards").ends_with(0).stdout;
    assert!(history.contains("Ada Okafor turned off the flag in Test (updateOn): a test"), "{history}");
    let json = desk.flag("history --days 1 --format json").ends_with(0).json();
    assert_eq!(json["entries"][0]["environments"][0], "test");
    assert_eq!(json["entries"][0]["comment"], "a test");
    desk.flag("history gift-cards --env staging").ends_with(0).tells("no entries");
}

#[test]
fn reading_needs_no_more_than_the_reader_role() {
    let desk = Desk::new();
    let token = desk.simulator.reader_token().to_owned();
    let machine = Machine::new().connected_to(&desk.simulator).variable("LAUNCHDARKLY_ACCESS_TOKEN", &token);
    for command in ["show gift-cards", "list", "status gift-cards", "history", "schedule list holiday-theme"] {
        machine.run(&format!("flag {command} --project storefront")).ends_with(0);
    }
    machine
        .run("flag off gift-cards --project storefront --env test --yes")
        .ends_with(2)
        .tells("may not change a flag");
    assert!(desk.is_on("gift-cards", "test"));
    let no_token = Machine::new();
    no_token.run("flag show gift-cards").ends_with(2).tells("LAUNCHDARKLY_ACCESS_TOKEN");
}

#[test]
fn stale_flags_are_listed_with_proof_references_and_the_next_command() {
    let desk = Desk::new();
    desk.machine.write(
        "app.ts",
        "import * as LD from 'launchdarkly-node-server-sdk';\nconst client = LD.init('k');\n\
         client.variation('search-autocomplete', user, false);\n",
    );
    let run = desk.machine.run("flags stale --format json").ends_with(0);
    let json = run.json();
    let find = |key: &str| json["flags"].as_array().unwrap().iter().find(|flag| flag["key"] == key).cloned().unwrap();
    let used = find("search-autocomplete");
    assert_eq!(used["status"], "launched");
    assert_eq!(used["references"], serde_json::json!(["app.ts:3"]));
    assert!(used["next"].as_str().unwrap().starts_with("remove the 1 reference first"), "{used:#}");
    assert_eq!(used["proof"][0]["status"], "launched");
    let unused = find("loyalty-points");
    assert_eq!(unused["next"], "flagwise flag archive loyalty-points --project storefront");
    let text = desk.machine.run("flags stale").ends_with(0).stdout;
    assert!(text.contains("search-autocomplete: launched") && text.contains("1 reference: app.ts:3"), "{text}");
}
