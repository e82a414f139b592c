//! Components that are given a key, and the templates that give it.

use super::*;

#[test]
fn props_of_vue_components_that_are_keys() {
    check_with(
        &["new-checkout", "old-search", "beta", "dark-mode"],
        r#"
//- src/components/FeatureGate.vue
<script setup lang="ts">
import { useLDFlag } from "launchdarkly-vue-client-sdk";
const props = withDefaults(defineProps<{ flag: string; title?: string }>(), { title: "dark-mode" });
const on = useLDFlag(props.flag, false);
</script>
<template><slot v-if="on" /></template>
//- src/components/old-gate.vue
<script>
import { ldClient } from "launchdarkly-vue-client-sdk";
export default {
  props: { name: { type: String, required: true }, label: String },
  computed: { on() { return this.$ldClient.variation(this.name, false); } },
};
</script>
<template><div v-if="on">{{ label }}<slot /></div></template>
//- src/components/Taken.vue
<script setup>
import { useLDClient } from "launchdarkly-vue-client-sdk";
const { flagKey } = defineProps({ flagKey: String });
const on = useLDClient().variation(flagKey, false);
</script>
//- src/components/Word.vue
<script setup lang="ts">
const props = defineProps<{ flag: string }>();
</script>
<template><b>{{ props.flag }}</b></template>
//- src/keys.ts
export const KEYS = { dark: "dark-mode" };
//- src/App.vue
<script setup lang="ts">
import FeatureGate from "./components/FeatureGate.vue";
import OldGate from "./components/old-gate.vue";
import Taken from "./components/Taken.vue";
import Word from "./components/Word.vue";
import { KEYS } from "./keys";
const text = "<FeatureGate flag='beta'>";
</script>
<template>
  <FeatureGate flag="new-checkout" title="Beta"><p>x</p></FeatureGate>
  <feature-gate
    v-if="ready"
    disabled
    flag="old-search" />
  <FeatureGate :flag="KEYS.dark" />
  <OldGate name="beta" label="dark-mode" @click="go" />
  <Taken flag-key="beta" /><Taken :flagKey="'dark-mode'" />
  <Word flag="beta" />
  <other-gate flag="new-checkout" />
</template>
"#,
        expect![[r#"
            src/App.vue:10 wrapper new-checkout `new-checkout`
            src/App.vue:14 wrapper old-search `old-search`
            src/App.vue:15 constant dark-mode `dark`
            src/App.vue:16 wrapper beta `beta`
            src/App.vue:17 wrapper beta `beta`
            src/App.vue:17 wrapper dark-mode `dark-mode`
            src/keys.ts:1 definition dark-mode `dark-mode`
        "#]],
    );
}

#[test]
fn inputs_of_angular_directives_that_are_keys() {
    check_with(
        &["new-checkout", "old-search", "beta", "dark-mode"],
        r#"
//- src/if-feature.directive.ts
import { Directive, Input } from "@angular/core";
import { FlagService } from "./flag.service";
@Directive({ selector: "[ifFeature]" })
export class IfFeatureDirective {
  constructor(private flags: FlagService) {}
  @Input() set ifFeature(key: string) { if (this.flags.isOn(key)) { this.view.create(); } }
}
//- src/gate.directive.ts
import { Directive, Input, OnInit } from "@angular/core";
import { FlagService } from "./flag.service";
@Directive({ selector: "[appGate]" })
export class GateDirective implements OnInit {
  @Input({ required: true }) appGate!: string;
  @Input() appGateLabel = "dark-mode";
  constructor(private flags: FlagService) {}
  ngOnInit() { if (this.flags.isOn(this.appGate)) { this.show(this.appGateLabel); } }
}
//- src/flag.service.ts
import * as LD from "launchdarkly-js-client-sdk";
export class FlagService { client: LD.LDClient; isOn(key: string) { return this.client.variation(key, false); } }
//- src/word.directive.ts
@Directive({ selector: "[ifWord]" })
export class IfWordDirective { @Input() set ifWord(word: string) { this.show(word); } }
//- src/page.component.html
<div *ifFeature="'new-checkout'">x</div>
<div *appGate="'old-search'; else other">x</div>
<div *ifWord="'beta'">x</div>
<div *appGateLabel="'dark-mode'">x</div>
<div *ifFeature="key">x</div>
<p title="*ifFeature"> * 'beta'</p>
"#,
        expect![[r#"
            src/page.component.html:1 wrapper new-checkout `new-checkout`
            src/page.component.html:2 wrapper old-search `old-search`
        "#]],
    );
}
