/// Why a chart, its values or its dependencies were refused.
///
/// Where Helm fails in the same place, `message` holds Helm's reason, so that the two can be compared.
public struct ChartError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The chart's folder, archive or a file in it cannot be read.
        case unreadable
        /// An archive is over its limits, escapes its folder or is not an archive.
        case badArchive
        /// `Chart.yaml` is missing, malformed or breaks a rule.
        case badMetadata
        /// A YAML or JSON file of the chart cannot be understood.
        case badFile
        /// `-f`, `--set` and their kin cannot be understood or do not fit each other.
        case badValues
        /// The values break `values.schema.json`, or that schema is itself wrong.
        case schemaViolated
        /// A dependency is missing, or its rules cannot be followed.
        case badDependency
    }

    public let code: Code
    public let message: String
    /// The chart or the file concerned.
    public let path: String?
    public let underlying: (any Error)?

    public init(code: Code, message: String, path: String? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.underlying = underlying
    }

    public var description: String {
        guard let path, !path.isEmpty, !message.contains(path) else { return message }
        return "\(path): \(message)"
    }
}
