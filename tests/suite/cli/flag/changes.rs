use flagwise::flags::FlagState;
use serde_json::json;

use super::Desk;

#[test]
fn turning_off_prints_what_was_done_and_how_to_undo_it() {
    let desk = Desk::new();
    let run = desk.flag("off gift-cards --env staging --comment why --yes").ends_with(0);
    assert_eq!(
        run.stdout,
        "gift-cards: Turn off in Staging: serves Disabled (false) to everyone.\n\
         Undo: flagwise flag on gift-cards --project storefront --env staging\n"
    );
    assert!(!desk.is_on("gift-cards", "staging"));
    let audit = desk.audit("gift-cards");
    assert_eq!(audit.len(), 1);
    assert_eq!(audit[0].comment, "why");
    desk.flag("on gift-cards --project storefront --env staging --yes").ends_with(0);
    assert!(desk.is_on("gift-cards", "staging"));
}

#[test]
fn every_undo_leads_back() {
    let desk = Desk::new();
    let before = desk.at_launchdarkly("gift-cards");
    for change in [
        "off gift-cards --env production",
        "rollout gift-cards true=10 false=rest --by country --env production",
        "target gift-cards false user-ada --env production",
        "untarget gift-cards user-bruno user-ada --env production",
        "rule add gift-cards --if 'user.country in DE' --serve false --before 1 --env production",
        "rule move gift-cards 2 1 --env production",
        "rule remove gift-cards Staff --env production",
        "tag gift-cards --add spring --remove orders",
        "describe gift-cards --name Vouchers --permanent --mobile on",
        "maintain gift-cards --team checkout",
        "property add gift-cards jira.issues SHOP-1",
        "archive gift-cards",
        "deprecate gift-cards",
    ] {
        let done = desk.flag(&format!("{change} --yes --format json")).ends_with(0).json();
        let undo = done["undo"].as_str().unwrap_or_else(|| panic!("{change} has no undo: {done:#}"));
        assert!(!desk.at_launchdarkly("gift-cards").is_same_in(&before, None), "{change} changed nothing");
        let undo = undo.strip_prefix("flagwise flag ").unwrap();
        desk.flag(&format!("{undo} --yes")).ends_with(0);
        let shown = |flag: &flagwise::flags::Flag| {
            let mut flag = flag.clone();
            flag.tags.sort();
            for target in flag.environments.values_mut().flat_map(|config| &mut config.targets) {
                target.values.sort();
            }
            flag.essence()
        };
        let after = desk.at_launchdarkly("gift-cards");
        pretty_equal(&shown(&after), &shown(&before), change);
    }
}

#[track_caller]
fn pretty_equal(found: &serde_json::Value, expected: &serde_json::Value, what: &str) {
    assert!(found == expected, "{what}\nfound {found:#}\nexpected {expected:#}");
}

#[test]
fn what_is_so_already_sends_nothing() {
    let desk = Desk::new();
    for command in ["on gift-cards --env test", "restore gift-cards", "tag gift-cards --add checkout"] {
        let run = desk.flag(&format!("{command} --yes --format json")).ends_with(0);
        assert_eq!(run.json()["outcome"], "unchanged", "{command}");
    }
    let text = desk.flag("on gift-cards --env test --yes").ends_with(0).stdout;
    assert!(text.starts_with("Nothing to change."), "{text}");
    assert_eq!(desk.writes(), Vec::<String>::new());
}

#[test]
fn errors_name_the_allowed_values_and_send_nothing() {
    let desk = Desk::new();
    for (command, part) in [
        ("off gift-cards", "--env KEY` with one of: test, staging, production, production-eu"),
        ("off gift-cards --env prod", "no environment `prod`. Environments: test, staging"),
        ("serve gift-cards maybe --env test", "Variations: Enabled (true), Disabled (false)"),
        ("rollout gift-cards true=20 false=70 --env test", "add up to 90%"),
        ("rule add gift-cards --if 'country is DE' --serve true --env test", "Operators: in, endsWith"),
        ("rule remove gift-cards 7 --env production", "from 1 to 2"),
        ("rule remove gift-cards 1 --env test", "has no rules"),
        ("copy gift-cards --from test --env staging --only colour", "Parts: on, rules, default, off"),
        ("on gift-cards --env test --at yesterday", "tomorrow 9:00"),
        ("tag gift-cards --add 'not a tag'", "not a valid tag"),
        ("archive gift-cards --env test", "leave out `--env test`"),
        ("archive checkout-platform", "prerequisite of `checkout-address-validation`"),
        ("create 'not a key'", "not a valid key"),
        ("create gift-cards", "already has a flag `gift-cards`"),
        ("create legacy-cart-banner", "flag restore legacy-cart-banner"),
        ("create x --variation 1 --variation two", "different types"),
        ("patch gift-cards --body '{\"instructions\":[{\"kind\":\"turnFlagOnn\"}]}'", "did you mean `turnFlagOn`"),
        ("patch gift-cards --body '[]'", "no operations"),
        ("patch gift-cards --body nonsense", "not JSON"),
        ("serve orders-database-migration live --env test", "flag rollout"),
        ("expire set gift-cards nobody 1d --env production", "flag target"),
        ("schedule cancel gift-cards 123 --env production", "flag schedule list gift-cards"),
        ("approve gift-cards 123 --env production", "flag approve gift-cards"),
        ("on legacy-cart-banner --env test", "flag restore legacy-cart-banner"),
    ] {
        desk.flag(&format!("{command} --yes")).ends_with(2).tells(part);
    }
    assert_eq!(desk.writes(), Vec::<String>::new());
}

#[test]
fn a_flag_is_created_cloned_copied_and_deleted() {
    let desk = Desk::new();
    let variations = "--variation 'None=\"\"' --variation 'Sale=Summer sale' --off None --on Sale";
    desk.flag(&format!("create banner {variations} --tag web --client-side on --permanent --yes")).ends_with(0);
    let banner = desk.at_launchdarkly("banner");
    assert_eq!(banner.variations[1].value, json!("Summer sale"));
    assert_eq!(banner.variations[1].name.as_deref(), Some("Sale"));
    assert_eq!(banner.defaults.map(|defaults| (defaults.on_variation, defaults.off_variation)), Some((1, 0)));
    assert_eq!((banner.name.as_str(), banner.temporary, banner.tags), ("Banner", false, vec!["web".to_owned()]));
    assert!(banner.client_side_availability.unwrap().using_environment_id);

    desk.flag("clone gift-cards gift-cards-2 --yes").ends_with(0);
    assert_eq!(desk.at_launchdarkly("gift-cards-2").environments["production"].rules.len(), 2);

    desk.flag("copy gift-cards-2 --from production --env staging --only rules,on --yes").ends_with(0);
    let copied = desk.at_launchdarkly("gift-cards-2");
    assert_eq!(copied.environments["staging"].rules.len(), 2);
    assert_eq!(copied.environments["staging"].targets.len(), 0);

    desk.flag("create stages --migration 6 --context-kind account --yes").ends_with(0);
    assert_eq!(desk.at_launchdarkly("stages").variations.len(), 6);

    desk.flag("delete gift-cards-2 --yes").ends_with(0);
    desk.flag("show gift-cards-2").ends_with(2).tells("has no flag `gift-cards-2`");
    desk.flag("delete gift-cards-2 --yes").ends_with(2);
}

#[test]
fn the_state_of_a_flag_changes() {
    let desk = Desk::new();
    let state = || desk.at_launchdarkly("gift-cards").state();
    desk.flag("deprecate gift-cards --yes").ends_with(0);
    assert!(matches!(state(), FlagState::Deprecated { .. }));
    desk.flag("undeprecate gift-cards --yes").ends_with(0);
    assert_eq!(state(), FlagState::Live);
    desk.flag("archive gift-cards --yes").ends_with(0);
    assert!(matches!(state(), FlagState::Archived { .. }));
    desk.flag("restore gift-cards --yes").ends_with(0);
    assert_eq!(state(), FlagState::Live);
}

#[test]
fn patches_of_each_form_are_sent() {
    let desk = Desk::new();
    desk.machine.write("patch.json", r#"{"comment":"file","instructions":[{"kind":"turnFlagOff"}]}"#);
    desk.flag("patch gift-cards patch.json --env test --yes").ends_with(0);
    assert!(!desk.is_on("gift-cards", "test"));
    assert_eq!(desk.audit("gift-cards")[0].comment, "file");
    let operations = r#"[{"op":"replace","path":"/environments/test/on","value":true}]"#;
    let run = desk.flag(&format!("patch gift-cards --body '{operations}' --comment json --yes --format json"));
    let json = run.ends_with(0).json();
    assert_eq!(json["plan"]["environments"][0]["key"], "test");
    assert!(desk.is_on("gift-cards", "test"));
    assert_eq!(desk.audit("gift-cards")[0].comment, "json");
    desk.flag(r#"patch gift-cards --body '{"merge":{"temporary":false}}' --yes"#).ends_with(0);
    assert!(!desk.at_launchdarkly("gift-cards").temporary);

    let missing = r#"[{"op":"remove","path":"/environments/moon/on"}]"#;
    desk.flag(&format!("patch gift-cards --body '{missing}' --yes")).ends_with(2).tells("does not apply");
}

#[test]
fn a_change_is_scheduled_moved_and_cancelled() {
    let desk = Desk::new();
    let made = desk.flag("off gift-cards --env staging --at 2h --yes --format json").ends_with(0).json();
    let id = made["result"]["scheduledChange"]["_id"].as_str().unwrap().to_owned();
    assert!(desk.is_on("gift-cards", "staging"), "not yet");
    let listed = desk.flag("schedule list gift-cards").ends_with(0).stdout;
    assert!(listed.starts_with(&id) && listed.contains("staging  turnFlagOff"), "{listed}");
    desk.flag(&format!("schedule move gift-cards {id} 2099-01-01 --env staging --yes")).ends_with(0);
    let moved = desk.flag(&format!("schedule show gift-cards {id} --env staging")).ends_with(0).stdout;
    assert!(moved.contains("2099-01-01"), "{moved}");
    let undo = made["undo"].as_str().unwrap().strip_prefix("flagwise flag ").unwrap();
    desk.flag(&format!("{undo} --yes")).ends_with(0);
    desk.flag("schedule list gift-cards").ends_with(0).tells("no changes are scheduled");
}

#[test]
fn a_change_that_breaks_a_scheduled_one_is_named_before_it_is_sent() {
    let desk = Desk::new();
    desk.flag("rule describe gift-cards 1 Employees --env production --at 2h --yes").ends_with(0);
    let run = desk.flag("rule remove gift-cards 1 --env production --yes").ends_with(2).tells("--ignore-conflicts");
    assert!(run.stderr.contains("Conflict with a pending change"), "{run:#?}");
    assert_eq!(desk.writes().len(), 1, "only the schedule");
    let removal = r#"[{"op":"remove","path":"/environments/production/rules/0"}]"#;
    desk.flag(&format!("patch gift-cards --body '{removal}' --yes")).ends_with(2).tells("--ignore-conflicts");
    let copy = "copy gift-cards --from test --env production --only rules";
    desk.flag(&format!("{copy} --yes")).ends_with(2).tells("pending changes would fail");
    assert_eq!(desk.writes().len(), 1, "still only the schedule");
    desk.flag("rule remove gift-cards 1 --env production --ignore-conflicts --yes").ends_with(0);
}

#[test]
fn two_terminals_at_once_make_one_change_each_or_none() {
    let desk = Desk::new();
    let changes = ["true=10 false=rest", "true=20 false=rest", "true=30 false=rest", "true=40 false=rest"];
    let children: Vec<_> = changes
        .iter()
        .map(|shares| {
            let mut command = desk.command(&format!("rollout gift-cards {shares} --env test --yes"));
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    let done = children.into_iter().filter_map(|mut child| child.wait().unwrap().code()).filter(|code| *code == 0);
    let done = done.count();
    assert!(done >= 1, "the first is not disturbed");
    assert_eq!(desk.audit("gift-cards").len(), done, "each that reports success is in the audit log, once");
}

#[test]
fn an_approval_is_requested_given_and_applied() {
    let desk = Desk::new();
    desk.flag("off gift-cards --env production-eu --comment c --yes").ends_with(2).tells("--request-approval");
    assert_eq!(desk.writes(), Vec::<String>::new(), "nothing is sent that must fail");
    let made = desk.flag("off gift-cards --env production-eu --comment c --request-approval --yes --format json");
    let id = made.ends_with(0).json()["result"]["approvalRequest"]["_id"].as_str().unwrap().to_owned();
    let listed = desk.flag("approve gift-cards").ends_with(0).stdout;
    assert!(listed.contains("waits for a review  Turn off in Production EU"), "{listed}");
    let act = |options: &str| desk.flag(&format!("approve gift-cards {id} {options} --env production-eu --yes"));
    act("--apply").ends_with(2).tells("waits for a review");
    act("").ends_with(0);
    act("--apply").ends_with(0);
    assert!(!desk.is_on("gift-cards", "production-eu"));
    assert_eq!(desk.writes().len(), 3);
}

#[test]
fn the_next_stage_of_a_migration_comes_with_its_safety_issues() {
    let desk = Desk::new();
    let shares = "off=0 dualwrite=0 shadow=0 live=0 rampdown=0 complete=100 --context-kind account";
    let run = desk.flag(&format!("rollout orders-database-migration {shares} --env test --dry-run")).ends_with(0);
    assert!(run.stdout.contains("Migration safety: "), "{}", run.stdout);
}
