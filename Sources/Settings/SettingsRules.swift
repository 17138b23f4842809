import Charts
public import Providers
public import Value

/// Which settings there are, and what may stand in them: what the providers' charts say.
public struct SettingsRules: Sendable {
    private let registry: ProviderRegistry

    public init(_ registry: ProviderRegistry) { self.registry = registry }

    /// The value that `text` stands for.
    ///
    /// Text is read as what the chart's schema wants there; lists and mappings are given as JSON.
    /// - Throws: `SettingsError` with code `unknownKey` or `badValue`, and `ProviderError` and `ChartError` for a chart whose
    ///   schema cannot be read. No message holds the text given for a Secret's name: it may be the token itself.
    public func value(of text: String, for key: SettingsKey) throws -> Value {
        switch key {
        case .provider:
            _ = try provider(text, unknown: .badValue)
            return .string(text)
        case .namespace:
            guard KubernetesName.isLabel(text, longest: 63) else {
                throw SettingsError(
                    .badValue,
                    "namespace cannot be '\(text)': it is not a DNS label of lower-case letters, digits and dashes")
            }
            return .string(text)
        case .hfTokenSecret:
            guard KubernetesName.isSubdomain(text) else {
                throw SettingsError(
                    .badValue, "hfTokenSecret is not the name of a Secret: lower-case letters, digits, dashes and dots",
                    hint: "the token itself belongs into a Secret with the key HF_TOKEN; give the Secret's name here")
            }
            return .string(text)
        case .hubEndpoint, .httpProxy, .httpsProxy:
            guard Self.isAddress(text) else {
                // It may hold a password.
                throw SettingsError(
                    .badValue, "\(key) is not an address that begins with http:// or https://",
                    hint: key == .hubEndpoint
                        ? "such as https://hub.example.com" : "such as http://proxy.example.com:3128")
            }
            return .string(text)
        case .noProxy:
            guard !text.isEmpty, !text.contains(where: \.isWhitespace) else {
                throw SettingsError(
                    .badValue,
                    "noProxy cannot be '\(text)': it is hosts, domains and networks with commas between them",
                    hint: "such as .example.com,10.0.0.0/8")
            }
            return .string(text)
        case .caConfigMap:
            guard KubernetesName.isSubdomain(text) else {
                throw SettingsError(
                    .badValue,
                    "caConfigMap cannot be '\(text)': it is not the name of a ConfigMap",
                    hint: "such a name has lower-case letters, digits, dashes and dots")
            }
            return .string(text)
        case .value(let name, let path):
            return try value(of: text, for: key, provider(name, unknown: .unknownKey), path)
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        ["http://", "https://"].contains { text.hasPrefix($0) && text.count > $0.count }
            && !text.contains(where: \.isWhitespace)
    }

    private func provider(_ name: String, unknown code: SettingsError.Code) throws(SettingsError) -> Provider {
        let names = registry.providers.map(\.name)
        guard let provider = registry.providers.first(where: { $0.name == name }) else {
            throw SettingsError(
                code, "there is no provider '\(name)'\(CloseNames.question(name, among: names))",
                hint: "known are \(names.joined(separator: ", "))")
        }
        return provider
    }

    // MARK: - Values of charts

    private func value(
        of text: String, for key: SettingsKey, _ provider: Provider, _ path: [String]
    ) throws -> Value {
        guard path != ["modelId"] else {
            throw SettingsError(.unknownKey, "\(key) is what each deployment serves: no setting can stand for it")
        }
        let setting = try setting(at: path, of: provider)
        let readings = Self.readings(of: text, asText: setting.map(Self.takesOnlyText) ?? false)
        var problem: (path: ValuePath, message: String)?
        for reading in readings {
            let found = try Self.problem(with: reading, at: path, of: provider)
            guard let found else { return reading }
            problem = problem ?? found
        }
        let steps = problem?.path.steps ?? []
        let place = ValuePath(ValuePath().appending(key: provider.name).steps + steps)
        let hint = setting.flatMap { $0.path == path ? "it takes \($0.words)" : nil }
        throw SettingsError(
            .badValue, "\(place) \(problem?.message ?? "is wrong")",
            hint: hint ?? "groundcrew providers show \(provider.name) lists the values")
    }

    /// The setting of that path, or the one with names of the user's own that it leads into; nil for what holds settings.
    ///
    /// - Throws: `SettingsError` with code `unknownKey` for what the chart's schema does not know.
    private func setting(at path: [String], of provider: Provider) throws -> ProviderSetting? {
        let settings = try provider.settings()
        if settings.isEmpty || settings.contains(where: { $0.path.count > path.count && $0.path.starts(with: path) }) {
            return nil
        }
        let found = settings.first { setting in
            setting.path == path
                || path.starts(with: setting.path) && setting.allowed.isEmpty
                    && (setting.types.isEmpty || setting.types.contains("object"))
        }
        guard let found else {
            let name = path.joined(separator: ".")
            throw SettingsError(
                .unknownKey,
                "'\(name)' is not a value of provider \(provider.name)"
                    + CloseNames.question(name, among: settings.map(\.name)),
                hint: "groundcrew providers show \(provider.name) lists them")
        }
        return found
    }

    private static func takesOnlyText(_ setting: ProviderSetting) -> Bool {
        if !setting.allowed.isEmpty { return setting.allowed.allSatisfy { $0.string != nil } }
        return setting.types == ["string"]
    }

    /// What the text may mean, the likelier first.
    private static func readings(of text: String, asText: Bool) -> [Value] {
        let plain = Value.string(text)
        let json: Value
        do { json = try Value(jsonText: text, limits: JSONLimits(maximumSize: SettingsLimits.bytes)) } catch {
            return [plain]
        }
        // Null would be no setting, and a text in quotes is meant as it stands.
        if json.isNull || json.string != nil { return [plain] }
        return asText ? [plain, json] : [json, plain]
    }

    /// What the chart's schema has against the value; nil where it has nothing.
    private static func problem(
        with value: Value, at path: [String], of provider: Provider
    ) throws -> (path: ValuePath, message: String)? {
        let steps = path.map(ValuePath.Step.key)
        var values = Value.object(["modelId": "owner/model"])
        // What the chart asks for besides is not this setting's business.
        let others = try provider.chart.violations(of: values.object ?? [:])
        values[ValuePath(steps)] = value
        let found = try provider.chart.violations(of: values.object ?? [:]).first { violation in
            let place = violation.path.steps
            return !others.contains(violation)
                && (place.isEmpty || place.starts(with: steps) || steps.starts(with: place))
        }
        return found.map { (path: $0.path.steps.isEmpty ? ValuePath(steps) : $0.path, message: $0.message) }
    }
}
