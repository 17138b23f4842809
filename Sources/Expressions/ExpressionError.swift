/// A CEL expression that does not compile, or that cannot be evaluated with the given variables.
public struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Found when compiling.
        case syntax, unknownVariable, unknownFunction, tooLarge, tooDeep
        /// Found when compiling where the types are plain from the text, else when evaluating.
        case noSuchOverload, invalidArgument
        /// Found when evaluating.
        case noSuchKey, indexOutOfRange, typeMismatch, divideByZero, overflow, duplicateKey, noValue, costExceeded
    }

    public var code: Code
    /// What is wrong, without the place.
    public var message: String
    /// The whole text of the expression or message template.
    public var source: String
    /// The UTF-8 offset of the spot in `source`.
    public var offset: Int
    /// Where the text comes from, "checks/gpu.yaml:12" for instance.
    public var location: String?

    init(_ code: Code, _ message: String, source: String, offset: Int, location: String?) {
        self.code = code
        self.message = message
        self.source = source
        self.offset = min(max(offset, 0), source.utf8.count)
        self.location = location
    }

    init(_ fault: Fault, source: String, location: String?) {
        self.init(fault.code, fault.message, source: source, offset: fault.offset ?? 0, location: location)
    }

    /// Counted from 1.
    public var line: Int { 1 + source.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") } }

    /// Counted from 1, in characters.
    public var column: Int { 1 + String(decoding: lineStart.1, as: UTF8.self).count }

    /// The bytes of the line up to the spot, after where the line begins.
    private var lineStart: (Int, [UInt8]) {
        let before = Array(source.utf8.prefix(offset))
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (start, Array(before[start...]))
    }

    /// The message, the line of source and a caret under the spot.
    public var description: String {
        let (start, before) = lineStart
        let rest = source.utf8.dropFirst(start).prefix { $0 != UInt8(ascii: "\n") }
        let text = String(decoding: Array(rest), as: UTF8.self)
        let margin = String(decoding: before, as: UTF8.self).map { $0 == "\t" ? "\t" : " " }.joined()
        let place = location.map { "\($0): " } ?? ""
        return "\(place)\(message) (line \(line), column \(column))\n    \(text)\n    \(margin)^"
    }
}

/// An error inside the engine: the place is filled in by the first that knows it.
struct Fault: Error {
    var code: ExpressionError.Code
    var message: String
    var offset: Int?

    init(_ code: ExpressionError.Code, _ message: String, at offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// What has used up a limit is no value that another operand could decide without.
    var isLimit: Bool { [.costExceeded, .tooLarge, .tooDeep].contains(code) }

    func located(at offset: Int) -> Fault {
        var copy = self
        copy.offset = self.offset ?? offset
        return copy
    }
}
