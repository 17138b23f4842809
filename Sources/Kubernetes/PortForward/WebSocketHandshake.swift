import Crypto
import Formats
import HTTP

/// The HTTP part of a WebSocket (RFC 6455, section 4).
struct WebSocketHandshake: Sendable {
    /// 16 bytes in base64, new for every connection.
    let key: String
    let protocolName: String

    init(protocolName: String, random: () -> UInt8 = { UInt8.random(in: .min ... .max) }) {
        key = Base64.encode((0..<16).map { _ in random() })
        self.protocolName = protocolName
    }

    func add(to headers: inout HTTPHeaders) {
        headers["Connection"] = "Upgrade"
        headers["Upgrade"] = "websocket"
        headers["Sec-WebSocket-Version"] = "13"
        headers["Sec-WebSocket-Key"] = key
        headers["Sec-WebSocket-Protocol"] = protocolName
    }

    /// What the server answers to the key. SHA-1 proves there that a server understood, and protects nothing.
    var accept: String {
        let answered = Insecure.SHA1.hash(data: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Base64.encode(Array(answered))
    }

    /// Why a 101 is not an answer to this handshake; nil when it is one.
    func problem(in response: HTTPResponse) -> String? {
        guard response.headers["Upgrade"]?.lowercased() == "websocket" else {
            return "the server switched to \(quoted(response.headers["Upgrade"] ?? "")), not to websocket"
        }
        guard response.headers["Sec-WebSocket-Accept"] == accept else {
            return "the server's Sec-WebSocket-Accept does not answer our key: something in between answered"
        }
        guard response.headers["Sec-WebSocket-Protocol"] == protocolName else {
            let name = response.headers["Sec-WebSocket-Protocol"] ?? ""
            return "the server does not speak \(protocolName) for this, but \(quoted(name))"
        }
        return nil
    }
}
