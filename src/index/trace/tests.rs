use std::fmt::Write;

use expect_test::{Expect, expect};

use super::super::Index;
use super::*;

/// The way to the reference that stands at `$0` in a workspace of `//- path` files.
fn check(known: &[&str], fixture: &str, expected: Expect) {
    let known: KnownKeys = known.iter().copied().collect();
    let mut cursor = None;
    let files: Vec<(String, String)> = fixture
        .split("//- ")
        .skip(1)
        .map(|part| {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            if let Some(at) = text.find("$0") {
                cursor = Some((path.to_owned(), at));
            }
            (path.to_owned(), text.replace("$0", ""))
        })
        .collect();
    let (path, at) = cursor.expect("a fixture has a cursor");
    let parts =
        files.iter().map(|(path, text)| (path.as_str(), Language::of_path(path.as_ref()).unwrap(), text.as_str()));
    let index = Index::new(&known).with_files(parts);
    let found = index.references(&path);
    let reference = found.iter().find(|one| one.range.touches(at)).unwrap_or_else(|| panic!("none: {found:?}"));
    let read = |path: &str| files.iter().find(|(other, _)| other == path).map(|(_, text)| text.as_str().into());
    let mut drawn = String::new();
    for Step { path, line, column, what } in index.trace(&path, reference, &known, &read) {
        let _ = writeln!(drawn, "{path}:{line}:{column} {what}");
    }
    expected.assert_eq(&drawn);
}

#[test]
fn a_constant_through_a_barrel_under_another_name() {
    check(
        &["new-checkout"],
        r#"
//- src/flags/keys.ts
// The keys.
export enum FeatureFlag {
  Checkout = "new-checkout",
}
//- src/flags/index.ts
export * from "./keys";
//- src/page.ts
import { ldClient } from "../client";
import { FeatureFlag as Flags } from "./flags";
ldClient.variation(Flags.Che$0ckout, false);
"#,
        expect![[r#"
            src/page.ts:3:26 `Flags.Checkout` is used, given to `variation`
            src/page.ts:2:1 `FeatureFlag` is imported as `Flags` from ./flags
            src/flags/index.ts:1:1 it is passed on from ./keys
            src/flags/keys.ts:3:3 `FeatureFlag.Checkout` is defined
            src/flags/keys.ts:3:15 its value is the key `new-checkout`
        "#]],
    );
}

#[test]
fn constants_of_python_java_and_go() {
    check(
        &["new-checkout"],
        "\n//- shop/flags.py\nNEW_FLAG = \"new-checkout\"\n//- shop/use.py\nfrom shop.flags import NEW_FLAG\nprint(NEW_$0FLAG)\n",
        expect![[r#"
            shop/use.py:2:7 `NEW_FLAG` is used
            shop/use.py:1:1 `NEW_FLAG` is imported from shop.flags
            shop/flags.py:1:1 `NEW_FLAG` is defined
            shop/flags.py:1:13 its value is the key `new-checkout`
        "#]],
    );
    check(
        &["new-checkout"],
        r#"
//- src/a/Flags.java
package a;
public class Flags { public static final String CHECKOUT_FLAG = "new-checkout"; }
//- src/b/Use.java
package b;
import a.Flags;
class Use { boolean on = client.boolVariation(Flags.CHECK$0OUT_FLAG, user, false); }
"#,
        expect![[r#"
            src/b/Use.java:3:53 `Flags.CHECKOUT_FLAG` is used, given to `boolVariation`
            src/b/Use.java:2:1 `Flags` is imported from a
            src/a/Flags.java:2:49 `Flags.CHECKOUT_FLAG` is defined
            src/a/Flags.java:2:66 its value is the key `new-checkout`
        "#]],
    );
    check(
        &[],
        r#"
//- pkg/flags/flags.go
package flags
import ld "github.com/launchdarkly/go-server-sdk/v7"
const NewSearch = "new-search"
func On(key string) bool { return client.BoolVariation(key, ctx, false) }
//- cmd/main.go
package main
import "example.com/shop/pkg/flags"
func main() { flags.On(flags.New$0Search) }
"#,
        expect![[r#"
            cmd/main.go:3:30 `flags.NewSearch` is used, given to `On`
            cmd/main.go:2:1 `flags` is imported from example.com/shop/pkg/flags
            pkg/flags/flags.go:3:7 `NewSearch` is defined
            pkg/flags/flags.go:3:20 its value is the key `new-search`
            pkg/flags/flags.go:4:1 `On` is defined, with the parameter `key`
            pkg/flags/flags.go:4:35 it is the key of the SDK call `BoolVariation`
        "#]],
    );
}

#[test]
fn a_wrapper_around_a_wrapper_and_one_behind_an_interface() {
    check(
        &[],
        r#"
//- client.ts
import { init } from "@launchdarkly/node-server-sdk";
const ldClient = init("key");
export function isOn(flag: string) {
  const key = flag;
  return ldClient.boolVariation(key, user, false);
}
//- flags.ts
import { isOn } from "./client";
export const enabled = (name: string) => isOn(name);
//- use.ts
import { enabled } from "./flags";
if (enabled("typed-$0flag")) {}
"#,
        expect![[r#"
            use.ts:2:5 `enabled` is called with the key
            flags.ts:2:24 `enabled` is defined, with the parameter `name`
            flags.ts:2:42 it is given on to `isOn`
            client.ts:3:8 `isOn` is defined, with the parameter `flag`
            client.ts:5:10 it is the key of the SDK call `boolVariation`
        "#]],
    );
    check(
        &[],
        r#"
//- RequireFeatureAttribute.cs
using LaunchDarkly.Sdk.Server;
public class RequireFeatureAttribute : Attribute {
  private readonly string _key;
  private readonly ILdClient _ldClient;
  public RequireFeatureAttribute(string key) { _key = key; }
  public void OnExecuting() { if (!_ldClient.BoolVariation(_key, null, false)) throw new Exception(); }
}
//- OrdersController.cs
public class OrdersController {
  [RequireFeature("orders-$0flag")]
  public void Get() { }
}
"#,
        expect![[r#"
            OrdersController.cs:2:4 `RequireFeature` is called with the key
            RequireFeatureAttribute.cs:5:3 `RequireFeature` is defined, with the parameter `key`
            RequireFeatureAttribute.cs:5:48 the parameter is kept in `_key`
            RequireFeatureAttribute.cs:6:36 it is the key of the SDK call `BoolVariation`
        "#]],
    );
}

#[test]
fn a_flag_of_a_hook_of_the_projects_own() {
    check(
        &["new-cart"],
        r#"
//- hooks.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export const useFeatures = () => useFlags();
//- a.tsx
import { useFeatures } from "./hooks";
const flags = useFeatures();
const x = flags.new$0Cart;
"#,
        expect![[r#"
            a.tsx:3:17 `newCart` is the key in camel case
            a.tsx:2:7 `flags` holds the flags
            a.tsx:2:15 `useFeatures()` gives all flags
            hooks.ts:2:28 the hook `useFeatures` is defined
            hooks.ts:2:34 it returns what `useFlags()` gives
            hooks.ts:1:1 `useFlags` is imported from launchdarkly-react-client-sdk
        "#]],
    );
    check(
        &["new-cart"],
        "\n//- a.tsx\nimport { useFlags } from \"@launchdarkly/react-sdk\";\nconst { new$0Cart } = useFlags();\n",
        expect![[r#"
            a.tsx:2:9 `newCart` is the key in camel case
            a.tsx:2:21 `useFlags()` gives all flags
            a.tsx:1:1 `useFlags` is imported from @launchdarkly/react-sdk
        "#]],
    );
}
