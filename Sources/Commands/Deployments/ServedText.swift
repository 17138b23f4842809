import Deployments
import Models
import Providers
import Readiness
import Releases
import Reports

/// What is served where, and how to reach it.
enum ServedText {
    static func text(_ result: DeploymentResult, isSimulated: Bool) -> String {
        let status = result.status
        let simulated = isSimulated ? " (simulated)" : ""
        var lines = [
            "\(result.plan.request.model.id) is \(status.phase.rawValue)\(simulated)",
            "  \(result.plan.provider.name) with \(result.plan.selection.engine), deployment "
                + "\(status.namespace)/\(status.name): \(result.change.rawValue)",
        ]
        if let answer = result.answer {
            lines.append("  answered: \(plainLine(answer.text))")
        } else {
            lines.append("  not asked for an answer")
        }
        if let endpoint = status.endpoint {
            lines.append("  inside the cluster: \(endpoint.url)")
            // A simulated cluster ends with this process: there is nothing to forward a port to.
            lines.append(isSimulated ? "  on a real cluster, from your machine:" : "  from your machine:")
            lines.append("    \(endpoint.portForward)")
            lines.append("    \(endpoint.curl(model: result.plan.servedName))")
        }
        lines += result.warnings.map { "  warning: \(plainText($0))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
