// Every SDK method once, then what looks like one and is none.
import LaunchDarkly
import OpenFeature

let newSearch = "new-search"

enum Flag: String {
    case newFlow = "new-flow"
    case oldFlow = "old-flow", dark = "dark-mode"
    case implicit

    static let beta = "beta-program"
}

struct Gate {
    let key: String

    static let cart = Gate(key: "cart-gate")
    static let book: Gate = .init(key: "book-gate")
    static let sold: Self = .init(key: "sold-gate")
    static let note = Typed<Bool>(key: "note-gate")
    static var wishes: String { "wishes-gate" }
    enum Nested { static let deep: String = "deep-gate" }
}

extension String {
    static let sale = "sale-flag"
}

enum Tab { case oldFlow }

final class All {
    private let client: LDClient?
    private lazy var ldClient: LDClient = LDClient.get()!

    func all(openFeature: Client) {
        // client-side
        _ = client.boolVariation(forKey: "boolVariation-flag", defaultValue: fallback)
        _ = client.boolVariationDetail(forKey: "boolVariationDetail-flag", defaultValue: fallback)
        _ = client.intVariation(forKey: "intVariation-flag", defaultValue: fallback)
        _ = client.intVariationDetail(forKey: "intVariationDetail-flag", defaultValue: fallback)
        _ = client.doubleVariation(forKey: "doubleVariation-flag", defaultValue: fallback)
        _ = client.doubleVariationDetail(forKey: "doubleVariationDetail-flag", defaultValue: fallback)
        _ = client.stringVariation(forKey: "stringVariation-flag", defaultValue: fallback)
        _ = client.stringVariationDetail(forKey: "stringVariationDetail-flag", defaultValue: fallback)
        _ = client.jsonVariation(forKey: "jsonVariation-flag", defaultValue: fallback)
        _ = client.jsonVariationDetail(forKey: "jsonVariationDetail-flag", defaultValue: fallback)
        _ = client.variation(forKey: "variation-flag", fallback: fallback)
        _ = client.variationDetail(forKey: "variationDetail-flag", fallback: fallback)
        _ = client.observe(key: "observe-flag")
        _ = client.allFlags?["allFlags-flag"]
        // OpenFeature
        _ = client.getBooleanValue(key: "getBooleanValue-flag", defaultValue: fallback)
        _ = client.getBooleanDetails(key: "getBooleanDetails-flag", defaultValue: fallback)
        _ = client.getStringValue(key: "getStringValue-flag", defaultValue: fallback)
        _ = client.getStringDetails(key: "getStringDetails-flag", defaultValue: fallback)
        _ = client.getIntegerValue(key: "getIntegerValue-flag", defaultValue: fallback)
        _ = client.getIntegerDetails(key: "getIntegerDetails-flag", defaultValue: fallback)
        _ = client.getDoubleValue(key: "getDoubleValue-flag", defaultValue: fallback)
        _ = client.getDoubleDetails(key: "getDoubleDetails-flag", defaultValue: fallback)
        _ = client.getObjectValue(key: "getObjectValue-flag", defaultValue: fallback)
        _ = client.getObjectDetails(key: "getObjectDetails-flag", defaultValue: fallback)
        _ = client.getValue(key: "getValue-flag", defaultValue: fallback)
        _ = client.getDetails(key: "getDetails-flag", defaultValue: fallback)
        _ = client.boolVariation(forKey: newSearch, defaultValue: false)
        _ = client.boolVariation(forKey: "\(newSearch)", defaultValue: false)
        _ = client?.boolVariation(forKey: Flag.newFlow.rawValue, defaultValue: false) ?? false
        _ = client!.boolVariation(forKey: Flag.implicit.rawValue, defaultValue: false)
        _ = LDClient.get()!.boolVariation(forKey: Flag.beta, defaultValue: false)
        _ = try await LDClient.get()?.boolVariation(forKey: Gate.cart.key, defaultValue: false)
        _ = client?.boolVariation(forKey: Gate.book.key, defaultValue: false)
        _ = client?.boolVariation(forKey: Gate.sold.key, defaultValue: false)
        _ = client?.boolVariation(forKey: Gate.note.key, defaultValue: false)
        _ = ldClient.boolVariation(forKey: Gate.wishes, defaultValue: false)
        _ = self.client?.boolVariation(forKey: Gate.Nested.deep, defaultValue: false)
        _ = client?.boolVariation(forKey: .sale, defaultValue: false)
        if !ldClient.boolVariation(forKey: "in-an-if", defaultValue: false) && ready { go() }
        if let client = LDClient.get(), client.boolVariation(forKey: "in-a-binding", defaultValue: false) { go() }
        guard client?.boolVariation(forKey: "in-a-guard", defaultValue: false) == true else { return }
        while client?.boolVariation(forKey: "in-a-while", defaultValue: false) ?? false { go() }
        let size = ldClient.boolVariation(forKey: "in-a-ternary", defaultValue: false) ? 1 : 2
        if isOn("wrapped-flag") || isOn(Flag.beta, default: true) { go() }
        if isEnabled(.oldFlow) || isEnabled(Flag.dark) { go() }
        list.filter { ldClient.boolVariation(forKey: "in-a-closure", defaultValue: $0) }
    }

    private func isOn(_ flag: String, default value: Bool = false) -> Bool {
        client?.boolVariation(forKey: flag, defaultValue: value) ?? value
    }

    private func isEnabled(_ flag: Flag) -> Bool {
        guard let client = client else { return false }
        return client.boolVariation(forKey: flag.rawValue, defaultValue: false)
    }

    func open(_ tab: Tab) {}

    func none() {
        // client.boolVariation(forKey: "in-a-comment", defaultValue: false)
        /* client.boolVariation(forKey: "in-a-comment", defaultValue: false) */
        translate("an-i18n-id")
        NSLocalizedString("an-i18n-id", comment: "not-a-key")
        button.observe(key: "not-a-key")
        cache.getValue(key: "not-a-key", defaultValue: 1)
        open(.oldFlow)
        _ = client?.boolVariation(forKey: "not-a-key-\(newSearch)", defaultValue: false)
    }
}
