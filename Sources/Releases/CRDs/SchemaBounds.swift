import Value

/// Bounds of numbers, lengths and counts: whether a new one is tighter.
enum SchemaBounds {
    static let keywords: Set<String> = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems",
        "minProperties", "maxProperties", "multipleOf",
    ]

    private static let lower = ["minimum", "minLength", "minItems", "minProperties"]
    private static let upper = ["maximum", "maxLength", "maxItems", "maxProperties"]

    static func changes(from old: Value, to new: Value) -> [SchemaRules.Change] {
        var changes: [SchemaRules.Change] = []
        func add(_ message: String) {
            changes.append(SchemaRules.Change(kind: .boundTightened, message: message, effect: .unsafe))
        }
        for (keywords, isUpper) in [(lower, false), (upper, true)] {
            for keyword in keywords {
                let (before, after) = (Bound(keyword, of: old), Bound(keyword, of: new))
                guard let after, before.map({ after.isTighter(than: $0, isUpper: isUpper) }) ?? true else { continue }
                // No length and no count is below zero.
                if !isUpper, keyword != "minimum", after.number <= 0 { continue }
                add(
                    before.map { "would change its \(keyword) from \($0) to \(after)" }
                        ?? "would have the \(keyword) \(after)")
            }
        }
        let (before, after) = (old["multipleOf"], new["multipleOf"])
        if let after, before != after, !isMultiple(before, of: after) {
            add("would have to be a multiple of \(after.quoted)")
        }
        return changes
    }

    private static func isMultiple(_ value: Value?, of divisor: Value) -> Bool {
        guard let value = value?.integer, let divisor = divisor.integer, divisor != 0 else { return false }
        return value.isMultiple(of: divisor)
    }

    private struct Bound: CustomStringConvertible {
        let number: Double
        /// The same, where it has no fraction: a `Double` does not tell large ones apart.
        private let integer: Int64?
        let isExclusive: Bool
        let description: String

        init?(_ keyword: String, of schema: Value) {
            guard let value = schema[keyword], let number = value.double else { return nil }
            self.number = number
            integer = value.integer
            isExclusive =
                keyword == "minimum" && schema["exclusiveMinimum"] == true
                || keyword == "maximum" && schema["exclusiveMaximum"] == true
            description = isExclusive ? "\(value.quoted) (itself excluded)" : value.quoted
        }

        func isTighter(than other: Bound, isUpper: Bool) -> Bool {
            if !isBelow(other) && !other.isBelow(self) { return isExclusive && !other.isExclusive }
            return isUpper ? isBelow(other) : other.isBelow(self)
        }

        private func isBelow(_ other: Bound) -> Bool {
            if let integer, let other = other.integer { return integer < other }
            return number < other.number
        }
    }
}

extension Value {
    fileprivate var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .float(let number): number
        case .number(let text): Double(text)
        default: nil
        }
    }
}
