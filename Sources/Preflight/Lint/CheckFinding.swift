import Expressions
public import Value
import YAML

/// One thing that is wrong with a check's file.
public struct CheckFinding: Sendable, Hashable {
    public enum Severity: String, Sendable, CaseIterable {
        /// It works, and somebody will wonder.
        case warning
        /// The check cannot be used, or never finds what it looks for.
        case error
    }

    public var severity: Severity
    public var file: String
    /// Counted from 1, as the column; nil for the file as a whole.
    public var line: Int?
    public var column: Int?
    /// Within the file, such as `outcomes[1].when`.
    public var path: String?
    /// Follows the path, where there is one: lower case, no full stop.
    public var message: String
    /// What stands there, with a caret below the spot.
    public var excerpt: String?

    public init(
        _ severity: Severity, file: String, line: Int? = nil, column: Int? = nil, path: String? = nil,
        _ message: String, excerpt: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
        self.excerpt = excerpt
    }

    /// Such as `checks/mine.yaml:3:5`.
    public var location: String {
        [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }

    /// Such as `checks/mine.yaml:3:5: error: needs[0] names the unknown fact 'nodez'`, without the excerpt.
    public var words: String { "\(location): \(severity.rawValue): " + (path.map { "\($0) " } ?? "") + message }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "severity": .string(severity.rawValue), "file": .string(file),
            "line": Self.number(line), "column": Self.number(column),
            "path": path.map(Value.string) ?? .null, "message": .string(message),
        ]
    }

    private static func number(_ number: Int?) -> Value {
        guard let number else { return .null }
        return .integer(Int64(number))
    }
}

extension CheckFinding {
    /// What an error of a reader says, with the place that it knows.
    init(_ error: any Error, file: String, path: String? = nil) {
        switch error {
        case let error as YAMLFieldError:
            let path = "\(error.path)"
            self.init(
                .error, file: file, path: path.isEmpty ? nil : path, error.message, excerpt: error.excerpt)
            place(at: error.location)
        case let error as YAMLError:
            let quoted = "\(error)".split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            self.init(
                .error, file: file, line: error.line, column: error.column, error.message,
                excerpt: quoted.isEmpty ? nil : quoted.joined(separator: "\n"))
        case var error as ExpressionError:
            let location = error.location
            error.location = nil
            let quoted = error.description.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            self.init(
                .error, file: file, path: path, error.message,
                excerpt: quoted.isEmpty ? nil : quoted.joined(separator: "\n"))
            if let location { place(at: location) }
        case let error as PreflightError:
            if let cause = error.underlying {
                self.init(cause, file: file, path: path)
            } else {
                let start = "\(file): "
                let message = error.message
                self.init(
                    .error, file: file, path: path,
                    message.hasPrefix(start) ? String(message.dropFirst(start.count)) : message)
            }
        default: self.init(.error, file: file, path: path, "\(error)")
        }
    }

    /// Takes the numbers at the end of `file:line:column`.
    private mutating func place(at location: String) {
        let numbers = location.split(separator: ":").suffix(2).map { Int($0) }
        guard numbers.count == 2, let line = numbers[0], let column = numbers[1] else { return }
        (self.line, self.column) = (line, column)
    }
}
