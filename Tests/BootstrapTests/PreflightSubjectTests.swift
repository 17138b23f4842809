import Bootstrap
import Models
import Providers
import Testing
import Value

/// What checks are told about what is about to happen.
@Suite struct PreflightSubjectTests {
    private func want(
        version: String? = nil, values: Object = [:], natsURL: String? = nil, etcdURL: String? = nil,
        requests: [DeploymentRequest] = [], installs: Bool = true
    ) throws -> Object {
        let provider = try ProviderRegistry.builtIn().provider("dynamo")
        var override = BootstrapFile.OperatorOverride(values: values)
        override.version = version
        let planning = OperatorPlanning(charts: PublishedCharts(), currentFolder: "/", timeout: .seconds(1))
        return try PreflightSubject(
            provider: provider, operators: try planning.plans(for: provider, overrides: ["dynamo-platform": override]),
            deployments: requests, driver: "native", installs: installs, natsURL: natsURL, etcdURL: etcdURL
        ).want()
    }

    struct Need: Sendable {
        var version: String
        var values: Object = [:]
        var nats: Bool
        var etcd: Bool
        var isBundled = false
    }

    @Test(arguments: [
        Need(version: "1.5.1", nats: false, etcd: false), Need(version: "0.9.0", nats: false, etcd: false),
        Need(version: "0.8.1", nats: true, etcd: true, isBundled: true),
        Need(
            version: "1.5.1", values: ["global": ["nats": ["install": true]]], nats: true, etcd: false, isBundled: true),
        Need(version: "1.5.1", values: ["global": ["nats": ["enabled": true]]], nats: true, etcd: false),
        Need(version: "1.5.1", values: ["dynamo-operator": ["natsAddr": "nats://x:1"]], nats: true, etcd: false),
        Need(version: "1.5.1", values: ["dynamo-operator": ["etcdAddr": "http://x:1"]], nats: false, etcd: true),
        Need(
            version: "1.5.1", values: ["global": ["etcd": ["install": true]]], nats: false, etcd: true, isBundled: true),
    ])
    func servicesAreAskedForOnlyWhereNeeded_F42(need: Need) throws {
        let want = try want(version: need.version, values: need.values)
        #expect((want["nats"] != .null) == need.nats)
        #expect((want["etcd"] != .null) == need.etcd)
        for service in [want["nats"], want["etcd"]].compactMap(\.self) where service != .null {
            #expect(service["bundled"]?.bool == need.isBundled)
            #expect(service["given"] == false)
        }
    }

    @Test func aURLThatTheUserGivesIsCheckedNeededOrNot() throws {
        let want = try want(natsURL: "nats://mine:4222")
        #expect(want["nats"]?["url"] == "nats://mine:4222")
        #expect(want["nats"]?["given"] == true)
        #expect(want["nats"]?["bundled"] == false)
        #expect(want["nats"]?["jetstream"] == true)
        #expect(want["etcd"] == .null)
    }

    @Test func theAddressComesFromTheValues() throws {
        let want = try want(values: ["dynamo-operator": ["natsAddr": "nats://far:4222"]])
        #expect(want["nats"]?["url"] == "nats://far:4222")
    }

    private func request(_ change: (inout DeploymentRequest) -> Void = { _ in }) throws -> DeploymentRequest {
        let model = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
        var request = DeploymentRequest(model: model, name: "qwen3", namespace: "models")
        change(&request)
        return request
    }

    @Test func gpusAreCountedAsTheChartWillAskForThem() throws {
        let requests = [
            try request(),
            try request {
                $0.replicas = 3
                $0.gpu = 2
            },
            try request {
                $0.mode = "disaggregated"
                $0.replicas = 2
            },
            try request {
                $0.mode = "disaggregated"
                $0.values = ["prefillReplicas": 1, "decodeReplicas": 4]
            },
        ]
        let found = try want(requests: requests)["deployments"]?.array ?? []
        #expect(found.map { $0["gpus"]?["perWorker"]?.double } == [1, 2, 1, 1])
        #expect(found.map { $0["gpus"]?["workers"]?.double } == [1, 3, 4, 5])
    }

    @Test func placementRulesOfTheValuesAreHandedOn() throws {
        let request = try request { $0.values = ["nodeSelector": ["pool": "h100"], "tolerations": [["key": "a"]]] }
        let deployment = try want(requests: [request])["deployments"]?[0]
        #expect(deployment?["nodeSelector"] == ["pool": "h100"])
        #expect(deployment?["tolerations"] == [["key": "a"]])
        #expect(deployment?["accelerator"] == "nvidia")
        #expect(deployment?["name"] == "qwen3")
    }

    @Test func versionsAndOperatorsAreThoseOfTheRun() throws {
        let want = try want(version: "2.0.0", installs: false)
        #expect(want["installs"] == false)
        #expect(want["driver"] == "native")
        #expect(want["operators"]?[0]?["version"] == "2.0.0")
        #expect(want["operators"]?[0]?["namespace"] == "dynamo-system")
        #expect(want["kubernetes"] == ["versions": ">=1.30.0-0"])
        #expect(want["crds"]?[0]?["versions"] == ["v1beta1", "v1alpha1"])
    }
}
