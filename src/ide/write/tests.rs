use expect_test::{Expect, expect};

use crate::config::{Origin, Settings};
use crate::flags::CatalogSource;
use crate::ide::fixture::Fixture;
use crate::ide::{CommandArguments, write_plan};

use super::{WriteCommand, WriteRequest};

fn request(command: WriteCommand, flag: &str, environment: Option<&str>) -> WriteRequest {
    let arguments = CommandArguments {
        project: "storefront".into(),
        flag: flag.into(),
        environment: environment.map(Into::into),
        comment: None,
    };
    WriteRequest { command, arguments }
}

fn check(command: WriteCommand, flag: &str, environment: Option<&str>, expected: Expect) {
    check_in(&Fixture::new(""), &request(command, flag, environment), expected);
}

fn check_in(fixture: &Fixture, request: &WriteRequest, expected: Expect) {
    let text = match write_plan(&fixture.analysis(), request) {
        Ok(plan) => format!(
            "ask: {}\nbutton: {}\nsend: {}\nsay: {}\nundo: {}\npage: {}\ncomment required: {}, approval required: {}\n",
            plan.confirmation,
            plan.button,
            serde_json::to_string(&plan.patch).unwrap(),
            plan.success,
            plan.undo.command.name(),
            plan.flag_url,
            plan.comment_required,
            plan.approval_required,
        ),
        Err(refusal) => format!("refused: {refusal}\n"),
    };
    expected.assert_eq(&text);
}

#[test]
fn turning_off_tells_what_changes_and_what_the_environment_asks_for() {
    check(
        WriteCommand::TurnOff,
        "new-checkout",
        Some("production"),
        expect![[r#"
            ask: Turn off `new-checkout` in Production? Targeting goes from on to off. Now: 2 rules, 3 targets, 1 prerequisite; everyone else gets 33.333% `New (true)` and 66.667% `false` by organization plan. After: everyone gets `false`, the off variation (not in use: 2 rules, 3 targets, 1 prerequisite). Production is a critical environment. Production asks for a comment with changes. Changes in Production need an approval, so LaunchDarkly will most likely ask for an approval request instead.
            button: Turn off in Production
            send: {"environmentKey":"production","instructions":[{"kind":"turnFlagOff"}]}
            say: `new-checkout` is now off in Production.
            undo: flagwise.turnOn
            page: https://app.launchdarkly.com/storefront/production/features/new-checkout
            comment required: true, approval required: true
        "#]],
    );
}

#[test]
fn turning_on_in_an_environment_that_only_wants_a_confirmation() {
    check(
        WriteCommand::TurnOn,
        "new-checkout",
        Some("staging"),
        expect![[r#"
            ask: Turn on `new-checkout` in Staging? Targeting goes from off to on. Now: everyone gets `false`, the off variation. After: everyone gets `New (true)`. Staging asks for a confirmation of changes.
            button: Turn on in Staging
            send: {"environmentKey":"staging","instructions":[{"kind":"turnFlagOn"}]}
            say: `new-checkout` is now on in Staging.
            undo: flagwise.turnOff
            page: https://app.launchdarkly.com/storefront/staging/features/new-checkout
            comment required: false, approval required: false
        "#]],
    );
}

#[test]
fn a_comment_is_sent_and_no_longer_asked_for() {
    let mut request = request(WriteCommand::TurnOff, "legacy-search", Some("production"));
    request.arguments.comment = Some("gone bad".to_owned());
    check_in(
        &Fixture::new(""),
        &request,
        expect![[r#"
            ask: Turn off `legacy-search` in Production? Targeting goes from on to off. Now: everyone gets `true`. After: everyone gets `false`, the off variation. Production is a critical environment. Changes in Production need an approval, so LaunchDarkly will most likely ask for an approval request instead.
            button: Turn off in Production
            send: {"comment":"gone bad","environmentKey":"production","instructions":[{"kind":"turnFlagOff"}]}
            say: `legacy-search` is now off in Production.
            undo: flagwise.turnOn
            page: https://app.launchdarkly.com/storefront/production/features/legacy-search
            comment required: false, approval required: true
        "#]],
    );
}

#[test]
fn approvals_may_hang_on_tags() {
    let fixture = Fixture::new("").with_catalog(|catalog| {
        let approvals = serde_json::json!({ "required": false, "requiredApprovalTags": ["checkout"] });
        catalog.environments[1].approval_settings = serde_json::from_value(approvals).unwrap();
    });
    let plan =
        write_plan(&fixture.analysis(), &request(WriteCommand::TurnOn, "new-checkout", Some("staging"))).unwrap();
    assert!(plan.approval_required);
}

#[test]
fn archiving_tells_who_still_asks() {
    check(
        WriteCommand::Archive,
        "done-banner",
        None,
        expect![[r#"
            ask: Archive `done-banner` in all environments of Storefront? It goes from live to archived. SDKs will get the default value in code. In Production it was last requested 1 day ago. This reaches Production (critical) and Staging (asks for a confirmation).
            button: Archive done-banner
            send: {"instructions":[{"kind":"archiveFlag"}]}
            say: `done-banner` is now archived.
            undo: flagwise.restore
            page: https://app.launchdarkly.com/storefront/production/features/done-banner
            comment required: false, approval required: false
        "#]],
    );
}

#[test]
fn a_prerequisite_of_others_is_not_archived() {
    check(
        WriteCommand::Archive,
        "accounts",
        None,
        expect![[r#"
        refused: `accounts` cannot be archived, because it is a prerequisite of `new-checkout` (in Production). Remove the prerequisite there first.
    "#]],
    );
}

#[test]
fn restoring_and_deprecating() {
    check(
        WriteCommand::Restore,
        "old-banner",
        None,
        expect![[r#"
            ask: Restore `old-banner` in all environments of Storefront? It goes from archived to live. SDKs will evaluate it again. This reaches Production (critical) and Staging (asks for a confirmation).
            button: Restore old-banner
            send: {"instructions":[{"kind":"restoreFlag"}]}
            say: `old-banner` is now live.
            undo: flagwise.archive
            page: https://app.launchdarkly.com/storefront/production/features/old-banner
            comment required: false, approval required: false
        "#]],
    );
    check(
        WriteCommand::Deprecate,
        "done-banner",
        None,
        expect![[r#"
        ask: Deprecate `done-banner` in all environments of Storefront? It goes from live to deprecated. SDKs go on evaluating it.
        button: Deprecate done-banner
        send: {"instructions":[{"kind":"deprecateFlag"}]}
        say: `done-banner` is now deprecated.
        undo: flagwise.restoreDeprecated
        page: https://app.launchdarkly.com/storefront/production/features/done-banner
        comment required: false, approval required: false
    "#]],
    );
    check(
        WriteCommand::RestoreDeprecated,
        "legacy-search",
        None,
        expect![[r#"
        ask: Restore `legacy-search` in all environments of Storefront? It goes from deprecated to live. SDKs go on evaluating it.
        button: Restore legacy-search
        send: {"instructions":[{"kind":"restoreDeprecatedFlag"}]}
        say: `legacy-search` is now live.
        undo: flagwise.deprecate
        page: https://app.launchdarkly.com/storefront/production/features/legacy-search
        comment required: false, approval required: false
    "#]],
    );
}

#[test]
fn what_is_so_already_is_not_sent() {
    check(
        WriteCommand::TurnOn,
        "new-checkout",
        Some("production"),
        expect![[r#"
        refused: `new-checkout` is already on in Production. Nothing was changed.
    "#]],
    );
    check(
        WriteCommand::TurnOff,
        "new-checkout",
        Some("staging"),
        expect![[r#"
        refused: `new-checkout` is already off in Staging. Nothing was changed.
    "#]],
    );
    check(
        WriteCommand::Archive,
        "old-banner",
        None,
        expect![[r#"
        refused: `old-banner` is already archived. Nothing was changed.
    "#]],
    );
    check(
        WriteCommand::Restore,
        "new-checkout",
        None,
        expect![[r#"
        refused: `new-checkout` is not archived. Nothing was changed.
    "#]],
    );
    check(
        WriteCommand::Deprecate,
        "legacy-search",
        None,
        expect![[r#"
        refused: `legacy-search` is already deprecated. Nothing was changed.
    "#]],
    );
    check(
        WriteCommand::RestoreDeprecated,
        "new-checkout",
        None,
        expect![[r#"
        refused: `new-checkout` is not deprecated. Nothing was changed.
    "#]],
    );
}

#[test]
fn what_is_unknown_or_not_loaded_is_refused() {
    check(
        WriteCommand::TurnOn,
        "new-checkout",
        Some("test"),
        expect![[r#"
        refused: What `new-checkout` does in test is not loaded. Refresh the flags and try again.
    "#]],
    );
    check(
        WriteCommand::TurnOn,
        "new-checkout",
        Some("nowhere"),
        expect![[r#"
        refused: The environment `nowhere` is not among those loaded, `production`, `staging` and `test`. Add it to `environments` in the settings.
    "#]],
    );
    check(
        WriteCommand::TurnOn,
        "new-checkout",
        None,
        expect![[r#"
        refused: Which environment? Name one in `environment`: `production`, `staging` and `test`.
    "#]],
    );
    check(
        WriteCommand::TurnOn,
        "old-banner",
        Some("production"),
        expect![[r#"
            refused: `old-banner` is archived, so turning it on or off has no effect. Restore it first.
        "#]],
    );
    check(
        WriteCommand::Archive,
        "no-such-flag",
        None,
        expect![[r#"
        refused: The project `storefront` has no flag `no-such-flag`. If it was made just now, refresh the flags and try again.
    "#]],
    );
    let mut other = request(WriteCommand::Archive, "accounts", None);
    other.arguments.project = "warehouse".into();
    check_in(
        &Fixture::new(""),
        &other,
        expect![[r#"
        refused: The flags loaded here are those of the project `storefront`, not of `warehouse`. Set `project` in flagwise.toml, or open a file of that project.
    "#]],
    );
    let loading = Fixture { problem: Some("No access token is set."), ..Fixture::new("").without_catalog() };
    check_in(
        &loading,
        &request(WriteCommand::Archive, "accounts", None),
        expect![[r#"
        refused: The flags are not loaded yet. No access token is set.
    "#]],
    );
}

#[test]
fn read_only_settings_and_saved_lists_refuse_changes() {
    let archive = request(WriteCommand::Archive, "done-banner", None);
    let mut settings = Settings { read_only: true, ..Settings::default() };
    settings.origins.insert("readOnly".to_owned(), Origin::WorkspaceFile("flagwise.toml".into(), 3));
    check_in(
        &Fixture::new("").with_settings(settings.clone()),
        &archive,
        expect![[r#"
        refused: Changes are off: `readOnly` is true in flagwise.toml:3. If that is not what you want, set it to false in your own settings to allow changes.
    "#]],
    );
    settings.origins.insert("readOnly".to_owned(), Origin::Editor);
    check_in(
        &Fixture::new("").with_settings(settings),
        &archive,
        expect![[r#"
        refused: Changes are off: `readOnly` is true in the editor's settings. If that is not what you want, remove it there to allow changes.
    "#]],
    );
    check_in(
        &Fixture::new("").with_catalog(|catalog| catalog.source = CatalogSource::File),
        &archive,
        expect![[r#"
        refused: The flags come from a saved list, which cannot be changed. Set an access token and remove `flagFile`.
    "#]],
    );
}

#[test]
fn every_command_is_taken_back_by_its_inverse() {
    for command in WriteCommand::ALL {
        assert_eq!(command.inverse().inverse(), command);
        assert_eq!(WriteCommand::from_name(command.name()), Some(command));
        assert_eq!(command.inverse().needs_environment(), command.needs_environment());
    }
}
