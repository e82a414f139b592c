//! Texts that functions and constructors give to the members of enums, by language.

use super::*;

const KEYS: &[&str] = &["new-checkout", "old-search", "dark-mode", "beta"];

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

#[cfg(feature = "java")]
#[test]
fn java_enums_with_their_key_behind_another_argument_or_in_a_switch() {
    check_with(
        KEYS,
        r#"
//- a/Flag.java
package a;
public enum Flag {
  NEW("The new one", "new-checkout"), OLD("beta", "old-search");
  private final String key; private final String title;
  Flag(String title, String key) { this.title = title; this.key = key; }
  public String getKey() { return key; }
  public String getTitle() { return title; }
}
//- a/Step.java
package a;
public enum Step {
  DARK, BETA, SLOW;
  public String launchName() { return switch (this) { case DARK -> "dark-mode"; case BETA -> { return "beta"; } default -> ""; }; }
  public String label() { switch (this) { case DARK: return "old-search"; case BETA: return "new-checkout"; default: return ""; } }
}
//- a/Word.java
package a;
public enum Word {
  BETA("Beta", "beta");
  Word(String title, String text) { }
}
//- a/Service.java
package a;
import com.launchdarkly.sdk.server.LDClient;
public class Service {
  LDClient client;
  public boolean isOn(Flag flag) { return client.boolVariation(flag.getKey(), context, false); }
  public boolean at(Step step) { return client.boolVariation(step.launchName(), context, false); }
}
//- a/Page.java
package a;
class Page {
  Service service; Words words;
  void go() {
    service.isOn(Flag.NEW);
    if (service.isOn(Flag.OLD) && flag == Flag.OLD) { words.isOn(Word.BETA); }
    service.at(Step.DARK);
    service.at(Step.BETA);
    show(Flag.NEW.getTitle(), Step.DARK.label());
  }
}
"#,
        expect![[r#"
            a/Flag.java:3 definition new-checkout `new-checkout`
            a/Flag.java:3 definition old-search `old-search`
            a/Page.java:5 constant new-checkout `NEW`
            a/Page.java:6 constant old-search `OLD`
            a/Page.java:6 constant old-search `OLD`
            a/Page.java:7 constant dark-mode `DARK`
            a/Page.java:8 constant beta `BETA`
            a/Page.java:9 constant new-checkout `NEW`
            a/Page.java:9 constant dark-mode `DARK`
            a/Step.java:4 definition dark-mode `dark-mode`
            a/Step.java:4 definition beta `beta`
            a/Step.java:5 constant dark-mode `DARK`
            a/Step.java:5 constant beta `BETA`
        "#]],
    );
}

#[cfg(feature = "kotlin")]
#[test]
fn kotlin_enums_with_their_key_behind_another_argument_or_in_a_when() {
    check_with(
        KEYS,
        r#"
//- Flag.kt
package a
enum class Flag(val title: String, val launchId: String) { NEW("The new one", "new-checkout"), OLD("beta", "old-search") }
enum class Step { DARK, BETA;
  fun launchName() = when (this) { DARK -> "dark-mode"; BETA -> "beta" }
  fun label() = when (this) { DARK -> "old-search"; BETA -> "new-checkout" }
}
enum class Word(val title: String, val text: String) { BETA("Beta", "beta") }
//- Service.kt
package a
import com.launchdarkly.sdk.server.LDClient
class Service(private val client: LDClient) {
  fun isOn(flag: Flag) = client.boolVariation(flag.launchId, context, false)
  fun at(step: Step) = client.boolVariation(step.launchName(), context, false)
}
//- Page.kt
package a
fun page(service: Service, words: Words, client: com.launchdarkly.sdk.server.LDClient) {
  service.isOn(Flag.NEW)
  service.isOn(flag = Flag.OLD)
  service.at(step = Step.BETA)
  client.boolVariation(Step.DARK.launchName(), context, false)
  show(Flag.OLD.title)
  words.isOn(Word.BETA)
}
"#,
        expect![[r#"
            Flag.kt:2 definition new-checkout `new-checkout`
            Flag.kt:2 definition old-search `old-search`
            Flag.kt:4 definition dark-mode `dark-mode`
            Flag.kt:4 definition beta `beta`
            Flag.kt:5 constant dark-mode `DARK`
            Flag.kt:5 constant beta `BETA`
            Page.kt:3 constant new-checkout `NEW`
            Page.kt:4 constant old-search `OLD`
            Page.kt:5 constant beta `BETA`
            Page.kt:6 constant dark-mode `DARK`
            Page.kt:7 constant old-search `OLD`
        "#]],
    );
}

#[cfg(all(feature = "dart", feature = "scala"))]
#[test]
fn dart_and_scala_enums_with_their_key_behind_another_argument() {
    check_with(
        KEYS,
        r#"
//- lib/flags.dart
enum Flag {
  newOne('The new one', 'new-checkout'), other('beta', 'dark-mode');
  const Flag(this.title, this.launchId);
  final String title;
  final String launchId;
}
//- lib/service.dart
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
import 'flags.dart';
class Service { final LDClient client; Service(this.client);
  bool isOn(Flag flag) => client.boolVariation(flag.launchId, false); }
//- lib/page.dart
import 'service.dart';
import 'flags.dart';
bool page(Service service) => service.isOn(Flag.newOne) || service.isOn(Flag.other);
//- Flag.scala
package a
enum Flag(val title: String, val key: String) {
  case NewOne extends Flag("The new one", "new-checkout")
  case Other extends Flag("beta", "dark-mode")
}
enum Step { case A, B
  def launchName: String = this match { case A => "old-search"; case Step.B => "beta" } }
sealed trait Rest { def key: String }
object Rest { case object Dark extends Rest { override def key: String = "dark-mode" } }
//- Service.scala
package a
import com.launchdarkly.sdk.server.LDClient
class Service(client: LDClient) {
  def isOn(flag: Flag) = client.boolVariation(flag.key, context, false)
  def at(step: Step) = client.boolVariation(step.launchName, context, false)
  def rest(rest: Rest) = client.boolVariation(rest.key, context, false)
}
//- Page.scala
package a
class Page(service: Service) {
  service.isOn(Flag.NewOne)
  service.isOn(flag = Flag.Other)
  service.at(Step.A)
  service.at(Step.B)
  service.rest(Rest.Dark)
}
"#,
        expect![[r#"
            Flag.scala:3 definition new-checkout `new-checkout`
            Flag.scala:4 wrapper beta `beta`
            Flag.scala:4 definition dark-mode `dark-mode`
            Flag.scala:7 definition old-search `old-search`
            Flag.scala:7 definition beta `beta`
            Flag.scala:9 definition dark-mode `dark-mode`
            Page.scala:3 constant new-checkout `NewOne`
            Page.scala:4 constant dark-mode `Other`
            Page.scala:5 constant old-search `A`
            Page.scala:6 constant beta `B`
            Page.scala:7 constant dark-mode `Dark`
            lib/flags.dart:2 definition new-checkout `new-checkout`
            lib/flags.dart:2 definition dark-mode `dark-mode`
            lib/page.dart:3 constant new-checkout `newOne`
            lib/page.dart:3 constant dark-mode `other`
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

#[cfg(all(feature = "typescript", feature = "python", feature = "php"))]
#[test]
fn functions_of_enums_in_scripts() {
    check_with(
        KEYS,
        r#"
//- flags.ts
export enum Step { A, B }
export function launchName(step: Step) { switch (step) { case Step.A: return "new-checkout"; case Step.B: { return "beta"; } } }
export function title(step: Step) { switch (step) { case Step.A: return "old-search"; case Step.B: return "dark-mode"; } }
//- service.ts
import { LDClient } from "@launchdarkly/node-server-sdk";
import { Step, launchName } from "./flags";
export const at = (client: LDClient, step: Step) => client.variation(launchName(step), context, false);
//- page.ts
import { at } from "./service";
import { Step, title } from "./flags";
at(client, Step.A);
show(title(Step.B));
//- flags.py
class Step(Enum):
    A = 1
    B = 2
    @property
    def title(self):
        match self:
            case Step.A: return "old-search"
    @property
    def launch_name(self):
        match self:
            case Step.A: return "new-checkout"
            case Step.B:
                return "beta"
//- service.py
import ldclient
from flags import Step
def at(step: Step):
    return ldclient.get().variation(step.launch_name, context, False)
//- page.py
from service import at
from flags import Step
at(Step.A)
at(step=Step.B)
print(Step.A.title)
//- src/Step.php
<?php
namespace App;
enum Step { case A; case B;
  public function title(): string { return match($this) { Step::A => 'old-search', self::B => 'B' }; }
  public function launchName(): string { return match($this) { self::A => 'new-checkout', self::B => 'dark-mode' }; }
}
//- src/Service.php
<?php
namespace App;
use LaunchDarkly\LDClient;
class Service {
  public function __construct(private LDClient $client) {}
  public function at(Step $step): bool { return $this->client->variation($step->launchName(), $context, false); }
}
//- src/Page.php
<?php
namespace App\Http;
use App\{Step, Service};
class Page { private Service $service;
  function go() { $this->service->at(Step::A); show(Step::B->title()); $client->variation(Step::B->launchName(), $context, false); }
}
"#,
        expect![[r#"
            flags.py:7 constant new-checkout `A`
            flags.py:11 definition new-checkout `new-checkout`
            flags.py:13 definition beta `beta`
            flags.ts:2 definition new-checkout `new-checkout`
            flags.ts:2 definition beta `beta`
            flags.ts:3 constant new-checkout `A`
            flags.ts:3 constant beta `B`
            page.py:3 constant new-checkout `A`
            page.py:4 constant beta `B`
            page.py:5 constant new-checkout `A`
            page.ts:3 constant new-checkout `A`
            page.ts:4 constant beta `B`
            src/Page.php:5 constant new-checkout `A`
            src/Page.php:5 constant dark-mode `B`
            src/Page.php:5 constant dark-mode `B`
            src/Step.php:4 constant new-checkout `A`
            src/Step.php:4 constant dark-mode `B`
            src/Step.php:5 definition new-checkout `new-checkout`
            src/Step.php:5 definition dark-mode `dark-mode`
        "#]],
    );
}

#[cfg(all(feature = "haskell", feature = "ruby"))]
#[test]
fn equations_of_a_haskell_type_and_ruby_methods_that_give_a_key() {
    check_with(
        KEYS,
        r#"
//- src/Flags.hs
module Flags where
import LaunchDarkly.Server.Client
data Flag = NewCheckout | OldSearch
title, launchName :: Flag -> Text
title NewCheckout = "beta"
title OldSearch = "Old"
launchName NewCheckout = "new-checkout"
launchName OldSearch = "old-search"
other flag = case flag of
  NewCheckout -> "dark-mode"
enabled client flag = boolVariation client (launchName flag) context False
//- src/Page.hs
module Page where
import Flags
page client = do
  a <- enabled client OldSearch
  b <- boolVariation client (launchName NewCheckout) context False
  putStrLn (title OldSearch)
//- lib/flags.rb
module Flags
  def self.checkout = "new-checkout"
  def self.search
    "old-search"
  end
  def self.title = "Flags"
  def self.on?(key) = LaunchDarkly::LDClient.new("x").variation(key, context, false)
end
module Words
  def self.beta = "beta"
end
//- app/page.rb
class Page
  def go
    Flags.on?(Flags.checkout)
    Flags.on?(Flags.search)
    show(Words.beta, words.checkout, words.search)
  end
end
"#,
        expect![[r#"
            app/page.rb:3 constant new-checkout `checkout`
            app/page.rb:4 constant old-search `search`
            lib/flags.rb:2 definition new-checkout `new-checkout`
            lib/flags.rb:4 definition old-search `old-search`
            src/Flags.hs:7 definition new-checkout `new-checkout`
            src/Flags.hs:8 definition old-search `old-search`
            src/Flags.hs:10 constant new-checkout `NewCheckout`
            src/Page.hs:4 constant old-search `OldSearch`
            src/Page.hs:5 constant new-checkout `NewCheckout`
            src/Page.hs:6 constant old-search `OldSearch`
        "#]],
    );
}

#[cfg(feature = "swift")]
#[test]
fn a_property_of_a_swift_enum_with_members_named_by_a_dot() {
    check_with(
        KEYS,
        r#"
//- A/Flag.swift
enum Flag { case checkout, search }
extension Flag {
  func title() -> String { switch self { case .checkout: "beta"; case .search: "dark-mode" } }
  var launchName: String {
    switch self {
    case .checkout: return "new-checkout"
    case .search: return "old-search"
    }
  }
}
//- A/Service.swift
import LaunchDarkly
class Service {
  func isOn(_ flag: Flag) -> Bool { LDClient.get()!.boolVariation(forKey: flag.launchName, defaultValue: false) }
}
//- A/Page.swift
func page(service: Service, words: Words) {
  service.isOn(.checkout)
  if service.isOn(Flag.search) { words.say(Flag.checkout.title()) }
}
"#,
        expect![[r#"
            A/Flag.swift:6 definition new-checkout `new-checkout`
            A/Flag.swift:7 definition old-search `old-search`
            A/Page.swift:2 constant new-checkout `checkout`
            A/Page.swift:3 constant old-search `search`
            A/Page.swift:3 constant new-checkout `checkout`
        "#]],
    );
}
