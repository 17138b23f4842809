import Versions

extension Datum {
    /// CEL's equality: numbers by value whatever their type, everything else only with its own type; NaN equals nothing.
    static func areEqual(_ left: Datum, _ right: Datum, _ context: inout Context) throws(Fault) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)):
            try context.charge(bytes: min(left.utf8.count, right.utf8.count))
            return left.utf8.elementsEqual(right.utf8)
        case (.bytes(let left), .bytes(let right)):
            try context.charge(bytes: min(left.count, right.count))
            return left == right
        case (.list(let left), .list(let right)):
            guard left.count == right.count else { return false }
            for index in 0..<left.count {
                try context.charge()
                if try !areEqual(left[index], right[index], &context) { return false }
            }
            return true
        case (.map(let left), .map(let right)):
            guard left.count == right.count else { return false }
            try context.charge(left.count)
            for (key, value) in zip(left.keys, left.values) {
                try context.charge(for: key)
                guard let other = right[key], try areEqual(value, other, &context) else { return false }
            }
            return true
        case (.type(let left), .type(let right)): return left == right
        case (.timestamp(let left), .timestamp(let right)): return left == right
        case (.duration(let left), .duration(let right)): return left == right
        case (.optional(let left), .optional(let right)):
            guard let left, let right else { return left == nil && right == nil }
            return try areEqual(left, right, &context)
        case (.quantity(let left), .quantity(let right)): return left == right
        case (.version(let left), .version(let right)):
            try context.charge(bytes: 4 * left.original.utf8.count)
            return left == right
        case (.url(let left), .url(let right)):
            try context.charge(bytes: left.text.utf8.count)
            return left == right
        case (.format(let left), .format(let right)): return left == right
        case (.ip(let left), .ip(let right)): return left == right
        case (.cidr(let left), .cidr(let right)): return left == right
        default: return compareNumbers(left, right) == 0
        }
    }

    /// Below, at or above zero; nil when the two cannot be ordered, or one is NaN.
    static func compare(_ left: Datum, _ right: Datum) -> Int? {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): sign(left ? 1 : 0, right ? 1 : 0)
        case (.string(let left), .string(let right)):
            left.utf8.elementsEqual(right.utf8) ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        case (.bytes(let left), .bytes(let right)):
            left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        case (.timestamp(let left), .timestamp(let right)): sign(left, right)
        case (.duration(let left), .duration(let right)): sign(left, right)
        case (.quantity(let left), .quantity(let right)): sign(left, right)
        case (.version(let left), .version(let right)): left.compare(to: right)
        default: compareNumbers(left, right)
        }
    }

    /// Whether the two types have an order among each other.
    static func areOrdered(_ left: StaticType, _ right: StaticType) -> Bool {
        if left.isNumber && right.isNumber { return true }
        return left == right && [.bool, .string, .bytes, .timestamp, .duration].contains(left)
    }

    private static func sign<Element: Comparable>(_ left: Element, _ right: Element) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }

    static func compareNumbers(_ left: Datum, _ right: Datum) -> Int? {
        switch (left, right) {
        case (.int(let left), .int(let right)): return sign(left, right)
        case (.uint(let left), .uint(let right)): return sign(left, right)
        case (.int(let left), .uint(let right)): return left < 0 ? -1 : sign(UInt64(left), right)
        case (.uint, .int): return compareNumbers(right, left).map { -$0 }
        case (.double(let left), .double(let right)):
            return left.isNaN || right.isNaN ? nil : sign(left, right)
        // Within the range of the integers both are compared as doubles, as cel-go does.
        case (.double(let left), .int(let right)):
            if left.isNaN { return nil }
            return left > 0x1p63 ? 1 : left < -0x1p63 ? -1 : sign(left, Double(right))
        case (.double(let left), .uint(let right)):
            if left.isNaN { return nil }
            return left > 0x1p64 ? 1 : left < 0 ? -1 : sign(left, Double(right))
        case (.int, .double), (.uint, .double): return compareNumbers(right, left).map { -$0 }
        default: return nil
        }
    }
}
