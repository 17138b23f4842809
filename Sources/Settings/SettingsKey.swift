import Value

/// The name of a setting.
public enum SettingsKey: Sendable, Hashable {
    /// Who serves models for which nobody names a provider.
    case provider
    /// Where models are served for which nobody names a namespace.
    case namespace
    /// The Secret with the token for gated models.
    case hfTokenSecret
    /// The mirror of Hugging Face from which pods download models.
    case hubEndpoint
    /// The proxies of pods, and what they reach without one.
    case httpProxy, httpsProxy, noProxy
    /// The ConfigMap with the certificates that pods trust.
    case caConfigMap
    /// A value of a provider's chart, by the keys that lead to it.
    case value(provider: String, path: [String])

    /// The names that are no provider's.
    public static let general: [SettingsKey] = [
        .provider, .namespace, .hfTokenSecret, .hubEndpoint, .httpProxy, .httpsProxy, .noProxy, .caConfigMap,
    ]

    /// The values of charts that the key stands for, with every provider whose chart has them; nil for the others.
    var valuePath: [String]? {
        switch self {
        case .provider, .namespace, .hfTokenSecret, .value: nil
        case .hubEndpoint: ["hub", "endpoint"]
        case .httpProxy: ["proxies", "http"]
        case .httpsProxy: ["proxies", "https"]
        case .noProxy: ["proxies", "noProxy"]
        case .caConfigMap: ["caBundle", "configMap"]
        }
    }

    /// Reads `provider`, or `dynamo.resources.gpu`; a key with a dot in it stands in brackets and quotes, as in
    /// `vllm.nodeSelector['a.b/c']`.
    ///
    /// - Throws: `SettingsError` with code `unknownKey`. Whether there is such a provider is not looked at.
    public init(_ text: String) throws(SettingsError) {
        if let general = Self.general.first(where: { $0.description == text }) {
            self = general
            return
        }
        let steps: [ValuePath.Step]
        do { steps = try ValuePath(text).steps } catch {
            throw SettingsError(
                .unknownKey, "'\(text)' is not the name of a setting: \(error.message)", hint: Self.hint)
        }
        var keys: [String] = []
        for step in steps {
            guard case .key(let key) = step else {
                throw SettingsError(
                    .unknownKey, "'\(text)' is not the name of a setting: a list is set whole, not by element",
                    hint: Self.hint)
            }
            keys.append(key)
        }
        guard keys.count > 1 else {
            let names = Self.general.map(\.description)
            throw SettingsError(
                .unknownKey, "there is no setting '\(text)'\(CloseNames.question(text, among: names))", hint: Self.hint)
        }
        self = .value(provider: keys[0], path: Array(keys.dropFirst()))
    }

    private static let hint = "settings are \(general.map(\.description).joined(separator: ", ")), and PROVIDER.VALUE"

    /// Where it stands in the settings' document.
    var place: ValuePath {
        switch self {
        case .provider: ValuePath([.key("activeProviderId")])
        case .namespace, .hfTokenSecret, .hubEndpoint, .httpProxy, .httpsProxy, .noProxy, .caConfigMap:
            ValuePath([.key(description)])
        case .value(let provider, let path):
            path.reduce(ValuePath().appending(key: Settings.valuesKey).appending(key: provider)) {
                $0.appending(key: $1)
            }
        }
    }
}

extension SettingsKey: CustomStringConvertible {
    /// What `init` reads.
    public var description: String {
        switch self {
        case .provider: "provider"
        case .namespace: "namespace"
        case .hfTokenSecret: "hfTokenSecret"
        case .hubEndpoint: "hubEndpoint"
        case .httpProxy: "httpProxy"
        case .httpsProxy: "httpsProxy"
        case .noProxy: "noProxy"
        case .caConfigMap: "caConfigMap"
        case .value(let provider, let path):
            path.reduce(ValuePath().appending(key: provider)) { $0.appending(key: $1) }.description
        }
    }
}
