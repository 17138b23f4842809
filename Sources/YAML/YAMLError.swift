/// A place in YAML text.
public struct Mark: Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters.
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }
}

/// Why YAML text could not be read, and where.
public struct YAMLError: Error, Sendable, Equatable {
    public enum Code: Sendable {
        case syntax
        case invalidText
        case duplicateKey
        /// Text that is YAML, but no JSON value: a mapping as a key, NaN, a tag that does not fit.
        case unsupported
        /// An alias without an anchor, or within its own anchor.
        case alias
        /// More than one document where one is expected.
        case furtherDocument
        /// Too large, too deep or too many values: see ``YAMLLimits``.
        case limit
    }

    public let code: Code
    public let message: String
    public let mark: Mark
    /// The line of text at the mark, cut to a readable length; nil when there is none.
    public let sourceLine: String?

    public var file: String { mark.file }
    public var line: Int { mark.line }
    public var column: Int { mark.column }

    public init(code: Code, message: String, mark: Mark, sourceLine: String? = nil) {
        self.code = code
        self.message = message
        self.mark = mark
        self.sourceLine = sourceLine
    }
}

extension YAMLError: CustomStringConvertible {
    /// `file:line:column: message`, then the line of text and a caret below the place.
    public var description: String {
        let head = "\(mark): \(message)"
        guard let sourceLine else { return head }
        return "\(head)\n\(SourceLine.excerpt(sourceLine, column: mark.column))"
    }
}
