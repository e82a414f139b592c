// Every SDK method once, then what looks like one and is none.
package shop;

import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.Migration;
import com.launchdarkly.sdk.server.ai.LDAIClient;
import com.launchdarkly.sdk.android.LDClient;
import dev.openfeature.sdk.Client;

class All {
    static final String NEW_SEARCH = "new-search";

    void all() {
        // server-side
        client.boolVariation("boolVariation-flag", context, fallback);
        client.boolVariationDetail("boolVariationDetail-flag", context, fallback);
        client.intVariation("intVariation-flag", context, fallback);
        client.intVariationDetail("intVariationDetail-flag", context, fallback);
        client.doubleVariation("doubleVariation-flag", context, fallback);
        client.doubleVariationDetail("doubleVariationDetail-flag", context, fallback);
        client.floatVariation("floatVariation-flag", context, fallback);
        client.floatVariationDetail("floatVariationDetail-flag", context, fallback);
        client.stringVariation("stringVariation-flag", context, fallback);
        client.stringVariationDetail("stringVariationDetail-flag", context, fallback);
        client.jsonValueVariation("jsonValueVariation-flag", context, fallback);
        client.jsonValueVariationDetail("jsonValueVariationDetail-flag", context, fallback);
        client.jsonVariation("jsonVariation-flag", context, fallback);
        client.jsonVariationDetail("jsonVariationDetail-flag", context, fallback);
        client.migrationVariation("migrationVariation-flag", context, fallback);
        client.getFlagValue("getFlagValue-flag");
        client.addFlagValueChangeListener("addFlagValueChangeListener-flag");
        // server-side helpers
        migration.read("read-flag", context, fallback);
        migration.write("write-flag", context, fallback);
        migration.flag("flag-flag");
        // server-side AI
        aiClient.completionConfig("completionConfig-flag", context, fallback);
        aiClient.agentConfig("agentConfig-flag", context, fallback);
        aiClient.judgeConfig("judgeConfig-flag", context, fallback);
        aiClient.completionConfigTemplate("completionConfigTemplate-flag", context, fallback);
        aiClient.agentConfigTemplate("agentConfigTemplate-flag", context, fallback);
        aiClient.judgeConfigTemplate("judgeConfigTemplate-flag", context, fallback);
        aiClient.agentGraph("agentGraph-flag", context, fallback);
        // Android
        client.boolVariation("boolVariation-flag", fallback);
        client.boolVariationDetail("boolVariationDetail-flag", fallback);
        client.intVariation("intVariation-flag", fallback);
        client.intVariationDetail("intVariationDetail-flag", fallback);
        client.doubleVariation("doubleVariation-flag", fallback);
        client.doubleVariationDetail("doubleVariationDetail-flag", fallback);
        client.floatVariation("floatVariation-flag", fallback);
        client.floatVariationDetail("floatVariationDetail-flag", fallback);
        client.stringVariation("stringVariation-flag", fallback);
        client.stringVariationDetail("stringVariationDetail-flag", fallback);
        client.jsonValueVariation("jsonValueVariation-flag", fallback);
        client.jsonValueVariationDetail("jsonValueVariationDetail-flag", fallback);
        client.registerFeatureFlagListener("registerFeatureFlagListener-flag");
        client.unregisterFeatureFlagListener("unregisterFeatureFlagListener-flag");
        // OpenFeature
        client.getBooleanValue("getBooleanValue-flag", fallback);
        client.getBooleanDetails("getBooleanDetails-flag", fallback);
        client.getStringValue("getStringValue-flag", fallback);
        client.getStringDetails("getStringDetails-flag", fallback);
        client.getIntegerValue("getIntegerValue-flag", fallback);
        client.getIntegerDetails("getIntegerDetails-flag", fallback);
        client.getLongValue("getLongValue-flag", fallback);
        client.getLongDetails("getLongDetails-flag", fallback);
        client.getDoubleValue("getDoubleValue-flag", fallback);
        client.getDoubleDetails("getDoubleDetails-flag", fallback);
        client.getObjectValue("getObjectValue-flag", fallback);
        client.getObjectDetails("getObjectDetails-flag", fallback);
        client.boolVariation(NEW_SEARCH, context, false);
        if (isOn("wrapped-flag")) {
            go();
        }
    }

    boolean isOn(String flag) {
        return client.boolVariation(flag, context, false);
    }

    void none() {
        // client.boolVariation("in-a-comment", context, false);
        translate("an-i18n-id");
        book.read("not-a-key", context, fallback);
        shelf.flag("not-a-key");
    }
}
