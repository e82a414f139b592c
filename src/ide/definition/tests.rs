use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::config::Settings;
use crate::ide::fixture::Fixture;

use super::{DefinitionKind, definitions};

/// The text at the cursor, and each target: its file, its text with what is selected between `»` and `«`.
fn found(fixture: &Fixture, kind: DefinitionKind) -> String {
    let Some(found) = definitions(&fixture.analysis(), fixture.path(), fixture.cursor(), kind) else {
        return "nothing".to_owned();
    };
    let mut lines = format!("{}\n", found.origin.of(&fixture.own().text));
    for target in &found.targets {
        let text = &fixture.files[&target.path].text;
        let mut shown = target.range.of(text).to_owned();
        shown.insert(target.selection.end - target.range.start, '«');
        shown.insert(target.selection.start - target.range.start, '»');
        writeln!(lines, "  {}: {shown}", target.path).unwrap();
    }
    lines
}

fn check(fixture: &str, expected: Expect) {
    expected.assert_eq(&found(&Fixture::new(fixture), DefinitionKind::Definition));
}

#[test]
fn a_use_leads_to_the_constant_through_re_exports_and_other_constants() {
    check(
        r#"
//- src/app.ts
import { CHECKOUT } from "./index";
if (ld.boolVariation(CHECK$0OUT, false)) start();
//- src/index.ts
export { CHECKOUT } from "./keys";
//- src/keys.ts
import { Flags } from "./flags";
export const CHECKOUT = Flags.Checkout;
//- src/flags.ts
export const Flags = { Checkout: "new-checkout" } as const;
"#,
        expect![[r#"
            CHECKOUT
              src/flags.ts: »Checkout«: "new-checkout
        "#]],
    );
}

#[test]
fn members_of_enums_lead_home_in_every_language() {
    check(
        r#"
//- app/view.py
from app.flags import Flags
client.variation(Flags.CHECK$0OUT, context, False)
//- app/flags.py
class Flags:
    CHECKOUT = "new-checkout"
"#,
        expect![[r#"
            CHECKOUT
              app/flags.py: »CHECKOUT« = "new-checkout
        "#]],
    );
    check(
        r#"
//- flags/keys.go
package flags

const NewCheckout = "new-checkout"
//- app/main.go
package app

import (
	"example.com/shop/flags"
	ld "github.com/launchdarkly/go-server-sdk/v7"
)

func run(client *ld.LDClient) {
	client.BoolVariation(flags.New$0Checkout, context, false)
}
"#,
        expect![[r#"
            NewCheckout
              flags/keys.go: »NewCheckout« = "new-checkout
        "#]],
    );
    check(
        r#"
//- Flags.java
public class Flags {
    public static final String CHECKOUT = "new-checkout";
}
//- App.java
import com.launchdarkly.sdk.server.LDClient;
class App {
    void run(LDClient client) { client.boolVariation(Flags.CHECK$0OUT, context, false); }
}
"#,
        expect![[r#"
            CHECKOUT
              Flags.java: »CHECKOUT« = "new-checkout
        "#]],
    );
}

#[test]
fn a_local_name_leads_to_its_own_value() {
    check(
        r#"
function show() {
  const key = "new-checkout";
  return ld.boolVariation(k$0ey, false);
}
"#,
        expect![[r#"
            key
              app.ts: »key« = "new-checkout
        "#]],
    );
}

#[test]
fn an_argument_of_a_wrapper_leads_to_its_key() {
    check(
        r#"
//- src/client.ts
export const isOn = (key: string) => ld.boolVariation(key, false);
//- src/flags.ts
export enum Flags { Checkout = "new-checkout" }
//- src/app.ts
import { isOn } from "./client";
import { Flags } from "./flags";
isOn(Flags.Check$0out);
"#,
        expect![[r#"
            Checkout
              src/flags.ts: »Checkout« = "new-checkout
        "#]],
    );
}

#[test]
fn a_key_leads_to_the_constants_that_hold_it_and_to_tests_only_without_others() {
    let flags = r#"
//- src/app.ts
ld.boolVariation("new-$0checkout", false);
//- src/flags.test.ts
export const TestFlags = { checkout: "new-checkout" };
"#;
    check(
        flags,
        expect![[r#"
            new-checkout
              src/flags.test.ts: »checkout«: "new-checkout
        "#]],
    );
    check(
        &format!("{flags}//- src/flags.ts\nexport const FLAG_CHECKOUT = \"new-checkout\";\n"),
        expect![[r#"
            new-checkout
              src/flags.ts: »FLAG_CHECKOUT« = "new-checkout
        "#]],
    );
    check("ld.boolVariation(\"new-$0checkout\", false);", expect!["nothing"]);
}

const TYPED: &str = r#"
//- src/types.ts
export interface FeatureFlags { newCheckout: boolean; killSwitch: boolean }
//- src/keys.ts
export const FLAG_KEYS = { checkout: "new-checkout" };
"#;

#[test]
fn a_property_of_a_set_leads_to_the_member_of_its_type() {
    check(
        &format!(
            "{TYPED}//- src/app.tsx\nimport {{ useFlags }} from \"launchdarkly-react-client-sdk\";\n\
             const on = useFlags().newCheck$0out;\n"
        ),
        expect![[r#"
            newCheckout
              src/types.ts: »newCheckout«
        "#]],
    );
    check(
        &format!(
            "{TYPED}//- src/app.tsx\nimport {{ useFlags }} from \"launchdarkly-react-client-sdk\";\n\
             const {{ newCheck$0out: on }} = useFlags();\n"
        ),
        expect![[r#"
            newCheckout
              src/types.ts: »newCheckout«
        "#]],
    );
}

#[test]
fn a_type_definition_is_the_member_of_a_type_and_else_the_constant() {
    let typed = format!("{TYPED}//- src/app.ts\nld.boolVariation(\"new-check$0out\", false);\n");
    let of_type = |fixture: &str| found(&Fixture::new(fixture), DefinitionKind::Type);
    expect![[r#"
        new-checkout
          src/types.ts: »newCheckout«
    "#]]
    .assert_eq(&of_type(&typed));
    let untyped = "export const FLAGS = { checkout: \"new-checkout\" };\nld.boolVariation(FLAGS.check$0out, false);\n";
    expect![[r#"
        checkout
          app.ts: »checkout«: "new-checkout
    "#]]
    .assert_eq(&of_type(untyped));
}

#[test]
fn a_declaration_leads_to_itself() {
    check(
        "export const FLAGS = { checkout: \"new-$0checkout\" };",
        expect![[r#"
            new-checkout
              app.ts: »new-checkout«
        "#]],
    );
}

#[test]
fn an_ambiguous_name_leads_to_each_of_its_flags() {
    check(
        r#"
//- a/Flags.java
package a;
public class Flags { public static final String CHECKOUT_FLAG = "new-checkout"; }
//- b/Flags.java
package b;
public class Flags { public static final String CHECKOUT_FLAG = "done-banner"; }
//- Use.java
import static a.Flags.*;
import static b.Flags.*;
class Use { boolean f(LDClient client) { return client.boolVariation(CHECKOUT$0_FLAG, user, false); } }
"#,
        expect![[r#"
            CHECKOUT_FLAG
              a/Flags.java: »CHECKOUT_FLAG« = "new-checkout
              b/Flags.java: »CHECKOUT_FLAG« = "done-banner
        "#]],
    );
}

#[test]
fn beside_a_flag_there_is_nothing() {
    check("const a = 1; ld.bool$0Variation(\"new-checkout\", false);", expect!["nothing"]);
    check("export const acc = \"accounts\";\nrouter.get(\"acc$0ounts\");", expect!["nothing"]);
}

#[test]
fn a_constant_of_another_project_is_no_definition() {
    let fixture = Fixture::new(
        "
//- web/app.ts
ld.boolVariation(\"new-$0checkout\", false);
//- api/flags.ts
export const FLAG_CHECKOUT = \"new-checkout\";
",
    );
    let projects = [("web".to_owned(), "web".to_owned()), ("api".to_owned(), "api".to_owned())];
    let fixture = fixture.with_settings(Settings { projects: projects.into(), ..Settings::default() });
    assert_eq!(found(&fixture, DefinitionKind::Definition), "nothing");
}
