use expect_test::{Expect, expect};

use crate::config::{CodeLenses, Settings};
use crate::flags::CatalogSource;
use crate::ide::fixture::{Fixture, draw};

use super::{code_lens_content, code_lenses};

fn with(code_lens: CodeLenses, fixture: &str) -> Fixture {
    Fixture::new(fixture).with_settings(Settings { code_lens, ..Settings::default() })
}

/// The text with the lenses under the places that they are at.
fn drawn(fixture: &Fixture) -> String {
    let analysis = fixture.analysis();
    let lenses = code_lenses(&analysis, fixture.path()).into_iter().map(|lens| {
        let content = code_lens_content(&analysis, &lens.flag, lens.kind).expect("the flag is there");
        (lens.range, content.title)
    });
    draw(fixture.own(), &lenses.collect::<Vec<_>>())
}

fn check(code_lens: CodeLenses, fixture: &str, expected: Expect) {
    expected.assert_eq(&drawn(&with(code_lens, fixture)));
}

const PAGE: &str = r#"
//- src/flags.ts
export const Flags = { Checkout: "new-checkout", Legacy: "legacy-search" } as const;
//- src/page.ts
import { Flags } from "./flags";
const on = ld.boolVariation(Flags.Checkout, false);
export function page() {
  const all = () => ld.boolVariation(Flags.Checkout, false) && ld.boolVariation("new-checkout", true);
  return all() || ld.boolVariation("done-banner", false) || ld.boolVariation("no-such-flag", false);
}
const text = "old-banner";
"#;

#[test]
fn definitions_say_what_the_flag_does_and_how_often_it_is_used() {
    check(
        CodeLenses::Definitions,
        PAGE,
        expect![[r#"
        export const Flags = { Checkout: "new-checkout", Legacy: "legacy-search" } as const;
                                          ^^^^^^^^^^^^ 33.333% get New in Production, off in Staging · 3 references · last requested just now
                                                                  ^^^^^^^^^^^^^ deprecated, on in Production · 0 references
    "#]],
    );
}

#[test]
fn functions_and_statements_say_which_flags_they_evaluate() {
    check(
        CodeLenses::All,
        &PAGE.replace("const on", "$0const on"),
        expect![[r#"
        import { Flags } from "./flags";
        const on = ld.boolVariation(Flags.Checkout, false);
         new-checkout: 33.333% get New in Production, off in Staging
        export function page() {
         done-banner: on in Production
          const all = () => ld.boolVariation(Flags.Checkout, false) && ld.boolVariation("new-checkout", true);
           new-checkout: 33.333% get New in Production, off in Staging
          return all() || ld.boolVariation("done-banner", false) || ld.boolVariation("no-such-flag", false);
        }
        const text = "old-banner";
    "#]],
    );
}

#[test]
fn nothing_is_shown_where_it_is_off_or_nothing_is_known() {
    assert_eq!(code_lenses(&with(CodeLenses::Off, PAGE).analysis(), "src/flags.ts"), []);
    let empty = with(CodeLenses::All, PAGE).without_catalog();
    assert_eq!(code_lenses(&empty.analysis(), "src/flags.ts"), []);
    let keys = with(CodeLenses::All, PAGE).with_catalog(|catalog| catalog.source = CatalogSource::Keys);
    assert_eq!(code_lenses(&keys.analysis(), "src/flags.ts"), []);
    let page = with(CodeLenses::Definitions, PAGE);
    assert_eq!(code_lenses(&page.analysis(), "src/page.ts"), []);
}
