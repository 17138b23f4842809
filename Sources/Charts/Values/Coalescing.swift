import Value

/// Joins the user's values with the defaults of a chart and its subcharts, after Helm 4's `pkg/chart/common/util`.
///
/// The user's values win; objects merge, everything else is replaced. Coalescing drops keys that the user set to null
/// and nulls among the defaults; merging keeps them for a later coalescing.
struct Coalescing {
    private let keepsNulls: Bool
    private(set) var warnings: [String] = []

    static func coalesce(
        _ chart: Chart, _ values: Object, warnings: inout [String]
    ) throws(ChartError) -> Object {
        try run(chart, values, keepsNulls: false, warnings: &warnings)
    }

    static func merge(_ chart: Chart, _ values: Object, warnings: inout [String]) throws(ChartError) -> Object {
        try run(chart, values, keepsNulls: true, warnings: &warnings)
    }

    private static func run(
        _ chart: Chart, _ values: Object, keepsNulls: Bool, warnings: inout [String]
    ) throws(ChartError) -> Object {
        var coalescing = Coalescing(keepsNulls: keepsNulls)
        var result = values
        try coalescing.chart(chart, &result, prefix: "")
        for warning in coalescing.warnings where !warnings.contains(warning) { warnings.append(warning) }
        return result
    }

    private init(keepsNulls: Bool) { self.keepsNulls = keepsNulls }

    private mutating func chart(_ chart: Chart, _ values: inout Object, prefix: String) throws(ChartError) {
        defaults(of: chart, &values, prefix: prefix)
        for subchart in chart.dependencies {
            var inner: Object
            switch values[subchart.name] {
            case nil: inner = Object()
            case .object(let members)?: inner = members
            case let other?:
                throw ChartError(
                    code: .badValues,
                    message: "type mismatch on \(subchart.name): the values of a subchart must be an object, not "
                        + other.typeName, path: subchart.name)
            }
            let path = join(prefix, chart.name)
            globals(&inner, from: values)
            // Without the copy in `values`, `inner` is the only one and changes in place.
            values[subchart.name] = .null
            try self.chart(subchart, &inner, prefix: path)
            values[subchart.name] = .object(inner)
        }
    }

    private mutating func defaults(of chart: Chart, _ values: inout Object, prefix: String) {
        let path = join(prefix, chart.name)
        for (key, fallback) in chart.values {
            guard let value = values[key] else {
                if keepsNulls {
                    values[key] = fallback
                } else if fallback != .null {
                    values[key] = Self.withoutNulls(fallback)
                }
                continue
            }
            if value == .null {
                if !keepsNulls { values.removeValue(forKey: key) }
            } else if case .object(var members) = value {
                guard case .object(let source) = fallback else {
                    if fallback != .null { warn("skipped value for \(path).\(key): Not a table.") }
                    continue
                }
                // A subchart's own coalescing needs the nulls that the user set.
                let keeps = keepsNulls || chart.dependencies.contains { $0.name == key }
                values[key] = .null
                let fallbacks = keeps ? source : Self.withoutNulls(source)
                tables(&members, fallbacks, prefix: join(path, key), keepsNulls: keeps)
                values[key] = .object(members)
            }
        }
    }

    /// Fills `target` from `source`, the target winning (`coalesceTablesFullKey`).
    private mutating func tables(_ target: inout Object, _ source: Object, prefix: String, keepsNulls: Bool) {
        for (key, value) in source {
            guard let own = target[key] else {
                target[key] = value
                continue
            }
            switch (own, value) {
            case (.null, _):
                // The user removes a default; a null where the chart has none stays.
                if !keepsNulls && value != .null { target.removeValue(forKey: key) }
            case (.object(var members), .object(let inner)):
                target[key] = .null
                tables(&members, inner, prefix: join(prefix, key), keepsNulls: keepsNulls)
                target[key] = .object(members)
            case (_, .object): warn("cannot overwrite table with non table for \(join(prefix, key))")
            case (.object, _) where value != .null:
                warn("destination for \(join(prefix, key)) is a table. Ignoring non-table value")
            default: break
            }
        }
    }

    /// Helm's `CoalesceTables`: what `target` sets to null goes where `source` has it, too.
    static func coalesceTables(_ target: Object, _ source: Object, warnings: inout [String]) -> Object {
        var coalescing = Coalescing(keepsNulls: false)
        var result = target
        coalescing.tables(&result, source, prefix: "", keepsNulls: false)
        warnings += coalescing.warnings
        return result
    }

    static func mergeTables(_ target: Object, _ source: Object, warnings: inout [String]) -> Object {
        var coalescing = Coalescing(keepsNulls: true)
        var result = target
        coalescing.tables(&result, source, prefix: "", keepsNulls: true)
        warnings += coalescing.warnings
        return result
    }

    /// Copies the parent's globals into a subchart's values; here the parent wins (`coalesceGlobals`).
    private mutating func globals(_ values: inout Object, from parent: Object) {
        var target = Object()
        switch values["global"] {
        case nil: break
        case .object(let members)?: target = members
        default:
            warn("skipping globals because destination global is not a table.")
            return
        }
        var source = Object()
        switch parent["global"] {
        case nil: break
        case .object(let members)?: source = members
        default:
            warn("skipping globals because source global is not a table.")
            return
        }
        for (key, value) in source {
            switch (value, target[key]) {
            case (.object, nil): target[key] = value
            case (.object(var members), .object(let own)?):
                tables(&members, own, prefix: key, keepsNulls: true)
                target[key] = .object(members)
            case (.object, _): warn("conflict: cannot merge map onto non-map for \(key.debugDescription). Skipping.")
            case (_, .object?): warn("key \(key) is table. Skipping")
            default: target[key] = value
            }
        }
        values["global"] = .object(target)
    }

    static func withoutNulls(_ value: Value) -> Value {
        guard case .object(let members) = value else { return value }
        return .object(withoutNulls(members))
    }

    static func withoutNulls(_ object: Object) -> Object {
        var result = Object()
        for (key, value) in object where value != .null { result[key] = withoutNulls(value) }
        return result
    }

    private func join(_ prefix: String, _ key: String) -> String { prefix.isEmpty ? key : "\(prefix).\(key)" }

    private mutating func warn(_ message: String) { warnings.append(message) }
}
