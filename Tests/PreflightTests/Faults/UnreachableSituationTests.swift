import HTTP
import Kubernetes
import Synchronization
import TestParts
import Testing
import Value

@testable import Preflight

/// A server of which nothing is heard costs one time-out, however much is to be checked.
@Suite(.timeLimit(.minutes(2))) struct UnreachableSituationTests {
    private static let curl = CurlTransport(environment: [:])

    /// Asks whoever listens at an address, and waits for a second at most.
    private static func report(
        from address: String, _ request: PreflightRequest, _ work: PlannedWork = PlannedWork()
    ) async throws -> (report: PreflightReport, requests: Int) {
        let counting = CountingTransport(curl)
        var options = ClientOptions()
        options.timeouts.object = .seconds(1)
        options.timeouts.list = .seconds(1)
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "http://\(address)"), transport: counting,
            options: options)
        let gatherer = FactGatherer(
            client: client, transport: counting, processes: NoPrograms(), environment: [:])
        let preflight = Preflight(checks: try .builtIn(), gatherer: gatherer).planning(work)
        return (try await preflight.run(request), counting.count)
    }

    private static func expectOneTimeOut(_ report: PreflightReport, code: UnknownReason.Code) {
        let unknown = report.results.filter { $0.verdict.name == "unknown" }
        #expect(unknown.map(\.id) == ["cluster"], "\(unknown)")
        #expect(unknown.first?.unknown?.code == code, "\(unknown)")
        for result in report.results where result.id != "cluster" {
            #expect(result.verdict.name == "skipped", "\(result)")
        }
        #expect(report.outcome == .undecided)
    }

    @Test func aHangingServerIsAskedOnceForAllChecks() async throws {
        try await HangingServer.with { server in
            let (report, requests) = try await Self.report(from: server.address, PreflightRequest())
            #expect(requests == 1)
            Self.expectOneTimeOut(report, code: .timeout)
        }
    }

    @Test func aRefusedConnectionIsTriedOnceForAllChecks() async throws {
        try await HangingServer.withRefusingPort { port in
            let (report, requests) = try await Self.report(from: "127.0.0.1:\(port)", PreflightRequest())
            #expect(requests == 1)
            Self.expectOneTimeOut(report, code: .unreachable)
        }
    }

    /// What is planned is neither decided, rendered nor put to a server that is not there.
    @Test func nothingOfWhatIsPlannedIsAskedEither() async throws {
        let asked = Mutex<[String]>([])
        let work = PlannedWork(
            operators: {
                asked.withLock { $0.append("operators") }
                return []
            },
            rendered: { _ in
                asked.withLock { $0.append("rendered") }
                return []
            },
            access: { _, _ in
                asked.withLock { $0.append("access") }
                return AccessFact()
            },
            admission: { _, _ in
                asked.withLock { $0.append("admission") }
                return []
            })
        try await HangingServer.with { server in
            let request = PreflightRequest(Subject(LiveClusterTests.want))
            let (report, requests) = try await Self.report(from: server.address, request, work)
            #expect(requests == 1)
            Self.expectOneTimeOut(report, code: .timeout)
        }
        #expect(asked.withLock { $0 }.isEmpty)
    }
}
