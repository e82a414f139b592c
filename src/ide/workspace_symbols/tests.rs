use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::ide::fixture::Fixture;
use crate::index::FirstPlaces;
use crate::syntax::Language;

use super::workspace_symbols;

const WORKSPACE: &str = r#"
//- src/a.test.ts
ld.boolVariation("kill-switch", false);
//- src/app.ts
import { FLAGS } from "./flags";
ld.boolVariation(FLAGS.checkout, false);
ld.boolVariation("kill-switch", false);
ld.boolVariation("legacy-search", false);
ld.boolVariation("old-banner", false);
ld.boolVariation("no-such-flag", false);
//- src/flags.ts
export const FLAGS = { checkout: "new-checkout" };
"#;

fn check(query: &str, most: usize, expected: Expect) {
    let fixture = Fixture::new(WORKSPACE);
    let mut lines = String::new();
    let places = FirstPlaces::new(&fixture.index, |_| true, None);
    for symbol in workspace_symbols(fixture.catalog.as_ref().unwrap(), &places, query, most) {
        let text = symbol.range.of(&fixture.files[&symbol.path].text);
        let tag = if symbol.is_deprecated { " (deprecated)" } else { "" };
        let (name, kind, container) = (symbol.name, symbol.kind, symbol.container);
        writeln!(lines, "{name}: {kind:?}, {container}{tag}, {}: {text}", symbol.path).unwrap();
    }
    expected.assert_eq(&lines);
}

#[test]
fn flags_of_the_workspace_in_order_where_they_are_defined_or_used_first() {
    check(
        "",
        10,
        expect![[r#"
        kill-switch: Boolean, Storefront, src/app.ts: kill-switch
        legacy-search: Boolean, deprecated (deprecated), src/app.ts: legacy-search
        new-checkout: Boolean, on in Production, src/flags.ts: checkout
        old-banner: Boolean, archived (deprecated), src/app.ts: old-banner
    "#]],
    );
    check(
        "",
        2,
        expect![[r#"
        kill-switch: Boolean, Storefront, src/app.ts: kill-switch
        legacy-search: Boolean, deprecated (deprecated), src/app.ts: legacy-search
    "#]],
    );
}

#[test]
fn flags_are_found_by_key_and_by_name() {
    check(
        "nwchk",
        10,
        expect![[r#"
        new-checkout: Boolean, on in Production, src/flags.ts: checkout
    "#]],
    );
    check(
        "Kill s",
        10,
        expect![[r#"
        kill-switch: Boolean, Storefront, src/app.ts: kill-switch
    "#]],
    );
    check("accounts", 10, expect![[r#""#]]);
    check("zzz", 10, expect![[r#""#]]);
}

/// What was found in an earlier index is kept for the files that are the same, and for no other.
#[test]
fn places_follow_changes_of_files() {
    let fixture = Fixture::new(WORKSPACE);
    let before = FirstPlaces::new(&fixture.index, |_| true, None);
    let changed = "\nld.boolVariation(\"legacy-search\", false);\n";
    let files = [("src/app.ts", Language::TypeScript, changed), ("src/a.ts", Language::TypeScript, changed)];
    let index = fixture.index.with_files(files).without_file("src/flags.ts");
    for before in [None, Some(&before)] {
        let places = FirstPlaces::new(&index, |_| true, before);
        let found = workspace_symbols(fixture.catalog.as_ref().unwrap(), &places, "", 10);
        let found: Vec<_> = found.iter().map(|found| (&*found.name, &*found.path, found.range.start)).collect();
        assert_eq!(found, [("kill-switch", "src/a.test.ts", 18), ("legacy-search", "src/a.ts", 19)]);
    }
}
