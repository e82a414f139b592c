use std::fmt::Write;

use expect_test::{Expect, expect};

use super::workspace_tests::label;
use super::*;

/// Draws the references of one file: line, column, kind, key, method.
fn draw(text: &str, found: &FileReferences) -> String {
    let lines = crate::text::LineIndex::new(text);
    let mut drawn = String::new();
    for reference in found.all.iter() {
        let at = lines.position(text, reference.range.start, crate::text::PositionEncoding::Utf32);
        let method = reference.call.as_ref().map_or("", |call| &call.method);
        let _ = writeln!(drawn, "{}:{} {} {method}", at.line + 1, at.character + 1, label(reference));
    }
    drawn.replace(" \n", "\n")
}

fn known() -> KnownKeys {
    ["new-checkout", "old-search", "beta"].into_iter().collect()
}

fn check(language: Language, text: &str, expected: Expect) {
    expected.assert_eq(&draw(text, &file_references(Some(language), text, &known())));
}

#[test]
fn literals_constants_and_wrappers_of_a_python_file() {
    check(
        Language::Python,
        r#"
import ldclient
NEW_FLAG = "new-checkout"
client = ldclient.get()
client.variation("old-search", ctx, False)
client.variation(NEW_FLAG, ctx, False)
def is_on(flag, user=None):
    return ldclient.get().variation(flag, user, False)
if is_on("typo-key"):
    print("beta")
translate("unknown")
"#,
        expect![[r#"
            3:13 definition new-checkout
            5:19 call old-search variation
            6:18 constant new-checkout variation
            9:11 wrapper typo-key is_on
            10:12 mention beta
        "#]],
    );
}

#[test]
fn react_hooks_of_a_tsx_file() {
    check(
        Language::Tsx,
        r#"
import { useFlags, useLDClient } from "launchdarkly-react-client-sdk";
export function Page() {
  const { newCheckout, oldSearch: search } = useFlags();
  const flags = useFlags();
  const client = useLDClient();
  if (client?.boolVariation("beta", false) && flags.beta) return <Old title="beta" />;
  return flags["new-checkout"] ? <New /> : null;
}
"#,
        expect![[r#"
            4:11 hook new-checkout
            4:24 hook old-search
            7:30 call beta boolVariation
            7:53 hook beta
            7:78 mention beta
            8:17 misspelled new-checkout as newCheckout
        "#]],
    );
}

#[test]
fn names_that_are_given_themselves_end() {
    check(
        Language::JavaScript,
        r#"
import * as LD from "launchdarkly-js-client-sdk";
class A { client; constructor(client) { client = client; this.client = client; } on() { return client.variation("beta", false); } }
class B { x; y; f() { x = y; y = x; x = x; return x.variation("old-search") && y.variation("new-checkout"); } }
"#,
        expect![[r#"
            3:114 call beta variation
            4:64 call old-search variation
            4:93 call new-checkout variation
        "#]],
    );
}

#[test]
fn many_files_removed_at_once_leave_nothing_behind() {
    let client = "import { init } from '@launchdarkly/node-server-sdk';\nconst ld = init('k');\n";
    let wrapper = format!("{client}export function isOn(key) {{ return ld.boolVariation(key, {{}}, false); }}");
    let user = "import { isOn } from './lib/wrapper';\nisOn('unknown-key');";
    let mut files = vec![("lib/wrapper.ts".to_owned(), wrapper), ("user.ts".to_owned(), user.to_owned())];
    files.extend((0..8).map(|number| (format!("lib/other{number}.ts"), "export const a = 1;".to_owned())));
    let texts = files.iter().map(|(path, text)| (path.as_str(), Language::TypeScript, text.as_str()));
    let index = Index::new(&KnownKeys::default()).with_files(texts);
    assert_eq!(index.references("user.ts").len(), 1);
    let folder = files.iter().filter(|(path, _)| path.starts_with("lib/"));
    let after = index.with_changes(folder.clone().map(|(path, _)| (path.as_str().into(), None)));
    assert_eq!(after.references("user.ts"), [], "the wrapper is gone");
    let texts = folder.map(|(path, text)| (path.as_str(), Language::TypeScript, text.as_str()));
    assert_eq!(after.with_files(texts).references("user.ts").len(), 1, "and back");
}
