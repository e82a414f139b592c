use super::*;

#[test]
fn imports_of_objects_and_a_wrapper_behind_a_trait() {
    check_with(
        &["beta-flag"],
        r#"
//- flags/Keys.scala
package com.shop.flags
object Keys {
  val Sale = "sale-flag"
  val Beta = "beta-flag"
  object Nested { val Deep = "deep-flag" }
}
sealed abstract class Feature(val key: String)
object Feature {
  case object Cart extends Feature("cart-flag")
}
//- flags/Toggles.scala
package com.shop.flags
import com.launchdarkly.sdk.server.interfaces.LDClientInterface
trait Toggles[F[_]] {
  def isOn(key: String, default: Boolean = false): F[Boolean]
  def enabled(feature: Feature): F[Boolean]
}
class LaunchDarklyToggles(client: LDClientInterface) extends Toggles[IO] with Logging {
  override def isOn(key: String, default: Boolean): IO[Boolean] = IO(client.boolVariation(key, context, default))
  override def enabled(feature: Feature): IO[Boolean] = IO {
    client.boolVariation(feature.key, context, false)
  }
}
//- app/Routes.scala
package com.shop.app
import com.shop.flags.{Feature, Keys => K, Toggles}
import com.shop.flags.Keys.Sale
import com.shop.flags.Keys.Nested._
class Routes(toggles: Toggles[IO], words: Words) {
  def all = for {
    sale <- toggles.isOn(Sale)
    beta <- toggles.isOn(K.Beta)
    deep <- toggles.isOn(Deep)
    typed <- toggles.isOn("typed-flag", default = true)
    cart <- toggles.enabled(Feature.Cart)
    word <- words.isOn("an-i18n-id")
  } yield K.Beta
}
//- app/Words.scala
package com.shop.app
class Words { def isOn(key: String): String = key }
"#,
        expect![[r#"
            app/Routes.scala:7 constant sale-flag `Sale`
            app/Routes.scala:8 constant beta-flag `Beta`
            app/Routes.scala:9 constant deep-flag `Deep`
            app/Routes.scala:10 wrapper typed-flag `typed-flag`
            app/Routes.scala:11 constant cart-flag `Cart`
            app/Routes.scala:13 constant beta-flag `Beta`
            flags/Keys.scala:3 definition sale-flag `sale-flag`
            flags/Keys.scala:4 definition beta-flag `beta-flag`
            flags/Keys.scala:5 definition deep-flag `deep-flag`
            flags/Keys.scala:9 definition cart-flag `cart-flag`
        "#]],
    );
}
