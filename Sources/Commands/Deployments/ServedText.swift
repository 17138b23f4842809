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
            "\(result.plan.request.model.id) is \(status.phase.rawValue)\(simulated): "
                + "\(result.plan.provider.name), \(result.plan.selection.engine), deployment "
                + "\(status.namespace)/\(status.name) (\(result.change.rawValue))"
        ]
        if let answer = result.answer {
            lines.append("  answered: \(plainText(answer.text).replacing("\n", with: " "))")
        } else {
            lines.append("  not asked for an answer")
        }
        if let endpoint = status.endpoint {
            lines.append("  inside the cluster: \(endpoint.url)")
            lines.append("  from here:")
            lines.append("    \(endpoint.portForward)")
            lines.append("    \(endpoint.curl(model: result.plan.servedName))")
        }
        lines += result.warnings.map { "  warning: \(plainText($0))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
