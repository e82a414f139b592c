use super::*;

#[test]
fn constants_of_a_header_and_a_service_behind_a_protocol() {
    check_with(
        &["beta-flag"],
        r#"
//- Flags/Keys.h
#import <Foundation/Foundation.h>
extern NSString *const SaleFlag;
#define CART_FLAG @"cart-flag"
@interface Keys : NSObject
@end
//- Flags/Keys.m
#import "Keys.h"
NSString *const SaleFlag = @"sale-flag";
NSString *const BetaFlag = @"beta-flag";
//- Flags/Features.h
#import <Foundation/Foundation.h>
@protocol Features <NSObject>
- (BOOL)isOn:(NSString *)key;
- (NSString *)variantOf:(NSString *)key orDefault:(NSString *)value;
@end
@interface LaunchDarklyFeatures : NSObject <Features>
+ (instancetype)shared;
@end
//- Flags/Features.m
#import <LaunchDarkly/LaunchDarkly-Swift.h>
#import "Features.h"
@implementation LaunchDarklyFeatures
- (BOOL)isOn:(NSString *)key {
    return [[LDClient get] boolVariationForKey:key defaultValue:NO];
}
- (NSString *)variantOf:(NSString *)key orDefault:(NSString *)value {
    return [[LDClient get] stringVariationForKey:key defaultValue:value];
}
@end
//- App/CartController.m
#import "Keys.h"
#import "Features.h"
@interface CartController ()
@property (nonatomic, strong) id<Features> features;
@property (nonatomic, strong) Words *words;
@end
@implementation CartController
- (void)viewDidLoad {
    if ([self.features isOn:@"typed-flag"]) { [self go]; }
    if ([[LaunchDarklyFeatures shared] isOn:SaleFlag]) { [self go]; }
    if ([LaunchDarklyFeatures.shared isOn:CART_FLAG]) { [self go]; }
    self.title = [self.features variantOf:@"title-flag" orDefault:@"an-i18n-id"];
    [self.words isOn:@"an-i18n-id"];
    NSDictionary *all = @{BetaFlag: @1};
}
@end
//- App/Words.m
@interface Words : NSObject
- (BOOL)isOn:(NSString *)key;
@end
"#,
        expect![[r#"
            App/CartController.m:9 wrapper typed-flag `typed-flag`
            App/CartController.m:10 constant sale-flag `SaleFlag`
            App/CartController.m:11 constant cart-flag `CART_FLAG`
            App/CartController.m:12 wrapper title-flag `title-flag`
            App/CartController.m:14 constant beta-flag `BetaFlag`
            Flags/Keys.h:3 definition cart-flag `cart-flag`
            Flags/Keys.m:2 definition sale-flag `sale-flag`
            Flags/Keys.m:3 definition beta-flag `beta-flag`
        "#]],
    );
}
