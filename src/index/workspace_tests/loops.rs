//! Keys in a list that is written out where each is asked for, in branches, and as what a parameter is by default.

use super::*;

#[test]
fn each_item_of_a_list_is_a_key() {
    check(
        r#"
//- all.ts
import { init } from 'launchdarkly-node-server-sdk';
const client = init('x');
const isOn = (key: string) => client.boolVariation(key, {}, false);
function all() {
  for (const key of ['dsnp']) { translate(key); }
  for (const key of ['new-checkout', "old-search"]) { client.variation(key, {}, false); }
  ['dsnp'].forEach((key) => translate(key));
  return ['beta', 'new-checkout'].map((key) => isOn(key));
}
//- all.py
import ldclient
def all(words):
    for key in ["new-checkout", "old-search"]:
        ldclient.get().variation(key, ctx, False)
    for key in ["dsnp"]:
        translate(key)
    for key in words:
        ldclient.get().variation(key, ctx, False)
    return [ldclient.get().variation(key, ctx, False) for key in ("beta",)]
//- All.kt
import com.launchdarkly.sdk.server.LDClient
class All(private val client: LDClient) {
  fun all() {
    listOf("new-checkout", "old-search").forEach { client.boolVariation(it, ctx, false) }
    listOf("dsnp").forEach { translate(it) }
    for (key in listOf("beta")) { client.boolVariation(key, ctx, false) }
  }
}
//- all.go
package all
import ld "github.com/launchdarkly/go-server-sdk/v7"
func all(client *ld.LDClient) {
	for _, key := range []string{"new-checkout", "old-search"} {
		client.BoolVariation(key, ctx, false)
	}
	for _, key := range []string{"dsnp"} {
		translate(key)
	}
}
//- all.rb
require 'ldclient-rb'
client = LaunchDarkly::LDClient.new("x")
['new-checkout', 'old-search'].each { |key| client.variation(key, ctx, false) }
['dsnp'].each { |key| translate(key) }
//- all.swift
import LaunchDarkly
func all(client: LDClient) {
  ["new-checkout", "old-search"].forEach { _ = client.boolVariation(forKey: $0, defaultValue: false) }
  for key in ["beta"] { _ = client.boolVariation(forKey: key, defaultValue: false) }
  ["dsnp"].forEach { translate($0) }
}
"#,
        expect![[r#"
            All.kt:4 call new-checkout `new-checkout`
            All.kt:4 call old-search `old-search`
            All.kt:6 call beta `beta`
            all.go:4 call new-checkout `new-checkout`
            all.go:4 call old-search `old-search`
            all.py:3 call new-checkout `new-checkout`
            all.py:3 call old-search `old-search`
            all.py:9 call beta `beta`
            all.rb:3 call new-checkout `new-checkout`
            all.rb:3 call old-search `old-search`
            all.swift:3 call new-checkout `new-checkout`
            all.swift:3 call old-search `old-search`
            all.swift:4 call beta `beta`
            all.ts:6 call new-checkout `new-checkout`
            all.ts:6 call old-search `old-search`
            all.ts:8 wrapper beta `beta`
            all.ts:8 wrapper new-checkout `new-checkout`
        "#]],
    );
}

#[test]
fn a_name_is_what_it_is_by_default_and_in_each_branch() {
    check(
        r#"
//- flags.py
import ldclient
def is_on(key="new-checkout"):
    return ldclient.get().variation(key, ctx, False)
def branches(old):
    if old:
        key = "old-search"
    else:
        key = "beta"
    return ldclient.get().variation(key, ctx, False)
def translate(key="dsnp"):
    return words[key]
//- flags.ts
import { init } from 'launchdarkly-node-server-sdk';
const client = init('x');
export function isOn(key: string = 'new-checkout') { return client.boolVariation(key, {}, false); }
export function isBeta(word = 'dsnp', key = 'beta') { return word + client.boolVariation(key, {}, false); }
//- flags.rb
require 'ldclient-rb'
def on?(key = 'new-checkout')
  LaunchDarkly::LDClient.new("x").variation(key, ctx, false)
end
"#,
        expect![[r#"
            flags.py:2 call new-checkout `new-checkout`
            flags.py:3 mention new-checkout `key`
            flags.py:6 call old-search `old-search`
            flags.py:8 call beta `beta`
            flags.rb:2 call new-checkout `new-checkout`
            flags.rb:3 mention new-checkout `key`
            flags.ts:3 call new-checkout `new-checkout`
            flags.ts:3 mention new-checkout `key`
            flags.ts:4 call beta `beta`
            flags.ts:4 mention beta `key`
        "#]],
    );
}

#[test]
fn a_name_that_is_one_of_several_constants_is_a_mention() {
    check(
        r#"
//- flags.py
import ldclient
BETA = "beta"
def f(x):
    key = BETA if x else "new-checkout"
    return ldclient.get().variation(key, context, False)
"#,
        expect![[r#"
            flags.py:2 definition beta `beta`
            flags.py:4 constant beta `BETA`
            flags.py:4 call new-checkout `new-checkout`
            flags.py:5 mention beta `key`
        "#]],
    );
}
