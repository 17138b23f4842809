import Charts
import Events
import HTTP
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import Testing
import Value

@testable import Deployments

/// Other numbers of replicas for deployments of releases, and for those that are none.
@Suite(.timeLimit(.minutes(5)))
struct ScaleTests {
    private func scale(
        _ cluster: SandboxCluster, _ name: String = "qwen3", replicas: Int64? = nil, values: Object = [:],
        waits: Bool = true
    ) async throws -> ScaledDeployment {
        let engine = cluster.engine()
        let plan = try await engine.scalePlan(
            try ScaleChange(replicas: replicas, values: values), of: name, namespace: "models")
        return try await engine.scale(plan, waits: waits, timeout: .seconds(60), events: NoEvents())
    }

    private func refusal(
        _ cluster: SandboxCluster, _ name: String = "qwen3", replicas: Int64? = nil, values: Object = [:]
    ) async throws -> DeploymentError {
        try await #require(throws: DeploymentError.self) {
            try await cluster.engine().scalePlan(
                try ScaleChange(replicas: replicas, values: values), of: name, namespace: "models")
        }
    }

    @Test func theReleasesValuesAreKeptAndTheNumberIsNew() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request[.gpu] = 0
            request[.engine] = "sglang"
            request.values = request.values.merged(with: ["labels": ["team": "a"]])
            let engine = cluster.engine()
            _ = try await engine.deploy(
                try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
            let before = try #require(try await cluster.driver.record("qwen3", namespace: "models"))
            let result = try await scale(cluster, replicas: 3)
            #expect(result.change == .changed)
            #expect(result.status.phase == .running)
            #expect(result.status.provider == "dynamo")
            #expect(result.status.engine == "sglang")
            #expect(result.status.model == "Qwen/Qwen3-0.6B")
            #expect(result.status.pods.count == 4, "three workers and a frontend")
            #expect(result.plan.words == "replicas 3, was 1")
            #expect(result.plan.remark == nil)
            let after = try #require(try await cluster.driver.record("qwen3", namespace: "models"))
            #expect(after.revision == before.revision + 1)
            var values = after.values
            #expect(values["replicas"] == 3)
            values["replicas"] = before.values["replicas"]
            #expect(values == before.values)
            #expect(after.labels == before.labels)
        }
    }

    @Test func theSecondRunChangesNothing() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            #expect(try await scale(cluster, replicas: 2).change == .changed)
            let again = try await scale(cluster, replicas: 2)
            #expect(again.change == .unchanged)
            #expect(again.plan.changes.isEmpty)
            #expect(again.plan.words == "its values are as asked for")
            #expect(again.value["change"] == "unchanged")
            #expect(again.value["values"] == [])
            #expect(try await cluster.driver.record("qwen3", namespace: "models")?.revision == 2)
        }
    }

    @Test func aNumberThatTheChartGivesAnywayIsNoChange() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let result = try await scale(cluster, replicas: 1, values: ["decodeReplicas": .null])
            #expect(result.change == .unchanged)
            let record = try await cluster.driver.record("qwen3", namespace: "models")
            #expect(record?.revision == 1)
            #expect(record?.values["replicas"] == nil)
        }
    }

    @Test func zeroStopsItAndOneStartsItAgain() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let stopped = try await scale(cluster, replicas: 0)
            #expect(stopped.status.phase == .stopped)
            #expect(stopped.value["values"] == [["name": "replicas", "before": 1, "after": 0]])
            #expect(try await scale(cluster, replicas: 1).status.phase == .running)
        }
    }

    @Test func aRunThatDoesNotWaitReturnsWithTheRecord() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let result = try await scale(cluster, replicas: 2, waits: false)
            #expect(result.change == .changed)
            #expect(try await cluster.driver.record("qwen3", namespace: "models")?.values["replicas"] == 2)
        }
    }

    @Test func aPlanChangesNothing() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let plan = try await cluster.engine().scalePlan(
                try ScaleChange(replicas: 5, values: [:]), of: "qwen3", namespace: "models")
            #expect(try await cluster.engine().preview(plan).manifest.contains("replicas: 5"))
            #expect(try await cluster.driver.record("qwen3", namespace: "models")?.revision == 1)
        }
    }

    /// In mode disaggregated, the parts have numbers of their own.
    @Test func numbersOfTheChartsOwnAreTakenAndOnesWithoutEffectRefused() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request[.gpu] = 0
            request[.mode] = "disaggregated"
            let engine = cluster.engine()
            _ = try await engine.deploy(
                try await engine.plan(request), smokeTest: false, timeout: .seconds(60), events: NoEvents())
            let more = try await scale(cluster, values: ["decodeReplicas": 2])
            #expect(more.plan.words == "decodeReplicas 2, was unset")
            #expect(more.status.pods.count == 4, "a frontend, one for prefill, two for decode")
            _ = try await scale(cluster, values: ["prefillReplicas": 2])
            let error = try await refusal(cluster, replicas: 3)
            #expect(error.code == .invalidRequest)
            #expect(
                error.message
                    == "replicas 3, was 1 would change nothing of deployment models/qwen3: its other values decide")
            #expect(error.hint?.contains("replicas, prefillReplicas, decodeReplicas") == true, "\(error.hint ?? "")")
            // A number that is taken back follows the common one again.
            let back = try await scale(cluster, values: ["decodeReplicas": .null])
            #expect(back.plan.words == "decodeReplicas unset, was 2")
        }
    }

    @Test func aMisspeltNumberIsRefused() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            await #expect(throws: RenderError.self) {
                try await cluster.engine().scalePlan(
                    try ScaleChange(replicas: nil, values: ["decodReplicas": 2]), of: "qwen3", namespace: "models")
            }
        }
    }

    @Test func whatTheSchemaRefusesIsRefusedBeforeAnyWrite() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            await #expect(throws: RenderError.self) {
                try await cluster.engine().scalePlan(
                    try ScaleChange(replicas: 1001, values: [:]), of: "qwen3", namespace: "models")
            }
            #expect(try await cluster.driver.record("qwen3", namespace: "models")?.revision == 1)
        }
    }

    // MARK: - Whose it is

    @Test func whatIsNotThereIsNotFound() async throws {
        try await SandboxCluster.with { cluster in
            let refused = try await refusal(cluster, "nosuch", replicas: 2)
            #expect(refused.code == .notFound)
        }
    }

    @Test(arguments: [false, true])
    func whatNoReleaseHoldsIsLeftAlone(hasCopiedLabels: Bool) async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            _ = try await cluster.client.create(
                SandboxCluster.handMade("by-hand", copiedFrom: hasCopiedLabels ? "qwen3" : nil))
            let error = try await refusal(cluster, "by-hand", replicas: 2)
            #expect(error.code == .invalidRequest)
            #expect(
                error.message.hasPrefix(
                    "deployment models/by-hand is held by no release of groundcrew's or Helm's, so there are no "
                        + "values to change: "), "\(error.message)")
            #expect(
                error.hint?.hasPrefix(
                    "kubectl edit dynamographdeployments.nvidia.com by-hand --namespace models; or deploy ") == true,
                "\(error.hint ?? "")")
            #expect(try await cluster.driver.record("qwen3", namespace: "models")?.revision == 1)
        }
    }

    @Test func whatSomebodyElseWouldUndoIsLeftToThem() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let type = try await cluster.client.resourceType(
                apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
            _ = try await cluster.client.patch(
                type, "qwen3", namespace: "models",
                with: .merge(["metadata": ["labels": ["helm.toolkit.fluxcd.io/name": "qwen"]]]))
            let error = try await refusal(cluster, replicas: 2)
            #expect(error.code == .invalidRequest)
            #expect(
                error.message
                    == "deployment models/qwen3 is not scaled here, because Flux's HelmRelease qwen makes it")
            #expect(error.hint == "change the values of Flux's HelmRelease qwen; nothing was changed")
        }
    }

    /// A release whose name is not the deployment's, made without groundcrew's labels, as Helm makes one.
    @Test func aReleaseOfHelmsIsScaledAndStaysHelms() async throws {
        try await SandboxCluster.with { cluster in
            let chart = try cluster.registry.provider("dynamo").chart
            _ = try await cluster.driver.ensure(
                ReleaseRequest(
                    name: "mine", namespace: "models", chart: .loaded(chart, origin: "dynamo"),
                    values: ["modelId": "Qwen/Qwen3-0.6B", "name": "served", "resources": ["gpu": 0]],
                    createsNamespace: false, waits: false), phase: .models, events: NoEvents())
            let result = try await scale(cluster, "served", replicas: 2)
            #expect(result.status.phase == .running)
            #expect(result.status.id == "models/served")
            #expect(result.plan.release == "mine")
            let record = try #require(try await cluster.driver.record("mine", namespace: "models"))
            #expect(record.revision == 2)
            #expect(record.labels[ReleaseLabels.roleKey] == nil)
            #expect(
                record.values == [
                    "modelId": "Qwen/Qwen3-0.6B", "name": "served", "resources": ["gpu": 0], "replicas": 2,
                ])
            #expect(try await cluster.driver.record("served", namespace: "models") == nil)
        }
    }

    @Test func aReleaseThatMayNotBeReadIsForbidden() async throws {
        let users = [
            SandboxUser(
                name: "reader", token: "reader",
                rules: [
                    .init(
                        apiGroups: ["*"], resources: ["dynamographdeployments", "deployments", "pods", "events"],
                        verbs: ["get", "list", "watch"], namespaces: ["models"])
                ])
        ]
        try await SandboxCluster.with(users: users, token: "reader") { cluster in
            try await cluster.asAdmin().deploy("qwen3")
            let error = try await #require(throws: KubernetesError.self) {
                try await cluster.engine().scalePlan(
                    try ScaleChange(replicas: 2, values: [:]), of: "qwen3", namespace: "models")
            }
            #expect(error.code == .forbidden)
        }
    }
}
