use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::ide::fixture::Fixture;
use crate::index::ReferenceCounts;

use super::{FlagCondition, FlagQuery, FlagScope, FlagUses, find_flags, flag_item};

const WORKSPACE: &str = r#"
//- src/app.ts
import { FLAGS } from "./flags";
ld.boolVariation(FLAGS.checkout, false);
ld.boolVariation("kill-switch", false);
ld.boolVariation("old-banner", false);
ld.boolVariation("no-such-flag", false);
//- src/flags.ts
export const FLAGS = { checkout: "new-checkout" };
"#;

/// A line a flag: key, condition, references in the first file and in the workspace, state.
fn check(query: &FlagQuery<'_>, expected: Expect) {
    let fixture = Fixture::new(WORKSPACE);
    let catalog = fixture.catalog.as_ref().unwrap();
    let workspace = ReferenceCounts::new(&fixture.index, |_| true);
    let file = ReferenceCounts::of(&fixture.own().references.all);
    let uses = FlagUses { file: Some(&file), workspace: Some(&workspace) };
    let mut lines = String::new();
    for (_, flag) in find_flags(catalog, uses, query) {
        let item = flag_item(catalog, flag, uses);
        let (file, workspace) = (item.references_in_file.unwrap(), item.references_in_workspace.unwrap());
        let summary = item.summary.unwrap_or_else(|| "not loaded".to_owned());
        assert_eq!(item.unused, Some(workspace == 0));
        writeln!(lines, "{} {:?} {file} of {workspace}: {summary}", item.key, item.condition).unwrap();
    }
    expected.assert_eq(&lines);
}

fn query<'q>(scope: FlagScope, text: &'q str, conditions: &'q [FlagCondition]) -> FlagQuery<'q> {
    FlagQuery { scope, text, conditions }
}

#[test]
fn flags_of_the_file_and_of_the_workspace_have_their_counts() {
    check(
        &query(FlagScope::File, "", &[]),
        expect![[r#"
        kill-switch Live 1 of 1: not loaded
        new-checkout Live 1 of 2: 33.333% get New in Production, off in Staging
        old-banner Archived 1 of 1: archived
    "#]],
    );
    check(
        &query(FlagScope::Workspace, "", &[]),
        expect![[r#"
        kill-switch Live 1 of 1: not loaded
        new-checkout Live 1 of 2: 33.333% get New in Production, off in Staging
        old-banner Archived 1 of 1: archived
    "#]],
    );
}

#[test]
fn flags_are_found_by_key_and_name_best_first() {
    check(
        &query(FlagScope::All, "checkout", &[]),
        expect![[r#"
        new-checkout Live 1 of 2: 33.333% get New in Production, off in Staging
        new-checkout-v2 Live 0 of 0: off in Production
    "#]],
    );
    check(
        &query(FlagScope::Workspace, "banner", &[]),
        expect![[r#"
        old-banner Archived 1 of 1: archived
    "#]],
    );
    check(&query(FlagScope::All, "zzz", &[]), expect![[""]]);
}

#[test]
fn conditions_filter() {
    check(
        &query(FlagScope::All, "", &[FlagCondition::Stale]),
        expect![[r#"
        done-banner Stale 0 of 0: on in Production
    "#]],
    );
    check(
        &query(FlagScope::All, "", &[FlagCondition::Archived, FlagCondition::Deprecated]),
        expect![[r#"
        legacy-search Deprecated 0 of 0: deprecated, on in Production
        old-banner Archived 1 of 1: archived
    "#]],
    );
    check(
        &query(FlagScope::Workspace, "", &[FlagCondition::Live]),
        expect![[r#"
        kill-switch Live 1 of 1: not loaded
        new-checkout Live 1 of 2: 33.333% get New in Production, off in Staging
    "#]],
    );
    check(
        &query(FlagScope::All, "", &[FlagCondition::Unused]),
        expect![[r#"
        accounts Live 0 of 0: not loaded
        config|`odd` Live 0 of 0: 20% get Big *one* in Production, on in Staging, off in test
        done-banner Stale 0 of 0: on in Production
        half-done Live 0 of 0: not loaded
        legacy-search Deprecated 0 of 0: deprecated, on in Production
        new-checkout-v2 Live 0 of 0: off in Production
    "#]],
    );
}

#[test]
fn what_is_not_scanned_is_not_unused() {
    let fixture = Fixture::new(WORKSPACE);
    let catalog = fixture.catalog.as_ref().unwrap();
    let unused = query(FlagScope::All, "", &[FlagCondition::Unused]);
    assert_eq!(find_flags(catalog, FlagUses::default(), &unused), []);
    let item = flag_item(catalog, catalog.flag("kill-switch").unwrap(), FlagUses::default());
    assert_eq!((item.unused, item.references_in_workspace), (None, None));
}
