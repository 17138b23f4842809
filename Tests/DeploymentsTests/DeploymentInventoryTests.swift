import Charts
import Events
import HTTP
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Deployments

/// Listing, showing and deleting, also what others made.
@Suite(.timeLimit(.minutes(10)))
struct DeploymentInventoryTests {
    private func deploy(_ cluster: SandboxCluster, _ name: String = "qwen3") async throws {
        let engine = cluster.engine()
        let plan = try await engine.plan(try SandboxCluster.request("Qwen/Qwen3-0.6B", name: name))
        _ = try await engine.deploy(plan, smokeTest: false, timeout: .seconds(60), events: NoEvents())
    }

    private func delete(
        _ cluster: SandboxCluster, _ name: String, foreign: Bool = false, timeout: Duration = .seconds(30)
    ) async throws {
        try await cluster.engine().delete(
            name, namespace: "models", includingForeign: foreign, timeout: timeout, events: NoEvents())
    }

    @Test func listsOursAndOthersInOrder() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster, "zeta")
            _ = try await cluster.client.create(SandboxCluster.handMade("by-hand"))
            let all = try await cluster.engine().inventory(namespace: nil).deployments
            #expect(all.map(\.name) == ["by-hand", "zeta"])
            #expect(all.map(\.model) == [nil, "Qwen/Qwen3-0.6B"])
            #expect(all.map(\.engine) == [nil, "vllm"])
            #expect(all.allSatisfy { $0.provider == "dynamo" && $0.namespace == "models" })
            #expect(try await cluster.engine().inventory(namespace: "default").deployments.isEmpty)
            let shown = try await cluster.engine().show("zeta", namespace: "models")
            #expect(shown.phase == .running)
            #expect(shown.pods.count == 2)
            #expect(shown.causes.isEmpty)
        }
    }

    @Test func aClusterWithoutTheOperatorHasNoDeployments() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let inventory = try await cluster.engine().inventory(namespace: nil)
            #expect(inventory.deployments.isEmpty)
            #expect(inventory.isComplete)
            #expect(
                inventory.absent.map(\.text) == [
                    "NVIDIA Dynamo is not installed: the cluster serves no dynamographdeployments.nvidia.com"
                ])
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().show("qwen3", namespace: "models")
            }
            #expect(error.code == .notFound)
        }
    }

    @Test func deletesTheReleaseOfADeployment() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster)
            try await delete(cluster, "qwen3")
            #expect(try await !cluster.exists("qwen3"))
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
            let error = try await #require(throws: DeploymentError.self) { try await delete(cluster, "qwen3") }
            #expect(error.code == .notFound)
            #expect(error.hint?.isEmpty == false)
        }
    }

    /// As `kubectl delete` does it.
    private func removeObject(_ cluster: SandboxCluster) async throws {
        let type = try await cluster.client.resourceType(
            apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
        _ = try await cluster.client.deleteIfPresent(type, "qwen3", namespace: "models")
        while try await cluster.exists("qwen3") { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Its release tells of it.
    @Test func aDeploymentWhoseObjectIsGoneHasFailed() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster)
            try await removeObject(cluster)
            let engine = cluster.engine()
            let words = "its DynamoGraphDeployment is gone, and its release is still there"
            let hint = "deploy it again, or groundcrew deployments delete models/qwen3 removes the rest"
            for namespace in [nil, "models"] {
                let inventory = try await engine.inventory(namespace: namespace)
                #expect(inventory.isComplete && inventory.deployments.map(\.id) == ["models/qwen3"])
                let found = try #require(inventory.deployments.first)
                #expect(found.phase == .failed && found.isGone && found.message == "\(words): \(hint)")
                #expect(found.provider == "dynamo" && found.model == "Qwen/Qwen3-0.6B" && found.engine == "vllm")
            }
            let elsewhere = try await engine.inventory(namespace: "default").deployments
            #expect(elsewhere.isEmpty)
            let shown = try await engine.show("qwen3", namespace: "models")
            #expect(shown.phase == .failed && shown.message == "\(words): \(hint)")
            let attempts: [(String, @Sendable () async throws -> Void)] = [
                ("ask", { _ = try await engine.answering("qwen3", namespace: "models") }),
                ("forward", { _ = try await engine.route(to: "qwen3", namespace: "models") }),
                ("logs", { _ = try await engine.logs(of: "qwen3", namespace: "models") }),
            ]
            for (name, attempt) in attempts {
                let refused = await #expect(throws: DeploymentError.self, "\(name)") { try await attempt() }
                #expect(refused?.code == .notFound && refused?.hint == hint, "\(name)")
                #expect(refused?.message == "deployment models/qwen3 cannot be used: \(words)", "\(name)")
            }
            try await deploy(cluster)
            let again = try await engine.show("qwen3", namespace: "models")
            #expect(again.phase == .running && !again.isGone)
        }
    }

    @Test func deletesTheRecordOfADeploymentWhoseObjectIsGone() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster)
            try await removeObject(cluster)
            try await delete(cluster, "qwen3")
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
        }
    }

    @Test func deletesWhatWasMadeByHand() async throws {
        try await SandboxCluster.with { cluster in
            _ = try await cluster.client.create(SandboxCluster.handMade("by-hand"))
            let error = try await #require(throws: DeploymentError.self) { try await delete(cluster, "by-hand") }
            #expect(error.code == .invalidRequest)
            #expect(error.message.hasPrefix("deployment models/by-hand is held by no release of groundcrew's: "))
            #expect(error.hint?.contains("--foreign") == true)
            #expect(try await cluster.exists("by-hand"))
            try await delete(cluster, "by-hand", foreign: true)
            #expect(try await !cluster.exists("by-hand"))
        }
    }

    @Test func copiedLabelsDoNotMakeAnotherReleaseGo() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster)
            _ = try await cluster.client.create(SandboxCluster.handMade("copy", copiedFrom: "qwen3"))
            let copy = try await cluster.engine().show("copy", namespace: "models")
            #expect(copy.model == nil)
            try await delete(cluster, "copy", foreign: true)
            #expect(try await !cluster.exists("copy"))
            #expect(try await cluster.exists("qwen3"))
            #expect(try await cluster.driver.record("qwen3", namespace: "models") != nil)
        }
    }

    @Test func aReleaseThatIsNoDeploymentIsLeftAlone() async throws {
        try await SandboxCluster.with { cluster in
            let chart = try Chart.load(files: [
                ChartFile(path: "Chart.yaml", bytes: Array("apiVersion: v2\nname: database\nversion: 1.0.0\n".utf8)),
                ChartFile(
                    path: "templates/map.yaml",
                    bytes: Array("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: precious\n".utf8)),
            ])
            _ = try await cluster.driver.ensure(
                ReleaseRequest(
                    name: "postgres", namespace: "models", chart: .loaded(chart, origin: "test"),
                    values: [:], createsNamespace: false, waits: false, timeout: .seconds(120)),
                phase: .operators, events: NoEvents())
            let error = try await #require(throws: DeploymentError.self) { try await delete(cluster, "postgres") }
            #expect(error.code == .notFound)
            #expect(try await cluster.client.getIfPresent(.configMaps, "precious", namespace: "models") != nil)
        }
    }

    @Test func aFinalizerThatNobodyTakesOffIsReported_F21() async throws {
        try await SandboxCluster.with { cluster in
            var object = SandboxCluster.handMade("stuck").object ?? [:]
            object["metadata"] = [
                "name": "stuck", "namespace": "models", "finalizers": ["example.com/never"],
            ]
            _ = try await cluster.client.create(.object(object))
            let error = try await #require(throws: DeploymentError.self) {
                try await delete(cluster, "stuck", foreign: true, timeout: .milliseconds(600))
            }
            #expect(error.code == .timedOut)
            #expect(error.hint?.contains("finalizers") == true)
        }
    }

    @Test func aListThatIsForbiddenIsNotEmpty_F32() async throws {
        try await SandboxCluster.with(users: [Self.tina([])], token: "tina") { cluster in
            let error = try await #require(throws: KubernetesError.self) {
                try await cluster.engine().inventory(namespace: nil)
            }
            #expect(error.code == .forbidden)
        }
    }

    @Test func aDeletionIsWaitedForThroughAnOutage_F30() async throws {
        let isOver = Mutex(false)
        try await SandboxCluster.with(
            transport: {
                MeddlingTransport($0) { request, before in
                    // From the second time on, which is the wait, for longer than one read is patient.
                    guard request.method == "GET", request.path.hasSuffix("/dynamographdeployments/by-hand"),
                        before > 0, !isOver.withLock({ $0 })
                    else { return nil }
                    throw HTTPError(.firstByteTimedOut, "no answer")
                }
            }
        ) { cluster in
            _ = try await cluster.client.create(SandboxCluster.handMade("by-hand"))
            let log = EventLog()
            try await cluster.engine().delete(
                "by-hand", namespace: "models", includingForeign: true, timeout: .seconds(60), events: log)
            isOver.withLock { $0 = true }
            #expect(log.messages.count { $0.contains("the wait goes on") } == 1, "\(log.messages)")
            #expect(try await !cluster.exists("by-hand"))
        }
    }

    // MARK: Requests

    /// What a list of `count` deployments asks for.
    private func requests(listing count: Int, others: Int = 3) async throws -> [MeddlingTransport.Request] {
        let between = Mutex<MeddlingTransport?>(nil)
        return try await SandboxCluster.with(
            transport: { cluster in
                let transport = MeddlingTransport(cluster)
                between.withLock { $0 = transport }
                return transport
            }
        ) { cluster in
            for index in 0..<2 { try await cluster.deploy("m\(index)", namespace: ["models", "more"][index]) }
            // The others cost less to make: an object, and a record that claims to be of its release.
            let record = try await cluster.client.get(.secrets, "sh.helm.release.v1.m0.v1", namespace: "models")
            for name in (2..<count).map({ "m\($0)" }) {
                _ = try await cluster.client.create(SandboxCluster.handMade(name, copiedFrom: name))
                let labels: Value = ["owner": "helm", "name": .string(name), "version": "1", "status": "deployed"]
                _ = try await cluster.client.create(
                    [
                        "type": "helm.sh/release.v1", "data": record["data"] ?? .null,
                        "metadata": ["name": .string("sh.helm.release.v1.\(name).v1"), "labels": labels],
                    ], as: .secrets, namespace: "models")
            }
            // Releases of others, made by hand: whose records are nobody's business here.
            for index in 0..<others { _ = try await cluster.client.create(SandboxCluster.handMade("by-hand-\(index)")) }
            let transport = try #require(between.withLock { $0 })
            cluster.client.forgetDiscovery()
            transport.forget()
            let inventory = try await cluster.engine().inventory(namespace: nil)
            #expect(inventory.deployments.count == count + others)
            #expect(inventory.deployments.filter { $0.model == "Qwen/Qwen3-0.6B" }.map(\.name) == ["m0", "m1"])
            #expect(inventory.deployments.filter { $0.model != nil }.allSatisfy { $0.pods.count == 2 })
            return transport.requests
        }
    }

    @Test(arguments: [2, 20])
    func aListAsksAFewTimesAndOnceForEachRelease(count: Int) async throws {
        let requests = try await requests(listing: count)
        #expect(Set(requests).count == requests.count, "asked twice: \(requests)")
        // Discovery and objects of two kinds, pods, metadata of both kinds of records, and warnings of what does not run;
        // then one record each.
        #expect(requests.count <= count + 9, "\(requests)")
        #expect(requests.count { $0.path.contains("/pods?") } == 1)
    }

    @Test func aStatusReadsReleasesOnceForOperatorsAndModels() async throws {
        let between = Mutex<MeddlingTransport?>(nil)
        try await SandboxCluster.with(
            transport: { cluster in
                let transport = MeddlingTransport(cluster)
                between.withLock { $0 = transport }
                return transport
            }
        ) { cluster in
            try await cluster.deploy("one")
            try await cluster.deploy("two")
            let transport = try #require(between.withLock { $0 })
            cluster.client.forgetDiscovery()
            transport.forget()
            let overview = try await cluster.engine().overview(namespace: nil, fallback: "default")
            #expect(overview.operators.map(\.status) == ["deployed"])
            #expect(overview.operators.map(\.version) == ["0.1.0"])
            #expect(overview.deployments?.deployments.map(\.model) == ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B"])
            #expect(overview.unseen.isEmpty)
            let requests = transport.requests
            #expect(Set(requests).count == requests.count, "asked twice: \(requests)")
            // Identity, version, metadata of both kinds of records, the operator's; discovery and objects of two kinds, pods,
            // two records.
            #expect(requests.count == 12, "\(requests)")
        }
    }

    // MARK: Rights

    /// Someone who may do some things in one namespace and nothing elsewhere.
    private static func tina(_ resources: [String], in namespace: String = "models") -> SandboxUser {
        SandboxUser(
            name: "tina", token: "tina",
            rules: [
                .init(
                    apiGroups: ["", "apps", "nvidia.com"], resources: resources, verbs: ["get", "list", "watch"],
                    namespaces: [namespace])
            ])
    }

    private func asTina<Result: Sendable>(
        _ resources: [String], _ body: (SandboxCluster, DeploymentEngine) async throws -> Result
    ) async throws -> Result {
        try await SandboxCluster.with(users: [Self.tina(resources)], token: "tina") { cluster in
            let admin = try cluster.asAdmin()
            try await admin.deploy("qwen3")
            try await admin.deploy("elsewhere", namespace: "other")
            return try await body(cluster, cluster.engine())
        }
    }

    @Test func aNamespacedUserSeesTheirOwnAndHearsWhatIsMissing_F32() async throws {
        try await asTina(["dynamographdeployments", "deployments", "pods", "events", "secrets"]) { _, engine in
            let inventory = try await engine.inventory(namespace: nil, fallback: "models")
            #expect(inventory.deployments.map(\.id) == ["models/qwen3"])
            #expect(inventory.deployments.first?.model == "Qwen/Qwen3-0.6B")
            #expect(inventory.namespace == "models")
            #expect(!inventory.isComplete)
            #expect(
                inventory.unseen.map(\.text) == [
                    "NVIDIA Dynamo's deployments of other namespaces cannot be seen: the caller may not list "
                        + "dynamographdeployments.nvidia.com in all namespaces",
                    "vLLM's deployments of other namespaces cannot be seen: the caller may not list deployments.apps in "
                        + "all namespaces",
                ])
            let own = try await engine.inventory(namespace: "models", fallback: "models")
            #expect(own.isComplete)
            #expect(own.unseen.isEmpty)
            await #expect(throws: KubernetesError.self) {
                try await engine.inventory(namespace: "other", fallback: "models")
            }
            await #expect(throws: KubernetesError.self) { try await engine.inventory(namespace: nil) }
        }
    }

    @Test func withoutRightsOnSecretsAllButTheModelIsShown_F32() async throws {
        try await asTina(["dynamographdeployments", "deployments", "pods", "events"]) { _, engine in
            let words =
                "releases in namespace models cannot be seen: the caller may not list secrets in namespace models"
            let shown = try await engine.show("qwen3", namespace: "models")
            #expect(shown.phase == .running)
            #expect(shown.pods.count == 2)
            #expect(shown.model == nil)
            #expect(shown.isReleaseUnseen)
            #expect(shown.unseen.map(\.text) == [words])
            let inventory = try await engine.inventory(namespace: "models")
            #expect(!inventory.isComplete && inventory.isDecided)
            #expect(inventory.unseen.map(\.text) == [words])
            #expect(inventory.value["unseen"]?[0]?["verb"] == "list")
            #expect(inventory.value["unseen"]?[0]?["resource"] == "secrets")
            #expect(inventory.value["unseen"]?[0]?["namespace"] == "models")
        }
    }

    /// Of a deployment whose provider is not loaded its release alone tells.
    @Test func whoSeesNoReleaseCannotSayThatThereIsNoDeployment_F32() async throws {
        try await asTina(["dynamographdeployments", "deployments", "pods", "events"]) { cluster, engine in
            try await delete(try cluster.asAdmin(), "qwen3")
            let inventory = try await engine.inventory(namespace: "models")
            #expect(inventory.deployments.isEmpty && !inventory.isComplete && inventory.isDecided)
            let error = try await #require(throws: DeploymentError.self) {
                try await engine.show("nothing", namespace: "models")
            }
            #expect(error.code == .unseen)
            #expect(
                error.message
                    == "whether there is a deployment nothing in namespace models is unknown: releases in namespace "
                    + "models cannot be seen: the caller may not list secrets in namespace models")
        }
    }

    @Test func aStatusShowsWhatItMay_F32() async throws {
        try await asTina(["dynamographdeployments", "deployments", "pods", "events"]) { _, engine in
            let overview = try await engine.overview(namespace: nil, fallback: "models")
            #expect(overview.isDecided)
            #expect(overview.deployments?.deployments.map(\.id) == ["models/qwen3"])
            // It may be there, and may not.
            #expect(overview.operators.map(\.status) == ["unknown"])
            let gaps = overview.unseen.map(\.text)
            #expect(gaps.contains { $0.hasPrefix("releases in namespace dynamo-system cannot be seen") }, "\(gaps)")
            #expect(gaps.contains { $0.contains("list dynamographdeployments.nvidia.com in all namespaces") })
        }
        try await asTina([]) { _, engine in
            let overview = try await engine.overview(namespace: nil, fallback: "models")
            #expect(!overview.isDecided)
            #expect(overview.unseen.contains { $0.verb == "list" && $0.namespace == "models" })
        }
    }

    /// What is seen of one provider says nothing about the others.
    @Test func aProviderWhoseDeploymentsAreHiddenLeavesAStatusUndecided_F32() async throws {
        try await asTina(["deployments", "pods", "events", "secrets"]) { _, engine in
            let inventory = try await engine.inventory(namespace: "models")
            #expect(inventory.hidden == ["dynamo"])
            #expect(!inventory.isComplete && !inventory.isDecided)
            #expect(try await !engine.overview(namespace: "models", fallback: "models").isDecided)
        }
    }

    /// Where no operator is there, nothing but plain Deployments could be seen.
    @Test(arguments: [[], ["deployments", "pods", "events"]])
    func whereNothingAtAllMayBeLookedAtNothingIsDecided(resources: [String]) async throws {
        try await SandboxCluster.with(
            hasOperator: false, users: [Self.tina(resources)], token: "tina"
        ) { cluster in
            let inventory = try await cluster.engine().inventory(namespace: "models", fallback: "models")
            #expect(inventory.isBlind == resources.isEmpty && inventory.isDecided == !resources.isEmpty)
            #expect(inventory.hidden.isEmpty)
            let overview = ClusterOverview(
                identity: try await cluster.client.identity(), version: nil, operators: [], deployments: inventory,
                unseen: inventory.unseen)
            #expect(overview.isDecided == !resources.isEmpty)
        }
    }

    /// A role for one provider's custom resources need not hold plain Deployments: that is told, and decides nothing.
    @Test func plainDeploymentsThatAreHiddenAreToldAlone_F32() async throws {
        try await asTina(["dynamographdeployments", "pods", "events", "secrets"]) { _, engine in
            let inventory = try await engine.inventory(namespace: "models")
            #expect(inventory.deployments.map(\.id) == ["models/qwen3"])
            #expect(!inventory.isComplete && inventory.isDecided)
            #expect(inventory.hidden.isEmpty)
            #expect(inventory.unseen.map(\.resource) == ["deployments.apps"])
            #expect(try await engine.overview(namespace: "models", fallback: "models").isDecided)
            #expect(try await engine.show("qwen3", namespace: "models").phase == .running)
            // It may be one of those that cannot be seen.
            let error = try await #require(throws: KubernetesError.self) {
                try await engine.show("nothing", namespace: "models")
            }
            #expect(error.code == .forbidden)
        }
    }

    // MARK: Releases of others

    @Test func eventsOfOthersObjectsAreNobodysCause() async throws {
        // Nobody makes pods here, which would be ready before long.
        try await SandboxCluster.with(hasOperator: false) { cluster in
            func refusal(_ name: String) -> Value {
                [
                    "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "FailedCreate",
                    "message": .string("\(name): exceeded quota"),
                    "metadata": ["name": .string("\(name).1"), "namespace": "models"],
                    "involvedObject": ["kind": "ReplicaSet", "name": .string(name), "namespace": "models"],
                ]
            }
            _ = try await cluster.client.create(refusal("mine-worker-7d9f"))
            _ = try await cluster.client.create(refusal("database-5c4"))
            let found = FoundDeployment(
                object: SandboxCluster.handMade("mine"), provider: try ProviderRegistry.builtIn().providers[0],
                namespace: "models")
            let status = try await cluster.engine().described([found])[0]
            let refused = status.causes.filter { $0.cause == .notCreated }
            #expect(refused.map(\.message) == ["mine-worker-7d9f: exceeded quota"])
        }
    }

    /// A name that no label can hold, and a status that is none: somebody's, and the others are listed all the same.
    @Test func strangeObjectsHideNobody() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let long = String(repeating: "x", count: 70)
            _ = try await cluster.client.create(SandboxCluster.handMade(long))
            let inventory = try await cluster.engine().inventory(namespace: nil)
            #expect(inventory.deployments.map(\.name) == ["qwen3", long])
            #expect(inventory.deployments.first?.pods.count == 2)
        }
        let provider = try ProviderRegistry.builtIn().providers[0]
        var broken = SandboxCluster.handMade("broken").object ?? [:]
        broken["status"] = "no object"
        let found = FoundDeployment(object: .object(broken), provider: provider, namespace: "models")
        try await SandboxCluster.with { cluster in
            let status = try await cluster.engine().described([found])[0]
            #expect(status.phase == .unknown)
        }
    }
}
