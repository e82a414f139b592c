use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::ide::fixture::Fixture;

use super::{RenameOptions, prepare_rename, rename};

const TO: &str = "new-checkout-v2";

fn renamed_in(fixture: &Fixture, new: &str, confirms: bool) -> String {
    let options = RenameOptions { confirms };
    let change = match rename(&fixture.analysis(), fixture.path(), fixture.cursor(), new, options) {
        Ok(Some(change)) => change,
        Ok(None) => return "nothing".to_owned(),
        Err(refusal) => return refusal.to_string(),
    };
    let mut files = String::new();
    for (path, of_file) in &change.files {
        writeln!(files, "//- {path}").unwrap();
        files.push_str(&of_file.apply(path, &fixture.files[path].text).unwrap());
        for edit in of_file.edits.iter() {
            let note = &change.annotations[edit.annotation.unwrap()];
            if note.needs_confirmation {
                writeln!(files, "({}: {})", note.label, edit.range.of(&fixture.files[path].text)).unwrap();
            }
        }
    }
    files
}

/// The changed files after the key at the cursor was renamed.
fn renamed(fixture: &str, new: &str) -> String {
    renamed_in(&Fixture::new(fixture), new, false)
}

fn check(fixture: &str, expected: Expect) {
    expected.assert_eq(&renamed(fixture, TO));
}

fn prepared(fixture: &str) -> String {
    let fixture = Fixture::new(fixture);
    match prepare_rename(&fixture.analysis(), fixture.path(), fixture.cursor()) {
        Ok(Some(target)) => format!("{}: {}", target.range.of(&fixture.own().text), target.key),
        Ok(None) => "nothing".to_owned(),
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn every_text_of_the_key_is_renamed_and_names_are_kept() {
    check(
        r#"
//- src/app.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
import { Flags } from "./flags";
const { newCheckout } = useFlags();
const { newCheckout: on, killSwitch } = useFlags();
const other = useFlags()?.newCheckout;
const quoted = useFlags()["newCheckout"];
ld.boolVariation('new-check$0out', false);
ld.boolVariation(`new-checkout`, newCheckout);
ld.boolVariation("kill-switch", false);
ld.boolVariation(Flags.Checkout, false);
log("new-checkout");
//- src/flags.ts
export enum Flags { Checkout = "new-checkout", Kill = "kill-switch" }
"#,
        expect![[r#"
            //- src/app.tsx
            import { useFlags } from "launchdarkly-react-client-sdk";
            import { Flags } from "./flags";
            const { newCheckoutV2: newCheckout } = useFlags();
            const { newCheckoutV2: on, killSwitch } = useFlags();
            const other = useFlags()?.newCheckoutV2;
            const quoted = useFlags()["newCheckoutV2"];
            ld.boolVariation('new-checkout-v2', false);
            ld.boolVariation(`new-checkout-v2`, newCheckout);
            ld.boolVariation("kill-switch", false);
            ld.boolVariation(Flags.Checkout, false);
            log("new-checkout");
            //- src/flags.ts
            export enum Flags { Checkout = "new-checkout-v2", Kill = "kill-switch" }
        "#]],
    );
}

#[test]
fn members_of_types_and_typed_objects_follow() {
    check(
        r#"
//- src/app.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
export interface Flags { newCheckout: boolean; killSwitch: boolean }
const newCheckout = true;
const defaults: Flags = { newCheckout, killSwitch: false };
const on = useFlags<Flags>().newCheckout;
ld.boolVariation("new-check$0out", on);
//- src/app.test.tsx
import { Flags } from "./app";
const mocked: Flags = { newCheckout: true, killSwitch: false };
"#,
        expect![[r#"
            //- src/app.test.tsx
            import { Flags } from "./app";
            const mocked: Flags = { newCheckoutV2: true, killSwitch: false };
            //- src/app.tsx
            import { useFlags } from "launchdarkly-react-client-sdk";
            export interface Flags { newCheckoutV2: boolean; killSwitch: boolean }
            const newCheckout = true;
            const defaults: Flags = { newCheckoutV2: newCheckout, killSwitch: false };
            const on = useFlags<Flags>().newCheckoutV2;
            ld.boolVariation("new-checkout-v2", on);
        "#]],
    );
}

#[test]
fn each_language_has_its_quotes() {
    check(
        "//- app.rb\nrequire 'ldclient-rb'\nclient = LaunchDarkly::LDClient.new('k')\nclient.variation('new-check$0out', {}, false)\nclient.variation(:\"new-checkout\", {}, false)\n",
        expect![[r#"
            //- app.rb
            require 'ldclient-rb'
            client = LaunchDarkly::LDClient.new('k')
            client.variation('new-checkout-v2', {}, false)
            client.variation(:"new-checkout-v2", {}, false)
        "#]],
    );
    check(
        "//- app.py\nclient.variation(r'new-checkout', context, False)\nclient.variation(\"\"\"new-check$0out\"\"\", context, False)\n",
        expect![[r#"
            //- app.py
            client.variation(r'new-checkout-v2', context, False)
            client.variation("""new-checkout-v2""", context, False)
        "#]],
    );
    check(
        "//- app.go\npackage app\n\nimport ld \"github.com/launchdarkly/go-server-sdk/v7\"\n\nfunc run(client *ld.LDClient) {\n\tclient.BoolVariation(`new-check$0out`, context, false)\n\tclient.BoolVariation(\"new-checkout\", context, false)\n}\n",
        expect![[r#"
            //- app.go
            package app

            import ld "github.com/launchdarkly/go-server-sdk/v7"

            func run(client *ld.LDClient) {
            	client.BoolVariation(`new-checkout-v2`, context, false)
            	client.BoolVariation("new-checkout-v2", context, false)
            }
        "#]],
    );
    check(
        "//- app.rs\nuse launchdarkly_server_sdk::Client;\nfn run(client: &Client) {\n    client.bool_variation(&context, r#\"new-check$0out\"#, false);\n    client.bool_variation(&context, \"new\\u{2d}checkout\", false);\n}\n",
        expect![[r##"
            //- app.rs
            use launchdarkly_server_sdk::Client;
            fn run(client: &Client) {
                client.bool_variation(&context, r#"new-checkout-v2"#, false);
                client.bool_variation(&context, "new-checkout-v2", false);
            }
        "##]],
    );
}

#[test]
fn a_key_becomes_a_key_that_needs_quotes() {
    let catalog = |fixture: &str| Fixture::new(fixture).with_catalog(|catalog| catalog.flags.clear());
    let ruby = "//- app.rb\nrequire 'ldclient-rb'\nclient = LaunchDarkly::LDClient.new('k')\nclient.variation(:fast_path, {}, false)\nclient.variation('fast$0_path', {}, false)\n";
    expect![[r#"
        //- app.rb
        require 'ldclient-rb'
        client = LaunchDarkly::LDClient.new('k')
        client.variation(:"fast-path", {}, false)
        client.variation('fast-path', {}, false)
    "#]]
    .assert_eq(&renamed_in(&catalog(ruby), "fast-path", false));
}

#[test]
fn a_set_with_exact_names_gets_brackets_where_the_key_is_no_identifier() {
    let fixture = r#"
//- src/app.ts
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
const flags = client.allFlagsState(context).toJSON();
if (flags.accounts) start();
const { accounts } = flags;
ld.boolVariation("acc$0ounts", false);
"#;
    expect![[r#"
        //- src/app.ts
        import { init } from "@launchdarkly/node-server-sdk";
        const client = init("sdk-key");
        const flags = client.allFlagsState(context).toJSON();
        if (flags["new-checkout"]) start();
        const { "new-checkout": accounts } = flags;
        ld.boolVariation("new-checkout", false);
    "#]]
    .assert_eq(&renamed(fixture, "new-checkout"));
}

#[test]
fn guesses_and_mentions_are_confirmed_where_the_editor_can() {
    let fixture = r#"
//- src/app.ts
ld.boolVariation("new-check$0out", false);
export interface FeatureFlags { newCheckout: boolean; killSwitch: boolean }
//- src/labels.ts
const label = { title: "new-checkout" };
"#;
    expect![[r#"
        //- src/app.ts
        ld.boolVariation("new-checkout-v2", false);
        export interface FeatureFlags { newCheckoutV2: boolean; killSwitch: boolean }
        (Rename possible references: newCheckout)
        //- src/labels.ts
        const label = { title: "new-checkout-v2" };
        (Rename possible references: new-checkout)
    "#]]
    .assert_eq(&renamed_in(&Fixture::new(fixture), TO, true));
    expect![[r#"
        //- src/app.ts
        ld.boolVariation("new-checkout-v2", false);
        export interface FeatureFlags { newCheckout: boolean; killSwitch: boolean }
    "#]]
    .assert_eq(&renamed_in(&Fixture::new(fixture), TO, false));
}

#[test]
fn a_flag_cannot_get_a_key_that_does_not_exist_but_an_unknown_key_can() {
    let known = "ld.boolVariation(\"new-check$0out\", false);";
    expect!["LaunchDarkly cannot change the key of a flag, and the project `storefront` has no flag `newer-checkout`. Enter the key of an existing flag to move the code to it, or create `newer-checkout` first."].assert_eq(&renamed(known, "newer-checkout"));
    let unknown = "ld.boolVariation(\"no-such$0-flag\", false);\nld.boolVariation(\"no-such-flag\", true);\n";
    expect![[r#"
        //- app.ts
        ld.boolVariation("none-such-flag", false);
        ld.boolVariation("none-such-flag", true);
    "#]]
    .assert_eq(&renamed(unknown, "none-such-flag"));
    expect![[r#"
        //- app.ts
        ld.boolVariation("done-banner", false);
        ld.boolVariation("done-banner", true);
    "#]]
    .assert_eq(&renamed(unknown, "done-banner"));
}

#[test]
fn a_key_that_launchdarkly_does_not_allow_is_rejected() {
    let fixture = "ld.boolVariation(\"new-check$0out\", false);";
    expect![[r#"`new checkout"` is not a valid flag key. Keys consist of letters, digits, `.`, `_` and `-`, begin with a letter or digit, and have at most 256 characters."#]].assert_eq(&renamed(fixture, "new checkout\""));
    for key in ["", "-a", ".a", "a/b", &"a".repeat(257)] {
        assert!(renamed(fixture, key).contains("is not a valid flag key"), "{key}");
    }
    assert_eq!(renamed(fixture, "new-checkout"), "nothing");
}

#[test]
fn only_texts_of_keys_are_prepared() {
    expect!["new-checkout: new-checkout"].assert_eq(&prepared("ld.boolVariation(\"new-check$0out\", false);"));
    expect!["new-checkout: new-checkout"]
        .assert_eq(&prepared("export const FLAGS = { checkout: \"new-check$0out\" };"));
    let react = "import { useFlags } from \"launchdarkly-react-client-sdk\";\n";
    expect!["newCheckout: new-checkout"]
        .assert_eq(&prepared(&format!("//- a.tsx\n{react}useFlags()[\"newCheck$0out\"];\n")));
    // These are the language's own server's.
    for fixture in [
        "export const FLAGS = { check$0out: \"new-checkout\" };",
        "export const FLAGS = { checkout: \"new-checkout\" };\nld.boolVariation(FLAGS.check$0out, false);",
        "ld.bool$0Variation(\"new-checkout\", false);",
        "log(\"new-check$0out\");",
        &format!("//- a.tsx\n{react}const {{ newCheck$0out }} = useFlags();"),
        &format!("//- a.tsx\n{react}useFlags().newCheck$0out;"),
    ] {
        assert_eq!(prepared(fixture), "nothing", "{fixture}");
    }
}

#[test]
fn nothing_is_renamed_before_flags_are_loaded() {
    let fixture = Fixture::new("ld.boolVariation(\"new-check$0out\", false);").without_catalog();
    expect!["The key cannot be renamed before the project's flags are loaded. They are being loaded."]
        .assert_eq(&renamed_in(&fixture, TO, false));
}

#[test]
fn a_file_that_is_not_as_the_index_has_it_refuses_the_whole_rename() {
    let mut fixture = Fixture::new(
        r#"
//- app.ts
ld.boolVariation("new-check$0out", false);
//- keys.ts
export const CHECKOUT_FLAG = "new-checkout";
"#,
    );
    fixture.files.get_mut("keys.ts").unwrap().text =
        "export const CHECKOUT_FLAG = /* moved */ \"new-checkout\";".into();
    expect!["keys.ts has changed meanwhile, so it was not edited; try again"]
        .assert_eq(&renamed_in(&fixture, TO, false));
}
