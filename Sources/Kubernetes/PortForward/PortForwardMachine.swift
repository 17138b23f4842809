/// The kubelet's port-forward over a WebSocket, without I/O: messages in, data and the end out.
///
/// Each message begins with its channel: 0 carries the bytes, 1 what went wrong. The first two bytes of each channel
/// are the port, little endian. Mirrors Kubernetes' cri-streaming `portforward/websocket.go` for one port.
struct PortForwardMachine: Sendable {
    enum Failure: Error, Sendable, Hashable {
        /// The kubelet's own words, such as `... connect: connection refused`.
        case forwarding(String)
        case protocolViolation(String)
        /// The connection ended without a farewell, so bytes may be missing.
        case cut
        /// The server closed with a code that is not an ordinary end.
        case closed(code: UInt16, reason: String)
    }

    let port: UInt16
    /// Bytes that came and have not been read; always to be taken before `end`.
    private(set) var data: [UInt8] = []
    private(set) var end: Result<Void, Failure>?
    /// Control frames that the server is owed.
    private(set) var replies: [WebSocketFrame] = []
    private var webSocket = WebSocketMachine()
    private var prefixes: [[UInt8]] = [[], []]
    private var problem: [UInt8] = []

    init(port: UInt16) { self.port = port }

    mutating func receive(_ bytes: [UInt8]) {
        guard end == nil else { return }
        for event in webSocket.receive(bytes) where end == nil {
            switch event {
            case .message(let message): take(message)
            case .ping(let payload):
                // Only the latest has to be answered.
                replies.removeAll { $0.opcode == .pong }
                replies.append(WebSocketFrame(opcode: .pong, payload: payload))
            case .closed(let code, let reason):
                replies.append(.close(code: 1000))
                finish(code, reason)
            case .violation(let text): violation(text)
            }
        }
    }

    /// The connection has ended, with or without a close frame before.
    mutating func receiveEnd() {
        if end == nil { end = problem.isEmpty ? .failure(.cut) : .failure(.forwarding(problemText)) }
    }

    mutating func takeData() -> [UInt8] {
        defer { data = [] }
        return data
    }

    mutating func takeReplies() -> [WebSocketFrame] {
        defer { replies = [] }
        return replies
    }

    /// Bytes for the pod, as one message on the data channel.
    static func message(_ bytes: some Collection<UInt8>) -> WebSocketFrame {
        WebSocketFrame(opcode: .binary, payload: [0] + bytes)
    }

    private mutating func take(_ message: [UInt8]) {
        guard let channel = message.first else { return violation("a message has no channel") }
        guard channel < 2 else { return violation("channel \(channel) was not asked for") }
        var content = message.dropFirst()
        while prefixes[Int(channel)].count < 2, let byte = content.popFirst() {
            prefixes[Int(channel)].append(byte)
            guard prefixes[Int(channel)].count == 2 else { continue }
            let named = UInt16(prefixes[Int(channel)][0]) | UInt16(prefixes[Int(channel)][1]) << 8
            guard named == port else { return violation("the server forwards port \(named), not \(port)") }
        }
        if channel == 0 {
            data += content
        } else {
            problem += content.prefix(max(0, Limits.portForwardErrorBytes - problem.count))
            if !problem.isEmpty { end = .failure(.forwarding(problemText)) }
        }
    }

    private var problemText: String { String(decoding: problem, as: UTF8.self) }

    private mutating func violation(_ text: String) {
        replies.append(.close(code: 1002))
        end = .failure(.protocolViolation(text))
    }

    private mutating func finish(_ code: UInt16?, _ reason: String) {
        // 1000 is the ordinary end, 1001 a server that goes away, 1005 stands for none.
        end = code == nil || code == 1000 ? .success(()) : .failure(.closed(code: code ?? 1005, reason: reason))
    }
}
