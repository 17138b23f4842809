import Charts
import Deployments
import Events
import Kubernetes
import Readiness
import Releases
import Sandbox
import Testing
import Value

/// Listing, showing and deleting, also what others made.
@Suite(.timeLimit(.minutes(2)))
struct DeploymentInventoryTests {
    private func deploy(_ cluster: SandboxCluster, _ name: String = "qwen3") async throws {
        let engine = cluster.engine()
        let plan = try await engine.plan(try SandboxCluster.request("Qwen/Qwen3-0.6B", name: name))
        _ = try await engine.deploy(plan, smokeTest: false, timeout: .seconds(60), events: NoEvents())
    }

    private func delete(_ cluster: SandboxCluster, _ name: String, timeout: Duration = .seconds(30)) async throws {
        try await cluster.engine().delete(name, namespace: "models", timeout: timeout, events: NoEvents())
    }

    @Test func listsOursAndOthersInOrder() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster, "zeta")
            _ = try await cluster.client.create(SandboxCluster.handMade("by-hand"))
            let all = try await cluster.engine().list(namespace: nil)
            #expect(all.map(\.name) == ["by-hand", "zeta"])
            #expect(all.map(\.model) == [nil, "Qwen/Qwen3-0.6B"])
            #expect(all.map(\.engine) == [nil, "vllm"])
            #expect(all.allSatisfy { $0.provider == "dynamo" && $0.namespace == "models" })
            #expect(try await cluster.engine().list(namespace: "default").isEmpty)
            let shown = try await cluster.engine().show("zeta", namespace: "models")
            #expect(shown.phase == .running)
            #expect(shown.pods.count == 2)
            #expect(shown.causes.isEmpty)
        }
    }

    @Test func aClusterWithoutTheOperatorHasNoDeployments() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            #expect(try await cluster.engine().list(namespace: nil).isEmpty)
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

    @Test func deletesTheRecordOfADeploymentWhoseObjectIsGone() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster)
            let type = try await cluster.client.resourceType(
                apiVersion: "nvidia.com/v1beta1", kind: "DynamoGraphDeployment")
            _ = try await cluster.client.deleteIfPresent(type, "qwen3", namespace: "models")
            while try await cluster.exists("qwen3") { try await Task.sleep(for: .milliseconds(20)) }
            try await delete(cluster, "qwen3")
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
        }
    }

    @Test func deletesWhatWasMadeByHand() async throws {
        try await SandboxCluster.with { cluster in
            _ = try await cluster.client.create(SandboxCluster.handMade("by-hand"))
            try await delete(cluster, "by-hand")
            #expect(try await !cluster.exists("by-hand"))
        }
    }

    @Test func copiedLabelsDoNotMakeAnotherReleaseGo() async throws {
        try await SandboxCluster.with { cluster in
            try await deploy(cluster)
            _ = try await cluster.client.create(SandboxCluster.handMade("copy", copiedFrom: "qwen3"))
            let copy = try await cluster.engine().show("copy", namespace: "models")
            #expect(copy.model == nil)
            try await delete(cluster, "copy")
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
                    name: "postgres", namespace: "models", chart: .loaded(chart, files: chart.raw, origin: "test"),
                    values: [:], createsNamespace: false, waits: false, timeout: .seconds(10)),
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
                try await delete(cluster, "stuck", timeout: .milliseconds(600))
            }
            #expect(error.code == .timedOut)
            #expect(error.hint?.contains("finalizers") == true)
        }
    }

    @Test func aListThatIsForbiddenIsNotEmpty_F32() async throws {
        try await SandboxCluster.with(token: "restricted") { cluster in
            let error = try await #require(throws: KubernetesError.self) {
                try await cluster.engine().list(namespace: nil)
            }
            #expect(error.code == .forbidden)
        }
    }
}
