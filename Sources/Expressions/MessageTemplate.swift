public import Value

/// A text with expressions in it: `found ${size(nodes)} nodes`. `$${` stands for a plain `${`.
public struct MessageTemplate: Sendable {
    public let source: String
    public let location: String?
    /// The variables that the expressions refer to.
    public var freeVariables: Set<String> { expressions.reduce(into: []) { $0.formUnion($1.freeVariables) } }
    /// In the order of the text.
    var expressions: [Expression] {
        pieces.compactMap { piece in
            guard case .expression(let expression, _) = piece else { return nil }
            return expression
        }
    }
    /// Whether it gives the same text whatever the variables are.
    public var isConstant: Bool { expressions.isEmpty }
    private let pieces: [Piece]
    private let limits: ExpressionLimits

    private enum Piece: Sendable {
        case text(String)
        /// With the UTF-8 offset of the expression in the template.
        case expression(Expression, Int)
    }

    /// Compiles every expression; errors carry the place in the whole text.
    public init(
        _ source: String, variables: Set<String>? = nil, location: String? = nil, limits: ExpressionLimits = .standard
    ) throws(ExpressionError) {
        self.source = source
        self.location = location
        self.limits = limits
        var pieces: [Piece] = []
        var text: [UInt8] = []
        let bytes = Array(source.utf8)
        var position = 0
        while position < bytes.count {
            if bytes[position...].starts(with: "$${".utf8) {
                text += "${".utf8
                position += 3
            } else if bytes[position...].starts(with: "${".utf8) {
                if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                let start = position + 2
                let end: Int
                do {
                    end = try Self.end(of: bytes, from: start)
                } catch {
                    throw ExpressionError(error, source: source, location: location)
                }
                let inner = String(decoding: bytes[start..<end], as: UTF8.self)
                do {
                    let expression = try Expression(inner, variables: variables, location: location, limits: limits)
                    pieces.append(.expression(expression, start))
                } catch {
                    throw error.moved(into: source, by: start)
                }
                position = end + 1
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        self.pieces = pieces
    }

    /// Where the brace is that closes the expression: braces of maps and in strings do not count.
    private static func end(of bytes: [UInt8], from start: Int) throws(Fault) -> Int {
        var lexer = Lexer(bytes, position: start)
        var depth = 0
        while true {
            let token = try lexer.next()
            switch token.kind {
            case .symbol(.openBrace): depth += 1
            case .symbol(.closeBrace):
                if depth == 0 { return token.offset }
                depth -= 1
            case .end:
                throw Fault(.syntax, "\"${\" without a closing \"}\"; write \"$${\" for a plain one", at: start - 2)
            default: break
            }
        }
    }

    /// The text with every expression's value in its place: strings as they are, lists with commas, null as "null".
    public func render(_ variables: [String: Value]) throws(ExpressionError) -> String {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .expression(let expression, let offset):
                do {
                    let datum = try expression.datum(.json(variables), limits: limits)
                    _ = try datum.measureText(limits)
                    result += try Self.text(datum)
                } catch {
                    let error = ExpressionError(error, source: expression.source, location: location)
                    throw error.moved(into: source, by: offset)
                }
            }
        }
        return result
    }

    private static func text(_ datum: Datum) throws(Fault) -> String {
        guard case .list(let list) = datum else { return try Format.string(datum) }
        var parts: [String] = []
        for element in list.elements { parts.append(try Format.string(element)) }
        return parts.joined(separator: ", ")
    }
}

extension ExpressionError {
    /// The same error in the text that the expression is a part of.
    func moved(into whole: String, by start: Int) -> ExpressionError {
        ExpressionError(code, message, source: whole, offset: offset + start, location: location)
    }
}
