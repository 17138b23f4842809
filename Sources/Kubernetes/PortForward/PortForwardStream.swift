import HTTP
import Synchronization

/// A connection to one port of one pod, through the API server and the pod's kubelet; it closes when it is dropped.
///
/// One task may read while others write. A cancelled read or write closes the stream. There is no half close: who is
/// done writing can only wait or close.
public final class PortForwardStream: Sendable {
    private struct State {
        var machine: PortForwardMachine
        /// Tasks that write, or wait to: the last one sends what the server is owed.
        var writers = 0
    }

    private let connection: any ByteConnection
    private let request: KubernetesError.Request
    private let server: String
    private let state: Mutex<State>
    private let turn = ConcurrencyLimit(1)

    init(_ connection: any ByteConnection, port: UInt16, request: KubernetesError.Request, server: String) {
        self.connection = connection
        self.request = request
        self.server = server
        state = Mutex(State(machine: PortForwardMachine(port: port)))
    }

    deinit { connection.close() }

    /// The pod's bytes, in order; nil when the pod has closed its side.
    ///
    /// - Parameter limit: the longest silence; nil waits for ever. A stream that was silent for longer is closed.
    /// - Throws: `CancellationError`, or `KubernetesError`: `unavailable` when the kubelet cannot reach the port (with
    ///   its words and no HTTP status), `timeout`, `unreachable` when the connection was cut, `unreadable` when the other
    ///   side breaks the protocol. Bytes that came before an error are handed over first.
    public func read(within limit: Duration? = nil) async throws -> [UInt8]? {
        while true {
            let step: Result<[UInt8]?, PortForwardMachine.Failure>? = state.withLock { state in
                let data = state.machine.takeData()
                if !data.isEmpty { return .success(data) }
                return state.machine.end.map { $0.map { nil } }
            }
            switch step {
            case .success(let bytes): return bytes
            case .failure(let failure):
                connection.close()
                throw error(failure)
            case nil: break
            }
            let bytes = try await reporting { try await connection.read(within: limit) }
            let isOwed = state.withLock { state in
                guard let bytes else {
                    state.machine.receiveEnd()
                    return false
                }
                state.machine.receive(bytes)
                return !state.machine.replies.isEmpty && state.writers == 0
            }
            if isOwed { await sendReplies() }
        }
    }

    /// Returns when the system has taken all bytes, which slows a caller who writes faster than the pod reads.
    ///
    /// - Throws: as `read` does.
    public func write(_ bytes: [UInt8]) async throws {
        state.withLock { $0.writers += 1 }
        defer { state.withLock { $0.writers -= 1 } }
        try await turn.run {
            var rest = bytes[...]
            while !rest.isEmpty {
                let frame = PortForwardMachine.message(rest.prefix(Limits.portForwardMessageBytes))
                rest = rest.dropFirst(Limits.portForwardMessageBytes)
                let owed = state.withLock { $0.machine.takeReplies() }
                try await send(owed + [frame])
            }
        }
    }

    public func close() { connection.close() }

    private func sendReplies() async {
        // A connection that takes no pong takes no data either, and the next read or write says why.
        try? await turn.run {
            let owed = state.withLock { $0.machine.takeReplies() }
            if !owed.isEmpty { try await send(owed) }
        }
    }

    private func send(_ frames: [WebSocketFrame]) async throws {
        let bytes = frames.flatMap { $0.encoded(mask: .random(in: .min ... .max)) }
        try await reporting { try await connection.write(bytes) }
    }

    private func reporting<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as HTTPError {
            throw KubernetesError(error, request: request, server: server)
        }
    }

    /// An error about this stream, in the client's own terms.
    func error(_ code: KubernetesError.Code, _ message: String) -> KubernetesError {
        KubernetesError(code, message, request: request, server: server)
    }

    private func error(_ failure: PortForwardMachine.Failure) -> KubernetesError {
        switch failure {
        case .forwarding(let words): error(.unavailable, words)
        case .protocolViolation(let text): error(.unreadable, "the server breaks the WebSocket protocol: \(text)")
        case .cut: error(.unreachable, "the port-forward was cut off before its end")
        case .closed(let code, let reason):
            error(
                .unavailable,
                "the server closed the port-forward with code \(code)" + (reason.isEmpty ? "" : ": \(reason)"))
        }
    }
}
