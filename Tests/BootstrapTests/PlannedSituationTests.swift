import Bootstrap
import HTTP
import Kubernetes
import Operators
import Preflight
import Providers
import Releases
import Repositories
import Sandbox
import TestSupport
import Testing

/// All checks of a planned bootstrap, on a cluster that lets itself be seen in part, late, or not at all.
@Suite(.timeLimit(.minutes(5))) struct PlannedSituationTests {
    /// What was seen is judged as it always is. The rest is unknown, or skipped because what it takes is: it passes for
    /// nothing, and fails for nothing.
    struct Situation: Sendable, CustomTestStringConvertible {
        var name: String
        /// Who asks.
        var token = Sandbox.adminToken
        /// Checks that fail: what is missing is missing for the work itself.
        var fails: Set<String> = []
        /// Checks of which nothing can be known.
        var lost: Set<String> = []
        /// Checks that are told all the same.
        var seen: Set<String> = []
        /// Others that may be unknown; nil are all.
        var others: Set<String>?
        var codes: Set<UnknownReason.Code> = []
        /// The time for reading everything is over once these checks have been told.
        var timeIsUpAfter: Set<String> = []
        var hasSmallPages = false
        var fault: FaultedTransport.Fault = { _, _ in nil }

        var testDescription: String { name }
    }

    private static let reader = SandboxUser(
        name: "reader", token: "reader",
        rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"])])

    private static let ofDryRuns: Set = ["admission", "existing-objects", "immutable-fields", "pruned-fields"]

    private static let situations: [Situation] = [
        Situation(
            name: "a read-only account", token: "reader", fails: ["permissions"], others: ofDryRuns,
            codes: [.forbidden]),
        Situation(
            name: "next to no rights", token: "restricted", fails: ["permissions"],
            lost: ["crds", "gpu-nodes", "leftover-crds", "namespaces", "operators", "webhooks"], seen: ["cluster"],
            codes: [.forbidden]),
        Situation(
            name: "a server that hangs after its first words",
            lost: ["gpu-nodes", "operators", "permissions", "rendering", "webhooks"], seen: ["cluster"],
            codes: [.timeout], timeIsUpAfter: ["cluster"]
        ) { _, path in
            guard path != "/version" else { return nil }
            try await Task.sleep(for: .seconds(3600))
            throw CancellationError()
        },
        Situation(
            name: "an API server that restarts", seen: ["cluster"], codes: [.unreachable, .failed]
        ) { number, _ in
            guard (10..<25).contains(number) else { return nil }
            throw HTTPError(.connectionRefused, "connection refused", url: Sandbox.serverURL)
        },
        Situation(
            name: "partial discovery", lost: ["admission", "existing-objects"],
            seen: ["cluster", "crds", "gpu-nodes", "operators", "permissions", "rendering", "webhooks"],
            codes: [.failed]
        ) { _, path in
            guard ["/apis/apps", "/apis/apps/v1"].contains(path) else { return nil }
            return FaultedTransport.refusal(503, "ServiceUnavailable", "service unavailable")
        },
        Situation(
            name: "continue tokens that expire", others: [], hasSmallPages: true
        ) { _, path in
            guard path.contains("continue=") else { return nil }
            return FaultedTransport.refusal(410, "Expired", "The provided continue parameter is too old")
        },
    ]

    /// The network is gone from a request on.
    private static let cuts = [2, 5, 12, 25, 50].map { first in
        Situation(
            name: "a network that is gone from request \(first) on", seen: ["cluster"], codes: [.unreachable, .failed]
        ) { number, _ in
            guard number >= first else { return nil }
            throw HTTPError(.connectionReset, "connection reset by peer", url: Sandbox.serverURL)
        }
    }

    @Test func whateverIsInTheWayNothingIsSaidThatWasNotSeen() async throws {
        try await Self.with { cluster, plan, healthy in
            for situation in Self.situations + Self.cuts {
                let (report, transport) = try await cluster.report(of: plan, in: situation)
                Self.expect(report, of: situation, like: healthy)
                #expect(transport.writes.isEmpty, "\(situation.name): \(transport.writes)")
                #expect(report.requests?.writes == 0, "\(situation.name)")
            }
        }
    }

    /// One time-out, and one finding.
    @Test func aClusterThatIsAwayIsAskedOnce() async throws {
        try await Self.with { cluster, plan, healthy in
            let away = Situation(name: "away", lost: ["cluster"], others: [], codes: [.timeout]) { _, _ in
                throw HTTPError(.connectTimedOut, "no connection in time", url: Sandbox.serverURL)
            }
            let (report, transport) = try await cluster.report(of: plan, in: away)
            Self.expect(report, of: away, like: healthy)
            #expect(transport.requests.map(\.url) == [Sandbox.serverURL + "/version"])
        }
    }

    // MARK: - What must come of it

    private static func expect(_ report: PreflightReport, of situation: Situation, like healthy: [String: String]) {
        #expect(report.results.count == healthy.count, "\(situation.name)")
        for result in report.results {
            let usual = healthy[result.id] ?? "no verdict"
            #expect(isExpected(result, of: situation, usual), "\(situation.name), usually \(usual): \(result)")
            guard case .unknown = result.verdict else { continue }
            #expect(!result.message.isEmpty && result.hint?.isEmpty == false, "\(situation.name): \(result)")
            if let reason = result.unknown {
                #expect(situation.codes.contains(reason.code), "\(situation.name): \(result)")
            }
        }
        let isWhole = report.count("unknown") == 0
        let outcome: PreflightReport.Outcome =
            !situation.fails.isEmpty ? .failed : isWhole ? .passed : .undecided
        #expect(report.outcome == outcome, "\(situation.name): \(report.summary)")
    }

    private static func isExpected(_ result: CheckResult, of situation: Situation, _ usual: String) -> Bool {
        if situation.fails.contains(result.id) { return result.verdict == .fail }
        switch result.verdict {
        case .unknown where situation.lost.contains(result.id): return true
        case .unknown: return !situation.seen.contains(result.id) && situation.others?.contains(result.id) ?? true
        case .skipped(let reason) where reason.hasPrefix("needs "):
            return !situation.seen.contains(result.id) && !situation.lost.contains(result.id)
        case .pass, .warn, .fail, .skipped:
            return result.verdict.name == usual && !situation.lost.contains(result.id)
        }
    }

    // MARK: - The cluster

    /// A simulated cluster with a user who may only read, the plan of a file, and the verdicts where nothing is in the way.
    private static func with(
        _ body: (Cluster, BootstrapPlan, [String: String]) async throws -> Void
    ) async throws {
        let registry = try ProviderRegistry.builtIn()
        var file = SandboxFile.standard
        file.users.append(reader)
        try await withSandbox(SandboxOptions(file: file, playing: registry.sandboxSections)) { sandbox in
            let cluster = Cluster(transport: sandbox.transport, registry: registry)
            let undisturbed = Situation(name: "nothing is in the way")
            let run = try cluster.run(sandbox.transport, token: Sandbox.adminToken, clock: .continuous)
            let plan = try await run.plan(try SandboxRun.file(SandboxRun.oneModel))
            let (report, _) = try await cluster.report(of: plan, in: undisturbed)
            try #require(report.outcome == .passed, "\(report.results)")
            let healthy = Dictionary(uniqueKeysWithValues: report.results.map { ($0.id, $0.verdict.name) })
            try await body(cluster, plan, healthy)
        }
    }

    private struct Cluster: Sendable {
        let transport: SandboxTransport
        let registry: ProviderRegistry

        /// All that is checked of the plan; repeated requests follow at once.
        func report(
            of plan: BootstrapPlan, in situation: Situation
        ) async throws -> (PreflightReport, FaultedTransport) {
            let faulted = FaultedTransport(
                transport, hasSmallPages: situation.hasSmallPages, fault: situation.fault)
            let told = ToldChecks(situation.timeIsUpAfter)
            let clock =
                situation.timeIsUpAfter.isEmpty
                ? PreflightClock.continuous : PreflightClock(now: { .zero }) { _ in try await told.passed() }
            var plan = plan
            // What was read before, the situation would not touch.
            plan.reading = ClusterReading()
            let run = try run(faulted, token: situation.token, clock: clock)
            let report = try await run.preflight.planning(run.plannedWork(for: plan))
                .run(try run.request(for: plan), events: told)
            return (report, faulted)
        }

        func run(_ transport: any HTTPTransport, token: String, clock: PreflightClock) throws -> BootstrapRun {
            var options = ClientOptions()
            options.clock = ImpatientClock()
            let client = KubernetesClient(
                configuration: try ClusterConfiguration(
                    server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: "default"),
                transport: transport, options: options)
            let charts = ChartResolver(remote: UnreachableCharts())
            let gatherer = FactGatherer(
                client: client, transport: transport, processes: NoPrograms(), environment: [:], clock: clock,
                isSimulated: true)
            return BootstrapRun(
                client: client, driver: ReleaseEngine.native(client: client, charts: charts), registry: registry,
                preflight: Preflight(checks: try .builtIn(), gatherer: gatherer),
                planning: OperatorPlanning(
                    registry: registry, charts: SimulatedCharts(), manifests: .none, currentFolder: "/",
                    timeout: .seconds(60)),
                charts: charts, clock: ContinuousClock())
        }
    }
}
