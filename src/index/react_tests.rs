//! React and its kin: flags read as properties, in every way that code does it.

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::workspace_tests::draw;
use super::*;
use crate::syntax::{FlagNames, Packages};

const KEYS: [&str; 5] = ["new-cart", "old-search", "fpImprovedUI", "enable-2fa", "beta"];

fn check(files: &str, expected: Expect) {
    check_in(Packages::default(), &KEYS, files, expected);
}

fn check_in(packages: Packages, known: &[&str], files: &str, expected: Expect) {
    let known: KnownKeys = known.iter().copied().collect();
    expected.assert_eq(&draw(&known.with_packages(Some(Arc::new(packages))), files));
}

#[test]
fn use_flags_is_read_by_property_index_renaming_default_and_nesting() {
    check(
        r#"
//- a.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
export function Page() {
  const { newCart, oldSearch: search, beta = false } = useFlags();
  const flags = useFlags();
  const x = flags.newCart && flags["old-search"] && useFlags().beta && useFlags()["new-cart"];
  const { oldSearch } = flags;
  const copy = flags;
  const all = { ...flags };
  return copy.newCart || flags?.fpImprovedUi || flags.notAFlag || flags.enable2Fa || flags.enable2fa;
}
"#,
        expect![[r#"
            a.tsx:3 hook new-cart `newCart`
            a.tsx:3 hook old-search `oldSearch`
            a.tsx:3 hook beta `beta`
            a.tsx:5 hook new-cart `newCart`
            a.tsx:5 misspelled old-search as oldSearch `old-search`
            a.tsx:5 hook beta `beta`
            a.tsx:5 misspelled new-cart as newCart `new-cart`
            a.tsx:6 hook old-search `oldSearch`
            a.tsx:9 hook new-cart `newCart`
            a.tsx:9 hook fpImprovedUI `fpImprovedUi`
            a.tsx:9 hook notAFlag `notAFlag`
            a.tsx:9 hook enable-2fa `enable2Fa`
            a.tsx:9 hook enable-2fa `enable2fa`
        "#]],
    );
}

#[test]
fn a_local_hook_returns_the_flags_or_some_of_them() {
    check(
        r#"
//- hooks.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export const useFeatures = () => useFlags();
export function useShopFlags() { const flags = useFlags(); return flags; }
export function useOther() { return { newCart: true }; }
//- a.tsx
import { useFeatures, useShopFlags, useOther } from "./hooks";
const { newCart } = useFeatures();
const search = useShopFlags().oldSearch;
const none = useOther().newCart;
"#,
        expect![[r#"
            a.tsx:2 hook new-cart `newCart`
            a.tsx:3 hook old-search `oldSearch`
        "#]],
    );
}

#[test]
fn consumers_get_flags_as_a_property() {
    check(
        r#"
//- a.jsx
import { withLDConsumer } from "launchdarkly-react-client-sdk";
const A = ({ flags, ldClient }) => flags.newCart ? <B /> : null;
const B = (props) => props.flags.oldSearch;
const C = ({ flags: { beta, newCart: cart } }) => beta;
const D = ({ flags }) => { const { oldSearch } = flags; return oldSearch; };
const E = (props) => { const { flags } = props; return flags.beta; };
const F = (props) => { const { flags: { newCart } } = props; return newCart; };
class G extends React.Component {
  render() { return this.props.flags.newCart && this.props.flags["old-search"]; }
}
class H extends React.Component {
  render() { const { flags } = this.props; const { beta } = this.props.flags; return flags.oldSearch; }
}
export default withLDConsumer()(A);
//- b.jsx
const A = ({ flags }) => flags.beta;
class G extends React.Component { render() { return this.props.flags.beta || this.props.options.newCart; } }
"#,
        expect![[r#"
            a.jsx:2 hook new-cart `newCart`
            a.jsx:3 hook old-search `oldSearch`
            a.jsx:4 hook beta `beta`
            a.jsx:4 hook new-cart `newCart`
            a.jsx:5 hook old-search `oldSearch`
            a.jsx:6 hook beta `beta`
            a.jsx:7 hook new-cart `newCart`
            a.jsx:9 hook new-cart `newCart`
            a.jsx:9 hook old-search `old-search`
            a.jsx:12 hook beta `beta`
            a.jsx:12 hook old-search `oldSearch`
        "#]],
    );
}

#[test]
fn listeners_composables_and_agents_name_keys() {
    check(
        r#"
//- a.vue
<script setup>
import { useLDFlag } from "launchdarkly-vue-client-sdk";
const cart = useLDFlag("new-cart", false);
</script>
//- b.ts
import * as LD from "launchdarkly-js-client-sdk";
const ldClient = LD.initialize("id", context);
ldClient.on("change:new-cart", listener);
ldClient.off("change:old-search", listener);
ldClient.on("change", listener);
emitter.on("change:beta", listener);
//- c.ts
import { initAi } from "@launchdarkly/server-sdk-ai";
const aiClient = initAi(ldClient);
aiClient.agentConfig("my-agent", context);
aiClient.agentConfigs([{ key: "agent-one" }, { key: "agent-two" }], context);
//- d.ts
import { useVariation } from "@launchdarkly/react-sdk";
export const useExperiment = (name: string) => useVariation(name, "control");
//- e.tsx
import { useExperiment } from "./d";
const variant = useExperiment("my-experiment");
"#,
        expect![[r#"
            a.vue:3 call new-cart `new-cart`
            b.ts:3 call new-cart `new-cart`
            b.ts:4 call old-search `old-search`
            c.ts:3 call my-agent `my-agent`
            c.ts:4 call agent-one `agent-one`
            c.ts:4 call agent-two `agent-two`
            e.tsx:2 wrapper my-experiment `my-experiment`
        "#]],
    );
}

#[test]
fn the_package_decides_how_names_are_spelled() {
    let files = r#"
//- v3/a.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
const { enable2Fa, enable2fa } = useFlags();
//- v4/src/a.tsx
import { useFlags } from "@launchdarkly/react-sdk";
const { enable2Fa, enable2fa } = useFlags();
//- raw/a.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
const { enable2Fa, beta, newCart, "new-cart": cart } = useFlags();
//- both/a.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
const { enable2Fa, enable2fa } = useFlags();
"#;
    let names = |lodash, react_sdk, exact| FlagNames { lodash, react_sdk, exact };
    let packages = [
        ("v3", names(true, false, false)),
        ("v4", names(false, true, false)),
        ("raw", names(true, false, true)),
        ("both", names(true, true, false)),
    ];
    check_in(
        packages.into_iter().collect(),
        &KEYS,
        files,
        expect![[r#"
            both/a.tsx:2 hook enable-2fa `enable2Fa`
            both/a.tsx:2 hook enable-2fa `enable2fa`
            raw/a.tsx:2 misspelled enable-2fa as enable-2fa `enable2Fa`
            raw/a.tsx:2 hook beta `beta`
            raw/a.tsx:2 misspelled new-cart as new-cart `newCart`
            raw/a.tsx:2 hook new-cart `new-cart`
            v3/a.tsx:2 hook enable-2fa `enable2Fa`
            v3/a.tsx:2 misspelled enable-2fa as enable2Fa `enable2fa`
            v4/src/a.tsx:2 misspelled enable-2fa as enable2fa `enable2Fa`
            v4/src/a.tsx:2 hook enable-2fa `enable2fa`
        "#]],
    );
}

#[test]
fn two_keys_of_one_name_are_ambiguous_where_the_package_spells_them_the_same() {
    let files = r#"
//- v3/a.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
const { fooBar, newCart } = useFlags();
const flags = useFlags();
flags["foo-bar"];
//- v4/a.tsx
import { useFlags } from "@launchdarkly/react-sdk";
const { fooBar } = useFlags();
"#;
    let names = |lodash| FlagNames { lodash, react_sdk: !lodash, exact: false };
    let packages = [("v3", names(true)), ("v4", names(false))];
    check_in(
        packages.into_iter().collect(),
        &["foo-bar", "foo/bar", "new-cart"],
        files,
        expect![[r#"
            v3/a.tsx:2 ambiguous foo-bar, foo/bar `fooBar`
            v3/a.tsx:2 hook new-cart `newCart`
            v3/a.tsx:4 misspelled foo-bar as fooBar `foo-bar`
            v4/a.tsx:2 hook foo-bar `fooBar`
        "#]],
    );
}

#[test]
fn what_is_named_for_flags_holds_them_if_the_flag_has_a_name_of_its_own() {
    check(
        r#"
//- routes.ts
export const route = {
  load: ({ context }) => context?.flags?.newCart && context.flags.beta,
  other: ({ context }) => context.options.newCart,
};
function f(user: User, flags: FlagSet) { return flags.beta && flags?.oldSearch?.regions?.find((x) => x)?.date; }
const g = (flags: string[]) => flags.length;
//- form.tsx
const { newCart, beta } = useFeatureFlags();
const { flags } = useContext(ShopContext);
const on = flags.oldSearch || useExperiments().newCart;
const flagNames = { newCart: "a" };
const own = { flags: { newCart: 1 } };
const featureFlags = { newCart: true };
const none = flagNames.newCart || featureFlags.newCart || caseFlags.newCart;
"#,
        expect![[r#"
            form.tsx:1 hook new-cart `newCart`
            form.tsx:3 hook old-search `oldSearch`
            form.tsx:3 hook new-cart `newCart`
            routes.ts:2 hook new-cart `newCart`
            routes.ts:5 hook beta `beta`
            routes.ts:5 hook old-search `oldSearch`
        "#]],
    );
}

#[test]
fn a_property_of_an_sdks_set_that_no_flag_has_is_unknown() {
    check(
        r#"
//- a.tsx
import { useFlags, useLDContext, withLDConsumer } from "launchdarkly-react-client-sdk";
export function Page() {
  const { newCrat, oldSearch: search = false, [KEY]: any, ...others } = useFlags();
  const flags = useFlags();
  if (flags.bta || others.fpImproved || flags["enable3fa"]) return flags.toString();
  flags.map((flag) => flag);
  const { flags: { newKart, beta } } = useLDContext();
  return useLDContext().flags.oldSerch;
}
const Old = ({ flags }) => flags.newCrt && flags.beta;
const Other = ({ flags }) => flags.notProven && flags.newCart;
export default withLDConsumer()(Old);
//- b.tsx
import { useFlags } from "./nowhere";
import { useFlags as useVendorFlags } from "flagsmith/react";
const { newCart, unknownOne } = useFlags();
const { beta, unknownTwo } = useVendorFlags();
function f(featureFlags) { return featureFlags.newCart && featureFlags.unknownThree; }
//- c.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
const flags = useFlags();
flags.local = true;
export const x = flags.local && flags.newCart;
//- d.ts
import { init } from "@launchdarkly/node-server-sdk";
const all = await ldClient.allFlags();
export const y = all["new-cart"] && all["new-crat"] && all.newCart;
"#,
        expect![[r#"
            a.tsx:3 hook newCrat `newCrat`
            a.tsx:3 hook old-search `oldSearch`
            a.tsx:5 hook bta `bta`
            a.tsx:5 hook fpImproved `fpImproved`
            a.tsx:5 hook enable3fa `enable3fa`
            a.tsx:7 hook newKart `newKart`
            a.tsx:7 hook beta `beta`
            a.tsx:8 hook oldSerch `oldSerch`
            a.tsx:10 hook newCrt `newCrt`
            a.tsx:10 hook beta `beta`
            a.tsx:11 hook new-cart `newCart`
            b.tsx:3 hook new-cart `newCart`
            b.tsx:4 hook beta `beta`
            b.tsx:5 hook new-cart `newCart`
            c.tsx:4 hook new-cart `newCart`
            d.ts:3 hook new-cart `new-cart`
            d.ts:3 hook new-crat `new-crat`
            d.ts:3 misspelled new-cart as new-cart `newCart`
        "#]],
    );
}

#[test]
fn functions_objects_and_contexts_of_the_project_pass_sets_on() {
    check(
        r#"
//- hooks.ts
import { useFlags as ldUseFlags } from "launchdarkly-react-client-sdk";
import type { FlagSet } from "./types";
export const useFlags = () => {
  const flags = ldUseFlags() as FlagSet;
  const mockFlags = useSelector((state) => state.mocks);
  return { ...flags, ...mockFlags, isReady: true };
};
export const useFeatures = () => {
  const flags = useFlags();
  return { featureFlags: flags, ready: true };
};
export const useMixed = () => ({ ...ldUseFlags(), ...useOther() });
export const useMemoized = () => useMemo(() => ldUseFlags(), []);
export function useStored() { const all = { ...ldUseFlags() }; return all; }
//- types.ts
export interface Flags { newCart: boolean; oldSearch?: string; gone: boolean; nested: { newCart: boolean }; }
export type FlagSet = Partial<Flags>;
export interface Other { newCart: boolean; beta: boolean; }
export interface FeatureFlags { newCart: boolean; beta: boolean; other: boolean }
//- context.tsx
import { useFlags } from "./hooks";
export const FlagContext = createContext(null);
export const Provider = ({ children }) => {
  const flags = useFlags();
  return <FlagContext.Provider value={{ flags, user: 1 }}>{children}</FlagContext.Provider>;
};
//- page.tsx
import { useFlags, useFeatures, useMixed, useMemoized, useStored } from "./hooks";
import { FlagContext } from "./context";
import type { FlagSet } from "./types";
export const Page = () => {
  const flags = useFlags();
  const { featureFlags: { beta, unknownOne: text = "" }, ready } = useFeatures();
  const {
    featureFlags: {
      oldSearch,
    },
    ready: {
      unknownZero,
    },
  } = useFeatures();
  const { unknownTwo } = useFeatures().featureFlags;
  const { flags: given } = useContext(FlagContext);
  const { notProven, newCart } = useMixed();
  return flags.isReady && flags.unknownThree && given.unknownFour && useMemoized().unknownFive && useStored().unknownSix;
};
export function member(cart: FlagSet["nested"] | FlagSet["newCart"]) { return cart.notOfTheSet; }
export function typed(flags: FlagSet, key: string) { return flags.unknownSeven && flags.newCart; }
const isOn = (set) => set.unknownEight;
export const On = () => isOn(useFlags());
"#,
        expect![[r#"
            page.tsx:6 hook beta `beta`
            page.tsx:6 hook unknownOne `unknownOne`
            page.tsx:9 hook old-search `oldSearch`
            page.tsx:15 hook unknownTwo `unknownTwo`
            page.tsx:17 hook new-cart `newCart`
            page.tsx:18 hook unknownThree `unknownThree`
            page.tsx:18 hook unknownFour `unknownFour`
            page.tsx:18 hook unknownFive `unknownFive`
            page.tsx:18 hook unknownSix `unknownSix`
            page.tsx:21 hook unknownSeven `unknownSeven`
            page.tsx:21 hook new-cart `newCart`
            page.tsx:22 hook unknownEight `unknownEight`
            types.ts:1 definition new-cart `newCart`
            types.ts:1 definition old-search `oldSearch`
            types.ts:1 definition gone `gone`
            types.ts:1 definition nested `nested`
            types.ts:4 definition new-cart `newCart`
            types.ts:4 definition beta `beta`
        "#]],
    );
}

#[test]
fn what_is_looked_up_in_a_set_is_read_in_its_spelling() {
    check(
        r#"
//- keys.ts
export enum FeatureFlagKey { Cart = "newCart", Wrong = "new-cart" }
export const KEYS = { search: "oldSearch" } as const;
//- hook.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export const useFlag = (name: string): boolean => useFlags()[name] ?? false;
export const useIsOn = (key: string) => {
  const flags = useFlags();
  return Boolean(flags[key]);
};
//- own.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export const useShop = () => ({ flags: useFlags(), ready: true });
export const useAll = () => useFlags();
//- far.ts
import { useShop, useAll } from "./own";
export const useFar = (key: string) => useShop().flags[key];
export const useFarther = (key: string) => { const { flags } = useShop(); return flags[key] ?? useAll()[key]; };
export const useNone = (key: string) => useShop()[key];
//- farthest.ts
import { useFar, useFarther, useNone } from "./far";
export const all = () => useFar("newCart") && useFarther("oldSearch") && useNone("beta") && useFar("new-cart");
//- Gate.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
export function Gate({ flag, children }: { flag: string; children: unknown }) {
  const flags = useFlags();
  return flags[flag] ? <>{children}</> : null;
}
//- use.tsx
import { useFlags } from "launchdarkly-react-client-sdk";
import { FeatureFlagKey, KEYS } from "./keys";
import { useFlag, useIsOn } from "./hook";
import { Gate } from "./Gate";
export const A = () => {
  const a = useFlags()[FeatureFlagKey.Cart];
  const { [FeatureFlagKey.Cart]: b } = useFlags();
  const flags = useFlags();
  const c = flags[KEYS.search];
  const k = "newCart";
  const d = flags[k];
  const e = useFlag("newCart") || useIsOn("enable2Fa") || useFlag("noSuchFlag");
  return <Gate flag="oldSearch">{[a, b, c, d, e]}</Gate>;
};
export const wrong = () => useFlag("new-cart") || useFlags()[FeatureFlagKey.Wrong];
"#,
        expect![[r#"
            farthest.ts:2 wrapper new-cart `newCart`
            farthest.ts:2 wrapper old-search `oldSearch`
            farthest.ts:2 misspelled new-cart as newCart `new-cart`
            keys.ts:1 definition new-cart `newCart`
            keys.ts:1 definition new-cart `new-cart`
            keys.ts:2 definition old-search `oldSearch`
            use.tsx:6 constant new-cart `Cart`
            use.tsx:7 constant new-cart `Cart`
            use.tsx:9 constant old-search `search`
            use.tsx:10 hook new-cart `newCart`
            use.tsx:11 constant new-cart `k`
            use.tsx:12 wrapper new-cart `newCart`
            use.tsx:12 wrapper enable-2fa `enable2Fa`
            use.tsx:12 wrapper noSuchFlag `noSuchFlag`
            use.tsx:13 wrapper old-search `oldSearch`
            use.tsx:15 misspelled new-cart as newCart `new-cart`
            use.tsx:15 misspelled new-cart as newCart `Wrong`
        "#]],
    );
}
