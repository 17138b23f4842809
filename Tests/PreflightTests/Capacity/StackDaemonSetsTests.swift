import Testing
import Value

@testable import Preflight

@Suite struct StackDaemonSetsTests {
    @Test(
        arguments: [
            ("nvidia-device-plugin-daemonset", "the device plugin"),
            ("gke-nvidia-gpu-device-plugin-small", "the device plugin"),
            ("nvidia-dra-driver-gpu-kubelet-plugin", "the DRA driver"),
            ("nvidia-container-toolkit-daemonset", "the container toolkit"),
            ("nvidia-driver-daemonset", "the driver"), ("nvidia-dcgm-exporter", "monitoring"),
            ("dcgm-exporter", "monitoring"),
            ("gpu-health-monitor-dcgm-4", "monitoring"), ("gpu-feature-discovery", "feature discovery"),
            ("gpu-operator-node-feature-discovery-worker", "feature discovery"), ("nfd-worker", "feature discovery"),
            ("amd-gpu-device-plugin", "the device plugin"), ("AMDGPU-DRA-driver", "the DRA driver"),
            ("intel-gpu-plugin", "the device plugin"), ("habana-device-plugin", "the device plugin"),
            ("nvidia-device-plugin-mps-control-daemon", nil), ("nvidia-mig-manager", nil),
            ("nvidia-sandbox-device-plugin-daemonset", nil), ("kube-proxy", nil), ("node-exporter", nil),
        ] as [(String, String?)])
    func partsAreToldByTheirNames(_ name: String, _ part: String?) {
        #expect(StackPart(daemonSet: name)?.name == part)
    }

    static func node(
        _ name: String = "gpu-1", labels: [String: String] = [:], taint: String? = nil, gpus: Int64 = 0
    ) -> NodeFact {
        var node = NodeFact(
            name: name, labels: labels.merging(["nvidia.com/gpu.present": "true"]) { first, _ in first }, isReady: true)
        if gpus > 0 { node.allocatable = ["nvidia.com/gpu": gpus] }
        if let taint { node.taints = [.init(key: taint, value: "", effect: "NoSchedule")] }
        return node
    }

    static func set(
        _ name: String, wants: Int = 0, unavailable: Int = 0, selector: String = "{}", more: String = ""
    ) -> String {
        """
        {metadata: {namespace: gpu, name: \(name)}, spec: {template: {spec: {nodeSelector: \(selector) \(more)}}},
         status: {desiredNumberScheduled: \(wants), numberUnavailable: \(unavailable)}}
        """
    }

    static func found(_ sets: [String], _ nodes: [NodeFact] = [node()]) throws -> StackDaemonSets {
        StackDaemonSets(
            try Scenario.yaml("[\(sets.joined(separator: ", "))]"), GPUInventory(nodes: nodes))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sets: [String]
        var nodes = [StackDaemonSetsTests.node()]
        var idle: [String] = []
        /// Part of the first one's reason.
        var says = ""
    }

    static let cases = [
        Case(testDescription: "all run", sets: [set("nvidia-device-plugin", wants: 1)]),
        Case(
            testDescription: "R1 a label that no node has",
            sets: [set("nvidia-dra-driver-gpu-kubelet-plugin", selector: "{nvidia.com/gpu.deploy.dra: 'true'}")],
            idle: ["gpu/nvidia-dra-driver-gpu-kubelet-plugin"],
            says:
                "no node with accelerators has the label nvidia.com/gpu.deploy.dra=true that its nodeSelector asks for"),
        Case(
            testDescription: "R2 a driver that was there before",
            sets: [set("nvidia-dcgm-exporter", selector: "{nvidia.com/gpu.deploy.driver: 'true'}")],
            nodes: [node(labels: ["nvidia.com/gpu.deploy.driver": "pre-installed"])],
            idle: ["gpu/nvidia-dcgm-exporter"],
            says: "(they have nvidia.com/gpu.deploy.driver=pre-installed)"),
        Case(
            testDescription: "R2 the driver itself need not run then",
            sets: [set("nvidia-driver-daemonset", selector: "{nvidia.com/gpu.deploy.driver: 'true'}")],
            nodes: [node(labels: ["nvidia.com/gpu.deploy.driver": "pre-installed"])]),
        Case(
            testDescription: "the driver where none was", sets: [set("nvidia-driver-daemonset")],
            idle: ["gpu/nvidia-driver-daemonset"]),
        Case(
            testDescription: "a label that is not looked at",
            sets: [set("nvidia-device-plugin", selector: "{team: a}")], idle: ["gpu/nvidia-device-plugin"],
            says: "its nodeSelector asks for team=a"),
        Case(
            testDescription: "a taint that is not tolerated", sets: [set("nvidia-device-plugin")],
            nodes: [node(taint: "dedicated")], idle: ["gpu/nvidia-device-plugin"],
            says: "it does not tolerate dedicated:NoSchedule of nodes with accelerators"),
        Case(
            testDescription: "a taint that is tolerated",
            sets: [set("nvidia-device-plugin", more: ", tolerations: [{operator: Exists}]")],
            nodes: [node(taint: "dedicated")], idle: ["gpu/nvidia-device-plugin"], says: "nothing tells why"),
        Case(
            testDescription: "taints of nodes that are not well", sets: [set("nvidia-device-plugin")],
            nodes: [node(taint: "node.kubernetes.io/unreachable")], idle: ["gpu/nvidia-device-plugin"],
            says: "nothing tells why"),
        Case(
            testDescription: "a node affinity",
            sets: [set("nvidia-device-plugin", more: ", affinity: {nodeAffinity: {}}")],
            idle: ["gpu/nvidia-device-plugin"], says: "its node affinity may hold for no node"),
        Case(
            testDescription: "another one of several runs",
            sets: [set("nvidia-gpu-device-plugin-large"), set("nvidia-gpu-device-plugin-small", wants: 3)]),
        Case(
            testDescription: "another vendor's", sets: [set("amd-gpu-device-plugin"), set("intel-gpu-plugin")]),
        Case(
            testDescription: "feature discovery is for every vendor", sets: [set("nfd-worker")],
            idle: ["gpu/nfd-worker"]),
        Case(testDescription: "what needs a mode", sets: [set("nvidia-mig-manager")]),
        Case(
            testDescription: "no node has accelerators", sets: [set("nvidia-device-plugin")],
            nodes: [NodeFact(name: "cpu")]),
        Case(testDescription: "something else", sets: [set("kube-proxy")]),
    ]

    @Test(arguments: cases) func thoseThatWantNoPodAreTold(_ item: Case) throws {
        let found = try Self.found(item.sets, item.nodes)
        #expect(found.idle.map(\.name) == item.idle)
        #expect(item.says.isEmpty || found.idle.first?.reason.contains(item.says) == true, "\(found.idle)")
    }

    @Test func theValueTellsAll() throws {
        let found = try Self.found(
            [
                Self.set("nvidia-device-plugin", wants: 3, unavailable: 1), Self.set("nvidia-dcgm-exporter"),
                Self.set("kube-proxy", wants: 9),
            ], [Self.node(labels: ["nvidia.com/gpu.deploy.driver": "pre-installed"])])
        let value = found.value
        #expect(value["all"] == 2 && value["origin"] == "nvidia.com/gpu.deploy.driver=pre-installed")
        #expect(value["unavailable"]?[0]?["name"] == "gpu/nvidia-device-plugin")
        #expect(value["unavailable"]?[0]?["unavailable"] == 1 && value["unavailable"]?[0]?["gives"] == true)
        #expect(value["running"]?.array?.count == 1)
        #expect(value["idle"]?[0]?["part"] == "monitoring" && value["idle"]?[0]?["gives"] == false)
    }

    @Test(
        arguments: [
            (["amd.com/gpu": 8], false), (["nvidia.com/gpu": 8], true), (["nvidia.com/mig-1g.5gb": 7], true),
            (["nvidia.com/gpu": 0], false),
        ] as [([String: Int64], Bool)])
    func whatItsVendorsNodesOfferIsTold(_ offered: [String: Int64], _ expected: Bool) throws {
        let other = NodeFact(name: "other", allocatable: offered, isReady: true)
        let found = try Self.found([Self.set("nvidia-device-plugin")], [Self.node(), other])
        #expect(found.idle.map(\.isOffered) == [expected])
        #expect(found.value["idle"]?[0]?["offered"] == .bool(expected))
        #expect(found.value["idle"]?[0]?["vendor"] == "nvidia")
    }

    private static func asking(
        _ gpus: Int64, _ resource: String? = nil, workers: Int64 = 1, template: String? = nil
    ) -> Subject.Deployment {
        var deployment = Subject.Deployment(
            name: "d", namespace: "n", provider: "p", workers: workers, perWorker: gpus)
        deployment.resource = resource
        deployment.claimTemplate = template
        return deployment
    }

    private static func claiming(_ name: String) -> Subject.Deployment {
        var deployment = asking(0)
        deployment.claim = .init(deviceClass: name, count: 1)
        return deployment
    }

    @Test(
        arguments: [
            ("nvidia-dra-driver-gpu-kubelet-plugin", claiming("gpu.nvidia.com"), true),
            ("nvidia-dra-driver-gpu-kubelet-plugin", claiming("mig.nvidia.com"), true),
            // A class of the administrator's own is for what the deployment runs on.
            ("nvidia-dra-driver-gpu-kubelet-plugin", claiming("fast"), true),
            ("nvidia-dra-driver-gpu-kubelet-plugin", claiming("gpu.amd.com"), false),
            ("nvidia-dra-driver-gpu-kubelet-plugin", asking(0, template: "t"), true),
            ("nvidia-dra-driver-gpu-kubelet-plugin", asking(1), false),
            ("nvidia-device-plugin", asking(1), true),
            ("nvidia-device-plugin", asking(0), false),
            ("nvidia-device-plugin", claiming("gpu.nvidia.com"), false),
            ("amd-gpu-device-plugin", asking(1, "amd.com/gpu"), true),
            ("nvidia-device-plugin", asking(1, "amd.com/gpu"), false),
            ("nvidia-driver-daemonset", claiming("gpu.nvidia.com"), true),
            ("nvidia-driver-daemonset", asking(1), true),
            ("nvidia-dcgm-exporter", asking(1), false),
            ("nvidia-device-plugin", asking(1, workers: 0), false),
        ] as [(String, Subject.Deployment, Bool)])
    func whoseDevicesComeByAPartIsTold(name: String, deployment: Subject.Deployment, isServed: Bool) throws {
        let part = try #require(StackPart(daemonSet: name))
        #expect(part.serves(deployment) == isServed)
    }

    @Test func oneOfSeveralThatRunsIsEnough() throws {
        let sets = [
            Self.set("nvidia-gpu-device-plugin-large", wants: 2, unavailable: 2),
            Self.set("nvidia-gpu-device-plugin-small", wants: 3, unavailable: 1),
        ]
        let wanted = [Self.asking(1)]
        func stopped(_ sets: [String]) throws -> [String] {
            let found = try Scenario.yaml("[\(sets.joined(separator: ", "))]")
            return StackDaemonSets(found, GPUInventory(nodes: [Self.node()]), deployments: wanted).stopped.map(\.name)
        }
        let both = try stopped(sets)
        #expect(both.isEmpty)
        let one = try stopped([sets[0]])
        #expect(one == ["gpu/nvidia-gpu-device-plugin-large"])
    }

    @Test(
        arguments: [
            ("nvidia-dra-driver-gpu-controller", "nvidia"), ("dra-driver-nvidia-gpu-controller", "nvidia"),
            ("dra-example-controller", ""), ("amd-dra-driver-controller", "amd"), ("cassandra-controller", nil),
            ("hydra-driver-controller", nil), ("nvidia-dra-driver-gpu-webhook", nil), ("web", nil),
        ] as [(String, String?)])
    func controllersOfDriversAreToldByTheirNames(name: String, vendor: String?) {
        let found = StackPart.controllers([["metadata": ["namespace": "n", "name": .string(name)]]])
        #expect(found.array?.first?["vendor"]?.string == vendor)
    }

    @Test func nothingIsNothing() {
        let value = StackDaemonSets(.null, GPUInventory(nodes: [])).value
        #expect(value["all"] == 0 && value["idle"] == [] && value["origin"] == "")
    }
}
