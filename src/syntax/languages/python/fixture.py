# Every SDK method once, then what looks like one and is none.
import ldclient
import ldai
import openfeature

# server-side
client.variation("variation-flag", context, fallback)
client.variation_detail("variation_detail-flag", context, fallback)
client.migration_variation("migration_variation-flag", context, fallback)
client.read("read-flag", context, fallback)
client.write("write-flag", context, fallback)
client.get_flag_value("get_flag_value-flag")
client.add_flag_value_change_listener("add_flag_value_change_listener-flag")
client.flag("flag-flag")

# server-side AI
aiclient.completion_config("completion_config-flag", context, fallback)
aiclient.completion_config_template("completion_config_template-flag", context, fallback)
aiclient.agent_config("agent_config-flag", context, fallback)
aiclient.agent_config_template("agent_config_template-flag", context, fallback)
aiclient.judge_config("judge_config-flag", context, fallback)
aiclient.judge_config_template("judge_config_template-flag", context, fallback)
aiclient.create_model("create_model-flag", context, fallback)
aiclient.create_judge("create_judge-flag", context, fallback)
aiclient.create_agent("create_agent-flag", context, fallback)
aiclient.agent_graph("agent_graph-flag", context, fallback)
aiclient.create_agent_graph("create_agent_graph-flag", context, fallback)
aiclient.config("config-flag", context, fallback)
aiclient.agent("agent-flag", context, fallback)
aiclient.create_chat("create_chat-flag", context, fallback)

# OpenFeature
client.get_boolean_value("get_boolean_value-flag", fallback)
client.get_boolean_details("get_boolean_details-flag", fallback)
client.get_boolean_value_async("get_boolean_value_async-flag", fallback)
client.get_boolean_details_async("get_boolean_details_async-flag", fallback)
client.get_string_value("get_string_value-flag", fallback)
client.get_string_details("get_string_details-flag", fallback)
client.get_string_value_async("get_string_value_async-flag", fallback)
client.get_string_details_async("get_string_details_async-flag", fallback)
client.get_integer_value("get_integer_value-flag", fallback)
client.get_integer_details("get_integer_details-flag", fallback)
client.get_integer_value_async("get_integer_value_async-flag", fallback)
client.get_integer_details_async("get_integer_details_async-flag", fallback)
client.get_float_value("get_float_value-flag", fallback)
client.get_float_details("get_float_details-flag", fallback)
client.get_float_value_async("get_float_value_async-flag", fallback)
client.get_float_details_async("get_float_details_async-flag", fallback)
client.get_object_value("get_object_value-flag", fallback)
client.get_object_details("get_object_details-flag", fallback)
client.get_object_value_async("get_object_value_async-flag", fallback)
client.get_object_details_async("get_object_details_async-flag", fallback)

client.variation(key="by-keyword", context=context, default=False)
NEW_SEARCH = "new-search"
client.variation(NEW_SEARCH, context, False)
def is_on(flag):
    return client.variation(flag, context, False)
if is_on("wrapped-flag"):
    go()

# client.variation("in-a-comment", context, False)
translate("an-i18n-id")
book.read("not-a-key", context, fallback)
shelf.flag("not-a-key")
product.config("not-a-key", context, fallback)
