struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case end
        case identifier(String)
        /// Between backticks, only as a field name.
        case escapedIdentifier(String)
        /// Without its sign, so that the smallest integer can be written.
        case int(UInt64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
    }

    /// Longest first: the lexer takes the first that fits.
    enum Symbol: String, CaseIterable, Sendable {
        case equal = "==", notEqual = "!=", lessOrEqual = "<=", greaterOrEqual = ">=", and = "&&", or = "||"
        case less = "<", greater = ">", plus = "+", minus = "-", times = "*", divided = "/", modulo = "%"
        case not = "!", question = "?", colon = ":", comma = ",", dot = "."
        case openParenthesis = "(", closeParenthesis = ")", openBracket = "[", closeBracket = "]"
        case openBrace = "{", closeBrace = "}"
    }

    var kind: Kind
    /// The UTF-8 offset where the token begins, and where it ends.
    var offset: Int
    var end: Int

    var name: String {
        switch kind {
        case .end: "the end"
        case .identifier(let name): "\"\(name)\""
        case .escapedIdentifier(let name): "`\(name)`"
        case .int, .uint, .double: "a number"
        case .string: "a string"
        case .bytes: "bytes"
        case .symbol(let symbol): "\"\(symbol.rawValue)\""
        }
    }
}
