/* Every SDK method once, then what looks like one and is none. */
#include <launchdarkly/server_side/bindings/c/sdk.h>
#include <launchdarkly/client_side/bindings/c/sdk.h>

#define NEW_SEARCH "new-search"
#define SEARCH_FLAG NEW_SEARCH
#define IS_ON(flag) LDServerSDK_BoolVariation(sdk, context, flag, false)
static const char *const OLD_CART = "old-cart";
const char BANNER[] = "banner";

struct toggle {
    const char *key;
    bool fallback;
};

static const struct toggle SALE = {.key = "sale", .fallback = false};

void all(LDServerSDK sdk, LDContext context, LDClientSDK client, struct LDClient *old, struct LDUser *user) {
    /* server-side 3 */
    LDServerSDK_BoolVariation(sdk, context, "LDServerSDK_BoolVariation-flag", fallback);
    LDServerSDK_BoolVariationDetail(sdk, context, "LDServerSDK_BoolVariationDetail-flag", fallback, &detail);
    LDServerSDK_StringVariation(sdk, context, "LDServerSDK_StringVariation-flag", "none");
    LDServerSDK_StringVariationDetail(sdk, context, "LDServerSDK_StringVariationDetail-flag", "none", &detail);
    LDServerSDK_DoubleVariation(sdk, context, "LDServerSDK_DoubleVariation-flag", 0.5);
    LDServerSDK_DoubleVariationDetail(sdk, context, "LDServerSDK_DoubleVariationDetail-flag", 0.5, &detail);
    LDServerSDK_IntVariation(sdk, context, "LDServerSDK_IntVariation-flag", 1);
    LDServerSDK_IntVariationDetail(sdk, context, "LDServerSDK_IntVariationDetail-flag", 1, &detail);
    LDServerSDK_JsonVariation(sdk, context, "LDServerSDK_JsonVariation-flag", fallback);
    LDServerSDK_JsonVariationDetail(sdk, context, "LDServerSDK_JsonVariationDetail-flag", fallback, &detail);
    LDAllFlagsState_Value(state, "LDAllFlagsState_Value-flag");
    /* client-side 3 */
    LDClientSDK_BoolVariation(client, "LDClientSDK_BoolVariation-flag", fallback);
    LDClientSDK_BoolVariationDetail(client, "LDClientSDK_BoolVariationDetail-flag", fallback, &detail);
    LDClientSDK_StringVariation(client, "LDClientSDK_StringVariation-flag", "none");
    LDClientSDK_StringVariationDetail(client, "LDClientSDK_StringVariationDetail-flag", "none", &detail);
    LDClientSDK_DoubleVariation(client, "LDClientSDK_DoubleVariation-flag", 0.5);
    LDClientSDK_DoubleVariationDetail(client, "LDClientSDK_DoubleVariationDetail-flag", 0.5, &detail);
    LDClientSDK_IntVariation(client, "LDClientSDK_IntVariation-flag", 1);
    LDClientSDK_IntVariationDetail(client, "LDClientSDK_IntVariationDetail-flag", 1, &detail);
    LDClientSDK_JsonVariation(client, "LDClientSDK_JsonVariation-flag", fallback);
    LDClientSDK_JsonVariationDetail(client, "LDClientSDK_JsonVariationDetail-flag", fallback, &detail);
    /* server-side 2 */
    LDBoolVariation(old, user, "LDBoolVariation-flag", false, NULL);
    LDIntVariation(old, user, "LDIntVariation-flag", 1, &details);
    LDDoubleVariation(old, user, "LDDoubleVariation-flag", 0.5, NULL);
    LDStringVariation(old, user, "LDStringVariation-flag", "none", NULL);
    LDJSONVariation(old, user, "LDJSONVariation-flag", fallback, NULL);
    LDBoolVariation(old, user, SEARCH_FLAG, false, NULL);
    /* client-side 2 */
    LDBoolVariation(old, "client-bool-flag", false);
    LDBoolVariationDetail(old, "LDBoolVariationDetail-flag", false, &details);
    LDIntVariation(old, "client-int-flag", 1);
    LDIntVariationDetail(old, "LDIntVariationDetail-flag", 1, &details);
    LDDoubleVariation(old, "client-double-flag", 0.5);
    LDDoubleVariationDetail(old, "LDDoubleVariationDetail-flag", 0.5, &details);
    LDStringVariation(old, "client-string-flag", "none", buffer, sizeof(buffer));
    LDStringVariation(old, NEW_SEARCH, "none", buffer, sizeof(buffer));
    LDStringVariationDetail(old, "LDStringVariationDetail-flag", "none", buffer, 128, &details);
    LDStringVariationAlloc(old, "LDStringVariationAlloc-flag", "none");
    LDStringVariationAllocDetail(old, "LDStringVariationAllocDetail-flag", "none", &details);
    LDJSONVariation(old, "client-json-flag", fallback);
    LDJSONVariationDetail(old, "LDJSONVariationDetail-flag", fallback, &details);
}

static bool is_on(struct features *self, const char *flag) {
    return LDServerSDK_BoolVariation(self->sdk, self->context, flag, false);
}

void constants(struct features *self) {
    if (!LDServerSDK_BoolVariation(sdk, context, NEW_SEARCH, false) && ready) {
        is_on(self, OLD_CART);
    }
    is_on(self, (const char *)BANNER);
    is_on(self, SALE.key);
    is_on(self, "wrapped-flag") ? 1 : 0;
    IS_ON("macro-flag");
}

void none(void) {
    // LDServerSDK_BoolVariation(sdk, context, "in-a-comment", false);
    gettext("an-i18n-id");
    Catalog_Variation(sdk, context, "not-a-key", false);
    #define GREETING "not-a-flag"
    BoolVariation(book, "not-a-key", false);
}
