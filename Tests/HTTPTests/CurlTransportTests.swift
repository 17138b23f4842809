import HTTP
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct CurlTransportTests {
    let transport = CurlTransport(environment: [:])
    let server: LocalServer

    init() throws { server = try LocalServer.shared() }

    private func get(_ path: String, _ method: HTTPMethod = .get) -> HTTPRequest {
        HTTPRequest(method, server.base + path)
    }

    @Test func getsAnAnswerWithItsHeaders() async throws {
        let response = try await transport.send(get("/headers"))
        #expect(response.status == 200)
        #expect(response.headers.all("x-many") == ["1", "2"])
        #expect(response.headers["X-Blank"] == "")
        #expect(response.headers["X-Padded"] == "a b")
        #expect(try await response.body.collect(upTo: 10) == [])
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) func sendsBodiesWithEveryMethod(
        method: String
    )
        async throws
    {
        let request = HTTPRequest(
            HTTPMethod(rawValue: method), server.base + "/echo?a=%20b",
            headers: ["X-Empty": "", "Content-Type": "text/x"],
            body: Array("the body".utf8))
        let text = try await transport.send(request).text()
        #expect(text.hasPrefix("\(method) /echo?a=%20b\n"))
        #expect(text.hasSuffix("\n\nthe body"))
        #expect(text.contains("Content-Type: text/x\n"))
        #expect(text.contains("X-Empty:"))
        #expect(!text.contains("Expect"))
    }

    @Test(arguments: ["POST", "PUT", "PATCH"]) func sendsALengthWithoutABody(method: String) async throws {
        let text = try await transport.send(get("/echo", HTTPMethod(rawValue: method))).text()
        #expect(text.contains("Content-Length: 0"))
        #expect(!text.contains("Content-Type"))
    }

    @Test func headHasNoBody() async throws {
        let response = try await transport.send(get("/status?code=200", .head))
        #expect(response.headers["Content-Length"] == "7")
        #expect(try await response.text() == "")
    }

    @Test func keepsThePathAsItIs() async throws {
        let text = try await transport.send(get("/echo/../echo")).text()
        #expect(text == "no such path")
    }

    @Test func givesChunksAsTheyArrive() async throws {
        // The server sends the second half only after the first has been read.
        let response = try await transport.send(get("/gate"))
        var chunks: [String] = []
        for try await chunk in response.body {
            chunks.append(String(decoding: chunk, as: UTF8.self))
            if chunks == ["before"] { #expect(try await transport.send(get("/opengate")).status == 200) }
        }
        #expect(chunks == ["before", "after"])
    }

    @Test func errorStatusIsAResponse() async throws {
        #expect(try await transport.send(get("/status?code=503")).status == 503)
    }

    @Test func takesTheFinalHeadAfterAnInterimOne() async throws {
        let response = try await transport.send(get("/early"))
        #expect(response.status == 200)
        #expect(response.headers["X-Final"] == "yes")
        #expect(response.headers["Link"] == nil)
    }

    @Test func leavesTrailersOut() async throws {
        let response = try await transport.send(get("/trailers"))
        #expect(try await response.text() == "body")
    }

    @Test func decodesGzipUnlessTheCallerNamesEncodings() async throws {
        let decoded = try await transport.send(get("/gzip?n=100000"))
        #expect(decoded.headers["Content-Encoding"] == nil)
        #expect(decoded.headers["Content-Length"] == nil)
        #expect(try await decoded.body.collect(upTo: 1 << 20).count == 100_000)
        var request = get("/forcedgzip")
        request.headers["Accept-Encoding"] = "identity"
        let raw = try await transport.send(request)
        #expect(raw.headers["Content-Encoding"] == "gzip")
        #expect(try await raw.body.collect(upTo: 1000).starts(with: [0x1F, 0x8B]))
    }

    @Test func decodesHighlyPackedBodiesForSlowReaders() async throws {
        let response = try await transport.send(get("/gzip?n=50000000"))
        var count = 0
        for try await chunk in response.body {
            count += chunk.count
            #expect(chunk.count <= 2 << 20)
            await Task.yield()
        }
        #expect(count == 50_000_000)
    }

    @Test func secondReadOfABodyFails() async throws {
        let body = try await transport.send(get("/status?code=200")).body
        _ = try await body.collect(upTo: 100)
        let error = try await httpError { _ = try await body.collect(upTo: 100) }
        #expect(error?.message.contains("read twice") == true)
    }

    @Test func userInformationBecomesAHeader() async throws {
        let text = try await transport.send(HTTPRequest(.get, "http://me:p%40ss@127.0.0.1:\(server.port)/echo")).text()
        #expect(text.contains("Authorization: Basic bWU6cEBzcw=="))
    }

    @Test func reusesConnections() async throws {
        let server = try LocalServer.http()
        for _ in 0..<20 { _ = try await transport.send(HTTPRequest(.get, server.base + "/echo")).text() }
        let stats = try await transport.send(HTTPRequest(.get, server.base + "/stats")).text()
        #expect(stats.hasPrefix("1 1 "))
    }

    @Test func limitsConnections() async throws {
        let server = try LocalServer.http()
        let few = CurlTransport(options: .init(maxConnectionsPerHost: 3), environment: [:])
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    try await few.send(HTTPRequest(.get, server.base + "/chunked?n=1&pause=0.02")).text().count
                }
            }
            for try await count in group { #expect(count == 8) }
        }
        let open = try await few.send(HTTPRequest(.get, server.base + "/stats")).text().split(separator: " ")[0]
        #expect(try #require(Int(open)) <= 3)
    }

    @Test func twoHundredAtOnce() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let request = HTTPRequest(.post, server.base + "/echo", body: Array("body \(index)".utf8))
                    return try await transport.send(request).text().hasSuffix("\n\nbody \(index)")
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func waitingForAConnectionIsNotConnecting() async throws {
        let one = CurlTransport(options: .init(maxConnectionsPerHost: 1), environment: [:])
        var request = get("/chunked?n=1&pause=0.3")
        request.timeouts.connect = .milliseconds(500)
        try await withThrowingTaskGroup(of: Int.self) { [request] group in
            for _ in 0..<4 { group.addTask { try await one.send(request).text().count } }
            for try await count in group { #expect(count == 8) }
        }
    }

    @Test func childrenInheritNoConnections() async throws {
        let response = try await transport.send(get("/gzip?n=10"))
        let flags = (0..<1024).filter { peerPort(Int32($0)) == server.port }.map { fcntl(Int32($0), F_GETFD) }
        #expect(!flags.isEmpty)
        #expect(flags.allSatisfy { $0 < 0 || $0 & FD_CLOEXEC != 0 })
        _ = try await response.text()
    }

    private func peerPort(_ descriptor: Int32) -> Int? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
        }
        return result == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
