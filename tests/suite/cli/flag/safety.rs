//! Nothing is changed by accident, and nothing twice.

use flagwise::simulator::{Fault, FaultKind};

use super::{Desk, finish};

/// Every command that writes, with arguments that would change something.
const WRITES: &[&str] = &[
    "on holiday-theme --env production",
    "off gift-cards --env production",
    "serve gift-cards false --env test",
    "rollout gift-cards true=25 false=75 --env test",
    "target gift-cards false user-1 --env test",
    "untarget gift-cards user-ada --env production",
    "rule add gift-cards --if 'country in DE' --serve true --env test",
    "prerequisite add gift-cards express-shipping true --env test",
    "events gift-cards on --env test",
    "archive gift-cards",
    "restore legacy-cart-banner",
    "deprecate gift-cards",
    "undeprecate dark-mode-v1",
    "create brand-new",
    "clone gift-cards brand-new",
    "copy gift-cards --from production --env test",
    "delete gift-cards",
    "tag gift-cards --add spring",
    "describe gift-cards --name Vouchers",
    "maintain gift-cards --nobody",
    "variation update gift-cards true --name Yes",
    "property add gift-cards jira.issues SHOP-1",
    "off gift-cards --env production --at 1h",
    "off gift-cards --env production-eu --comment c --request-approval",
    "expire set beta-program user-ada 1d --env production",
    "expire never beta-program user-guest-tester --users --env production",
    "patch gift-cards --body '{\"merge\":{\"temporary\":false}}'",
    "patch gift-cards --body '{\"instructions\":[{\"kind\":\"turnFlagOff\"}]}' --env test",
];

#[test]
fn without_a_terminal_nothing_is_sent_unless_yes_is_given() {
    let desk = Desk::new();
    for command in WRITES {
        let run = desk.flag(command).ends_with(2).tells("no terminal").tells("--yes");
        assert_eq!(run.stdout, "", "{command}");
    }
    assert_eq!(desk.writes(), Vec::<String>::new());
}

#[test]
fn a_dry_run_changes_nothing() {
    let desk = Desk::new();
    for command in WRITES {
        let run = desk.flag(&format!("{command} --dry-run=local --yes --format json")).ends_with(0);
        assert_eq!(run.json()["outcome"], "dryRun", "{command}");
        assert_eq!(run.json()["checkedByLaunchDarkly"], false, "{command}");
    }
    assert_eq!(desk.writes(), Vec::<String>::new());
    for command in WRITES {
        let text = desk.flag(&format!("{command} --dry-run")).ends_with(0).stdout;
        assert!(text.trim_end().ends_with("Nothing was changed."), "{command}: {text}");
    }
    let writes = desk.writes();
    assert!(!writes.is_empty() && writes.iter().all(|write| write.contains("dryRun=true")), "{writes:?}");
    for key in ["gift-cards", "holiday-theme", "beta-program", "brand-new", "dark-mode-v1"] {
        assert_eq!(desk.audit(key), Vec::new(), "{key}");
    }
}

#[test]
fn a_dry_run_reports_what_launchdarkly_rejects() {
    let desk = Desk::new();
    let token = desk.simulator.reader_token().to_owned();
    let mut command = desk.command("off gift-cards --env test --dry-run --format json");
    command.env("LAUNCHDARKLY_ACCESS_TOKEN", token);
    let run = finish(command).ends_with(2);
    assert!(run.json()["rejection"].as_str().unwrap().contains("403"), "{run:#?}");
    let blocked = desk.flag("off gift-cards --env production-eu --dry-run").ends_with(2);
    assert!(blocked.stdout.contains("need an approval"), "{blocked:#?}");
}

#[test]
fn the_confirmed_change_is_sent_and_no_other() {
    let desk = Desk::new();
    let id = |arguments: &str| {
        let json = desk.flag(&format!("{arguments} --dry-run=local --format json")).ends_with(0).json();
        json["id"].as_str().unwrap().to_owned()
    };
    let change = "off gift-cards --env production";
    let confirmed = id(change);
    assert_eq!(confirmed, id(change));
    // Another environment does not matter, this one does.
    desk.flag("off gift-cards --env test --yes").ends_with(0);
    assert_eq!(confirmed, id(change));
    desk.flag("serve gift-cards true --env production --yes").ends_with(0);
    let before = desk.writes().len();
    desk.flag(&format!("{change} --yes --expect {confirmed}")).ends_with(2).tells("changed since");
    assert_eq!(desk.writes().len(), before);
    assert!(desk.is_on("gift-cards", "production"));
    desk.flag(&format!("{change} --yes --expect {}", id(change))).ends_with(0);
    assert!(!desk.is_on("gift-cards", "production"));
}

#[test]
fn read_only_settings_forbid_changes_but_not_previews() {
    let desk = Desk::new();
    desk.machine.write("flagwise.toml", "project = \"storefront\"\nreadOnly = true\n");
    desk.flag("off gift-cards --env test --yes").ends_with(2).tells("`readOnly` is true in");
    desk.flag("off gift-cards --env test --dry-run=local").ends_with(0);
    assert_eq!(desk.writes(), Vec::<String>::new());
}

#[test]
fn a_comment_that_an_environment_requires_is_demanded() {
    let desk = Desk::new();
    desk.flag("expire set gift-cards nobody 1d --env production-eu --yes").ends_with(2);
    let run = desk.flag("off gift-cards --env production-eu --request-approval --yes").ends_with(2);
    run.tells("Production EU requires a comment: use `--comment TEXT`");
    // An environment that requires comments but no approvals.
    let flags = desk.flag("list --project warehouse --env production --format json").ends_with(0).json();
    let is_on = |flag: &&serde_json::Value| flag["environments"]["production"]["on"] == true;
    let flag = flags["flags"].as_array().unwrap().iter().find(is_on).unwrap();
    let change = format!("off {} --project warehouse --env production --yes", flag["key"].as_str().unwrap());
    desk.flag(&change).ends_with(2).tells("Production requires a comment: use `--comment TEXT`");
    assert_eq!(desk.writes(), Vec::<String>::new());
    desk.flag(&format!("{change} --comment why")).ends_with(0);
}

#[test]
fn a_lost_response_is_resolved_by_reading_and_nothing_is_sent_twice() {
    for (kind, code, applied, outcome) in [
        (FaultKind::ResetAfter, 0, 1, "done"),
        (FaultKind::TruncatedBody, 0, 1, "done"),
        (FaultKind::WrongTypes, 0, 1, "done"),
        (FaultKind::ResetBefore, 2, 0, "notDone"),
        (FaultKind::InternalError, 2, 0, "notDone"),
    ] {
        let desk = Desk::new();
        desk.simulator.set_faults(vec![Fault::new(kind, 1.0).on("PATCH", "/flags/").times(1)]);
        let run = desk.flag("off gift-cards --env test --yes --format json").ends_with(code);
        assert_eq!(run.json()["outcome"], outcome, "{kind:?}");
        assert_eq!(desk.writes().len(), 1, "{kind:?}");
        assert_eq!(desk.audit("gift-cards").len(), applied, "{kind:?}");
        assert_eq!(desk.is_on("gift-cards", "test"), applied == 0, "{kind:?}");
    }
}

#[test]
fn lost_responses_of_the_other_writes_are_resolved_too() {
    let desk = Desk::new();
    for (command, method, path) in [
        ("create brand-new", "POST", "/flags/storefront"),
        ("copy gift-cards --from production --env test", "POST", "/copy"),
        ("off gift-cards --env test --at 1h", "POST", "/scheduled-changes"),
        ("off gift-cards --env production-eu --comment c --request-approval", "POST", "/approval-requests"),
        ("expire set beta-program user-ada 1d --env production", "PATCH", "/expiring-targets/"),
        ("patch gift-cards --body '{\"merge\":{\"temporary\":false}}'", "PATCH", "/flags/"),
        ("delete brand-new", "DELETE", "/flags/"),
    ] {
        let before = desk.writes().len();
        desk.simulator.set_faults(vec![Fault::new(FaultKind::ResetAfter, 1.0).on(method, path).times(1)]);
        let run = desk.flag(&format!("{command} --yes --format json")).ends_with(0);
        assert_eq!(run.json()["outcome"], "done", "{command}");
        assert_eq!(desk.writes().len(), before + 1, "{command}");
    }
}

#[test]
fn what_may_still_be_applied_is_not_known_and_not_repeated() {
    let desk = Desk::new();
    desk.simulator.set_faults(vec![Fault::new(FaultKind::GatewayTimeout, 1.0).on("PATCH", "/flags/").times(1)]);
    let run = desk.flag("off gift-cards --env test --yes --format json").ends_with(2);
    assert_eq!(run.json()["outcome"], "unknown");
    assert_eq!(desk.writes().len(), 1);
    run.tells("not known whether");
}

#[test]
fn a_rejection_without_effect_is_tried_again() {
    for kind in [FaultKind::Conflict, FaultKind::RateLimited] {
        let desk = Desk::new();
        desk.simulator.set_faults(vec![Fault::new(kind, 1.0).on("PATCH", "/flags/").times(1)]);
        desk.flag("off gift-cards --env test --yes").ends_with(0);
        assert_eq!(desk.writes().len(), 2, "{kind:?}");
        assert_eq!(desk.audit("gift-cards").len(), 1, "{kind:?}");
    }
}
