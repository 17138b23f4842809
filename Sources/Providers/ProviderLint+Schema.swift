import Charts
import Value

// MARK: - The chart's schema

extension ProviderLintRun {
    private var schemaFile: String { "\(provider.folder)/values.schema.json" }

    mutating func lintSchema() {
        guard let bytes = chart.schema else {
            add(
                .error, at: schemaFile,
                "is missing: it says which values there are, and refuses what the chart cannot do")
            return lintUsual([])
        }
        do {
            let settings = try provider.settings()
            for setting in settings where setting.title.isEmpty {
                add(.warning, at: schemaFile, path: setting.name, "has no title, by which `providers show` explains it")
            }
            lintOpen(try Value(json: bytes), ValuePath())
            lintUsual(settings)
        } catch {
            add(.error, at: schemaFile, "\(error)")
        }
    }

    /// Objects that take any key: a value that is misspelt would change nothing, and nobody would be told.
    private mutating func lintOpen(_ node: Value, _ path: ValuePath) {
        guard path.steps.count < Self.schemaDepth, let members = node["properties"]?.object, !members.isEmpty else {
            return
        }
        if node["additionalProperties"] == nil, node["unevaluatedProperties"] == nil {
            add(
                .warning, at: schemaFile, path: path.steps.isEmpty ? nil : "\(path)",
                "takes keys that it does not name, so that a misspelt value is passed over: say "
                    + "\"additionalProperties\": false")
        }
        for (key, member) in members { lintOpen(member, path.appending(key: key)) }
    }

    /// Further down, nobody looks: a schema may be large.
    private static let schemaDepth = 16

    /// What the chart takes of what the capabilities name.
    private mutating func lintUsual(_ settings: [ProviderSetting]) {
        let can = definition.capabilities
        for (key, names, noun) in [
            ("engine", can.engines, "engines"), ("mode", can.modes, "modes"), ("routerMode", can.routers, "routers"),
        ] {
            if let name = chart.values[key]?.string, !name.isEmpty, !names.contains(name) {
                add(
                    .error, at: "\(provider.folder)/values.yaml", path: key,
                    "is \(name), which is not among the capabilities: \(names.joined(separator: ", "))")
            }
            let allowed = settings.first { $0.name == key }?.allowed.compactMap(\.string) ?? []
            for name in allowed where !name.isEmpty && !names.contains(name) {
                add(
                    .warning, at: schemaFile, path: key,
                    "takes \(name), which capabilities.\(noun) does not name, so that nobody can ask for it")
            }
        }
    }

    /// Names of the capabilities that the chart refuses whatever stands beside them.
    ///
    /// - Parameter broken: combinations of which it cannot be told.
    mutating func lintAxes(_ combinations: [ProviderCombination], broken: Set<Int>) {
        guard combinations.contains(where: { $0.refusal == nil }) else { return }
        let axes: [(String, KeyPath<ProviderCombination, String?>)] = [
            ("engines", \.engine), ("modes", \.mode), ("routers", \.router),
        ]
        for (noun, axis) in axes {
            for name in Set(combinations.compactMap { $0[keyPath: axis] }).sorted() {
                let indices = combinations.indices.filter { combinations[$0][keyPath: axis] == name }
                guard broken.isDisjoint(with: indices), indices.allSatisfy({ combinations[$0].refusal != nil }),
                    let refusal = combinations[indices[0]].refusal
                else { continue }
                add(
                    .error, path: "capabilities.\(noun)",
                    "names \(name), which the chart refuses with everything else: \(refusal)")
            }
        }
    }
}
