import Value

/// Validates the values of a chart and its subcharts against their `values.schema.json`.
enum SchemaCheck {
    static func validate(_ chart: Chart, _ values: Object, warnings: inout [String]) throws(ChartError) {
    }
}
