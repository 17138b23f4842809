import Events
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing

@testable import Preflight

/// All checks against a real API server that lets itself be seen in part, late, or not at all.
@Suite(.timeLimit(.minutes(5))) struct SituationTests {
    private static let curl = CurlTransport(environment: [:])

    /// One cluster for the whole table: its verdicts are compared, so that nobody else may change it.
    @Test func whateverIsInTheWayNothingIsSaidThatWasNotSeen() async throws {
        try await ControlPlane.with { cluster in
            try await LiveClusterTests().fill(cluster)
            try await Self.bindReader(cluster)
            try await FaultProxy.with(cluster) { proxy in
                let healthy = try await Self.settled(proxy)
                for situation in Situation.all(of: Set(healthy.keys)) {
                    try proxy.forget()
                    try situation.inject(into: proxy)
                    let report = try await Self.run(situation, proxy)
                    situation.expect(report, like: healthy)
                    try Self.expectNoTrace(of: situation, report, proxy)
                }
                try await Self.expectRecovery(proxy, to: healthy)
            }
        }
    }

    // MARK: - The cluster

    /// Everybody who holds the printed role sees what the administrator sees.
    private static func bindReader(_ cluster: ControlPlane) async throws {
        let role = PreflightRights(try .builtIn()).yaml(admission: false)
        try await cluster.kubectl("apply", "-f", "-", input: role).require()
        try await cluster.kubectl(
            "create", "clusterrolebinding", "preflight-reader", "--clusterrole", "groundcrew-preflight", "--user",
            Situation.reader
        ).require()
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(
                kubeconfig: cluster.kubeconfig, context: ControlPlane.Context.admin.rawValue,
                impersonate: Situation.reader))
        let client = KubernetesClient(configuration: configuration, transport: curl)
        // The authorizer follows its store after a moment.
        while try await !client.review(AccessRequest(verb: "list", .nodes)).isAllowed {}
    }

    /// The verdicts where nothing is in the way, once the server's cache has followed its store.
    private static func settled(_ proxy: FaultProxy) async throws -> [String: String] {
        let undisturbed = Situation(name: "nothing is in the way", sight: .everything)
        var report = try await run(undisturbed, proxy)
        for _ in 0..<500 where report.outcome != .passed || verdicts(report)["node-readiness"] != "warn" {
            report = try await run(undisturbed, proxy)
        }
        try #require(report.outcome == .passed, "\(report.results)")
        return verdicts(report)
    }

    private static func verdicts(_ report: PreflightReport) -> [String: String] {
        Dictionary(uniqueKeysWithValues: report.results.map { ($0.id, $0.verdict.name) })
    }

    // MARK: - Runs

    /// Asks for as little at once that a list has several pages.
    private struct SmallPages: HTTPTransport {
        let inner: any HTTPTransport

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            var request = request
            request.url = request.url.replacing("limit=\(PreflightLimits.pageSize)", with: "limit=20")
            return try await inner.send(request)
        }
    }

    /// What is checked where nothing is named, as a user would have it checked; repeated requests follow at once.
    private static func run(_ situation: Situation, _ proxy: FaultProxy) async throws -> PreflightReport {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(
                kubeconfig: proxy.kubeconfig, context: situation.caller.rawValue, impersonate: situation.user))
        let transport: any HTTPTransport = situation.hasSmallPages ? SmallPages(inner: curl) : curl
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(configuration: configuration, transport: transport, options: options)
        let recorder = JudgeTests.Recorder()
        var clock = PreflightClock.continuous
        if let checks = situation.timeIsUpAfter {
            let steps = checks.map { "check/\($0)" }
            clock = .endingWhen {
                Set(recorder.events.filter { $0.kind == .stepFinished }.compactMap(\.step)).isSuperset(of: steps)
            }
        }
        let gatherer = FactGatherer(
            client: client, transport: transport, processes: NoPrograms(), environment: [:], clock: clock)
        return try await Preflight(checks: try .builtIn(), gatherer: gatherer)
            .run(PreflightRequest(), events: recorder)
    }

    // MARK: - What is left

    /// Nothing was sent but reads, and what was to happen did.
    private static func expectNoTrace(
        of situation: Situation, _ report: PreflightReport, _ proxy: FaultProxy
    ) throws {
        let requests = try proxy.requests()
        #expect(!requests.isEmpty, "\(situation.name)")
        let others = requests.filter { $0.method != "GET" || $0.isChange }
        #expect(others.isEmpty, "\(situation.name): \(others)")
        #expect(report.requests?.writes == 0 && report.requests?.dryRuns == 0, "\(situation.name)")
        let hasMet = requests.contains { $0.fault != nil }
        #expect(hasMet == !situation.faults.isEmpty, "\(situation.name): the fault met nothing")
    }

    /// What was away a moment ago is judged as ever.
    private static func expectRecovery(_ proxy: FaultProxy, to healthy: [String: String]) async throws {
        try proxy.forget()
        let undisturbed = Situation(name: "the server is back", sight: .everything)
        var report = try await run(undisturbed, proxy)
        for _ in 0..<10_000 where report.outcome == .undecided {
            report = try await run(undisturbed, proxy)
        }
        undisturbed.expect(report, like: healthy)
    }
}
