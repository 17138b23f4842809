import Crypto
import HTTP
import Kubernetes
import Synchronization

/// A simulated cluster whose pods take forwarded connections: a kubelet's side of the protocol, and a web server behind it.
final class ForwardingCluster: HTTPTransport, HTTPUpgrading {
    /// What becomes of a connection to a pod.
    enum Fate: Sendable {
        /// A web server that says which pod it is.
        case answers
        /// There is no such pod any more.
        case isGone
        /// The kubelet cannot reach the port.
        case refuses
        /// The API server does not allow it.
        case isForbidden
    }

    private struct State {
        var fates: [String: Fate] = [:]
        var connections: [String] = []
    }

    private let inner: any HTTPTransport
    private let state = Mutex(State())

    init(_ inner: any HTTPTransport) { self.inner = inner }

    /// Pods that were connected to, in order, each time with its port: `pod:port`.
    var connections: [String] { state.withLock { $0.connections } }

    /// Every pod answers where nothing else is said.
    func set(_ fate: Fate, of pod: String) { state.withLock { $0.fates[pod] = fate } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse { try await inner.send(request) }

    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        let path = request.url.prefix { $0 != "?" }.split(separator: "/")
        let name = path.count > 1 ? String(path[path.count - 2]) : ""
        let port = UInt16(request.url.split(separator: "ports=").last.map(String.init) ?? "") ?? 0
        let fate = state.withLock { state in
            state.connections.append("\(name):\(port)")
            return state.fates[name] ?? .answers
        }
        switch fate {
        case .isGone: return .refused(Self.status(404, "NotFound", "pods \\\"\(name)\\\" not found"))
        case .isForbidden:
            let words = "User \\\"u\\\" cannot create resource \\\"pods/portforward\\\""
            return .refused(Self.status(403, "Forbidden", words))
        case .answers, .refuses:
            let key = (request.headers["Sec-WebSocket-Key"] ?? "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            let accept = Self.base64(Array(Insecure.SHA1.hash(data: Array(key.utf8))))
            let response = HTTPResponse(
                status: 101,
                headers: [
                    "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept,
                    "Sec-WebSocket-Protocol": "v4.channel.k8s.io",
                ])
            let problem = fate == .refuses ? "error forwarding port \(port): connection refused" : nil
            return .upgraded(response, KubeletConnection(pod: name, port: port, problem: problem))
        }
    }

    private static func status(_ code: Int, _ reason: String, _ message: String) -> HTTPResponse {
        let text =
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","code":\#(code),"reason":"\#(reason)","#
            + #""message":"\#(message)","details":{"name":"pod","kind":"pods"}}"#
        return HTTPResponse(status: code, body: HTTPBody(Array(text.utf8)))
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0...group.count { text.append(digits[number >> (18 - 6 * place) & 63]) }
            text += String(repeating: "=", count: 3 - group.count)
        }
        return text
    }
}

/// The kubelet's end of one connection: frames of channels 0 and 1, and one HTTP answer to what comes on channel 0.
private final class KubeletConnection: ByteConnection {
    private let pod: String
    private let outgoing: AsyncStream<[UInt8]>
    private let told: AsyncStream<[UInt8]>.Continuation
    private let incoming = Mutex<(frames: [UInt8], request: [UInt8])>(([], []))

    init(pod: String, port: UInt16, problem: String?) {
        self.pod = pod
        (outgoing, told) = AsyncStream.makeStream()
        let number = [UInt8(port & 0xFF), UInt8(port >> 8)]
        told.yield(Self.frame([0] + number) + Self.frame([1] + number))
        if let problem { told.yield(Self.frame([1] + Array(problem.utf8))) }
    }

    func read(within limit: Duration?) async throws -> [UInt8]? {
        for await bytes in outgoing { return bytes }
        try Task.checkCancellation()
        return nil
    }

    func write(_ bytes: [UInt8]) async throws {
        let isWhole = incoming.withLock { incoming in
            incoming.frames += bytes
            while let message = Self.message(&incoming.frames) {
                if message.first == 0 { incoming.request += message.dropFirst() }
            }
            return String(decoding: incoming.request, as: UTF8.self).contains("\r\n\r\n")
        }
        guard isWhole else { return }
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(pod.utf8.count)\r\nConnection: close\r\n\r\n\(pod)"
        told.yield(Self.frame([0] + Array(answer.utf8)))
        // A close frame of the ordinary kind.
        told.yield([0x88, 2, 0x03, 0xE8])
        told.finish()
    }

    func close() { told.finish() }

    /// A binary frame as a server sends it: without a mask.
    private static func frame(_ payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        return (count < 126 ? [0x82, UInt8(count)] : [0x82, 126, UInt8(count >> 8), UInt8(count & 0xFF)]) + payload
    }

    /// Takes the first whole frame off, and its mask.
    private static func message(_ bytes: inout [UInt8]) -> [UInt8]? {
        guard bytes.count >= 2 else { return nil }
        var (length, start) = (Int(bytes[1] & 0x7F), 2)
        if length == 126 {
            guard bytes.count >= 4 else { return nil }
            (length, start) = (Int(bytes[2]) << 8 | Int(bytes[3]), 4)
        }
        guard bytes.count >= start + 4 + length else { return nil }
        let mask = bytes[start..<(start + 4)].map { $0 }
        let payload = bytes[(start + 4)..<(start + 4 + length)].enumerated().map { $0.element ^ mask[$0.offset % 4] }
        let isData = bytes[0] & 0x0F == 2
        bytes.removeFirst(start + 4 + length)
        return isData ? payload : []
    }
}
