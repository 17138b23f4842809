import HTTP
import Testing

@Suite struct TCPGreetingTests {
    let transport = CurlTransport(environment: ["HTTP_PROXY": "http://127.0.0.1:1"])
    let clock = ContinuousClock()

    private func failure(_ request: TCPGreetingRequest) async throws -> HTTPError {
        try #require(await httpError { _ = try await transport.greeting(request) })
    }

    private func request(_ port: Int, limit: Int = 1000) -> TCPGreetingRequest {
        TCPGreetingRequest(
            host: "127.0.0.1", port: port, connect: .milliseconds(500), firstByte: .milliseconds(300), limit: limit)
    }

    @Test(arguments: ["whole", "bytewise"]) func readsTheFirstLine(mode: String) async throws {
        let server = try LocalServer.tcp(#"INFO {"server_id":"A"}\r\nPING\r\n"#, mode)
        var request = request(server.port)
        request.firstByte = .seconds(5)
        #expect(try await transport.greeting(request) == Array(#"INFO {"server_id":"A"}"#.utf8))
    }

    @Test func refused() async throws {
        let error = try await failure(request(1))
        #expect(error.code == .connectionRefused)
        #expect(error.url == "tcp://127.0.0.1:1")
    }

    @Test func nameNotResolved() async throws {
        #expect(
            try await failure(TCPGreetingRequest(host: "no-such-host.invalid", port: 4222)).code == .nameNotResolved)
    }

    @Test func connectTimedOut() async throws {
        let full = try FullListener()
        #expect(try await failure(request(full.port)).code == .connectTimedOut)
    }

    @Test func connectedButSilent() async throws {
        let server = try LocalServer.tcp("", "silent")
        let error = try await failure(request(server.port))
        #expect(error.code == .firstByteTimedOut)
        #expect(error.message == "connected, but the server said nothing within 300 ms")
    }

    @Test func silentInsideItsLine() async throws {
        let server = try LocalServer.tcp("INFO {", "whole")
        let error = try await failure(request(server.port))
        #expect(error.code == .idleTimedOut)
        #expect(error.message.contains("\"INFO {\""))
    }

    @Test(arguments: [("", "without a word"), ("INFO {", "inside its first line")]) func closed(
        greeting: String, words: String
    )
        async throws
    {
        let server = try LocalServer.tcp(greeting, "closing")
        let error = try await failure(request(server.port))
        #expect(error.code == .connectionReset)
        #expect(error.message.contains(words))
    }

    @Test func endless() async throws {
        let server = try LocalServer.tcp("", "endless")
        #expect(try await failure(request(server.port)).code == .bodyTooLarge)
    }

    @Test(arguments: [("a b", 80), ("", 80), ("a", 0), ("a", 70000), ("a:1", 80)]) func invalid(host: String, port: Int)
        async throws
    {
        #expect(try await failure(TCPGreetingRequest(host: host, port: port)).code == .invalidRequest)
    }

    @Test func cancelled() async throws {
        let server = try LocalServer.tcp("", "silent")
        let task = Task { try await transport.greeting(TCPGreetingRequest(host: "127.0.0.1", port: server.port)) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

@Suite struct UpgradedConnectionTests {
    let transport = CurlTransport(environment: [:])

    private func exchange(_ request: HTTPRequest) async throws {
        guard case .upgraded(let response, let connection) = try await transport.upgrade(request) else {
            Issue.record("the server did not switch protocols")
            return
        }
        #expect(response.headers["Upgrade"] == "echo")
        #expect(try await connection.read(within: .seconds(10)) == Array("hello\n".utf8))
        let sent = Array(String(repeating: "abcdefgh", count: 50_000).utf8)
        async let written: Void = connection.write(sent)
        var got: [UInt8] = []
        while got.count < sent.count, let more = try await connection.read(within: .seconds(10)) { got += more }
        try await written
        #expect(got == Array(String(repeating: "ABCDEFGH", count: 50_000).utf8))
        let error = try await httpError { _ = try await connection.read(within: .milliseconds(50)) }
        #expect(error?.code == .idleTimedOut)
    }

    @Test func bytesGoBothWays() async throws {
        let server = try LocalServer.shared()
        try await exchange(HTTPRequest(.get, server.base + "/upgrade", headers: ["Upgrade": "echo"]))
    }

    @Test func bytesGoBothWaysThroughTLSAndAProxy() async throws {
        let files = try Certificates.shared()
        let server = try LocalServer.http([files.path("good.pem"), files.path("good.key")])
        let proxy = try LocalServer.proxy()
        let options = HTTPConnectionOptions(
            certificateAuthorities: try files.bytes("ca.pem"), proxy: .url(proxy.base))
        try await exchange(
            HTTPRequest(.get, server.secureBase + "/upgrade", headers: ["Upgrade": "echo"], connection: options))
    }

    @Test func aRefusalIsAnAnswer() async throws {
        let server = try LocalServer.shared()
        guard
            case .refused(let response) = try await transport.upgrade(
                HTTPRequest(.get, server.base + "/status?code=403"))
        else {
            Issue.record("expected a refusal")
            return
        }
        #expect(response.status == 403)
        #expect(try await response.text() == "status\n")
    }
}
