use super::*;

#[test]
fn an_enum_with_raw_values_given_to_a_service_behind_a_protocol() {
    check_with(
        &[],
        r#"
//- Sources/Flags/FeatureFlag.swift
enum FeatureFlag: String, CaseIterable {
    case newCheckout = "new-checkout"
    case oldSearch = "old-search"
}
//- Sources/Flags/FeatureService.swift
import LaunchDarkly
protocol FeatureService {
    func isEnabled(_ flag: FeatureFlag) -> Bool
    func variant(forKey key: String, default value: String) -> String
}
final class LaunchDarklyFeatureService: FeatureService {
    static let shared = LaunchDarklyFeatureService()
    func isEnabled(_ flag: FeatureFlag) -> Bool {
        guard let client = LDClient.get() else { return false }
        return client.boolVariation(forKey: flag.rawValue, defaultValue: false)
    }
    func variant(forKey key: String, default value: String) -> String {
        LDClient.get()?.stringVariation(forKey: key, defaultValue: value) ?? value
    }
}
//- Sources/App/CheckoutView.swift
import SwiftUI
struct CheckoutView: View {
    let features: FeatureService
    private let flag: FeatureFlag = .oldSearch
    var body: some View {
        if features.isEnabled(.newCheckout) { NewCheckout() }
        if LaunchDarklyFeatureService.shared.isEnabled(.oldSearch) { Search() }
        Text(features.variant(forKey: "banner-text", default: ""))
        Tab(.newCheckout)
    }
}
//- Sources/App/Tab.swift
enum TabKind { case newCheckout }
struct Tab {
    init(_ kind: TabKind) {}
    func variant(forKey key: String, default value: String) -> String { value }
}
func other(tab: Tab) { tab.variant(forKey: "an-i18n-id", default: "") }
"#,
        expect![[r#"
            Sources/App/CheckoutView.swift:4 constant old-search `oldSearch`
            Sources/App/CheckoutView.swift:6 constant new-checkout `newCheckout`
            Sources/App/CheckoutView.swift:7 constant old-search `oldSearch`
            Sources/App/CheckoutView.swift:8 wrapper banner-text `banner-text`
            Sources/Flags/FeatureFlag.swift:2 definition new-checkout `new-checkout`
            Sources/Flags/FeatureFlag.swift:3 definition old-search `old-search`
        "#]],
    );
}

#[test]
fn constants_of_extensions_and_nested_types() {
    check_with(
        &["beta-flag"],
        r#"
//- Keys.swift
enum Keys {
    enum Flags {
        static let beta = "beta-flag"
        static let sale: String = "sale-flag"
    }
}
extension String { static let cart = "cart-flag" }
//- Use.swift
import LaunchDarkly
class Use {
    static let own = "own-flag"
    private let client: LDClient
    func all() {
        client.boolVariation(forKey: Keys.Flags.sale, defaultValue: false)
        client.boolVariation(forKey: .cart, defaultValue: false)
        client.boolVariation(forKey: Self.own, defaultValue: false)
        print(Keys.Flags.beta)
    }
}
"#,
        expect![[r#"
            Keys.swift:3 definition beta-flag `beta-flag`
            Keys.swift:4 definition sale-flag `sale-flag`
            Keys.swift:7 definition cart-flag `cart-flag`
            Use.swift:3 definition own-flag `own-flag`
            Use.swift:6 constant sale-flag `sale`
            Use.swift:7 constant cart-flag `cart`
            Use.swift:8 constant own-flag `own`
            Use.swift:9 constant beta-flag `beta`
        "#]],
    );
}

#[test]
fn keys_of_a_property_of_an_enum() {
    check_with(
        &[],
        r#"
//- Flag.swift
enum Flag {
    case cart, sale
    var key: String {
        switch self {
        case .cart: return "cart-flag"
        case .sale: "sale-flag"
        }
    }
}
//- Use.swift
import LaunchDarkly
func isOn(_ flag: Flag) -> Bool { LDClient.get()!.boolVariation(forKey: flag.key, defaultValue: false) }
func show() -> Bool { isOn(.cart) || LDClient.get()!.boolVariation(forKey: Flag.sale.key, defaultValue: false) }
"#,
        expect![[r#"
            Flag.swift:5 definition cart-flag `cart-flag`
            Flag.swift:6 definition sale-flag `sale-flag`
            Use.swift:3 constant cart-flag `cart`
            Use.swift:3 constant sale-flag `sale`
        "#]],
    );
}

#[test]
fn flags_made_with_a_raw_value_and_wanted_by_a_service_of_another_module() {
    check_with(
        &["archive-items", "new-import"],
        r#"
//- Shared/FeatureFlag.swift
import Kit
extension FeatureFlag: CaseIterable {
    static let archiveItems = FeatureFlag(rawValue: "archive-items")
    static let newImport = FeatureFlag(rawValue: "new-import", initialValue: true)
    static var allCases: [FeatureFlag] { [.archiveItems, .newImport] }
}
//- Shared/ConfigService.swift
protocol ConfigService {
    func getFeatureFlag(_ flag: FeatureFlag, defaultValue: Bool) async -> Bool
}
class MockConfigService { var featureFlagsBool = [FeatureFlag: Bool]() }
class OtherMock { var featureFlags: [FeatureFlag: Bool] = [:] }
//- Shared/Processor.swift
class Processor {
    func load() async {
        if await services.configService.getFeatureFlag(.archiveItems, defaultValue: false) { go() }
        mock.featureFlags[.newImport] = true
        send(.newImport)
    }
    func title(flag: FeatureFlag) -> String {
        switch flag {
        case .newImport: return "a"
        default: return flag == .archiveItems ? "b" : "c"
        }
    }
}
//- Shared/Actions.swift
enum Action { case newImport }
func send(_ action: Action) {}
"#,
        expect![[r#"
            Shared/FeatureFlag.swift:3 definition archive-items `archive-items`
            Shared/FeatureFlag.swift:4 definition new-import `new-import`
            Shared/FeatureFlag.swift:5 constant archive-items `archiveItems`
            Shared/FeatureFlag.swift:5 constant new-import `newImport`
            Shared/Processor.swift:3 constant archive-items `archiveItems`
            Shared/Processor.swift:4 constant new-import `newImport`
            Shared/Processor.swift:9 constant new-import `newImport`
            Shared/Processor.swift:10 constant archive-items `archiveItems`
        "#]],
    );
}

#[test]
fn a_member_that_two_types_have_is_of_the_type_that_the_service_wants() {
    check_with(
        &[],
        r#"
//- Keys.swift
extension String { static let dark = "dark-mode" }
extension Toggle { static let dark = "dark-mode" }
//- Service.swift
import LaunchDarkly
final class Service {
    private let client: LDClient
    func value(forKey key: Toggle) -> Bool { client.boolVariation(forKey: key, defaultValue: false) }
}
//- View.swift
struct View {
    let service: Service
    func dark() -> Bool { service.value(forKey: .dark) }
}
//- Words.swift
struct Words { func value(forKey key: String) -> String { key } }
"#,
        expect![[r#"
            Keys.swift:2 definition dark-mode `dark-mode`
            View.swift:3 constant dark-mode `dark`
        "#]],
    );
}
