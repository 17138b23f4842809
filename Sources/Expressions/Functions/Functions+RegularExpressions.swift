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
        .method("findAll", .string, .string, to: .list, findAll).inferring(texts),
        .method("findAll", .string, .string, .int, to: .list, findAll).inferring(texts),
    ]

    /// Instructions that a step stands for.
    private static let instructionsPerStep = 4

    /// Pays for one way through the text.
    private static func pattern(
        _ values: [Datum], _ text: String, _ context: inout Context
    ) throws(Fault) -> RegularExpression {
        let pattern = try context.pattern(try values.string(1))
        try context.charge(
            1 + text.utf8.count * ((pattern.programSize + instructionsPerStep - 1) / instructionsPerStep) / 10)
        return pattern
    }

    private static func matches(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try values.string(0)
        return .bool(try pattern(values, text, &context).matches(text))
    }

    private static func findAll(_ values: [Datum], _ context: inout Context) throws(Fault) -> Datum {
        let text = try values.string(0)
        let limit = values.count > 2 ? Int(clamping: try values.int(2)) : -1
        var search = try pattern(values, text, &context).search(in: Array(text.utf8))
        var found: [Datum] = []
        // Each match may look at all that is left of the text, which the first way through does not pay for.
        var paid = 0
        while limit < 0 || found.count < limit, let match = search.next() {
            try context.charge(1 + (search.steps - paid) / (10 * instructionsPerStep))
            paid = search.steps
            found.append(.string(match.text))
        }
        return .list(found)
    }
}
