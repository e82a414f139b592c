use expect_test::{Expect, expect};

use crate::config::Severity;
use crate::flags::CatalogSource;
use crate::ide::tests::{draw, file, snapshot, with_catalog, with_severities};
use crate::ide::{Snapshot, diagnostics};

use super::Tag;

fn check(fixture: &str, expected: Expect) {
    check_with(&snapshot(), fixture, expected);
}

fn check_with(snapshot: &Snapshot, fixture: &str, expected: Expect) {
    let (file, _) = file(fixture);
    let found: Vec<_> = diagnostics(snapshot, &file)
        .into_iter()
        .map(|diagnostic| {
            let related = diagnostic
                .related
                .iter()
                .map(|related| format!(" (see `{}`: {})", related.range.of(&file.text), related.message));
            let related: String = related.collect();
            let struck = if diagnostic.tags.contains(&Tag::Deprecated) { " struck through" } else { "" };
            let line =
                format!("{}[{}]{struck}: {}{related}", diagnostic.severity.name(), diagnostic.code, diagnostic.message);
            (diagnostic.range, line)
        })
        .collect();
    expected.assert_eq(&draw(&file, &found));
}

#[test]
fn an_unknown_key_in_a_call_names_the_nearest() {
    check(
        r#"
a.boolVariation("new-chekout", user, false);
               //^^^^^^^^^^^ call
a.boolVariation("nothing-like-it", user, false);
               //^^^^^^^^^^^^^^^ call
a.boolVariation("Old_Banner", user, false);
               //^^^^^^^^^^ call
"#,
        expect![[r#"
            a.boolVariation("new-chekout", user, false);
                             ^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `new-chekout`. Did you mean `new-checkout` or `new-checkout-v2`?
            a.boolVariation("nothing-like-it", user, false);
                             ^^^^^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `nothing-like-it`
            a.boolVariation("Old_Banner", user, false);
                             ^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `Old_Banner`. Did you mean `old-banner` or `done-banner`?
        "#]],
    );
}

#[test]
fn only_sure_places_say_that_a_key_is_unknown() {
    check(
        r#"
const KEY = "no-such-flag";
           //^^^^^^^^^^^^ definition
a.boolVariation(KEY, user, false);
              //^^^ constant-in-call=no-such-flag
log(KEY);
  //^^^ constant=no-such-flag
isOn("no-such-flag");
    //^^^^^^^^^^^^ wrapper
const { noSuchFlag } = useFlags();
      //^^^^^^^^^^ hook=no-such-flag
t("no-such-flag");
 //^^^^^^^^^^^^ mention
flagOf_no_such_flag();
//^^^^^^^^^^^^^^^^^ alias=no-such-flag
"#,
        expect![[r#"
            const KEY = "no-such-flag";
            a.boolVariation(KEY, user, false);
                            ^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `no-such-flag` (see `no-such-flag`: the key `no-such-flag` comes from here)
            log(KEY);
            isOn("no-such-flag");
                  ^^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `no-such-flag` (see `no-such-flag`: the key `no-such-flag` comes from here)
            const { noSuchFlag } = useFlags();
            t("no-such-flag");
            flagOf_no_such_flag();
        "#]],
    );
}

#[test]
fn archived_deprecated_and_stale_flags_are_told_everywhere_but_at_mentions() {
    check(
        r#"
a.boolVariation("old-banner", user, false);
               //^^^^^^^^^^ call
const SEARCH = "legacy-search";
              //^^^^^^^^^^^^^ definition
const { doneBanner } = useFlags();
      //^^^^^^^^^^ hook=done-banner
t("old-banner", "legacy-search", "done-banner");
 //^^^^^^^^^^ mention
"#,
        expect![[r#"
            a.boolVariation("old-banner", user, false);
                             ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            const SEARCH = "legacy-search";
                            ^^^^^^^^^^^^^ warning[deprecated-flag] struck through: The flag `legacy-search` has been deprecated since 2026-11-12 (10 days ago): new code should not use it
            const { doneBanner } = useFlags();
                    ^^^^^^^^^^ information[stale-flag]: The flag `done-banner` is stale: launched in Production; inactive in Staging (last requested 30 days ago)
            t("old-banner", "legacy-search", "done-banner");
        "#]],
    );
}

#[test]
fn a_flag_is_stale_only_if_it_is_temporary_and_no_environment_still_works_with_it() {
    check(
        r#"
on("kill-switch");
  //^^^^^^^^^^^ call
on("half-done");
  //^^^^^^^^^ call
on("new-checkout");
  //^^^^^^^^^^^^ call
"#,
        expect![[r#"
            on("kill-switch");
            on("half-done");
            on("new-checkout");
        "#]],
    );
}

#[test]
fn what_is_not_loaded_proves_nothing() {
    let fixture = r#"
on("done-banner");
  //^^^^^^^^^^^ call
on("no-such-flag");
  //^^^^^^^^^^^^ call
"#;
    let nothing = expect![[r#"
        on("done-banner");
        on("no-such-flag");
    "#]];
    let no_catalog = Snapshot { catalog: None, ..snapshot() };
    check_with(&no_catalog, fixture, nothing);
    // Without statuses no flag is stale; where only keys are known, none is unknown.
    check_with(
        &with_catalog(|catalog| catalog.statuses.clear()),
        fixture,
        expect![[r#"
        on("done-banner");
        on("no-such-flag");
            ^^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `no-such-flag`
    "#]],
    );
    let keys = with_catalog(|catalog| {
        catalog.statuses.clear();
        catalog.source = CatalogSource::Keys;
    });
    check_with(
        &keys,
        fixture,
        expect![[r#"
        on("done-banner");
        on("no-such-flag");
    "#]],
    );
    let partial = with_catalog(|catalog| catalog.source = CatalogSource::PartialFile);
    check_with(
        &partial,
        fixture,
        expect![[r#"
            on("done-banner");
                ^^^^^^^^^^^ information[stale-flag]: The flag `done-banner` is stale: launched in Production; inactive in Staging (last requested 30 days ago)
            on("no-such-flag");
        "#]],
    );
}

#[test]
fn severities_come_from_the_settings() {
    let quiet = with_severities(&[("deprecated-flag", Severity::Hint), ("archived-flag", Severity::Off)]);
    let fixture = r#"
on("legacy-search");
  //^^^^^^^^^^^^^ call
on("old-banner");
  //^^^^^^^^^^ call
"#;
    check_with(
        &quiet,
        fixture,
        expect![[r#"
        on("legacy-search");
            ^^^^^^^^^^^^^ hint[deprecated-flag] struck through: The flag `legacy-search` has been deprecated since 2026-11-12 (10 days ago): new code should not use it
        on("old-banner");
    "#]],
    );
}

#[test]
fn comments_silence_their_line_or_the_next() {
    check(
        r#"
// flagwise: ignore
on("old-banner");
  //^^^^^^^^^^ call
on("old-banner");
  //^^^^^^^^^^ call
on("old-banner"); // flagwise: ignore[archived-flag]
  //^^^^^^^^^^ call
on("old-banner");
  //^^^^^^^^^^ call
// flagwise: ignore[stale-flag, deprecated-flag]
on("legacy-search", "old-banner");
  //^^^^^^^^^^^^^ call
                   //^^^^^^^^^^ call
"#,
        expect![[r#"
            // flagwise: ignore
            on("old-banner");
            on("old-banner");
                ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            on("old-banner"); // flagwise: ignore[archived-flag]
            on("old-banner");
                ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            // flagwise: ignore[stale-flag, deprecated-flag]
            on("legacy-search", "old-banner");
                                 ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
        "#]],
    );
}

#[test]
fn a_name_points_to_where_its_key_is_defined() {
    check(
        r#"
const BANNER = "old-banner";
              //^^^^^^^^^^ definition
on(BANNER);
 //^^^^^^ constant-in-call=old-banner
"#,
        expect![[r#"
            const BANNER = "old-banner";
                            ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            on(BANNER);
               ^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code (see `old-banner`: the key `old-banner` comes from here)
        "#]],
    );
}

#[test]
fn diagnostics_lead_to_the_rule_and_the_flag() {
    let (file, _) = file("on(\"old-banner\", \"nope\")\n  //^^^^^^^^^^ call\n                //^^^^ call\n");
    let found = diagnostics(&snapshot(), &file);
    let links: Vec<_> = found.iter().map(|found| (found.href.as_str(), found.flag_url.as_deref())).collect();
    expect![[r#"
        [
            (
                "https://github.com/flagwise/flagwise/blob/main/docs/rules.md#archived-flag",
                Some(
                    "https://app.launchdarkly.com/storefront/production/features/old-banner",
                ),
            ),
            (
                "https://github.com/flagwise/flagwise/blob/main/docs/rules.md#unknown-flag",
                None,
            ),
        ]"#]]
    .assert_eq(&format!("{links:#?}"));
}

#[test]
fn odd_keys_stay_on_one_line() {
    let (file, _) = file("on(\"a\tb\")\n  //^^^ call\n");
    let found = diagnostics(&snapshot(), &file);
    expect!["The project `storefront` has no flag with the key `a b`"].assert_eq(&found[0].message);
}

#[test]
fn a_file_full_of_unknown_keys_stays_quick() {
    let lines = (0..30)
        .map(|number| format!("on(\"old-baner{number}\");\n  //{} call\n", "^".repeat(9 + number.to_string().len())));
    let (file, _) = file(&lines.collect::<String>());
    let found = diagnostics(&snapshot(), &file);
    let suggested = found.iter().filter(|diagnostic| !diagnostic.suggestions.is_empty()).count();
    assert_eq!((found.len(), suggested), (30, 10), "all are told, the first ten with suggestions");
}
