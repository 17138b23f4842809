import Testing

@testable import Releases

/// The lines of a diff themselves, and how many of them stand around a change.
@Suite struct DiffTextTests {
    private func lines(_ numbers: ClosedRange<Int>, _ changes: [Int: String] = [:]) -> String {
        numbers.map { (changes[$0] ?? "\($0)") + "\n" }.joined()
    }

    @Test func removedLinesStandBeforeAddedOnes() {
        #expect(
            UnifiedDiff.text(from: lines(1...9), to: lines(1...9, [5: "five"])) == """
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8

                """)
    }

    @Test func changesThatAreNearShareAHunk() {
        func hunks(_ distance: Int) -> Int {
            let new = lines(1...30, [10: "x", 10 + distance: "y"])
            return UnifiedDiff.text(from: lines(1...30), to: new).split(separator: "\n").count { $0.hasPrefix("@@") }
        }
        // Three lines after the one and three before the other.
        #expect(hunks(7) == 1)
        #expect(hunks(8) == 2)
    }

    @Test func aSecondHunkKnowsHowManyLinesCameBefore() {
        let new = lines(1...30, [2: "two\nand more", 25: "y"])
        let text = UnifiedDiff.text(from: lines(1...30), to: new, context: 1)
        #expect(
            text == """
                @@ -1,3 +1,4 @@
                 1
                -2
                +two
                +and more
                 3
                @@ -24,3 +25,3 @@
                 24
                -25
                +y
                 26

                """)
    }

    @Test func withoutContextThereAreTheChangesAlone() {
        #expect(UnifiedDiff.text(from: "a\nb\nc\n", to: "a\nc\n", context: 0) == "@@ -2,1 +1,0 @@\n-b\n")
        #expect(UnifiedDiff.text(from: "a\nc\n", to: "a\nb\nc\n", context: 0) == "@@ -1,0 +2,1 @@\n+b\n")
    }

    /// YAML does not mind, and a person would not see it.
    @Test func aNewlineAtTheEndIsNoDifference() {
        #expect(UnifiedDiff.text(from: "a\nb", to: "a\nb\n") == "")
        #expect(UnifiedDiff.text(from: "a\nb\n", to: "a\nb\n\n") == "@@ -1,2 +1,3 @@\n a\n b\n+\n")
    }
}
