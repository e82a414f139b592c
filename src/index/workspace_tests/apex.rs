use super::*;

#[test]
fn a_service_behind_an_interface_and_a_trigger() {
    check_with(
        &[],
        r#"
//- classes/Flags.cls
public class Flags {
    public static final String SALE = 'sale-flag';
}
//- classes/IFeatures.cls
public interface IFeatures {
    Boolean isOn(String key);
}
//- classes/LaunchDarklyFeatures.cls
public with sharing class LaunchDarklyFeatures implements IFeatures {
    private LDClient client = new LDClient();
    public Boolean isOn(String key) {
        return client.boolVariation(user(), key, false);
    }
    public static Boolean check(String flag) {
        return new LaunchDarklyFeatures().isOn(flag);
    }
}
//- classes/Words.cls
public class Words {
    public Boolean isOn(String key) { return true; }
}
//- classes/Cart.cls
public class Cart {
    private IFeatures features;
    private Words words;
    public void run() {
        if (features.isOn(Flags.SALE) || features.isOn('typed-flag')) { go(); }
        words.isOn('an-i18n-id');
    }
}
//- triggers/OnAccount.trigger
trigger OnAccount on Account (before insert) {
    if (LaunchDarklyFeatures.check('trigger-flag')) { Cart.go(); }
}
"#,
        expect![[r#"
            classes/Cart.cls:5 constant sale-flag `SALE`
            classes/Cart.cls:5 wrapper typed-flag `typed-flag`
            classes/Flags.cls:2 definition sale-flag `sale-flag`
            triggers/OnAccount.trigger:2 wrapper trigger-flag `trigger-flag`
        "#]],
    );
}
