import Deployments
import Readiness

/// Deployments in columns.
enum DeploymentTable {
    static func text(_ statuses: [DeploymentStatus], isWide: Bool = false) -> String {
        Table(headings: headings(isWide: isWide), rows: statuses.map { row($0, isWide: isWide) }).rendered()
    }

    static func headings(isWide: Bool = false) -> [String] {
        ["NAMESPACE", "NAME", "PROVIDER", "MODEL", "PHASE", "READY"]
            + (isWide ? ["ENGINE", "PODS", "ENDPOINT"] : []) + ["MESSAGE"]
    }

    /// The place of the phase in a row.
    static let phaseColumn = 4

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
