use expect_test::{Expect, expect};

use crate::config::Severity;
use crate::flags::CatalogSource;
use crate::ide::fixture::{Fixture, draw};
use crate::ide::{Files, diagnostics};

use super::Tag;

/// Draws the diagnostics of the file with the cursor, or of the first.
fn check(fixture: &str, expected: Expect) {
    check_in(&Fixture::new(fixture), expected);
}

fn check_in(fixture: &Fixture, expected: Expect) {
    let found = diagnostics(&fixture.analysis(), fixture.path()).into_iter().map(|diagnostic| {
        let related = diagnostic.related.iter().map(|related| {
            let file = fixture.file(&related.path).unwrap();
            let line = file.lines.line_of(related.range.start) + 1;
            format!(" (see {}:{line} `{}`: {})", related.path, related.range.of(&file.text), related.message)
        });
        let related: String = related.collect();
        let struck = if diagnostic.tags.contains(&Tag::Deprecated) { " struck through" } else { "" };
        let (severity, code, message) = (diagnostic.severity.name(), diagnostic.code, diagnostic.message);
        (diagnostic.range, format!("{severity}[{code}]{struck}: {message}{related}"))
    });
    expected.assert_eq(&draw(fixture.own(), &found.collect::<Vec<_>>()));
}

#[test]
fn an_unknown_key_in_a_call_names_the_nearest() {
    check(
        r#"
ld.boolVariation("new-chekout", user, false);
ld.boolVariation("nothing-like-it", user, false);
ld.boolVariation("Old_Banner", user, false);
"#,
        expect![[r#"
            ld.boolVariation("new-chekout", user, false);
                              ^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `new-chekout`. Did you mean `new-checkout` or `new-checkout-v2`?
            ld.boolVariation("nothing-like-it", user, false);
                              ^^^^^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `nothing-like-it`
            ld.boolVariation("Old_Banner", user, false);
                              ^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `Old_Banner`. Did you mean `old-banner` or `done-banner`?
        "#]],
    );
}

#[test]
fn only_sure_places_say_that_a_key_is_unknown() {
    check(
        r#"
import { useFlags } from "launchdarkly-react-client-sdk";
export const KEY = "no-such-flag";
                  //^^^^^^^^^^^^ definition
ld.boolVariation(KEY, false);
               //^^^ constant=no-such-flag
log(KEY);
  //^^^ constant=no-such-flag
const isOn = (flag) => ld.boolVariation(flag, false);
isOn("no-such-flag");
    //^^^^^^^^^^^^ wrapper
const { noSuchFlag } = useFlags();
t("no-such-flag");
ld.boolVariation("", false);
"#,
        expect![[r#"
            import { useFlags } from "launchdarkly-react-client-sdk";
            export const KEY = "no-such-flag";
            ld.boolVariation(KEY, false);
                             ^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `no-such-flag` (see app.ts:2 `no-such-flag`: the key `no-such-flag` comes from here)
            log(KEY);
            const isOn = (flag) => ld.boolVariation(flag, false);
            isOn("no-such-flag");
                  ^^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `no-such-flag`
            const { noSuchFlag } = useFlags();
                    ^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `noSuchFlag`
            t("no-such-flag");
            ld.boolVariation("", false);
        "#]],
    );
}

#[test]
fn archived_deprecated_and_stale_flags_are_told_everywhere_but_at_mentions() {
    check(
        r#"
ld.boolVariation("old-banner", user, false);
const SEARCH = "legacy-search";
const { doneBanner } = useFlags();
t("old-banner", "legacy-search", "done-banner");
"#,
        expect![[r#"
            ld.boolVariation("old-banner", user, false);
                              ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            const SEARCH = "legacy-search";
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
ld.boolVariation("kill-switch", false);
ld.boolVariation("half-done", false);
ld.boolVariation("new-checkout", false);
"#,
        expect![[r#"
            ld.boolVariation("kill-switch", false);
            ld.boolVariation("half-done", false);
            ld.boolVariation("new-checkout", false);
        "#]],
    );
}

#[test]
fn what_is_not_loaded_proves_nothing() {
    let fixture = r#"
ld.boolVariation("done-banner", false);
ld.boolVariation("no-such-flag", false);
"#;
    let nothing = expect![[r#"
        ld.boolVariation("done-banner", false);
        ld.boolVariation("no-such-flag", false);
    "#]];
    check_in(&Fixture::new(fixture).without_catalog(), nothing);
    // Without statuses no flag is stale; where only keys are known, none is unknown.
    check_in(
        &Fixture::new(fixture).with_catalog(|catalog| catalog.statuses.clear()),
        expect![[r#"
            ld.boolVariation("done-banner", false);
            ld.boolVariation("no-such-flag", false);
                              ^^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `no-such-flag`
        "#]],
    );
    let keys = Fixture::new(fixture).with_catalog(|catalog| {
        catalog.statuses.clear();
        catalog.source = CatalogSource::Keys;
    });
    check_in(
        &keys,
        expect![[r#"
        ld.boolVariation("done-banner", false);
        ld.boolVariation("no-such-flag", false);
    "#]],
    );
    let partial = Fixture::new(fixture).with_catalog(|catalog| catalog.source = CatalogSource::PartialFile);
    check_in(
        &partial,
        expect![[r#"
            ld.boolVariation("done-banner", false);
                              ^^^^^^^^^^^ information[stale-flag]: The flag `done-banner` is stale: launched in Production; inactive in Staging (last requested 30 days ago)
            ld.boolVariation("no-such-flag", false);
        "#]],
    );
}

#[test]
fn severities_come_from_the_settings() {
    let fixture = r#"
ld.boolVariation("legacy-search", false);
ld.boolVariation("old-banner", false);
"#;
    let levels = [("deprecated-flag", Severity::Hint), ("archived-flag", Severity::Off)];
    let quiet = Fixture::new(fixture).with_severities(&levels);
    check_in(
        &quiet,
        expect![[r#"
            ld.boolVariation("legacy-search", false);
                              ^^^^^^^^^^^^^ hint[deprecated-flag] struck through: The flag `legacy-search` has been deprecated since 2026-11-12 (10 days ago): new code should not use it
            ld.boolVariation("old-banner", false);
        "#]],
    );
}

#[test]
fn comments_silence_their_line_or_the_next() {
    check(
        r#"
// flagwise: ignore
ld.boolVariation("old-banner", false);
ld.boolVariation("old-banner", false);
ld.boolVariation("old-banner", false); // flagwise: ignore[archived-flag]
ld.boolVariation("old-banner", false);
// flagwise: ignore[stale-flag, deprecated-flag]
ld.boolVariation("legacy-search", ld.boolVariation("old-banner", false));
"#,
        expect![[r#"
            // flagwise: ignore
            ld.boolVariation("old-banner", false);
            ld.boolVariation("old-banner", false);
                              ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            ld.boolVariation("old-banner", false); // flagwise: ignore[archived-flag]
            ld.boolVariation("old-banner", false);
                              ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            // flagwise: ignore[stale-flag, deprecated-flag]
            ld.boolVariation("legacy-search", ld.boolVariation("old-banner", false));
                                                                ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
        "#]],
    );
}

#[test]
fn a_name_points_to_where_its_key_is_defined() {
    check(
        r#"
const BANNER = "old-banner";
ld.boolVariation(BANNER, false);
"#,
        expect![[r#"
            const BANNER = "old-banner";
                            ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
            ld.boolVariation(BANNER, false);
                             ^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code (see app.ts:1 `old-banner`: the key `old-banner` comes from here)
        "#]],
    );
}

#[test]
fn a_name_points_to_the_file_where_its_key_is_defined() {
    check(
        r#"
//- src/app.ts
import { Flags } from "./flags";
import { SEARCH } from "./keys";
ld.boolVariation(Flags.Checkout$0, false);
                     //^^^^^^^^ constant=new-chekout
ld.boolVariation(SEARCH, false);
//- src/flags.ts
export enum Flags { Checkout = "new-chekout" }
                              //^^^^^^^^^^^ definition
//- src/keys.ts
import { Flags } from "./flags";
export const SEARCH = Flags.Checkout;
"#,
        expect![[r#"
            import { Flags } from "./flags";
            import { SEARCH } from "./keys";
            ld.boolVariation(Flags.Checkout, false);
                                   ^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `new-chekout`. Did you mean `new-checkout` or `new-checkout-v2`? (see src/flags.ts:1 `new-chekout`: the key `new-chekout` comes from here)
            ld.boolVariation(SEARCH, false);
        "#]],
    );
}

#[test]
fn diagnostics_lead_to_the_rule_and_the_flag() {
    let fixture = Fixture::new("ld.boolVariation(\"old-banner\", false); ld.boolVariation(\"nope\", false)");
    let found = diagnostics(&fixture.analysis(), fixture.path());
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
    let fixture = Fixture::new("ld.boolVariation(\"a\tb\", false)");
    let found = diagnostics(&fixture.analysis(), fixture.path());
    expect![r"The project `storefront` has no flag with the key `a\tb`"].assert_eq(&found[0].message);
}

#[test]
fn a_file_full_of_unknown_keys_stays_quick() {
    let lines = (0..30).map(|number| format!("ld.boolVariation(\"old-baner{number}\", false);\n"));
    let fixture = Fixture::new(&lines.collect::<String>());
    let found = diagnostics(&fixture.analysis(), fixture.path());
    let suggested = found.iter().filter(|diagnostic| !diagnostic.suggestions.is_empty()).count();
    assert_eq!((found.len(), suggested), (30, 10), "all are told, the first ten with suggestions");
}

const INFERRED: &str = r#"
//- use.ts
import { isFeatureOn } from "@acme/flags";
isFeatureOn("new-checkout"); isFeatureOn("old-banner"); isFeatureOn("done-banner");
isFeatureOn("new-chekout");
//- two.ts
import { flagOf } from "@acme/two";
flagOf("new-checkout"); flagOf("old-banner");
flagOf("nothing-like-it");$0
"#;

#[test]
fn an_unknown_key_where_known_keys_are_passed_is_reported_as_inferred() {
    check(
        &INFERRED.replace("$0", ""),
        expect![[r#"
        import { isFeatureOn } from "@acme/flags";
        isFeatureOn("new-checkout"); isFeatureOn("old-banner"); isFeatureOn("done-banner");
                                                  ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
                                                                             ^^^^^^^^^^^ information[stale-flag]: The flag `done-banner` is stale: launched in Production; inactive in Staging (last requested 30 days ago)
        isFeatureOn("new-chekout");
                     ^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `new-chekout`. Did you mean `new-checkout` or `new-checkout-v2`? `isFeatureOn` is inferred to take flag keys
    "#]],
    );
    check(
        INFERRED,
        expect![[r#"
        import { flagOf } from "@acme/two";
        flagOf("new-checkout"); flagOf("old-banner");
                                        ^^^^^^^^^^ warning[archived-flag]: The flag `old-banner` has been archived since 2026-08-24 (2 months ago): SDKs get the default value in code
        flagOf("nothing-like-it");
                ^^^^^^^^^^^^^^^ information[unknown-flag]: The project `storefront` has no flag with the key `nothing-like-it`. `flagOf` is inferred to take flag keys
    "#]],
    );
    let settings = crate::config::Settings { inferred_severity: Severity::Off, ..Default::default() };
    let fixture = Fixture::new(INFERRED).with_settings(settings);
    assert!(diagnostics(&fixture.analysis(), "use.ts").iter().all(|found| found.code != "unknown-flag"));
}

#[test]
fn test_code_is_warned_of_misspellings_only() {
    let text = |path: &str| {
        format!(
            "//- {path}\nld.boolVariation(\"test-flag\", user, false);\nld.boolVariation(\"new-chekout\", user, false);\n"
        )
    };
    check(
        &text("src/app.ts"),
        expect![[r#"
        ld.boolVariation("test-flag", user, false);
                          ^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `test-flag`
        ld.boolVariation("new-chekout", user, false);
                          ^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `new-chekout`. Did you mean `new-checkout` or `new-checkout-v2`?
    "#]],
    );
    check(
        &text("src/app.test.ts"),
        expect![[r#"
        ld.boolVariation("test-flag", user, false);
        ld.boolVariation("new-chekout", user, false);
                          ^^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `new-chekout`. Did you mean `new-checkout` or `new-checkout-v2`?
    "#]],
    );
    let framework = "import { test } from 'vitest';\nld.boolVariation(\"test-flag\", user, false);\n";
    check(
        framework,
        expect![[r#"
        import { test } from 'vitest';
        ld.boolVariation("test-flag", user, false);
    "#]],
    );
}

#[test]
fn an_inferred_position_repeats_no_finding_of_a_proven_one() {
    check(
        r#"
import { isFeatureOn } from "@acme/flags";
isFeatureOn("new-checkout"); isFeatureOn("half-done"); isFeatureOn("kill-switch");
const KEY = "nothing-like-it";
ld.boolVariation(KEY, user, false);
isFeatureOn(KEY);
"#,
        expect![[r#"
            import { isFeatureOn } from "@acme/flags";
            isFeatureOn("new-checkout"); isFeatureOn("half-done"); isFeatureOn("kill-switch");
            const KEY = "nothing-like-it";
            ld.boolVariation(KEY, user, false);
                             ^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `nothing-like-it` (see app.ts:3 `nothing-like-it`: the key `nothing-like-it` comes from here)
            isFeatureOn(KEY);
        "#]],
    );
}

#[test]
fn a_property_of_a_set_of_flags_is_named_in_the_spelling_of_the_set() {
    check(
        r#"
//- app.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
const flags = useFlags();
flags["new-checkout"] && flags.newChekout;
const { "old-banner": banner, oldBaner } = flags;
//- server.ts
import { init } from "@launchdarkly/node-server-sdk";
const all = ldClient.allFlags();
all.newCheckout;
"#,
        expect![[r#"
            import { useFlags } from "launchdarkly-react-client-sdk";
            const flags = useFlags();
            flags["new-checkout"] && flags.newChekout;
                   ^^^^^^^^^^^^ warning[misspelled-flag]: `new-checkout` is always undefined: this set of flags has the flag `new-checkout` as `newCheckout`
                                           ^^^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `newChekout`. Did you mean `newCheckout` or `newCheckoutV2`?
            const { "old-banner": banner, oldBaner } = flags;
                     ^^^^^^^^^^ warning[misspelled-flag]: `old-banner` is always undefined: this set of flags has the flag `old-banner` as `oldBanner`
                                          ^^^^^^^^ warning[unknown-flag]: The project `storefront` has no flag with the key `oldBaner`. Did you mean `oldBanner`?
        "#]],
    );
}
