-- Every SDK method once, then what looks like one and is none.
local ld = require("launchdarkly_server_sdk")
local client = ld.clientInit("sdk-key", 1000)

local NEW_SEARCH = "new-search"
local KEYS = { cart = "old-cart", nested = { banner = "banner" }, ["sale"] = 'sale' }
local M = {}
M.BETA = "beta"
M["alpha"] = [[alpha]]

-- server-side
client:boolVariation(context, "boolVariation-flag", false)
client:boolVariationDetail(context, "boolVariationDetail-flag", false)
client:intVariation(context, "intVariation-flag", 1)
client:intVariationDetail(context, "intVariationDetail-flag", 1)
client:doubleVariation(context, "doubleVariation-flag", 0.5)
client:doubleVariationDetail(context, "doubleVariationDetail-flag", 0.5)
client:stringVariation(context, "stringVariation-flag", "none")
client:stringVariationDetail(context, "stringVariationDetail-flag", "none")
client:jsonVariation(context, "jsonVariation-flag", {})
client:jsonVariationDetail(context, "jsonVariationDetail-flag", {})
-- with the client as the first argument
client.boolVariation(client, context, "dotted-flag", false)
client.stringVariation(client, context, "dotted-string-flag", "none")

function M.isOn(key)
  return client:boolVariation(context, key, false)
end

function M:isOff(key)
  return not self.isOn(key)
end

local function check(key, ...)
  return M.isOn(key)
end

if client:boolVariation(context, NEW_SEARCH, false) and not done then
  client:boolVariation(context, KEYS.cart, false)
end
client:boolVariation(context, KEYS.nested.banner, false)
client:boolVariation(context, KEYS["sale"], false)
client:boolVariation(context, M.BETA, false)
M.isOn(M.alpha)
M:isOff("wrapped-flag")
check("twice-wrapped-flag")
check"bare-flag"

local function none(book)
  -- client:boolVariation(context, "in-a-comment", false)
  translate("an-i18n-id")
  book:variation("not-a-key", false)
  book.flag("not-a-flag")
end

return M
