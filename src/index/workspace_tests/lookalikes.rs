//! Calls whose functions are not read: which of them may ask for a flag, and which only speak of one.

use super::*;

const KEYS: &[&str] = &["new-checkout", "dashboard", "active", "local", "on", "beta-page"];

#[test]
fn calls_of_packages_that_speak_of_flags_ask_for_one() {
    check_with(
        KEYS,
        r#"
//- a.tsx
import { isFeatureEnabled, FeatureGate, hasAnyFeature, features } from "@acme/toggles";
export const on = isFeatureEnabled(user, "new-checkout") || hasAnyFeature("dashboard", "beta-page");
export const off = features.getInstance().check("new-checkout", false) && this.services.launchDarkly.isOn("beta-page");
export const list = enabledFlags.includes("new-checkout") || toggles.on("dashboard") || this.flags.toggle("dashboard");
export const page = <FeatureGate name="new-checkout"><IfFeatureEnabled flag="beta-page" /></FeatureGate>;
//- B.java
class B {
    boolean a() { return featureToggler.getValue("new-checkout", false) || flags.contains("beta-page"); }
    @RequiresFlag(value = "beta-page")
    boolean b() { return FeatureFlags.of(tenant).isActive("dashboard"); }
}
//- c.py
on = flag_service.is_on(key="new-checkout") or feature_enabled("beta-page", default=False)
"#,
        expect![[r#"
            B.java:2 wrapper new-checkout `new-checkout`
            B.java:2 wrapper beta-page `beta-page`
            B.java:3 wrapper beta-page `beta-page`
            B.java:4 wrapper dashboard `dashboard`
            a.tsx:2 wrapper new-checkout `new-checkout`
            a.tsx:2 wrapper dashboard `dashboard`
            a.tsx:2 wrapper beta-page `beta-page`
            a.tsx:3 wrapper new-checkout `new-checkout`
            a.tsx:3 wrapper beta-page `beta-page`
            a.tsx:4 wrapper new-checkout `new-checkout`
            a.tsx:4 wrapper dashboard `dashboard`
            a.tsx:4 wrapper dashboard `dashboard`
            a.tsx:5 wrapper new-checkout `new-checkout`
            a.tsx:5 wrapper beta-page `beta-page`
            c.py:1 wrapper new-checkout `new-checkout`
            c.py:1 wrapper beta-page `beta-page`
        "#]],
    );
}

#[test]
fn a_text_compared_with_a_flags_value_is_no_key() {
    check_with(
        KEYS,
        r#"
//- A.java
class A {
    boolean a() { return claim.getDisputedFlag().equals("active") || variationKey.startsWith("dashboard"); }
    Flag b() { return CaseFlagValue.builder().name("dashboard").build(); }
    Claim c() { return claim.flag("yes").role("dashboard"); }
}
//- b.tsx
const a = bannerFlag?.includes("active") || flags.banner.split("dashboard");
mockFeatureFlags({ a: true }).as("dashboard");
"#,
        expect![[""]],
    );
}

#[test]
fn what_is_told_to_a_client_is_no_key() {
    check_with(
        KEYS,
        r#"
//- a.ts
ldClient.track("dashboard", context);
ldClient.on("active", listener);
logLDMetricSent("dashboard");
analytics.trackFeature("dashboard");
const context = LDContext.create("dashboard") ?? ldUser.get("active");
const client = initLaunchDarkly("dashboard") ?? createLDClient("active") ?? new LDClient("dashboard");
//- A.java
class A {
    static final LDUser USER = new LDUser.Builder("dashboard").build();
    static final LDContext CONTEXT = LDContext.builder("dashboard").build();
}
//- Toggler.java
import com.launchdarkly.sdk.server.LDClient;
class FeatureToggler {
    LDClient client;
    boolean getValue(String key) { return client.boolVariation(key, context, false); }
}
//- Use.java
class Use { String email() { return ldContext.getValue("dashboard").stringValue(); } }
//- b.tsx
const page = <LDProvider clientSideID="active" name="dashboard"><App /></LDProvider>;
"#,
        expect![[""]],
    );
}

#[test]
fn features_of_tests_stores_and_pages_are_no_flags() {
    check_with(
        KEYS,
        r#"
//- page_test.js
Feature("dashboard");
Scenario("opens", () => element.classList.toggle("active"));
$(".menu").toggleClass("active"); toggleSidebar("dashboard"); picker.toggleArrows("on");
//- app.module.ts
const imports = [StoreModule.forFeature("dashboard", reducer)];
const select = createFeatureSelector<State>("dashboard");
//- list.tsx
const list = <FeatureCard id="active" name="dashboard" link="dashboard" />;
const flag = <FlagIcon name="dashboard" />;
//- A.java
import io.qameta.allure.Feature;
@Feature("dashboard")
class A {}
//- cmd.go
package cmd
import "flag"
import "github.com/spf13/pflag"
func init() {
	cmd.Flags().StringVar(&a, "local", "", "usage")
	rootCmd.PersistentFlags().Bool("active", false, "usage")
	cmd.MarkFlagRequired("local")
	flag.String("local", "", "usage")
}
func add(flags *pflag.FlagSet) { flags.Bool("local", false, "usage") }
//- cmd.py
flags.DEFINE_string("local", None, "usage")
"#,
        expect![[""]],
    );
}

#[test]
fn what_else_such_a_call_is_given_is_no_key() {
    check_with(
        KEYS,
        r#"
//- a.py
project.create_flag("new-checkout", "active", "production")
project.create_segment("new-checkout")
self.set_up_launch_darkly_for("beta-page", False)
on = is_flag_on("new-checkout", environment="local", page="dashboard")
//- b.ts
const on = useFeatureFlag({ flag: "new-checkout", page: "dashboard" });
//- c.ts
const nav = [{ id: "dashboard", name: "dashboard", path: "/" }];
const item = { id: "dashboard", label: "dashboard" };
"#,
        expect![[r#"
            a.py:1 wrapper new-checkout `new-checkout`
            a.py:3 wrapper beta-page `beta-page`
            a.py:4 wrapper new-checkout `new-checkout`
            b.ts:1 wrapper new-checkout `new-checkout`
        "#]],
    );
}

#[test]
fn a_directive_named_for_flags_is_given_a_key() {
    check_with(
        KEYS,
        r#"
//- a.component.html
<div *appFeatureFlag="'new-checkout'; else other"><b [ldIf]="'beta-page'">text</b></div>
<a [routerLink]="'dashboard'" [class]="'active'" [ldIfClass]="'active'" *ngIf="'dashboard'"></a>
<i [featureToggleLabel]="'dashboard'" *ngIf="flags.isOn('beta-page'); else none"></i>
<u *ngIf="'new-checkout' | featureFlag | async">{{ 'dashboard' | translate }}</u>
"#,
        expect![[r#"
            a.component.html:1 wrapper new-checkout `new-checkout`
            a.component.html:1 wrapper beta-page `beta-page`
            a.component.html:3 wrapper beta-page `beta-page`
            a.component.html:4 wrapper new-checkout `new-checkout`
        "#]],
    );
}
