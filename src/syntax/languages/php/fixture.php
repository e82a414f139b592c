<?php
// Every SDK method once, then what looks like one and is none.

namespace Shop;

use LaunchDarkly\LDClient;
use LaunchDarkly\Migrations\Migrator;
use OpenFeature\interfaces\flags\Client;

const NEW_SEARCH = 'new-search';
define('OLD_SEARCH', 'old-search');

enum Flag: string
{
    case NewFlow = 'new-flow';
    case OldFlow = "old-flow";

    const BETA = self::NewFlow;
}

class Flags
{
    public const DARK = 'dark-mode', LIGHT = 'light-mode';
    public const NESTED = ['cart' => 'cart-flag'];
    public static string $wishes = 'wishes-list';
}

class All
{
    private const OWN = 'own-flag';

    public function __construct(private readonly LDClient $client, private Migrator $migrator)
    {
    }

    public function all($context, $fallback)
    {
        // server-side
        $this->client->variation('variation-flag', $context, $fallback);
        $this->client->variationDetail('variationDetail-flag', $context, $fallback);
        $this->client->migrationVariation('migrationVariation-flag', $context, $fallback);
        $this->client->getFlagValue('getFlagValue-flag');
        // server-side helpers
        $migrator->read('read-flag', $context, $fallback);
        $migrator->write('write-flag', $context, $fallback);
        $migrator->flag('flag-flag');
        // OpenFeature
        $client->getBooleanValue('getBooleanValue-flag', $fallback);
        $client->getBooleanDetails('getBooleanDetails-flag', $fallback);
        $client->getStringValue('getStringValue-flag', $fallback);
        $client->getStringDetails('getStringDetails-flag', $fallback);
        $client->getIntegerValue('getIntegerValue-flag', $fallback);
        $client->getIntegerDetails('getIntegerDetails-flag', $fallback);
        $client->getFloatValue('getFloatValue-flag', $fallback);
        $client->getFloatDetails('getFloatDetails-flag', $fallback);
        $client->getObjectValue('getObjectValue-flag', $fallback);
        $client->getObjectDetails('getObjectDetails-flag', $fallback);
        $this->client->variation(NEW_SEARCH, $context, false);
        $this->client->variation(OLD_SEARCH, $context, false);
        $this->client->variation(\Shop\NEW_SEARCH, $context, false);
        $this->client->variation(Flags::DARK, $context, false);
        $this->client->variation(Flags::NESTED['cart'], $context, false);
        $this->client->variation(Flags::$wishes, $context, false);
        $this->client->variation(self::OWN, $context, false);
        $this->client->variation(static::OWN, $context, false);
        $this->client->variation(Flag::NewFlow->value, $context, false);
        $this->client?->variation(defaultValue: false, context: $context, key: "labelled-flag");
        $name = Flags::LIGHT;
        $this->client->variation("$name", $context, false);
        $this->client->variation("{$name}", $context, false);
        if (!$this->client->variation('in-an-if', $context, false) && $ready) {
            go();
        } elseif ($this->client->variation('in-an-elseif', $context, false) === true) {
            go();
        }
        while ($this->client->variation('in-a-while', $context, false) ?? false) {
            go();
        }
        $size = $this->client->variation('in-a-ternary', $context, false) ? 1 : 2;
        $match = match (true) {
            $this->client->variation('in-a-match', $context, false) => 1,
        };
        if ($this->isOn('wrapped-flag') || $this->isOn(default: true, flag: Flags::DARK)) {
            go();
        }
        if ($this->isEnabled(Flag::OldFlow)) {
            go();
        }
        array_filter($list, fn ($one) => $this->client->variation('in-a-closure', $one, false));
    }

    private function isOn(string $flag, bool $default = false): bool
    {
        return $this->client->variation($flag, $this->context(), $default);
    }

    private function isEnabled(Flag $flag): bool
    {
        return $this->client->variation($flag->value, $this->context(), false);
    }

    public function none()
    {
        // $this->client->variation('in-a-comment', $context, false);
        # $this->client->variation('in-a-comment', $context, false);
        __('an-i18n-id');
        trans("an-i18n-id");
        $book->read('not-a-key', $context, $fallback);
        $shelf->flag('not-a-key');
        $product->show('not-a-key', $context, $fallback);
        $this->client->variation("not-a-key-$name", $context, false);
        $this->client->variation('not-a-key' . $name, $context, false);
    }
}
?>
<p title="not-a-key"><?= $client->variation('in-a-template', $context, false) ?></p>
