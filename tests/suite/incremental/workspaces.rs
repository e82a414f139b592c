//! Small workspaces in which everything leads to something in another file.

/// Keys that may exist.
pub(super) const KEYS: &[&str] = &["new-checkout", "old-search", "beta", "dark-mode", "fast-lane"];

/// Names that things get.
pub(super) const NAMES: &[&str] = &[
    "FeatureFlag",
    "Flags",
    "isOn",
    "is_on",
    "client",
    "ldClient",
    "toggler",
    "CHECKOUT",
    "Search",
    "flags",
    "useFeature",
    "FeatureToggler",
    "getValue",
    "key",
    "default",
    "Service",
    "keys",
    "On",
    "RequireFeature",
    "useFlags",
];

/// Lines that get typed.
pub(super) const PIECES: &[&str] = &[
    "export * from './flags/keys';",
    "import { FeatureFlag } from './flags';",
    "import { isOn as is } from '../wrapper'; is('beta');",
    "export const other = (key) => isOn(key);",
    "ldClient.variation(FeatureFlag.Search, false);",
    "const FLAG_ALIAS = FeatureFlag.Checkout;",
    "export default FeatureFlag;",
    "from .flags import is_on",
    "from shop.flags import *",
    "FLAG_B = FLAG_A",
    "is_on('dark-mode')",
    "class Other(Flags): pass",
    "import a.FeatureToggler;",
    "static final String FEATURE = \"beta\";",
    "boolean more(String key) { return toggler.getValue(key, false); }",
    "const Beta = \"beta\"",
    "func More(key string) bool { return On(key) }",
    "public const string Extra = \"fast-lane\";",
];

/// `//- path` starts a file.
pub(super) const WORKSPACES: &[&str] = &[
    r#"
//- src/flags/keys.ts
export enum FeatureFlag { Checkout = "new-checkout", Search = "old-search" }
export const FLAG_KEYS = { beta: { flag: "beta" }, dark: { flag: "dark-mode" } } as const;
//- src/flags/index.ts
export * from "./keys";
export { isOn } from "../wrapper";
//- src/wrapper.ts
import { init } from "@launchdarkly/node-server-sdk";
const ldClient = init("key");
export function isOn(key: string) { return ldClient.variation(key, {}, false); }
export const either = (first: string) => isOn(first) || inner({ name: first });
const inner = ({ name }) => ldClient.boolVariation(name, {}, false);
//- src/page.ts
import { FeatureFlag as Flags, isOn } from "./flags";
import * as keys from "./flags/keys";
if (isOn(Flags.Checkout) && isOn("typed")) { show(keys.FLAG_KEYS.beta.flag); }
const { Search } = Flags;
export const CHECKOUT = Flags.Checkout;
//- src/deep/view.ts
import { CHECKOUT } from "../page";
import { either } from "../wrapper";
either(CHECKOUT); either("fast-lane");
"#,
    r#"
//- web/hooks.ts
import { useFlags } from "launchdarkly-react-client-sdk";
export function useFeature() { return useFlags(); }
export const useOne = (name: string) => { const isOn = (key: string) => useLDClient().variation(key, false); return { isOn }; };
//- web/Page.tsx
import { useFeature, useOne } from "./hooks";
export function Page() {
  const { newCheckout, oldSearch: search } = useFeature();
  const flags = useFeature();
  const { isOn } = useOne("x");
  return flags.darkMode && isOn("beta") ? <Old flag={search} /> : <New on={newCheckout} />;
}
//- web/Other.jsx
import useIt from "./default";
export const Other = () => { const all = useIt(); return all.fastLane; };
//- web/default.ts
import { useFlags } from "launchdarkly-react-client-sdk";
const useIt = () => useFlags();
export default useIt;
"#,
    r#"
//- shop/services/flags.py
from ldclient import get as ldclient_get
FLAG_A = "new-checkout"
class Flags:
    SEARCH = "old-search"
    def is_on(self, flag: str, user=None):
        client = ldclient_get()
        return client.variation(flag, user, False)
def is_on(key):
    return flags.is_on(key)
//- shop/services/__init__.py
from .flags import Flags, FLAG_A
flags = Flags()
//- shop/orders.py
from shop.services import flags, FLAG_A
from shop.services.flags import Flags, is_on as check
FLAG_OTHER = FLAG_A
flags.is_on("orders-flag")
flags.is_on(Flags.SEARCH)
check(FLAG_OTHER)
//- shop/words.py
class Words:
    def is_on(self, word):
        return word
words = Words()
words.is_on("a word")
//- shop/more.py
from shop.orders import FLAG_OTHER
from .services import *
print(FLAG_OTHER, flags.is_on(FLAG_A))
"#,
    r#"
//- src/a/FeatureToggler.java
package a;
public interface FeatureToggler { boolean getValue(String key, Boolean defaultValue); }
//- src/b/LaunchDarklyFeatureToggler.java
package b;
import com.launchdarkly.sdk.server.interfaces.LDClientInterface;
import a.FeatureToggler;
class LaunchDarklyFeatureToggler implements FeatureToggler {
  private LDClientInterface ldClient;
  public boolean getValue(String key, Boolean defaultValue) { return ldClient.boolVariation(key, user(), defaultValue); }
}
//- src/c/Handler.java
package c;
import a.FeatureToggler;
class Handler {
  static final String SEARCH_FEATURE = "old-search";
  private final FeatureToggler toggler;
  private final Translator translator;
  boolean on(String key) { return toggler.getValue(key, false) || toggler.getValue(SEARCH_FEATURE, false); }
  String text() { return translator.getValue("an-i18n-id", false) + on("beta"); }
}
//- src/c/Translator.java
package c;
class Translator { String getValue(String key, Boolean markup) { return key; } }
//- src/d/HandlerTest.java
package d;
import static c.Handler.SEARCH_FEATURE;
import a.FeatureToggler;
class HandlerTest extends Handler { FeatureToggler toggler; void test() { toggler.getValue(SEARCH_FEATURE, false); on("dark-mode"); } }
"#,
    r#"
//- pkg/flags/flags.go
package flags
import ld "github.com/launchdarkly/go-server-sdk/v7"
const NewSearch = "old-search"
type Service struct { client *ld.LDClient }
func (s *Service) On(key string) bool { v, _ := s.client.BoolVariation(key, ctx, false); return v }
func On(key string) bool { return service.On(key) }
var service Service
//- pkg/flags/more.go
package flags
const Checkout = "new-checkout"
func Both(a string, b string) bool { return On(a) && service.On(b) }
//- cmd/main.go
package main
import "example.com/shop/pkg/flags"
func main() {
  if flags.On(flags.NewSearch) { flags.On("beta"); flags.Both("dark-mode", flags.Checkout) }
  strings.On("not a flag")
}
"#,
    r#"
//- Features/RequireFeatureAttribute.cs
using LaunchDarkly.Sdk.Server;
namespace Shop.Features;
public class RequireFeatureAttribute : Attribute {
  private readonly string _key;
  private readonly ILdClient _ldClient;
  public RequireFeatureAttribute(string key) { _key = key; }
  public void OnExecuting() { if (!_ldClient.BoolVariation(_key, null, false)) throw new Exception(); }
}
//- Features/FeatureService.cs
namespace Shop.Features;
public interface IFeatureService { bool IsEnabled(string key); }
public class FeatureService : IFeatureService {
  private readonly ILdClient _client;
  public bool IsEnabled(string key) => _client.BoolVariation(key, null, false);
}
//- Constants.cs
namespace Shop;
public static class FeatureFlagKeys { public const string Checkout = "new-checkout"; public const string Beta = "beta"; }
//- OrdersController.cs
using Shop.Features;
namespace Shop;
public class OrdersController {
  private readonly IFeatureService _featureService;
  [RequireFeature(FeatureFlagKeys.Checkout)]
  public void Get() { if (_featureService.IsEnabled(FeatureFlagKeys.Beta)) Run("dark-mode"); }
  private bool Run(string key) { return _featureService.IsEnabled(key); }
}
//- flags.rb
class Flags
  NEW_FLAG = "fast-lane"
  def on?(key)
    LaunchDarkly::LDClient.new.variation(key, user, false)
  end
end
//- use.rb
Flags.new.on?(Flags::NEW_FLAG)
flags.on?("beta")
"#,
];
