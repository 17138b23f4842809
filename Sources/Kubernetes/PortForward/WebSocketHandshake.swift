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

    /// What the server answers to the key.
    var accept: String { Base64.encode(SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))) }

    /// Why a 101 is no answer to this handshake; nil when it is one.
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

/// FIPS 180-4, for the WebSocket handshake alone: there it proves that a server understood, and protects nothing.
enum SHA1 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(message.count) * 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        for block in stride(from: 0, to: padded.count, by: 64) { mix(padded[block..<(block + 64)], into: &state) }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var words = [UInt32](repeating: 0, count: 80)
        for (index, byte) in block.enumerated() { words[index / 4] = words[index / 4] << 8 | UInt32(byte) }
        for index in 16..<80 {
            words[index] = rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for (index, word) in words.enumerated() {
            let (choice, constant): (UInt32, UInt32) =
                switch index {
                case 0..<20: ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            (a, b, c, d, e) = (rotate(a, 5) &+ choice &+ e &+ constant &+ word, a, rotate(b, 30), c, d)
        }
        for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
}
