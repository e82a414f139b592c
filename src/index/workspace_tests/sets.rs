//! Tables and sets of flags that are reached in another way than by a name of their own.

use super::*;

const KEYS: &[&str] = &["new-checkout", "old-search", "beta-page", "dashboard"];

#[test]
fn entries_with_computed_names_are_definitions() {
    check_with(
        KEYS,
        r#"
//- themes.ts
export enum Page { Checkout = "checkout", Search = "search" }
const FLAG_OF_PAGE: Record<Page, string> = Object.freeze({
  [Page.Checkout]: "new-checkout",
  [Page.Search]: "old-search",
});
const ROUTES = { [Page.Checkout]: "dashboard", [Page.Search]: "/search" };
const FLAGS = { beta: "beta-page" };
const DEFAULT_FLAGS = { [FLAGS.beta]: "dashboard-text" };
//- pages.py
FLAG_OF_PAGE = {Page.CHECKOUT: "new-checkout", Page.SEARCH: "old-search"}
//- pages.go
package pages
var FlagOfPage = map[Page]string{pages.Checkout: "new-checkout", pages.Search: "old-search"}
"#,
        expect![[r#"
            pages.go:2 definition new-checkout `new-checkout`
            pages.go:2 definition old-search `old-search`
            pages.py:1 definition new-checkout `new-checkout`
            pages.py:1 definition old-search `old-search`
            themes.ts:3 definition new-checkout `new-checkout`
            themes.ts:4 definition old-search `old-search`
            themes.ts:7 definition beta-page `beta-page`
            themes.ts:8 constant beta-page `beta`
        "#]],
    );
}

#[test]
fn a_set_that_a_store_or_context_is_asked_for() {
    check_with(
        KEYS,
        r#"
//- a.tsx
const { newCheckout, dashboard } = get(featureFlagsAtom);
const { oldSearch } = useContext(FeatureFlagContext);
const on = useAtomValue(featureFlagsAtom).betaPage && useSelector(selectFeatureFlags).newCheckout;
const flags = useSelector(selectFlags);
export const old = flags.oldSearch || useContext(ThemeContext).newCheckout || get(pageAtom).oldSearch;
const { betaPage } = useSelector((state) => state.featureFlags);
"#,
        expect![[r#"
            a.tsx:1 hook new-checkout `newCheckout`
            a.tsx:2 hook old-search `oldSearch`
            a.tsx:3 hook beta-page `betaPage`
            a.tsx:3 hook new-checkout `newCheckout`
            a.tsx:5 hook old-search `oldSearch`
            a.tsx:6 hook beta-page `betaPage`
        "#]],
    );
}

#[test]
fn a_value_that_another_stands_in_for_is_either() {
    check_with(
        KEYS,
        r#"
//- a.py
import ldclient
def is_on(user, key=None):
    name = key or os.getenv("FLAG", "beta-page")
    return ldclient.get().variation(name or "old-search", user, False)
def go(user): return is_on(user, "new-checkout")
//- A.cs
using LaunchDarkly.Sdk.Server;
class A {
    LdClient client;
    bool IsOn(string key = null) { var name = key ?? "beta-page"; return client.BoolVariation(name, context, false); }
    bool Go() { return IsOn("new-checkout"); }
}
//- a.rb
def on?(key = nil)
  name = key || "beta-page"
  ld_client.variation(name, user, false)
end
on?("new-checkout")
//- a.php
<?php
use LaunchDarkly\LDClient;
class A {
    private LDClient $client;
    function isOn(?string $key = null) { $name = $key ?? $this->fallback; return $this->client->variation($name, $context, false); }
    function go() { return $this->isOn('new-checkout'); }
}
"#,
        expect![[r#"
            A.cs:4 call beta-page `beta-page`
            A.cs:5 wrapper new-checkout `new-checkout`
            a.php:6 wrapper new-checkout `new-checkout`
            a.py:4 call old-search `old-search`
            a.py:5 wrapper new-checkout `new-checkout`
            a.rb:2 call beta-page `beta-page`
            a.rb:5 wrapper new-checkout `new-checkout`
        "#]],
    );
}

#[test]
fn types_named_for_flags_list_them() {
    check_with(
        KEYS,
        r#"
//- keys.ts
export type FlagKey = "new-checkout" | "old-search" | "something-else";
export type Color = "dashboard" | "beta-page";
export interface FeatureFlags { newCheckout: boolean; oldSearch: string; "beta-page"?: boolean; colour: string }
export interface Settings { newCheckout: boolean; oldSearch: string }
type ToggleMap = { other: boolean; nested: { newCheckout: boolean; oldSearch: boolean } };
//- keys.py
FlagKey = Literal["new-checkout", "old-search"]
Color = Literal["dashboard", "beta-page"]
//- flags.go
package flags
type FeatureFlags struct {
	NewCheckout bool `json:"new-checkout" yaml:"other"`
	OldSearch bool `ld:"old-search"`
}
type Page struct {
	A string `json:"new-checkout"`
	B string `json:"old-search"`
}
//- Flags.java
class FeatureFlags {
    @JsonProperty("new-checkout") private boolean newCheckout;
    @Column("old-search") private boolean oldSearch;
    @JsonProperty("dashboard")
    public boolean dashboard;
}
class Page { @JsonProperty("new-checkout") String a; @JsonProperty("old-search") String b; }
//- Flags.cs
class FeatureFlags {
    [JsonPropertyName("new-checkout")] public bool NewCheckout { get; set; }
    [JsonPropertyName("old-search")] public bool OldSearch { get; set; }
}
//- Flags.kt
data class FeatureFlags(
    @SerialName("new-checkout") val newCheckout: Boolean,
    @SerialName("old-search") val oldSearch: Boolean = false,
)
//- flags.rs
#[derive(Deserialize)]
struct FeatureFlags {
    #[serde(rename = "new-checkout")]
    new_checkout: bool,
    #[serde(default, rename = "old-search")]
    old_search: bool,
}
"#,
        expect![[r#"
            Flags.cs:2 definition new-checkout `new-checkout`
            Flags.cs:3 definition old-search `old-search`
            Flags.java:2 wrapper new-checkout `new-checkout`
            Flags.java:4 wrapper dashboard `dashboard`
            Flags.java:7 wrapper new-checkout `new-checkout`
            Flags.java:7 wrapper old-search `old-search`
            Flags.kt:2 definition new-checkout `new-checkout`
            Flags.kt:3 definition old-search `old-search`
            flags.go:3 definition new-checkout `new-checkout`
            flags.go:4 definition old-search `old-search`
            flags.rs:3 definition new-checkout `new-checkout`
            flags.rs:5 definition old-search `old-search`
            keys.py:1 definition new-checkout `new-checkout`
            keys.py:1 definition old-search `old-search`
            keys.ts:1 definition new-checkout `new-checkout`
            keys.ts:1 definition old-search `old-search`
            keys.ts:3 definition new-checkout `newCheckout`
            keys.ts:3 definition old-search `oldSearch`
            keys.ts:3 definition beta-page `beta-page`
        "#]],
    );
}
