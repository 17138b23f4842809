import HTTP
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.serialized) struct CancellationTests {
    let transport = CurlTransport(environment: [:])
    let server: LocalServer
    let clock = ContinuousClock()

    init() throws { server = try LocalServer.http() }

    /// The error of a task that is cancelled after a pause, which has to end within 100 ms.
    ///
    /// Other tests share the processors, so one of five tries has to be that fast.
    private func cancel(
        after pause: Duration, _ body: @escaping @Sendable () async throws -> Void
    ) async throws -> (any Error)? {
        var took: [Duration] = []
        for _ in 0..<5 {
            let task = Task { try await body() }
            try await Task.sleep(for: pause)
            let start = clock.now
            task.cancel()
            let result = await task.result
            took.append(clock.now - start)
            guard case .failure(let error) = result else { return nil }
            if took.contains(where: { $0 < .milliseconds(100) }) { return error }
        }
        Issue.record("a cancelled call took \(took) to return")
        return nil
    }

    /// Connections that the server still serves.
    private func open() async throws -> Int {
        let text = try await transport.send(HTTPRequest(.get, server.base + "/stats")).text()
        return try #require(Int(text.split(separator: " ")[1]))
    }

    @Test func beforeStart() async throws {
        let transport = transport
        let url = server.base + "/echo"
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await transport.send(HTTPRequest(.get, url))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func whileConnecting() async throws {
        let full = try FullListener()
        let error = try await cancel(after: .milliseconds(100)) { [transport] in
            _ = try await transport.send(HTTPRequest(.get, "http://127.0.0.1:\(full.port)/"))
        }
        #expect(error is CancellationError)
    }

    @Test func whileResolving() async throws {
        let error = try await cancel(after: .milliseconds(1)) { [transport] in
            _ = try await transport.send(
                HTTPRequest(.get, "http://no-such-host-\(UInt32.random(in: 0...9999)).invalid/"))
        }
        #expect(error is CancellationError || (error as? HTTPError)?.code == .nameNotResolved)
    }

    @Test func whileWaitingForTheHead() async throws {
        let error = try await cancel(after: .milliseconds(200)) { [transport, server] in
            _ = try await transport.send(HTTPRequest(.get, server.base + "/hang"))
        }
        #expect(error is CancellationError)
    }

    @Test func insideABody() async throws {
        let error = try await cancel(after: .milliseconds(200)) { [transport, server] in
            let response = try await transport.send(HTTPRequest(.get, server.base + "/stall"))
            for try await _ in response.body {}
        }
        #expect(error is CancellationError)
    }

    @Test func whileThePausedBodyWaits() async throws {
        let error = try await cancel(after: .milliseconds(300)) { [transport, server] in
            let response = try await transport.send(HTTPRequest(.get, server.base + "/big?n=100000000"))
            while !Task.isCancelled { await Task.yield() }
            for try await _ in response.body {}
        }
        #expect(error is CancellationError)
        try await eventually { try await open() == 1 }
    }

    @Test func aDroppedBodyEndsItsTransfer() async throws {
        for _ in 0..<10 { _ = try await transport.send(HTTPRequest(.get, server.base + "/big?n=100000000")).status }
        try await eventually { try await open() == 1 }
        for _ in 0..<10 {
            for try await _ in try await transport.send(HTTPRequest(.get, server.base + "/big?n=100000000")).body {
                break
            }
        }
        try await eventually { try await open() == 1 }
    }

    @Test func hundredsAtRandomMoments() async throws {
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<300 {
                group.addTask { [transport, server] in
                    let path = ["/echo", "/big?n=3000000", "/chunked?n=3&pause=0.01", "/gzip?n=100000"][index % 4]
                    let task = Task { try await transport.send(HTTPRequest(.get, server.base + path)).text().count }
                    do {
                        try await Task.sleep(for: .microseconds(Int.random(in: 0...30_000)))
                    } catch {
                        Issue.record(error)
                    }
                    task.cancel()
                    switch await task.result {
                    case .success: break
                    case .failure(let error): #expect(error is CancellationError, "\(error)")
                    }
                }
            }
        }
        try await eventually { try await open() <= 129 }
        #expect(try await transport.send(HTTPRequest(.get, server.base + "/echo")).status == 200)
    }

    @Test func aSlowReaderSlowsTheSender() async throws {
        let response = try await transport.send(HTTPRequest(.get, server.base + "/big?n=200000000"))
        try await Task.sleep(for: .milliseconds(500))
        let stats = try await transport.send(HTTPRequest(.get, server.base + "/stats")).text()
        // What waits here, and what the system's socket buffers hold.
        #expect(try #require(Int(stats.split(separator: " ")[2])) < 20_000_000)
        var count = 0
        var largest = 0
        for try await chunk in response.body {
            count += chunk.count
            largest = max(largest, chunk.count)
        }
        #expect(count == 200_000_000)
        #expect(largest <= 1 << 20 + 1 << 16)
    }

    @Test func aSlowReaderIsNotIdle() async throws {
        var request = HTTPRequest(.get, server.base + "/big?n=20000000")
        request.timeouts.idle = .milliseconds(100)
        let response = try await transport.send(request)
        try await Task.sleep(for: .milliseconds(400))
        #expect(try await response.body.collect(upTo: 20_000_000).count == 20_000_000)
    }

    @Test func thousandsOfRequestsLeaveNothingOpen() async throws {
        _ = try await transport.send(HTTPRequest(.get, server.base + "/echo")).text()
        let before = descriptors()
        for _ in 0..<2000 { _ = try await transport.send(HTTPRequest(.get, server.base + "/echo")).text() }
        #expect(descriptors() <= before + 8)
    }

    @Test func transportsLeaveNothingOpen() async throws {
        let before = descriptors()
        for _ in 0..<50 {
            let transport = CurlTransport(environment: [:])
            _ = try await transport.send(HTTPRequest(.get, server.base + "/echo")).text()
        }
        try await eventually { descriptors() <= before + 8 }
    }

    @Test func aBodyOutlivesItsTransport() async throws {
        var transport: CurlTransport? = CurlTransport(environment: [:])
        let response = try await transport?.send(HTTPRequest(.get, server.base + "/big?n=5000000"))
        transport = nil
        #expect(try await response?.body.collect(upTo: 5_000_000).count == 5_000_000)
    }

    private func descriptors() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count
    }

    private func eventually(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<100 {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(30))
        }
        Issue.record("it did not come to pass within 3 s")
    }
}
