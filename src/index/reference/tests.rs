use expect_test::{Expect, expect};

use super::super::{Index, with_mentions};
use super::*;
use crate::syntax::{KnownKeys, Language};

/// Lists the references of a file: text, form, evidence, and whether a definition is behind it.
fn check(language: Language, text: &str, expected: Expect) {
    let known: KnownKeys = ["new-cart", "old-search", "beta"].into_iter().collect();
    let index = Index::new(&known).with_files([("src/a", language, text)]);
    let found = with_mentions(Some(language), text, index.references("src/a"), &known);
    let mut drawn = String::new();
    for reference in found.all.iter() {
        let Evidence { end, confidence, .. } = reference.evidence;
        let definition = reference.definition.and_then(|id| index.definition(id));
        let definition = definition.map_or(String::new(), |definition| format!(" of {}", definition.chain.join(".")));
        let (text, form) = (reference.range.of(text), reference.form);
        drawn.push_str(&format!("`{text}` {form:?} {end:?} {confidence:?}{definition}\n"));
    }
    expected.assert_eq(&drawn);
}

#[test]
fn every_reference_has_a_form_and_evidence() {
    check(
        Language::Tsx,
        r#"
import { init, useFlags, LDFlag } from "launchdarkly-react-client-sdk";
export const FLAGS = { cart: "new-cart" };
export const SEARCH = "old-search";
const ldClient = init("id");
ldClient.variation(FLAGS.cart, false);
ldClient.variation(SEARCH, false);
ldClient.variation("no-such-flag", false);
ldClient.variation("", false);
const isOn = (flag) => ldClient.variation(flag, false);
isOn("beta");
const flags = useFlags();
flags.newCart;
const { beta } = useFlags();
<LDFlag flag="new-cart" />;
log("old-search");
"#,
        expect![[r#"
            `new-cart` Definition Definition Proven of FLAGS.cart
            `old-search` Definition Definition Proven of SEARCH
            `cart` Member Sink Proven of FLAGS.cart
            `SEARCH` Constant Sink Proven of SEARCH
            `no-such-flag` Literal Sink Proven
            `` EmptyLiteral Sink Proven
            `beta` Literal Wrapper Proven
            `newCart` SetProperty Set Proven
            `beta` Destructured Set Proven
            `new-cart` Attribute Sink Proven
            `old-search` Mention Mention Guessed
        "#]],
    );
}

#[test]
fn a_member_of_the_expected_type_leads_to_its_definition() {
    check(
        Language::Swift,
        r#"
import LaunchDarkly
enum Flag: String { case newCart = "new-cart" }
func isOn(_ flag: Flag) -> Bool { LDClient.get()!.boolVariation(forKey: flag.rawValue, defaultValue: false) }
let on = isOn(.newCart)
"#,
        expect![[r#"
            `new-cart` Definition Definition Proven of Flag.newCart
            `newCart` ImplicitMember Wrapper Proven of Flag.newCart
        "#]],
    );
}
