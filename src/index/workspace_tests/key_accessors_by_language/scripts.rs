//! scripts, Haskell, Ruby and Swift.

use super::*;

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
