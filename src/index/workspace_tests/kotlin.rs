use super::*;

#[test]
fn objects_that_hold_a_key_and_a_manager_behind_an_interface() {
    check_with(
        &["new-checkout"],
        r#"
//- core/src/main/kotlin/com/shop/core/FlagKey.kt
package com.shop.core
sealed class FlagKey<out T : Any> {
    abstract val keyName: String
    companion object {
        val active: List<FlagKey<*>> by lazy { listOf(Checkout) }
    }
    data object Checkout : FlagKey<Boolean>() {
        override val keyName: String = "new-checkout"
    }
}
//- app/src/main/kotlin/com/shop/app/Manager.kt
package com.shop.app
import com.launchdarkly.sdk.android.LDClientInterface
import com.shop.core.FlagKey
interface FeatureFlagManager {
    fun <T : Any> getFeatureFlag(key: FlagKey<T>): T
    fun isOn(key: String): Boolean
}
class FeatureFlagManagerImpl @Inject constructor(private val ldClient: LDClientInterface) : FeatureFlagManager {
    override fun <T : Any> getFeatureFlag(key: FlagKey<T>): T = ldClient.boolVariation(key.keyName, false) as T
    override fun isOn(key: String): Boolean {
        return ldClient.boolVariation(key, false)
    }
}
//- app/src/main/kotlin/com/shop/app/screens/ViewModel.kt
package com.shop.app.screens
import com.shop.app.FeatureFlagManager
import com.shop.core.FlagKey
class ViewModel(private val flags: FeatureFlagManager, private val words: Translator) {
    fun load() {
        if (flags.getFeatureFlag(FlagKey.Checkout)) go()
        if (flags.isOn("typed-flag")) go()
        assertEquals("a", FlagKey.Checkout.keyName)
        words.isOn("a-word")
    }
}
//- app/src/main/kotlin/com/shop/app/screens/Translator.kt
package com.shop.app.screens
class Translator {
    fun isOn(key: String): Boolean = true
}
"#,
        expect![[r#"
            app/src/main/kotlin/com/shop/app/screens/ViewModel.kt:6 constant new-checkout `Checkout`
            app/src/main/kotlin/com/shop/app/screens/ViewModel.kt:7 wrapper typed-flag `typed-flag`
            app/src/main/kotlin/com/shop/app/screens/ViewModel.kt:8 constant new-checkout `Checkout`
            core/src/main/kotlin/com/shop/core/FlagKey.kt:5 constant new-checkout `Checkout`
            core/src/main/kotlin/com/shop/core/FlagKey.kt:8 definition new-checkout `new-checkout`
        "#]],
    );
}

#[test]
fn constants_of_objects_by_package_import_and_another_name() {
    check_with(
        &[],
        r#"
//- flags/Constants.kt
package com.shop.flags
const val TOP = "top-flag"
object Constants {
    const val BETA = "beta-flag"
    const val DEEP = "deep-flag"
    object Nested { const val DEEPER = "deeper-flag" }
}
enum class Flag(val key: String) { SALE(key = "sale-flag") }
//- app/Screen.kt
package com.shop.app
import com.launchdarkly.sdk.android.LDClient
import com.shop.flags.*
import com.shop.flags.Constants.DEEP as D
import com.shop.flags.Flag as F
private val client by lazy { LDClient.get() }
fun LDClient.on(flag: String) = boolVariation(flag, false)
fun LDClient.onSale() = on(F.SALE.key)
fun show() {
    client.boolVariation(TOP, false)
    client.on(Constants.BETA)
    client?.on(flag = D)
    client!!.on("${Constants.Nested.DEEPER}")
}
//- other/Unrelated.kt
package com.shop.other
import com.another.Constants.DEEP as D
val list = listOf(D, TOP)
"#,
        expect![[r#"
            app/Screen.kt:8 constant sale-flag `SALE`
            app/Screen.kt:10 constant top-flag `TOP`
            app/Screen.kt:11 constant beta-flag `BETA`
            app/Screen.kt:12 constant deep-flag `D`
            app/Screen.kt:13 constant deeper-flag `DEEPER`
            flags/Constants.kt:2 definition top-flag `top-flag`
            flags/Constants.kt:4 definition beta-flag `beta-flag`
            flags/Constants.kt:5 definition deep-flag `deep-flag`
            flags/Constants.kt:6 definition deeper-flag `deeper-flag`
            flags/Constants.kt:8 definition sale-flag `sale-flag`
        "#]],
    );
}

#[test]
fn keys_of_a_property_of_an_enum() {
    check_with(
        &[],
        r#"
//- Flag.kt
package shop
enum class Flag {
    CART, SALE;
    val key: String
        get() = when (this) {
            CART -> "cart-flag"
            Flag.SALE -> "sale-flag"
        }
}
//- Use.kt
package shop
import com.launchdarkly.sdk.android.LDClient
fun isOn(flag: Flag) = LDClient.get().boolVariation(flag.key, false)
fun show() = isOn(Flag.CART) || LDClient.get().boolVariation(Flag.SALE.key, false)
"#,
        expect![[r#"
            Flag.kt:6 definition cart-flag `cart-flag`
            Flag.kt:7 definition sale-flag `sale-flag`
            Use.kt:4 constant cart-flag `CART`
            Use.kt:4 constant sale-flag `SALE`
        "#]],
    );
}

#[test]
fn a_companion_and_a_manager_that_is_injected() {
    check_with(
        &[],
        r#"
//- flags/Checkout.kt
package shop.flags
class Checkout {
    companion object {
        const val FLAG = "checkout-flag"
    }
}
//- flags/Manager.kt
package shop.flags
import com.launchdarkly.sdk.android.LDClient
class Manager(private val client: LDClient) {
    fun on(key: String) = client.boolVariation(key, false)
}
class Words { fun on(key: String) = key }
//- app/Page.kt
package shop.app
import shop.flags.Checkout
import shop.flags.Checkout.Companion.FLAG
import shop.flags.Manager
import shop.flags.Words
class Page {
    private val manager by inject<Manager>()
    private val words by inject<Words>()
    fun show() = manager.on(FLAG) || manager.on(Checkout.FLAG) || get<Manager>().on("typed-flag")
    fun title() = words.on("an-i18n-id")
}
//- java/Page.java
package shop.java;
import shop.flags.Checkout;
class Page { String flag = Checkout.FLAG; }
"#,
        expect![[r#"
            app/Page.kt:9 constant checkout-flag `FLAG`
            app/Page.kt:9 constant checkout-flag `FLAG`
            app/Page.kt:9 wrapper typed-flag `typed-flag`
            flags/Checkout.kt:4 definition checkout-flag `checkout-flag`
            java/Page.java:3 constant checkout-flag `FLAG`
        "#]],
    );
}
