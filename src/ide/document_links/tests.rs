use expect_test::{Expect, expect};

use crate::config::Settings;
use crate::ide::fixture::{Fixture, draw};

use super::document_links;

fn check(links: bool, text: &str, expected: Expect) {
    let fixture = Fixture::new(text).with_settings(Settings { links, ..Settings::default() });
    let links = document_links(&fixture.analysis(), fixture.path());
    let drawn: Vec<_> = links.into_iter().map(|link| (link.range, format!("{} {}", link.tooltip, link.url))).collect();
    expected.assert_eq(&draw(fixture.own(), &drawn));
}

#[test]
fn keys_and_constants_lead_to_the_flag_and_mentions_do_not() {
    let text = r#"
const Flags = { Banner: "done-banner" };
ld.boolVariation(Flags.Banner, false) || ld.boolVariation("no-such-flag", true);
const text = "new-checkout";
"#;
    check(
        true,
        text,
        expect![[r#"
        const Flags = { Banner: "done-banner" };
                                 ^^^^^^^^^^^ Open Done banner in LaunchDarkly https://app.launchdarkly.com/storefront/production/features/done-banner
        ld.boolVariation(Flags.Banner, false) || ld.boolVariation("no-such-flag", true);
                               ^^^^^^ Open Done banner in LaunchDarkly https://app.launchdarkly.com/storefront/production/features/done-banner
        const text = "new-checkout";
    "#]],
    );
    check(
        false,
        text,
        expect![[r#"
        const Flags = { Banner: "done-banner" };
        ld.boolVariation(Flags.Banner, false) || ld.boolVariation("no-such-flag", true);
        const text = "new-checkout";
    "#]],
    );
}
