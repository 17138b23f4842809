import Value

/// Validates the values of a chart and its subcharts against their `values.schema.json`.
enum SchemaCheck {
    /// Throws with Helm's report of all charts whose values do not fit.
    static func validate(_ chart: Chart, _ values: Object, warnings: inout [String]) throws(ChartError) {
        let report = report(chart, values, warnings: &warnings)
        guard !report.isEmpty else { return }
        throw ChartError(
            code: .schemaViolated,
            message: "values don't meet the specifications of the schema(s) in the following chart(s):\n\(report)")
    }

    /// Helm's lines about values that do not fit one schema, each with its line break; nil when they fit.
    static func report(
        _ schema: [UInt8], _ values: Object, warnings: inout [String]
    ) throws(ChartError) -> String? {
        let node = try SchemaCompiler.compile(schema, warnings: &warnings)
        let violations = try SchemaValidator.validate(.object(values), against: node)
        return violations.isEmpty ? nil : violations.flatMap { $0.lines() }.map { $0 + "\n" }.joined()
    }

    private static func report(_ chart: Chart, _ values: Object, warnings: inout [String]) -> String {
        var report = ""
        if let schema = chart.schema {
            do {
                if let text = try self.report(schema, values, warnings: &warnings) {
                    report += "\(chart.name):\n\(text)"
                }
            } catch {
                // What does not parse names its file; all else is as Helm says it.
                report += "\(chart.name):\n\(error.underlying == nil ? error.message : "\(error)")"
            }
        }
        for subchart in chart.dependencies {
            switch values[subchart.name] {
            case nil, .null?: continue
            case .object(let inner)?: report += self.report(subchart, inner, warnings: &warnings)
            case let other?:
                report += "\(subchart.name):\ninvalid type for values: expected object (map), got \(other.typeName)\n"
            }
        }
        return report
    }
}
