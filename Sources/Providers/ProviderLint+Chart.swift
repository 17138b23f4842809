import Charts
import Expressions
import Value

extension ProviderLintRun {
    var chart: Chart { provider.chart }

    /// The values that a deployment of any kind has.
    static let leastValues: Object = ["modelId": .string(modelID)]

    /// What `chart lint` finds, but for advice, and for what rendering has told; whether values fit the schema is told for
    /// every combination.
    mutating func lintChart() {
        for file in chart.files
        where file.path == Provider.definitionFile || file.path.hasPrefix("\(Provider.testsFolder)/") {
            add(
                .warning, at: "\(provider.folder)/\(file.path)",
                "becomes a part of every release: keep it out of the chart by .helmignore")
        }
        let linter = ChartLinter(values: Self.leastValues, namespace: Self.namespace, skipsSchema: true)
        do {
            for finding in try linter.findings(of: chart)
            where finding.severity > .info && !hasFound(finding.message) {
                let place = finding.path.isEmpty ? provider.folder : "\(provider.folder)/\(finding.path)"
                add(finding.severity == .error ? .error : .warning, at: place, finding.message)
            }
        } catch {
            add(.error, at: provider.folder, error.message)
        }
    }

    /// Values that follow what is installed: with nothing known of it, and with the versions of the definition.
    mutating func lintDefaults() {
        let settings: [ProviderSetting]
        do { settings = try provider.settings() } catch { settings = [] }
        for item in definition.defaults
        where chart.values[item.key] == nil && !settings.contains(where: { $0.path.first == item.key }) {
            add(
                .error, at: item.value.location, path: "defaults.\(item.key)",
                "is not a value of the chart" + CloseNames.question(item.key, among: settings.map { $0.path[0] }))
        }
        for known in [[:], versions] { lintDefaults(knowing: known) }
    }

    mutating func lintDefaults(knowing versions: [String: String]) {
        do {
            lintDefaults(try definition.defaultValues(operators: versions))
        } catch {
            add(.error, at: (error.underlying as? ExpressionError)?.location, path: "defaults", error.message)
        }
    }

    private mutating func lintDefaults(_ values: Object) {
        let violations: [ValuesViolation]
        // A schema that is wrong itself is told for every combination.
        do { violations = try chart.violations(of: Self.leastValues.merged(with: values)) } catch { return }
        for violation in violations {
            guard case .key(let key)? = violation.path.steps.first, let value = values[key],
                let item = definition.defaults.first(where: { $0.key == key })
            else { continue }
            add(
                .error, at: item.value.location, path: "defaults.\(key)",
                "gives \(value.json()), which the chart refuses: it \(violation.message)")
        }
    }
}
