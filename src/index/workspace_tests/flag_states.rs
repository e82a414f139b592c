//! Sets of all flags from an SDK's state of all flags.

use super::*;

#[test]
fn the_state_of_all_flags_is_a_set() {
    check_with(
        &["new-cart", "old-search", "beta"],
        r#"
//- a.js
const { init } = require("@launchdarkly/node-server-sdk");
const client = init("sdk-key");
async function f(context) {
  const state = await client.allFlagsState(context);
  const all = state.toJSON();
  all["new-cart"] && all["new-crat"] && all.beta && all.$valid && all.newCart;
  const { "old-search": old, "old-serch": odd } = (await client.allFlagsState(context)).allValues();
  return other.toJSON()["new-cart"];
}
//- a.py
import ldclient
state = ldclient.get().all_flags_state(context)
flags = state.to_json_dict()
flags["new-cart"] or flags["new-crat"] or flags.get("old-search") or flags.get("old-serch") or flags.items()
//- b.py
flags = state.to_json_dict()
flags["new-crat"]
//- a.go
package shop
import ld "github.com/launchdarkly/go-server-sdk/v7"
func f(client *ld.LDClient) bool {
	all := client.AllFlagsState(context).ToValuesMap()
	return all["new-cart"] && all["new-crat"]
}
//- A.java
import com.launchdarkly.sdk.server.*;
class A {
    void f(LDClient client) {
        Map<String, LDValue> all = client.allFlagsState(context).toValuesMap();
        all.get("new-cart"); all.getOrDefault("new-crat", none); all.size(); names.get("new-kart");
    }
}
//- A.kt
import com.launchdarkly.sdk.android.LDClient
fun f(client: LDClient) {
    val all = client.allFlags()
    all["new-cart"]
    all.get("new-crat")
}
//- A.cs
using LaunchDarkly.Sdk.Server;
class A {
    void F(LdClient client) {
        var all = client.AllFlagsState(context).ToValuesJsonMap();
        var a = all["new-cart"]; var b = all["new-crat"]; var c = all.Count;
        all.TryGetValue("new-kart", out var d);
    }
}
//- a.rb
require "ldclient-rb"
client = LaunchDarkly::LDClient.new("sdk-key")
all = client.all_flags_state(context).values_map
all["new-cart"] || all["new-crat"] || all.fetch("new-kart", false) || all.size
"#,
        expect![[r#"
            A.cs:5 hook new-cart `new-cart`
            A.cs:5 hook new-crat `new-crat`
            A.cs:6 hook new-kart `new-kart`
            A.java:5 hook new-cart `new-cart`
            A.java:5 hook new-crat `new-crat`
            A.kt:4 hook new-cart `new-cart`
            A.kt:5 hook new-crat `new-crat`
            a.go:5 hook new-cart `new-cart`
            a.go:5 hook new-crat `new-crat`
            a.js:6 hook new-cart `new-cart`
            a.js:6 hook new-crat `new-crat`
            a.js:6 hook beta `beta`
            a.js:6 misspelled new-cart as new-cart `newCart`
            a.js:7 hook old-search `old-search`
            a.js:7 hook old-serch `old-serch`
            a.py:4 hook new-cart `new-cart`
            a.py:4 hook new-crat `new-crat`
            a.py:4 hook old-search `old-search`
            a.py:4 hook old-serch `old-serch`
            a.rb:4 hook new-cart `new-cart`
            a.rb:4 hook new-crat `new-crat`
            a.rb:4 hook new-kart `new-kart`
        "#]],
    );
}
