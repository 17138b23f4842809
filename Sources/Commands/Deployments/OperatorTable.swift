import Deployments
import Operators

/// Operators in columns: as wide as a terminal, or with all that is known.
enum OperatorTable {
    static func headings(isWide: Bool = false) -> [String] {
        (isWide ? ["PROVIDER", "NAMESPACE"] : []) + ["OPERATOR", "STATUS", "VERSION", "WHOSE", "DECISION"]
    }

    /// - Parameter width: of a terminal; wide tables are as wide as they are.
    static func text(
        _ operators: [ClusterOverview.Operator], isWide: Bool = false, within width: Int? = nil
    ) -> String {
        Table(
            headings: headings(isWide: isWide), rows: operators.map { row($0, isWide: isWide) },
            yields: [.init(3, least: 6), .init(4, least: 10), .init(1, least: 10), .init(0, least: 8)]
        ).rendered(within: isWide ? nil : width)
    }

    static func row(_ item: ClusterOverview.Operator, isWide: Bool = false) -> [String] {
        (isWide ? [item.provider, item.namespace] : [])
            + [
                item.name, item.words, item.version ?? "", item.owner.map { owner($0, isWide: isWide) } ?? "",
                decision(item, isWide: isWide),
            ]
    }

    /// Where a release is named, it is named in wide rows alone.
    private static func owner(_ owner: OperatorOwner, isWide: Bool) -> String {
        switch owner.kind {
        case .helm where !isWide: "Helm"
        case .adopted where !isWide: "adopted"
        case .nobody, .groundcrew, .adopted, .helm, .addOn, .tool, .unknown: owner.words
        }
    }

    /// Of what is there: what an installation would do with it, and the code of the reason where it would do nothing.
    private static func decision(_ item: ClusterOverview.Operator, isWide: Bool) -> String {
        guard let decision = item.decision, item.owner?.kind != .nobody else { return "" }
        let action = decision.action.rawValue
        return isWide || decision.action == .refuse ? "\(action) (\(decision.code.rawValue))" : action
    }
}
