/// Why a chart did not render.
public struct RenderError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The values do not fit the chart: coalescing, conditions, imports, schema.
        case badValues
        /// The chart is a library, or needs charts that are not there.
        case notInstallable
        /// The cluster's version is outside the chart's `kubeVersion`.
        case incompatible
        /// A template does not parse.
        case templateSyntax
        /// A template failed: `fail`, `required`, a nil value, a function's error, a limit.
        case templateFailed
        /// What a template gave is not YAML that Helm would take.
        case badManifest
        /// A `lookup` could not be answered.
        case lookupFailed
    }

    public let code: Code
    /// The reason as Helm words it, on one line or several.
    public let reason: String
    /// Where and why, for people: file, line, column, the source line with a caret, the chain of includes.
    public let details: String?
    /// What to do next, where that is known.
    public let hint: String?
    /// The template or the file.
    public let path: String?
    /// 1-based; nil where unknown.
    public let line: Int?
    public let column: Int?
    public let underlying: (any Error)?

    public init(
        code: Code, reason: String, details: String? = nil, hint: String? = nil, path: String? = nil, line: Int? = nil,
        column: Int? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.reason = reason
        self.details = details
        self.hint = hint
        self.path = path
        self.line = line
        self.column = column
        self.underlying = underlying
    }

    public var description: String { details ?? reason }
}
