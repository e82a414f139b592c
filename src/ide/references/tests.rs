use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::ide::fixture::{Fixture, draw};

use super::{flags_at, references_to};

/// The files with references, with each drawn under its line.
fn found(fixture: &str, with_declarations: bool) -> String {
    let fixture = Fixture::new(fixture);
    let keys = flags_at(&fixture.analysis(), fixture.path(), fixture.cursor());
    let found = references_to(&fixture.analysis(), None, &keys, with_declarations);
    let mut lines = String::new();
    for file in &found {
        let marks: Vec<_> = file.ranges.iter().map(|range| (*range, String::new())).collect();
        let drawn = draw(&fixture.files[&file.path], &marks);
        writeln!(lines, "{}\n{}", file.path, drawn.replace(" \n", "\n")).unwrap();
    }
    lines
}

fn check(fixture: &str, expected: Expect) {
    expected.assert_eq(&found(fixture, true));
}

const WORKSPACE: &str = r#"
//- src/app.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
import { Flags } from "./flags";
const { newCheckout } = useFlags();
const other = useFlags().newCheckout;
ld.boolVariation("new-checkout", false);
ld.boolVariation("kill-switch", false);
ld.boolVariation(Flags.Check$0out, false);
//- src/flags.ts
export enum Flags { Checkout = "new-checkout", Kill = "kill-switch" }
//- src/types.ts
export interface FeatureFlags { newCheckout: boolean; killSwitch: boolean }
//- src/labels.ts
const label = { title: "new-checkout" };
"#;

#[test]
fn all_kinds_of_references_in_all_files_and_no_mere_mentions() {
    check(
        WORKSPACE,
        expect![[r#"
            src/app.tsx
            import { useFlags } from "launchdarkly-react-client-sdk";
            import { Flags } from "./flags";
            const { newCheckout } = useFlags();
                    ^^^^^^^^^^^
            const other = useFlags().newCheckout;
                                     ^^^^^^^^^^^
            ld.boolVariation("new-checkout", false);
                              ^^^^^^^^^^^^
            ld.boolVariation("kill-switch", false);
            ld.boolVariation(Flags.Checkout, false);
                                   ^^^^^^^^

            src/flags.ts
            export enum Flags { Checkout = "new-checkout", Kill = "kill-switch" }
                                            ^^^^^^^^^^^^

            src/types.ts
            export interface FeatureFlags { newCheckout: boolean; killSwitch: boolean }
                                            ^^^^^^^^^^^

        "#]],
    );
}

#[test]
fn declarations_are_left_out_on_request() {
    let uses = found(WORKSPACE, false);
    assert!(uses.contains("src/app.tsx") && !uses.contains("src/flags.ts") && !uses.contains("src/types.ts"), "{uses}");
}

#[test]
fn a_local_name_of_a_key_is_a_reference_as_its_text_is() {
    check(
        r#"
function show() {
  const key = "new-checkout";
  return ld.boolVariation(k$0ey, false);
}
"#,
        expect![[r#"
            app.ts
            function show() {
              const key = "new-checkout";
                           ^^^^^^^^^^^^
              return ld.boolVariation(key, false);
                                      ^^^
            }

        "#]],
    );
}

#[test]
fn beside_a_flag_there_is_nothing() {
    check("const sta$0rt = 1;\nld.boolVariation(\"new-checkout\", false);", expect![""]);
}
