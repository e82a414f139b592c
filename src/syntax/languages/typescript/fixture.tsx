// Every SDK method once, then what looks like one and is none.
import * as sdk0 from "@launchdarkly/js-client-sdk";
import * as sdk1 from "@launchdarkly/node-server-sdk";
import * as sdk2 from "@launchdarkly/server-sdk-ai";
import * as sdk3 from "@openfeature/server-sdk";

// client-side
client.variation("variation-flag", fallback);
client.variationDetail("variationDetail-flag", fallback);
client.boolVariation("boolVariation-flag", fallback);
client.boolVariationDetail("boolVariationDetail-flag", fallback);
client.stringVariation("stringVariation-flag", fallback);
client.stringVariationDetail("stringVariationDetail-flag", fallback);
client.numberVariation("numberVariation-flag", fallback);
client.numberVariationDetail("numberVariationDetail-flag", fallback);
client.jsonVariation("jsonVariation-flag", fallback);
client.jsonVariationDetail("jsonVariationDetail-flag", fallback);
useLDFlag("useLDFlag-flag", fallback);
ldFlag("ldFlag-flag", fallback);
useTypedVariation("useTypedVariation-flag", fallback);
useTypedVariationDetail("useTypedVariationDetail-flag", fallback);
useVariation("useVariation-flag", fallback);
useVariationDetail("useVariationDetail-flag", fallback);
useBoolVariation("useBoolVariation-flag", fallback);
useBoolVariationDetail("useBoolVariationDetail-flag", fallback);
useStringVariation("useStringVariation-flag", fallback);
useStringVariationDetail("useStringVariationDetail-flag", fallback);
useNumberVariation("useNumberVariation-flag", fallback);
useNumberVariationDetail("useNumberVariationDetail-flag", fallback);
useJsonVariation("useJsonVariation-flag", fallback);
useJsonVariationDetail("useJsonVariationDetail-flag", fallback);
client.useFlag("useFlag-flag", fallback);
client.watch("watch-flag", fallback);
const elementLDFlag = <LDFlag flag="LDFlag-flag" />;

// server-side
client.variation("variation-flag", context, fallback);
client.variationDetail("variationDetail-flag", context, fallback);
client.boolVariation("boolVariation-flag", context, fallback);
client.boolVariationDetail("boolVariationDetail-flag", context, fallback);
client.stringVariation("stringVariation-flag", context, fallback);
client.stringVariationDetail("stringVariationDetail-flag", context, fallback);
client.numberVariation("numberVariation-flag", context, fallback);
client.numberVariationDetail("numberVariationDetail-flag", context, fallback);
client.jsonVariation("jsonVariation-flag", context, fallback);
client.jsonVariationDetail("jsonVariationDetail-flag", context, fallback);
client.migrationVariation("migrationVariation-flag", context, fallback);
client.read("read-flag", context, fallback);
client.write("write-flag", context, fallback);
client.getFlagValue("getFlagValue-flag");
client.getFlagReason("getFlagReason-flag");
client.flag("flag-flag");

// server-side AI
aiClient.completionConfig("completionConfig-flag", context, fallback);
aiClient.completionConfigTemplate("completionConfigTemplate-flag", context, fallback);
aiClient.agentConfig("agentConfig-flag", context, fallback);
aiClient.agentConfigTemplate("agentConfigTemplate-flag", context, fallback);
aiClient.judgeConfig("judgeConfig-flag", context, fallback);
aiClient.judgeConfigTemplate("judgeConfigTemplate-flag", context, fallback);
aiClient.createModel("createModel-flag", context, fallback);
aiClient.createAgent("createAgent-flag", context, fallback);
aiClient.createJudge("createJudge-flag", context, fallback);
aiClient.agentGraph("agentGraph-flag", context, fallback);
aiClient.config("config-flag", context, fallback);
aiClient.agent("agent-flag", context, fallback);
aiClient.initChat("initChat-flag", context, fallback);
aiClient.createChat("createChat-flag", context, fallback);

// OpenFeature
client.getBooleanValue("getBooleanValue-flag", fallback);
client.getBooleanDetails("getBooleanDetails-flag", fallback);
client.getStringValue("getStringValue-flag", fallback);
client.getStringDetails("getStringDetails-flag", fallback);
client.getNumberValue("getNumberValue-flag", fallback);
client.getNumberDetails("getNumberDetails-flag", fallback);
client.getObjectValue("getObjectValue-flag", fallback);
client.getObjectDetails("getObjectDetails-flag", fallback);
useBooleanFlagValue("useBooleanFlagValue-flag", fallback);
useBooleanFlagDetails("useBooleanFlagDetails-flag", fallback);
useStringFlagValue("useStringFlagValue-flag", fallback);
useStringFlagDetails("useStringFlagDetails-flag", fallback);
useNumberFlagValue("useNumberFlagValue-flag", fallback);
useNumberFlagDetails("useNumberFlagDetails-flag", fallback);
useObjectFlagValue("useObjectFlagValue-flag", fallback);
useObjectFlagDetails("useObjectFlagDetails-flag", fallback);
useSuspenseFlag("useSuspenseFlag-flag", fallback);
client.useFlag("useFlag-flag", fallback);
const elementFeatureFlag = <FeatureFlag flagKey="FeatureFlag-flag" defaultValue={fallback} />;

const NEW_SEARCH = "new-search";
client.variation(NEW_SEARCH, false);
function isOn(flag) {
  return client.boolVariation(flag, false);
}
if (isOn("wrapped-flag")) {
  go();
}

// client.variation("in-a-comment", false)
translate("an-i18n-id");
catalog.on("not-a-flag", 1);
store.read("not-a-key", context, fallback);
"use strict"; shelf.flag("not-a-key");
