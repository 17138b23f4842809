import Value
import Versions

/// Which subcharts take part, under which names and with which imported values: Helm's `ProcessDependencies`.
struct DependencyRules {
    private(set) var warnings: [String] = []

    /// Applies conditions, tags, aliases and `import-values` to a chart, given the user's values.
    static func apply(
        to chart: inout Chart, _ values: Object, warnings: inout [String]
    ) throws(ChartError) {
        var rules = DependencyRules()
        try rules.enable(&chart, values, path: "")
        try rules.importValues(&chart)
        for warning in rules.warnings where !warnings.contains(warning) { warnings.append(warning) }
    }

    /// The names of `Chart.yaml` that no chart below `charts/` has.
    static func missing(_ chart: Chart) -> [String] {
        let present = Set(chart.dependencies.map(\.name))
        return (chart.metadata.dependencies ?? []).map(\.name).filter { !present.contains($0) }
    }

    static func isCompatible(_ range: String, _ version: String) -> Bool {
        // What is not a version or not a range fits nothing, as in Helm.
        guard let version = try? SemanticVersion(version), let range = try? VersionConstraint(range) else {
            return false
        }
        return range.allows(version)
    }

    // MARK: - Enabling

    private mutating func enable(_ chart: inout Chart, _ values: Object, path: String) throws(ChartError) {
        guard var dependencies = chart.metadata.dependencies else { return }
        chart.dependencies = selected(chart.dependencies, &dependencies)
        for index in dependencies.indices { dependencies[index].isEnabled = true }
        chart.metadata.dependencies = dependencies

        let merged = try Coalescing.coalesce(chart, values, warnings: &warnings)
        judgeTags(&dependencies, merged)
        judgeConditions(&dependencies, merged, path: path)

        let disabled = Set(dependencies.filter { !$0.isEnabled }.map(\.name))
        chart.dependencies.removeAll { disabled.contains($0.name) }
        dependencies.removeAll { disabled.contains($0.name) }
        for index in chart.dependencies.indices {
            try enable(&chart.dependencies[index], merged, path: "\(path)\(chart.dependencies[index].name).")
        }
        chart.metadata.dependencies = dependencies.isEmpty ? nil : dependencies
    }

    /// The charts that `Chart.yaml` does not name, then the named ones in its order under their aliases.
    private func selected(_ charts: [Chart], _ dependencies: inout [ChartDependency]) -> [Chart] {
        var selected = charts.filter { chart in
            !dependencies.contains {
                $0.name == chart.name && Self.isCompatible($0.version, chart.metadata.version)
            }
        }
        for index in dependencies.indices {
            let dependency = dependencies[index]
            let found = charts.first {
                $0.name == dependency.name && Self.isCompatible(dependency.version, $0.metadata.version)
            }
            if var found {
                if !dependency.alias.isEmpty { found.metadata.name = dependency.alias }
                selected.append(found)
            }
            if !dependency.alias.isEmpty { dependencies[index].name = dependency.alias }
        }
        return selected
    }

    private mutating func judgeTags(_ dependencies: inout [ChartDependency], _ values: Object) {
        guard let tags = values["tags"]?.object else { return }
        for index in dependencies.indices {
            var verdicts: [Bool] = []
            for tag in dependencies[index].tags {
                guard let value = tags[tag] else { continue }
                if let bool = value.bool {
                    verdicts.append(bool)
                } else {
                    warnings.append("tag \(tag) of \(dependencies[index].name) is not a boolean")
                }
            }
            dependencies[index].isEnabled = verdicts.isEmpty || verdicts.contains(true)
        }
    }

    private mutating func judgeConditions(_ dependencies: inout [ChartDependency], _ values: Object, path: String) {
        for index in dependencies.indices {
            let conditions = dependencies[index].condition.trimmingSpace().split(separator: ",")
            for condition in conditions {
                guard let value = ValuesPath.value(path + condition, in: values) else { continue }
                if let bool = value.bool {
                    dependencies[index].isEnabled = bool
                    break
                }
                warnings.append("condition \(condition) of \(dependencies[index].name) is not a boolean")
            }
        }
    }

    // MARK: - Importing

    private mutating func importValues(_ chart: inout Chart) throws(ChartError) {
        for index in chart.dependencies.indices { try importValues(&chart.dependencies[index]) }
        guard var dependencies = chart.metadata.dependencies else { return }
        let merged = try Coalescing.merge(chart, Object(), warnings: &warnings)
        var imported = Object()
        for index in dependencies.indices {
            var rules: [Value] = []
            for rule in dependencies[index].importValues {
                guard let (child, parent) = Self.ends(of: rule) else { continue }
                rules.append(["child": .string(child), "parent": .string(parent)])
                guard let table = ValuesPath.table("\(dependencies[index].name).\(child)", in: merged) else {
                    warnings.append(
                        "import-values of \(dependencies[index].name): \(child.debugDescription) is not a table")
                    continue
                }
                imported = Coalescing.mergeTables(
                    imported, Self.nested(table, under: parent), warnings: &warnings)
            }
            dependencies[index].importValues = rules
        }
        chart.metadata.dependencies = dependencies
        // What a child exports yields to what the parent says.
        chart.values = Coalescing.mergeTables(merged, imported, warnings: &warnings)
    }

    private static func ends(of rule: Value) -> (child: String, parent: String)? {
        switch rule {
        case .string(let name): ("exports.\(name)", ".")
        case .object(let members): (text(members["child"]), text(members["parent"]))
        default: nil
        }
    }

    /// Go prints what is not there as `<nil>`, which then names no table.
    private static func text(_ value: Value?) -> String {
        switch value {
        case .string(let text)?: text
        case .bool(let bool)?: bool ? "true" : "false"
        case .integer(let integer)?: String(integer)
        case .float(let float)?: FloatText.general(float)
        default: "<nil>"
        }
    }

    private static func nested(_ table: Object, under path: String) -> Object {
        if path == "." { return table }
        return path.split(separator: ".", omittingEmptySubsequences: false).reversed().reduce(table) { inner, key in
            Object([(String(key), .object(inner))])
        }
    }
}
