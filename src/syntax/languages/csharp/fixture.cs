// Every SDK method once, then what looks like one and is none.
using LaunchDarkly.Sdk.Server;
using LaunchDarkly.Sdk.Client;
using LaunchDarkly.Sdk.Server.Ai;
using OpenFeature;

namespace Shop;

class All
{
    const string NewSearch = "new-search";

    void Everything()
    {
        // server-side
        client.BoolVariation("BoolVariation-flag", context, fallback);
        client.BoolVariationDetail("BoolVariationDetail-flag", context, fallback);
        client.IntVariation("IntVariation-flag", context, fallback);
        client.IntVariationDetail("IntVariationDetail-flag", context, fallback);
        client.FloatVariation("FloatVariation-flag", context, fallback);
        client.FloatVariationDetail("FloatVariationDetail-flag", context, fallback);
        client.DoubleVariation("DoubleVariation-flag", context, fallback);
        client.DoubleVariationDetail("DoubleVariationDetail-flag", context, fallback);
        client.StringVariation("StringVariation-flag", context, fallback);
        client.StringVariationDetail("StringVariationDetail-flag", context, fallback);
        client.EnumVariation("EnumVariation-flag", context, fallback);
        client.EnumVariationDetail("EnumVariationDetail-flag", context, fallback);
        client.JsonVariation("JsonVariation-flag", context, fallback);
        client.JsonVariationDetail("JsonVariationDetail-flag", context, fallback);
        client.MigrationVariation("MigrationVariation-flag", context, fallback);
        client.GetFlagValueJson("GetFlagValueJson-flag");
        client.FlagValueChangeHandler("FlagValueChangeHandler-flag");
        // server-side helpers
        migration.Read("Read-flag", context, fallback);
        migration.Write("Write-flag", context, fallback);
        migration.Flag("Flag-flag");
        // client-side
        client.BoolVariation("BoolVariation-flag", fallback);
        client.BoolVariationDetail("BoolVariationDetail-flag", fallback);
        client.IntVariation("IntVariation-flag", fallback);
        client.IntVariationDetail("IntVariationDetail-flag", fallback);
        client.FloatVariation("FloatVariation-flag", fallback);
        client.FloatVariationDetail("FloatVariationDetail-flag", fallback);
        client.DoubleVariation("DoubleVariation-flag", fallback);
        client.DoubleVariationDetail("DoubleVariationDetail-flag", fallback);
        client.StringVariation("StringVariation-flag", fallback);
        client.StringVariationDetail("StringVariationDetail-flag", fallback);
        client.EnumVariation("EnumVariation-flag", fallback);
        client.EnumVariationDetail("EnumVariationDetail-flag", fallback);
        client.JsonVariation("JsonVariation-flag", fallback);
        client.JsonVariationDetail("JsonVariationDetail-flag", fallback);
        // server-side AI
        aiClient.CompletionConfig("CompletionConfig-flag", context, fallback);
        aiClient.AgentConfig("AgentConfig-flag", context, fallback);
        aiClient.JudgeConfig("JudgeConfig-flag", context, fallback);
        aiClient.Config("Config-flag", context, fallback);
        // OpenFeature
        client.GetBooleanValueAsync("GetBooleanValueAsync-flag", fallback);
        client.GetBooleanDetailsAsync("GetBooleanDetailsAsync-flag", fallback);
        client.GetStringValueAsync("GetStringValueAsync-flag", fallback);
        client.GetStringDetailsAsync("GetStringDetailsAsync-flag", fallback);
        client.GetIntegerValueAsync("GetIntegerValueAsync-flag", fallback);
        client.GetIntegerDetailsAsync("GetIntegerDetailsAsync-flag", fallback);
        client.GetDoubleValueAsync("GetDoubleValueAsync-flag", fallback);
        client.GetDoubleDetailsAsync("GetDoubleDetailsAsync-flag", fallback);
        client.GetObjectValueAsync("GetObjectValueAsync-flag", fallback);
        client.GetObjectDetailsAsync("GetObjectDetailsAsync-flag", fallback);
        client.BoolVariation(NewSearch, context, false);
        client.BoolVariation(context: context, key: "by-name", defaultValue: false);
        if (IsOn("wrapped-flag"))
        {
            Go();
        }
    }

    bool IsOn(string flag) => client.BoolVariation(flag, context, false);

    void None()
    {
        // client.BoolVariation("in-a-comment", context, false);
        Translate("an-i18n-id");
        book.Read("not-a-key", context, fallback);
        shelf.Flag("not-a-key");
    }
}
