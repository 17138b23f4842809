import Preflight
import Testing
import Value

/// What becomes of a cluster's accelerators, by kind.
@Suite struct AcceleratorOverviewTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var nodes: [String] = []
        var pods: [String] = []
        var slices = "null"
        /// `name resource total used free unusable nodes: reasons`, in order.
        var kinds: [String]
    }

    private static func node(
        _ name: String, _ gpus: Int = 8, ready: Bool = true, cordoned: Bool = false, taint: String? = nil,
        capacity: Int? = nil, resource: String = "nvidia.com/gpu", product: String? = "H100"
    ) -> String {
        GPUNodesCheckTests.node(
            name, gpus: gpus, resource: resource, ready: ready, cordoned: cordoned,
            labels: product.map { "nvidia.com/gpu.product: \($0)" } ?? "", taint: taint, capacity: capacity)
    }

    private static func pod(_ gpus: Int, on node: String) -> String {
        GPUNodesCheckTests.pod("p-\(node)-\(gpus)", on: node, gpus: gpus)
    }

    private static func slices(_ devices: String) -> String {
        "{version: v1, drivers: [gpu.nvidia.com], devices: [\(devices)], extended: [], taints: [], problems: []}"
    }

    private static let cases = [
        Case(testDescription: "none", nodes: [GPUNodesCheckTests.node("cpu")], kinds: []),
        Case(
            testDescription: "nodes alike are one kind", nodes: [node("a"), node("b")], pods: [pod(3, on: "b")],
            kinds: ["H100 nvidia.com/gpu 16 3 13 0 2:"]),
        Case(
            testDescription: "kinds apart, by name", nodes: [node("a", product: "L4"), node("b", 4)],
            kinds: ["H100 nvidia.com/gpu 4 0 4 0 1:", "L4 nvidia.com/gpu 8 0 8 0 1:"]),
        Case(
            testDescription: "without labels the resource is the name",
            nodes: [node("a", 2, resource: "amd.com/gpu", product: nil)],
            kinds: ["amd.com/gpu amd.com/gpu 2 0 2 0 1:"]),
        Case(
            testDescription: "partitions", nodes: [node("a", 7, resource: "nvidia.com/mig-1g.10gb")],
            kinds: ["H100 mig-1g.10gb nvidia.com/mig-1g.10gb 7 0 7 0 1:"]),
        Case(
            testDescription: "closed nodes keep what is used", nodes: [node("a", cordoned: true)],
            pods: [pod(2, on: "a")], kinds: ["H100 nvidia.com/gpu 8 2 0 6 1: 6 cordoned"]),
        Case(
            testDescription: "reasons are summed, the most frequent first",
            nodes: [
                node("a", 2, ready: false), node("b", cordoned: true), node("c", cordoned: true),
                node("d", 4, taint: "team"),
            ],
            kinds: [
                "H100 nvidia.com/gpu 22 0 0 22 4: 16 cordoned, 4 taint team:NoSchedule not tolerated, 2 not ready"
            ]),
        Case(
            testDescription: "broken ones", nodes: [node("a", 6, capacity: 8)], pods: [pod(2, on: "a")],
            kinds: ["H100 nvidia.com/gpu 8 2 4 2 1: 2 unhealthy"]),
        Case(
            testDescription: "all broken", nodes: [node("a", 0, capacity: 8)],
            kinds: ["H100 nvidia.com/gpu 8 0 0 8 1: 8 unhealthy"]),
        Case(
            testDescription: "pods hold some that broke", nodes: [node("a", 6, capacity: 8)], pods: [pod(8, on: "a")],
            kinds: ["H100 nvidia.com/gpu 8 8 0 0 1:"]),
        Case(
            testDescription: "broken ones of a closed node", nodes: [node("a", 6, cordoned: true, capacity: 8)],
            pods: [pod(1, on: "a")], kinds: ["H100 nvidia.com/gpu 8 1 0 7 1: 5 cordoned, 2 unhealthy"]),
        Case(
            testDescription: "more pods than devices", nodes: [node("a")], pods: [pod(9, on: "a")],
            kinds: ["H100 nvidia.com/gpu 8 8 0 0 1:"]),
        Case(
            testDescription: "pods of nodes that are gone", nodes: [node("a")], pods: [pod(3, on: "z")],
            kinds: ["H100 nvidia.com/gpu 8 0 8 0 1:"]),
        Case(
            testDescription: "devices for claims", nodes: [GPUNodesCheckTests.node("a")],
            slices: slices(
                "{driver: gpu.nvidia.com, node: a, devices: 4, free: 3, parts: 0, tainted: 1}, "
                    + "{driver: gpu.nvidia.com, node: a, devices: 2, free: 2, parts: 0, tainted: 0}, "
                    + "{driver: gpu.nvidia.com, node: '', devices: 1, free: 0, parts: 0, tainted: 0}"),
            kinds: [
                "gpu.nvidia.com (claims) gpu.nvidia.com 8 2 5 1 1: 1 tainted by their driver or a rule"
            ]),
        Case(
            testDescription: "devices of a closed node, and what is no accelerator",
            nodes: [GPUNodesCheckTests.node("a", cordoned: true)],
            slices: slices(
                "{driver: gpu.amd.com, node: a, devices: 4, free: 3, parts: 0, tainted: 0}, "
                    + "{driver: net.example.com, node: a, devices: 9, free: 9, parts: 0, tainted: 0}, "
                    + "{driver: gpu.intel.com, node: a, devices: 0, free: 0, parts: 0, tainted: 0}"),
            kinds: ["gpu.amd.com (claims) gpu.amd.com 4 1 0 3 1: 3 cordoned"]),
    ]

    private static func words(_ kind: AcceleratorOverview.Kind) -> String {
        let counts = [kind.total, kind.used ?? -1, kind.free ?? -1, kind.unusable, kind.nodes].map(String.init)
        let reasons = kind.reasons.map(\.text).joined(separator: ", ")
        return ["\(kind.name) \(kind.resource) \(counts.joined(separator: " ")):", reasons]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    @Test(arguments: cases) func accelerators(item: Case) throws {
        let facts = GPUNodesCheckTests.facts(item.nodes, pods: item.pods, slices: item.slices)
        let overview = AcceleratorOverview(try Scenario("x", facts: facts, verdict: "").gathered())
        #expect(overview.kinds.map(Self.words) == item.kinds)
        #expect(overview.unseen.isEmpty)
        for kind in overview.kinds {
            #expect((kind.used ?? 0) + (kind.free ?? 0) + kind.unusable == kind.total, "\(kind)")
        }
    }

    @Test func whatIsNotSeenIsUnknownAndNotNothing() throws {
        let nodes = "[\(Self.node("a")), \(Self.node("b", cordoned: true, capacity: 9))]"
        let blind = AcceleratorOverview(
            try Scenario("x", facts: "{nodes: \(nodes), pods: forbidden, resourceSlices: timeout}", verdict: "")
                .gathered())
        let kind = try #require(blind.kinds.first)
        #expect(kind.total == 17 && kind.used == nil && kind.free == nil && kind.unusable == 9)
        #expect(kind.reasons.map(\.text) == ["8 cordoned", "1 unhealthy"])
        #expect(blind.unseen.map(\.what) == ["what pods hold of the accelerators", "devices for claims"])
        #expect(blind.unseen.map(\.reason.code) == [.forbidden, .timeout])
        #expect(kind.value["used"] == .null && kind.value["free"] == .null)
        let none = AcceleratorOverview(Facts())
        #expect(none.kinds.isEmpty && none.unseen.count == 3)
    }

    @Test func programsSeeEverything() throws {
        let facts = GPUNodesCheckTests.facts([Self.node("a", cordoned: true)], pods: [Self.pod(2, on: "a")])
        let overview = AcceleratorOverview(try Scenario("x", facts: facts, verdict: "").gathered())
        #expect(
            overview.kinds.first?.value == [
                "kind": "H100", "resource": "nvidia.com/gpu", "total": 8, "used": 2, "free": 0, "unusable": 6,
                "reasons": [["reason": "cordoned", "count": 6]], "nodes": 1,
            ])
    }
}
