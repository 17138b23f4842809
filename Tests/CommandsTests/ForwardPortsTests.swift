import HTTP
import Kubernetes
import Synchronization
import Testing

@testable import Commands

@Suite struct ForwardPortsTests {
    struct Case: Sendable {
        var text: String
        var local: Int
        var remote: Int64?
    }

    @Test(arguments: [
        Case(text: "8080", local: 8080), Case(text: "0", local: 0), Case(text: "65535", local: 65535),
        Case(text: "8080:80", local: 8080, remote: 80), Case(text: ":80", local: 0, remote: 80),
        Case(text: "0:80", local: 0, remote: 80),
    ])
    func portsAreReadAsKubectlWritesThem(test: Case) throws {
        let ports = try #require(ForwardPorts(argument: test.text))
        #expect(ports.local == test.local)
        #expect(ports.remote == test.remote)
    }

    @Test(arguments: [
        "", ":", "a", "8080:", "8080:0", "65536", "1:65536", "1:2:3", "-1", "+1", " 1", "8080:http", "1.5",
    ])
    func whatIsNoPortIsRefused(text: String) {
        #expect(ForwardPorts(argument: text) == nil)
    }
}

/// One of the machine's own ports.
@Suite(.timeLimit(.minutes(1))) struct LocalListenerTests {
    /// Answers one HTTP request, whatever it asks.
    @Sendable private static func answer(_ connection: any LocalConnection) async {
        struct Done: Error {}
        do {
            var heard: [UInt8] = []
            try await connection.read { bytes in
                heard += bytes
                guard String(decoding: heard, as: UTF8.self).contains("\r\n\r\n") else { return }
                try await connection.write(
                    Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".utf8))
                throw Done()
            }
        } catch {
            // It is closed on return.
        }
    }

    /// Listens while `body` runs, and returns when all is closed.
    private func listening(
        _ listener: LocalListener, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (ports, port) = AsyncStream<Int>.makeStream()
            group.addTask {
                defer { port.finish() }
                try await listener.run(onReady: { port.yield($0) }, Self.answer)
            }
            group.addTask {
                for await port in ports { return try await body(port) }
            }
            do {
                while try await group.next() != nil { group.cancelAll() }
            } catch is CancellationError {
                // Nothing else ends the listener.
            }
            group.cancelAll()
        }
    }

    private static func expectAnswer(_ port: Int) async throws {
        let response = try await CurlTransport(environment: [:]).send(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
        let text = String(decoding: try await response.body.collect(upTo: 100), as: UTF8.self)
        #expect(text == "ok")
    }

    @Test func takesOneConnectionAfterAnother() async throws {
        try await listening(LocalListener(address: "127.0.0.1", ports: [0])) { port in
            #expect(port > 0)
            for _ in 0..<3 { try await Self.expectAnswer(port) }
        }
    }

    @Test func aPortThatIsTakenIsPassedOver() async throws {
        try await listening(LocalListener(address: "127.0.0.1", ports: [0])) { taken in
            try await LocalListenerTests().listening(LocalListener(address: "127.0.0.1", ports: [taken, 0])) { port in
                #expect(port != taken)
                try await Self.expectAnswer(port)
            }
            let failure = await #expect(throws: CommandFailure.self) {
                try await LocalListener(address: "127.0.0.1", ports: [taken]).run(onReady: { _ in }, Self.answer)
            }
            #expect(failure?.status == .usage)
            #expect(failure?.message == "cannot listen on 127.0.0.1:\(taken): address already in use")
            #expect(failure?.hint?.contains("--port 0") == true)
        }
    }

    @Test(arguments: [("192.0.2.1", "cannot assign requested address"), ("nonsense", "is not an address")])
    func anAddressThatIsNotThisMachinesIsRefused(address: String, words: String) async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await LocalListener(address: address, ports: [0]).run(onReady: { _ in }, Self.answer)
        }
        #expect(failure?.status == .usage)
        #expect(failure?.message?.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test(arguments: [
        (13, "permission denied", "superuser"), (98, "address already in use", "--port 0"),
        (99, "cannot assign requested address", "--address"),
    ]) func everyFailureSaysWhatToDo(code: Int32, words: String, hint: String) {
        let failure = LocalListener.failure(code, "a:1")
        #expect(failure.message == "cannot listen on a:1: \(words)")
        #expect(failure.hint?.contains(hint) == true)
        #expect(LocalListener.failure(5, "a:1").hint == nil)
    }
}

/// Bytes both ways, without a network.
@Suite(.timeLimit(.minutes(1))) struct PortRelayTests {
    /// A program: says some words, then is silent, or closes.
    private final class Program: LocalConnection {
        let words: [String]
        let closes: Bool
        private let written = Mutex("")

        init(_ words: [String], closes: Bool = false) {
            self.words = words
            self.closes = closes
        }

        var heard: String { written.withLock { $0 } }

        func read(_ body: ([UInt8]) async throws -> Void) async throws {
            for word in words { try await body(Array(word.utf8)) }
            if !closes { try await Task.sleep(for: .seconds(60)) }
        }

        func write(_ bytes: [UInt8]) async throws {
            written.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
    }

    /// A pod: says a word for each that it hears, then ends as it is told.
    private final class Pod: ByteConnection {
        enum End: Sendable { case closes, fails, stays }
        let words: [String]
        let end: End
        private let said = Mutex(0)
        private let written = Mutex("")
        private let closed = Mutex(false)

        init(_ words: [String], end: End) {
            self.words = words
            self.end = end
        }

        var heard: String { written.withLock { $0 } }
        var isClosed: Bool { closed.withLock { $0 } }

        func read(within limit: Duration?) async throws -> [UInt8]? {
            let index = said.withLock { said in
                defer { said += 1 }
                return said
            }
            if index < words.count { return Array(words[index].utf8) }
            switch end {
            case .closes: return nil
            case .fails: throw KubernetesError(.unavailable, "connection refused")
            case .stays:
                try await Task.sleep(for: .seconds(60))
                return nil
            }
        }

        func write(_ bytes: [UInt8]) async throws {
            written.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }

        func close() { closed.withLock { $0 = true } }
    }

    @Test func whatThePodSaysBeforeItClosesArrives() async throws {
        let (program, pod) = (Program(["question"]), Pod(["an", "swer"], end: .closes))
        try await PortRelay.run(program, pod)
        #expect(program.heard == "answer")
        #expect(pod.isClosed)
    }

    @Test func aProgramThatClosesEndsIt() async throws {
        let (program, pod) = (Program(["one", "two"], closes: true), Pod([], end: .stays))
        try await PortRelay.run(program, pod)
        #expect(pod.heard == "onetwo")
        #expect(pod.isClosed)
    }

    @Test func aPodThatFailsIsToldFromAProgramThatDoes() async throws {
        let error = await #expect(throws: PortRelay.PodSide.self) {
            try await PortRelay.run(Program([]), Pod(["x"], end: .fails))
        }
        #expect((error?.underlying as? KubernetesError)?.message == "connection refused")
        struct Gone: Error {}
        struct Broken: LocalConnection {
            func read(_ body: ([UInt8]) async throws -> Void) async throws { throw Gone() }
            func write(_ bytes: [UInt8]) async throws {}
        }
        await #expect(throws: Gone.self) { try await PortRelay.run(Broken(), Pod([], end: .stays)) }
    }

    @Test func aCancellationClosesBothSides() async throws {
        let pod = Pod([], end: .stays)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await PortRelay.run(Program([]), pod) }
            try await Task.sleep(for: .milliseconds(20))
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        #expect(pod.isClosed)
    }
}
