public import Value

/// A value that a provider's chart takes, as the chart's schema describes it.
public struct ProviderSetting: Sendable, Equatable {
    /// The keys that lead to it.
    public var path: [String]
    /// What it is for; empty where the schema does not say.
    public var title: String
    /// Names of JSON Schema, such as `integer`; empty where any will do.
    public var types: [String]
    /// The only values that may stand there; empty where the schema names none.
    public var allowed: [Value]
    public var minimum: Value?
    public var maximum: Value?
    /// The chart's own; nil where it gives none.
    public var defaultValue: Value?

    /// Such as `resources.gpu`.
    public var name: String { path.joined(separator: ".") }

    /// Such as `integer from 0 to 16, 1 when not given`.
    public var words: String {
        var words = kind
        if let range { words += " \(range)" }
        guard let defaultValue, !Self.isNothing(defaultValue) else { return words }
        return "\(words), \(Self.text(defaultValue)) when not given"
    }

    private var kind: String {
        guard allowed.isEmpty else {
            return "one of " + allowed.filter { !Self.isNothing($0) }.map(Self.text).joined(separator: ", ")
        }
        let names = types.filter { $0 != "null" }.map { Self.names[$0] ?? $0 }
        return names.isEmpty ? "anything" : names.joined(separator: " or ")
    }

    private var range: String? {
        switch (minimum, maximum) {
        case (let minimum?, let maximum?): "from \(minimum.json()) to \(maximum.json())"
        case (let minimum?, nil): "of at least \(minimum.json())"
        case (nil, let maximum?): "of at most \(maximum.json())"
        case (nil, nil): nil
        }
    }

    /// As people who write YAML call them.
    private static let names = [
        "string": "text", "boolean": "true or false", "array": "list", "object": "mapping",
    ]

    /// Null, and what is empty: the chart leaves the choice to somebody else.
    private static func isNothing(_ value: Value) -> Bool {
        value.isNull || value.string?.isEmpty == true || value.array?.isEmpty == true || value.object?.isEmpty == true
    }

    private static func text(_ value: Value) -> String { value.string ?? value.json() }

    /// For JSON and YAML.
    public var value: Value {
        var value: Object = [
            "name": .string(name), "title": .string(title), "types": ProviderDefinition.strings(types),
        ]
        if !allowed.isEmpty { value["allowed"] = .array(allowed) }
        value["minimum"] = minimum
        value["maximum"] = maximum
        value["default"] = defaultValue
        return .object(value)
    }
}
