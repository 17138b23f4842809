import Deployments
import Operators

/// Operators in columns.
enum OperatorTable {
    static let headings = ["PROVIDER", "OPERATOR", "STATUS", "VERSION", "WHOSE", "DECISION"]

    static func text(_ operators: [ClusterOverview.Operator]) -> String {
        Table(headings: headings, rows: operators.map(row)).rendered()
    }

    static func row(_ item: ClusterOverview.Operator) -> [String] {
        [item.provider, item.name, item.words, item.version ?? "", item.owner?.words ?? "", decision(item)]
    }

    /// Of what is there: what an installation would do with it, and the code of the reason.
    private static func decision(_ item: ClusterOverview.Operator) -> String {
        guard let decision = item.decision, item.owner?.kind != .nobody else { return "" }
        return "\(decision.action.rawValue) (\(decision.code.rawValue))"
    }
}
