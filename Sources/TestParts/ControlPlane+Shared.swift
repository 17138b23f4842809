import Synchronization

extension ControlPlane {
    /// The control plane that all suites of this process share; the first call starts it.
    ///
    /// It has the controllers and the scheduler, so a suite makes namespaces of its own and may delete them. What is not
    /// in a namespace (CRDs, nodes, cluster roles) belongs to everyone: a suite that changes those takes `with(_:)`.
    /// It ends with the process. A failed start fails everyone who waited for it; the next call tries again.
    public static func shared() async throws -> ControlPlane {
        try await sharedStart.value {
            let folder = try TestParts.makeTemporaryFolder()
            let result = try await TestParts.run(script, ["start", folder] + options(true))
            guard result.isSuccess else {
                throw TestPartsError(.notStarted, "the shared control plane did not start", log: result.description)
            }
            return try ControlPlane(at: folder)
        }
    }

    private static let sharedStart = Once<ControlPlane>()
}

/// Makes a value when it is first asked for, once, however many ask at the same time.
final class Once<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case making(waiting: [CheckedContinuation<Value, any Error>])
        case made(Value)
    }

    private let state = Mutex(State.idle)

    /// The value, which the first caller makes while the others wait.
    func value(_ make: () async throws -> Value) async throws -> Value {
        let isFirst = state.withLock { state in
            guard case .idle = state else {
                return false
            }
            state = .making(waiting: [])
            return true
        }
        guard isFirst else {
            return try await withCheckedThrowingContinuation { wait($0) }
        }
        do {
            let value = try await make()
            finish(.made(value), with: .success(value))
            return value
        } catch {
            finish(.idle, with: .failure(error))
            throw error
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let outcome: Result<Value, any Error>? = state.withLock { state in
            switch state {
            case .idle:
                return .failure(TestPartsError(.notStarted, "the start that this call waited for failed"))
            case .making(let waiting):
                state = .making(waiting: waiting + [continuation])
                return nil
            case .made(let value):
                return .success(value)
            }
        }
        if let outcome {
            continuation.resume(with: outcome)
        }
    }

    private func finish(_ next: sending State, with result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            guard case .making(let waiting) = state else {
                return []
            }
            state = next
            return waiting
        }
        for continuation in waiting {
            continuation.resume(with: result)
        }
    }
}
