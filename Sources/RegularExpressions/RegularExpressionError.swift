/// A pattern that is not a regular expression of RE2's syntax.
public struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds and their words are those of Go's regexp/syntax.
    public enum Code: String, Sendable {
        case invalidCharacterRange = "invalid character class range"
        case invalidEscape = "invalid escape sequence"
        case invalidNamedCapture = "invalid named capture"
        case invalidPerlOperator = "invalid or unsupported Perl syntax"
        case invalidRepeatOperator = "invalid nested repetition operator"
        case invalidRepeatCount = "invalid repeat count"
        case missingBracket = "missing closing ]"
        case missingParenthesis = "missing closing )"
        case missingRepeatArgument = "missing argument to repetition operator"
        case trailingBackslash = "trailing backslash at end of expression"
        case unexpectedParenthesis = "unexpected )"
        case nestsTooDeeply = "expression nests too deeply"
        case tooLarge = "expression too large"
    }

    public var code: Code
    /// The whole pattern.
    public var pattern: String
    /// The part of it that is wrong.
    public var part: String
    /// The UTF-8 offset of that part.
    public var offset: Int

    /// What Go prints.
    public var message: String {
        "error parsing regexp: \(code.rawValue): `\(part)`"
    }

    /// The message, the pattern and a caret under the spot.
    public var description: String {
        let before = String(decoding: pattern.utf8.prefix(offset), as: UTF8.self)
        return "\(message)\n    \(pattern)\n    \(String(repeating: " ", count: before.count))^"
    }
}
