import Value

/// `'%s has %d'.format([name, count])`, after cel-go's extension of strings.
enum Format {
    static func text(_ format: String, _ arguments: ListDatum, _ context: inout Context) throws(Fault) -> String {
        try context.charge(bytes: format.utf8.count)
        var result = ""
        var rest = Substring(format)
        var used = 0
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[rest.index(after: percent)...]
            if rest.first == "%" {
                result += "%"
                rest.removeFirst()
                continue
            }
            var precision: Int?
            if rest.first == "." {
                rest.removeFirst()
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                rest = rest.dropFirst(digits.count)
                guard let value = Int(digits), value <= context.limits.precision else {
                    throw Fault(.invalidArgument, "the precision is a number up to \(context.limits.precision)")
                }
                precision = value
            }
            guard let letter = rest.popFirst() else { throw Fault(.invalidArgument, "the format ends after a %") }
            guard used < arguments.count else {
                throw Fault(.invalidArgument, "the format asks for more than \(arguments.count) arguments")
            }
            let argument = arguments[used]
            used += 1
            try context.allow(written: argument)
            if case .double(let number) = argument { try context.charge(2 * NumberText.work(number)) }
            let text = try clause(letter, precision, argument)
            try context.charge(1 + text.utf8.count / 10)
            result += text
            try context.allow(result: result.utf8.count)
        }
        return result + rest
    }

    private static func clause(_ letter: Character, _ precision: Int?, _ value: Datum) throws(Fault) -> String {
        func mismatch() -> Fault { Fault(.noSuchOverload, "%\(letter) does not take a \(value.kind)") }
        switch letter {
        case "s": return try string(value)
        case "d":
            switch value {
            case .int, .uint: return try value.text()
            case .double(let number) where number.isNaN || number.isInfinite: return infinity(number)
            default: throw mismatch()
            }
        case "f", "e":
            let number: Double
            switch value {
            case .double(let value): number = value
            case .int(let value): number = Double(value)
            case .uint(let value): number = Double(value)
            default: throw mismatch()
            }
            if number.isNaN || number.isInfinite { return infinity(number) }
            return letter == "f"
                ? NumberText.fixed(number, places: precision ?? 6)
                : NumberText.exponential(number, places: precision ?? 6)
        case "b":
            switch value {
            case .bool(let value): return value ? "1" : "0"
            case .int(let value): return String(value, radix: 2)
            case .uint(let value): return String(value, radix: 2)
            default: throw mismatch()
            }
        case "o":
            switch value {
            case .int(let value): return String(value, radix: 8)
            case .uint(let value): return String(value, radix: 8)
            default: throw mismatch()
            }
        case "x", "X":
            let isUpper = letter == "X"
            switch value {
            case .int(let value): return String(value, radix: 16, uppercase: isUpper)
            case .uint(let value): return String(value, radix: 16, uppercase: isUpper)
            case .string(let value): return hexadecimal(Array(value.utf8), isUpper)
            case .bytes(let value): return hexadecimal(value, isUpper)
            default: throw mismatch()
            }
        default: throw Fault(.invalidArgument, "unknown format %\(letter)")
        }
    }

    private static func infinity(_ number: Double) -> String {
        number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    }

    private static func hexadecimal(_ bytes: [UInt8], _ isUpper: Bool) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: isUpper) }.joined()
    }

    /// Lists in brackets, maps in braces with their keys in order.
    static func string(_ value: Datum) throws(Fault) -> String {
        switch value {
        case .double(let number):
            return number.isNaN || number.isInfinite ? infinity(number) : FloatText.json(number)
        case .list(let list):
            var parts: [String] = []
            for element in list.elements { parts.append(try string(element)) }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map(let map):
            var parts: [(key: String, value: String)] = []
            for (key, value) in zip(map.keys, map.values) { parts.append((try string(key), try string(value))) }
            parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return "{" + parts.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .optional(let wrapped): return try wrapped.map { (value) throws(Fault) in try string(value) } ?? "none"
        default: return try value.text()
        }
    }
}
