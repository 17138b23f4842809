import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Preflight

@Suite struct RequestCounterTests {
    private func client(_ transport: any HTTPTransport) throws -> KubernetesClient {
        var options = ClientOptions()
        options.clock = ImpatientClock()
        return KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: transport,
            options: options)
    }

    @Test func requestsAreCountedByKind() async throws {
        let counter = RequestCounter()
        let stub = StubTransport(StubTransport.cluster)
        let client = counter.counted(try client(stub))
        _ = try await client.serverVersion()
        _ = try await client.listAll(.nodes)
        _ = try await client.listAll(.pods)
        _ = try await client.get(.namespaces, "kube-system")
        #expect(counter.counts == RequestCounts(lists: 2, gets: 1, discovery: 1))
        #expect(stub.requests.count == 4)
        // What the uncounted client asks is somebody else's.
        _ = try await self.client(stub).listAll(.nodes)
        #expect(counter.counts.lists == 2)
    }

    @Test func whatIsRepeatedCountsAgain() async throws {
        let counter = RequestCounter()
        let client = counter.counted(try client(StubTransport(["/version": .error(.bodyCut)])))
        await #expect(throws: KubernetesError.self) { try await client.serverVersion() }
        #expect(counter.counts == RequestCounts(discovery: Limits.requestAttempts))
    }

    @Test func nothingIsCountedTwice() async throws {
        let counter = RequestCounter()
        let other = RequestCounter()
        var client = counter.counted(try client(StubTransport(StubTransport.cluster)))
        client = counter.counted(client)
        client = counter.counted(client.with(client.options))
        client = other.counted(client)
        _ = try await client.listAll(.nodes)
        #expect(counter.counts == RequestCounts(lists: 1))
        #expect(other.counts == RequestCounts(lists: 1))
    }

    @Test func aRunIsWhatCameSince() {
        let before = RequestCounts(lists: 1, gets: 2, discovery: 3, reviews: 4, dryRuns: 5, writes: 6, other: 7)
        let after = RequestCounts(lists: 2, gets: 4, discovery: 6, reviews: 8, dryRuns: 10, writes: 12, other: 14)
        #expect(after.since(before) == before)
        #expect(before.since(before) == RequestCounts())
    }

    @Test func everyKindHasItsCount() {
        var counts = RequestCounts()
        for kind in [RequestKind.list, .get, .discovery, .review, .dryRun, .write, .other] { counts.count(kind) }
        #expect(
            counts == RequestCounts(lists: 1, gets: 1, discovery: 1, reviews: 1, dryRuns: 1, writes: 1, other: 1))
    }

    private struct Upgrading: HTTPTransport, HTTPUpgrading {
        func send(_ request: HTTPRequest) async throws -> HTTPResponse { HTTPResponse(status: 200) }

        func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
            .refused(HTTPResponse(status: 403))
        }
    }

    /// Ports are forwarded through a counted transport, too.
    @Test func whatElseATransportCanDoStays() async throws {
        let counter = RequestCounter()
        let upgrading = counter.counted(Upgrading(), of: "https://cluster.test")
        let request = HTTPRequest(.get, "https://cluster.test/api/v1/namespaces/a/pods/p/portforward?ports=1")
        let outcome = try await #require(upgrading as? any HTTPUpgrading).connection(upgrading: request)
        guard case .refused(let response) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(response.status == 403)
        #expect(counter.counts == RequestCounts(other: 1))
        #expect(!(counter.counted(StubTransport(), of: "https://cluster.test") is any HTTPUpgrading))
    }

    @Test func countsOfManyAtOnceAreWhole() async throws {
        let counter = RequestCounter()
        let client = counter.counted(try client(StubTransport(StubTransport.cluster)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = try await client.listAll(.nodes) } }
            try await group.waitForAll()
        }
        #expect(counter.counts == RequestCounts(lists: 100))
    }
}
