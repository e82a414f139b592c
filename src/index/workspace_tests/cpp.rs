use super::*;

#[test]
fn macros_and_wrappers_of_headers() {
    check(
        r#"
//- src/flags.h
#pragma once
#define NEW_CHECKOUT "new-checkout"
extern const char *const SEARCH;
bool feature_on(const char *key);
//- src/flags.c
#include <launchdarkly/server_side/bindings/c/sdk.h>
#include "flags.h"
const char *const SEARCH = "old-search";
bool feature_on(const char *key) { return LDServerSDK_BoolVariation(sdk, context, key, false); }
//- src/main.c
#include "flags.h"
int main(void) {
    if (feature_on(NEW_CHECKOUT) || feature_on("page-flag")) {}
    feature_on(SEARCH);
    other_on("no-flag");
    puts("beta");
}
"#,
        expect![[r#"
            src/flags.c:3 definition old-search `old-search`
            src/flags.h:2 definition new-checkout `new-checkout`
            src/main.c:3 constant new-checkout `NEW_CHECKOUT`
            src/main.c:3 wrapper page-flag `page-flag`
            src/main.c:4 constant old-search `SEARCH`
        "#]],
    );
}

#[test]
fn classes_in_headers_namespaces_and_an_interface() {
    check(
        r#"
//- include/acme/flags.hpp
#pragma once
namespace acme::flags {
inline constexpr std::string_view kCheckout = "new-checkout";
struct Keys { static constexpr const char* kSearch = "old-search"; };
}
//- include/acme/features.hpp
#pragma once
#include <launchdarkly/server_side/client.hpp>
namespace acme {
class IFeatures {
 public:
  virtual ~IFeatures() = default;
  virtual bool IsOn(const std::string& key) const = 0;
};
class Features final : public IFeatures {
 public:
  static Features& Instance();
  bool IsOn(const std::string& key) const override;
 private:
  std::unique_ptr<launchdarkly::server_side::Client> client_;
};
}
//- src/features.cpp
#include "acme/features.hpp"
namespace acme {
bool Features::IsOn(const std::string& key) const { return client_->BoolVariation(context_, key, false); }
}
//- src/page.cpp
#include "acme/features.hpp"
#include "acme/flags.hpp"
using acme::flags::Keys;
bool Page(const acme::IFeatures& features, Translator& words) {
  acme::Features::Instance().IsOn("singleton-flag");
  words.IsOn("a-word");
  return features.IsOn(std::string(acme::flags::kCheckout)) && features.IsOn(Keys::kSearch) && features.IsOn("page-flag");
}
//- src/translator.hpp
class Translator { public: bool IsOn(const std::string& key); };
"#,
        expect![[r#"
            include/acme/flags.hpp:3 definition new-checkout `new-checkout`
            include/acme/flags.hpp:4 definition old-search `old-search`
            src/page.cpp:5 wrapper singleton-flag `singleton-flag`
            src/page.cpp:7 constant new-checkout `kCheckout`
            src/page.cpp:7 constant old-search `kSearch`
            src/page.cpp:7 wrapper page-flag `page-flag`
        "#]],
    );
}
