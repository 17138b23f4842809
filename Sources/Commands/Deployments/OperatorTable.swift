import Deployments

/// Operators in columns.
enum OperatorTable {
    static let headings = ["PROVIDER", "OPERATOR", "STATUS", "VERSION"]

    static func text(_ operators: [ClusterOverview.Operator]) -> String {
        Table(headings: headings, rows: operators.map(row)).rendered()
    }

    static func row(_ item: ClusterOverview.Operator) -> [String] {
        [item.provider, item.name, item.words, item.version ?? ""]
    }
}
