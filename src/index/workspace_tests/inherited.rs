//! Wrappers that are called on the super class.

use super::*;

#[test]
fn a_method_of_the_super_class_is_called_on_it_in_scripts_and_python() {
    check(
        r#"
//- base.ts
import { LDClient } from 'launchdarkly-node-server-sdk';
export class Base {
  constructor(protected client: LDClient) {}
  isOn(key: string) { return this.client.variation(key, {}, false); }
}
//- cart.ts
import { Base } from './base';
import { Light } from './light';
export class Cart extends Base { quick() { return super.isOn('new-checkout'); } }
export class Lamp extends Light { quick() { return super.isOn('old-search'); } }
//- base.py
import ldclient
class Base:
    def is_on(self, key):
        return ldclient.get().variation(key, self.ctx, False)
//- cart.py
from base import Base
from light import Light
class Cart(Base):
    def quick(self):
        return super().is_on("new-checkout")
    def old(self):
        return super(Cart, self).is_on("beta")
class Lamp(Light):
    def quick(self):
        return super().is_on("old-search")
"#,
        expect![[r#"
            cart.py:5 wrapper new-checkout `new-checkout`
            cart.py:7 wrapper beta `beta`
            cart.ts:3 wrapper new-checkout `new-checkout`
        "#]],
    );
}

#[test]
fn a_method_of_the_super_class_is_called_on_it_in_typed_languages() {
    check(
        r#"
//- Base.java
package shop;
import com.launchdarkly.sdk.server.LDClient;
public class Base {
  protected LDClient client;
  protected boolean isOn(String key) { return client.boolVariation(key, ctx, false); }
}
//- Cart.java
package shop;
public class Cart extends Base {
  boolean quick() { return super.isOn("new-checkout"); }
  boolean outer() { return Cart.super.isOn("beta"); }
}
class Lamp extends Light { boolean quick() { return super.isOn("old-search"); } }
//- Base.kt
package store
import com.launchdarkly.sdk.server.LDClient
open class Base(private val client: LDClient) {
  open fun isOn(key: String): Boolean { return client.boolVariation(key, ctx, false) }
}
//- Cart.kt
package store
class Cart(c: LDClient) : Base(c) {
  fun quick(): Boolean { return super.isOn("new-checkout") }
  fun outer(): Boolean = super<Base>.isOn("beta")
}
class Lamp : Light() { fun quick(): Boolean { return super.isOn("old-search") } }
//- Base.cs
using LaunchDarkly.Sdk.Server;
namespace Shop {
public class ServiceBase {
  protected readonly LdClient client;
  protected bool IsOn(string key) { return client.BoolVariation(key, ctx, false); }
}
}
//- Cart.cs
namespace Shop {
public class Cart : ServiceBase { public bool Quick() { return base.IsOn("new-checkout"); } }
public class Lamp : Light { public bool Quick() { return base.IsOn("old-search"); } }
}
//- Base.swift
import LaunchDarkly
class Base {
  let client: LDClient
  func isOn(_ key: String) -> Bool { return client.boolVariation(forKey: key, defaultValue: false) }
}
//- Cart.swift
class Cart: Base { func quick() -> Bool { return super.isOn("new-checkout") } }
class Lamp: Light { func quick() -> Bool { return super.isOn("old-search") } }
//- base.dart
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
class Base {
  final LDClient client;
  bool isOn(String key) { return client.boolVariation(key, false); }
}
//- cart.dart
import 'base.dart';
class Cart extends Base { bool quick() { return super.isOn('new-checkout'); } }
class Lamp extends Light { bool quick() { return super.isOn('old-search'); } }
"#,
        expect![[r#"
            Cart.cs:2 wrapper new-checkout `new-checkout`
            Cart.java:3 wrapper new-checkout `new-checkout`
            Cart.java:4 wrapper beta `beta`
            Cart.kt:3 wrapper new-checkout `new-checkout`
            Cart.kt:4 wrapper beta `beta`
            Cart.swift:1 wrapper new-checkout `new-checkout`
            cart.dart:2 wrapper new-checkout `new-checkout`
        "#]],
    );
}

#[cfg(feature = "php")]
#[test]
fn a_key_stands_behind_a_value_that_may_be_missing() {
    check(
        r#"
//- Toggles.php
<?php
use LaunchDarkly\LDClient;
class Toggles {
  private LDClient $client;
  function on($key) { return $this->client->variation($key ?? 'new-checkout', $ctx, false); }
  function short($key) { return ($this->client ?? $this->spare)->variation($key ?: 'old-search', $ctx, false); }
}
//- Toggles.kt
import com.launchdarkly.sdk.server.LDClient
class Toggles(private val client: LDClient?, private val spare: LDClient) {
  fun on(key: String?) = (client ?: spare).boolVariation(key ?: "new-checkout", ctx, false)
  fun off(key: String?) = (client ?: spare).boolVariation(key ?: Keys.SEARCH, ctx, false)
  fun words(key: String?) = translate(key ?: "beta")
}
object Keys { const val SEARCH = "old-search" }
//- Toggles.swift
import LaunchDarkly
class Toggles {
  let client: LDClient
  func on(_ key: String?) -> Bool { return client.boolVariation(forKey: key ?? "new-checkout", defaultValue: false) }
}
//- toggles.dart
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
class Toggles {
  final LDClient client;
  bool on(String? key) { return client.boolVariation(key ?? 'new-checkout', false); }
}
"#,
        expect![[r#"
            Toggles.kt:3 call new-checkout `new-checkout`
            Toggles.kt:4 constant old-search `SEARCH`
            Toggles.kt:7 definition old-search `old-search`
            Toggles.php:5 call new-checkout `new-checkout`
            Toggles.php:6 call old-search `old-search`
            Toggles.swift:4 call new-checkout `new-checkout`
            toggles.dart:4 call new-checkout `new-checkout`
        "#]],
    );
}
