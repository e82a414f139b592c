//! Small programs in every language: comparisons, and SDKs of each side.

use super::*;

/// A program in each language that compares values of `theme` in every way that the language has. Each `drak` is wrong, and
/// nothing else is.
const COMPARED: &[(&str, &str)] = &[
    (
        "app.ts",
        r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
async function all() {
  const theme = await client.stringVariation("theme", user, "none");
  if (theme === "drak" || "drak" !== theme || theme == "dark" || theme === "none") go();
  switch (theme) { case "drak": case "dark": break; }
  const color = { drak: 1, "drak": 2, dark: 3 }[theme];
  if (["drak", "light"].includes(theme)) go();
  if ((await client.variation("theme", user, "none")) === "drak") go();
  if (theme === other) go();
}
function again(theme: string) { return theme === "other"; }
function changed() {
  let theme = client.stringVariation("theme", user, "none");
  theme = "other";
  return theme === "other";
}
async function fallback() {
  const theme = (await client.stringVariation("theme", user, "none")) ?? "other";
  const size = client.numberVariation("size", user, 1);
  const flag = client.stringVariation("theme", user, "none").length;
  const one = list.map((theme) => theme === "other");
  return theme === "other" || size === 2.5 || flag === "other";
}
"#,
    ),
    (
        "app.tsx",
        r#"
import { useFlags } from "launchdarkly-react-client-sdk";
export function App() {
  const { theme } = useFlags();
  const flags = useFlags();
  const held = flags.theme;
  if (theme === "drak" || flags.theme === "drak" || held === "drak" || flags["theme"] === "dark") return <p/>;
  return <p>{theme === "drak" ? 1 : 2}</p>;
}
export function Other() {
  const { theme = "other" } = useFlags();
  const held = useFlags().theme ?? "other";
  return theme === "other" || held === "other";
}
"#,
    ),
    (
        "app.js",
        r#"
import * as ld from "launchdarkly-js-client-sdk";
const client = ld.initialize("id", user);
const theme = client.variation("theme", "none");
if (theme === 'drak' || theme === `drak` || theme === 'dark') go();
"#,
    ),
    (
        "app.vue",
        r#"
<script setup lang="ts">
import { useLDFlag } from "launchdarkly-vue-client-sdk";
import { initialize } from "launchdarkly-js-client-sdk";
const client = initialize("id", user);
const theme = client.variation("theme", "none");
if (theme === "drak") go();
</script>
"#,
    ),
    (
        "app.py",
        r#"
import ldclient
def all(client: ldclient.LDClient, user):
    theme = client.variation("theme", user, "none")
    if theme == "drak" or "drak" != theme or theme == "dark": pass
    if theme in ("drak", "light"): pass
    match theme:
        case "drak" | "dark": pass
        case "drak": pass
    x = {"drak": 1, "dark": 2}[theme]
    y = {"drak": 1}.get(theme)
def changed(client: ldclient.LDClient, user):
    theme = client.variation("theme", user, "none")
    if user: theme = "other"
    return theme == "other"
"#,
    ),
    (
        "app.go",
        r#"
package app
import ld "github.com/launchdarkly/go-server-sdk/v7"
func all(client *ld.LDClient) {
	theme, _ := client.StringVariation("theme", user, "none")
	if theme == "drak" || theme == "dark" { return }
	switch theme {
	case "drak", "light": return
	}
	_ = map[string]int{"drak": 1, "dark": 2}[theme]
}
"#,
    ),
    (
        "App.java",
        r#"
import com.launchdarkly.sdk.server.LDClient;
class App { LDClient client;
  void all() {
    String theme = client.stringVariation("theme", user, "none");
    if (theme.equals("drak") || "drak".equals(theme) || theme.equals("dark")) return;
    switch (theme) { case "drak": break; case "dark": break; }
    var x = switch (theme) { case "drak", "light" -> 1; default -> 2; };
    if (client.stringVariation("theme", user, "none").equals("drak")) return;
    int size = client.intVariation("size", user, 3);
    if (size == 1 || size == 3) return;
  }
}
"#,
    ),
    (
        "app.kt",
        r#"
import com.launchdarkly.sdk.server.LDClient
fun all(client: LDClient) {
  val theme = client.stringVariation("theme", user, "none")
  if (theme == "drak" || theme == "dark") return
  when (theme) { "drak", "light" -> go()
    else -> stop() }
}
"#,
    ),
    (
        "app.scala",
        r#"
import com.launchdarkly.sdk.server.LDClient
class App(client: LDClient) {
  def all() = {
    val theme = client.stringVariation("theme", user, "none")
    if (theme == "drak" || theme == "dark") go()
    theme match {
      case "drak" => 1
      case "drak" | "light" => 2
    }
  }
}
"#,
    ),
    (
        "App.cs",
        r#"
using LaunchDarkly.Sdk.Server;
class App { LdClient client;
  void All() {
    var theme = client.StringVariation("theme", user, "none");
    if (theme == "drak" || theme.Equals("drak") || theme is "drak" || theme == "dark") return;
    switch (theme) { case "drak": break; case "dark": break; }
    var x = theme switch { "drak" => 1, "light" => 2, _ => 3 };
  }
}
"#,
    ),
    (
        "app.rb",
        r#"
require "ldclient-rb"
def all(client, user)
  theme = client.variation("theme", user, "none")
  return if theme == "drak" || theme == "dark"
  case theme
  when "drak", "light" then 1
  end
  case theme
  in "drak" then 1
  end
  { "drak" => 1, "dark" => 2 }[theme]
end
"#,
    ),
    (
        "app.rs",
        r#"
use launchdarkly_server_sdk::{Client, Context};
fn all(client: &Client, ctx: &Context) {
    let theme = client.str_variation(ctx, "theme", "none".to_string());
    if theme == "drak" || theme == "dark" { return; }
    match theme.as_str() { "drak" | "light" => {}, "drak" => {}, "light" | "dark" if x => {}, _ => {} }
}
"#,
    ),
    (
        "app.php",
        r#"
<?php
use LaunchDarkly\LDClient;
function all(LDClient $client, $user) {
  $theme = $client->variation("theme", $user, "none");
  if ($theme === "drak" || $theme == 'drak' || $theme === "dark") return;
  switch ($theme) { case "drak": break; }
  return match($theme) { "drak", "light" => 1, default => 2 };
}
"#,
    ),
    (
        "app.swift",
        r#"
import LaunchDarkly
func all(client: LDClient) {
  let theme = client.stringVariation(forKey: "theme", defaultValue: "none")
  if theme == "drak" || theme == "dark" { return }
  switch theme { case "drak", "light": break
  default: break }
}
"#,
    ),
    (
        "app.m",
        r#"
#import <LaunchDarkly/LaunchDarkly.h>
void all(LDClient *client) {
  NSString *theme = [client stringVariationForKey:@"theme" defaultValue:@"none"];
  if ([theme isEqualToString:@"drak"] || [theme isEqualToString:@"dark"]) return;
}
"#,
    ),
    (
        "app.c",
        r#"
#include <launchdarkly/server_side/bindings/c/sdk.h>
void all(LDServerSDK sdk, LDContext context) {
  char *theme = LDServerSDK_StringVariation(sdk, context, "theme", "none");
  if (strcmp(theme, "drak") == 0 || strcmp(theme, "dark") == 0) return;
}
"#,
    ),
    (
        "app.cpp",
        r#"
#include <launchdarkly/server_side/client.hpp>
void all(launchdarkly::server_side::Client& client) {
  std::string theme = client.StringVariation(context, "theme", "none");
  if (theme == "drak" || theme == "dark") return;
}
"#,
    ),
    (
        "app.dart",
        r#"
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
void all(LDClient client) {
  var theme = client.stringVariation('theme', 'none');
  if (theme == 'drak' || theme == "dark") return;
  switch (theme) { case 'drak': break; case 'dark': break; }
}
"#,
    ),
    (
        "app.ex",
        r#"
defmodule App do
  def all(ctx, client) do
    theme = :ldclient.variation("theme", ctx, "none")
    if theme == "drak" or theme == "dark", do: 1
    case theme do
      "drak" -> 1
      "light" -> 2
    end
  end
end
"#,
    ),
    (
        "app.erl",
        r#"
-module(app).
all(Ctx) ->
  Theme = ldclient:variation(<<"theme">>, Ctx, <<"none">>),
  case Theme of <<"drak">> -> 1; <<"dark">> -> 2 end.
"#,
    ),
    (
        "app.lua",
        r#"
local ld = require("launchdarkly_server_sdk")
local client = ld.clientInit("sdk-key", 1000)
local theme = client:stringVariation(user, "theme", "none")
if theme == "drak" or theme == "dark" then go() end
"#,
    ),
    (
        "app.hs",
        r#"
module App where
import LaunchDarkly.Server (Client, stringVariation)
run client ctx = do
  theme <- stringVariation client "theme" ctx "none"
  case theme of
    "drak" -> go
    "dark" -> stop
"#,
    ),
    (
        "App.cls",
        r#"
public class App {
  void all(LDClient client) {
    String theme = client.stringVariation(user, 'theme', 'none');
    if (theme == 'drak' || theme.equals('drak') || theme == 'dark') return;
    switch on theme { when 'drak', 'light' { go(); } when else { stop(); } }
  }
}
"#,
    ),
    (
        "flags.ts",
        r#"
import { OpenFeature } from "@openfeature/server-sdk";
const client = OpenFeature.getClient();
async function all() {
  const theme = await client.getStringValue("theme", "none");
  if (theme === "drak" || theme === "dark") go();
  const details = await client.getStringDetails("theme", "none");
  if (details === "other") go();
}
"#,
    ),
];

#[test]
fn values_that_no_variation_has_are_reported_in_every_language() {
    let mut wrong = String::new();
    for (path, program) in COMPARED {
        if Language::of_path(Path::new(path)).is_none_or(|language| !language.is_parsed()) {
            continue;
        }
        let fixture = Fixture::with_flags(&format!("//- {path}{program}"), project());
        let found = diagnostics(&fixture.analysis(), fixture.path());
        let text = &fixture.own().text;
        let found: Vec<ByteRange> =
            found.iter().filter(|one| one.code == "impossible-variation").map(|one| one.range).collect();
        for (at, _) in text.match_indices("drak") {
            if !found.iter().any(|range| range.contains(at)) {
                wrong += &format!("{path}:{}: not found\n", fixture.own().lines.line_of(at) + 1);
            }
        }
        for range in found.iter().filter(|range| !range.of(text).contains("drak")) {
            wrong += &format!("{path}:{}: {}\n", fixture.own().lines.line_of(range.start) + 1, range.of(text));
        }
    }
    assert_eq!(wrong, "");
}

/// SDKs of each side. `KEY` stands for a key.
const SIDES: &[(&str, &str, &[&str])] = &[
    (
        "app.ts",
        "import { initialize } from \"launchdarkly-js-client-sdk\";\nconst client = initialize(\"id\", user);\n\
         client.variation(\"KEY\", false);\n",
        &["server-only", "mobile-only"],
    ),
    (
        "app.ts",
        "import { createClient } from \"@launchdarkly/js-client-sdk\";\nconst client = createClient(\"id\", user);\n\
         client.boolVariation(\"KEY\", false);\n",
        &["server-only", "mobile-only"],
    ),
    (
        "app.tsx",
        "import { useLDClient } from \"@launchdarkly/react-native-client-sdk\";\n\
         const client = useLDClient();\nclient.boolVariation(\"KEY\", false);\n",
        &["server-only", "web-only"],
    ),
    (
        "app.ts",
        "import { init } from \"@launchdarkly/node-server-sdk\";\nconst client = init(\"sdk\");\n\
         client.boolVariation(\"KEY\", user, false);\n",
        &[],
    ),
    ("app.ts", "import { client } from \"./client\";\nclient.boolVariation(\"KEY\", user, false);\n", &[]),
    (
        "app.ts",
        "import { OpenFeature } from \"@openfeature/web-sdk\";\nOpenFeature.getClient().getBooleanValue(\"KEY\", false);\n",
        &[],
    ),
    (
        "app.ts",
        "import { initialize } from \"launchdarkly-js-client-sdk\";\nconst client = initialize(\"id\", user);\n\
         const isOn = (key: string) => client.variation(key, false);\nisOn(\"KEY\");\n",
        &["server-only", "mobile-only"],
    ),
    (
        "App.swift",
        "import LaunchDarkly\nfunc f(client: LDClient) { _ = client.boolVariation(forKey: \"KEY\", defaultValue: false) }\n",
        &["server-only", "web-only"],
    ),
    (
        "app.m",
        "#import <LaunchDarkly/LaunchDarkly.h>\nvoid f(LDClient *client) { [client boolVariationForKey:@\"KEY\" defaultValue:NO]; }\n",
        &["server-only", "web-only"],
    ),
    (
        "App.java",
        "import com.launchdarkly.sdk.android.LDClient;\nclass A { LDClient client; void f() { client.boolVariation(\"KEY\", false); } }\n",
        &["server-only", "web-only"],
    ),
    (
        "App.kt",
        "import com.launchdarkly.sdk.android.LDClient\nfun f(client: LDClient) { client.boolVariation(\"KEY\", false) }\n",
        &["server-only", "web-only"],
    ),
    (
        "App.java",
        "import com.launchdarkly.sdk.server.LDClient;\nclass A { LDClient client; void f() { client.boolVariation(\"KEY\", c, false); } }\n",
        &[],
    ),
    (
        "App.cs",
        "using LaunchDarkly.Sdk.Client;\nclass A { LdClient client; void F() { client.BoolVariation(\"KEY\", false); } }\n",
        &["server-only", "web-only"],
    ),
    (
        "App.cs",
        "using LaunchDarkly.Sdk.Server;\nclass A { LdClient client; void F() { client.BoolVariation(\"KEY\", c, false); } }\n",
        &[],
    ),
    (
        "app.dart",
        "import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';\n\
         void f(LDClient client) { client.boolVariation('KEY', false); }\n",
        &["server-only"],
    ),
    (
        "app.c",
        "#include <launchdarkly/client_side/bindings/c/sdk.h>\n\
         void f(LDClientSDK client) { LDClientSDK_BoolVariation(client, \"KEY\", false); }\n",
        &["server-only", "web-only"],
    ),
    (
        "app.cpp",
        "#include <launchdarkly/client_side/client.hpp>\n\
         void f(launchdarkly::client_side::Client& client) { client.BoolVariation(\"KEY\", false); }\n",
        &["server-only", "web-only"],
    ),
    ("app.py", "import ldclient\nldclient.get().variation(\"KEY\", user, False)\n", &[]),
];

#[test]
fn flags_that_an_sdk_does_not_get_are_reported_for_each_side() {
    for (path, program, expected) in SIDES {
        let is_reported = |key: &&str| {
            let found = found(&format!("//- {path}\n{}", program.replace("KEY", key)), &[]);
            found.iter().any(|(code, text)| *code == "client-side-unavailable" && text == *key)
        };
        let all = ["server-only", "web-only", "mobile-only", "everywhere", "cart"];
        let reported: Vec<&str> = all.iter().filter(|key| is_reported(key)).copied().collect();
        assert_eq!(reported, *expected, "{path}\n{program}");
    }
}

#[test]
fn a_set_of_flags_lacks_what_is_not_available_to_its_sdk() {
    check(
        r#"
//- app.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
export function App() {
  const { serverOnly, webOnly, everywhere } = useFlags();
  return useFlags().serverOnly;
}
"#,
        expect![[r#"
            import { useFlags } from "launchdarkly-react-client-sdk";
            export function App() {
              const { serverOnly, webOnly, everywhere } = useFlags();
                      ^^^^^^^^^^ warning[client-side-unavailable]: `server-only` is not available to client-side and mobile SDKs: it is always undefined here
              return useFlags().serverOnly;
                                ^^^^^^^^^^ warning[client-side-unavailable]: `server-only` is not available to client-side and mobile SDKs: it is always undefined here
            }
        "#]],
    );
    check(
        r#"
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
const all = client.allFlagsState(user).toJSON();
all["server-only"];
"#,
        expect![[r#"
            import { init } from "@launchdarkly/node-server-sdk";
            const client = init("sdk-key");
            const all = client.allFlagsState(user).toJSON();
            all["server-only"];
        "#]],
    );
}
