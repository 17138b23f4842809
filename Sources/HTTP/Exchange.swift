import Synchronization

/// What the caller and the I/O thread share about one request: the head, the bytes that wait, and how it ended.
///
/// The I/O thread puts in, the caller takes out. A waiting caller is resumed only after the thread has let go of the
/// transfer when the request is cancelled or fails, so a cancelled call has stopped when it returns.
final class Exchange: Sendable {
    struct Head: Sendable {
        var status: Int
        var headers: HTTPHeaders
    }

    private struct State {
        var head: Head?
        var headReader: CheckedContinuation<Head, any Error>?
        var buffer: [UInt8] = []
        var bodyReader: CheckedContinuation<[UInt8]?, any Error>?
        /// The I/O thread holds the transfer back until the buffer has been taken.
        var isPaused = false
        var isCancelled = false
        /// Set once, when the I/O thread has let go of the transfer.
        var end: End?

        mutating func takeBuffer() -> [UInt8] {
            defer { buffer = [] }
            return buffer
        }
    }

    private enum End {
        case complete
        case failed(any Error)
    }

    let plan: TransferPlan
    private let engine: CurlEngine
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: bytes that may wait before the sender is slowed.
    init(_ plan: TransferPlan, engine: CurlEngine, limit: Int) {
        self.plan = plan
        self.engine = engine
        self.limit = limit
    }

    // MARK: The caller's side

    /// Starts the transfer and waits for the head.
    func start() async throws -> Head {
        try await withTaskCancellationHandler {
            let head = try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.headReader = continuation }
                engine.post(.start(self))
            }
            // The head and the cancellation met on the way: wait for the transfer's end, which throws.
            if state.withLock({ $0.isCancelled }) { _ = try await next() }
            return head
        } onCancel: {
            cancel()
        }
    }

    /// The bytes that have arrived since the last call; nil at the end of the body.
    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state -> Answer in
                    if state.bodyReader != nil { return .fail(Self.readTwice) }
                    if !state.buffer.isEmpty, !state.isCancelled {
                        let resumes = state.isPaused
                        state.isPaused = false
                        return .give(state.takeBuffer(), resumes: resumes)
                    }
                    switch state.end {
                    case .complete: return state.isCancelled ? .fail(CancellationError()) : .finish
                    case .failed(let error): return .fail(state.isCancelled ? CancellationError() : error)
                    case nil:
                        state.bodyReader = continuation
                        return .wait
                    }
                }
                switch answer {
                case .give(let bytes, let resumes):
                    if resumes { engine.post(.resume(self)) }
                    continuation.resume(returning: bytes)
                case .finish: continuation.resume(returning: nil)
                case .fail(let error): continuation.resume(throwing: error)
                case .wait: break
                }
            }
        } onCancel: {
            cancel()
        }
    }

    private enum Answer {
        case give([UInt8], resumes: Bool), finish, fail(any Error), wait
    }

    /// Ends the transfer; does nothing when it has ended.
    func cancel() {
        let isLive = state.withLock { state in
            guard state.end == nil, !state.isCancelled else { return false }
            state.isCancelled = true
            return true
        }
        if isLive { engine.post(.cancel(self)) }
    }

    static let readTwice = HTTPError(.other, "the body of a response was read twice; collect it first")

    // MARK: The I/O thread's side

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Keeps bytes for the caller; false when too many wait: the transfer is to pause and offer them again.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            guard state.buffer.count < limit else {
                state.isPaused = true
                return false
            }
            state.buffer.append(contentsOf: bytes)
            // A reader who waits gets much at once, but need not wait for the end of the thread's turn.
            if state.buffer.count >= HTTPLimits.plenty, !state.isCancelled, let reader = state.bodyReader {
                state.bodyReader = nil
                reader.resume(returning: state.takeBuffer())
            }
            return true
        }
    }

    func setHead(_ head: Head) { state.withLock { $0.head = head } }

    /// Hands what has arrived to the callers that wait for it.
    func deliver() {
        var resumes = false
        state.withLock { state in
            // A cancelled caller is resumed at the end only, by `end`.
            guard !state.isCancelled else { return }
            if let head = state.head, let reader = state.headReader {
                state.headReader = nil
                reader.resume(returning: head)
            }
            if !state.buffer.isEmpty, let reader = state.bodyReader {
                state.bodyReader = nil
                resumes = state.isPaused
                state.isPaused = false
                reader.resume(returning: state.takeBuffer())
            }
        }
        if resumes { engine.post(.resume(self)) }
    }

    /// Records the end; the I/O thread holds nothing of this transfer any more.
    func end(_ error: (any Error)?) {
        deliver()
        state.withLock { state in
            guard state.end == nil else { return }
            state.end = error.map(End.failed) ?? .complete
            if state.isCancelled { state.buffer = [] }
            let failure = state.isCancelled ? CancellationError() : error
            if let reader = state.headReader {
                state.headReader = nil
                reader.resume(
                    throwing: failure ?? HTTPError(.badResponse, "the answer had no head", url: plan.url.displayText))
            }
            if let reader = state.bodyReader {
                state.bodyReader = nil
                if let failure { reader.resume(throwing: failure) } else { reader.resume(returning: nil) }
            }
        }
    }
}
