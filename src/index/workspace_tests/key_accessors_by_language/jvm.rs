//! Java, Kotlin, Scala and Dart.

use super::*;

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
