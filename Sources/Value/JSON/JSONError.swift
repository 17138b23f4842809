/// Why JSON text could not be read, and where.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable {
        case syntax
        /// The text ends inside a value.
        case truncated
        case invalidText
        case duplicateKey
        /// Too large, too deep or too many values: see ``JSONLimits``.
        case limit
    }

    public let code: Code
    public let message: String
    /// Bytes before the place.
    public let offset: Int
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in bytes.
    public let column: Int

    public var description: String { "line \(line), column \(column): \(message)" }
}
