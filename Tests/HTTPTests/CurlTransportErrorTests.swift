import HTTP
import Testing

@Suite struct CurlTransportErrorTests {
    let transport = CurlTransport(environment: [:])
    let server: LocalServer

    init() throws { server = try LocalServer.shared() }

    private func failure(_ url: String, _ method: HTTPMethod = .get, timeouts: HTTPTimeouts = HTTPTimeouts())
        async throws -> HTTPError
    {
        try #require(
            await httpError {
                _ = try await transport.send(HTTPRequest(method, url, timeouts: timeouts)).body.collect(upTo: 1 << 20)
            })
    }

    @Test func refused() async throws {
        let error = try await failure("http://127.0.0.1:1/path?token=secret")
        #expect(error.code == .connectionRefused)
        #expect(error.url == "http://127.0.0.1:1/path")
        #expect(error.message.contains("127.0.0.1 port 1"))
        #expect(!error.description.contains("secret"))
    }

    @Test func nameNotResolved() async throws {
        let error = try await failure("http://no-such-host.invalid/")
        #expect(error.code == .nameNotResolved)
        #expect(error.message.contains("no-such-host.invalid"))
    }

    @Test(arguments: ["/cut", "/cutchunked"]) func cutBody(path: String) async throws {
        let error = try await failure(server.base + path)
        #expect(error.code == .bodyCut)
        #expect(error.message.hasPrefix("the answer broke off: "))
    }

    @Test func bytesBeforeTheCutAreDelivered() async throws {
        let response = try await transport.send(HTTPRequest(.get, server.base + "/cut"))
        var count = 0
        let error = try await httpError { for try await chunk in response.body { count += chunk.count } }
        #expect(count == 100)
        #expect(error?.code == .bodyCut)
    }

    @Test func closedBeforeAnAnswer() async throws {
        #expect(try await failure(server.base + "/drop").code == .connectionReset)
    }

    @Test func safeRequestsSurviveADeadKeptConnection() async throws {
        let server = try LocalServer.http()
        for expected in ["kept", "kept"] {
            #expect(try await transport.send(HTTPRequest(.get, server.base + "/reuse-then-drop")).text() == expected)
        }
    }

    @Test func unsafeRequestsAreNotSentTwice() async throws {
        let server = try LocalServer.http()
        #expect(try await transport.send(HTTPRequest(.post, server.base + "/reuse-then-drop")).text() == "kept")
        let error = try await failure(server.base + "/reuse-then-drop", .post)
        #expect(error.code == .connectionReset)
        #expect(error.message.contains("may or may not have been carried out"))
        // Had the second been repeated, the third would be dropped now.
        #expect(try await transport.send(HTTPRequest(.post, server.base + "/reuse-then-drop")).text() == "kept")
    }

    @Test func firstByteTimeout() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let error = try await failure(server.base + "/hang", timeouts: HTTPTimeouts(firstByte: .milliseconds(200)))
        #expect(error.code == .firstByteTimedOut)
        #expect(error.message == "connected, but no answer within 200 ms")
        #expect(clock.now - start < .seconds(25))
        #expect(clock.now - start >= .milliseconds(200))
    }

    @Test func idleTimeout() async throws {
        let error = try await failure(server.base + "/stall", timeouts: HTTPTimeouts(idle: .milliseconds(200)))
        #expect(error.code == .idleTimedOut)
        #expect(error.isTimeout)
    }

    @Test func slowButSteadyBodiesDoNotTimeOut() async throws {
        var request = HTTPRequest(.get, server.base + "/chunked?n=5&pause=0.15")
        request.timeouts.idle = .milliseconds(600)
        #expect(try await transport.send(request).text().hasSuffix("chunk 4\n"))
    }

    @Test func connectTimeout() async throws {
        // A listener whose queue is full drops what comes next, as a silent firewall does.
        let full = try FullListener()
        let error = try await failure(
            "http://127.0.0.1:\(full.port)/", timeouts: HTTPTimeouts(connect: .milliseconds(300)))
        #expect(error.code == .connectTimedOut)
        #expect(error.message.hasPrefix("no connection within 300 ms"))
    }

    @Test func tooLargeAHead() async throws {
        let error = try await failure(server.base + "/hugehead")
        #expect(error.code == .badResponse, "\(error)")
    }

    @Test func notHTTP() async throws {
        let error = try await failure(server.base + "/garbage")
        #expect(error.code == .badResponse, "\(error)")
    }

    @Test func plainHTTPFromATLSPort() async throws {
        #expect(try await failure(server.secureBase + "/echo").code == .tlsFailed)
    }

    @Test(arguments: [
        "ftp://h/", "file:///etc/passwd", "/path", "http://", "http://a b/", "http://h:99999/", "http://[1::/",
    ])
    func invalidURLs(url: String) async throws {
        #expect(try await failure(url).code == .invalidURL)
    }

    @Test func invalidRequests() async throws {
        for request in [
            HTTPRequest(HTTPMethod(rawValue: "GE T"), server.base),
            HTTPRequest(.get, server.base, headers: ["a b": "c"]),
            HTTPRequest(.get, server.base, headers: ["a": "b\r\nc: d"]),
        ] {
            let error = try await httpError { _ = try await transport.send(request) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test func bodyTooLarge() async throws {
        let error = try await httpError {
            _ = try await transport.send(HTTPRequest(.get, server.base + "/big?n=5000000")).body.collect(upTo: 1000)
        }
        #expect(error?.code == .bodyTooLarge)
    }
}
