import Deployments
import Readiness

/// Deployments in columns.
enum DeploymentTable {
    /// - Parameter width: of a terminal; wide tables are as wide as they are.
    static func text(_ statuses: [DeploymentStatus], isWide: Bool = false, within width: Int? = nil) -> String {
        Table(
            headings: headings(isWide: isWide), rows: statuses.map { row($0, isWide: isWide) },
            yields: [
                .init(messageColumn, least: 16), .init(modelColumn, least: 12), .init(0, least: 9), .init(1, least: 8),
            ]
        ).rendered(within: isWide ? nil : width)
    }

    static func headings(isWide: Bool = false) -> [String] {
        ["NAMESPACE", "NAME", "PROVIDER", "MODEL", "PHASE", "READY"]
            + (isWide ? ["ENGINE", "PODS", "ENDPOINT"] : []) + ["MESSAGE"]
    }

    /// The place of the phase in a row.
    static let phaseColumn = 4
    private static let modelColumn = 3
    private static let messageColumn = 6

    static func row(_ status: DeploymentStatus, isWide: Bool = false) -> [String] {
        [
            status.namespace, status.name, status.provider, status.model ?? "?", status.phase.rawValue,
            "\(status.ready.map(String.init) ?? "?")/\(status.desired.map(String.init) ?? "?")",
        ] + (isWide ? wide(status) : []) + [status.message]
    }

    /// What `kubectl get -o name` is for: lines that other commands take.
    static func names(_ statuses: [DeploymentStatus]) -> String { statuses.map { $0.id + "\n" }.joined() }

    private static func wide(_ status: DeploymentStatus) -> [String] {
        let pods = status.pods.isEmpty && !status.unseen.isEmpty ? "?" : String(status.pods.count)
        return [status.engine ?? "?", pods, status.endpoint?.url ?? ""]
    }
}
