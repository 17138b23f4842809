import Kubernetes
import Testing
import Value

@testable import Preflight

/// That what a clock is said to be off by is certain, whatever an answer took.
@Suite struct ClockSkewTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var server: Int64
        var before: Double
        var after: Double
        var seconds: Int64
        var words: String

        init(
            _ name: String, server: Int64, _ before: Double, _ after: Double, seconds: Int64, words: String = "like"
        ) {
            self.name = name
            self.server = server
            self.before = before
            self.after = after
            self.seconds = seconds
            self.words = words
        }

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case("at once", server: 100, 100.2, 100.2, seconds: 0),
        Case("the server leaves a fraction off", server: 100, 100.9, 100.9, seconds: 0),
        Case("ahead", server: 145, 100, 100, seconds: 45, words: "45 s ahead of"),
        Case("ahead of a slow answer", server: 145, 100, 110, seconds: 35, words: "35 s ahead of"),
        Case("behind", server: 55, 100, 100, seconds: -44, words: "44 s behind"),
        Case("behind a slow answer", server: 55, 100, 110, seconds: -44, words: "44 s behind"),
        Case("within what the answer took", server: 105, 100, 110, seconds: 0),
        Case("less than a second ahead", server: 101, 100.5, 100.5, seconds: 0),
        Case("minutes", server: 1000, 100, 100, seconds: 900, words: "15 min 0 s ahead of"),
        Case("a clock that says nothing", server: 0, .nan, .nan, seconds: 0),
        Case("a clock without end", server: 0, .infinity, .infinity, seconds: 0),
    ])
    func isAtLeast(_ example: Case) {
        let skew = ClockSkew(ServerTime(server: example.server, before: example.before, after: example.after))
        #expect(skew.seconds == example.seconds)
        #expect(skew.value["words"]?.string == example.words)
    }

    @Test func theFactTellsTheServersTime() {
        let skew = ClockSkew(ServerTime(server: 1_764_410_400, before: 1_764_410_400, after: 1_764_410_400))
        #expect(skew.value == ["server": "2025-11-29T10:00:00Z", "seconds": 0, "words": "like"])
    }
}
