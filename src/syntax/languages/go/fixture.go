// Every SDK method once, then what looks like one and is none.
package shop

import (
	"github.com/launchdarkly/go-server-sdk/v7"
	"github.com/open-feature/go-sdk"
)

const NewSearch = "new-search"

func all() {
	// server-side
	client.BoolVariation("BoolVariation-flag", context, fallback)
	client.BoolVariationDetail("BoolVariationDetail-flag", context, fallback)
	client.BoolVariationCtx(context, "BoolVariationCtx-flag", context, fallback)
	client.BoolVariationDetailCtx(context, "BoolVariationDetailCtx-flag", context, fallback)
	client.IntVariation("IntVariation-flag", context, fallback)
	client.IntVariationDetail("IntVariationDetail-flag", context, fallback)
	client.IntVariationCtx(context, "IntVariationCtx-flag", context, fallback)
	client.IntVariationDetailCtx(context, "IntVariationDetailCtx-flag", context, fallback)
	client.Float64Variation("Float64Variation-flag", context, fallback)
	client.Float64VariationDetail("Float64VariationDetail-flag", context, fallback)
	client.Float64VariationCtx(context, "Float64VariationCtx-flag", context, fallback)
	client.Float64VariationDetailCtx(context, "Float64VariationDetailCtx-flag", context, fallback)
	client.StringVariation("StringVariation-flag", context, fallback)
	client.StringVariationDetail("StringVariationDetail-flag", context, fallback)
	client.StringVariationCtx(context, "StringVariationCtx-flag", context, fallback)
	client.StringVariationDetailCtx(context, "StringVariationDetailCtx-flag", context, fallback)
	client.JSONVariation("JSONVariation-flag", context, fallback)
	client.JSONVariationDetail("JSONVariationDetail-flag", context, fallback)
	client.JSONVariationCtx(context, "JSONVariationCtx-flag", context, fallback)
	client.JSONVariationDetailCtx(context, "JSONVariationDetailCtx-flag", context, fallback)
	client.MigrationVariation("MigrationVariation-flag", context, fallback)
	client.MigrationVariationCtx(context, "MigrationVariationCtx-flag", context, fallback)
	client.AddFlagValueChangeListener("AddFlagValueChangeListener-flag", context, fallback)
	// server-side, scoped client
	scoped.BoolVariation("BoolVariation-flag", fallback)
	scoped.BoolVariationDetail("BoolVariationDetail-flag", fallback)
	scoped.BoolVariationCtx(context, "BoolVariationCtx-flag", fallback)
	scoped.BoolVariationDetailCtx(context, "BoolVariationDetailCtx-flag", fallback)
	scoped.IntVariation("IntVariation-flag", fallback)
	scoped.IntVariationDetail("IntVariationDetail-flag", fallback)
	scoped.IntVariationCtx(context, "IntVariationCtx-flag", fallback)
	scoped.IntVariationDetailCtx(context, "IntVariationDetailCtx-flag", fallback)
	scoped.Float64Variation("Float64Variation-flag", fallback)
	scoped.Float64VariationDetail("Float64VariationDetail-flag", fallback)
	scoped.Float64VariationCtx(context, "Float64VariationCtx-flag", fallback)
	scoped.Float64VariationDetailCtx(context, "Float64VariationDetailCtx-flag", fallback)
	scoped.StringVariation("StringVariation-flag", fallback)
	scoped.StringVariationDetail("StringVariationDetail-flag", fallback)
	scoped.StringVariationCtx(context, "StringVariationCtx-flag", fallback)
	scoped.StringVariationDetailCtx(context, "StringVariationDetailCtx-flag", fallback)
	scoped.JSONVariation("JSONVariation-flag", fallback)
	scoped.JSONVariationDetail("JSONVariationDetail-flag", fallback)
	scoped.JSONVariationCtx(context, "JSONVariationCtx-flag", fallback)
	scoped.JSONVariationDetailCtx(context, "JSONVariationDetailCtx-flag", fallback)
	// server-side helpers
	state.GetValue("GetValue-flag")
	state.Read("Read-flag", context, fallback)
	state.Write("Write-flag", context, fallback)
	state.Flag("Flag-flag")
	// OpenFeature
	client.BooleanValue(context, "BooleanValue-flag", fallback)
	client.BooleanValueDetails(context, "BooleanValueDetails-flag", fallback)
	client.StringValue(context, "StringValue-flag", fallback)
	client.StringValueDetails(context, "StringValueDetails-flag", fallback)
	client.FloatValue(context, "FloatValue-flag", fallback)
	client.FloatValueDetails(context, "FloatValueDetails-flag", fallback)
	client.IntValue(context, "IntValue-flag", fallback)
	client.IntValueDetails(context, "IntValueDetails-flag", fallback)
	client.ObjectValue(context, "ObjectValue-flag", fallback)
	client.ObjectValueDetails(context, "ObjectValueDetails-flag", fallback)
	client.Boolean(context, "Boolean-flag", fallback)
	client.String(context, "String-flag", fallback)
	client.Float(context, "Float-flag", fallback)
	client.Int(context, "Int-flag", fallback)
	client.Object(context, "Object-flag", fallback)
	client.BoolVariation(NewSearch, context, false)
	if isOn("wrapped-flag") {
		go_()
	}
}

func isOn(flag string) bool {
	return client.BoolVariation(flag, context, false)
}

func none() {
	// client.BoolVariation("in-a-comment", context, false)
	translate("an-i18n-id")
	book.Read("not-a-key", context, fallback)
	shelf.Flag("not-a-key")
	value.String(context, "not-a-key", fallback)
}
