import Charts
public import Value

extension Provider {
    /// Every value that the chart's schema names, in its order; those of an object stand in its place.
    ///
    /// - Throws: `ProviderError` with code `invalidChart` when the schema is not JSON.
    public func settings() throws(ProviderError) -> [ProviderSetting] {
        guard let bytes = chart.schema else { return [] }
        do {
            let reader = SettingsReader(root: try Value(json: bytes))
            return reader.settings(reader.root, [], Value.object(chart.values).withWholeNumbers)
        } catch {
            throw ProviderError(
                .invalidChart, "the values.schema.json of provider \(name) cannot be read: \(error)", underlying: error)
        }
    }
}

extension Provider {
    /// Those of the values that the chart's schema names.
    ///
    /// - Throws: `ProviderError` with code `invalidChart` when the schema is not JSON.
    public func known(among values: Object) throws(ProviderError) -> Object {
        var known = Value.object([:])
        guard !values.isEmpty else { return [:] }
        for setting in try settings() {
            let place = ValuePath(setting.path.map(ValuePath.Step.key))
            guard let value = Value.object(values)[place] else { continue }
            known[place] = value
        }
        return known.object ?? [:]
    }
}

extension Provider {
    /// Those of the values that the chart's schema does not name, such as `hub.endpoint`: no pod gets to know of them.
    ///
    /// - Throws: `ProviderError` with code `invalidChart` when the schema is not JSON.
    public func unknown(among values: Object) throws(ProviderError) -> [String] {
        guard !values.isEmpty else { return [] }
        let settings = try settings()
        return Self.paths(of: .object(values), []).filter { path in
            !settings.contains { path.starts(with: $0.path) }
        }.map { $0.joined(separator: ".") }
    }

    /// Those that lead to values, rather than to objects of them.
    private static func paths(of value: Value, _ path: [String]) -> [[String]] {
        guard let members = value.object, !members.isEmpty else { return [path] }
        return members.flatMap { paths(of: $0.value, path + [$0.key]) }
    }
}

/// Reads what people are shown of a schema; what it refuses, the schema itself decides.
private struct SettingsReader {
    let root: Value
    /// Objects in objects beyond this depth are shown whole; a schema may refer to itself.
    private static let depth = 8

    init(root: Value) { self.root = root }

    func settings(_ node: Value, _ path: [String], _ defaults: Value?) -> [ProviderSetting] {
        let node = resolved(node)
        if path.count < Self.depth, let members = node["properties"]?.object, !members.isEmpty {
            return members.flatMap { settings($0.value, path + [$0.key], defaults?[$0.key]) }
        }
        guard !path.isEmpty else { return [] }
        return [
            ProviderSetting(
                path: path, title: node["title"]?.string ?? node["description"]?.string ?? "",
                types: node["type"]?.string.map { [$0] } ?? node["type"]?.array?.compactMap(\.string) ?? [],
                allowed: node["enum"]?.array ?? node["const"].map { [$0] } ?? [], minimum: node["minimum"],
                maximum: node["maximum"], defaultValue: defaults ?? node["default"])
        ]
    }

    /// What a reference within the document stands for; its neighbours, such as a title, win over it.
    private func resolved(_ node: Value) -> Value {
        guard let reference = node["$ref"]?.string, reference == "#" || reference.hasPrefix("#/") else {
            return node
        }
        let target = reference.dropFirst().split(separator: "/").reduce(Optional(root)) { $0?[String($1)] }
        guard var members = target?.object else { return node }
        for (key, value) in node.object ?? [:] where key != "$ref" { members[key] = value }
        return .object(members)
    }
}
