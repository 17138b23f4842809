import Deployments
import Readiness
import Releases
import Reports

/// What scaling a deployment has come to.
enum ScaleText {
    static func text(_ result: ScaledDeployment) -> String {
        let status = result.status
        let counts = "\(status.ready.map(String.init) ?? "?") of \(status.desired.map(String.init) ?? "?") ready"
        // What somebody changed in the cluster is set right although no value is another.
        let isMended = result.plan.changes.isEmpty && result.change == .changed
        let lines = [
            "deployment \(status.id): \(result.change.rawValue)",
            isMended ? "  its values were as asked for, its objects were not" : "  \(result.plan.words)",
            "  \(status.phase.rawValue), \(counts): \(plainLine(status.message))",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
