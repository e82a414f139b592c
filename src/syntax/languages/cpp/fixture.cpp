// Every SDK method once, then what looks like one and is none.
#include <launchdarkly/client_side/client.hpp>
#include <launchdarkly/server_side/client.hpp>
#include <launchdarkly/api.hpp>
#include "openfeature/client_api.h"

#define NEW_SEARCH "new-search"

namespace flags {
constexpr std::string_view kOldCart = "old-cart";
inline const std::string kBanner{"banner"};
static constexpr char const* kSale = "sale";
}  // namespace flags

class Keys {
 public:
  static constexpr const char* kBeta = "beta";
  static const std::string kAlpha;
};

void Server(launchdarkly::server_side::Client& client, launchdarkly::Context const& context) {
  // server-side 3
  client.BoolVariation(context, "BoolVariation-flag", false);
  client.BoolVariationDetail(context, "BoolVariationDetail-flag", false);
  client.StringVariation(context, "StringVariation-flag", "none");
  client.StringVariationDetail(context, "StringVariationDetail-flag", "none");
  client.DoubleVariation(context, "DoubleVariation-flag", 0.5);
  client.DoubleVariationDetail(context, "DoubleVariationDetail-flag", 0.5);
  client.IntVariation(context, "IntVariation-flag", 1);
  client.IntVariationDetail(context, "IntVariationDetail-flag", 1);
  client.JsonVariation(context, "JsonVariation-flag", fallback);
  client.JsonVariationDetail(context, "JsonVariationDetail-flag", fallback);
}

void ClientSide(std::shared_ptr<launchdarkly::client_side::Client> client) {
  // client-side 3
  client->BoolVariation("client-bool-flag", false);
  client->BoolVariationDetail("client-bool-detail-flag", false);
  client->StringVariation("client-string-flag", "none");
  client->StringVariationDetail("client-string-detail-flag", "none");
  client->DoubleVariation("client-double-flag", 0.5);
  client->DoubleVariationDetail("client-double-detail-flag", 0.5);
  client->IntVariation("client-int-flag", 1);
  client->IntVariationDetail("client-int-detail-flag", 1);
  client->JsonVariation("client-json-flag", fallback);
  client->JsonVariationDetail("client-json-detail-flag", fallback);
}

void Old(LDClientCPP* client) {
  // client-side 2
  client->boolVariation("boolVariation-flag", false);
  client->intVariation("intVariation-flag", 1);
  client->doubleVariation("doubleVariation-flag", 0.5);
  client->stringVariation("stringVariation-flag", "none");
  client->jsonVariation("jsonVariation-flag", fallback);
}

void Open(const std::shared_ptr<openfeature::ClientAPI>& client) {
  // OpenFeature
  client->GetBooleanValue("GetBooleanValue-flag", false);
  client->GetStringValue("GetStringValue-flag", "none");
  client->GetIntegerValue("GetIntegerValue-flag", 1);
  client->GetDoubleValue("GetDoubleValue-flag", 0.5);
  client->GetObjectValue("GetObjectValue-flag", fallback);
}

void Bindings(LDServerSDK sdk, LDContext context, LDClientSDK client, struct LDClient* old, struct LDUser* user) {
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
  LDBoolVariation(old, user, "LDBoolVariation-flag", false, nullptr);
  LDBoolVariationDetail(old, "LDBoolVariationDetail-flag", false, &details);
  LDIntVariation(old, user, "LDIntVariation-flag", 1, nullptr);
  LDIntVariationDetail(old, "LDIntVariationDetail-flag", 1, &details);
  LDDoubleVariation(old, user, "LDDoubleVariation-flag", 0.5, nullptr);
  LDDoubleVariationDetail(old, "LDDoubleVariationDetail-flag", 0.5, &details);
  LDStringVariation(old, user, "LDStringVariation-flag", "none", nullptr);
  LDStringVariationDetail(old, "LDStringVariationDetail-flag", "none", buffer, 128, &details);
  LDStringVariationAlloc(old, "LDStringVariationAlloc-flag", "none");
  LDStringVariationAllocDetail(old, "LDStringVariationAllocDetail-flag", "none", &details);
  LDJSONVariation(old, user, "LDJSONVariation-flag", fallback, nullptr);
  LDJSONVariationDetail(old, "LDJSONVariationDetail-flag", fallback, &details);
}

class Features : public IFeatures {
 public:
  explicit Features(std::unique_ptr<launchdarkly::server_side::Client> client) : client_(std::move(client)) {}
  bool IsOn(const std::string& key, bool fallback = false) const override {
    return client_->BoolVariation(context_, key, fallback);
  }
  bool IsOff(std::string_view key) const;

 private:
  std::unique_ptr<launchdarkly::server_side::Client> client_;
  launchdarkly::Context context_;
};

bool Features::IsOff(std::string_view key) const {
  return !IsOn(std::string(key));
}

class Toggle {
 public:
  Toggle(const char* key, bool fallback) : key_{key}, fallback_(fallback) {}
  bool Get() { return LDServerSDK_BoolVariation(sdk, context, key_.c_str(), fallback_); }

 private:
  std::string key_;
  bool fallback_;
};

void Constants(Features& features) {
  if (!features.IsOn(NEW_SEARCH) && features.IsOff("wrapped-flag")) {
  }
  features.IsOn(std::string{flags::kOldCart});
  this->client_->BoolVariation(context, flags::kBanner, false);
  using namespace flags;
  auto check = [&](const char* flag) { return features.IsOn(flag); };
  check(kSale);
  check(Keys::kBeta);
  Toggle late("late-flag", false);
  auto later = std::make_unique<Toggle>("later-flag", true);
}

void None(Book* book, gettext::Client& other) {
  // client->BoolVariation(context, "in-a-comment", false);
  gettext("an-i18n-id");
  book->GetStringVariation("not-a-key", "x");
  book->Read("not-a-flag", false);
}
