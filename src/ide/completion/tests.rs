use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::flags::Catalog;
use crate::ide::fixture::Fixture;

use super::{Completion, CompletionKind, Completions, completion_card, completions};

fn offered(fixture: &Fixture) -> Option<Completions> {
    completions(&fixture.analysis(), fixture.path(), fixture.cursor())
}

/// What is replaced, then what is offered, in the order of the list.
fn check(fixture: &str, expected: Expect) {
    check_in(&Fixture::new(fixture), expected);
}

fn check_in(fixture: &Fixture, expected: Expect) {
    let mut list = String::new();
    if let Some(mut offered) = offered(fixture) {
        offered.items.sort_by(|a, b| a.sort_text.cmp(&b.sort_text));
        let typed = offered.insert.of(&fixture.own().text);
        let rest = &offered.replace.of(&fixture.own().text)[typed.len()..];
        writeln!(list, "{typed}|{rest}").unwrap();
        for item in &offered.items {
            let old = if item.is_deprecated { " (old)" } else { "" };
            let detail = item.detail.as_deref().unwrap_or("-");
            writeln!(list, "{:?} {}{old}: {detail}", item.kind, item.label).unwrap();
        }
    }
    expected.assert_eq(&list);
}

/// The line at the cursor after the offer with this label is taken.
fn taken(fixture: &str, label: &str) -> String {
    let fixture = Fixture::new(fixture);
    let Some(Completions { replace, items, .. }) = offered(&fixture) else { return "nothing offered".to_owned() };
    let Some(item) = items.iter().find(|item| item.label == label) else { return "not offered".to_owned() };
    apply(&fixture, replace.into(), item)
}

fn apply(fixture: &Fixture, replaced: std::ops::Range<usize>, item: &Completion) -> String {
    let mut text = fixture.own().text.to_string();
    let mut start = replaced.start;
    text.replace_range(replaced, &item.new_text);
    if let Some(also) = &item.also {
        text.replace_range(std::ops::Range::from(also.range), &also.new_text);
        start -= also.range.len();
    }
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    text[line..].split('\n').next().unwrap().to_owned()
}

fn is_offered(fixture: &str, kind: CompletionKind) -> bool {
    offered(&Fixture::new(fixture)).is_some_and(|offered| offered.items.iter().all(|item| item.kind == kind))
}

#[test]
fn keys_are_offered_in_a_call_in_the_order_of_their_use() {
    check(
        r#"
ld.boolVariation("new-$0chek", false);
"#,
        expect![[r#"
            new-|chek
            Key accounts: boolean
            Key done-banner: boolean · on in Production
            Key half-done: boolean
            Key kill-switch: boolean
            Key new-checkout: boolean · 33.333% get New in Production
            Key new-checkout-v2: boolean · off in Production
            Key legacy-search (old): boolean · deprecated, on in Production
            Key old-banner (old): boolean · archived
        "#]],
    );
}

#[test]
fn the_kind_that_the_method_returns_comes_first() {
    let first = |method: &str| {
        let fixture = Fixture::new(&format!("ld.{method}(\"$0\", x);\n")).with_catalog(colours);
        let mut items = offered(&fixture).unwrap().items;
        items.sort_by(|a, b| a.sort_text.cmp(&b.sort_text));
        items[0].label.clone()
    };
    assert_eq!(first("stringVariation"), "accounts");
    assert_eq!(first("boolVariation"), "done-banner");
}

#[test]
fn the_whole_key_is_replaced() {
    assert_eq!(
        taken("ld.boolVariation(\"new-che$0kout.v1\", x);", "new-checkout"),
        "ld.boolVariation(\"new-checkout\", x);"
    );
    assert_eq!(taken("ld.boolVariation('$0', x);", "new-checkout"), "ld.boolVariation('new-checkout', x);");
    assert_eq!(taken("ld.boolVariation(`new$0`, x);", "new-checkout"), "ld.boolVariation(`new-checkout`, x);");
    assert_eq!(taken("ld.boolVariation(\"x\", \"$0\");", "new-checkout"), "nothing offered");
}

/// Calls of an SDK with an empty key, in each language.
const CALLS: &[(&str, &str)] = &[
    ("a.ts", "ldClient.variation(\"$0\", user, false);"),
    ("a.tsx", "const a = <p>{ldClient.variation(\"$0\", user, false)}</p>;"),
    ("a.vue", "<script>\nldClient.variation(\"$0\", false);\n</script>\n"),
    ("a.svelte", "<script>\nldClient.variation(\"$0\", false);\n</script>\n"),
    ("a.html", "<script>\nldClient.variation(\"$0\", false);\n</script>\n"),
    ("a.py", "import ldclient\nldclient.get().variation(\"$0\", user, False)\n"),
    (
        "a.go",
        "package a\nimport ld \"github.com/launchdarkly/go-server-sdk/v7\"\nfunc f(c *ld.LDClient) { c.BoolVariation(\"$0\", u, false) }\n",
    ),
    (
        "A.java",
        "import com.launchdarkly.sdk.server.LDClient;\nclass A { void f(LDClient c) { c.boolVariation(\"$0\", u, false); } }\n",
    ),
    ("A.kt", "import com.launchdarkly.sdk.android.LDClient\nfun f(c: LDClient) { c.boolVariation(\"$0\", false) }\n"),
    (
        "A.scala",
        "import com.launchdarkly.sdk.server.LDClient\nclass A(c: LDClient) { def f = c.boolVariation(\"$0\", u, false) }\n",
    ),
    ("A.cs", "using LaunchDarkly.Sdk.Server;\nclass A { void F(LdClient c) { c.BoolVariation(\"$0\", u, false); } }\n"),
    ("a.rb", "require 'ldclient-rb'\nld_client.variation(\"$0\", user, false)\n"),
    (
        "a.rs",
        "use launchdarkly_server_sdk::Client;\nfn f(client: &Client) { client.bool_variation(&c, \"$0\", false); }\n",
    ),
    ("a.php", "<?php\nuse LaunchDarkly\\LDClient;\n$ldClient->variation(\"$0\", $user, false);\n"),
    ("a.swift", "import LaunchDarkly\nLDClient.get()!.boolVariation(forKey: \"$0\", defaultValue: false)\n"),
    ("a.m", "@import LaunchDarkly;\nvoid f() { [[LDClient get] boolVariationForKey:@\"$0\" defaultValue:NO]; }\n"),
    ("a.c", "#include <launchdarkly/api.h>\nvoid f() { LDBoolVariation(client, user, \"$0\", false, NULL); }\n"),
    (
        "a.cpp",
        "#include <launchdarkly/server_side/client.hpp>\nvoid f() { client.BoolVariation(context, \"$0\", false); }\n",
    ),
    (
        "a.dart",
        "import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';\nvoid f(LDClient c) { c.boolVariation('$0', false); }\n",
    ),
    ("a.ex", "defmodule A do\n  def f(u), do: :ldclient.variation(\"$0\", u, false)\nend\n"),
    ("a.erl", "-module(a).\nf(U) -> ldclient:variation(<<\"$0\">>, U, false).\n"),
    ("a.hs", "import LaunchDarkly.Server\nf client = boolVariation client \"$0\" context False\n"),
    ("a.lua", "local ld = require(\"launchdarkly_server_sdk\")\nclient:boolVariation(user, \"$0\", false)\n"),
    ("a.cls", "public class A { void f(LDClient client) { client.boolVariation(user, '$0', false); } }\n"),
];

#[test]
fn an_empty_key_is_completed_in_every_language() {
    let without = |(path, text): &&(&str, &str)| !is_offered(&format!("//- {path}\n{text}"), CompletionKind::Key);
    let missing: Vec<_> = CALLS.iter().filter(without).collect();
    assert_eq!(missing, [&("", ""); 0]);
}

#[test]
fn a_key_is_completed_before_its_string_is_closed() {
    for fixture in [
        "ld.boolVariation(\"new$0",
        "ld.boolVariation(\"new$0\nnext();\n",
        "if (ld.boolVariation(\"$0\n  next();\n",
        "const x = ld.boolVariation('new$0, false);\n",
        "//- a.py\nimport ldclient\nx = ldclient.get().variation(\"new$0\n",
        "//- a.go\npackage a\nimport ld \"github.com/launchdarkly/go-server-sdk/v7\"\nfunc f(c *ld.LDClient) {\n\tc.BoolVariation(\"new$0\n}\n",
    ] {
        assert!(is_offered(fixture, CompletionKind::Key), "{fixture}");
    }
    let line = taken("f();\nld.boolVariation(\"new$0\nnext();\n", "new-checkout");
    assert_eq!(line, "ld.boolVariation(\"new-checkout");
}

#[test]
fn constants_are_offered_where_an_expression_is_expected() {
    check(
        r#"
//- src/flags.ts
export const Flags = { NEW_CHECKOUT: "new-checkout", OLD_BANNER: "old-banner" } as const;
export const DONE_FLAG = "done-banner";
export const HIDDEN_FLAG = "half-done";
//- src/other.ts
export const OTHER_FLAG = "accounts";
//- src/app.ts
import { Flags as F, DONE_FLAG } from "./flags";
const OWN_FLAG = "kill-switch";
ld.boolVariation(F$0, false);
ld.boolVariation(DONE_FLAG, false) || ld.boolVariation(OWN_FLAG, false);
"#,
        expect![[r#"
            F|
            Constant DONE_FLAG: done-banner · boolean · on in Production
            Constant F.NEW_CHECKOUT: new-checkout · boolean · 33.333% get New in Production
            Constant OWN_FLAG: kill-switch · boolean
            Constant F.OLD_BANNER (old): old-banner · boolean · archived
        "#]],
    );
}

#[test]
fn a_chain_of_names_is_replaced_as_a_whole() {
    let fixture = |call: &str| {
        format!("const Flags = {{ Checkout: \"new-checkout\" }};\nld.boolVariation(Flags.Checkout, false);\n{call}\n")
    };
    let taken = |call: &str| taken(&fixture(call), "Flags.Checkout");
    assert_eq!(taken("ld.boolVariation(Flags.Ch$0, false);"), "ld.boolVariation(Flags.Checkout, false);");
    assert_eq!(taken("ld.boolVariation(Flags.$0);"), "ld.boolVariation(Flags.Checkout);");
    assert_eq!(taken("ld.boolVariation($0)"), "ld.boolVariation(Flags.Checkout)");
    assert_eq!(taken("ld.boolVariation($0"), "ld.boolVariation(Flags.Checkout");
    assert_eq!(taken("if (ld.boolVariation(Fl$0"), "if (ld.boolVariation(Flags.Checkout");
    assert_eq!(taken("other(Fl$0);"), "nothing offered");
}

/// A file with a constant, one that imports it, and what is written there.
const CONSTANTS: &[(&str, &str)] = &[
    (
        "//- k.py\nNEW_FLAG = \"new-checkout\"\n//- a.py\nimport ldclient\nfrom k import NEW_FLAG\nldclient.get().variation($0, user, False)\n",
        "NEW_FLAG",
    ),
    (
        "//- k.py\nNEW_FLAG = \"new-checkout\"\n//- a.py\nimport ldclient\nimport k\nldclient.get().variation($0, user, False)\n",
        "k.NEW_FLAG",
    ),
    (
        "//- k.ts\nexport const NEW_FLAG = \"new-checkout\";\n//- a.ts\nimport * as keys from \"./k\";\nldClient.variation($0, false);\n",
        "keys.NEW_FLAG",
    ),
    (
        "//- k/k.go\npackage k\nconst NewFlag = \"new-checkout\"\n//- a.go\npackage a\nimport (\n\tld \"github.com/launchdarkly/go-server-sdk/v7\"\n\t\"example.com/k\"\n)\nfunc f(c *ld.LDClient) { c.BoolVariation($0, u, false) }\n",
        "k.NewFlag",
    ),
    (
        "//- x/Flags.java\npackage x;\npublic class Flags { public static final String NEW = \"new-checkout\"; }\n//- y/A.java\npackage y;\nimport x.Flags;\nimport com.launchdarkly.sdk.server.LDClient;\nclass A { void f(LDClient c) { c.boolVariation($0, u, false); } }\n",
        "Flags.NEW",
    ),
    (
        "//- x/Flags.java\npackage x;\npublic class Flags { public static final String NEW = \"new-checkout\"; }\n//- x/A.java\npackage x;\nimport com.launchdarkly.sdk.server.LDClient;\nclass A { void f(LDClient c) { c.boolVariation($0, u, false); } }\n",
        "Flags.NEW",
    ),
    (
        "//- x/Flags.kt\npackage x\nobject Flags { const val NEW = \"new-checkout\" }\n//- y/A.kt\npackage y\nimport x.Flags\nimport com.launchdarkly.sdk.android.LDClient\nfun f(c: LDClient) { c.boolVariation($0, false) }\n",
        "Flags.NEW",
    ),
    (
        "//- Flags.cs\nnamespace X;\npublic static class Flags { public const string New = \"new-checkout\"; }\n//- A.cs\nusing LaunchDarkly.Sdk.Server;\nnamespace X;\nclass A { void F(LdClient c) { c.BoolVariation($0, u, false); } }\n",
        "Flags.New",
    ),
    (
        "//- a.rb\nrequire 'ldclient-rb'\nmodule Flags\n  NEW = \"new-checkout\"\nend\nld_client.variation($0, user, false)\n",
        "Flags::NEW",
    ),
    (
        "//- src/flags.rs\npub const NEW_FLAG: &str = \"new-checkout\";\n//- src/a.rs\nuse crate::flags;\nuse launchdarkly_server_sdk::Client;\nfn f(client: &Client) { client.bool_variation(&c, $0, false); }\n",
        "flags::NEW_FLAG",
    ),
    (
        "//- a.php\n<?php\nuse LaunchDarkly\\LDClient;\nclass Flags { const NEW = \"new-checkout\"; }\n$ldClient->variation($0, $user, false);\n",
        "Flags::NEW",
    ),
    (
        "//- a.swift\nimport LaunchDarkly\nenum Flags { static let new = \"new-checkout\" }\nLDClient.get()!.boolVariation(forKey: $0, defaultValue: false)\n",
        "Flags.new",
    ),
    (
        "//- k.dart\nclass Flags { static const newOne = 'new-checkout'; }\n//- a.dart\nimport 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';\nimport 'k.dart';\nvoid f(LDClient c) { c.boolVariation($0, false); }\n",
        "Flags.newOne",
    ),
    (
        "//- Feature.java\nenum Feature { NEW(\"new-checkout\"); private final String key; Feature(String key) { this.key = key; } String getKey() { return key; } }\n//- Flags.java\nimport com.launchdarkly.sdk.server.LDClient;\nclass Flags { LDClient c; boolean isOn(Feature f) { return c.boolVariation(f.getKey(), u, false); } }\n//- App.java\nclass App { Flags flags; boolean f() { return flags.isOn($0); } }\n",
        "Feature.NEW",
    ),
    (
        "//- flags.ts\nexport enum Feature { New = \"new-checkout\" }\nexport const isOn = (feature: Feature) => ldClient.variation(feature, false);\n//- a.ts\nimport { Feature, isOn } from \"./flags\";\nisOn($0);\n",
        "Feature.New",
    ),
    (
        "//- flags.ts\nconst keys = { New: \"new-checkout\" };\nexport default keys;\n//- a.ts\nimport Flags from \"./flags\";\nldClient.variation($0, false);\nldClient.variation(Flags.New, false);\n",
        "Flags.New",
    ),
];

/// Completing gives a text that the analysis takes for the flag.
#[test]
fn constants_are_written_as_each_language_does() {
    let mut wrong = String::new();
    for (fixture, expected) in CONSTANTS {
        let parsed = Fixture::new(fixture);
        let labels: Vec<String> =
            offered(&parsed).into_iter().flat_map(|offered| offered.items).map(|item| item.label).collect();
        if labels != [*expected] {
            writeln!(wrong, "{labels:?} instead of {expected} in\n{fixture}").unwrap();
            continue;
        }
        let after = Fixture::new(&fixture.replace("$0", &format!("$0{expected}")));
        let reference =
            after.own().references.resolved().find(|(_, one)| one.range.end == after.cursor() + expected.len());
        if reference.map(|(key, _)| &**key) != Some("new-checkout") {
            writeln!(wrong, "{expected} is not the flag in\n{fixture}").unwrap();
        }
    }
    assert_eq!(wrong, "");
}

const CAMEL: &str =
    "//- app.tsx\nimport { useFlags } from \"launchdarkly-react-client-sdk\";\nconst flags = useFlags();\n";
const EXACT: &str = "import { init } from \"@launchdarkly/node-server-sdk\";\nconst all = ldClient.allFlags();\n";

#[test]
fn properties_of_a_set_are_offered_in_its_spelling() {
    check(
        &format!("{CAMEL}flags.new$0;\n"),
        expect![[r#"
        new|
        Property accounts: accounts · boolean
        Property doneBanner: done-banner · boolean · on in Production
        Property halfDone: half-done · boolean
        Property killSwitch: kill-switch · boolean
        Property newCheckout: new-checkout · boolean · 33.333% get New in Production
        Property newCheckoutV2: new-checkout-v2 · boolean · off in Production
        Property legacySearch (old): legacy-search · boolean · deprecated, on in Production
        Property oldBanner (old): old-banner · boolean · archived
    "#]],
    );
}

#[test]
fn properties_are_offered_wherever_they_are_taken() {
    let camel = |line: &str| taken(&format!("{CAMEL}{line}\n"), "newCheckout");
    assert_eq!(camel("flags.$0"), "flags.newCheckout");
    assert_eq!(camel("if (flags.new$0) {}"), "if (flags.newCheckout) {}");
    assert_eq!(camel("flags?.$0;"), "flags?.newCheckout;");
    assert_eq!(camel("flags[\"$0\"];"), "flags[\"newCheckout\"];");
    assert_eq!(camel("flags[\"new$0\"];"), "flags[\"newCheckout\"];");
    assert_eq!(camel("const { $0 } = useFlags();"), "const { newCheckout } = useFlags();");
    assert_eq!(camel("const { halfDone, n$0 } = flags;"), "const { halfDone, newCheckout } = flags;");
    assert_eq!(camel("useFlags().$0"), "useFlags().newCheckout");
    assert_eq!(camel("const x = `a ${flags.$0}`;"), "const x = `a ${flags.newCheckout}`;");
    assert_eq!(camel("const { halfDone: n$0 } = flags;"), "nothing offered");
    assert_eq!(camel("other.$0;"), "nothing offered");
    let exact = |line: &str| taken(&format!("{EXACT}{line}\n"), "new-checkout");
    assert_eq!(exact("all.$0;"), "all[\"new-checkout\"];");
    assert_eq!(exact("all?.new$0;"), "all?.[\"new-checkout\"];");
    assert_eq!(exact("all[\"$0\"];"), "all[\"new-checkout\"];");
    assert_eq!(exact("const { $0 } = all;"), "not offered");
    let python =
        "//- a.py\nimport ldclient\nflags = ldclient.get().all_flags_state(user).to_values_map()\nflags[\"$0\"]\n";
    assert_eq!(taken(python, "new-checkout"), "flags[\"new-checkout\"]");
}

/// Makes `accounts` a flag of colours.
fn colours(catalog: &mut Catalog) {
    use crate::flags::Flag;
    let flag: Flag = serde_json::from_value(serde_json::json!({
        "key": "accounts", "name": "Accounts", "kind": "multivariate",
        "variations": [
            { "_id": "v0", "value": "blue", "name": "Blue" }, { "_id": "v1", "value": "it's \"red\"" },
        ],
    }))
    .unwrap();
    catalog.flags.insert(flag.key.clone(), flag.into());
}

/// What a value is completed to, with a flag `accounts` of strings and the boolean `new-checkout`.
fn value(fixture: &str, at: usize) -> String {
    let fixture = Fixture::new(fixture).with_catalog(colours);
    let Some(Completions { replace, items, .. }) = offered(&fixture) else { return "nothing offered".to_owned() };
    assert!(items.iter().all(|item| item.kind == CompletionKind::Value), "{items:?}");
    apply(&fixture, replace.into(), &items[at])
}

#[test]
fn values_are_offered_as_default() {
    assert_eq!(value("ld.stringVariation(\"accounts\", \"$0\");", 0), "ld.stringVariation(\"accounts\", \"blue\");");
    assert_eq!(value("ld.stringVariation(\"accounts\", $0);", 0), "ld.stringVariation(\"accounts\", \"blue\");");
    assert_eq!(value("ld.stringVariation(\"accounts\", bl$0);", 0), "ld.stringVariation(\"accounts\", \"blue\");");
    assert_eq!(value("ld.boolVariation(\"new-checkout\", $0);", 1), "ld.boolVariation(\"new-checkout\", false);");
    assert_eq!(value("ld.boolVariation(\"new-checkout\", $0", 0), "ld.boolVariation(\"new-checkout\", true");
    let python = "//- a.py\nimport ldclient\nldclient.get().variation(\"new-checkout\", user, $0)\n";
    assert_eq!(value(python, 0), "ldclient.get().variation(\"new-checkout\", user, True)");
    let objc = "//- a.m\n@import LaunchDarkly;\nvoid f() { [[LDClient get] boolVariationForKey:@\"new-checkout\" defaultValue:$0]; }\n";
    assert!(value(objc, 0).contains("defaultValue:YES]"));
    assert_eq!(value("ld.stringVariation(\"accounts\", { a: \"$0\" });", 0), "nothing offered");
}

#[test]
fn values_are_offered_where_a_flag_is_compared() {
    let call = "const colour = ld.stringVariation(\"accounts\", \"blue\");\n";
    let line = |line: &str, at: usize| value(&format!("{call}{line}\n"), at);
    assert_eq!(line("if (colour === \"$0\") {}", 0), "if (colour === \"blue\") {}");
    assert_eq!(line("if (colour === $0) {}", 0), "if (colour === \"blue\") {}");
    assert_eq!(line("if ('$0' != colour) {}", 1), "if ('it\\'s \\\"red\\\"' != colour) {}");
    assert_eq!(line("switch (colour) { case \"$0\": f(); }", 0), "switch (colour) { case \"blue\": f(); }");
    assert_eq!(line("switch (colour) { case $0", 0), "nothing offered");
    assert_eq!(line("if (other === \"$0\") {}", 0), "nothing offered");
    assert_eq!(line("f(colour, \"$0\");", 0), "nothing offered");
    let direct = "if (ld.stringVariation(\"accounts\", \"blue\") === \"$0\") {}";
    assert_eq!(value(direct, 0), direct.replace("$0", "blue"));
    let awaited = "const x = (await ld.stringVariation(\"accounts\", \"blue\")) === \"b$0\";";
    assert_eq!(value(awaited, 0), awaited.replace("b$0", "blue"));
    let set = format!("{CAMEL}if (flags.accounts === \"$0\") {{}}\n");
    assert_eq!(value(&set, 0), "if (flags.accounts === \"blue\") {}");
    let taken = format!("{CAMEL}const {{ accounts: shade }} = flags;\nif (shade === \"$0\") {{}}\n");
    assert_eq!(value(&taken, 0), "if (shade === \"blue\") {}");
    let python = "//- a.py\nimport ldclient\ncolour = ldclient.get().variation(\"accounts\", user, \"blue\")\nmatch colour:\n    case \"$0\":\n        pass\n";
    assert_eq!(value(python, 0), "    case \"blue\":");
    let inside = "//- a.py\nimport ldclient\ndef f(user):\n    colour = ldclient.get().variation(\"accounts\", user, \"blue\")\n    return colour == \"$0\"\n";
    assert_eq!(value(inside, 0), "    return colour == \"blue\"");
}

/// A receiver that cannot be followed: where a key that exists would be one, it is offered.
#[test]
fn a_call_that_only_looks_like_an_evaluation_is_one_for_keys_that_exist() {
    let wrapper = "//- flags.ts\nexport class Features { isEnabled(key: string) { return ldClient.variation(key, false); } }\n//- a.ts\n";
    let fixture = |call: &str| format!("{wrapper}const FLAG_KEY = \"new-checkout\";\n{call}\n");
    assert_eq!(
        taken(&fixture("mock().features.isEnabled(\"$0\");"), "accounts"),
        "mock().features.isEnabled(\"accounts\");"
    );
    assert_eq!(taken(&fixture("mock().features.isEnabled($0);"), "FLAG_KEY"), "mock().features.isEnabled(FLAG_KEY);");
    // Where not even that is known, the members of what holds keys are offered.
    let csharp = "//- K.cs\nnamespace X;\npublic static class Keys { public const string NewFlag = \"new-checkout\"; }\n//- F.cs\nusing LaunchDarkly.Sdk.Server;\nnamespace X;\nclass Features { LdClient c; bool IsEnabled(string key) => c.BoolVariation(key, u, false); }\n//- A.cs\nnamespace X;\nclass A { void F() { provider.Get<Thing>()\n.IsEnabled(Keys.N$0); } }\n";
    assert_eq!(taken(csharp, "Keys.NewFlag"), ".IsEnabled(Keys.NewFlag); } }");
    assert_eq!(taken(&csharp.replace("Keys.N", "N"), "Keys.NewFlag"), "nothing offered");
    assert_eq!(taken(&csharp.replace("Keys.N", "user.N"), "Keys.NewFlag"), "nothing offered");
}

#[test]
fn nothing_is_offered_anywhere_else() {
    for fixture in [
        "$0",
        "const x = $0;",
        "const x = \"$0\";",
        "f(\"$0\");",
        "f($0);",
        "// ld.boolVariation(\"$0\")",
        "// ld.boolVariation($0)",
        "/* ld.boolVariation(\"$0 */",
        "ld.boolVariation(\"accounts\", user$0.x);",
        "ld.boolVariation$0(\"accounts\", false);",
        "ld.$0",
        "import x from \"$0\";",
        "const { $0 } = props;",
        "const text = \"accou$0nts\";",
        "x === \"$0\";",
        "ld.boolVariation(`accounts-${$0}`, false);",
        "//- README.md\nld.boolVariation(\"$0\")",
    ] {
        assert_eq!(offered(&Fixture::new(fixture)), None, "{fixture}");
    }
    assert_eq!(offered(&Fixture::new("ld.boolVariation(\"$0\", false);").without_catalog()), None);
}

/// Wherever the cursor is, what would be replaced is on its line and around it.
#[test]
fn every_offset_has_an_answer() {
    let others = [
        (
            "a.ts",
            "import { useFlags } from 'launchdarkly-react-client-sdk';\nconst { é, accounts: a = 1 } = useFlags();\nswitch (a) {\n  case 'x': f(`${a.b}`);\n}\n",
        ),
        ("a.py", "import ldclient\nx = [ldclient.get().variation('acc\\'ounts', f\"{u}\", 'é') == \"ü"),
    ];
    for (path, text) in CALLS.iter().chain(&others) {
        let fixture = Fixture::new(&format!("//- {path}\n{text}"));
        let text = fixture.own().text.clone();
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
            let Some(found) = completions(&fixture.analysis(), fixture.path(), offset) else { continue };
            assert!(found.replace.touches(offset), "{path} {offset}: {found:?}");
            assert!(found.replace.contains_range(found.insert) && found.insert.end == offset, "{path} {offset}");
            assert!(text.get(found.replace.start..found.replace.end).is_some_and(|old| !old.contains('\n')));
        }
    }
}

/// A project with many flags: what matches is in the list, and the editor is told to ask again.
#[test]
fn a_long_list_is_cut_to_what_matches() {
    let many = |catalog: &mut Catalog| {
        let one = catalog.flag("accounts").unwrap().clone();
        for number in 0..2_000 {
            let mut flag = (*one).clone();
            flag.key = format!("team-{number:04}").as_str().into();
            catalog.flags.insert(flag.key.clone(), flag.into());
        }
    };
    let labels = |typed: &str| {
        let fixture = Fixture::new(&format!("ld.boolVariation(\"{typed}$0\", false);")).with_catalog(many);
        let offered = offered(&fixture).unwrap();
        let labels: Vec<String> = offered.items.iter().map(|item| item.label.clone()).collect();
        (labels, offered.is_incomplete)
    };
    let (all, is_incomplete) = labels("");
    assert!(is_incomplete && all.len() == 500);
    let (matching, is_incomplete) = labels("1234");
    assert!(is_incomplete && matching[0] == "team-1234", "{matching:?}");
    let (matching, _) = labels("kill");
    assert_eq!(matching, ["kill-switch"]);
}

#[test]
fn the_documentation_of_a_flag_that_is_gone_is_none() {
    let fixture = Fixture::new("");
    assert!(completion_card(&fixture.analysis(), "accounts").is_some());
    assert!(completion_card(&fixture.analysis(), "gone").is_none());
}
