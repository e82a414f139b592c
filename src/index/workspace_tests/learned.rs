//! Key positions that are learned from the keys that reach them.

use super::*;

const FLAGS: &[&str] = &["new-cart", "free-shipping", "banner-text", "max-items", "dark-mode"];

#[test]
fn a_function_of_a_package_that_is_given_keys_is_a_wrapper() {
    check_with(
        FLAGS,
        r#"
//- keys.ts
export const FLAGS = { cart: 'new-cart', shipping: 'free-shipping', banner: 'banner-text', max: 'max-itms' };
//- use.ts
import { isFeatureOn, other } from '@acme/flags';
import { FLAGS } from './keys';
isFeatureOn(FLAGS.cart); isFeatureOn(FLAGS.shipping); isFeatureOn(FLAGS.banner);
isFeatureOn(FLAGS.max);
isFeatureOn('free-shiping');
//- elsewhere.ts
import { isFeatureOn as on } from '@acme/flags';
export const wrapped = (key: string) => on(key) || local('typo');
wrapped('wraped');
function local(key: string) { return key; }
//- unrelated.ts
import { isFeatureOn } from '@else/flags';
isFeatureOn('nothing');
"#,
        expect![[r#"
            elsewhere.ts:3 wrapper wraped `wraped`
            keys.ts:1 definition new-cart `new-cart`
            keys.ts:1 definition free-shipping `free-shipping`
            keys.ts:1 definition banner-text `banner-text`
            keys.ts:1 definition max-itms `max-itms`
            use.ts:3 constant new-cart `cart`
            use.ts:3 constant free-shipping `shipping`
            use.ts:3 constant banner-text `banner`
            use.ts:4 constant max-itms `max`
            use.ts:5 wrapper free-shiping `free-shiping`
        "#]],
    );
}

#[test]
fn a_function_of_a_required_module_is_the_same_as_an_imported_one() {
    check_with(
        FLAGS,
        r#"
//- use.js
const { isFeatureOn } = require('@acme/flags');
isFeatureOn('new-cart');
//- whole.js
const flags = require('@acme/flags');
flags.isFeatureOn('free-shipping');
//- import.js
import { isFeatureOn } from '@acme/flags';
isFeatureOn('banner-text'); isFeatureOn('banner-txt');
//- other.js
const flags = require('@else/flags');
function show(flags) { flags.isFeatureOn('nothing'); }
flags.isFeatureOn('nothing');
//- one.js
const isOn = require('@acme/one'); isOn('new-cart'); isOn('max-items');
//- two.js
import isOn from '@acme/one'; isOn('dark-mode'); isOn('dark-mod');
//- use.lua
local gates = require("acme.gates")
gates.open("new-cart") gates.open("free-shipping") gates.open("max-items") gates.open("max-itms")
"#,
        expect![[r#"
            import.js:2 wrapper banner-text `banner-text`
            import.js:2 wrapper banner-txt `banner-txt`
            one.js:1 wrapper new-cart `new-cart`
            one.js:1 wrapper max-items `max-items`
            two.js:1 wrapper dark-mode `dark-mode`
            two.js:1 wrapper dark-mod `dark-mod`
            use.js:2 wrapper new-cart `new-cart`
            use.lua:2 wrapper new-cart `new-cart`
            use.lua:2 wrapper free-shipping `free-shipping`
            use.lua:2 wrapper max-items `max-items`
            use.lua:2 wrapper max-itms `max-itms`
            whole.js:2 wrapper free-shipping `free-shipping`
        "#]],
    );
}

#[test]
fn a_method_of_a_declared_type_is_learned() {
    check_with(
        FLAGS,
        r#"
//- A.cs
using Acme.Features;
public class A {
    private readonly IFeatureService _features;
    public A(IFeatureService features) { _features = features; }
    bool a() => _features.IsEnabled("new-cart") && _features.IsEnabled("free-shipping");
    bool b() => _features.IsEnabled("dark-mode") && _features.IsEnabled("missing-one");
    void c(Dictionary<string, string> d) { d.Add("new-cart", "x"); d.Add("free-shipping", "x"); d.Add("dark-mode", "y"); d.Add("zzz", ""); }
}
//- B.java
package shop;
import com.acme.flags.FeatureToggle;
class Controller {
    @FeatureToggle(feature = "new-cart") void a() {}
    @FeatureToggle(feature = "free-shipping") void b() {}
    @FeatureToggle(feature = "banner-text") void c() {}
    @FeatureToggle(feature = "new-crat") void d() {}
}
"#,
        expect![[r#"
            A.cs:5 wrapper new-cart `new-cart`
            A.cs:5 wrapper free-shipping `free-shipping`
            A.cs:6 wrapper dark-mode `dark-mode`
            A.cs:6 wrapper missing-one `missing-one`
            B.java:4 wrapper new-cart `new-cart`
            B.java:5 wrapper free-shipping `free-shipping`
            B.java:6 wrapper banner-text `banner-text`
            B.java:7 wrapper new-crat `new-crat`
        "#]],
    );
}

#[test]
fn two_keys_are_enough_only_with_a_name_for_flags() {
    check_with(
        FLAGS,
        r#"
//- use.py
from acme.flags import feature_enabled
from acme.text import label
feature_enabled("new-cart")
feature_enabled("dark-mode")
feature_enabled("missing")
label("new-cart")
label("dark-mode")
label("missing")
"#,
        expect![[r#"
            use.py:3 wrapper new-cart `new-cart`
            use.py:4 wrapper dark-mode `dark-mode`
            use.py:5 wrapper missing `missing`
        "#]],
    );
}

#[test]
fn a_position_that_gets_much_else_is_none() {
    check_with(
        FLAGS,
        r#"
//- use.ts
import { show } from '@acme/page';
show('new-cart'); show('free-shipping'); show('banner-text'); show('home'); show('cart'); show('basket'); show('news');
//- test.spec.ts
import { isOn } from '@acme/flags';
isOn('new-cart'); isOn('free-shipping'); isOn('banner-text'); isOn('invented');
"#,
        expect![[r#""#]],
    );
}

#[test]
fn a_supertype_that_another_file_gains_makes_inherited_methods_count() {
    let before = [
        (
            "page.ts",
            "class Page extends Middle { show() { this.isOn('new-cart'); this.isOn('free-shipping'); \
                     this.isOn('banner-text'); this.isOn('banner-txt'); } }",
        ),
        ("middle.ts", "class Middle {}"),
        ("base.ts", "class Base { isOn(key) { return remote(key); } }"),
    ];
    let known: KnownKeys = FLAGS.iter().copied().collect();
    let texts = |middle: &'static str| {
        before.map(|(path, text)| (path, Language::TypeScript, if path == "middle.ts" { middle } else { text }))
    };
    let unknown = |index: &Index| {
        let references = index.references("page.ts");
        references.iter().any(|reference| reference.key().is_some_and(|key| &**key == "banner-txt"))
    };
    let index = Index::new(&known).with_files(texts("class Middle {}"));
    assert!(!unknown(&index));
    let middle = extract(Language::TypeScript, "class Middle extends Base {}");
    let edited = index.with_facts([("middle.ts".into(), std::sync::Arc::new(middle))]);
    assert!(unknown(&Index::new(&known).with_files(texts("class Middle extends Base {}"))));
    assert!(unknown(&edited), "the same as a new index");
}
