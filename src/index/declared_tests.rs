//! Wrappers that the configuration declares or forbids.

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::workspace_tests::draw;
use super::*;
use crate::syntax::{ArgumentName, Forbidden, Takes, ValueKind, Wrapper, Wrappers};

fn function(function: &str, key: ArgumentName) -> Wrapper {
    let takes = Takes::Key { key, default: None, kind: ValueKind::Bool };
    Wrapper { function: function.to_owned(), receiver: None, module: None, takes }
}

fn check(known: &[&str], wrappers: Wrappers, files: &str, expected: Expect) {
    let known: KnownKeys = known.iter().copied().collect();
    expected.assert_eq(&draw(&known.with_wrappers(Some(Arc::new(wrappers))), files));
}

#[test]
fn a_declared_function_takes_keys_in_every_language() {
    let label = ArgumentName::Label("flag".to_owned());
    let wrappers = Wrappers {
        declared: vec![function("feature_on", ArgumentName::Position(1)), function("Feature", label)],
        forbidden: Vec::new(),
    };
    check(
        &[],
        wrappers,
        r#"
//- a.ts
import { SEARCH } from "./keys";
feature_on(user, "ts-flag"); feature_on("not-this"); other.feature_on(user, SEARCH, 1);
//- keys.ts
export const SEARCH = "search-flag";
//- b.tsx
const x = <Feature flag="tsx-flag" other="not-this"><Feature flag={SEARCH2} /></Feature>;
const SEARCH2 = "search-two";
//- c.py
feature_on(user, "py-flag")
Feature(flag="py-label")
//- d.go
package d
func f() { feature_on(user, "go-flag") }
//- e.java
class E { boolean on = feature_on(user, "java-flag"); }
//- f.rb
feature_on(user, "rb-flag")
//- g.cs
class G { bool on = feature_on(user, "cs-flag"); }
//- h.js
const wrapped = (key) => feature_on(null, key);
wrapped("through-another");
"#,
        expect![[r#"
            a.ts:2 wrapper ts-flag `ts-flag`
            a.ts:2 constant search-flag `SEARCH`
            b.tsx:1 wrapper tsx-flag `tsx-flag`
            b.tsx:1 constant search-two `SEARCH2`
            b.tsx:2 definition search-two `search-two`
            c.py:1 wrapper py-flag `py-flag`
            c.py:2 wrapper py-label `py-label`
            d.go:2 wrapper go-flag `go-flag`
            e.java:1 wrapper java-flag `java-flag`
            f.rb:1 wrapper rb-flag `rb-flag`
            g.cs:1 wrapper cs-flag `cs-flag`
            h.js:2 wrapper through-another `through-another`
            keys.ts:1 definition search-flag `search-flag`
        "#]],
    );
}

#[test]
fn receiver_and_module_narrow_a_declaration() {
    let mut by_receiver = function("get", ArgumentName::Position(0));
    by_receiver.receiver = Some("Features".to_owned());
    let mut by_module = function("on", ArgumentName::Position(0));
    by_module.module = Some("@shop/flags".to_owned());
    let wrappers = Wrappers { declared: vec![by_receiver, by_module], forbidden: Vec::new() };
    check(
        &[],
        wrappers,
        r#"
//- a.ts
import { on } from "@shop/flags/react";
on("a-flag"); Features.get("b-flag"); cache.get("not-this");
class Features { get(key: string) { return 1; } }
function f(x: Features) { return x.get("c-flag"); }
//- b.ts
on("not-this");
"#,
        expect![[r#"
            a.ts:2 wrapper a-flag `a-flag`
            a.ts:2 wrapper b-flag `b-flag`
            a.ts:4 wrapper c-flag `c-flag`
        "#]],
    );
}

#[test]
fn a_declared_hook_gives_flags_by_their_names() {
    let hook = Wrapper { takes: Takes::AllFlags, ..function("useFeatures", ArgumentName::Position(0)) };
    check(
        &["new-checkout", "old-search"],
        Wrappers { declared: vec![hook], forbidden: Vec::new() },
        r#"
//- a.tsx
const { newCheckout } = useFeatures();
const features = useFeatures();
const x = features.oldSearch && useOther().newCheckout;
"#,
        expect![[r#"
            a.tsx:1 hook new-checkout `newCheckout`
            a.tsx:3 hook old-search `oldSearch`
        "#]],
    );
}

#[test]
fn a_forbidden_wrapper_is_followed_no_more() {
    let files = r#"
//- a.ts
import { LDClient } from "launchdarkly-node-server-sdk";
export function isOn(key: string) { return ldClient.variation(key, user, false); }
export const both = (key: string) => isOn(key);
class Flags { read(key: string) { return ldClient.variation(key, user, false); } }
isOn("one-flag"); both("two-flag"); new Flags().read("three-flag"); isFlagOn("new-checkout");
ldClient.variation("four-flag", user, false);
"#;
    check(
        &["new-checkout"],
        Wrappers::default(),
        files,
        expect![[r#"
        a.ts:5 wrapper one-flag `one-flag`
        a.ts:5 wrapper two-flag `two-flag`
        a.ts:5 wrapper three-flag `three-flag`
        a.ts:5 wrapper new-checkout `new-checkout`
        a.ts:6 call four-flag `four-flag`
    "#]],
    );
    let forbidden = ["isOn", "Flags.read", "isFlagOn"].map(Forbidden::parse).to_vec();
    check(
        &["new-checkout"],
        Wrappers { declared: Vec::new(), forbidden },
        files,
        expect![[r#"
        a.ts:6 call four-flag `four-flag`
    "#]],
    );
}
