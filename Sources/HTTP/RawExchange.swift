import Synchronization

/// What the caller and the I/O thread share about one raw connection. One task reads and one writes at a time.
final class RawExchange: Sendable {
    private struct State {
        var opener: CheckedContinuation<Void, any Error>?
        var input: [UInt8] = []
        var inputEnded = false
        var reader: CheckedContinuation<[UInt8]?, any Error>?
        var readLimit: (deadline: SuspendingClock.Instant, error: HTTPError)?
        var output: [UInt8] = []
        var writer: CheckedContinuation<Void, any Error>?
        var isClosed = false
        var end: (any Error)?
    }

    let plan: TransferPlan
    private let engine: CurlEngine
    private let state = Mutex(State())

    init(_ plan: TransferPlan, engine: CurlEngine) {
        self.plan = plan
        self.engine = engine
    }

    // MARK: The caller's side

    /// Connects, through proxy and TLS as the plan says.
    func open() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.opener = continuation }
                engine.post(.open(self))
            }
            try Task.checkCancellation()
        } onCancel: {
            close()
        }
    }

    /// What has arrived; nil when the other side has closed. A cancelled or timed out read closes the connection.
    func read(within limit: Duration?, orThrow error: HTTPError) async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[UInt8]?, any Error>) in
                let answer = state.withLock { state -> Result<[UInt8]?, any Error>? in
                    if state.reader != nil { return .failure(Exchange.readTwice) }
                    if !state.input.isEmpty, !state.isClosed {
                        defer { state.input = [] }
                        return .success(state.input)
                    }
                    if let end = state.end { return .failure(end) }
                    if state.inputEnded, !state.isClosed { return .success(nil) }
                    state.readLimit = limit.map { (SuspendingClock().now + $0, error) }
                    state.reader = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
                engine.post(.update(self))
            }
        } onCancel: {
            close()
        }
    }

    /// Returns when the system has taken all bytes.
    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let problem = state.withLock { state -> (any Error)? in
                    if let end = state.end { return end }
                    if state.writer != nil { return HTTPError(.other, "two tasks write to one connection") }
                    state.output += bytes
                    state.writer = continuation
                    return nil
                }
                if let problem { return continuation.resume(throwing: problem) }
                engine.post(.update(self))
            }
        } onCancel: {
            close()
        }
    }

    /// Ends the connection soon; waiting calls throw `CancellationError`.
    func close() {
        let isLive = state.withLock { state in
            guard state.end == nil, !state.isClosed else { return false }
            state.isClosed = true
            return true
        }
        if isLive { engine.post(.update(self)) }
    }

    // MARK: The I/O thread's side

    var isClosed: Bool { state.withLock { $0.isClosed } }
    var wantsBytes: Bool { state.withLock { $0.input.count < HTTPLimits.rawInput } }
    var hasOutput: Bool { state.withLock { !$0.output.isEmpty } }
    var output: [UInt8] { state.withLock { $0.output } }
    var deadline: SuspendingClock.Instant? { state.withLock { $0.reader == nil ? nil : $0.readLimit?.deadline } }

    func timeout(now: SuspendingClock.Instant) -> HTTPError? {
        state.withLock { state in
            guard state.reader != nil, let limit = state.readLimit, limit.deadline <= now else { return nil }
            return limit.error
        }
    }

    func connected() {
        state.withLock { state in
            state.opener?.resume()
            state.opener = nil
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { state in
            state.input.append(contentsOf: bytes)
            guard let reader = state.reader, !state.isClosed else { return }
            state.reader = nil
            reader.resume(returning: state.input)
            state.input = []
        }
    }

    func inputEnded() {
        state.withLock { state in
            state.inputEnded = true
            guard let reader = state.reader, !state.isClosed else { return }
            state.reader = nil
            reader.resume(returning: nil)
        }
    }

    func sent(_ count: Int) {
        state.withLock { state in
            state.output.removeFirst(count)
            guard state.output.isEmpty else { return }
            state.writer?.resume()
            state.writer = nil
        }
    }

    /// Records the end; the I/O thread holds nothing of this connection any more.
    func end(_ error: (any Error)?) {
        state.withLock { state in
            guard state.end == nil else { return }
            let error = state.isClosed ? CancellationError() : error ?? CancellationError()
            state.end = error
            state.output = []
            state.opener?.resume(throwing: error)
            state.reader?.resume(throwing: error)
            state.writer?.resume(throwing: error)
            (state.opener, state.reader, state.writer) = (nil, nil, nil)
        }
    }
}
