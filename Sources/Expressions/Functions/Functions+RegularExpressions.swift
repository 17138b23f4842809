import RegularExpressions

extension Functions {
    static let regularExpressions: [Overload] = [
        .method("matches", .string, .string, to: .bool, matches),
        .function("matches", .string, .string, to: .bool, matches),
        .method("find", .string, .string, to: .string) { (values, context) throws(Fault) in
            let text = try values.string(0)
            let pattern = try pattern(values, text, &context)
            return .string(pattern.firstMatch(in: text)?.text ?? "")
        },
        .method("findAll", .string, .string, to: .list, findAll),
        .method("findAll", .string, .string, .int, to: .list, findAll),
    ]

    private static func pattern(
        _ values: [Datum], _ text: String, _ context: inout Context
    ) throws(Fault) -> RegularExpression {
        let pattern = try context.pattern(try values.string(1))
        try context.charge(1 + text.utf8.count * max(1, pattern.programSize / 32) / 10)
        return pattern
    }

    private static func matches(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try values.string(0)
        return .bool(try pattern(values, text, &context).matches(text))
    }

    private static func findAll(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try values.string(0)
        let limit = values.count > 2 ? Int(clamping: try values.int(2)) : -1
        let found = try pattern(values, text, &context).matches(in: text, limit: limit)
        try context.charge(found.count)
        return .list(found.map { .string($0.text) })
    }
}
