import Deployments
import Readiness
import Reports

/// One deployment, line by line.
enum DeploymentText {
    static func text(_ status: DeploymentStatus, isSimulated: Bool) -> String {
        var lines = [
            "name       \(status.namespace)/\(status.name)", "provider   \(status.provider)",
            "model      \(status.model ?? unknownModel(status))",
            "engine     \(status.engine ?? "unknown")", "phase      \(status.phase.rawValue)",
            "message    \(plainText(status.message))",
            "replicas   \(status.ready.map(String.init) ?? "?") of \(status.desired.map(String.init) ?? "?") ready",
        ]
        for pod in status.pods { lines.append("pod        \(pod.name)  \(pod.phase)\(pod.isReady ? ", ready" : "")") }
        for cause in status.causes {
            lines.append("cause      \(cause.object): \(plainText(cause.message))")
            lines.append("  next     \(cause.hint)")
        }
        if let endpoint = status.endpoint {
            lines.append("endpoint   \(endpoint.url)")
            if isSimulated {
                lines.append("reach it   \(ServedText.nothingToForward):")
                lines.append("           \(endpoint.portForward)")
            } else {
                lines.append("reach it   \(endpoint.portForward)")
            }
        }
        if let route = status.route {
            lines.append("route      \(route.url.map(plainLine) ?? "its Gateway has no address yet")")
            lines.append("           \(route.state.rawValue): \(plainLine(route.message))")
        }
        for gap in status.unseen { lines.append("not seen   \(plainLine(gap.text))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func unknownModel(_ status: DeploymentStatus) -> String {
        status.isReleaseUnseen
            ? "unknown: its release cannot be seen" : "unknown: groundcrew did not make this deployment"
    }
}
