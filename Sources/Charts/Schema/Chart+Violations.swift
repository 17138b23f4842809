public import Value

/// One way in which values do not fit a chart's `values.schema.json`.
public struct ValuesViolation: Sendable, Equatable {
    /// Within the values; of a key that has no business there, the key itself.
    public var path: ValuePath
    /// Such as `'32GB' does not match pattern …`.
    public var message: String
}

extension Chart {
    /// How the user's values, laid over the chart's, break the chart's own schema; empty where they fit or there is none.
    ///
    /// - Throws: `ChartError` when values cannot be laid over the chart's, or the schema is itself wrong.
    public func violations(of values: Object) throws(ChartError) -> [ValuesViolation] {
        guard let schema else { return [] }
        var warnings: [String] = []
        let all = Value.object(try Coalescing.coalesce(self, values, warnings: &warnings))
        let node = try SchemaCompiler.compile(schema, warnings: &warnings)
        return try SchemaValidator.validate(all, against: node).flatMap { $0.leaves(in: all) }
    }
}

extension SchemaViolation {
    /// What is wrong in the end: causes in place of what they add up to.
    fileprivate func leaves(in values: Value) -> [ValuesViolation] {
        guard causes.isEmpty else { return causes.flatMap { $0.leaves(in: values) } }
        var path = ValuePath()
        for step in location {
            path =
                values[path]?.array != nil ? Int(step).map(path.appending(index:)) ?? path : path.appending(key: step)
        }
        let unknown = unknownProperties
        guard unknown.isEmpty else {
            let known = values[path]?.object?.keys.filter { !unknown.contains($0) } ?? []
            return unknown.map { key in
                ValuesViolation(
                    path: path.appending(key: key),
                    message: "is not a value of the chart\(CloseNames.question(key, among: known))")
            }
        }
        return [ValuesViolation(path: path, message: "is wrong: \(message)")]
    }

    /// The keys of `additional properties 'a', 'b' not allowed`.
    private var unknownProperties: [String] {
        guard message.hasPrefix("additional properties "), message.hasSuffix(" not allowed") else { return [] }
        return message.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
