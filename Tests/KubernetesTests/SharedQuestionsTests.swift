import Synchronization
import Testing

@testable import Kubernetes

/// Questions that several have at once, and what is kept of their answers.
@Suite(.timeLimit(.minutes(1))) struct SharedQuestionsTests {
    private struct Refused: Error {}

    /// Opens once, for everybody.
    private final class Gate: Sendable {
        private let stream: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation

        init() { (stream, continuation) = AsyncStream<Void>.makeStream() }

        func open() { continuation.finish() }

        func passed() async throws {
            for await _ in stream {}
            try Task.checkCancellation()
        }
    }

    /// A question that tells when somebody else looks for it: they are in line then before it is answered.
    private struct Question: Hashable, Sendable {
        let isUnderWay = Flag()
        let cameAnother = Gate()

        static func == (left: Question, right: Question) -> Bool { true }

        func hash(into hasher: inout Hasher) {
            if isUnderWay.value { cameAnother.open() }
        }
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)
        var value: Bool { state.withLock { $0 } }
        func set() { state.withLock { $0 = true } }
    }

    private struct Answers: Sendable {
        var first: Result<Int, any Error>
        var second: Result<Int, any Error>
    }

    /// One asks until another one waits, and then ends so; the other one would be told 8.
    private func answers(_ end: @escaping @Sendable () throws -> Int) async throws -> Answers {
        let questions = SharedQuestions<Question, Int>()
        let question = Question()
        let asked = Gate()
        async let first = Self.result {
            try await questions.once(question) {
                question.isUnderWay.set()
                asked.open()
                try await question.cameAnother.passed()
                return try end()
            }
        }
        try await asked.passed()
        let second = await Self.result { try await questions.once(question) { 8 } }
        return Answers(first: await first, second: second)
    }

    private static func result(_ work: @Sendable () async throws -> Int) async -> Result<Int, any Error> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }

    @Test func whoComesMeanwhileGetsTheSameAnswer() async throws {
        let answers = try await answers { 7 }
        #expect(try answers.first.get() == 7)
        #expect(try answers.second.get() == 7)
    }

    @Test func aFailureIsThatOfWhoeverWaits() async throws {
        let answers = try await answers { throw Refused() }
        #expect(throws: Refused.self) { try answers.first.get() }
        #expect(throws: Refused.self) { try answers.second.get() }
    }

    @Test func whoIsCancelledLeavesTheQuestionToTheNext() async throws {
        let answers = try await answers { throw CancellationError() }
        #expect(throws: CancellationError.self) { try answers.first.get() }
        #expect(try answers.second.get() == 8)
    }

    @Test func nothingIsKept() async throws {
        let questions = SharedQuestions<String, Int>()
        for answer in 1...3 {
            let found = try await questions.once("a") { answer }
            #expect(found == answer)
        }
        await #expect(throws: Refused.self) { try await questions.once("a") { throw Refused() } }
        let found = try await questions.once("a") { 4 }
        #expect(found == 4)
    }

    // MARK: - What is kept

    private let version = GroupVersion("apps/v1")

    @Test func whatWasAskedBeforeItWasForgottenIsNotKept() {
        for forgotten in ["apps", nil] {
            let cache = DiscoveryCache()
            let (age, listAge) = (cache.age(of: "apps"), cache.age(of: nil))
            cache.forget(group: forgotten)
            cache.store([.deployments], for: version, age: age)
            cache.store(nil, for: GroupVersion("apps/v2"), age: age)
            cache.store(named: [APIGroup(name: "apps", versions: ["v1"])], age: listAge)
            #expect(cache.types(version) == nil && cache.named == nil && cache.group("apps") == nil)
            #expect(!cache.isAbsent(GroupVersion("apps/v2")))
        }
    }

    @Test func forgettingOneGroupLeavesTheOthers() {
        let cache = DiscoveryCache()
        let age = cache.age(of: "apps")
        cache.forget(group: "batch")
        cache.store([.deployments], for: version, age: age)
        cache.store(nil, for: GroupVersion("batch/v2"), age: cache.age(of: "batch"))
        #expect(cache.types(version) == [.deployments])
        #expect(cache.isAbsent(GroupVersion("batch/v2")))
        cache.forget(group: "batch")
        #expect(cache.types(version) == [.deployments])
        #expect(!cache.isAbsent(GroupVersion("batch/v2")))
    }
}
