import Events
import Synchronization

/// What a wait knows of the cluster, whichever of its reads told it; says what is news.
final class WaitView: Sendable {
    private struct State {
        var status: DeploymentStatus?
        var failures = ReadFailures()
    }

    private let state = Mutex(State())
    private let emit: @Sendable (Event.Kind, String) -> Void

    init(emit: @escaping @Sendable (Event.Kind, String) -> Void) { self.emit = emit }

    /// What was seen last.
    var status: DeploymentStatus? {
        get { state.withLock { $0.status } }
        set { state.withLock { $0.status = newValue } }
    }

    /// Why the cluster cannot be read at the moment.
    var failure: String? { state.withLock { $0.failures.current } }

    /// Reads, and takes a failure that may pass for no answer.
    ///
    /// - Returns: nil when it could not be read this time.
    /// - Throws: what waiting does not cure.
    func reading<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result? {
        do {
            let result = try await body()
            if state.withLock({ $0.failures.succeeded() }) { emit(.progress, "the cluster can be read again") }
            return result
        } catch {
            try failed(error)
            return nil
        }
    }

    /// - Throws: the error itself, where waiting does not cure it.
    func failed(_ error: any Error) throws {
        switch state.withLock({ $0.failures.failed(error) }) {
        case .ends: throw error
        case .news(let words): emit(.warning, "the cluster cannot be read, and the wait goes on: \(words)")
        case .known: break
        }
    }
}
