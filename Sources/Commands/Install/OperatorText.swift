import Releases

/// An operator that was installed, as a person reads it.
enum OperatorText {
    static func text(_ outcome: ReleaseOutcome) -> String {
        let record = outcome.record
        let chart =
            record.chartName == SandboxOperators.chartName
            ? "\(record.name) (simulated by \(record.chartName) \(record.chartVersion))"
            : "\(record.name) \(record.chartVersion)"
        return "operator \(chart)\n  in namespace \(record.namespace): \(outcome.change.rawValue), "
            + "revision \(record.revision)\n" + outcome.warnings.map { "  warning: \($0)\n" }.joined()
    }
}
