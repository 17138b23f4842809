import Testing

@testable import Reports

@Suite struct TextWrapTests {
    @Test(arguments: [
        ("a b c", 80, 4, ["a b c"]), ("aaa bbb ccc", 7, 2, ["aaa bbb", "ccc"]),
        ("aaa bbb cc dd", 7, 2, ["aaa bbb", "cc dd"]),
        ("a bbb ccc", 6, 2, ["a bbb", "ccc"]), ("toolongword b", 4, 2, ["toolongword", "b"]), ("", 10, 2, [""]),
    ])
    func textIsBrokenAtSpaces(text: String, width: Int, indent: Int, lines: [String]) {
        #expect(TextWrap.lines(text, width: width, indent: indent) == lines)
        #expect(
            TextWrap.hanging(text, width: width, indent: indent)
                == lines.joined(separator: "\n" + String(repeating: " ", count: indent)))
    }

    @Test(arguments: [
        ("one two three", 20, 3, ["one two three"]), ("one two three", 7, 3, ["one two", "three"]),
        ("one two three four five", 10, 2, ["one two", "…four five"]), ("abcdefghij", 4, 3, ["abcd", "efgh", "ij"]),
        ("abcdefghij", 9, 1, ["abc…fghij"]), ("abcdefghijkl", 4, 2, ["abcd", "…jkl"]), ("", 5, 2, [""]),
        ("a", 5, 0, []),
    ])
    func theMiddleIsLeftOutWhereThereIsNoRoom(text: String, width: Int, limit: Int, lines: [String]) {
        #expect(TextWrap.fitted(text, width: width, limit: limit) == lines)
    }

    @Test(arguments: [2, 3, 5, 8, 13, 40], 1...5)
    func noLineIsTooLongAndNoneTooMany(width: Int, limit: Int) {
        let text = "waiting for a very-long-name-without-any-space-in-it to say something that nobody hears"
        let lines = TextWrap.fitted(text, width: width, limit: limit)
        #expect(lines.count <= limit)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
        #expect(lines.last?.last == "s")
    }
}
