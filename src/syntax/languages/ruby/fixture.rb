# Every SDK method once, then what looks like one and is none.
require "ldclient-rb"
require "openfeature-sdk"

# server-side
client.variation("variation-flag", context, fallback)
client.variation_detail("variation_detail-flag", context, fallback)
client.migration_variation("migration_variation-flag", context, fallback)
client.flag_value("flag_value-flag")
client.add_flag_value_change_listener("add_flag_value_change_listener-flag")
client.read("read-flag", context, fallback)
client.write("write-flag", context, fallback)
client.flag("flag-flag")

# OpenFeature
client.fetch_boolean_value(flag_key: "fetch_boolean_value-flag", default_value: fallback)
client.fetch_boolean_details(flag_key: "fetch_boolean_details-flag", default_value: fallback)
client.fetch_string_value(flag_key: "fetch_string_value-flag", default_value: fallback)
client.fetch_string_details(flag_key: "fetch_string_details-flag", default_value: fallback)
client.fetch_number_value(flag_key: "fetch_number_value-flag", default_value: fallback)
client.fetch_number_details(flag_key: "fetch_number_details-flag", default_value: fallback)
client.fetch_float_value(flag_key: "fetch_float_value-flag", default_value: fallback)
client.fetch_float_details(flag_key: "fetch_float_details-flag", default_value: fallback)
client.fetch_integer_value(flag_key: "fetch_integer_value-flag", default_value: fallback)
client.fetch_integer_details(flag_key: "fetch_integer_details-flag", default_value: fallback)
client.fetch_object_value(flag_key: "fetch_object_value-flag", default_value: fallback)
client.fetch_object_details(flag_key: "fetch_object_details-flag", default_value: fallback)

NEW_SEARCH = "new-search".freeze
client.variation(NEW_SEARCH, context, false)

def on?(flag)
  client.variation(flag, context, false)
end

go if on?("wrapped-flag")

# client.variation("in-a-comment", context, false)
translate("an-i18n-id")
book.read("not-a-key", context, fallback)
shelf.flag("not-a-key")
