import Formats
import Synchronization

/// The cases that are left to do, for all workers, with a ledger of what is done.
final class CaseQueue<Case: Sendable>: Sendable {
    private struct State {
        var waiting: [(number: Int, test: Case)]
        var ledger: ProofLedger
        var done = 0
        var failed = 0
    }

    private let state: Mutex<State>
    private let ids: [String]
    private let say: @Sendable (String) -> Void
    private let stopwatch = Stopwatch(ContinuousClock())
    /// How many cases are done between two words about how far it is.
    private static var step: Int { 50 }

    init(_ cases: [Case], id: (Case) -> String, _ ledger: ProofLedger, say: @escaping @Sendable (String) -> Void) {
        ids = cases.map(id)
        let left = zip(cases, ids).enumerated().filter { ledger.results[$0.element.1] == nil }
        say("\(cases.count) cases, \(cases.count - left.count) of them done before")
        state = Mutex(
            State(waiting: left.map { (number: $0.offset, test: $0.element.0) }.reversed(), ledger: ledger))
        self.say = say
    }

    /// Works on the cases until none is left, `workers` at a time.
    ///
    /// - Parameter work: takes cases from the queue, at a place of its own with that number.
    func run(
        workers: Int, _ work: @escaping @Sendable (_ number: Int, CaseQueue) async throws -> Void
    ) async throws -> ProofSummary {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...max(1, workers) { group.addTask { try await work(number, self) } }
            // One that fails ends the others.
            for try await _ in group {}
        }
        let results = state.withLock { state in ids.compactMap { state.ledger.results[$0] } }
        return ProofSummary(results: results, seconds: stopwatch.time / .seconds(1))
    }

    /// The next case, with its number among all; nil when none is left.
    func next() -> (number: Int, test: Case)? { state.withLock { $0.waiting.popLast() } }

    func finish(_ result: ProofResult) throws {
        let (done, left, failed) = try state.withLock { state in
            try state.ledger.add(result)
            state.done += 1
            if !result.isGood { state.failed += 1 }
            return (state.done, state.waiting.count, state.failed)
        }
        if !result.isGood { say("\(result.id): \(result.problems.joined(separator: "; "))") }
        if done.isMultiple(of: Self.step) {
            say("\(done) done in \(Int(stopwatch.time / .seconds(1))) s, \(left) left, \(failed) without a good end")
        }
    }
}
