//! C, C++, C# and Go.

use super::*;

#[cfg(feature = "cpp")]
#[test]
fn a_function_of_a_cpp_enum_and_constants_defined_outside_of_their_class() {
    check_with(
        KEYS,
        r#"
//- include/flags.hpp
namespace acme {
struct Flags {
  static const std::string kCheckout;
  static const char* const kBeta;
};
enum class Flag { NewCheckout, OldSearch, Dark };
const char* ToKey(Flag flag);
std::string Describe(Flag flag);
class Service {
 public:
  bool Enabled(Flag flag) const;
  bool IsOn(const std::string& key) const;
 private:
  std::unique_ptr<launchdarkly::server_side::Client> client_;
};
}
//- src/flags.cpp
#include "flags.hpp"
#include <launchdarkly/server_side/client.hpp>
namespace acme {
const std::string Flags::kCheckout = "new-checkout";
const char* const Flags::kBeta{"beta"};
const char* ToKey(Flag flag) {
  switch (flag) {
    case Flag::NewCheckout: return "new-checkout";
    case acme::Flag::OldSearch:
      return "old-search";
    case Flag::Dark: { return "dark-mode"; }
    default: return "";
  }
}
std::string Describe(Flag flag) {
  switch (flag) { case Flag::NewCheckout: return "beta"; default: return "dark-mode"; }
}
bool Service::Enabled(Flag flag) const { return client_->BoolVariation(context_, ToKey(flag), false); }
bool Service::IsOn(const std::string& key) const { return client_->BoolVariation(context_, key, false); }
}
//- src/page.cpp
#include "flags.hpp"
enum class Page { Beta };
std::string Title(Page page) { switch (page) { case Page::Beta: return "beta"; } }
bool Show(const acme::Service& service, Words& words, launchdarkly::server_side::Client& client) {
  words.Enabled(Page::Beta);
  words.IsOn("beta");
  client.BoolVariation(context, acme::ToKey(acme::Flag::OldSearch), false);
  client.BoolVariation(context, words.Describe("beta"), false);
  return service.Enabled(acme::Flag::NewCheckout) && service.IsOn(acme::Flags::kCheckout) && service.IsOn(acme::Flags::kBeta);
}
"#,
        expect![[r#"
            src/flags.cpp:4 definition new-checkout `new-checkout`
            src/flags.cpp:5 definition beta `beta`
            src/flags.cpp:8 definition new-checkout `new-checkout`
            src/flags.cpp:10 definition old-search `old-search`
            src/flags.cpp:11 definition dark-mode `dark-mode`
            src/flags.cpp:16 constant new-checkout `NewCheckout`
            src/page.cpp:7 constant old-search `OldSearch`
            src/page.cpp:9 constant new-checkout `NewCheckout`
            src/page.cpp:9 constant new-checkout `kCheckout`
            src/page.cpp:9 constant beta `kBeta`
        "#]],
    );
}

#[cfg(feature = "c")]
#[test]
fn a_function_of_a_c_enum() {
    check_with(
        KEYS,
        r#"
//- include/flags.h
typedef enum { FLAG_NEW, FLAG_OLD } flag_t;
extern const char BETA[];
const char *flag_key(flag_t flag);
bool flag_enabled(flag_t flag);
//- src/flags.c
#include <launchdarkly/api.h>
#include "flags.h"
const char BETA[] = "beta";
const char *flag_key(flag_t flag) {
  switch (flag) {
    case FLAG_NEW: return "new-checkout";
    case FLAG_OLD: return "old-search";
  }
  return NULL;
}
const char *flag_title(flag_t flag) { switch (flag) { case FLAG_NEW: return "dark-mode"; default: return ""; } }
bool flag_enabled(flag_t flag) { return LDBoolVariation(client, user, flag_key(flag), false, NULL); }
//- src/main.c
#include <launchdarkly/api.h>
#include "flags.h"
int main(void) {
  LDBoolVariation(client, user, BETA, false, NULL);
  LDBoolVariation(client, user, flag_key(FLAG_NEW), false, NULL);
  puts(flag_title(FLAG_OLD));
  return flag_enabled(FLAG_OLD);
}
"#,
        expect![[r#"
            src/flags.c:3 definition beta `beta`
            src/flags.c:6 definition new-checkout `new-checkout`
            src/flags.c:7 definition old-search `old-search`
            src/flags.c:11 constant new-checkout `FLAG_NEW`
            src/main.c:4 constant beta `BETA`
            src/main.c:5 constant new-checkout `FLAG_NEW`
            src/main.c:6 constant old-search `FLAG_OLD`
            src/main.c:7 constant old-search `FLAG_OLD`
        "#]],
    );
}

#[cfg(all(feature = "csharp", feature = "go"))]
#[test]
fn extensions_of_a_csharp_enum_and_methods_of_go_constants() {
    check_with(
        KEYS,
        r#"
//- Flag.cs
namespace Shop;
public enum Flag { NewCheckout, OldSearch }
public static class FlagExtensions {
  public static string Title(this Flag flag) => flag switch { Flag.NewCheckout => "beta", _ => "" };
  public static string LaunchName(this Flag flag) => flag switch { Flag.NewCheckout => "new-checkout", Flag.OldSearch => "old-search", _ => throw new Exception() };
  public static string Slow(this Flag flag) { switch (flag) { case Flag.NewCheckout: return "dark-mode"; default: return ""; } }
}
public sealed record FlagKey(string Value) { public static FlagKey Beta => new("beta"); }
//- Service.cs
using LaunchDarkly.Sdk.Server;
namespace Shop;
public class Service {
  ILdClient _client;
  public bool IsOn(Flag flag) => _client.BoolVariation(flag.LaunchName(), context, false);
  public bool Has(FlagKey flag) => _client.BoolVariation(flag.Value, context, false);
}
//- Page.cs
namespace Shop;
class Page {
  void Go(Service service, Words words) {
    service.IsOn(Flag.NewCheckout);
    service.IsOn(flag: Flag.OldSearch);
    service.Has(FlagKey.Beta);
    words.Say(Flag.OldSearch.Title());
  }
}
//- flags/flags.go
package flags
type Step int
const ( StepNew Step = iota; StepOld )
func (s Step) Title() string { switch s { case StepNew: return "beta"; default: return "" } }
func (s Step) LaunchName() string {
	switch s {
	case StepNew:
		return "new-checkout"
	case StepOld:
		return "dark-mode"
	}
	return ""
}
//- service/service.go
package service
import ( ld "github.com/launchdarkly/go-server-sdk/v7"; "example.com/shop/flags" )
type Service struct { client *ld.LDClient }
func (s *Service) At(step flags.Step) bool { on, _ := s.client.BoolVariation(step.LaunchName(), context, false); return on }
//- main/main.go
package main
import ( "example.com/shop/flags"; "example.com/shop/service" )
func main() {
	s := service.Service{}
	s.At(flags.StepNew)
	ldClient.BoolVariation(flags.StepOld.LaunchName(), context, false)
	print(flags.StepOld.Title())
}
"#,
        expect![[r#"
            Flag.cs:4 constant new-checkout `NewCheckout`
            Flag.cs:5 definition new-checkout `new-checkout`
            Flag.cs:5 definition old-search `old-search`
            Flag.cs:6 constant new-checkout `NewCheckout`
            Flag.cs:8 definition beta `beta`
            Page.cs:4 constant new-checkout `NewCheckout`
            Page.cs:5 constant old-search `OldSearch`
            Page.cs:6 constant beta `Beta`
            Page.cs:7 constant old-search `OldSearch`
            flags/flags.go:4 constant new-checkout `StepNew`
            flags/flags.go:8 definition new-checkout `new-checkout`
            flags/flags.go:10 definition dark-mode `dark-mode`
            main/main.go:5 constant new-checkout `StepNew`
            main/main.go:6 constant dark-mode `StepOld`
            main/main.go:7 constant dark-mode `StepOld`
        "#]],
    );
}
