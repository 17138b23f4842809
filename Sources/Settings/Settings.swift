public import Value

/// What a cluster's users have agreed on: who serves models, where, and with which values.
///
/// The document is kept whole, so that members of other programs survive a change.
public struct Settings: Sendable, Equatable {
    /// As it is stored.
    public private(set) var document: Object

    static let valuesKey = "providerConfigs"

    public init(_ document: Object = [:]) { self.document = document }

    /// - Parameter place: what errors call the text.
    /// - Throws: `SettingsError` with code `unreadable` that names the place in the text.
    public init(json text: String, place: String) throws(SettingsError) {
        let value: Value
        do { value = try Value(jsonText: text, limits: JSONLimits(maximumSize: SettingsLimits.bytes)) } catch {
            throw Self.unreadable("\(place): is not JSON: \(error)")
        }
        guard let document = value.object else {
            throw Self.unreadable("\(place): is \(value.typeWithArticle); it must be an object")
        }
        self.init(document)
        for key in SettingsKey.general {
            guard let found = document[key.place.description], !found.isNull, found.string == nil else { continue }
            throw Self.unreadable("\(place): \(key.place) is \(found.typeWithArticle); it must be a string")
        }
        guard let values = document[Self.valuesKey], !values.isNull else { return }
        guard let providers = values.object else {
            throw Self.unreadable("\(place): \(Self.valuesKey) is \(values.typeWithArticle); it must be an object")
        }
        for (name, found) in providers where !found.isNull && found.object == nil {
            let path = ValuePath([.key(Self.valuesKey), .key(name)])
            throw Self.unreadable("\(place): \(path) is \(found.typeWithArticle); it must be an object")
        }
    }

    private static func unreadable(_ message: String) -> SettingsError {
        SettingsError(
            .unreadable, message, hint: "it was left as it is: put it right with kubectl edit, or delete it")
    }

    /// As it is stored, with a line break at its end.
    public var json: String { Value.object(document).json(pretty: true) + "\n" }

    // MARK: - What they say

    public var provider: String? { text(.provider) }
    public var namespace: String? { text(.namespace) }
    public var hfTokenSecret: String? { text(.hfTokenSecret) }

    /// Values of charts that are for no provider alone: how pods reach models.
    public var commonValues: Object {
        SettingsKey.general.reduce(into: [:]) { values, key in
            guard let path = key.valuePath, let text = text(key) else { return }
            let nested = path.reversed().reduce(Value.string(text)) { .object([$1: $0]) }
            values = values.merged(with: nested.object ?? [:])
        }
    }

    /// Values of the provider's chart; none where nothing is said of it.
    public func values(of provider: String) -> Object { document[Self.valuesKey]?[provider]?.object ?? [:] }

    /// Other programs write an empty text for nothing.
    private func text(_ key: SettingsKey) -> String? { self[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// Nil where it is not set.
    public subscript(key: SettingsKey) -> Value? {
        guard let value = Value.object(document)[key.place], !value.isNull else { return nil }
        return value
    }

    /// Every setting: the general ones, then each provider's in the order of the document, objects by their members.
    public var all: [(key: SettingsKey, value: Value)] {
        var all = SettingsKey.general.compactMap { key in self[key].map { (key: key, value: $0) } }
        for (provider, values) in document[Self.valuesKey]?.object ?? [:] {
            all += Self.leaves(of: values, at: []).map { leaf in
                (key: SettingsKey.value(provider: provider, path: leaf.path), value: leaf.value)
            }
        }
        return all
    }

    private static func leaves(of value: Value, at path: [String]) -> [(path: [String], value: Value)] {
        guard let members = value.object, !members.isEmpty else {
            return path.isEmpty || value.isNull ? [] : [(path: path, value: value)]
        }
        return members.flatMap { leaves(of: $0.value, at: path + [$0.key]) }
    }

    // MARK: - Changes

    /// - Throws: `SettingsError` with code `badValue` where the way leads through something that is not an object.
    public mutating func set(_ value: Value, for key: SettingsKey) throws(SettingsError) {
        var whole = Value.object(document)
        whole[key.place] = value
        guard whole[key.place] == value, let changed = whole.object else {
            throw SettingsError(
                .badValue, "\(key) stands below a setting that is one value", hint: "groundcrew config list shows it")
        }
        document = changed
    }

    /// Takes it away, and the objects around it that are empty then.
    ///
    /// - Returns: whether it was set.
    @discardableResult
    public mutating func unset(_ key: SettingsKey) -> Bool {
        guard self[key] != nil else { return false }
        var whole = Value.object(document)
        var steps = key.place.steps
        whole[ValuePath(steps)] = nil
        steps.removeLast()
        while !steps.isEmpty, whole[ValuePath(steps)]?.object?.isEmpty == true {
            whole[ValuePath(steps)] = nil
            steps.removeLast()
        }
        document = whole.object ?? document
        return true
    }
}

/// Bounds of settings.
enum SettingsLimits {
    /// A ConfigMap may hold no more.
    static let bytes = 1 << 20
    /// How often a change is tried while others change the settings, too.
    static let attempts = 10
    static let pause: Duration = .milliseconds(100)
}
