//! Where evaluations stand: in loops, twice in a function, and before the client is initialized.

use super::*;

const HINTS: &[(&str, Severity)] = &[
    ("duplicate-evaluation", Severity::Hint),
    ("evaluation-in-loop", Severity::Hint),
    ("evaluation-before-initialization", Severity::Hint),
];

#[test]
fn repeated_and_early_evaluations_are_reported_on_request() {
    let program = r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
const early = client.boolVariation("cart", user, false);
function twice() {
  if (client.boolVariation("cart", user, false)) go();
  return client.boolVariation("cart", user, false) || client.boolVariation("cart", admin, false);
}
function loops(users) {
  for (const one of list) client.boolVariation("cart", user, false);
  for (const one of users) client.boolVariation("everywhere", one, false);
  list.forEach(() => client.boolVariation("web-only", user, false));
  for (const one of list) later(() => client.boolVariation("mobile-only", user, false));
}
class Page { static isOn = client.boolVariation("cart", user, false); }
await client.waitForInitialization();
const late = client.boolVariation("cart", user, false);
"#;
    check_with(
        program,
        HINTS,
        expect![[r#"
        import { init } from "@launchdarkly/node-server-sdk";
        const client = init("sdk-key");
        const early = client.boolVariation("cart", user, false);
                                            ^^^^ hint[evaluation-before-initialization]: `cart` is evaluated when this module is loaded: before the SDK is initialized this is the default value `false`, and later changes have no effect. Evaluate it where it is used
        function twice() {
          if (client.boolVariation("cart", user, false)) go();
          return client.boolVariation("cart", user, false) || client.boolVariation("cart", admin, false);
                                       ^^^^ hint[duplicate-evaluation]: This function evaluates `cart` more than once: each evaluation is counted, and a change in between gives another value. Keep the value in a variable
        }
        function loops(users) {
          for (const one of list) client.boolVariation("cart", user, false);
                                                        ^^^^ hint[evaluation-in-loop]: This loop evaluates `cart` in every iteration: each evaluation is counted, and a change in between gives another value. Evaluate it before the loop
          for (const one of users) client.boolVariation("everywhere", one, false);
          list.forEach(() => client.boolVariation("web-only", user, false));
                                                   ^^^^^^^^ hint[evaluation-in-loop]: This loop evaluates `web-only` in every iteration: each evaluation is counted, and a change in between gives another value. Evaluate it before the loop
          for (const one of list) later(() => client.boolVariation("mobile-only", user, false));
        }
        class Page { static isOn = client.boolVariation("cart", user, false); }
        await client.waitForInitialization();
        const late = client.boolVariation("cart", user, false);
    "#]],
    );
    assert_eq!(found(program, &[]), []);
}

/// A function in each language with a loop that evaluates `cart`, and one that evaluates `everywhere` twice.
const REPEATED: &[(&str, &str)] = &[
    (
        "a.py",
        "import ldclient\ndef f(c: ldclient.LDClient):\n  for a in b:\n    c.variation(\"cart\", u, False)\n  c.variation(\"everywhere\", u, False)\n  c.variation(\"everywhere\", u, False)\n",
    ),
    (
        "a.go",
        "package a\nimport ld \"github.com/launchdarkly/go-server-sdk/v7\"\nfunc f(c *ld.LDClient) {\n for _, a := range b { c.BoolVariation(\"cart\", u, false) }\n c.BoolVariation(\"everywhere\", u, false)\n c.BoolVariation(\"everywhere\", u, false)\n}\n",
    ),
    (
        "A.java",
        "import com.launchdarkly.sdk.server.LDClient;\nclass A { LDClient c; void f() {\n for (var a : b) { c.boolVariation(\"cart\", u, false); }\n c.boolVariation(\"everywhere\", u, false);\n c.boolVariation(\"everywhere\", u, false);\n}}\n",
    ),
    (
        "a.kt",
        "import com.launchdarkly.sdk.server.LDClient\nfun f(c: LDClient) {\n for (a in b) { c.boolVariation(\"cart\", u, false) }\n c.boolVariation(\"everywhere\", u, false)\n c.boolVariation(\"everywhere\", u, false)\n}\n",
    ),
    (
        "a.scala",
        "import com.launchdarkly.sdk.server.LDClient\nclass A(c: LDClient) { def f() = {\n while (x) { c.boolVariation(\"cart\", u, false) }\n c.boolVariation(\"everywhere\", u, false)\n c.boolVariation(\"everywhere\", u, false)\n}}\n",
    ),
    (
        "A.cs",
        "using LaunchDarkly.Sdk.Server;\nclass A { LdClient c; void F() {\n foreach (var a in b) { c.BoolVariation(\"cart\", u, false); }\n c.BoolVariation(\"everywhere\", u, false);\n c.BoolVariation(\"everywhere\", u, false);\n}}\n",
    ),
    (
        "a.rb",
        "require \"ldclient-rb\"\ndef f(client)\n list.each { |a| client.variation(\"cart\", u, false) }\n client.variation(\"everywhere\", u, false)\n client.variation(\"everywhere\", u, false)\nend\n",
    ),
    (
        "a.rs",
        "use launchdarkly_server_sdk::{Client, Context};\nfn f(c: &Client, u: &Context) {\n for a in b { c.bool_variation(u, \"cart\", false); }\n c.bool_variation(u, \"everywhere\", false);\n c.bool_variation(u, \"everywhere\", false);\n}\n",
    ),
    (
        "a.php",
        "<?php\nuse LaunchDarkly\\LDClient;\nfunction f(LDClient $c, $u) {\n foreach ($a as $b) { $c->variation(\"cart\", $u, false); }\n $c->variation(\"everywhere\", $u, false);\n $c->variation(\"everywhere\", $u, false);\n}\n",
    ),
    (
        "a.swift",
        "import LaunchDarkly\nfunc f(c: LDClient) {\n for a in b { _ = c.boolVariation(forKey: \"cart\", defaultValue: false) }\n _ = c.boolVariation(forKey: \"everywhere\", defaultValue: false)\n _ = c.boolVariation(forKey: \"everywhere\", defaultValue: false)\n}\n",
    ),
    (
        "a.m",
        "#import <LaunchDarkly/LaunchDarkly.h>\nvoid f(LDClient *c) {\n for (id a in b) { [c boolVariationForKey:@\"cart\" defaultValue:NO]; }\n [c boolVariationForKey:@\"everywhere\" defaultValue:NO];\n [c boolVariationForKey:@\"everywhere\" defaultValue:NO];\n}\n",
    ),
    (
        "a.c",
        "#include <launchdarkly/server_side/bindings/c/sdk.h>\nvoid f(LDServerSDK s, LDContext u) {\n while (x) { LDServerSDK_BoolVariation(s, u, \"cart\", false); }\n LDServerSDK_BoolVariation(s, u, \"everywhere\", false);\n LDServerSDK_BoolVariation(s, u, \"everywhere\", false);\n}\n",
    ),
    (
        "a.cpp",
        "#include <launchdarkly/server_side/client.hpp>\nvoid f(launchdarkly::server_side::Client& client) {\n for (auto a : b) { client.BoolVariation(u, \"cart\", false); }\n client.BoolVariation(u, \"everywhere\", false);\n client.BoolVariation(u, \"everywhere\", false);\n}\n",
    ),
    (
        "a.dart",
        "import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';\nvoid f(LDClient c) {\n for (var a in b) { c.boolVariation('cart', false); }\n c.boolVariation('everywhere', false);\n c.boolVariation('everywhere', false);\n}\n",
    ),
    (
        "a.ex",
        "defmodule A do\n  def f(u) do\n    for a <- b do\n      :ldclient.variation(\"cart\", u, false)\n    end\n    :ldclient.variation(\"everywhere\", u, false)\n    :ldclient.variation(\"everywhere\", u, false)\n  end\nend\n",
    ),
    (
        "a.lua",
        "local ld = require(\"launchdarkly_server_sdk\")\nlocal client = ld.clientInit(\"k\", 1)\nfunction f(u)\n for i = 1, 2 do client:boolVariation(u, \"cart\", false) end\n client:boolVariation(u, \"everywhere\", false)\n client:boolVariation(u, \"everywhere\", false)\nend\n",
    ),
    (
        "A.cls",
        "public class A { void f(LDClient client) {\n for (B a : b) { client.boolVariation(u, 'cart', false); }\n client.boolVariation(u, 'everywhere', false);\n client.boolVariation(u, 'everywhere', false);\n}}\n",
    ),
];

#[test]
fn loops_and_duplicates_are_found_in_every_language() {
    let mut wrong = String::new();
    for (path, program) in REPEATED {
        if Language::of_path(Path::new(path)).is_none_or(|language| !language.is_parsed()) {
            continue;
        }
        let found = found(&format!("//- {path}\n{program}"), HINTS);
        let found: Vec<_> = found.iter().map(|(code, text)| (*code, text.as_str())).collect();
        let expected = [("evaluation-in-loop", "cart"), ("duplicate-evaluation", "everywhere")];
        if found != expected {
            wrong += &format!("{path}: {found:?}\n");
        }
    }
    assert_eq!(wrong, "");
}
