/// A token of a template, as a range of the text's bytes.
struct Token {
    enum Kind: UInt8 {
        case error, bool, char, charConstant, complex, assign, declare, eof, field, identifier, leftDelimiter
        case leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space, string, text, variable
        // Keywords come last; `dot` and `nil` count among them, as in Go.
        case dot, block, `break`, `continue`, define, `else`, end, `if`, `nil`, range, template, with

        var isKeyword: Bool { rawValue >= Kind.dot.rawValue }
        var isPipelineStart: Bool {
            switch self {
            case .bool, .charConstant, .complex, .dot, .field, .identifier, .number, .nil, .rawString, .string,
                .variable, .leftParenthesis:
                true
            default: false
            }
        }
    }

    var kind: Kind
    var start: Int
    var end: Int
    var line: Int

    static let keywords: [String: Kind] = [
        "block": .block, "break": .break, "continue": .continue, "define": .define, "else": .else, "end": .end,
        "if": .if, "nil": .nil, "range": .range, "template": .template, "with": .with,
    ]
}
