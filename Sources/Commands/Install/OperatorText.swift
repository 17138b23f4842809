import Operators
import Providers
import Releases

/// An operator that was installed, as a person reads it.
enum OperatorText {
    /// Of a provider that comes without one.
    static func none(_ provider: Provider) -> String {
        "provider \(provider.name) has no operator: there is nothing to install or to remove\n"
            + "  next: groundcrew deploy MODEL --provider \(provider.name)\n"
    }

    static func text(_ outcome: OperatorOutcome) -> String {
        guard let record = outcome.release?.record else {
            return "operator \(outcome.name)\(outcome.decision.version.map { " \($0)" } ?? "")\n"
                + "  \(outcome.change == .changed ? "adopted" : "reused"): \(outcome.decision.reason)\n"
        }
        let chart =
            record.chartName == SandboxOperators.chartName
            ? "\(record.name) (simulated by \(record.chartName) \(record.chartVersion))"
            : "\(record.name) \(record.chartVersion)"
        return "operator \(chart)\n  in namespace \(record.namespace): \(outcome.change.rawValue), "
            + "revision \(record.revision)\n" + outcome.warnings.map { "  warning: \($0)\n" }.joined()
    }
}
