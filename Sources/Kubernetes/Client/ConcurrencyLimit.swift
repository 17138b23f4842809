import Synchronization

/// Lets a bounded number of callers through at once, in the order in which they came unless one is next.
///
/// A waiting caller that is cancelled leaves the queue with `CancellationError`.
final class ConcurrencyLimit: Sendable {
    struct State {
        var free: Int
        var nextID = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        /// Cancelled before they came to wait.
        var cancelled: Set<Int> = []
    }

    let state: Mutex<State>

    init(_ limit: Int) { state = Mutex(State(free: limit)) }

    /// - Parameter isNext: whether the caller goes before all who wait, for it has waited before.
    func run<Result: Sendable>(isNext: Bool = false, _ body: () async throws -> Result) async throws -> Result {
        try await enter(isNext: isNext)
        defer { leave() }
        return try await body()
    }

    private func enter(isNext: Bool) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting.insert((id, continuation), at: isNext ? 0 : state.waiting.count)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiting.remove(at: index).continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
        state.withLock { state in _ = state.cancelled.remove(id) }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
