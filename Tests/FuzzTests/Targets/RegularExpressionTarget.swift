@testable import RegularExpressions

/// Regular expressions: the first line is the pattern, the rest is the text.
enum RegularExpressionTarget {
    @Sendable static func run(_ bytes: [UInt8]) throws {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let pattern = String(decoding: parts[0], as: UTF8.self)
        let text = parts.count > 1 ? Array(parts[1]) : []
        let expression: RegularExpression
        do { expression = try RegularExpression(pattern) } catch {
            _ = "\(error)"
            return
        }
        let first = expression.firstMatch(in: text)
        try Finding.require(expression.matches(text) == (first != nil), "matches() and firstMatch() disagree")
        try check(expression, text, first)
        let all = expression.matches(in: text)
        try Finding.require(all.first?.range == first?.range, "the first of all matches is another")
        for (left, right) in zip(all, all.dropFirst()) {
            try Finding.require(left.range.upperBound <= right.range.lowerBound, "matches overlap")
        }
        let string = String(decoding: text, as: UTF8.self)
        _ = expression.replacingAll(in: string, with: "<$0$1${name}>")
        _ = expression.split(string)
        // Long texts take the machine that must be linear in them: in proportion to the program's size too, so that a large
        // program gets a shorter one.
        if let byte = text.first {
            let count = min(4_000, 2_000_000 / max(expression.programSize, 1))
            _ = expression.matches(Array(repeating: byte, count: count))
        }
        try escapes(pattern)
    }

    /// Both machines must find the same, groups included.
    private static func check(
        _ expression: RegularExpression, _ text: [UInt8], _ match: RegularExpression.Match?
    ) throws(Finding) {
        var machine = ThreadMachine(
            expression.program, MatchInput(bytes: text), slotCount: expression.program.slotCount)
        let slots = machine.match(from: 0)
        try Finding.require(slots == match?.slots, "one machine finds \(match?.slots ?? []), the other \(slots ?? [])")
    }

    private static func escapes(_ pattern: String) throws {
        let literal: RegularExpression
        do { literal = try RegularExpression(RegularExpression.escaped(pattern)) } catch {
            if error.code == .tooLarge { return }
            throw Finding("the escaped pattern is refused: \(error)")
        }
        try Finding.require(literal.firstMatch(in: pattern)?.text == pattern, "an escaped pattern misses itself")
    }
}
