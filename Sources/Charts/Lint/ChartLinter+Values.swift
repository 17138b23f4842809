import Value
import YAML

extension ChartLinter {
    private static var file: String { "values.yaml" }

    /// The rules for `values.yaml` (`rules/values.go`): the chart's own values alone, subcharts' left aside.
    func lintValues(of subject: LintSubject, _ report: inout LintReport) {
        guard let values = subject.values else {
            report.add(.info, Self.file, "file does not exist")
            return
        }
        do throws(ChartError) {
            let own = try Self.parse(try values.get())
            guard !subject.schema.isEmpty else { return }
            var warnings: [String] = []
            let merged = Coalescing.coalesceTables(self.values, own, warnings: &warnings)
            if !skipsSchema, let report = try SchemaCheck.report(subject.schema, merged, warnings: &warnings) {
                throw ChartError(code: .schemaViolated, message: report)
            }
        } catch {
            report.add(.error, Self.file, error)
        }
    }

    /// The first document, as Go's decoder takes it.
    private static func parse(_ file: ChartFile) throws(ChartError) -> Object {
        let value: Value
        do {
            value = try YAML.decode(file.bytes, file: file.path, rules: .helm)
        } catch {
            throw ChartError(code: .badFile, message: "unable to parse YAML: \(error)", underlying: error)
        }
        switch value {
        case .null: return Object()
        case .object(let members): return ValuesText.asFloats(members)
        default:
            throw ChartError(
                code: .badFile,
                message: "unable to parse YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                    + "\(value.typeName) into Go value of type common.Values")
        }
    }
}
