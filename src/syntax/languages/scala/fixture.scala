// Every SDK method once, then what looks like one and is none.
package shop

import com.launchdarkly.sdk.android.LDClient
import com.launchdarkly.sdk.server.{LDClient => ServerClient, Migration}
import com.launchdarkly.sdk.server.ai._
import dev.openfeature.sdk.Client

object Keys {
  val NewSearch = "new-search"
  final val Beta: String = "beta-program"
  val dark = FeatureFlag(key = "dark-mode", default = false)
  def wishes = "wishes-list"

  object Nested {
    val Deep = "deep-flag"
  }
}

sealed abstract class Feature(val key: String)

object Feature {
  case object Cart extends Feature("cart-flag")
  case object Sale extends Feature(key = "sale-flag")
  case object Gift extends Gate { override val key: String = "gift-flag" }
}

object Colors extends Enumeration {
  val Red = Value("red-flag")
}

enum Size(val key: String) {
  case Large extends Size("large-flag")
}

class All @Inject() (client: LDClient, aiClient: LDAIClient, maybe: Option[LDClient]) {
  def all(): Unit = {
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
    client.boolVariation(Keys.NewSearch, context, false)
    client.boolVariation(s"${Keys.Beta}", context, false)
    client.boolVariation(Keys.dark.key, context, false)
    client.boolVariation(Keys.wishes, context, false)
    client.boolVariation(Keys.Nested.Deep, context, false)
    client.boolVariation(Feature.Cart.key, context, false)
    client.boolVariation(Feature.Sale.key, context, false)
    client.boolVariation(Feature.Gift.key, context, false)
    client.boolVariation(Colors.Red.toString, context, false)
    client.boolVariation(Size.Large.key, context, false)
    client boolVariation ("infix-flag", context, false)
    maybe.exists(_.boolVariation("in-an-option", context, false))
    maybe.map(found => found.boolVariation("in-a-lambda", context, false))
    if (!client.boolVariation("in-an-if", context, false) && ready) go() else stop()
    while (client.boolVariation("in-a-while", context, false)) go()
    if (isOn("wrapped-flag") || isOn(default = true, flag = Keys.Beta)) go()
    if (isEnabled(Feature.Cart)) go()
    for { open <- isOn("in-a-for") } yield open
    client.boolVariation("on-the-server", context, true) match {
      case true => go()
    }
  }

  private def isOn(flag: String, default: Boolean = false): Boolean =
    client.boolVariation(flag, context, default)

  private def isEnabled(feature: Feature): Boolean = {
    client.boolVariation(feature.key, context, false)
  }

  def none(): Unit = {
    // client.boolVariation("in-a-comment", context, false)
    translate("an-i18n-id")
    Messages("an-i18n-id")
    book.read("not-a-key", context, fallback)
    shelf.flag("not-a-key")
    client.boolVariation(s"not-a-key-${Keys.Beta}", context, false)
  }
}
