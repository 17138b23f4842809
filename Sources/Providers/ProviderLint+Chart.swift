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

    mutating func lintSchema() {
        let file = "\(provider.folder)/values.schema.json"
        if chart.schema == nil {
            add(.error, at: file, "is missing: it says which values there are, and refuses what the chart cannot do")
        }
        do {
            for setting in try provider.settings() where setting.title.isEmpty {
                add(.warning, at: file, path: setting.name, "has no title, by which `providers show` explains it")
            }
        } catch {
            add(.error, at: file, error.message)
        }
        let can = definition.capabilities
        for (key, names) in [("engine", can.engines), ("mode", can.modes), ("routerMode", can.routers)] {
            guard let name = chart.values[key]?.string, !name.isEmpty, !names.contains(name) else { continue }
            add(
                .error, at: "\(provider.folder)/values.yaml", path: key,
                "is \(name), which is not among the capabilities: \(names.joined(separator: ", "))")
        }
    }

    /// Values that follow what is installed: with nothing known of it, and with the versions of the definition.
    mutating func lintDefaults() {
        let settings: [ProviderSetting]
        do { settings = try provider.settings() } catch { settings = [] }
        for item in definition.defaults
        where chart.values[item.key] == nil && !settings.contains(where: { $0.path.first == item.key }) {
            add(.error, at: item.value.location, path: "defaults.\(item.key)", "is not a value of the chart")
        }
        let versions = Dictionary(operators.map { ($0.name, $0.version) }, uniquingKeysWith: { first, _ in first })
        for known in [[:], versions] {
            do {
                try lintDefaults(definition.defaultValues(operators: known))
            } catch {
                add(.error, path: "defaults", error.message)
            }
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
