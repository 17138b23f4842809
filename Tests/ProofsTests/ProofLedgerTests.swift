import FoundationEssentials
import TestParts
import Testing

@testable import Proofs

@Suite struct ProofLedgerTests {
    private func result(_ id: String, _ problems: [String] = []) -> ProofResult {
        ProofResult(id: id, isStaged: true, exitCodes: [4, 0], seconds: 1.5, problems: problems)
    }

    @Test func whatIsDoneStaysDoneAndWhatFailedIsTriedAgain() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/deep/ledger"
            var first = try ProofLedger(path: path, proof: "binary 1", isFresh: false)
            try first.add(result("a"))
            try first.add(result("b", ["it hangs"]))
            try first.add(result("c"))
            #expect(first.results.count == 3)
            #expect(try ProofLedger(path: path, proof: "binary 1", isFresh: false).results.keys.sorted() == ["a", "c"])
            // Once more, since opening it has written it anew.
            #expect(try ProofLedger(path: path, proof: "binary 1", isFresh: false).results["a"] == result("a"))
        }
    }

    @Test func anotherBinaryOrAFreshStartProvesAllOfItAgain() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/ledger"
            for isFresh in [false, true] {
                var first = try ProofLedger(path: path, proof: "binary 1", isFresh: true)
                try first.add(result("a"))
                let next = try ProofLedger(path: path, proof: isFresh ? "binary 1" : "binary 2", isFresh: isFresh)
                #expect(next.results.isEmpty)
            }
        }
    }

    @Test func aLineThatWasCutOffCountsForNothing() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/ledger"
            var ledger = try ProofLedger(path: path, proof: "p", isFresh: true)
            try ledger.add(result("a"))
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try (text + text.split(separator: "\n")[1].dropLast(5)).write(
                toFile: path, atomically: true, encoding: .utf8)
            #expect(try ProofLedger(path: path, proof: "p", isFresh: false).results.keys.sorted() == ["a"])
        }
    }

    @Test func theSummaryNamesWhatDidNotConverge() {
        var missed = result("c")
        missed.isStaged = false
        let summary = ProofSummary(
            results: [result("a"), result("b", ["x is missing", "y differs"]), missed], seconds: 1)
        #expect(
            summary.text("faults injected", "converged") == """
                b: x is missing; y differs
                1 more found no moment to happen: the runs made fewer requests
                2 faults injected, 1 converged
                """)
    }

    @Test func workersShareTheCasesThatAreLeft() async throws {
        try await TestParts.withTemporaryFolder { folder in
            var ledger = try ProofLedger(path: "\(folder)/ledger", proof: "p", isFresh: true)
            try ledger.add(result("2"))
            let queue = CaseQueue(["1", "2", "3", "4"], id: { $0 }, ledger) { _ in }
            let summary = try await queue.run(workers: 2) { _, queue in
                while let (number, test) = queue.next() {
                    #expect(test == String(number + 1))
                    try queue.finish(result(test, test == "3" ? ["no"] : []))
                }
            }
            #expect(summary.results.map(\.id) == ["1", "2", "3", "4"])
            #expect(summary.failures.map(\.id) == ["3"])
        }
    }

    @Test func aWorkerThatCannotGoOnEndsTheProof() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let ledger = try ProofLedger(path: "\(folder)/ledger", proof: "p", isFresh: true)
            let queue = CaseQueue(["1"], id: { $0 }, ledger) { _ in }
            await #expect(throws: ProofError.self) {
                try await queue.run(workers: 2) { number, _ in
                    if number == 1 { throw ProofError("no server") }
                    try await Task.sleep(for: .seconds(600))
                }
            }
        }
    }
}
