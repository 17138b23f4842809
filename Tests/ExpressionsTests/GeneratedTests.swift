import Testing
import Value

@testable import Expressions

/// Expressions that are made up, the same in every run, against plain and slow computations of what they come to.
@Suite struct GeneratedTests {
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    // MARK: - Arithmetic

    /// Nil where a result does not fit, or where something is divided by zero.
    private static func arithmetic(_ random: inout Seeded, depth: Int) -> (text: String, value: Int64?) {
        let numbers: [Int64] = [0, 1, 2, 3, -1, -7, 10, 1000, .max, .min, .max / 2, 1 << 32]
        guard depth > 0 else {
            let number = numbers.randomElement(using: &random) ?? 0
            return ("\(number)", number)
        }
        let left = arithmetic(&random, depth: depth - 1)
        let right = arithmetic(&random, depth: depth - 1)
        func both(_ combine: (Int64, Int64) -> (Int64, Bool)) -> Int64? {
            guard let a = left.value, let b = right.value else { return nil }
            let (value, overflow) = combine(a, b)
            return overflow ? nil : value
        }
        func divided(_ combine: (Int64, Int64) -> (Int64, Bool)) -> Int64? {
            right.value == 0 ? nil : both(combine)
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return ("(\(left.text) + \(right.text))", both { $0.addingReportingOverflow($1) })
        case 1: return ("(\(left.text) - \(right.text))", both { $0.subtractingReportingOverflow($1) })
        case 2: return ("(\(left.text) * \(right.text))", both { $0.multipliedReportingOverflow(by: $1) })
        case 3: return ("(\(left.text) / \(right.text))", divided { $0.dividedReportingOverflow(by: $1) })
        case 4: return ("(\(left.text) % \(right.text))", divided { $0.remainderReportingOverflow(dividingBy: $1) })
        default:
            let isGreater = left.value.flatMap { a in right.value.map { a > $0 } }
            return ("(\(left.text) > \(right.text) ? 1 : 0)", isGreater.map { $0 ? 1 : 0 })
        }
    }

    @Test(arguments: 1...40) func arithmeticIsThatOfTheMachine(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0x9E37_79B9_7F4A_7C15)
        for depth in [1, 2, 3, 4, 5] {
            let (text, value) = Self.arithmetic(&random, depth: depth)
            let expression = try Expression(text)
            if let value {
                #expect(try expression.evaluate([String: Value]()) == .integer(value), "\(text)")
            } else {
                let error = #expect(throws: ExpressionError.self, "\(text)") {
                    try expression.evaluate([String: Value]())
                }
                #expect(error?.code == .overflow || error?.code == .divideByZero)
            }
        }
    }

    // MARK: - Logic

    /// Nil is an error.
    private static func logic(_ random: inout Seeded, depth: Int) -> (text: String, value: Bool?) {
        guard depth > 0 else {
            return [("true", true), ("false", false), ("1 / z == 1", nil), ("o.b", nil), ("o.a", true)].randomElement(
                using: &random) ?? ("true", true)
        }
        let operands = (0..<Int.random(in: 2...3, using: &random)).map { _ in logic(&random, depth: depth - 1) }
        let values = operands.map(\.value)
        let texts = operands.map { "(\($0.text))" }
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let value: Bool? = values.contains(false) ? false : values.contains(nil) ? nil : true
            return (texts.joined(separator: " && "), value)
        case 1:
            let value: Bool? = values.contains(true) ? true : values.contains(nil) ? nil : false
            return (texts.joined(separator: " || "), value)
        case 2: return ("!\(texts[0])", values[0].map { !$0 })
        default: return ("\(texts[0]) ? \(texts[1]) : false", values[0].flatMap { $0 ? values[1] : false })
        }
    }

    @Test(arguments: 1...40) func logicHasThreeValues(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0xD1B5_4A32_D192_ED03)
        let variables: [String: Value] = ["z": 0, "o": ["a": true]]
        for depth in [1, 2, 3, 4] {
            let (text, value) = Self.logic(&random, depth: depth)
            let expression = try Expression(text)
            if let value {
                #expect(try expression.isTrue(variables) == value, "\(text)")
            } else {
                #expect(throws: ExpressionError.self, "\(text)") { try expression.isTrue(variables) }
            }
        }
    }

    // MARK: - Texts

    private static func text(_ random: inout Seeded, _ longest: Int) -> [Character] {
        (0..<Int.random(in: 0...longest, using: &random)).map { _ in
            ["a", "b", "ab", "é", "日"].randomElement(using: &random).map { Character($0.prefix(1).description) } ?? "a"
        }
    }

    /// Where a part begins, by trying each place.
    private static func places(_ part: [Character], in text: [Character]) -> [Int] {
        guard part.count <= text.count else { return [] }
        return (0...(text.count - part.count)).filter { Array(text[$0..<($0 + part.count)]) == part }
    }

    @Test(arguments: 1...60) func textsAreSearchedLikeAnyList(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0xA076_1D64_78BD_642F)
        let text = Self.text(&random, 12)
        let part = Self.text(&random, 2)
        let variables: [String: Value] = ["t": .string(String(text)), "p": .string(String(part))]
        let places = Self.places(part, in: text)
        func value(_ source: String) throws -> Value { try Expression(source).evaluate(variables) }
        #expect(try value("t.contains(p)") == .bool(!places.isEmpty))
        #expect(try value("t.indexOf(p)") == .integer(Int64(places.first ?? -1)))
        #expect(try value("t.lastIndexOf(p)") == .integer(Int64(places.last ?? -1)))
        #expect(try value("t.startsWith(p)") == .bool(places.first == 0))
        #expect(try value("t.endsWith(p)") == .bool(places.last == text.count - part.count))
        #expect(try value("size(t)") == .integer(Int64(text.count)))
        #expect(try value("t.reverse()") == .string(String(text.reversed())))
        for start in 0...text.count {
            #expect(
                try value("t.indexOf(p, \(start))") == .integer(Int64(places.first { $0 >= start } ?? -1)), "\(start)")
            #expect(
                try value("t.lastIndexOf(p, \(start))") == .integer(Int64(places.last { $0 <= start } ?? -1)),
                "\(start)")
            #expect(try value("t.substring(\(start))") == .string(String(text[start...])))
            #expect(try value("t.charAt(\(start))") == .string(start < text.count ? String(text[start]) : ""))
        }
        #expect(try value("t.split(p).join(p)") == .string(String(text)))
        #expect(try value("t.replace(p, p)") == .string(String(text)))
        if !part.isEmpty {
            #expect(try value("!t.replace(p, '-').contains(p) || p == '-'") == true)
            #expect(try value("t.split(p).size() == t.replace(p, '-').split('-').size()") == true)
        }
        #expect(try value("string(bytes(t)) == t && string(base64.decode(base64.encode(bytes(t)))) == t") == true)
        #expect(try value("t + p == [t, p].join() && (t + p).size() == t.size() + p.size()") == true)
    }

    // MARK: - Lists

    @Test(arguments: 1...60) func listsAreSortedLikeAnyOther(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0xE703_7ED1_A0B4_28DB)
        let numbers = (0..<Int.random(in: 0...12, using: &random)).map { _ in Int64.random(in: -3...3, using: &random) }
        let list = Value.array(numbers.map { .integer($0) })
        func value(_ source: String) throws -> Value { try Expression(source).evaluate(["l": list]) }
        let sorted = Value.array(numbers.sorted().map { .integer($0) })
        #expect(try value("l.sort()") == sorted)
        #expect(try value("l.sortBy(x, x)") == sorted)
        #expect(try value("l.sortBy(x, -x).reverse()") == sorted)
        #expect(try value("l.isSorted()") == .bool(numbers == numbers.sorted()))
        #expect(try value("l.sum()") == .integer(numbers.reduce(0, +)))
        #expect(try value("l.reverse().reverse() == l") == true)
        #expect(try value("l.distinct().size()") == .integer(Int64(Set(numbers).count)))
        #expect(try value("sets.equivalent(l, l.distinct()) && sets.contains(l, l.sort())") == true)
        #expect(try value("l.filter(x, x > 0).size()") == .integer(Int64(numbers.count { $0 > 0 })))
        #expect(try value("l.map(x, x * x)") == .array(numbers.map { .integer($0 * $0) }))
        #expect(try value("l.exists(x, x == 2)") == .bool(numbers.contains(2)))
        #expect(try value("l.all(x, x < 3)") == .bool(numbers.allSatisfy { $0 < 3 }))
        #expect(try value("l.exists_one(x, x == 0)") == .bool(numbers.count { $0 == 0 } == 1))
        #expect(try value("l.indexOf(1)") == .integer(Int64(numbers.firstIndex(of: 1) ?? -1)))
        #expect(try value("l.lastIndexOf(1)") == .integer(Int64(numbers.lastIndex(of: 1) ?? -1)))
        #expect(try value("2 in l") == .bool(numbers.contains(2)))
        #expect(try value("l == l.map(x, uint(x + 9)).map(x, int(x) - 9)") == true)
        #expect(try value("[l, l].flatten().size() == 2 * l.size()") == true)
        #expect(try value("l.transformMap(i, x, x).size() == l.size()") == true)
        if let least = numbers.min(), let greatest = numbers.max() {
            #expect(try value("[l.min(), l.max()]") == [.integer(least), .integer(greatest)])
            #expect(try value("[math.least(l), math.greatest(l)]") == [.integer(least), .integer(greatest)])
            #expect(
                try value("[l.sort().first().value(), l.sort().last().value()]") == [
                    .integer(least), .integer(greatest),
                ])
        }
        for start in 0...numbers.count {
            #expect(try value("l.slice(\(start), l.size()) == l.filter(x, true).slice(\(start), l.size())") == true)
            #expect(try value("l.slice(0, \(start)) + l.slice(\(start), l.size()) == l") == true)
        }
    }

    // MARK: - Times and addresses

    @Test(arguments: 1...60) func timesReadBack(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0x8EBC_6AF0_9C88_C6E3)
        let seconds = Int64.random(in: Timestamp.range, using: &random)
        let nanoseconds = Int.random(in: 0...999_999_999, using: &random)
        let time = try Timestamp(seconds: seconds, nanoseconds: nanoseconds)
        let read = try Timestamp(time.description)
        #expect(read == time)
        let variables: [String: Value] = ["t": .string(time.description)]
        #expect(try Expression("int(timestamp(t))").evaluate(variables) == .integer(seconds))
        #expect(try Expression("string(timestamp(t)) == t").isTrue(variables))
        #expect(
            try Expression("timestamp(t).getMilliseconds()").evaluate(variables)
                == .integer(Int64(nanoseconds / 1_000_000)))
        #expect(
            try Expression("timestamp(t).getSeconds() == int(timestamp(t)) % 60 || int(timestamp(t)) < 0").isTrue(
                variables))
        let span = try TimeSpan(nanoseconds: Int128(seconds) * 1_000_003)
        #expect(try TimeSpan(span.description) == span)
    }

    @Test(arguments: 1...60) func addressesReadBack(_ seed: UInt64) throws {
        var random = Seeded(state: seed &* 0x5899_65CC_7537_4CC3)
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        for place in 0..<8 where Bool.random(using: &random) {
            bytes[2 * place] = 0
            bytes[2 * place + 1] = 0
        }
        bytes[0] = 0x20
        let address = NetworkAddress(bytes: bytes)
        #expect(try NetworkAddress(address.description) == address)
        #expect(try Expression("ip.isCanonical(a)").isTrue(["a": .string(address.description)]))
        for length in 0...128 {
            let prefix = try NetworkPrefix("\(address)/\(length)")
            #expect(prefix.contains(address))
            #expect(prefix.masked.masked == prefix.masked)
            // The bit behind the prefix makes another network, the one before it makes another address of none.
            if length > 0 {
                var other = bytes
                other[(length - 1) / 8] ^= 0x80 >> UInt8((length - 1) % 8)
                #expect(!prefix.contains(NetworkAddress(bytes: other)))
            }
            if length < 128 {
                var other = bytes
                other[length / 8] ^= 0x80 >> UInt8(length % 8)
                #expect(prefix.contains(NetworkAddress(bytes: other)))
            }
        }
    }

    // MARK: - Texts of expressions

    /// What comes out of the tree as text, with every operand in parentheses, reads back as the same tree.
    @Test(arguments: [
        "a + b * c - d / e % f", "a < b == c || d && !e", "a ? b : c ? d : e", "-a.b[c].d(e)", "[a, b][0] in {c: d}",
        "x.filter(y, y.a > 1).map(y, y.b)", "a.?b[?c].orValue(d)", "has(a.b) && a.b == 'c'", "cel.bind(a, b, a + a)",
        "a.all(i, x, x > i)", "[?a, b]", "{?'a': b, 'c': d}", "f(g(h(1)), 'a', b'c', 1u, 2.5, null, true)",
    ]) func treesReadBack(_ source: String) throws {
        var parser = try Parser(source, limits: .standard)
        let tree = try parser.parse()
        var again = try Parser("(\(source))", limits: .standard)
        #expect(try ParserTests.text(again.parse()) == ParserTests.text(tree))
        var spaced = try Parser(" \n" + source.replacing(", ", with: " ,\t// comment\n "), limits: .standard)
        #expect(try ParserTests.text(spaced.parse()) == ParserTests.text(tree))
    }
}
