import Testing

@testable import RegularExpressions

/// Going through a text match by match, and what that takes.
@Suite struct SearchTests {
    private static func all(_ expression: RegularExpression, _ bytes: [UInt8]) -> [Range<Int>] {
        var search = expression.search(in: bytes)
        var found: [Range<Int>] = []
        while let match = search.next() { found.append(match.range) }
        let after = search.next()
        #expect(after == nil)
        return found
    }

    @Test(arguments: ["a", "a*", "", "b|", "^a", "$", "\\b", "(a)(b)?", "x", "é", ".", "(?m)^", "[^a]", "aa|a"])
    func findsWhatMatchesFinds(_ pattern: String) throws {
        let expression = try RegularExpression(pattern)
        for text in ["", "a", "aa", "aba", "xaéb\na", "éé", String(repeating: "ab", count: 50)] {
            let bytes = Array(text.utf8)
            #expect(Self.all(expression, bytes) == expression.matches(in: text).map(\.range), "\(text)")
            #expect(expression.matches(in: text, limit: 1).map(\.range) == Array(Self.all(expression, bytes).prefix(1)))
        }
        let broken: [UInt8] = [0x61, 0xFF, 0xC3, 0x61]
        #expect(Self.all(expression, broken) == expression.matches(in: broken).map(\.range))
    }

    @Test func matchesHoldTheirGroups() throws {
        var search = try RegularExpression("(?P<key>[a-z]+)=([0-9]*)").search(in: Array("a=1, b=".utf8))
        let (first, second) = (search.next(), search.next())
        #expect(first?["key"] == "a" && first?[2] == "1")
        #expect(second?["key"] == "b" && second?[2] == "")
        let third = search.next()
        #expect(third == nil)
    }

    /// For both machines: a large text does not fit the one that remembers where it was.
    @Test(arguments: [1_000, 100_000]) func stepsGrowWithTheText(_ count: Int) throws {
        let bytes = Array(repeating: UInt8(ascii: "a"), count: count)
        var plain = try RegularExpression("a+").search(in: bytes)
        let found = plain.next()
        #expect(found != nil)
        #expect(plain.steps >= count)
        #expect(plain.steps < count * 20)
        var nothing = try RegularExpression("b").search(in: bytes)
        let none = nothing.next()
        #expect(none == nil)
        #expect(nothing.steps < count)
    }

    /// Each of these matches is decided at the end of the text.
    @Test(arguments: [500, 40_000]) func lookingAheadIsCountedEachTime(_ count: Int) throws {
        let bytes = Array(repeating: UInt8(ascii: "a"), count: count)
        var search = try RegularExpression("a*b|a").search(in: bytes)
        var last = 0
        for _ in 0..<5 {
            let match = search.next()
            #expect(match?.range.count == 1)
            #expect(search.steps - last >= count / 2)
            last = search.steps
        }
    }

    @Test func nothingIsCountedAfterTheEnd() throws {
        var search = try RegularExpression("a").search(in: Array("ba".utf8))
        while search.next() != nil {}
        let steps = search.steps
        let after = search.next()
        #expect(after == nil)
        #expect(search.steps == steps)
    }
}
