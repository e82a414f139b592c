use expect_test::{Expect, expect};

use crate::ide::fixture::Fixture;
use crate::syntax::KnownKeys;

use super::{Question, explain};

/// The explanation of the cursor's place, as text.
fn check(fixture: &str, expected: Expect) {
    let fixture = Fixture::new(fixture);
    let catalog = fixture.catalog.as_ref().unwrap();
    let known: KnownKeys = catalog.flags.keys().map(|key| key.as_str()).collect();
    let question = Question {
        path: fixture.path(),
        offset: fixture.cursor(),
        known: &known,
        source: Some("project storefront"),
        parse_limit: 1 << 20,
    };
    let explanation = explain(&fixture.analysis(), &question).unwrap();
    expected.assert_eq(&(explanation.plain_text(&str::to_owned) + "\n"));
}

#[test]
fn a_constant_of_another_file_is_explained_down_to_its_key() {
    check(
        r#"
//- src/app.ts
import { Flags } from "./flags";
if (ld.boolVariation(Flags.Check$0out, false)) start();
//- src/flags.ts
export enum Flags { Checkout = "new-checkout" }
"#,
        expect![[r#"
            the flag new-checkout
              kind       constant: a constant that holds the key, passed to boolVariation
              method     boolVariation
              asks for   a boolean
              default    false
              condition  yes: the result decides a branch
              chain      1. src/app.ts:2:28  Flags.Checkout is used, given to boolVariation
                         2. src/app.ts:1:1  Flags is imported from ./flags
                         3. src/flags.ts:1:21  Flags.Checkout is defined
                         4. src/flags.ts:1:33  its value is the key new-checkout
        "#]],
    );
}

#[test]
fn a_string_that_is_no_flag_is_explained_by_what_is_missing() {
    check(
        "translate(\"some-$0text\");",
        expect![[r#"
        not a flag reference
          the string "some-text" is an argument of translate, which is not in the SDK table for typescript and does not pass it to an SDK call; its value is not a known key (project storefront)
    "#]],
    );
    check(
        "registry.boolVariation(\"some-$0text\", false);",
        expect![[r#"
        not a flag reference
          the string "some-text" is the key of registry.boolVariation, a method of the SDK table for typescript, but neither an import nor the receiver is evidence of LaunchDarkly; it would be a reference if the key were known; its value is not a known key (project storefront)
    "#]],
    );
}
