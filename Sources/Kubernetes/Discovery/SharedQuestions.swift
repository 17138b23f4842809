import Synchronization

/// Questions under way: whoever has the same one meanwhile waits for its answer, or for its failure.
///
/// Nothing is kept once it is answered. One that is cancelled while it asks leaves the question to the next.
final class SharedQuestions<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    private typealias Answers = AsyncStream<Result<Answer, any Error>>

    /// Who waits for each.
    private let waiting = Mutex<[Question: [Answers.Continuation]]>([:])

    /// - Throws: what `ask` throws, to everybody; `CancellationError` to whoever is cancelled.
    func once(_ question: Question, _ ask: () async throws -> Answer) async throws -> Answer {
        while let answers = place(in: question) {
            var iterator = answers.makeAsyncIterator()
            if let answer = await iterator.next() { return try answer.get() }
            // Whoever asked was cancelled, or whoever waits.
            try Task.checkCancellation()
        }
        do {
            let answer = try await ask()
            end(question, .success(answer))
            return answer
        } catch let error as CancellationError {
            end(question, nil)
            throw error
        } catch {
            end(question, .failure(error))
            throw error
        }
    }

    /// Where the answer comes; nil for whoever is to ask.
    private func place(in question: Question) -> Answers? {
        let (answers, continuation) = Answers.makeStream()
        return waiting.withLock { waiting -> Answers? in
            guard let others = waiting[question] else {
                waiting[question] = []
                return nil
            }
            waiting[question] = others + [continuation]
            return answers
        }
    }

    /// - Parameter answer: nil lets the next one ask.
    private func end(_ question: Question, _ answer: Result<Answer, any Error>?) {
        let others = waiting.withLock { $0.removeValue(forKey: question) ?? [] }
        for continuation in others {
            if let answer { continuation.yield(answer) }
            continuation.finish()
        }
    }
}
