// Every SDK method once, then what looks like one and is none.
import 'package:launchdarkly_flutter_client_sdk/launchdarkly_flutter_client_sdk.dart';
import 'package:openfeature_dart_server_sdk/client.dart' as openfeature;

const newSearch = 'new-search';

enum Flag {
  newFlow('new-flow'),
  oldFlow(key: "old-flow", fallback: true);

  const Flag(this.key, {this.fallback = false});
  final String key;
  final bool fallback;
}

class Keys {
  Keys._();

  static const String beta = 'beta-program';
  static final dark = FeatureFlag(key: 'dark-mode', fallback: false);
  static String get wishes => 'wishes-list';
  static const nested = {'cart': 'cart-flag'};
}

class All {
  All(this._client, {required this.fallback});

  final LDClient _client;
  final bool fallback;

  Future<void> all() async {
    // client-side
    _client.boolVariation('boolVariation-flag', fallback);
    _client.boolVariationDetail('boolVariationDetail-flag', fallback);
    _client.intVariation('intVariation-flag', fallback);
    _client.intVariationDetail('intVariationDetail-flag', fallback);
    _client.doubleVariation('doubleVariation-flag', fallback);
    _client.doubleVariationDetail('doubleVariationDetail-flag', fallback);
    _client.stringVariation('stringVariation-flag', fallback);
    _client.stringVariationDetail('stringVariationDetail-flag', fallback);
    _client.jsonVariation('jsonVariation-flag', fallback);
    _client.jsonVariationDetail('jsonVariationDetail-flag', fallback);
    // OpenFeature
    await client.getBooleanFlag('getBooleanFlag-flag', defaultValue: fallback);
    await client.getBooleanDetails('getBooleanDetails-flag', defaultValue: fallback);
    await client.getStringFlag('getStringFlag-flag', defaultValue: fallback);
    await client.getStringDetails('getStringDetails-flag', defaultValue: fallback);
    await client.getIntegerFlag('getIntegerFlag-flag', defaultValue: fallback);
    await client.getIntegerDetails('getIntegerDetails-flag', defaultValue: fallback);
    await client.getDoubleFlag('getDoubleFlag-flag', defaultValue: fallback);
    await client.getDoubleDetails('getDoubleDetails-flag', defaultValue: fallback);
    await client.getObjectFlag('getObjectFlag-flag', defaultValue: fallback);
    await client.getObjectDetails('getObjectDetails-flag', defaultValue: fallback);
    _client.boolVariation(newSearch, false);
    _client.boolVariation('$newSearch', false);
    _client.boolVariation("${Keys.beta}", false);
    this._client.boolVariation(Flag.newFlow.key, Flag.newFlow.fallback);
    _client?.boolVariation(Flag.oldFlow.key, false);
    _client!.boolVariation(Keys.dark.key, false);
    _client.boolVariation(Keys.wishes, false);
    _client.boolVariation(Keys.nested['cart'], false);
    (await start()).boolVariation('awaited-flag', false);
    _client
      ..boolVariation('cascade-flag', false)
      ..flush();
    if (!_client.boolVariation('in-an-if', false) && ready) go();
    while (_client?.boolVariation('in-a-while', false) ?? false) go();
    if (_client?.boolVariation('compared-with-true', false) == true) go();
    final size = _client.boolVariation('in-a-ternary', false) ? 1 : 2;
    final list = [if (_client.boolVariation('in-a-list', false)) Text('not-a-key')];
    if (isOn('wrapped-flag') || isOn(Keys.beta, fallback: true)) go();
    if (isEnabled(Flag.newFlow) || isEnabled(.oldFlow)) go();
    list.where((one) => _client.boolVariation('in-a-closure', one));
  }

  bool isOn(String flag, {bool fallback = false}) => _client.boolVariation(flag, fallback);

  bool isEnabled(Flag flag) {
    return _client.boolVariation(flag.key, flag.fallback);
  }

  void none() {
    // _client.boolVariation('in-a-comment', false);
    /// _client.boolVariation('in-a-comment', false);
    translate('an-i18n-id');
    AppLocalizations.of(context).text("an-i18n-id");
    book.getSettings('not-a-key', false);
    shelf.find('not-a-key');
    _client.boolVariation('not-a-key-$newSearch', false);
  }
}
