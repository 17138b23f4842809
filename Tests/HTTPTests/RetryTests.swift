import TestSupport
import Testing

@testable import HTTP

@Suite struct HTTPDateTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799), ("Fri, 31 Dec 2100 00:00:00 GMT", 4_133_894_400),
        ("Sat, 21 Nov 2026 03:11:37 GMT", 1_795_230_697),
    ])
    func reads(text: String, seconds: Int64) { #expect(HTTPDate.seconds(text) == seconds) }

    @Test(arguments: [
        "", "soon", "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nix 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    ])
    func refuses(text: String) { #expect(HTTPDate.seconds(text) == nil) }
}

@Suite struct RetryPolicyTests {
    let policy = RetryPolicy(
        maxAttempts: 4, base: .milliseconds(100), longest: .milliseconds(350), longestRetryAfter: .seconds(30))

    @Test(
        arguments: [
            (200, nil, false), (404, nil, false), (409, nil, false), (429, nil, true), (500, nil, false),
            (500, "1", true),
            (502, nil, false), (503, nil, true), (504, "0", true), (429, "31", false), (503, "nonsense", true),
            (404, "1", false),
        ] as [(Int, String?, Bool)])
    func statuses(status: Int, retryAfter: String?, isRepeated: Bool) {
        let pause = policy.pause(afterStatus: status, retryAfter: retryAfter, attempts: 1, now: 0, random: 0.5)
        #expect((pause != nil) == isRepeated)
    }

    @Test(
        arguments: [
            ("0", 0), ("7", 7), (" 7 ", 7), ("Thu, 01 Jan 1970 00:16:50 GMT", 10), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ] as [(String, Int)])
    func retryAfter(text: String, seconds: Int) {
        let pause = policy.pause(afterStatus: 429, retryAfter: text, attempts: 1, now: 1000, random: 0)
        #expect(pause == .seconds(seconds))
    }

    @Test func pausesGrowVaryAndStop() {
        func pause(_ attempts: Int, _ random: Double) -> Duration? {
            policy.pause(after: HTTPError(.connectionReset, ""), attempts: attempts, random: random)
        }
        #expect(pause(1, 0) == .zero)
        #expect(pause(1, 0.5) == .milliseconds(50))
        #expect(pause(2, 0.5) == .milliseconds(100))
        #expect(pause(3, 0.5) == .milliseconds(175))
        #expect(pause(4, 0.5) == nil)
    }

    @Test(
        arguments: [
            (.connectionRefused, true), (.connectionReset, true), (.connectTimedOut, true), (.nameNotResolved, false),
            (.certificateNotTrusted, false), (.firstByteTimedOut, false), (.idleTimedOut, false), (.proxyFailed, false),
            (.bodyCut, false), (.other, false),
        ] as [(HTTPError.Code, Bool)])
    func errors(code: HTTPError.Code, isRepeated: Bool) {
        #expect((policy.pause(after: HTTPError(code, ""), attempts: 1, random: 0.5) != nil) == isRepeated)
    }
}

@Suite struct RetryingTransportTests {
    let clock = InstantClock()

    private func retrying(_ inner: FakeTransport) -> RetryingTransport {
        RetryingTransport(inner, policy: RetryPolicy(maxAttempts: 3), clock: clock, now: { 0 }, random: { 0.5 })
    }

    private let busy = Result<HTTPResponse, HTTPError>.success(
        HTTPResponse(status: 503, body: HTTPBody(Array("busy".utf8))))
    private let lost = Result<HTTPResponse, HTTPError>.failure(HTTPError(.connectionReset, "lost"))
    private let fine = Result<HTTPResponse, HTTPError>.success(HTTPResponse(status: 200))

    @Test func repeatsUntilItWorks() async throws {
        let inner = FakeTransport([busy, lost, fine])
        #expect(try await retrying(inner).send(HTTPRequest(.get, "http://a")).status == 200)
        #expect(clock.sleeps == [.milliseconds(100), .milliseconds(200)])
    }

    @Test func handsOnTheLastAnswerWithItsBody() async throws {
        let inner = FakeTransport([busy, busy, busy])
        let response = try await retrying(inner).send(HTTPRequest(.get, "http://a"))
        #expect(response.status == 503)
        #expect(try await response.text() == "busy")
        #expect(inner.requests.count == 3)
    }

    @Test func handsOnTheLastError() async throws {
        let inner = FakeTransport([lost, lost, lost])
        let error = try await httpError { _ = try await retrying(inner).send(HTTPRequest(.get, "http://a")) }
        #expect(error?.message == "lost")
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE"]) func repeatsUnsafeMethodsOnlyWhenTold(method: String)
        async throws
    {
        var request = HTTPRequest(HTTPMethod(rawValue: method), "http://a")
        let once = FakeTransport([busy])
        #expect(try await retrying(once).send(request).status == 503)
        request.isRetryable = true
        let twice = FakeTransport([busy, fine])
        #expect(try await retrying(twice).send(request).status == 200)
    }

    @Test func repeatsNothingWhenTheRequestForbidsIt() async throws {
        let inner = FakeTransport([busy])
        #expect(try await retrying(inner).send(HTTPRequest(.get, "http://a", isRetryable: false)).status == 503)
    }

    @Test func waitsAsLongAsTheServerAsks() async throws {
        let inner = FakeTransport([.success(HTTPResponse(status: 429, headers: ["Retry-After": "3"])), fine])
        _ = try await retrying(inner).send(HTTPRequest(.get, "http://a"))
        #expect(clock.sleeps == [.seconds(3) + .milliseconds(100)])
    }

    @Test func worksWithARealServer() async throws {
        let server = try LocalServer.http()
        let transport = RetryingTransport(CurlTransport(environment: [:]), policy: RetryPolicy(base: .milliseconds(1)))
        let response = try await transport.send(HTTPRequest(.get, server.base + "/flaky?fail=3&code=429&after=0"))
        #expect(try await response.text() == "attempt 4")
    }

    @Test func cancellationEndsThePause() async throws {
        let inner = FakeTransport([busy, busy])
        let slow = RetryingTransport(
            inner, policy: RetryPolicy(base: .seconds(100), longest: .seconds(100)), random: { 0.9 })
        let task = Task { try await slow.send(HTTPRequest(.get, "http://a")) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
