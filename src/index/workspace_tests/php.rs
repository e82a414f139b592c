use super::*;

#[test]
fn a_service_its_interface_a_trait_and_a_helper_function() {
    check_with(
        &["beta-flag"],
        r#"
//- app/Flags/Keys.php
<?php
namespace App\Flags;
const TOP = 'top-flag';
final class Keys {
    public const SALE = 'sale-flag';
    public const BETA = "beta-flag";
}
enum Feature: string {
    case Cart = 'cart-flag';
}
//- app/Services/FeatureService.php
<?php
namespace App\Services;
use LaunchDarkly\LDClient;
interface Features {
    public function isOn(string $key, bool $default = false): bool;
    public function enabled(Feature $feature): bool;
}
class LaunchDarklyFeatures implements Features {
    private $client;
    public function __construct(LDClient $client) { $this->client = $client; }
    public function isOn(string $key, bool $default = false): bool {
        return $this->client->variation($key, $this->context(), $default);
    }
    public function enabled(Feature $feature): bool {
        return $this->isOn($feature->value);
    }
}
trait ChecksFlags {
    protected function flag(string $name): bool {
        return app(Features::class)->isOn($name);
    }
}
//- app/helpers.php
<?php
use App\Services\LaunchDarklyFeatures;
function feature($key) { return app(LaunchDarklyFeatures::class)->isOn($key); }
//- app/Http/Controllers/CartController.php
<?php
namespace App\Http\Controllers;
use App\Flags\{Feature, Keys as K};
use App\Services\Features;
use App\Services\ChecksFlags;
use const App\Flags\TOP;
class CartController extends Controller {
    use ChecksFlags;
    public function __construct(private Features $features, private Words $words) {}
    public function index() {
        if ($this->features->isOn('typed-flag')) {}
        if ($this->features->isOn(K::SALE) || $this->features->isOn(TOP)) {}
        if ($this->features->enabled(Feature::Cart)) {}
        if ($this->flag('trait-flag') || feature('helper-flag')) {}
        return [K::BETA => true, 'x' => $this->words->isOn('an-i18n-id')];
    }
}
//- app/Http/Controllers/Words.php
<?php
namespace App\Http\Controllers;
class Words { public function isOn(string $key) { return $key; } }
"#,
        expect![[r#"
            app/Flags/Keys.php:3 definition top-flag `top-flag`
            app/Flags/Keys.php:5 definition sale-flag `sale-flag`
            app/Flags/Keys.php:6 definition beta-flag `beta-flag`
            app/Flags/Keys.php:9 definition cart-flag `cart-flag`
            app/Http/Controllers/CartController.php:11 wrapper typed-flag `typed-flag`
            app/Http/Controllers/CartController.php:12 constant sale-flag `SALE`
            app/Http/Controllers/CartController.php:12 constant top-flag `TOP`
            app/Http/Controllers/CartController.php:13 constant cart-flag `Cart`
            app/Http/Controllers/CartController.php:14 wrapper trait-flag `trait-flag`
            app/Http/Controllers/CartController.php:14 wrapper helper-flag `helper-flag`
            app/Http/Controllers/CartController.php:15 constant beta-flag `BETA`
        "#]],
    );
}

#[test]
fn keys_of_a_method_of_an_enum() {
    check_with(
        &[],
        r#"
//- Flag.php
<?php
namespace Shop;
enum Flag {
    case Cart;
    case Sale;
    public function key(): string {
        return match ($this) {
            self::Cart => 'cart-flag',
            Flag::Sale => 'sale-flag',
        };
    }
}
//- Use.php
<?php
namespace Shop;
use LaunchDarkly\LDClient;
class Flags {
    public function __construct(private LDClient $client) {}
    public function isOn(Flag $flag) { return $this->client->variation($flag->key(), $this->context(), false); }
    public function show() { return $this->isOn(Flag::Cart) || $this->client->variation(Flag::Sale->key(), null, false); }
}
"#,
        expect![[r#"
            Flag.php:8 definition cart-flag `cart-flag`
            Flag.php:9 definition sale-flag `sale-flag`
            Use.php:7 constant cart-flag `Cart`
            Use.php:7 constant sale-flag `Sale`
        "#]],
    );
}

#[test]
fn constants_that_a_class_inherits() {
    check_with(
        &[],
        r#"
//- Base.php
<?php
namespace Shop;
abstract class Base {
    protected const SALE = 'sale-flag';
}
interface HasFlag { const CART = 'cart-flag'; }
//- Page.php
<?php
namespace Shop;
use LaunchDarkly\LDClient;
class Page extends Base implements HasFlag {
    public function __construct(private LDClient $client) {}
    public function show() {
        return $this->client->variation(self::SALE, null, false) || $this->client->variation(static::CART, null, false);
    }
}
class Other { const SALE = 'x'; public function sale() { return self::SALE; } }
"#,
        expect![[r#"
            Base.php:4 definition sale-flag `sale-flag`
            Base.php:6 definition cart-flag `cart-flag`
            Page.php:7 constant sale-flag `SALE`
            Page.php:7 constant cart-flag `CART`
        "#]],
    );
}
