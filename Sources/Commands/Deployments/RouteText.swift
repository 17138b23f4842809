import Deployments
import Exposure
import Reports

/// The way to a deployment from outside its cluster, line by line.
enum RouteText {
    /// - Parameter lead: what stands before each line.
    static func lines(_ route: RouteResult, lead: String = "  ") -> [String] {
        var lines = ["\(lead)route: \(route.state.rawValue): \(plainLine(route.message))"]
        if let url = route.url {
            lines.append("\(lead)from outside: \(plainLine(url))")
        } else if route.plan != nil, route.state != .withdrawn {
            lines.append("\(lead)from outside: its Gateway has no address yet")
        }
        if let backend = route.backend, route.state != .own { lines.append("\(lead)requests go \(plainLine(backend))") }
        if route.state != .answered { lines += route.conditions.map { "\(lead)  \(plainLine($0))" } }
        lines += route.warnings.map { "\(lead)warning: \(plainText($0))" }
        return lines
    }
}
