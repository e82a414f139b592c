use super::*;

#[test]
fn libraries_of_a_package_and_a_service_from_a_locator() {
    check_with(
        &["beta-flag"],
        r#"
//- lib/flags/keys.dart
const topFlag = 'top-flag';
class Keys {
  static const sale = 'sale-flag';
  static const String beta = "beta-flag";
}
enum Flag {
  cart('cart-flag'),
  wishes('wishes-flag');
  const Flag(this.key);
  final String key;
}
//- lib/flags/flags.dart
export 'keys.dart';
//- lib/services/feature_service.dart
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
import '../flags/keys.dart';
abstract class FeatureService {
  bool isOn(String key, {bool defaultValue = false});
  bool enabled(Flag flag);
}
class LaunchDarklyService implements FeatureService {
  LaunchDarklyService(this._client);
  final LDClient _client;
  @override
  bool isOn(String key, {bool defaultValue = false}) => _client.boolVariation(key, defaultValue);
  @override
  bool enabled(Flag flag) => _client.boolVariation(flag.key, false);
}
extension Shortcuts on FeatureService {
  bool always(String key) => isOn(key, defaultValue: true);
}
//- lib/pages/cart_page.dart
import 'package:shop/flags/flags.dart';
import 'package:shop/flags/keys.dart' as k;
import 'package:shop/services/feature_service.dart';
import 'words.dart';
class CartPage extends StatelessWidget {
  const CartPage({super.key, required this.features});
  final FeatureService features;
  @override
  Widget build(BuildContext context) {
    if (features.isOn('typed-flag')) return Text('a');
    if (context.read<FeatureService>().isOn(Keys.sale)) return Text('b');
    if (locator<FeatureService>().enabled(Flag.cart)) return Text('c');
    if (features.enabled(.wishes) || features.always('always-flag')) return Text('d');
    final words = locator<Words>();
    return Text(words.isOn('an-i18n-id') + k.Keys.beta + topFlag);
  }
}
//- lib/pages/words.dart
class Words { String isOn(String key) => key; }
//- lib/pages/other.dart
import '../other/keys.dart';
final other = Keys.beta;
"#,
        expect![[r#"
            lib/flags/keys.dart:3 definition sale-flag `sale-flag`
            lib/flags/keys.dart:4 definition beta-flag `beta-flag`
            lib/flags/keys.dart:7 definition cart-flag `cart-flag`
            lib/flags/keys.dart:8 definition wishes-flag `wishes-flag`
            lib/pages/cart_page.dart:10 wrapper typed-flag `typed-flag`
            lib/pages/cart_page.dart:11 constant sale-flag `sale`
            lib/pages/cart_page.dart:12 constant cart-flag `cart`
            lib/pages/cart_page.dart:13 constant wishes-flag `wishes`
            lib/pages/cart_page.dart:13 wrapper always-flag `always-flag`
            lib/pages/cart_page.dart:15 constant beta-flag `beta`
        "#]],
    );
}

#[test]
fn keys_of_an_extension_of_an_enum() {
    check_with(
        &[],
        r#"
//- lib/flag.dart
enum Flag { cart, sale }
extension FlagKey on Flag {
  String get key {
    switch (this) {
      case Flag.cart:
        return 'cart-flag';
      case Flag.sale:
        return 'sale-flag';
    }
  }
}
//- lib/use.dart
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
import 'flag.dart';
bool isOn(Flag flag) => client.boolVariation(flag.key, false);
bool show() => isOn(Flag.cart) || client.boolVariation(Flag.sale.key, false);
"#,
        expect![[r#"
            lib/flag.dart:6 definition cart-flag `cart-flag`
            lib/flag.dart:8 definition sale-flag `sale-flag`
            lib/use.dart:4 constant cart-flag `cart`
            lib/use.dart:4 constant sale-flag `sale`
        "#]],
    );
}
