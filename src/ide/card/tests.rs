use expect_test::{Expect, expect};

use crate::flags::CatalogSource;
use crate::ide::fixture::Fixture;
use crate::ide::{card, hover};

fn check(key: &str, expected: Expect) {
    check_in(&Fixture::new(""), key, expected);
}

fn check_in(fixture: &Fixture, key: &str, expected: Expect) {
    expected.assert_eq(&(card(&fixture.analysis(), key).markdown() + "\n"));
}

#[test]
fn a_live_flag_with_every_fact() {
    check(
        "new-checkout",
        expect![[r#"
            **[New checkout](https://app.launchdarkly.com/storefront/production/features/new-checkout) `new-checkout`**

            boolean · temporary · live

            ● **Production** on, 2 rules, 3 targets; of the others 33.333% get New, 66.667% `false` by organization plan · requires `accounts` · active, last requested just now  
            ○ **Staging** off, everyone gets `false` · new, never requested  
            test: not loaded

            Variations: `true` New, `false`

            The checkout of 2026. Ask before you turn it on.

            Maintained by Ann Lee · tags: checkout, web · created 2026-05-06 (6 months ago)
        "#]],
    );
}

#[test]
fn the_same_in_plain_text() {
    expect![[r#"
        New checkout <https://app.launchdarkly.com/storefront/production/features/new-checkout> new-checkout

        boolean · temporary · live

        ● Production on, 2 rules, 3 targets; of the others 33.333% get New, 66.667% false by organization plan · requires accounts · active, last requested just now
        ○ Staging off, everyone gets false · new, never requested
        test: not loaded

        Variations: true New, false

        The checkout of 2026. Ask before you turn it on.

        Maintained by Ann Lee · tags: checkout, web · created 2026-05-06 (6 months ago)
    "#]].assert_eq(&(card(&Fixture::new("").analysis(), "new-checkout").plain_text() + "\n"));
}

#[test]
fn archived_and_deprecated_flags_say_since_when() {
    check(
        "old-banner",
        expect![[r#"
            **[Old banner](https://app.launchdarkly.com/storefront/production/features/old-banner) `old-banner`**

            boolean · temporary · **archived** since 2026-08-24 (2 months ago): SDKs get the default value in code

            Maintained by the team Growth · created 2024-06-05 (2 years ago)
        "#]],
    );
    check(
        "legacy-search",
        expect![[r#"
            **[Legacy search](https://app.launchdarkly.com/storefront/production/features/legacy-search) `legacy-search`**

            boolean · permanent · **deprecated** since 2026-11-12 (10 days ago)

            ● **Production** on, everyone gets `true`  
            Staging and test: not loaded

            Maintained by a former member · created 2024-06-05 (2 years ago)
        "#]],
    );
}

#[test]
fn an_off_flag_without_an_off_variation() {
    check(
        "new-checkout-v2",
        expect![[r#"
            **[New checkout 2](https://app.launchdarkly.com/storefront/production/features/new-checkout-v2) `new-checkout-v2`**

            boolean · permanent · live

            ○ **Production** off, everyone gets the default value in code: no off variation is set  
            Staging and test: not loaded

            Created 2026-11-19 (3 days ago)
        "#]],
    );
}

#[test]
fn odd_names_and_summary_rows() {
    check(
        "config|`odd`",
        expect![[r#"
            **[A \| b \`c\` \<script>alert(1)\</script> # x](https://app.launchdarkly.com/storefront/production/features/config%7C%60odd%60) `` config|`odd` ``**

            JSON · permanent · live

            ● **Production** on, 2 rules, 4 targets; of the others 20% get Big \*one\*, 80% ``{"limit":1,"mark":"`"}`` · 1 prerequisite  
            ● **Staging** on, targeting not loaded  
            ○ **test** off, off variation not loaded

            Variations: `{"limit":5,"text":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` Big \*one\*, ``{"limit":1,"mark":"`"}``

            \*\*bold\*\* \[x\](y)

            Tags: \<b> · created 2026-11-21 (1 day ago)
        "#]],
    );
}

#[test]
fn unknown_keys_get_suggestions() {
    check(
        "new-chekout",
        expect![[r#"
            **Unknown flag `new-chekout`**

            The project **Storefront** has no flag with this key. SDKs get the default value in code.

            Did you mean:

            - `new-checkout` — New checkout
            - `new-checkout-v2` — New checkout 2
        "#]],
    );
    check(
        "`*odd*`",
        expect![[r#"
            **Unknown flag `` `*odd*` ``**

            The project **Storefront** has no flag with this key. SDKs get the default value in code.
        "#]],
    );
}

#[test]
fn flags_that_are_not_loaded_say_so_and_why() {
    let loading = Fixture::new("").without_catalog();
    check_in(
        &loading,
        "new-checkout",
        expect![[r#"
            **Flag `new-checkout`**

            The flags are not loaded yet. Loading flags.
        "#]],
    );
    let problem = "No access token is set. Set LAUNCHDARKLY_ACCESS_TOKEN.";
    let failed = Fixture { problem: Some(problem), ..loading };
    check_in(
        &failed,
        "new-checkout",
        expect![[r#"
            **Flag `new-checkout`**

            The flags are not loaded yet. No access token is set. Set LAUNCHDARKLY_ACCESS_TOKEN.
        "#]],
    );
}

#[test]
fn old_flags_tell_their_age() {
    let old = Fixture { problem: Some("LaunchDarkly cannot be reached."), ..Fixture::new("") };
    check_in(
        &old,
        "accounts",
        expect![[r#"
            **[Accounts](https://app.launchdarkly.com/storefront/production/features/accounts) `accounts`**

            boolean · permanent · live

            Production, Staging and test: not loaded

            As of 3 hours ago. LaunchDarkly cannot be reached.
        "#]],
    );
}

#[test]
fn saved_lists_and_plain_keys_tell_what_they_are() {
    check_in(
        &Fixture::new("").with_catalog(|catalog| catalog.source = CatalogSource::File),
        "accounts",
        expect![[r#"
            **[Accounts](https://app.launchdarkly.com/storefront/production/features/accounts) `accounts`**

            boolean · permanent · live

            Production, Staging and test: not loaded

            From a flag file.
        "#]],
    );
    check_in(
        &Fixture::new("").with_catalog(|catalog| catalog.source = CatalogSource::Keys),
        "accounts",
        expect![[r#"
            **Flag `accounts`**

            This key is in the list. Only keys are loaded, no flag data.
        "#]],
    );
    check_in(
        &Fixture::new("").with_catalog(|catalog| catalog.source = CatalogSource::PartialFile),
        "nope",
        expect![[r#"
            **Unknown flag `nope`**

            The project's flags are only partly loaded; this flag is not among them.

            From a flag file.
        "#]],
    );
}

#[test]
fn without_chosen_environments_the_flag_s_own_are_shown() {
    check_in(
        &Fixture::new("").with_catalog(|catalog| catalog.environments.clear()),
        "legacy-search",
        expect![[r#"
            **[Legacy search](https://app.launchdarkly.com/storefront/production/features/legacy-search) `legacy-search`**

            boolean · permanent · **deprecated** since 2026-11-12 (10 days ago)

            ● **production** on, everyone gets `true`

            Maintained by a former member · created 2024-06-05 (2 years ago)
        "#]],
    );
}

#[test]
fn the_hover_is_on_the_key_and_nowhere_else() {
    let hovered = |fixture: &str| {
        let fixture = Fixture::new(fixture);
        let found = hover(&fixture.analysis(), fixture.path(), fixture.cursor());
        found.map(|found| found.range.of(&fixture.own().text).to_owned())
    };
    assert_eq!(hovered("ld.boolVariation(\"$0accounts\", 1)").as_deref(), Some("accounts"));
    assert_eq!(hovered("ld.boolVariation(\"accounts$0\", 1)").as_deref(), Some("accounts"));
    assert_eq!(hovered("ld.boolVariation($0\"accounts\", 1)"), None);
    assert_eq!(hovered("ld.boolVariation(\"accounts\", $01)"), None);
    assert_eq!(hovered("ld.boolVariation(\"$0\", 1)"), None);
    assert_eq!(hovered("nothing $0here"), None);
    // A mention of a common word likely means something else.
    assert_eq!(hovered("const table = \"acc$0ounts\";"), None);
    assert_eq!(hovered("const key = \"new-check$0out\";").as_deref(), Some("new-checkout"));
}
