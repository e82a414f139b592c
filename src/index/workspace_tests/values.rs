//! Values that lead to a key in another way than by a name: choices, look-ups, objects made or written with their key.

use super::*;

const KEYS: &[&str] = &["new-checkout", "old-search", "beta-page", "other-text"];

#[test]
fn a_choice_between_two_values_is_both() {
    check_with(
        KEYS,
        r#"
//- keys.ts
export const CHECKOUT = "new-checkout";
export const SEARCH = "old-search";
//- words.ts
export const TEXT = "other-text";
//- a.ts
import { LDClient } from "@launchdarkly/node-server-sdk";
import { CHECKOUT, SEARCH } from "./keys";
import { TEXT } from "./words";
function isOn(client: LDClient, key?: string) {
  return client.variation(key ?? "beta-page", context, false);
}
export function go(client: LDClient, old: boolean) {
  const key = old ? SEARCH : CHECKOUT;
  show(old ? TEXT : "other-text");
  return isOn(client, key) || isOn(client, old ? "typed-key" : CHECKOUT);
}
//- b.py
import ldclient
BETA = "beta-page"
def go(old):
    return ldclient.get().variation(BETA if old else "old-search", context, False)
//- C.java
import com.launchdarkly.sdk.server.LDClient;
class C {
    static final String BETA = "beta-page";
    LDClient client;
    boolean go(boolean old) { return client.boolVariation(old ? BETA : "old-search", context, false); }
}
"#,
        expect![[r#"
            C.java:3 definition beta-page `beta-page`
            C.java:5 constant beta-page `BETA`
            C.java:5 call old-search `old-search`
            a.ts:5 call beta-page `beta-page`
            a.ts:8 constant old-search `SEARCH`
            a.ts:8 constant new-checkout `CHECKOUT`
            a.ts:10 wrapper typed-key `typed-key`
            a.ts:10 constant new-checkout `CHECKOUT`
            b.py:2 definition beta-page `beta-page`
            b.py:4 constant beta-page `BETA`
            b.py:4 call old-search `old-search`
            keys.ts:1 definition new-checkout `new-checkout`
            keys.ts:2 definition old-search `old-search`
        "#]],
    );
}

#[test]
fn a_key_is_looked_up_in_what_the_sdk_gives() {
    check_with(
        KEYS,
        r#"
//- useFeature.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
export function useFeature(key: string) {
  const flags = useFlags();
  return flags && flags[key];
}
export const Gate = ({ flag, children }) => (useFeature(flag) ? children : null);
export function useWord(key: string) { const words = useWords(); return words[key]; }
//- page.tsx
import { Gate, useFeature, useWord } from "./useFeature";
const on = useFeature("new-checkout") || useFeature("newCheckout");
const page = <Gate flag="old-search"><Gate flag="spelledOtherwise">{useWord("beta-page")}</Gate></Gate>;
"#,
        expect![[r#"
            page.tsx:2 misspelled new-checkout as newCheckout `new-checkout`
            page.tsx:2 wrapper new-checkout `newCheckout`
            page.tsx:3 misspelled old-search as oldSearch `old-search`
            page.tsx:3 wrapper spelledOtherwise `spelledOtherwise`
        "#]],
    );
}

#[test]
fn an_object_written_or_made_with_its_key_stands_for_it() {
    check_with(
        KEYS,
        r#"
//- flags/flags.go
package flags
import ld "github.com/launchdarkly/go-server-sdk/v7"
type FlagName string
const (
	Checkout FlagName = "new-checkout"
	Search   FlagName = "old-search"
)
type Toggle struct { Key string; Default bool }
var Beta = Toggle{Key: "beta-page", Default: true}
var Text = Label{Key: "other-text"}
var Defaults = map[FlagName]bool{Checkout: true, Search: false}
var Options = Settings{Search: true}
type Client struct { ld *ld.LDClient }
func NewClient() (*Client, error) { return &Client{}, nil }
func (c *Client) QueryWithContext(name FlagName) bool { return c.on(string(name)) }
func (c *Client) on(key string) bool { v, _ := c.ld.BoolVariation(key, context, false); return v }
//- use/use.go
package use
import "shop/flags"
func go() {
	c, err := flags.NewClient()
	c.QueryWithContext("beta-page")
	it.QueryWithContext("old-search")
	it.QueryWithContext("unknown-key")
	show(flags.Beta, flags.Text)
}
//- flags.ts
import { defineFlag, defineWord } from "./define";
export const checkout = defineFlag("new-checkout", false);
export const word = defineWord("old-search", false);
//- app.ts
import { checkout, word } from "./flags";
evaluate(checkout, word);
"#,
        expect![[r#"
            app.ts:2 constant new-checkout `checkout`
            flags.ts:2 definition new-checkout `new-checkout`
            flags/flags.go:5 definition new-checkout `new-checkout`
            flags/flags.go:6 definition old-search `old-search`
            flags/flags.go:9 definition beta-page `beta-page`
            flags/flags.go:11 constant new-checkout `Checkout`
            flags/flags.go:11 constant old-search `Search`
            use/use.go:5 wrapper beta-page `beta-page`
            use/use.go:6 wrapper old-search `old-search`
            use/use.go:8 constant beta-page `Beta`
        "#]],
    );
}

#[test]
fn an_attribute_of_an_enum_member_holds_its_key() {
    check_with(
        KEYS,
        r#"
//- Feature.cs
using LaunchDarkly.Sdk.Server;
namespace Shop;
public enum Feature {
    [FlagKey("new-checkout")] Checkout,
    [EnumMember(Value = "old-search")] Search,
}
public enum Colour { [Description("other-text")] Red }
public class Features {
    private readonly LdClient _client;
    public bool IsOn(Feature feature) => _client.BoolVariation(feature.Key(), context, false);
    bool Go() => IsOn(Feature.Checkout) && IsOn(Feature.Search) && Paint(Colour.Red);
}
"#,
        expect![[r#"
            Feature.cs:4 definition new-checkout `new-checkout`
            Feature.cs:5 definition old-search `old-search`
            Feature.cs:11 constant new-checkout `Checkout`
            Feature.cs:11 constant old-search `Search`
        "#]],
    );
}

#[test]
fn constants_of_one_type_speak_for_each_other() {
    check_with(
        KEYS,
        r#"
//- Definitions.kt
package shop
object Checkout : Temporary<Boolean>(key = "new-checkout", default = false)
object Search : Temporary<Boolean>(key = "old-search", default = false)
object Text : Label(key = "other-text")
//- Client.kt
package shop
import com.launchdarkly.sdk.server.LDClient
class Client(private val client: LDClient) {
    fun isOn(flag: Flag<Boolean>) = client.boolVariation(flag.key, context, flag.default)
    fun go() { if (isOn(Checkout)) show(listOf(Search), Text) }
}
"#,
        expect![[r#"
            Client.kt:5 constant new-checkout `Checkout`
            Client.kt:5 constant old-search `Search`
            Definitions.kt:2 definition new-checkout `new-checkout`
            Definitions.kt:3 definition old-search `old-search`
        "#]],
    );
}

#[test]
fn an_object_that_has_a_key_stands_for_it_where_it_is_given() {
    check_with(
        KEYS,
        r#"
//- flags.ts
export const FLAGS = {
  checkout: { key: "new-checkout", defaultValue: false },
  search: { key: "old-search", defaultValue: true },
};
export const beta = { key: "beta-page", defaultValue: false };
export class Label { static readonly key = "other-text"; }
//- app.ts
import { init, LDClient } from "@launchdarkly/node-server-sdk";
import { FLAGS, beta, Label } from "./flags";
class Client {
  constructor(private client: LDClient) {}
  isOn(flag: Flag) { return this.client.variation(flag.key, context, flag.defaultValue); }
  go() { return this.isOn(FLAGS.checkout) || FLAGS.search.defaultValue || this.isOn(beta) || new Label(); }
}
//- Keys.kt
package shop
import com.launchdarkly.sdk.server.LDClient
@JvmInline value class Key(val value: String)
object Keys { val SEARCH = Key("old-search"); val TEXT = Text("other-text") }
class Client(private val client: LDClient) {
    fun isOn(key: Key) = client.boolVariation(key.value, context, false)
    fun go() = isOn(Keys.SEARCH) && show(Keys.TEXT)
}
//- flags.go
package shop
import ld "github.com/launchdarkly/go-server-sdk/v7"
type toggle struct { name string; fallback bool }
var beta = toggle{"beta-page", false}
var search = toggle{name: "old-search"}
var text = label{"other-text"}
func (t toggle) on(c *ld.LDClient) bool { v, _ := c.BoolVariation(t.name, context, t.fallback); return v }
func use(c *ld.LDClient) { beta.on(c); search.on(c); text.show() }
"#,
        expect![[r#"
            Keys.kt:4 definition old-search `old-search`
            Keys.kt:7 constant old-search `SEARCH`
            app.ts:6 constant new-checkout `checkout`
            app.ts:6 constant beta-page `beta`
            flags.go:4 definition beta-page `beta-page`
            flags.go:5 definition old-search `old-search`
            flags.go:8 constant beta-page `beta`
            flags.go:8 constant old-search `search`
            flags.ts:2 definition new-checkout `new-checkout`
            flags.ts:3 definition old-search `old-search`
            flags.ts:5 definition beta-page `beta-page`
        "#]],
    );
}

#[test]
fn templates_and_what_is_named_for_flags_read_them() {
    check_with(
        KEYS,
        r#"
//- a.py
def go(flags, words):
    if flags["new-checkout"] and words["old-search"]: pass
    return self.feature_flags["old-search"]
//- view.html.erb
<% if feature_enabled?("new-checkout") %><b><%= link("old-search") if Flags.on?("beta-page", me) -%></b><% end %>
//- a.component.html
<div *ngIf="flags.isOn('new-checkout'); else none" [title]="words.of('old-search')" (click)="flags.toggle('beta-page')"></div>
"#,
        expect![[r#"
            a.component.html:1 wrapper new-checkout `new-checkout`
            a.component.html:1 wrapper beta-page `beta-page`
            a.py:2 hook new-checkout `new-checkout`
            a.py:3 hook old-search `old-search`
            view.html.erb:1 wrapper new-checkout `new-checkout`
            view.html.erb:1 wrapper beta-page `beta-page`
        "#]],
    );
}

#[test]
fn a_module_named_for_flags_speaks_for_its_constants() {
    check_with(
        KEYS,
        r#"
//- src/utils/feature-flags.ts
export const DEV_1 = "new-checkout";
export const DEV_2 = "old-search";
export const STORAGE = "storage";
//- src/words.py
TITLE = "new-checkout"
TEXT = "other-text"
//- src/app.ts
import { DEV_2 } from "./utils/feature-flags";
if (isFF(DEV_2) || hasFF("beta-page") || isDiff("other-text")) go();
"#,
        expect![[r#"
            src/app.ts:2 constant old-search `DEV_2`
            src/app.ts:2 wrapper beta-page `beta-page`
            src/utils/feature-flags.ts:1 definition new-checkout `new-checkout`
            src/utils/feature-flags.ts:2 definition old-search `old-search`
        "#]],
    );
}

#[test]
fn a_name_that_a_script_neither_imports_nor_defines_is_another_files() {
    check_with(
        KEYS,
        r#"
//- app/enums/ld-flags.ts
export enum LDFlags { Checkout = "new-checkout", Search = "old-search" }
//- app/page.vue
<script setup lang="ts">
const on = store.getStoredFlag(LDFlags.Checkout)
</script>
//- app/other.ts
import { LDFlags } from "./other-flags";
const on = store.getStoredFlag(LDFlags.Search);
//- app/own.ts
enum LDFlags { Checkout = 1 }
show(LDFlags.Checkout);
function f(LDFlags: Words) { return LDFlags.Search; }
"#,
        expect![[r#"
            app/enums/ld-flags.ts:1 definition new-checkout `new-checkout`
            app/enums/ld-flags.ts:1 definition old-search `old-search`
            app/other.ts:2 constant old-search `Search`
            app/page.vue:2 constant new-checkout `Checkout`
        "#]],
    );
}
