import HTTP
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
                        "taints": [["key": "k", "value": "", "effect": "NoSchedule"]], "room": ["milliCPU": 8000],
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

    private static func pod(_ name: String, node: String?, phase: String, gpus: String?) -> Value {
        var resources: Object = ["requests": ["cpu": "500m"]]
        if let gpus { resources["limits"] = ["nvidia.com/gpu": .string(gpus)] }
        return [
            "metadata": ["name": .string(name), "namespace": "a"],
            "spec": [
                "nodeName": node.map(Value.string) ?? .null, "containers": [["resources": .object(resources)]],
            ],
            "status": ["phase": .string(phase)],
        ]
    }

    private static let pods = [
        pod("holds", node: "n", phase: "Running", gpus: "2"), pod("pending", node: "n", phase: "Pending", gpus: "1"),
        pod("waits", node: nil, phase: "Pending", gpus: "1"), pod("none", node: "n", phase: "Running", gpus: nil),
        pod("neither", node: "n", phase: "Running", gpus: nil),
        pod("done", node: "n", phase: "Succeeded", gpus: "1"), pod("dead", node: "n", phase: "Failed", gpus: "1"),
    ]

    @Test func podsThatHoldAcceleratorsStayAndTheOthersAreCounted() async throws {
        let (gatherer, stub) = try gatherer(["/api/v1/pods": StubTransport.list(Self.pods)])
        let facts = try await gatherer.gather([.pods, .nodeUse], for: Subject())
        #expect(facts[.pods].value?.array?.compactMap { $0["name"]?.string } == ["holds", "pending", "waits"])
        #expect(
            facts[.nodeUse]
                == .known([
                    [
                        "node": "n", "use": ["milliCPU": 1000, "memory": 0, "disk": 0], "pods": 2,
                        "lowestPriority": 0,
                    ]
                ]))
        // One list gives both.
        #expect(stub.requests.filter { $0.hasPrefix("/api/v1/pods") }.count == 1)
    }

    /// Each run asks anew.
    @Test func anotherRunSeesOtherPods() async throws {
        let (gatherer, stub) = try gatherer(["/api/v1/pods": StubTransport.list(Self.pods)])
        _ = try await gatherer.gather([.nodeUse], for: Subject())
        _ = try await gatherer.gather([.nodeUse, .pods], for: Subject())
        #expect(stub.requests.filter { $0.hasPrefix("/api/v1/pods") }.count == 2)
    }

    @Test func aClusterWithoutPodsUsesNothing() async throws {
        #expect(try await gather(.nodeUse) == .known([]))
        #expect(try await gather(.pods) == .known([]))
        #expect(try await gather(.nodes) == .known([]))
    }

    @Test(arguments: [
        (StubTransport.refusal(403, "Forbidden"), UnknownReason.Code.forbidden),
        (.error(.firstByteTimedOut), .timeout), (.error(.idleTimedOut), .timeout), (.error(.bodyCut), .unreachable),
        (.text(200, "no JSON"), .failed), (StubTransport.refusal(404, "NotFound"), .failed),
        (StubTransport.refusal(500, "InternalError"), .failed),
    ])
    func f32whatCannotBeListedIsUnknown(_ answer: StubTransport.Answer, _ code: UnknownReason.Code) async throws {
        let (gatherer, stub) = try gatherer(["/api/v1/pods": answer])
        let facts = try await gatherer.gather([.pods, .nodeUse], for: Subject())
        for name in [FactName.pods, .nodeUse] {
            guard case .unknown(let reason) = facts[name] else {
                Issue.record("\(name) is \(facts[name])")
                continue
            }
            #expect(reason.code == code, "\(reason)")
            #expect(reason.verb == "list" && reason.resource == "pods", "\(reason)")
        }
        // What one of them was told, the other is told as well.
        let lists = stub.requests.filter { $0.hasPrefix("/api/v1/pods") }
        #expect(Set(lists) == ["/api/v1/pods?resourceVersion=0"])
    }

    /// A server that will not give the whole at once is asked for pages of JSON.
    @Test func pagesOfAServerThatPagesAreAddedUp() async throws {
        let transport = PagingTransport(pods: Self.pods)
        let facts = try await transport.gather([.pods, .nodeUse])
        #expect(facts[.pods].value?.array?.compactMap { $0["name"]?.string } == ["holds", "pending", "waits"])
        #expect(facts[.nodeUse].value?[0]?["pods"] == 2)
        #expect(
            transport.queries == [
                "resourceVersion=0", "limit=250", "limit=250&continue=1", "limit=250&continue=2",
                "limit=250&continue=3", "limit=250&continue=4", "limit=250&continue=5", "limit=250&continue=6",
            ])
    }
}
