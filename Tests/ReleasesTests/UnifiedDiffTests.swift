import Foundation
import TestParts
import Testing

@testable import Releases

/// Texts side by side, as `diff -u` shows them.
@Suite struct UnifiedDiffTests {
    @Test func equalTextsHaveNone() {
        #expect(UnifiedDiff.text(from: "a\nb\n", to: "a\nb\n") == "")
        #expect(UnifiedDiff.text(from: "", to: "") == "")
    }

    @Test func aNewTextIsAllAdded() {
        #expect(UnifiedDiff.text(from: "", to: "a\nb\n") == "@@ -0,0 +1,2 @@\n+a\n+b\n")
    }

    @Test func aRemovedTextIsAllRemoved() {
        #expect(UnifiedDiff.text(from: "a\nb\n", to: "") == "@@ -1,2 +0,0 @@\n-a\n-b\n")
    }

    @Test func tooLongTextsAreOnlySaidToDiffer() {
        let long = String(repeating: "x\n", count: UnifiedDiff.maximumLines)
        #expect(
            UnifiedDiff.text(from: long, to: "y\n").hasSuffix("(the texts differ, and are too long to be compared)\n"))
    }

    /// The real `diff` is the oracle for where hunks begin and end, and `patch` for whether they say the truth.
    @Test func hunksAreThoseOfDiff() async throws {
        try await TestParts.withTemporaryFolder { folder in
            for seed in 0..<60 {
                var random = Steps(state: UInt64(seed))
                let old = (0..<random.next(40)).map { "line \($0)" }
                var new = old
                for _ in 0..<random.next(6) where !new.isEmpty {
                    let index = random.next(new.count)
                    switch random.next(3) {
                    case 0: new.remove(at: index)
                    case 1: new.insert("new \(random.next(1000))", at: index)
                    default: new[index] = "changed \(random.next(1000))"
                    }
                }
                let (before, after) = (old.map { $0 + "\n" }.joined(), new.map { $0 + "\n" }.joined())
                try TestFiles.write(Array(before.utf8), to: "\(folder)/a")
                try TestFiles.write(Array(after.utf8), to: "\(folder)/b")
                let real = try await TestParts.run("diff", ["-u", "\(folder)/a", "\(folder)/b"]).standardOutput
                func headers(_ text: String) -> [String] {
                    text.split(separator: "\n").filter { $0.hasPrefix("@@") }.map { header in
                        // GNU leaves a count of one out.
                        header.split(separator: " ").map { $0.hasSuffix(",1") ? String($0.dropLast(2)) : String($0) }
                            .joined(separator: " ")
                    }
                }
                #expect(headers(UnifiedDiff.text(from: before, to: after)) == headers(real), "seed \(seed)")
            }
        }
    }

    /// A small generator, so that each seed is the same everywhere.
    private struct Steps {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return bound == 0 ? 0 : Int(state >> 33) % bound
        }
    }
}
