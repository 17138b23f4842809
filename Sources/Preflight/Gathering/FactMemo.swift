import Synchronization

/// What one run has asked for: each thing once, however many want it, and whenever they come.
///
/// Whoever comes first asks, in its own task; the others wait for the answer or for its failure. One that is cancelled
/// while it asks leaves the question to the next.
final class FactMemo: Sendable {
    private enum Entry: Sendable {
        case asked(waiting: [AsyncStream<Void>.Continuation])
        case answered(Result<any Sendable, any Error>)
    }

    private enum Turn: Sendable {
        case ask
        case wait(AsyncStream<Void>)
        case take(Result<any Sendable, any Error>)
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter key: stands for one question, and for one type of answer.
    /// - Throws: what `ask` throws, to everybody; `CancellationError` to whoever is cancelled.
    func once<Answer: Sendable>(_ key: String, _ ask: () async throws -> Answer) async throws -> Answer {
        while true {
            switch turn(key) {
            case .take(let result):
                guard let answer = try result.get() as? Answer else {
                    preconditionFailure("'\(key)' stands for answers of two types")
                }
                return answer
            case .wait(let stream):
                for await _ in stream {}  // It only ends.
                try Task.checkCancellation()
            case .ask:
                do {
                    let answer = try await ask()
                    end(key, .answered(.success(answer)))
                    return answer
                } catch let error as CancellationError {
                    end(key, nil)
                    throw error
                } catch {
                    end(key, .answered(.failure(error)))
                    throw error
                }
            }
        }
    }

    private func turn(_ key: String) -> Turn {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        return entries.withLock { entries -> Turn in
            switch entries[key] {
            case .answered(let result)?: return .take(result)
            case .asked(let waiting)?:
                entries[key] = .asked(waiting: waiting + [continuation])
                return .wait(stream)
            case nil:
                entries[key] = .asked(waiting: [])
                return .ask
            }
        }
    }

    /// - Parameter entry: nil lets the next one ask.
    private func end(_ key: String, _ entry: Entry?) {
        let waiting = entries.withLock { entries -> [AsyncStream<Void>.Continuation] in
            let former = entries[key]
            entries[key] = entry
            guard case .asked(let waiting)? = former else { return [] }
            return waiting
        }
        for continuation in waiting { continuation.finish() }
    }
}
