import Testing

@testable import Commands

@Suite struct LogLinesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var prefix = ""
        var limit = 100
        var whole = ""
        var rest = ""
        var testDescription: String { "\(prefix)\(text.debugDescription)" }
    }

    @Test(arguments: [
        Case(text: ""), Case(text: "a\n", whole: "a\n"), Case(text: "a\nb\n", whole: "a\nb\n"),
        Case(text: "a\nb", whole: "a\n", rest: "b\n"), Case(text: "\n\n", whole: "\n\n"),
        Case(text: "a\r\n", whole: "a\r\n"), Case(text: "a\n", prefix: "[p] ", whole: "[p] a\n"),
        Case(text: "a\n\nb", prefix: "[p] ", whole: "[p] a\n[p] \n", rest: "[p] b\n"),
        Case(text: "12345\n", limit: 5, whole: "12345\n"), Case(text: "123456\n", limit: 5, whole: "12345\n6\n"),
        Case(text: "1234567890ab", prefix: ">", limit: 5, whole: ">12345\n>67890\n", rest: ">ab\n"),
        Case(text: "häß\n", prefix: "[ä] ", whole: "[ä] häß\n"),
    ])
    func cutsAndMarksLinesInAnyPieces(test: Case) {
        for size in [1, 2, 3, 1000] {
            var lines = LogLines(prefix: test.prefix, limit: test.limit)
            var whole: [UInt8] = []
            var left = Array(test.text.utf8)[...]
            while !left.isEmpty {
                whole += lines.append(Array(left.prefix(size)))
                left = left.dropFirst(size)
            }
            #expect(String(decoding: whole, as: UTF8.self) == test.whole, "in pieces of \(size)")
            #expect(String(decoding: lines.end(), as: UTF8.self) == test.rest, "in pieces of \(size)")
            #expect(lines.end().isEmpty)
        }
    }
}
