import Deployments
import Models
import Providers
import Readiness
import Releases
import Reports

/// What is served where, and how to reach it.
enum ServedText {
    /// Pods of a simulated cluster hold nothing that listens.
    static let nothingToForward = "nothing to forward a port to in a simulated cluster; in a real one"

    static func text(_ result: DeploymentResult, isSimulated: Bool) -> String {
        let status = result.status
        var lines = [
            "\(result.plan.request.model.id) is \(status.phase.rawValue)",
            "  \(result.plan.provider.name) with \(result.plan.selection.engine), deployment "
                + "\(status.namespace)/\(status.name): \(result.change.rawValue)",
        ]
        lines += (result.plan.former?.lines ?? []).map { "  \(plainLine($0))" }
        if let answer = result.answer {
            lines.append("  answered: \(plainLine(answer.text))")
        } else if let words = result.unknownAnswer {
            lines.append("  \(plainLine(words))")
        } else {
            lines.append("  not asked for an answer\(result.notAsked.map { ": \(plainLine($0))" } ?? "")")
        }
        if let endpoint = status.endpoint {
            lines.append("  inside the cluster: \(endpoint.url)")
            lines.append(isSimulated ? "  \(nothingToForward):" : "  from your machine:")
            lines.append("    \(endpoint.portForward)")
            lines.append("    \(endpoint.curl(model: result.plan.servedName))")
        }
        if let route = result.route { lines += RouteText.lines(route) }
        lines += result.warnings.map { "  warning: \(plainText($0))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
