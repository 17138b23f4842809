/// How bad a finding is.
public enum LintSeverity: Int, Sendable, Comparable {
    /// Worth knowing, such as a missing icon.
    case info = 1
    /// Against the conventions; the chart may work.
    case warning
    /// The chart will not work.
    case error

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public var name: String {
        switch self {
        case .info: "INFO"
        case .warning: "WARNING"
        case .error: "ERROR"
        }
    }
}

/// One thing that is wrong with a chart, in Helm's words where Helm would say it.
public struct LintFinding: Sendable, Hashable {
    public var severity: LintSeverity
    /// A file or folder of the chart; empty for the chart as a whole, its own path for its dependencies.
    public var path: String
    public var message: String
    /// Where and why beyond Helm's words: the place in a template, its line with a caret, the way there.
    public var details: String?

    public init(_ severity: LintSeverity, _ path: String, _ message: String, details: String? = nil) {
        self.severity = severity
        self.path = path
        self.message = message
        self.details = details
    }

    /// The line that `helm lint` prints.
    public var line: String { "[\(severity.name)] \(path): \(message)" }
}
