import Kubernetes
import Testing
import Value

@testable import Preflight

/// What is kept of nodes and of their pods.
@Suite struct FleetFactsTests: FactGathering {
    @Test func nodesKeepWhatPlacementNeeds() async throws {
        let node: Value = [
            "metadata": [
                "name": "n",
                "labels": ["nvidia.com/gpu.present": "true", "zone": "a", "feature.node.kubernetes.io/cpu-x": "y"],
            ],
            "spec": ["unschedulable": true, "taints": [["key": "k", "effect": "NoSchedule"]]],
            "status": [
                "capacity": ["cpu": "8", "nvidia.com/gpu": "8", "memory": "1Ti"],
                "allocatable": ["cpu": "8", "nvidia.com/gpu": 7],
                "conditions": [["type": "DiskPressure", "status": "False"], ["type": "Ready", "status": "Unknown"]],
            ],
        ]
        let want: Object = ["deployments": [["name": "d", "nodeSelector": ["zone": "a"]]]]
        #expect(
            try await gather(.nodes, for: want, ["/api/v1/nodes": StubTransport.list([node])])
                == .known([
                    [
                        "name": "n", "ready": false, "cordoned": true,
                        "labels": ["nvidia.com/gpu.present": "true", "zone": "a"], "capacity": ["nvidia.com/gpu": 8],
                        "allocatable": ["nvidia.com/gpu": 7],
                        "taints": [["key": "k", "value": "", "effect": "NoSchedule"]],
                    ]
                ]))
    }

    @Test func aQuantityThatIsNoneIsNoNode() async throws {
        let node: Value = ["metadata": ["name": "n"], "status": ["allocatable": ["nvidia.com/gpu": "many"]]]
        let fact = try await gather(.nodes, ["/api/v1/nodes": StubTransport.list([node])])
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.message.contains("many"))
    }

    @Test func onlyPodsThatHoldAcceleratorsStay() async throws {
        func pod(_ name: String, node: String?, phase: String, gpus: String?) -> Value {
            let resources: Value = gpus.map { ["limits": ["nvidia.com/gpu": .string($0)]] } ?? [:]
            return [
                "metadata": ["name": .string(name), "namespace": "a"],
                "spec": ["nodeName": node.map(Value.string) ?? .null, "containers": [["resources": resources]]],
                "status": ["phase": .string(phase)],
            ]
        }
        let pods = [
            pod("holds", node: "n", phase: "Running", gpus: "2"),
            pod("pending", node: "n", phase: "Pending", gpus: "1"),
            pod("waits", node: nil, phase: "Pending", gpus: "1"), pod("none", node: "n", phase: "Running", gpus: nil),
            pod("done", node: "n", phase: "Succeeded", gpus: "1"), pod("dead", node: "n", phase: "Failed", gpus: "1"),
        ]
        let fact = try await gather(.pods, ["/api/v1/pods": StubTransport.list(pods)])
        #expect(fact.value?.array?.compactMap { $0["name"]?.string } == ["holds", "pending"])
    }
}
