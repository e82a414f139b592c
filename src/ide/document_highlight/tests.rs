use expect_test::{Expect, expect};

use crate::ide::fixture::{Fixture, draw};

use super::document_highlights;

fn check(fixture: &str, expected: Expect) {
    let fixture = Fixture::new(fixture);
    let found = document_highlights(&fixture.analysis(), fixture.path(), fixture.cursor());
    let found: Vec<_> = found.iter().map(|one| (one.range, format!("{:?}", one.kind))).collect();
    expected.assert_eq(&draw(fixture.own(), &found));
}

#[test]
fn references_of_one_file_are_read_declarations_written_and_mentions_text() {
    check(
        r#"
export const FLAGS = { checkout: "new-checkout", kill: "kill-switch" };
ld.boolVariation(FLAGS.check$0out, false);
ld.boolVariation("new-checkout", false);
ld.boolVariation("kill-switch", false);
log("new-checkout");
"#,
        expect![[r#"
            export const FLAGS = { checkout: "new-checkout", kill: "kill-switch" };
                                              ^^^^^^^^^^^^ Write
            ld.boolVariation(FLAGS.checkout, false);
                                   ^^^^^^^^ Read
            ld.boolVariation("new-checkout", false);
                              ^^^^^^^^^^^^ Read
            ld.boolVariation("kill-switch", false);
            log("new-checkout");
                 ^^^^^^^^^^^^ Text
        "#]],
    );
}

#[test]
fn beside_a_flag_there_is_nothing() {
    check(
        "const sta$0rt = ld.boolVariation(\"new-checkout\", false);\n",
        expect![[r#"
            const start = ld.boolVariation("new-checkout", false);
        "#]],
    );
    check(
        "router.get(\"acc$0ounts\");\nrouter.get(\"accounts\");\n",
        expect![[r#"
            router.get("accounts");
            router.get("accounts");
        "#]],
    );
}
