import Deployments
import Providers

/// Runtimes that are in a cluster, as a person reads it: a line each.
enum RuntimeText {
    static func lines(_ seen: SeenRuntimes) -> [String] {
        var lines = seen.matches.map(line)
        lines += seen.unseen.map { "not seen: \($0.text)" }
        lines += seen.unserved.map { "the cluster serves no \($0)" }
        return lines.isEmpty ? ["there is no runtime in the cluster that could be named with --runtime"] : lines
    }

    private static func line(_ match: RuntimeMatch) -> String {
        switch match.verdict {
        case .match: "\(match.title) fits\(match.priority == 0 ? "" : ", priority \(match.priority)"): \(match.reason)"
        case .unknown: "\(match.title) may fit: \(match.reason)"
        case .mismatch: "not \(match.title): \(match.reason)"
        }
    }
}
