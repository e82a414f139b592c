use std::cell::RefCell;
use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;

#[cfg(feature = "apex")]
mod apex;
#[cfg(feature = "typescript")]
mod components;
#[cfg(feature = "csharp")]
mod csharp;
#[cfg(feature = "dart")]
mod dart;
#[cfg(all(feature = "go", feature = "java", feature = "csharp", feature = "ruby", feature = "kotlin"))]
mod flag_states;
#[cfg(all(feature = "csharp", feature = "dart", feature = "kotlin", feature = "swift"))]
mod inherited;
#[cfg(feature = "rust")]
mod key_accessors;
mod key_accessors_by_language;
#[cfg(feature = "typescript")]
mod key_types;
#[cfg(feature = "kotlin")]
mod kotlin;
mod learned;
mod lookalikes;
#[cfg(all(feature = "go", feature = "kotlin", feature = "ruby", feature = "swift"))]
mod loops;
mod names;
#[cfg(feature = "objective-c")]
mod objective_c;
#[cfg(feature = "php")]
mod php;
#[cfg(feature = "scala")]
mod scala;
mod sets;
#[cfg(feature = "swift")]
mod swift;

#[cfg(feature = "cpp")]
mod cpp;
#[cfg(all(feature = "elixir", feature = "erlang", feature = "haskell", feature = "lua"))]
mod functional;
#[cfg(feature = "rust")]
mod rust;
#[cfg(feature = "kotlin")]
mod values;
mod yaml;

/// A workspace in one string: `//- path` starts a file.
fn check(files: &str, expected: Expect) {
    check_with(&["new-checkout", "old-search", "beta", "dsnp"], files, expected);
}

fn check_with(known: &[&str], files: &str, expected: Expect) {
    expected.assert_eq(&draw(&known.iter().copied().collect(), files));
}

/// Every reference of a workspace, but for mentions.
pub(super) fn draw(known: &KnownKeys, files: &str) -> String {
    let parts: Vec<(&str, &str)> =
        files.split("//- ").skip(1).map(|part| part.split_once('\n').unwrap_or((part, ""))).collect();
    let languages = parts.iter().map(|(path, text)| (*path, Language::of_path(path.as_ref()).unwrap(), *text));
    let index = Index::new(known).with_files(languages);
    let mut drawn = String::new();
    for (path, references) in index.all_references() {
        let text = parts.iter().find(|(name, _)| *name == &*path).unwrap().1;
        let lines = crate::text::LineIndex::new(text);
        for reference in references {
            let at = lines.position(text, reference.range.start, crate::text::PositionEncoding::Utf32);
            let shown = reference.range.of(text);
            let _ = writeln!(drawn, "{path}:{} {} `{shown}`", at.line + 1, label(&reference));
        }
    }
    drawn
}

/// Kind and key.
pub(super) fn label(reference: &Reference) -> String {
    match &reference.resolution {
        Resolution::Key(key) => format!("{} {key}", reference.kind().name()),
        Resolution::Ambiguous(keys) => format!("ambiguous {}", keys.join(", ")),
        Resolution::Misspelled { key, name } => format!("misspelled {key} as {name}"),
        Resolution::Empty => format!("{} without a key", reference.kind().name()),
    }
}

#[test]
fn an_enum_behind_a_barrel_under_another_name() {
    check(
        r#"
//- src/flags/keys.ts
export enum FeatureFlag { Checkout = "new-checkout", Search = "old-search" }
//- src/flags/index.ts
export * from "./keys";
//- src/page.ts
import { FeatureFlag as Flags } from "./flags";
client.on(Flags.Checkout);
const lookup = { [Flags.Search]: true };
//- src/other.ts
import { FeatureFlag } from "./elsewhere";
//- src/elsewhere.ts
export enum FeatureFlag { Checkout = "something else" }
const x = FeatureFlag.Checkout;
"#,
        expect![[r#"
            src/flags/keys.ts:1 definition new-checkout `new-checkout`
            src/flags/keys.ts:1 definition old-search `old-search`
            src/page.ts:2 constant new-checkout `Checkout`
            src/page.ts:3 constant old-search `Search`
        "#]],
    );
}

#[test]
fn nested_objects_and_a_constant_that_is_no_flag() {
    check(
        r#"
//- flags.ts
export const featureFlags = {
  CHECKOUT: { flag: "new-checkout", defaultValue: false },
  BETA: { flag: "beta", defaultValue: false },
} as const;
export const PROGRAM = "dsnp";
//- use.ts
import { featureFlags, PROGRAM } from "./flags";
ldClient.variation(featureFlags.CHECKOUT.flag, featureFlags.CHECKOUT.defaultValue);
show(PROGRAM);
"#,
        expect![[r#"
            flags.ts:2 definition new-checkout `new-checkout`
            flags.ts:3 definition beta `beta`
            use.ts:2 constant new-checkout `CHECKOUT`
        "#]],
    );
}

#[test]
fn a_java_wrapper_behind_an_interface_and_a_static_import() {
    check_with(
        &[],
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
import b.Translator;
class Handler {
  static final String SEARCH = "search-flag";
  private final FeatureToggler toggler;
  private final Translator translator;
  boolean on() { return toggler.getValue("typed-flag", false) || toggler.getValue(SEARCH, false); }
  String text() { return translator.getValue("an-i18n-id", false); }
}
//- src/b/Translator.java
package b;
class Translator { String getValue(String key, Boolean markup) { return key; } }
//- src/d/HandlerTest.java
package d;
import static c.Handler.SEARCH;
import a.FeatureToggler;
class HandlerTest { FeatureToggler toggler; void test() { when(toggler.getValue(SEARCH, false)); } }
"#,
        expect![[r#"
            src/c/Handler.java:5 definition search-flag `search-flag`
            src/c/Handler.java:8 wrapper typed-flag `typed-flag`
            src/c/Handler.java:8 constant search-flag `SEARCH`
            src/d/HandlerTest.java:4 constant search-flag `SEARCH`
        "#]],
    );
}

#[test]
fn a_python_instance_that_a_package_passes_on() {
    check_with(
        &[],
        r#"
//- shop/services/flags.py
from ldclient import get as ldclient_get
class Flags:
    def is_on(self, flag: str, user=None):
        client = ldclient_get()
        return client.variation(flag, user, False)
//- shop/services/__init__.py
from .flags import Flags
flags = Flags()
//- shop/orders.py
from shop.services import flags
from shop.words import words
flags.is_on("orders-flag")
words.is_on("a word")
//- shop/words.py
class Words:
    def is_on(self, word):
        return word
words = Words()
"#,
        expect![[r#"
            shop/orders.py:3 wrapper orders-flag `orders-flag`
        "#]],
    );
}

#[test]
fn an_attribute_whose_constructor_keeps_the_key_in_a_field() {
    check_with(
        &[],
        r#"
//- RequireFeatureAttribute.cs
using LaunchDarkly.Sdk.Server;
namespace Shop.Features;
public class RequireFeatureAttribute : Attribute {
  private readonly string _key;
  private readonly ILdClient _ldClient;
  public RequireFeatureAttribute(string key) { _key = key; }
  public void OnExecuting() { if (!_ldClient.BoolVariation(_key, null, false)) throw new Exception(); }
}
//- OrdersController.cs
using Shop.Features;
namespace Shop;
public class OrdersController {
  [RequireFeature("orders-flag")]
  [Route("orders")]
  public void Get() { }
}
"#,
        expect![[r#"
            OrdersController.cs:4 wrapper orders-flag `orders-flag`
        "#]],
    );
}

#[test]
fn two_constants_of_one_name_are_not_mixed_up() {
    check(
        r#"
//- a/flags.py
NEW_FLAG = "new-checkout"
//- b/flags.py
NEW_FLAG = "old-search"
//- a/use.py
from a.flags import NEW_FLAG
print(NEW_FLAG)
//- b/use.py
from b.flags import NEW_FLAG
print(NEW_FLAG)
//- c/use.py
from somewhere.flags import NEW_FLAG
print(NEW_FLAG)
"#,
        expect![[r#"
            a/flags.py:1 definition new-checkout `new-checkout`
            a/use.py:2 constant new-checkout `NEW_FLAG`
            b/flags.py:1 definition old-search `old-search`
            b/use.py:2 constant old-search `NEW_FLAG`
        "#]],
    );
}

#[test]
fn go_constants_and_wrappers_of_a_package() {
    check_with(
        &[],
        r#"
//- pkg/flags/flags.go
package flags
import ld "github.com/launchdarkly/go-server-sdk/v7"
const NewSearch = "new-search"
type Service struct { client *ld.LDClient }
func (s *Service) On(key string) bool { v, _ := s.client.BoolVariation(key, ctx, false); return v }
func On(key string) bool { return service.On(key) }
var service Service
//- cmd/main.go
package main
import "example.com/shop/pkg/flags"
func main() {
  if flags.On(flags.NewSearch) { flags.On("other-flag") }
  strings.On("not a flag")
}
"#,
        expect![[r#"
            cmd/main.go:4 constant new-search `NewSearch`
            cmd/main.go:4 wrapper other-flag `other-flag`
            pkg/flags/flags.go:3 definition new-search `new-search`
        "#]],
    );
}

#[test]
fn a_name_hidden_by_a_parameter_is_no_use_of_the_constant() {
    check(
        r#"
//- a.ts
export const NEW_FLAG = "new-checkout";
export function f(NEW_FLAG: string) { return NEW_FLAG; }
export const g = () => NEW_FLAG;
"#,
        expect![[r#"
            a.ts:1 definition new-checkout `new-checkout`
            a.ts:3 constant new-checkout `NEW_FLAG`
        "#]],
    );
}

#[test]
fn replacing_files_one_by_one_gives_what_a_new_index_gives() {
    let known: KnownKeys = ["new-checkout"].into_iter().collect();
    let texts = RefCell::new(std::collections::BTreeMap::from([
        ("flags.ts", "export enum Flags { A = 'new-checkout' }"),
        ("use.ts", "import { Flags } from './flags'; ldClient.variation(Flags.A)"),
    ]));
    let whole = || {
        let texts = texts.borrow();
        let files = texts.iter().map(|(path, text)| (*path, Language::TypeScript, *text));
        Index::new(&known).with_files(files).all_references()
    };
    let mut index = Index::new(&known);
    let edits = [
        ("use.ts", "import { Flags } from './flags'; ldClient.variation(Flags.A)"),
        ("flags.ts", "export enum Flags { B = 'new-checkout' }"),
        ("use.ts", "import { Flags } from './flags'; Flags.B; const on = (k) => ldClient.variation(k); on('x')"),
        ("flags.ts", "export enum Flags { A = 'new-checkout' }"),
        ("flags.ts", ""),
    ];
    index = index.with_files(texts.borrow().iter().map(|(path, text)| (*path, Language::TypeScript, *text)));
    for (path, text) in edits {
        texts.borrow_mut().insert(path, text);
        index = index.with_files([(path, Language::TypeScript, text)]);
        assert_eq!(index.all_references(), whole(), "after {path}");
    }
}
