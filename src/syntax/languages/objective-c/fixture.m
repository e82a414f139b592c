// Every SDK method once, then what looks like one and is none.
@import LaunchDarkly;
#import "Keys.h"

#define NEW_SEARCH @"new-search"
static NSString *const kBeta = @"beta-program";
NSString * const WishesFlag = @"wishes-list";
FeatureFlag const FeatureFlagCart = @"cart-flag";

@protocol Toggles <NSObject>
- (BOOL)isOn:(NSString *)flag defaultValue:(BOOL)value;
@end

@interface All : NSObject <Toggles>
@property (nonatomic, strong) LDClient *client;
+ (instancetype)shared;
@end

@implementation All {
    LDClient *_other;
}

- (void)all:(LDClient *)client fallback:(BOOL)fallback {
    // client-side
    [client boolVariationForKey:@"boolVariationForKey-flag" defaultValue:fallback];
    [client boolVariationDetailForKey:@"boolVariationDetailForKey-flag" defaultValue:fallback];
    [client integerVariationForKey:@"integerVariationForKey-flag" defaultValue:fallback];
    [client integerVariationDetailForKey:@"integerVariationDetailForKey-flag" defaultValue:fallback];
    [client doubleVariationForKey:@"doubleVariationForKey-flag" defaultValue:fallback];
    [client doubleVariationDetailForKey:@"doubleVariationDetailForKey-flag" defaultValue:fallback];
    [client stringVariationForKey:@"stringVariationForKey-flag" defaultValue:fallback];
    [client stringVariationDetailForKey:@"stringVariationDetailForKey-flag" defaultValue:fallback];
    [client jsonVariationForKey:@"jsonVariationForKey-flag" defaultValue:fallback];
    [client jsonVariationDetailForKey:@"jsonVariationDetailForKey-flag" defaultValue:fallback];
    // client-side, before version 5
    [client boolVariationForKey:@"boolVariationForKey-flag" fallback:fallback];
    [client integerVariationForKey:@"integerVariationForKey-flag" fallback:fallback];
    [client doubleVariationForKey:@"doubleVariationForKey-flag" fallback:fallback];
    [client numberVariationForKey:@"numberVariationForKey-flag" fallback:fallback];
    [client stringVariationForKey:@"stringVariationForKey-flag" fallback:fallback];
    [client arrayVariationForKey:@"arrayVariationForKey-flag" fallback:fallback];
    [client dictionaryVariationForKey:@"dictionaryVariationForKey-flag" fallback:fallback];
    [self.client boolVariationForKey:NEW_SEARCH defaultValue:NO];
    [_other boolVariationForKey:kBeta defaultValue:NO];
    [[LDClient get] boolVariationForKey:WishesFlag defaultValue:NO];
    [LDClient.get boolVariationForKey:FeatureFlagCart defaultValue:NO];
    [client boolVariationForKey:(NSString *)kBeta defaultValue:NO];
    if (![client boolVariationForKey:@"in-an-if" defaultValue:NO] && ready) { [self go]; }
    while ([client boolVariationForKey:@"in-a-while" defaultValue:NO]) { [self go]; }
    int size = [client boolVariationForKey:@"in-a-ternary" defaultValue:NO] ? 1 : 2;
    dispatch_async(queue, ^{ [client boolVariationForKey:@"in-a-block" defaultValue:NO]; });
    if ([self isOn:@"wrapped-flag" defaultValue:NO] || [[All shared] isOn:kBeta defaultValue:YES]) { [self go]; }
    if (isEnabled(@"function-flag")) { [self go]; }
}

- (BOOL)isOn:(NSString *)flag defaultValue:(BOOL)value {
    return [self.client boolVariationForKey:flag defaultValue:value];
}

- (void)none {
    // [client boolVariationForKey:@"in-a-comment" defaultValue:NO];
    NSLocalizedString(@"an-i18n-id", nil);
    [self translate:@"an-i18n-id"];
    [book variationForKey:@"not-a-key" defaultValue:NO];
    [shelf stringForKey:@"not-a-key"];
    [client boolVariationForKey:[NSString stringWithFormat:@"not-a-key-%@", kBeta] defaultValue:NO];
}

@end

BOOL isEnabled(NSString *key) {
    return [[LDClient get] boolVariationForKey:key defaultValue:NO];
}
