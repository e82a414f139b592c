use expect_test::{Expect, expect};

use crate::config::{InlayHints, Settings};
use crate::ide::fixture::Fixture;
use crate::text::ByteRange;

use super::{inlay_hints, is_opaque};

/// The text with the hints in it.
fn check(hints: InlayHints, text: &str, expected: Expect) {
    let settings = Settings { inlay_hints: hints, ..Settings::default() };
    let fixture = Fixture::new(text).with_settings(settings);
    let mut shown = fixture.own().text.to_string();
    let everything = ByteRange::new(0, shown.len());
    for hint in inlay_hints(&fixture.analysis(), fixture.path(), everything).iter().rev() {
        shown.insert_str(hint.offset, &format!("⟨{}⟩", hint.label));
    }
    expected.assert_eq(&shown);
}

const PAGE: &str = r#"
import { useFlags } from "launchdarkly-react-client-sdk";
const { newCheckout } = useFlags();
const Flags = { Banner: 'done-banner' };
ld.boolVariation("new-checkout", false) || ld.boolVariation(Flags.Banner, true);
ld.boolVariation("legacy-search", false) || ld.boolVariation("old-banner", true);
ld.boolVariation("accounts", false) || ld.boolVariation("no-such-flag", true);
const text = "new-checkout";
"#;

#[test]
fn the_state_in_the_first_environment_follows_keys() {
    check(
        InlayHints::All,
        PAGE,
        expect![[r#"
        import { useFlags } from "launchdarkly-react-client-sdk";
        const { newCheckout⟨33.333% get New⟩ } = useFlags();
        const Flags = { Banner: 'done-banner'⟨on⟩ };
        ld.boolVariation("new-checkout"⟨33.333% get New⟩, false) || ld.boolVariation(Flags.Banner⟨on⟩, true);
        ld.boolVariation("legacy-search"⟨deprecated, on⟩, false) || ld.boolVariation("old-banner"⟨archived⟩, true);
        ld.boolVariation("accounts", false) || ld.boolVariation("no-such-flag", true);
        const text = "new-checkout";
    "#]],
    );
}

#[test]
fn only_keys_without_words_get_a_name() {
    check(
        InlayHints::Names,
        PAGE,
        expect![[r#"
        import { useFlags } from "launchdarkly-react-client-sdk";
        const { newCheckout } = useFlags();
        const Flags = { Banner: 'done-banner' };
        ld.boolVariation("new-checkout", false) || ld.boolVariation(Flags.Banner, true);
        ld.boolVariation("legacy-search", false) || ld.boolVariation("old-banner", true);
        ld.boolVariation("accounts", false) || ld.boolVariation("no-such-flag", true);
        const text = "new-checkout";
    "#]],
    );
    for key in ["ff-1234", "a1b2c3", "5f3c9e", "x", "flag-12", "FEATURE_7", "b4e6d1f0-9c2a", ""] {
        assert!(is_opaque(key), "{key}");
    }
    for key in ["new-checkout", "accounts", "enableV2", "ab-testing", "größe-1"] {
        assert!(!is_opaque(key), "{key}");
    }
}

#[test]
fn nothing_is_shown_where_hints_are_off() {
    check(
        InlayHints::Off,
        "ld.boolVariation(\"new-checkout\", false);\n",
        expect![[r#"
        ld.boolVariation("new-checkout", false);
    "#]],
    );
}
