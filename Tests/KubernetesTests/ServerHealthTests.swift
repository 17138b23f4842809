import HTTP
import Kubernetes
import Synchronization
import Testing
import Value

/// What a server says of its clock and its health.
@Suite struct ServerHealthTests {
    /// Tells 100, 101, … seconds.
    private static func ticking() -> @Sendable () -> Double {
        let time = Ticks()
        return { time.next() }
    }

    private final class Ticks: Sendable {
        private let now = Mutex(99.0)

        func next() -> Double {
            now.withLock { now in
                now += 1
                return now
            }
        }
    }

    private static func answer(_ headers: HTTPHeaders) -> ScriptedTransport.Answer {
        .json(["gitVersion": "v1.33.1"], headers: headers)
    }

    @Test func theServersTimeComesWithOurs() async throws {
        let transport = ScriptedTransport([Self.answer(["Date": "Thu, 01 Jan 1970 00:01:41 GMT"])])
        let client = try KubernetesClient.scripted(transport, environment: .test(now: Self.ticking()))
        let time = try await client.serverTime()
        #expect(time == ServerTime(server: 101, before: 100, after: 101))
        #expect(transport.urls == ["https://cluster.example:6443/version"])
    }

    @Test(arguments: [[:], ["Date": "yesterday"]] as [HTTPHeaders])
    func aServerMayNotTellTheTime(_ headers: HTTPHeaders) async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([Self.answer(headers)]))
        let time = try await client.serverTime()
        #expect(time == nil)
    }

    @Test func aServerThatIsAwayTellsNoTime() async throws {
        let failure = HTTPError(.connectionRefused, "connection refused")
        let client = try KubernetesClient.scripted(
            ScriptedTransport(Array(repeating: .failure(failure), count: 9)))
        let error = await #expect(throws: KubernetesError.self) { _ = try await client.serverTime() }
        #expect(error?.code == .unreachable)
    }

    @Test(arguments: [
        (200, "[+]ping ok\nlivez check passed\n"), (500, "[+]ping ok\n[-]etcd failed: reason withheld\n"),
        (503, "<html>no server</html>"),
    ])
    func healthIsAnAnswerWhateverItIs(_ status: Int, _ text: String) async throws {
        let transport = ScriptedTransport([.response(status, [:], text)])
        let client = try KubernetesClient.scripted(transport)
        let health = try await client.health("/livez")
        #expect(health == ServerHealth(httpStatus: status, text: text))
        #expect(transport.urls == ["https://cluster.example:6443/livez?verbose=true"])
    }

    @Test(arguments: [
        ScriptedTransport.Answer.response(404, [:], "404 page not found"),
        .status(404, "NotFound", "the server could not find the requested resource"),
    ])
    func aServerMayNotTellItsHealth(_ answer: ScriptedTransport.Answer) async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([answer]))
        let health = try await client.health("/readyz")
        #expect(health == nil)
    }

    @Test(
        arguments: [
            (403, "Forbidden", KubernetesError.Code.forbidden), (401, "Unauthorized", .unauthorized),
            (429, "TooManyRequests", .tooManyRequests),
        ] as [(Int, String, KubernetesError.Code)])
    func aRefusalIsNoHealth(_ status: Int, _ reason: String, _ code: KubernetesError.Code) async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.status(status, reason, "no")]))
        let error = await #expect(throws: KubernetesError.self) { _ = try await client.health("/livez") }
        #expect(error?.code == code)
    }

    @Test func healthIsReadToALimit() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.response(200, [:], "[+]ping ok")]))
        let error = await #expect(throws: KubernetesError.self) { _ = try await client.health("/livez", upTo: 3) }
        #expect(error?.code == .unreadable)
    }
}
