import Charts
import Models
import Value

extension ProviderLintRun {
    /// The rules of `runtimes` in their order, tried with a runtime that says nothing of itself, and whether the chart
    /// takes the name of one.
    mutating func lintRuntimes() {
        guard let runtimes = definition.runtimes else { return }
        lintOrder(runtimes.rules.map(\.when), "runtimes.rules")
        let fits = runtimes.rules.contains { if case .fits = $0.verdict { true } else { false } }
        if !fits {
            add(.error, path: "runtimes.rules", "has no rule with match, so that no runtime ever fits")
        }
        lintRuntimeValue()
        let deployment = provider.chart.values.merged(with: Self.leastValues)
        for kind in runtimes.kinds {
            let bare: Value = [
                "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": ["name": "bare"],
            ]
            let matches = runtimes.matches(
                [.init(kind: kind, object: bare)], model: Model(unlisted: Self.modelID), deployment: deployment)
            for match in matches where match.verdict == .unknown {
                add(.error, path: "runtimes.rules", "fails for a runtime that says nothing of itself: \(match.reason)")
            }
        }
    }

    /// What the chart's schema refuses no deployment can name.
    private mutating func lintRuntimeValue() {
        let values = Self.leastValues.merged(with: [RuntimeRules.valueName: "example"])
        do {
            let isRefused = try provider.chart.violations(of: values).contains { violation in
                violation.path.steps.first == .key(RuntimeRules.valueName)
            }
            guard isRefused || provider.chart.values[RuntimeRules.valueName] == nil else { return }
            add(
                .error, path: "runtimes",
                "is there, and the chart has no value \(RuntimeRules.valueName) that names a runtime")
        } catch {
            return  // What is wrong with the schema is told already.
        }
    }
}
