import Testing

@testable import Reports

@Suite struct TextWrapTests {
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
