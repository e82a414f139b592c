//! Names that stand for keys by way of others: local names, objects, interfaces.

use super::*;

#[test]
fn a_local_name_leads_to_the_literal() {
    check(
        r#"
//- src/job.py
import ldclient
client = ldclient.get()
def run(context):
    flag_key = "new-checkout"
    for user in users:
        client.variation(flag_key, context, False)
def other(context):
    unused = "old-search"
"#,
        expect![[r#"
            src/job.py:4 call new-checkout `new-checkout`
            src/job.py:6 mention new-checkout `flag_key`
        "#]],
    );
}

#[test]
fn another_name_for_a_constant_is_local_to_its_file() {
    check(
        r#"
//- flags.ts
export const featureFlags = { CHECKOUT: { flag: "new-checkout" }, BETA: { flag: "beta" } };
//- commands.ts
import { featureFlags } from "./flags";
const checkoutFlag = featureFlags.CHECKOUT.flag;
export const betaFlag = featureFlags.BETA.flag;
store([checkoutFlag]);
//- use.ts
import { betaFlag } from "./commands";
store([betaFlag]);
"#,
        expect![[r#"
            commands.ts:2 constant new-checkout `CHECKOUT`
            commands.ts:3 constant beta `BETA`
            commands.ts:4 mention new-checkout `checkoutFlag`
            flags.ts:1 definition new-checkout `new-checkout`
            flags.ts:1 definition beta `beta`
            use.ts:2 constant beta `betaFlag`
        "#]],
    );
}

#[test]
fn a_constant_taken_out_of_a_module() {
    check(
        r#"
//- keys.ts
export const SEARCH = "old-search";
export const beta = "beta";
//- page.ts
import * as keys from "./keys";
const { SEARCH, beta: on } = keys;
ldClient.variation(SEARCH, false);
ldClient.variation(on, false);
//- other.ts
const SEARCH = "another-search";
function show(options) {
  const { SEARCH, beta } = options;
  return ldClient.variation(beta, false) || ldClient.variation(SEARCH, false);
}
//- Both.kt
fun show() = app { val key = "beta" }
val on = app.key
val other = object { val beta = key }
"#,
        expect![[r#"
            keys.ts:1 definition old-search `old-search`
            keys.ts:2 definition beta `beta`
            page.ts:2 constant old-search `SEARCH`
            page.ts:2 constant beta `beta`
            page.ts:3 mention old-search `SEARCH`
            page.ts:4 mention beta `on`
        "#]],
    );
}

#[test]
fn an_object_of_keys_under_another_name() {
    check(
        r#"
//- src/constants.ts
const featureNames = { checkout: "new-checkout", search: "old-search" };
export class AppConstants {
  static readonly FEATURE_NAMES = featureNames;
}
export const Config = { flags: featureNames, other: { checkout: "no flag" } };
//- src/use.ts
import { AppConstants, Config } from "./constants";
client.on(AppConstants.FEATURE_NAMES.checkout);
client.on(Config.flags.search);
client.on(Config.other.checkout);
"#,
        expect![[r#"
            src/constants.ts:1 definition new-checkout `new-checkout`
            src/constants.ts:1 definition old-search `old-search`
            src/use.ts:2 constant new-checkout `checkout`
            src/use.ts:3 constant old-search `search`
        "#]],
    );
}

#[test]
fn an_object_that_takes_in_others() {
    check(
        r#"
//- flags.ts
const base = { checkout: "new-checkout" } as const;
const extra = { search: "old-search" } as const;
export const ALL = { ...base, ...extra };
export const Config = { ALL };
//- use.ts
import { ALL, Config } from "./flags";
import { useVariation } from "launchdarkly-react-client-sdk";
ldClient.variation(ALL.checkout, false);
ldClient.variation(ALL.search, false);
show(Config.ALL.search);
"#,
        expect![[r#"
            flags.ts:1 definition new-checkout `new-checkout`
            flags.ts:2 definition old-search `old-search`
            use.ts:3 constant new-checkout `checkout`
            use.ts:4 constant old-search `search`
            use.ts:5 constant old-search `search`
        "#]],
    );
}

#[test]
fn a_go_interface_that_a_client_fulfils() {
    check(
        r#"
//- flags/flags.go
package flags
import ld "github.com/launchdarkly/go-server-sdk/v7"
type Flag string
const (
	Checkout Flag = "new-checkout"
	Search = Flag("old-search")
)
type Flags interface {
	Bool(ctx context.Context, flag Flag) bool
}
type Other interface {
	Bool(ctx context.Context, name string) bool
	Close()
}
type Client struct{ ld *ld.LDClient }
func (c *Client) Bool(ctx context.Context, flag Flag) bool {
	on, _ := c.ld.BoolVariation(string(flag), ldcontext.New("x"), false)
	return on
}
//- cmd/use.go
package cmd
import "example.com/shop/flags"
func run(f flags.Flags, other flags.Other) {
	f.Bool(ctx, flags.Checkout)
	f.Bool(ctx, flags.Search)
	f.Bool(ctx, "beta-typo")
	other.Bool(ctx, "no-flag")
}
"#,
        expect![[r#"
            cmd/use.go:4 constant new-checkout `Checkout`
            cmd/use.go:5 constant old-search `Search`
            cmd/use.go:6 wrapper beta-typo `beta-typo`
            flags/flags.go:5 definition new-checkout `new-checkout`
            flags/flags.go:6 definition old-search `old-search`
        "#]],
    );
}

#[test]
fn constants_that_are_keys_of_maps() {
    check(
        r#"
//- flags/flags.go
package flags
const CheckoutFlag = "new-checkout"
//- cmd/use.go
package cmd
import "example.com/shop/flags"
var defaults = map[string]bool{flags.CheckoutFlag: true}
//- flags.py
CHECKOUT_FLAG = "new-checkout"
class Flags:
    SEARCH = "old-search"
DEFAULTS = {CHECKOUT_FLAG: True, Flags.SEARCH: False}
//- flags.rb
module Flags
  SEARCH = "old-search"
end
DEFAULTS = { Flags::SEARCH => true }
"#,
        expect![[r#"
            cmd/use.go:3 constant new-checkout `CheckoutFlag`
            flags.py:1 definition new-checkout `new-checkout`
            flags.py:3 definition old-search `old-search`
            flags.py:4 constant new-checkout `CHECKOUT_FLAG`
            flags.py:4 constant old-search `SEARCH`
            flags.rb:2 definition old-search `old-search`
            flags.rb:4 constant old-search `SEARCH`
            flags/flags.go:2 definition new-checkout `new-checkout`
        "#]],
    );
}

#[test]
fn csharp_objects_that_hold_a_key() {
    check(
        r#"
//- Flags.cs
using LaunchDarkly.Sdk.Server;
namespace Shop;
public record FlagDefinition(string Key, bool Default);
public static class Definitions
{
    public static readonly FlagDefinition Checkout = new("new-checkout", false);
    public static FlagDefinition Search { get; } = new("old-search", true);
    public static FlagDefinition Beta => new FlagDefinition("beta", true);
}
public class Service(ILdClient client)
{
    public bool IsOn(FlagDefinition definition) => client.BoolVariation(definition.Key, Context.New("x"), definition.Default);
}
//- Use.cs
namespace Shop;
public class Use
{
    public bool Run(Service service) =>
        service.IsOn(Definitions.Checkout) && service.IsOn(Definitions.Search) || service.IsOn(Definitions.Beta);
}
"#,
        expect![[r#"
            Flags.cs:6 definition new-checkout `new-checkout`
            Flags.cs:7 definition old-search `old-search`
            Flags.cs:8 definition beta `beta`
            Use.cs:5 constant new-checkout `Checkout`
            Use.cs:5 constant old-search `Search`
            Use.cs:5 constant beta `Beta`
        "#]],
    );
}

#[test]
fn two_constants_that_cannot_be_told_apart_are_ambiguous() {
    check(
        r#"
//- a/Flags.java
package com.shop.flags;
public class FeatureFlags { public static final String CHECKOUT_FLAG = "new-checkout"; }
//- b/Flags.java
package com.shop.flags;
public class FeatureFlags { public static final String CHECKOUT_FLAG = "old-search"; }
//- Use.java
package com.shop.web;
import com.shop.flags.FeatureFlags;
class Use { Object flag = FeatureFlags.CHECKOUT_FLAG; }
"#,
        expect![[r#"
            Use.java:3 ambiguous new-checkout, old-search `CHECKOUT_FLAG`
            a/Flags.java:2 definition new-checkout `new-checkout`
            b/Flags.java:2 definition old-search `old-search`
        "#]],
    );
}
