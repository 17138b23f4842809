import HTTP
import Testing

@testable import Kubernetes

@Suite struct PortForwardMachineTests {
    /// Channels 0 and 1 with port 4222, as a kubelet opens.
    static let opening = serverFrame(2, [0, 0x7E, 0x10]) + serverFrame(2, [1, 0x7E, 0x10])

    private func machine(_ bytes: [UInt8]) -> PortForwardMachine {
        var machine = PortForwardMachine(port: 4222)
        machine.receive(bytes)
        return machine
    }

    private func failure(_ bytes: [UInt8]) -> PortForwardMachine.Failure? {
        guard case .failure(let failure) = machine(bytes).end else { return nil }
        return failure
    }

    @Test func dataComesWithoutChannelAndPort() {
        var machine = machine(Self.opening + serverFrame(2, [0, 1, 2]) + serverFrame(2, [0]) + serverFrame(2, [0, 3]))
        #expect(machine.takeData() == [1, 2, 3])
        #expect(machine.takeData().isEmpty)
        #expect(machine.end == nil)
    }

    @Test func thePortMayStandInPartsOrWithData() {
        var machine = machine(serverFrame(2, [0, 0x7E]) + serverFrame(2, [0, 0x10, 9]))
        #expect(machine.takeData() == [9])
    }

    @Test func theKubeletsWordsAreTheError() {
        let words = "error forwarding port 4222 to pod x, uid : connection refused"
        #expect(failure(Self.opening + serverFrame(2, [1] + Array(words.utf8))) == .forwarding(words))
    }

    @Test func dataBeforeAnErrorIsKept() {
        var machine = machine(Self.opening + serverFrame(2, [0, 5]) + serverFrame(2, [1, 0x6E, 0x6F]))
        #expect(machine.takeData() == [5])
        guard case .failure(.forwarding("no")) = machine.end else {
            Issue.record("\(String(describing: machine.end))")
            return
        }
    }

    @Test func anOrdinaryEndIsAnswered() throws {
        var machine = machine(Self.opening + serverFrame(8, [3, 0xE8]))
        try #require(machine.end).get()
        #expect(machine.takeReplies() == [.close(code: 1000)])
    }

    @Test func otherEndsAreErrors() {
        #expect(failure(serverFrame(8, [3, 0xF3])) == .closed(code: 1011, reason: ""))
        var cut = machine(Self.opening)
        cut.receiveEnd()
        guard case .failure(.cut) = cut.end else {
            Issue.record("\(String(describing: cut.end))")
            return
        }
    }

    @Test func anErrorChannelAloneIsNoError() {
        var machine = machine(Self.opening + serverFrame(2, [1]))
        #expect(machine.end == nil)
        machine.receiveEnd()
        #expect(machine.end != nil)
    }

    @Test(arguments: [
        ([UInt8](), "a message has no channel"), ([2, 1], "channel 2 was not asked for"),
        ([0, 1, 0], "the server forwards port 1, not 4222"),
    ]) func whatWasNotAskedForIsAViolation(message: [UInt8], text: String) {
        #expect(failure(serverFrame(2, message)) == .protocolViolation(text))
    }

    @Test func onlyTheLatestPingIsAnswered() {
        var machine = machine(serverFrame(9, [1]) + serverFrame(9, [2]))
        #expect(machine.takeReplies() == [WebSocketFrame(opcode: .pong, payload: [2])])
        #expect(machine.takeReplies().isEmpty)
    }

    @Test func aLongErrorIsCut() {
        var machine = machine(Self.opening)
        machine.receive(serverFrame(2, [1] + [UInt8](repeating: 0x61, count: Limits.portForwardErrorBytes + 10)))
        guard case .failure(.forwarding(let words)) = machine.end else {
            Issue.record("\(String(describing: machine.end))")
            return
        }
        #expect(words.utf8.count == Limits.portForwardErrorBytes)
    }
}

@Suite struct PlainHTTPAnswerTests {
    struct Case: Sendable {
        var text: String
        var status = 200
        var body: String
    }

    @Test(arguments: [
        Case(text: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nokmore", body: "ok"),
        Case(text: "HTTP/1.1 503 No\r\nA: b\r\n\r\nall of it", status: 503, body: "all of it"),
        Case(text: "HTTP/1.0 200\n\nbare", body: "bare"),
        Case(text: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, body: ""),
        Case(text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", body: "x"),
    ]) func isReadInAnyPieces(_ example: Case) async throws {
        for size in [1, 3, 1000] {
            var answer = PlainHTTPAnswer(limit: 1000)
            var rest = Array(example.text.utf8)[...]
            var response: HTTPResponse?
            while response == nil, !rest.isEmpty {
                response = try answer.receive(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            if response == nil { response = try answer.receive(nil) }
            let whole = try #require(response)
            #expect(whole.status == example.status)
            #expect(try await whole.body.collect(upTo: 1000) == Array(example.body.utf8))
        }
    }

    @Test(arguments: [
        ("", "without an answer"), ("INFO {}\r\n", "not HTTP"), ("INFO {}\r\n\r\n", "not HTTP"),
        ("HTTP/1.0 20x OK\r\n\r\n", "not HTTP"), ("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nx", "after 1 of 9"),
        ("HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", "is not a number"),
        ("HTTP/1.0 200 OK\r\nContent-Length: 99999\r\n\r\n", "longer than"),
        ("HTTP/1.0 200 OK\r\nnone\r\n\r\n", "colon"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "chunks"),
        (String(repeating: "x", count: 2000), "longer than"),
    ]) func whatIsNoAnswerIsSaid(text: String, reason: String) {
        let problem = #expect(throws: PlainHTTPAnswer.Problem.self) {
            var answer = PlainHTTPAnswer(limit: 1000)
            _ = try answer.receive(Array(text.utf8))
            _ = try answer.receive(nil)
        }
        #expect(problem?.description.contains(reason) == true, "\(problem?.description ?? "")")
    }
}
