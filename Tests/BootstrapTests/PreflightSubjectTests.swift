import Bootstrap
import Models
import Operators
import Preflight
import Providers
import Testing
import Value

/// What checks are told about what is about to happen.
@Suite struct PreflightSubjectTests {
    private func subject(
        version: String? = nil, values: Object = [:], natsURL: String? = nil, etcdURL: String? = nil,
        deployments: [PreflightSubject.Deployment] = [], installs: Bool = true
    ) throws -> Subject {
        let provider = try ProviderRegistry.builtIn().provider("dynamo")
        var override = OperatorOverride(values: values)
        override.version = version
        let planning = OperatorPlanning(
            registry: try .builtIn(), charts: PublishedCharts(), manifests: .none, currentFolder: "/",
            timeout: .seconds(1))
        let operators = try planning.plans(for: [provider], overrides: ["dynamo-platform": override])
        return try PreflightSubject(
            [.init(provider, operators: operators, deployments: deployments)], driver: "native", installs: installs,
            natsURL: natsURL, etcdURL: etcdURL
        ).subject()
    }

    struct Need: Sendable {
        var version: String
        var values: Object = [:]
        var nats: Bool
        var etcd: Bool
        var isBundled = false
    }

    @Test(arguments: [
        Need(version: "1.5.1", nats: false, etcd: false), Need(version: "1.4.0", nats: false, etcd: false),
        Need(version: "1.3.1", nats: true, etcd: false, isBundled: true),
        Need(version: "0.8.1", nats: true, etcd: true, isBundled: true),
        Need(
            version: "1.5.1", values: ["global": ["nats": ["install": true]]], nats: true, etcd: false, isBundled: true),
        Need(version: "1.5.1", values: ["dynamo-operator": ["natsAddr": "nats://x:1"]], nats: true, etcd: false),
        Need(version: "1.5.1", values: ["dynamo-operator": ["etcdAddr": "http://x:1"]], nats: false, etcd: true),
        Need(
            version: "1.5.1", values: ["global": ["etcd": ["install": true]]], nats: false, etcd: true, isBundled: true),
    ])
    func servicesAreAskedForOnlyWhereNeeded_F42(need: Need) throws {
        let subject = try subject(version: need.version, values: need.values)
        #expect(subject.nats.count == (need.nats ? 1 : 0))
        #expect(subject.etcd.count == (need.etcd ? 1 : 0))
        for service in subject.nats + subject.etcd {
            #expect(service.isBundled == need.isBundled)
            #expect(!service.isGiven)
            #expect(service.neededBy == ["dynamo-platform \(need.version)"])
        }
    }

    /// By what is known of the version that is installed, and of the one that the chart runs.
    @Test(
        arguments: [
            ("dynamo", nil, [.init(neededBy: "dynamo-platform 1.6.2", least: 580, cuda: "13", provider: "dynamo")]),
            ("dynamo", "1.5.1", [.init(neededBy: "dynamo-platform 1.5.1", least: 580, cuda: "13", provider: "dynamo")]),
            (
                "dynamo", "1.2.0",
                [.init(neededBy: "dynamo-platform 1.2.0", least: 575, cuda: "12.9", provider: "dynamo")]
            ), ("dynamo", "0.9.1", []), ("dynamo", "9.9.9", []),
            ("vllm", nil, [.init(neededBy: "vLLM with 0.31.0", least: 580, cuda: "13", provider: "vllm")]),
            (
                "kuberay", nil,
                [.init(neededBy: "KubeRay with 2.56.0", least: 580, cuda: "13.0", provider: "kuberay")]
            ), ("llm-d", nil, []),
            ("kaito", nil, []),
        ] as [(String, String?, [Subject.Driver])])
    func driversThatImagesNeedAreTold(name: String, version: String?, drivers: [Subject.Driver]) throws {
        let registry = try ProviderRegistry.builtIn()
        let provider = try registry.provider(name)
        var override = OperatorOverride()
        override.version = version
        let planning = OperatorPlanning(
            registry: registry, charts: PublishedCharts(), manifests: .none, currentFolder: "/", timeout: .seconds(1))
        let operators = try planning.plans(for: [provider], overrides: ["dynamo-platform": override])
        let subject = try PreflightSubject(
            [.init(provider, operators: operators)], driver: "native", installs: true
        ).subject()
        #expect(subject.drivers == drivers)
        #expect(subject.value["drivers"]?.array?.count == drivers.count)
    }

    /// By the tags that values of deployments name; of images of the user's own nothing is known.
    @Test(
        arguments: [
            ([["tag": "0.31.0"]], ["vLLM with 0.31.0"]), ([["tag": "v0.31.0"]], ["vLLM with v0.31.0"]),
            ([["tag": "0.1.0"]], []), ([["repository": "mine/vllm"]], []),
            ([["tag": ""]], ["vLLM with 0.31.0"]), ([["repository": "mine/vllm"], [:]], ["vLLM with 0.31.0"]),
        ] as [([Object], [String])])
    func driversFollowTheTagsOfValues(images: [Object], needed: [String]) throws {
        let provider = try ProviderRegistry.builtIn().provider("vllm")
        let deployments = images.enumerated().map { index, image in
            PreflightSubject.Deployment(name: "d\(index)", namespace: "n", values: ["image": .object(image)])
        }
        let wanted = PreflightSubject.Wanted(provider, operators: [], deployments: deployments)
        let subject = try PreflightSubject([wanted], driver: "native", installs: true).subject()
        #expect(subject.drivers.map(\.neededBy) == needed)
        #expect(subject.drivers.allSatisfy { $0.provider == "vllm" })
    }

    @Test func aURLThatTheUserGivesIsCheckedNeededOrNot() throws {
        let subject = try subject(natsURL: "nats://mine:4222")
        let nats = try #require(subject.nats.first)
        #expect(nats.url == "nats://mine:4222")
        #expect(nats.isGiven && !nats.isBundled && nats.needsJetStream)
        #expect(subject.etcd.isEmpty)
    }

    @Test func theAddressComesFromTheValues() throws {
        let subject = try subject(values: ["dynamo-operator": ["natsAddr": "nats://far:4222"]])
        #expect(subject.nats.map(\.url) == ["nats://far:4222"])
    }

    @Test(arguments: [("ftp://a", nil), (nil, "nats://a:1")] as [(String?, String?)])
    func aURLThatNobodyCanAskIsRefused(nats: String?, etcd: String?) throws {
        let error = try #require(throws: ProviderError.self) { try subject(natsURL: nats, etcdURL: etcd) }
        #expect(error.code == .unsupported)
    }

    // MARK: Deployments

    private func deployment(_ change: (inout DeploymentRequest) -> Void = { _ in }) throws
        -> PreflightSubject.Deployment
    {
        let model = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
        var request = DeploymentRequest(model: model, name: "qwen3", namespace: "models")
        change(&request)
        return .init(request)
    }

    struct Count: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var workers: Int64
        var perWorker: Int64
        var request: @Sendable (inout DeploymentRequest) -> Void
    }

    /// The chart's numbers are floats, the user's integers: each alone and both together.
    static let counts = [
        Count(testDescription: "all of the chart's", workers: 1, perWorker: 1) { _ in },
        Count(testDescription: "replicas alone", workers: 2, perWorker: 1) { $0[.replicas] = 2 },
        Count(testDescription: "no replicas", workers: 0, perWorker: 1) { $0[.replicas] = 0 },
        Count(testDescription: "gpu alone", workers: 1, perWorker: 2) { $0[.gpu] = 2 },
        Count(testDescription: "replicas and gpu", workers: 3, perWorker: 2) {
            $0[.replicas] = 3
            $0[.gpu] = 2
        },
        Count(testDescription: "replicas of both kinds of workers", workers: 4, perWorker: 1) {
            $0[.mode] = "disaggregated"
            $0[.replicas] = 2
        },
        Count(testDescription: "decodeReplicas alone", workers: 4, perWorker: 1) {
            $0[.mode] = "disaggregated"
            $0.values["decodeReplicas"] = 3
        },
        Count(testDescription: "prefillReplicas alone", workers: 3, perWorker: 1) {
            $0[.mode] = "disaggregated"
            $0.values["prefillReplicas"] = 2
        },
        Count(testDescription: "both kinds of workers", workers: 5, perWorker: 4) {
            $0[.mode] = "disaggregated"
            $0[.gpu] = 4
            $0.values["prefillReplicas"] = 1
            $0.values["decodeReplicas"] = 4
        },
        Count(testDescription: "a pod on each node of a worker", workers: 6, perWorker: 8) {
            $0[.replicas] = 3
            $0[.gpu] = 8
            $0.values["multinode"] = ["nodeCount": 2]
        },
        Count(testDescription: "prefill and decode workers on nodes of their own", workers: 10, perWorker: 1) {
            $0.values = [
                "mode": "disaggregated", "prefillReplicas": 2, "decodeReplicas": 1,
                "multinode": ["nodeCount": 4, "prefillNodeCount": 3],
            ]
        },
        Count(testDescription: "floats of a values file", workers: 2, perWorker: 4) {
            $0.values = ["replicas": 2, "resources": ["gpu": 4.0]]
        },
    ]

    @Test(arguments: counts)
    func gpusAreCountedAsTheChartWillAskForThem(count: Count) throws {
        let found = try #require(try subject(deployments: [try deployment(count.request)]).deployments.first)
        #expect(found.workers == count.workers)
        #expect(found.perWorker == count.perWorker)
    }

    /// Workers on several nodes need what ties their pods together: Grove, or LeaderWorkerSet.
    @Test(
        arguments: [
            ([:], [:], nil), (["multinode": ["nodeCount": 2]], [:], false),
            (["mode": "disaggregated", "multinode": ["decodeNodeCount": 2]], [:], false),
            (["mode": "disaggregated", "multinode": ["nodeCount": 2]], [:], false),
            (
                ["mode": "disaggregated", "multinode": ["nodeCount": 2, "prefillNodeCount": 1, "decodeNodeCount": 1]],
                [:], nil
            ),
            (["multinode": ["decodeNodeCount": 2]], [:], nil),
            (["multinode": ["nodeCount": 2]], ["global": ["grove": ["install": true]]], true),
            (["multinode": ["nodeCount": 2]], ["global": ["lws": ["install": true]]], true),
            (["multinode": ["nodeCount": 2]], ["global": ["grove": ["enabled": true]]], false),
        ] as [(Object, Object, Bool?)])
    func workersOnSeveralNodesNeedGroveOrLeaderWorkerSet(values: Object, platform: Object, isBundled: Bool?) throws {
        let subject = try subject(values: platform, deployments: [try deployment { $0.values = values }])
        #expect(subject.alternatives.map(\.isBundled) == (isBundled.map { [$0] } ?? []))
        for item in subject.alternatives {
            #expect(item.crds == ["podcliquesets.grove.io", "leaderworkersets.leaderworkerset.x-k8s.io"])
            #expect(item.neededBy == ["models/qwen3"])
            #expect(item.words == "for workers on several nodes")
        }
    }

    @Test(
        arguments: [
            (["replicas": -3], "-3"), (["replicas": 1.5], "1.5"), (["replicas": "two"], "\"two\""),
            (["resources": ["gpu": -1]], "-1"), (["replicas": .null], "null"), (["replicas": 1_000_001], "1000001"),
            (["mode": "disaggregated", "decodeReplicas": "x"], "decodeReplicas"),
        ] as [(Object, String)])
    func aCountThatIsNoneIsRefusedAndNeverTakenForZero(values: Object, says: String) throws {
        let deployment = try deployment { $0.values = values }
        let error = try #require(throws: ProviderError.self) { try subject(deployments: [deployment]) }
        #expect(error.message.contains("models/qwen3"), "\(error)")
        #expect(error.message.contains(says), "\(error)")
    }

    @Test func placementRulesOfTheValuesAreHandedOn() throws {
        let deployment = try deployment {
            $0.values = ["nodeSelector": ["pool": "h100"], "tolerations": [["key": "a"]]]
        }
        let found = try #require(try subject(deployments: [deployment]).deployments.first)
        #expect(found.nodeSelector == ["pool": "h100"])
        #expect(found.tolerations == [Toleration(key: "a")])
        #expect(found.accelerator == "nvidia")
        #expect(found.name == "qwen3")
    }

    @Test func versionsAndOperatorsAreThoseOfTheRun() throws {
        let subject = try subject(version: "2.0.0", installs: false)
        #expect(!subject.installs)
        #expect(subject.driver == "native")
        #expect(subject.operators.map(\.version) == ["2.0.0"])
        #expect(subject.operators.map(\.namespace) == ["dynamo-system"])
        #expect(subject.kubernetes == [.init(versions: ">=1.30.0-0", provider: "NVIDIA Dynamo")])
        #expect(subject.crds.map(\.versions) == [["v1beta1", "v1alpha1"]])
        #expect(subject.providers.first?.tolerations.map(\.key) == ["nvidia.com/gpu"])
    }

    // MARK: Several providers and operators

    private func subject(of providers: [Provider], natsURL: String? = nil) throws -> Subject {
        let planning = OperatorPlanning(
            registry: try .builtIn(), charts: PublishedCharts(), manifests: .none, currentFolder: "/",
            timeout: .seconds(1))
        return try PreflightSubject(
            try providers.map { .init($0, operators: try planning.plans(for: [$0]), deployments: [try deployment()]) },
            driver: "native", installs: true, natsURL: natsURL
        ).subject()
    }

    @Test func whatDeploymentsNeedCounts() throws {
        let registry = try ProviderRegistry.builtIn()
        let dynamo = try subject(of: [try OtherProvider.dynamo()])
        #expect(dynamo.operators.map(\.crds) == [["dynamographdeployments.nvidia.com"]])
        // What an operator needs for itself is none of a deployment's business.
        let kserve = try registry.provider("kserve")
        let needed = try registry.operators(of: kserve).filter(\.isShared).flatMap(\.crds).map(\.name)
        try #require(!needed.isEmpty)
        let names = try subject(of: [kserve]).crds.map(\.name)
        #expect(Set(names).isDisjoint(with: needed), "\(names)")
        let needing = try OtherProvider.make(requirements: OtherProvider.requirements + "needs: [cert-manager]\n")
        let wanted = try subject(of: [needing])
        #expect(wanted.crds.map(\.name).contains("issuers.cert-manager.io"), "\(wanted.crds)")
        #expect(wanted.operators.map(\.name) == ["cert-manager", "a", "b"])
    }

    @Test func everyProviderAndOperatorCounts() throws {
        let subject = try subject(of: [try OtherProvider.dynamo(), try OtherProvider.make()])
        #expect(subject.providers.map(\.name) == ["dynamo", "other"])
        #expect(
            subject.operators.map { "\($0.provider)/\($0.name)" } == ["dynamo/dynamo-platform", "other/a", "other/b"])
        #expect(subject.deployments.map(\.provider) == ["dynamo", "other"])
        #expect(subject.kubernetes.map(\.provider) == ["NVIDIA Dynamo", "Other"])
        #expect(subject.helm.map(\.versions) == [">=3.8.0-0", ">=3.14.0"])
        #expect(subject.crds.map(\.provider) == ["dynamo", "other"])
        // Dynamo needs none; of the other's operators, the second does.
        #expect(subject.nats.map(\.neededBy) == [["b 2.0.0"]])
        #expect(subject.nats.map(\.url) == ["nats://b.other:4222"])
        #expect(subject.etcd.isEmpty)
    }

    @Test func aServerThatSeveralNeedIsOneServer() throws {
        let dynamo = try OtherProvider.dynamo()
        let version = dynamo.definition.operators[0].version
        let subject = try subject(of: [dynamo, try OtherProvider.make()], natsURL: "nats://mine:4222")
        #expect(subject.nats.map(\.neededBy) == [["dynamo-platform \(version)", "a 1.0.0", "b 2.0.0"]])
        #expect(subject.nats.map(\.needsJetStream) == [true])
        #expect(subject.nats.map(\.isGiven) == [true])
    }

    @Test func aURLIsCheckedEvenWhereNoProviderKnowsTheServer() throws {
        let provider = try OtherProvider.make(requirements: "")
        let subject = try subject(of: [provider], natsURL: "nats://mine:4222")
        #expect(subject.nats == [.init(neededBy: ["--nats-url"], url: "nats://mine:4222", isGiven: true)])
    }
}
