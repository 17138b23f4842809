import HTTP
import TestSupport
import Testing

@testable import Kubernetes

/// A server's frames, written by hand: without a mask.
func serverFrame(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, width: Int? = nil) -> [UInt8] {
    let count = payload.count
    let width = width ?? (count < 126 ? 0 : count <= 0xFFFF ? 2 : 8)
    let first = (isFinal ? 0x80 : 0) | opcode
    let length = (0..<width).map { UInt8(truncatingIfNeeded: count >> (8 * (width - 1 - $0))) }
    return [first, width == 0 ? UInt8(count) : width == 2 ? 126 : 127] + length + payload
}

@Suite struct WebSocketFrameTests {
    /// The masked "Hello" of RFC 6455, 5.7.
    @Test func theExampleOfTheStandard() {
        let frame = WebSocketFrame(opcode: .text, payload: Array("Hello".utf8))
        #expect(frame.encoded(mask: 0x37FA_213D) == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    }

    @Test(arguments: [(0, 6), (1, 7), (125, 131), (126, 134), (65535, 65543), (65536, 65550)])
    func theLengthTakesItsShortestForm(count: Int, whole: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = WebSocketFrame(opcode: .binary, payload: payload).encoded(mask: 0x0102_0304)
        #expect(bytes.count == whole)
        #expect(bytes[1] & 0x80 != 0, "a client masks")
        let key = bytes[(whole - count - 4)..<(whole - count)]
        #expect(Array(key) == [1, 2, 3, 4])
        let unmasked = bytes[(whole - count)...].enumerated().map { $0.element ^ UInt8($0.offset % 4 + 1) }
        #expect(unmasked == payload)
    }

    @Test func aCloseFrameFitsItsLimit() {
        let frame = WebSocketFrame.close(code: 1002, reason: String(repeating: "x", count: 500))
        #expect(frame.payload.count == 125)
        #expect(frame.payload.prefix(2) == [0x03, 0xEA])
    }
}

@Suite struct WebSocketMachineTests {
    typealias Event = WebSocketMachine.Event

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var events: [Event]
        var testDescription: String { name }
    }

    static let hello = Array("Hello".utf8)
    static let cases: [Case] = [
        Case(name: "nothing", bytes: [], events: []),
        Case(name: "one message", bytes: serverFrame(2, hello), events: [.message(hello)]),
        Case(name: "text", bytes: [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], events: [.message(hello)]),
        Case(name: "an empty message", bytes: serverFrame(2, []), events: [.message([])]),
        Case(
            name: "two messages", bytes: serverFrame(2, [1]) + serverFrame(2, [2]),
            events: [.message([1]), .message([2])]),
        Case(name: "half a header", bytes: [0x82], events: []),
        Case(name: "half a payload", bytes: [0x82, 2, 1], events: []),
        Case(
            name: "fragments with a ping between",
            bytes: serverFrame(2, [1], isFinal: false) + serverFrame(9, [7]) + serverFrame(0, [2], isFinal: false)
                + serverFrame(0, [3]), events: [.ping([7]), .message([1, 2, 3])]),
        Case(name: "a pong nobody asked for", bytes: serverFrame(10, [1]), events: []),
        Case(name: "16 bits of length", bytes: serverFrame(2, [1], width: 2), events: [.message([1])]),
        Case(name: "64 bits of length", bytes: serverFrame(2, [1], width: 8), events: [.message([1])]),
        Case(name: "close", bytes: serverFrame(8, []), events: [.closed(code: nil, reason: "")]),
        Case(
            name: "close with a reason, then more", bytes: serverFrame(8, [3, 0xE8] + hello) + serverFrame(2, [1]),
            events: [.closed(code: 1000, reason: "Hello")]),
        Case(
            name: "half a code", bytes: serverFrame(8, [3]), events: [.violation("a close frame holds half a code")]),
        Case(
            name: "a mask", bytes: [0x82, 0x81, 0, 0, 0, 0, 1], events: [.violation("a server's frame is masked")]),
        Case(
            name: "an extension", bytes: [0xC2, 0],
            events: [.violation("the frame uses an extension that was not agreed on")]),
        Case(name: "a reserved opcode", bytes: [0x83, 0], events: [.violation("opcode 3 is reserved")]),
        Case(
            name: "a long ping", bytes: serverFrame(9, [UInt8](repeating: 0, count: 126)),
            events: [.violation("a control frame is longer than 125 bytes")]),
        Case(
            name: "a ping in parts", bytes: serverFrame(9, [], isFinal: false),
            events: [.violation("a control frame comes in parts")]),
        Case(
            name: "a message inside another", bytes: serverFrame(2, [1], isFinal: false) + serverFrame(2, [2]),
            events: [.violation("a message begins inside another")]),
        Case(
            name: "a continuation of nothing", bytes: serverFrame(2, [9]) + serverFrame(0, [1]),
            events: [.message([9]), .violation("a message continues that never began")]),
        Case(
            name: "too long, before its bytes came",
            bytes: [0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            events: [.violation("a message is longer than 1000 bytes")]),
        Case(
            name: "a length that no number holds", bytes: [0x82, 127] + [UInt8](repeating: 0xFF, count: 8),
            events: [.violation("a message is longer than 1000 bytes")]),
        Case(
            name: "too long in parts",
            bytes: serverFrame(2, [UInt8](repeating: 1, count: 600), isFinal: false)
                + serverFrame(0, [UInt8](repeating: 1, count: 600)),
            events: [.violation("a message is longer than 1000 bytes")]),
    ]

    @Test(arguments: cases) func inOnePiece(_ example: Case) {
        var machine = WebSocketMachine(messageLimit: 1000)
        #expect(machine.receive(example.bytes) == example.events)
    }

    @Test(arguments: cases) func byteByByte(_ example: Case) {
        var machine = WebSocketMachine(messageLimit: 1000)
        #expect(example.bytes.flatMap { machine.receive([$0]) } == example.events)
    }

    /// What frames say does not depend on how they are cut, and the client's own encoding comes back when unmasked.
    @Test(arguments: 0..<50) func anyPiecesTellTheSame(seed: UInt64) {
        var random = SplitMix(state: seed)
        var bytes: [UInt8] = []
        var expected: [Event] = []
        for _ in 0..<20 {
            let payload = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                bytes += serverFrame(2, payload)
                expected.append(.message(payload))
            case 1:
                let ping = Array(payload.prefix(125))
                bytes += serverFrame(9, ping)
                expected.append(.ping(ping))
            default:
                let cut = payload.count / 2
                bytes += serverFrame(2, Array(payload[..<cut]), isFinal: false) + serverFrame(0, Array(payload[cut...]))
                expected.append(.message(payload))
            }
        }
        var machine = WebSocketMachine(messageLimit: 1000)
        var events: [Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...700, using: &random)
            events += machine.receive(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        #expect(events == expected)
    }

    /// Noise ends in events or in waiting, never in a trap, and nothing follows the end.
    @Test(arguments: 0..<200) func noiseIsNoTrap(seed: UInt64) {
        var random = SplitMix(state: seed)
        var machine = PortForwardMachine(port: 80)
        for _ in 0..<50 {
            machine.receive((0..<40).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        }
        machine.receiveEnd()
        let end = machine.end
        #expect(end != nil)
        _ = machine.takeData()
        machine.receive(serverFrame(2, [0, 80, 0, 1]))
        #expect(machine.takeData().isEmpty)
    }
}

@Suite struct WebSocketHandshakeTests {
    /// RFC 6455, 1.3.
    @Test func theExampleOfTheStandard() {
        var sample = Array("the sample nonce".utf8)[...]
        let handshake = WebSocketHandshake(protocolName: "chat") { sample.removeFirst() }
        #expect(handshake.key == "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        var headers: HTTPHeaders = [:]
        handshake.add(to: &headers)
        #expect(headers["Sec-WebSocket-Version"] == "13")
        let good: HTTPHeaders = [
            "upgrade": "WebSocket", "Sec-WebSocket-Accept": handshake.accept, "Sec-WebSocket-Protocol": "chat",
        ]
        #expect(handshake.problem(in: HTTPResponse(status: 101, headers: good)) == nil)
        for (name, value) in [
            ("Upgrade", "SPDY/3.1"), ("Sec-WebSocket-Accept", "x"), ("Sec-WebSocket-Protocol", "other"),
        ] {
            var bad = good
            bad[name] = value
            #expect(handshake.problem(in: HTTPResponse(status: 101, headers: bad)) != nil, "\(name)")
            bad[name] = nil
            #expect(handshake.problem(in: HTTPResponse(status: 101, headers: bad)) != nil, "no \(name)")
        }
    }

    @Test func keysDiffer() {
        let keys = (0..<10).map { _ in WebSocketHandshake(protocolName: "a").key }
        #expect(Set(keys).count == 10)
        #expect(keys.allSatisfy { $0.utf8.count == 24 })
    }
}
