import Events
import HTTP
import Kubernetes
import Models
import Readiness
import Releases
import Synchronization
import Testing
import Value

@testable import Deployments
@testable import Providers

/// Deployments whose provider is not loaded: seen by their releases, and replaced by nothing.
@Suite(.timeLimit(.minutes(5)))
struct UnknownProviderTests {
    private static let words = "release models/qwen3 is a deployment of provider dynamo, which is not known here"
    private static let row = "provider dynamo is not known here: give its folder with --charts"

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var labels: ReleaseLabels
        var chart: String?
        var name: String?
        var fault: String?
    }

    static let cases = [
        Case(testDescription: "not loaded", labels: .origin(provider: "nim", role: .deployment), name: "nim"),
        Case(testDescription: "loaded", labels: .origin(provider: "vllm", role: .deployment), chart: "vllm"),
        Case(
            testDescription: "the label wins over the chart", labels: .origin(provider: "nim", role: .deployment),
            chart: "vllm", name: "nim"),
        Case(
            testDescription: "by its chart", labels: [ReleaseLabels.roleKey: "deployment"], chart: "nim", name: "nim"),
        Case(testDescription: "by its chart, and loaded", labels: [ReleaseLabels.roleKey: "deployment"], chart: "vllm"),
        Case(testDescription: "nothing names it", labels: [ReleaseLabels.roleKey: "deployment"]),
        Case(testDescription: "an operator", labels: .origin(provider: "nim", role: .operator), chart: "nim"),
        Case(testDescription: "somebody else's", labels: [:], chart: "nim"),
        Case(
            testDescription: "broken", labels: .origin(provider: "kim", role: .deployment), name: "kim",
            fault: "charts/kim/provider.yaml:3:1: colour is not known here"),
        Case(
            testDescription: "broken, by its folder", labels: .origin(provider: "folder", role: .deployment),
            name: "folder", fault: "charts/folder/provider.yaml:1:1: no YAML"),
        Case(
            testDescription: "a broken operator of its name is none",
            labels: .origin(provider: "lantern", role: .deployment), name: "lantern"),
    ]

    private static func registry() throws -> ProviderRegistry {
        let known = try ProviderRegistry.builtIn()
        var contents = ProviderFolder.Contents()
        contents.broken = [
            BrokenDefinition(
                kind: .provider, name: "kim", place: "charts/kim",
                error: ProviderError(
                    .invalidDefinition, "charts/kim/provider.yaml:3:1: colour is not known here\n  and more")),
            BrokenDefinition(
                kind: .provider, name: "other", place: "charts/folder",
                error: ProviderError(.invalidDefinition, "charts/folder/provider.yaml:1:1: no YAML")),
            BrokenDefinition(
                kind: .sharedOperator, name: "lantern", place: "charts/operators/lantern.yaml",
                error: ProviderError(.invalidDefinition, "broken")),
        ]
        return ProviderRegistry([try known.provider("vllm")]).adding(contents)
    }

    @Test(arguments: cases)
    func labelsSayWhoseItIs(_ test: Case) throws {
        let found = UnknownProvider(labels: test.labels, chart: test.chart, in: try Self.registry())
        #expect(found?.name == test.name)
        #expect(found?.fault == test.fault)
    }

    @Test func whatIsWrongWithItIsSaid() throws {
        let labels: ReleaseLabels = .origin(provider: "kim", role: .deployment)
        let broken = try #require(UnknownProvider(labels: labels, chart: nil, in: try Self.registry()))
        let fault = "it is broken: charts/kim/provider.yaml:3:1: colour is not known here"
        #expect(broken.message == "provider kim is not known here: \(fault)")
        let refusal = broken.refusal(of: "a/b")
        #expect(refusal.code == .unknownProvider && !refusal.isNotReady)
        #expect(
            refusal.message == "release a/b is a deployment of provider kim, which is not known here (\(fault))")
        #expect(refusal.hint == "mend it")
        #expect(broken.refusal(toReplace: "a/b").hint?.hasPrefix("mend it, choose another name (--name, ") == true)
    }

    // MARK: - In a cluster

    /// Deploys with Dynamo, and goes on with those who know vLLM alone.
    private func with(
        transport: (any HTTPTransport) -> any HTTPTransport = { $0 },
        _ body: (SandboxCluster, DeploymentEngine) async throws -> Void
    ) async throws {
        try await SandboxCluster.with(transport: transport) { cluster in
            try await cluster.deploy("qwen3")
            let registry = ProviderRegistry([try cluster.registry.provider("vllm")])
            try await body(
                cluster,
                DeploymentEngine(
                    client: cluster.client, driver: cluster.driver, registry: registry, patience: .seconds(60)))
        }
    }

    private func expectUntouched(_ cluster: SandboxCluster) async throws {
        #expect(try await cluster.exists("qwen3"))
        let record = try await cluster.driver.record("qwen3", namespace: "models")
        #expect(record?.revision == 1 && record?.chartName == "dynamo")
    }

    @Test(arguments: [nil, "vllm"])
    func itIsNotReplaced(by provider: String?) async throws {
        try await with { cluster, engine in
            var request = try SandboxCluster.request()
            request.provider = provider
            request[.gpu] = 0
            let former = await #expect(throws: DeploymentError.self) { _ = try await engine.former(of: request) }
            #expect(former?.code == .unknownProvider && former?.message == Self.words)
            #expect(
                former?.hint == "give its folder with --charts, choose another name (--name, or name in a bootstrap "
                    + "file), or remove that one first: groundcrew deployments delete models/qwen3; nothing was changed"
            )
            for needsOperator in [true, false] {
                let refused = await #expect(throws: DeploymentError.self) {
                    _ = try await engine.plan(request, needsOperator: needsOperator)
                }
                #expect(refused?.message == Self.words)
            }
            // A plan of before the other was there.
            let plan = try DeploymentPlan(request, from: engine.registry)
            let late = await #expect(throws: DeploymentError.self) {
                _ = try await engine.deploy(plan, timeout: .seconds(60), events: NoEvents())
            }
            #expect(late?.code == .unknownProvider && late?.message == Self.words)
            try await expectUntouched(cluster)
            // Another name is free.
            request.name = "other"
            let other = try await engine.plan(request)
            #expect(other.provider.name == "vllm" && other.former == nil)
        }
    }

    @Test func itIsListedAndShown() async throws {
        try await with { _, engine in
            for namespace in [nil, "models"] {
                let inventory = try await engine.inventory(namespace: namespace)
                #expect(inventory.deployments.map(\.id) == ["models/qwen3"])
                let found = try #require(inventory.deployments.first)
                #expect(found.provider == "dynamo" && found.model == "Qwen/Qwen3-0.6B")
                #expect(found.phase == .unknown && found.message == Self.row && !found.isReleaseUnseen)
                #expect(inventory.isDecided && inventory.isComplete)
                #expect(
                    inventory.unseen.map(\.text) == ["deployment models/qwen3 cannot be seen: \(Self.row)"])
                #expect(inventory.value["unseen"]?[0]?["code"] == "unknownProvider")
            }
            #expect(try await engine.inventory(namespace: "default").deployments.isEmpty)
            let overview = try await engine.overview(namespace: nil, fallback: "default")
            #expect(overview.deployments?.deployments.map(\.phase) == [.unknown])
            #expect(overview.isDecided)
            let shown = try await engine.show("qwen3", namespace: "models")
            #expect(shown.value["phase"] == "Unknown" && shown.value["message"] == .string(Self.row))
            #expect(shown.value["provider"] == "dynamo" && shown.endpoint == nil)
            // Whose alone is meant is another.
            let other = await #expect(throws: DeploymentError.self) {
                _ = try await engine.show("qwen3", namespace: "models", provider: "vllm")
            }
            #expect(other?.code == .notFound)
        }
    }

    @Test func itsReleasesAreReadWithTheOthers() async throws {
        let between = Mutex<MeddlingTransport?>(nil)
        try await with(
            transport: { cluster in
                let transport = MeddlingTransport(cluster)
                between.withLock { $0 = transport }
                return transport
            }
        ) { _, engine in
            let transport = try #require(between.withLock { $0 })
            transport.forget()
            _ = try await engine.inventory(namespace: nil)
            let requests = transport.requests
            #expect(Set(requests).count == requests.count, "asked twice: \(requests)")
            // The records' metadata, and the one record.
            #expect(requests.count { $0.path.contains("/secrets") } == 2, "\(requests)")
        }
    }

    @Test func nothingIsDoneWithIt() async throws {
        try await with { cluster, engine in
            let attempts: [(String, @Sendable () async throws -> Void)] = [
                ("ask", { _ = try await engine.answering("qwen3", namespace: "models") }),
                ("forward", { _ = try await engine.route(to: "qwen3", namespace: "models") }),
                ("logs", { _ = try await engine.logs(of: "qwen3", namespace: "models") }),
            ]
            for (name, attempt) in attempts {
                let refused = await #expect(throws: DeploymentError.self, "\(name)") { try await attempt() }
                #expect(refused?.code == .unknownProvider && refused?.message == Self.words, "\(name)")
                #expect(refused?.hint == "give its folder with --charts")
            }
            try await expectUntouched(cluster)
        }
    }

    @Test func itIsRemovedByItsRelease() async throws {
        try await with { cluster, engine in
            try await engine.delete("qwen3", namespace: "models", timeout: .seconds(30), events: NoEvents())
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
            while try await cluster.exists("qwen3") { try await Task.sleep(for: .milliseconds(20)) }
            let gone = await #expect(throws: DeploymentError.self) {
                try await engine.delete("qwen3", namespace: "models", timeout: .seconds(30), events: NoEvents())
            }
            #expect(gone?.code == .notFound)
            #expect(try await engine.inventory(namespace: nil).deployments.isEmpty)
        }
    }
}
