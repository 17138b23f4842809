import Charts
import Expressions
import Readiness
public import Value
import YAML

/// One thing that is wrong with a provider's folder.
public struct ProviderLintFinding: Sendable, Hashable {
    public enum Severity: String, Sendable, CaseIterable {
        /// It works, and somebody will wonder.
        case warning
        /// Some deployment of the provider will go wrong.
        case error
    }

    public var severity: Severity
    /// `file:line:column` where known, else the file or the folder.
    public var place: String
    /// Within the file, such as `selection[1].when`; nil for the file as a whole.
    public var path: String?
    /// Follows place and path, and begins in the middle of a sentence. May have several lines.
    public var message: String

    public init(_ severity: Severity, _ place: String, path: String? = nil, _ message: String) {
        self.severity = severity
        self.place = place
        self.path = path
        self.message = message
    }

    /// Such as `charts/mine/provider.yaml:3:1: resource is missing`.
    var words: String { "\(place): " + (path.map { "\($0) " } ?? "") + message }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "severity": .string(severity.rawValue), "place": .string(place),
            "path": path.map(Value.string) ?? .null, "message": .string(message),
        ]
    }
}

extension ProviderLintFinding {
    /// Why a folder cannot be loaded, with the place that the error under the error knows.
    ///
    /// - Parameter place: where it is otherwise; nil for the provider's definition.
    public init(_ error: ProviderError, in folder: String, at place: String? = nil) {
        let file = place ?? "\(folder)/\(Provider.definitionFile)"
        switch error.underlying {
        case let cause as YAMLFieldError:
            self.init(.error, cause.location, path: "\(cause.path)", cause.message)
        case let cause as YAMLError:
            self.init(.error, "\(cause.mark)", cause.message)
        case let cause as ReadinessError:
            self.init(.error, cause.location ?? file, path: Self.path(of: cause), Self.words(cause))
        case let cause as ExpressionError:
            self.init(.error, cause.location ?? file, Self.words(cause))
        case let cause as ChartError:
            let path = cause.path ?? ""
            let place = path.isEmpty ? folder : path.hasPrefix("/") ? path : "\(folder)/\(path)"
            self.init(.error, place, cause.message)
        default:
            let start = "\(folder): "
            let message = error.message
            self.init(.error, file, message.hasPrefix(start) ? String(message.dropFirst(start.count)) : message)
        }
    }

    static func path(of error: ReadinessError) -> String {
        error.path == "readiness" ? error.path : "readiness.\(error.path)"
    }

    static func words(_ error: ReadinessError) -> String { error.underlying.map { words($0) } ?? error.message }

    static func words(_ error: ExpressionError) -> String {
        "\(error.message) (line \(error.line), column \(error.column) of the expression)"
    }
}
