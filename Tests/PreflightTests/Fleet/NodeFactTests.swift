import Kubernetes
import Testing
import Value
import YAML

@testable import Preflight

/// What is kept of a node, and how it is recorded.
@Suite struct NodeFactTests {
    private static func node(_ text: String) throws -> NodeFact {
        let node = try YAML.decode(text, file: "node")
        return try APINode(protobuf: ProtobufMessage(FleetProtobuf.node(node)[...])).fact(keeping: ["zone"])
    }

    private static let full = """
        metadata: {name: gpu-1, labels: {zone: a, kubernetes.io/hostname: gpu-1, nvidia.com/gpu.present: "true", x: y}}
        spec: {unschedulable: true, taints: [{key: k, effect: NoSchedule}, {key: l, value: v, effect: NoExecute}]}
        status:
          capacity:
            {cpu: "96", memory: 1Ti, pods: "110", ephemeral-storage: 200Gi, nvidia.com/gpu: "8", rdma/hca: "2",
             hugepages-2Mi: 1Gi, attachable-volumes-csi: "25", node.kubernetes.io/x: "1"}
          allocatable:
            {cpu: 95500m, memory: 1000Gi, pods: "110", ephemeral-storage: 100Gi, nvidia.com/gpu: "7", rdma/hca: "2",
             hugepages-2Mi: 1Gi}
          conditions:
          - {type: NetworkUnavailable, status: "True"}
          - {type: PIDPressure, status: "False"}
          - {type: MemoryPressure, status: "True"}
          - {type: DiskPressure, status: "Unknown"}
          - {type: GPUsDown, status: "True"}
          - {type: Ready, status: "True"}
          nodeInfo: {kubeletVersion: v1.36.2, architecture: arm64, operatingSystem: linux}
          runtimeHandlers: [{name: ""}, {name: kata}, {name: gvisor}]
        """

    @Test func aNodeKeepsWhatPlacementNeeds() throws {
        let node = try Self.node(Self.full)
        var expected = NodeFact(
            name: "gpu-1",
            labels: ["zone": "a", "kubernetes.io/hostname": "gpu-1", "nvidia.com/gpu.present": "true"],
            capacity: ["nvidia.com/gpu": 8, "rdma/hca": 2], allocatable: ["nvidia.com/gpu": 7, "rdma/hca": 2],
            taints: [
                .init(key: "k", value: "", effect: "NoSchedule"), .init(key: "l", value: "v", effect: "NoExecute"),
            ], isCordoned: true, isReady: true)
        expected.room = .init(milliCPU: 95_500, memory: 1000 << 30, disk: 100 << 30, pods: 110)
        expected.architecture = "arm64"
        expected.operatingSystem = "linux"
        expected.kubelet = "v1.36.2"
        expected.pressures = ["MemoryPressure", "NetworkUnavailable"]
        expected.runtimeHandlers = ["kata", "gvisor"]
        #expect(node == expected)
        #expect(node.accelerators == ["nvidia.com/gpu": 7])
    }

    @Test func whatANodeDoesNotReportIsNotKnown() throws {
        let node = try Self.node("{metadata: {name: 'n'}}")
        #expect(node == NodeFact(name: "n"))
        #expect(node.isReady == nil)
        #expect(node.runtimeHandlers == nil)
        #expect(node.room == .init(milliCPU: .max, memory: .max, disk: .max, pods: .max))
        // A kubelet that knows of handlers has at least the default one.
        let some = try Self.node(#"{metadata: {name: 'n'}, status: {runtimeHandlers: [{name: ""}]}}"#)
        #expect(some.runtimeHandlers == [])
    }

    @Test(arguments: [("True", true), ("False", false), ("Unknown", false)])
    func readyIsWhatTheNodeSays(_ status: String, _ isReady: Bool) throws {
        let node = try Self.node(
            #"{metadata: {name: 'n'}, status: {conditions: [{type: Ready, status: "\#(status)"}]}}"#)
        #expect(node.isReady == isReady)
    }

    @Test func aNodeIsRecordedAndReadAgain() throws {
        let node = try Self.node(Self.full)
        #expect(try NodeFact(value: node.value) == node)
        let recorded: Value = [
            "name": "gpu-1", "ready": true, "cordoned": true, "hostname": true,
            "labels": ["nvidia.com/gpu.present": "true", "zone": "a"],
            "capacity": ["nvidia.com/gpu": 8, "rdma/hca": 2], "allocatable": ["nvidia.com/gpu": 7, "rdma/hca": 2],
            "taints": [
                ["key": "k", "value": "", "effect": "NoSchedule"],
                ["key": "l", "value": "v", "effect": "NoExecute"],
            ],
            "room": [
                "milliCPU": 95_500, "memory": 1_073_741_824_000, "disk": 107_374_182_400, "pods": 110,
            ],
            "system": [
                "architecture": "arm64", "operatingSystem": "linux", "kubelet": "v1.36.2",
                "runtimeHandlers": ["kata", "gvisor"],
            ],
            "pressures": ["MemoryPressure", "NetworkUnavailable"],
        ]
        #expect(node.value == recorded)
    }

    /// The label that every node has and no two have alike.
    @Test(
        arguments: [
            (["kubernetes.io/hostname": "n"], ["name": "n", "hostname": true]),
            (["kubernetes.io/hostname": "other"], ["name": "n", "labels": ["kubernetes.io/hostname": "other"]]),
            (["zone": "a"], ["name": "n", "labels": ["zone": "a"]]), ([:], ["name": "n"]),
        ] as [([String: String], Value)])
    func theHostNameIsNotRepeated(_ labels: [String: String], _ recorded: Value) throws {
        let node = NodeFact(name: "n", labels: labels)
        #expect(node.value == recorded)
        #expect(try NodeFact(value: recorded) == node)
    }

    /// Recorded before there was more to know.
    @Test func olderSnapshotsAreRead() throws {
        let recorded = try YAML.decode(
            """
            name: 'n'
            ready: true
            labels: {kubernetes.io/hostname: 'n'}
            allocatable: {nvidia.com/gpu: 8}
            taints: [{key: k, value: "", effect: NoSchedule}]
            """, file: "snapshot")
        let node = try NodeFact(value: recorded)
        #expect(node.labels == ["kubernetes.io/hostname": "n"])
        #expect(node.allocatable == ["nvidia.com/gpu": 8])
        #expect(node.room == NodeFact.Room())
        #expect(node.architecture.isEmpty && node.kubelet.isEmpty && node.pressures.isEmpty)
        #expect(node.runtimeHandlers == nil)
        let pod = try PodFact(value: ["name": "p", "namespace": "a", "node": "n", "requests": ["nvidia.com/gpu": 1]])
        #expect(pod == PodFact(namespace: "a", name: "p", node: "n", requests: ["nvidia.com/gpu": 1]))
    }

    @Test func whatHasNoNameIsNoFact() {
        #expect(throws: UnknownReason.self) { try NodeFact(value: ["ready": true]) }
        #expect(throws: UnknownReason.self) { try PodFact(value: ["node": "n"]) }
        #expect(throws: UnknownReason.self) { try NodeUse(value: ["pods": 1]) }
    }

    @Test func whatNodesHaveAlikeIsRecordedAlike() throws {
        var parts = Interned<Value>()
        let node = try Self.node(Self.full)
        var other = node
        other.name = "gpu-2"
        other.labels["kubernetes.io/hostname"] = "gpu-2"
        let (first, second) = (node.value(sharing: &parts), other.value(sharing: &parts))
        #expect(first == node.value)
        #expect(second == other.value)
        #expect(first["labels"] == second["labels"])
    }

    @Test(arguments: [
        ("nvidia.com/gpu", true), ("rdma/hca", true), ("example.com/a", true), ("cpu", false), ("hugepages-2Mi", false),
        ("kubernetes.io/batteries", false), ("pods.kubernetes.io/x", false), ("attachable-volumes-aws-ebs", false),
    ])
    func extendedResourcesAreThoseOfOthers(_ resource: String, _ isOne: Bool) {
        #expect(ExtendedResource.isOne(resource) == isOne)
    }

    @Test func sumsStopAtTheLargestNumber() {
        #expect(Int64.max.adding(1) == .max)
        #expect(Int64.min.adding(-1) == .min)
        #expect(Int64(2).adding(3) == 5)
        var counts: [String: Int64] = ["a": Int64.max]
        counts.add(5, to: "a")
        counts.add(5, to: "b")
        #expect(counts == ["a": Int64.max, "b": 5])
    }
}
