//! Types whose values are the names of flags, and types that have flags as members.

use super::*;

const KEYS: &[&str] = &["new-cart", "old-search", "beta"];

#[test]
fn keys_of_a_set_are_looked_up_in_its_spelling() {
    check_with(
        KEYS,
        r#"
//- flags.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export interface Flags { newCart: boolean; oldSearch: boolean }
export type FlagName = keyof Flags;
export const flags = useFlags<Flags>();
//- a.ts
import type { Flags, FlagName } from "./flags";
export function isOn(name: keyof Flags): boolean { return store.read(name); }
export const isOff = (name: FlagName, other: string) => store.read(name);
isOn("newCart") || isOn("newCrat") || isOn("new-cart") || isOff("oldSearch", "beta") || isOff("oldSerch", "x");
const titles: Record<keyof Flags, string> = { newCart: "New", oldSearch: "Old", oldSerch: "Odd" };
const names: (keyof Flags)[] = ["newCart", "newKart"];
type Defaults = { readonly [K in FlagName]?: boolean };
const defaults: Defaults = { newCart: true, newCard: false };
const mocks = { oldSearch: true } as const satisfies Partial<Flags>;
const name: FlagName = "oldSearch";
export const read = (values: Record<FlagName, string>) => values.newCart + values.newCartt;
function other(name: keyof Settings, list: Record<string, boolean>) { return list.newCart; }
other("newCart", {});
"#,
        expect![[r#"
            a.ts:4 wrapper new-cart `newCart`
            a.ts:4 wrapper newCrat `newCrat`
            a.ts:4 misspelled new-cart as newCart `new-cart`
            a.ts:4 wrapper old-search `oldSearch`
            a.ts:4 wrapper oldSerch `oldSerch`
            a.ts:5 hook new-cart `newCart`
            a.ts:5 hook old-search `oldSearch`
            a.ts:5 hook oldSerch `oldSerch`
            a.ts:6 hook new-cart `newCart`
            a.ts:6 hook newKart `newKart`
            a.ts:8 hook new-cart `newCart`
            a.ts:8 hook newCard `newCard`
            a.ts:9 hook old-search `oldSearch`
            a.ts:10 hook old-search `oldSearch`
            a.ts:11 hook new-cart `newCart`
            a.ts:11 hook newCartt `newCartt`
            flags.ts:2 definition new-cart `newCart`
            flags.ts:2 definition old-search `oldSearch`
        "#]],
    );
}

#[test]
fn types_that_list_texts_name_the_keys_of_what_takes_them() {
    check_with(
        KEYS,
        r#"
//- a.ts
export type FlagName = "new-cart" | "old-search" | "gone";
export function read(name: FlagName) { return store.read(name); }
read("new-cart") || read("beta") || read("unknown");
const values: { [K in FlagName]: boolean } = { "new-cart": true, "old-search": false, gone: true };
type Color = "beta" | "red";
export function paint(color: Color) {}
paint("beta");
//- a.test.ts
import type { FlagName } from "./a";
const values: Record<FlagName, boolean> = { "new-cart": true, "old-search": false };
//- b.ts
import { init } from "@launchdarkly/node-server-sdk";
const client = init("sdk-key");
export function isOn(name: "new-cart" | "old-serch") { return client.boolVariation(name, context, false); }
export const isFlagOn = (name: "new-cart" | "old-search") => store.read(name);
//- c.py
import ldclient
from typing import Literal
def is_on(name: Literal["new-cart", "old-serch"]) -> bool:
    return ldclient.get().variation(name, context, False)
def paint(color: Literal["beta", "red"]):
    return color
"#,
        expect![[r#"
            a.test.ts:2 mention new-cart `new-cart`
            a.test.ts:2 mention old-search `old-search`
            a.ts:1 definition new-cart `new-cart`
            a.ts:1 definition old-search `old-search`
            a.ts:3 wrapper new-cart `new-cart`
            a.ts:3 wrapper beta `beta`
            a.ts:4 hook new-cart `new-cart`
            a.ts:4 hook old-search `old-search`
            b.ts:3 call new-cart `new-cart`
            b.ts:3 call old-serch `old-serch`
            b.ts:4 definition new-cart `new-cart`
            b.ts:4 definition old-search `old-search`
            c.py:3 call new-cart `new-cart`
            c.py:3 call old-serch `old-serch`
        "#]],
    );
}

#[test]
fn components_and_functions_of_other_files_get_sets() {
    check_with(
        KEYS,
        r#"
//- flags.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export interface Flags { newCart: boolean; oldSearch: boolean }
export const flags = useFlags<Flags>();
//- page.tsx
import type { Flags } from "./flags";
interface Props { flags: Flags; title: string }
export const Inline = ({ flags }: { flags: Flags }) => flags.newCart && flags.newCrat;
export function Named({ flags, title }: Props) { return flags.oldSearch && flags.oldSerch && title; }
export const Typed: React.FC<Props> = ({ flags: { newCart, newKart }, title }) => newCart;
export function taken({ newCart, oldSerch }: Flags) { return newCart; }
export function some(flags: Pick<Flags, "newCart">) { return flags.newCart && flags.newCard; }
export function more({ newCart, title }: Flags & { title: string }) { return newCart && title; }
//- plain.jsx
export function render(flags) { return flags.newCart && flags.newCrat; }
export const Plain = ({ flags, title }) => flags.oldSearch && flags.oldSerch && title.beta;
export function unsure(all) { return all.newCart && all.newKart; }
export const Unused = ({ options }) => options.newCart;
//- app.jsx
import { useFlags } from "launchdarkly-react-client-sdk";
import { render, Plain, unsure } from "./plain";
export function App() {
  const flags = useFlags();
  render(flags);
  unsure(flags);
  return <Plain flags={flags} title={title} />;
}
"#,
        expect![[r#"
            flags.ts:2 definition new-cart `newCart`
            flags.ts:2 definition old-search `oldSearch`
            page.tsx:3 hook new-cart `newCart`
            page.tsx:3 hook newCrat `newCrat`
            page.tsx:4 hook old-search `oldSearch`
            page.tsx:4 hook oldSerch `oldSerch`
            page.tsx:5 hook new-cart `newCart`
            page.tsx:5 hook newKart `newKart`
            page.tsx:6 hook new-cart `newCart`
            page.tsx:6 hook oldSerch `oldSerch`
            page.tsx:7 hook new-cart `newCart`
            page.tsx:7 hook newCard `newCard`
            plain.jsx:1 hook new-cart `newCart`
            plain.jsx:1 hook newCrat `newCrat`
            plain.jsx:2 hook old-search `oldSearch`
            plain.jsx:2 hook oldSerch `oldSerch`
            plain.jsx:3 hook new-cart `newCart`
        "#]],
    );
}

#[test]
fn classes_of_python_hold_keys() {
    check_with(
        &["new-cart", "old-search", "new_cart", "beta_page"],
        r#"
//- a.py
import ldclient
FeatureFlags = TypedDict("FeatureFlags", {"new-cart": bool, "old-search": bool})
class Flags(TypedDict):
    new_cart: bool
    beta_page: bool
class Page(TypedDict):
    new_cart: bool
    beta_page: bool
@dataclass
class Keys:
    cart: str = "new-cart"
    search: str = field(default="old-search")
class Settings(BaseModel):
    new_cart: bool = Field(False, alias="new-cart")
    cart: bool = Field(False, alias="old-search")
keys = Keys()
ldclient.get().variation(keys.cart, context, False)
ldclient.get().variation(keys.search, context, False)
"#,
        expect![[r#"
            a.py:2 definition new-cart `new-cart`
            a.py:2 definition old-search `old-search`
            a.py:4 definition new_cart `new_cart`
            a.py:5 definition beta_page `beta_page`
            a.py:11 definition new-cart `new-cart`
            a.py:12 definition old-search `old-search`
            a.py:14 definition new-cart `new-cart`
            a.py:15 definition old-search `old-search`
            a.py:17 constant new-cart `cart`
            a.py:18 constant old-search `search`
        "#]],
    );
}

#[test]
fn members_are_named_for_their_keys() {
    check_with(
        KEYS,
        r#"
//- a.go
package shop
type Page struct {
	NewCart bool `json:"new-cart,omitempty"`
	Title string `json:"old-search"`
	Search bool `launchdarkly:"old-search"`
	Beta bool `flag:"beta"`
}
//- A.java
class Page {
    @JsonProperty("new-cart") private boolean newCart;
    @SerializedName(value = "old-search") private boolean oldSearch;
}
//- A.cs
class Page {
    [JsonPropertyName("new-cart")] public bool NewCart { get; set; }
    [JsonPropertyName("old-search")] public bool Title { get; set; }
}
//- A.kt
data class Page(@SerialName("new-cart") val newCart: Boolean, @SerialName("old-search") val title: Boolean)
//- a.rs
struct Page {
    #[serde(rename = "new-cart")]
    new_cart: bool,
    #[serde(rename = "old-search")]
    title: bool,
}
"#,
        expect![[r#"
            A.cs:2 definition new-cart `new-cart`
            A.java:2 definition new-cart `new-cart`
            A.java:3 definition old-search `old-search`
            A.kt:1 definition new-cart `new-cart`
            a.go:3 definition new-cart `new-cart`
            a.go:5 definition old-search `old-search`
            a.rs:2 definition new-cart `new-cart`
        "#]],
    );
}

#[test]
fn modules_of_node_export_constants() {
    check_with(
        KEYS,
        r#"
//- keys.js
module.exports = { CART: "new-cart", shop: { search: "old-search" } };
//- more.js
exports.BETA = "beta";
module.exports.GONE = "gone";
//- a.js
const { init } = require("@launchdarkly/node-server-sdk");
const keys = require("./keys");
const { BETA, GONE } = require("./more");
const client = init("sdk-key");
client.variation(keys.CART, context, false);
client.variation(keys.shop.search, context, false);
client.variation(BETA, context, false);
client.variation(GONE, context, false);
"#,
        expect![[r#"
            a.js:5 constant new-cart `CART`
            a.js:6 constant old-search `search`
            a.js:7 constant beta `BETA`
            a.js:8 constant gone `GONE`
            keys.js:1 definition new-cart `new-cart`
            keys.js:1 definition old-search `old-search`
            more.js:1 definition beta `beta`
            more.js:2 definition gone `gone`
        "#]],
    );
}
