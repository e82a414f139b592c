// Every SDK method once, then what looks like one and is none.
package shop

import com.launchdarkly.sdk.android.LDClient
import com.launchdarkly.sdk.server.LDClient as ServerClient
import com.launchdarkly.sdk.server.Migration
import com.launchdarkly.sdk.server.ai.LDAIClient
import dev.openfeature.kotlin.sdk.Client

const val NEW_SEARCH = "new-search"

enum class Flag(val key: String, val default: Boolean = false) {
    NEW_FLOW(key = "new-flow"),
    OLD_FLOW("old-flow", true);

    companion object {
        const val BETA = "beta-program"
    }
}

object Flags {
    val dark = FeatureFlag(key = "dark-mode", default = false)
}

sealed class Gate(val key: String) {
    data object Cart : Gate("cart-gate")
    data object Wishes : Gate(key = "wishes-gate")
}

sealed interface Switch {
    val keyName: String

    data object Sale : Switch {
        override val keyName = "sale-switch"
    }
}

class All(private val client: LDClient, private val aiClient: LDAIClient) {
    fun all() {
        // server-side
        client.boolVariation("boolVariation-flag", context, fallback)
        client.boolVariationDetail("boolVariationDetail-flag", context, fallback)
        client.intVariation("intVariation-flag", context, fallback)
        client.intVariationDetail("intVariationDetail-flag", context, fallback)
        client.doubleVariation("doubleVariation-flag", context, fallback)
        client.doubleVariationDetail("doubleVariationDetail-flag", context, fallback)
        client.floatVariation("floatVariation-flag", context, fallback)
        client.floatVariationDetail("floatVariationDetail-flag", context, fallback)
        client.stringVariation("stringVariation-flag", context, fallback)
        client.stringVariationDetail("stringVariationDetail-flag", context, fallback)
        client.jsonValueVariation("jsonValueVariation-flag", context, fallback)
        client.jsonValueVariationDetail("jsonValueVariationDetail-flag", context, fallback)
        client.jsonVariation("jsonVariation-flag", context, fallback)
        client.jsonVariationDetail("jsonVariationDetail-flag", context, fallback)
        client.migrationVariation("migrationVariation-flag", context, fallback)
        client.getFlagValue("getFlagValue-flag")
        client.addFlagValueChangeListener("addFlagValueChangeListener-flag")
        // server-side helpers
        migration.read("read-flag", context, fallback)
        migration.write("write-flag", context, fallback)
        migration.flag("flag-flag")
        // server-side AI
        aiClient.completionConfig("completionConfig-flag", context, fallback)
        aiClient.agentConfig("agentConfig-flag", context, fallback)
        aiClient.judgeConfig("judgeConfig-flag", context, fallback)
        aiClient.completionConfigTemplate("completionConfigTemplate-flag", context, fallback)
        aiClient.agentConfigTemplate("agentConfigTemplate-flag", context, fallback)
        aiClient.judgeConfigTemplate("judgeConfigTemplate-flag", context, fallback)
        aiClient.agentGraph("agentGraph-flag", context, fallback)
        // Android
        client.boolVariation("boolVariation-flag", fallback)
        client.boolVariationDetail("boolVariationDetail-flag", fallback)
        client.intVariation("intVariation-flag", fallback)
        client.intVariationDetail("intVariationDetail-flag", fallback)
        client.doubleVariation("doubleVariation-flag", fallback)
        client.doubleVariationDetail("doubleVariationDetail-flag", fallback)
        client.floatVariation("floatVariation-flag", fallback)
        client.floatVariationDetail("floatVariationDetail-flag", fallback)
        client.stringVariation("stringVariation-flag", fallback)
        client.stringVariationDetail("stringVariationDetail-flag", fallback)
        client.jsonValueVariation("jsonValueVariation-flag", fallback)
        client.jsonValueVariationDetail("jsonValueVariationDetail-flag", fallback)
        client.registerFeatureFlagListener("registerFeatureFlagListener-flag")
        client.unregisterFeatureFlagListener("unregisterFeatureFlagListener-flag")
        // OpenFeature
        client.getBooleanValue("getBooleanValue-flag", fallback)
        client.getBooleanDetails("getBooleanDetails-flag", fallback)
        client.getStringValue("getStringValue-flag", fallback)
        client.getStringDetails("getStringDetails-flag", fallback)
        client.getIntegerValue("getIntegerValue-flag", fallback)
        client.getIntegerDetails("getIntegerDetails-flag", fallback)
        client.getLongValue("getLongValue-flag", fallback)
        client.getLongDetails("getLongDetails-flag", fallback)
        client.getDoubleValue("getDoubleValue-flag", fallback)
        client.getDoubleDetails("getDoubleDetails-flag", fallback)
        client.getObjectValue("getObjectValue-flag", fallback)
        client.getObjectDetails("getObjectDetails-flag", fallback)
        client.getBooleanValue(defaultValue = fallback, key = "labelled-flag")
        client.boolVariation(NEW_SEARCH, false)
        client.boolVariation("$NEW_SEARCH", false)
        client.boolVariation("${Flag.BETA}", false)
        client.boolVariation(Flag.NEW_FLOW.key, Flag.NEW_FLOW.default)
        client.boolVariation(Flag.OLD_FLOW.key, Flag.OLD_FLOW.default)
        client?.boolVariation(Flags.dark.key, false)
        client!!.boolVariation(Gate.Cart.key, false)
        LDClient.get().boolVariation(Gate.Wishes.key, false)
        client.boolVariation(Switch.Sale.keyName, false)
        val name = if (client.boolVariation("in-an-if", false)) 1 else 2
        while (!(client?.boolVariation("in-a-while", false) ?: false) && ready) wait()
        when {
            client.boolVariation("in-a-when", false) -> go()
        }
        if (client.boolVariation("compared-with-true", false) == true) go()
        client.apply { boolVariation("in-a-block", false) }
        if (isOn("wrapped-flag") || client.on("extension-flag")) {
            go()
        }
        isOn(default = true, flag = "wrapped-by-label")
    }

    private fun isOn(flag: String, default: Boolean = false): Boolean = client.boolVariation(flag, default)

    fun none() {
        // client.boolVariation("in-a-comment", false)
        /* client.boolVariation("in-a-comment", false) */
        translate("an-i18n-id")
        getString("an-i18n-id", NEW_COLOR)
        book.read("not-a-key", context, fallback)
        shelf.flag("not-a-key")
        cache.getConfig("not-a-key")
        val color = "not-a-key ${Flag.BETA}"
        client.boolVariation("not-a-key-$color", false)
    }
}

fun LDClient.on(flag: String): Boolean {
    return this.boolVariation(flag, false)
}
