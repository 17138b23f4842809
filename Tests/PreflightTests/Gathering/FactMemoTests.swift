import Synchronization
import Testing

@testable import Preflight

/// That a question is asked once a run, whoever has it.
@Suite(.timeLimit(.minutes(1))) struct FactMemoTests {
    private final class Count: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    private struct Refused: Error {}

    @Test func manyAskOnceAndGetTheSame() async throws {
        let memo = FactMemo()
        let asked = Count()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await memo.once("a") {
                        asked.add()
                        await Task.yield()
                        return 7
                    }
                }
            }
            var answers: [Int] = []
            for try await answer in group { answers.append(answer) }
            return answers
        }
        #expect(answers == Array(repeating: 7, count: 20))
        #expect(asked.value == 1)
    }

    @Test func questionsAreToldApart() async throws {
        let memo = FactMemo()
        let first = try await memo.once("a") { 1 }
        let second = try await memo.once("b") { "two" }
        let again = try await memo.once("a") { 3 }
        #expect(first == 1 && second == "two" && again == 1)
    }

    @Test func aFailureIsEverybodys() async {
        let memo = FactMemo()
        let asked = Count()
        for _ in 0..<3 {
            await #expect(throws: Refused.self) {
                try await memo.once("a") { () -> Int in
                    asked.add()
                    throw Refused()
                }
            }
        }
        #expect(asked.value == 1)
    }

    /// The one who asks is cancelled while another waits.
    @Test func whoIsCancelledLeavesTheQuestionToTheNext() async throws {
        let memo = FactMemo()
        let gate = Gate()
        let answer = try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                do {
                    return try await memo.once("a") { () -> Int in
                        gate.open()
                        throw CancellationError()
                    }
                } catch is CancellationError {
                    return nil
                }
            }
            try await gate.passed()
            group.addTask { try await memo.once("a") { 8 } }
            var answers: [Int?] = []
            for try await answer in group { answers.append(answer) }
            return answers.compactMap { $0 }
        }
        #expect(answer == [8])
    }

    @Test func whoIsCancelledWhileWaitingStopsWaiting() async throws {
        let memo = FactMemo()
        let asked = Gate()
        let waiting = Gate()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await memo.once("a") { () -> Void in
                    asked.open()
                    try await waiting.passed()
                }
            }
            group.addTask {
                try await asked.passed()
                try await memo.once("a") {}
            }
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result { #expect(error is CancellationError) }
            }
        }
    }
}
