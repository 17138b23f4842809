import Preflight
import Testing

/// What a cluster offers, as it is told to people.
@Suite struct GPUOverviewTests {
    private static func overview(_ nodes: [String], pods: [String] = []) throws -> GPUOverview {
        GPUOverview(
            try Scenario("overview", facts: GPUNodesCheckTests.facts(nodes, pods: pods), verdict: "").gathered())
    }

    private static func node(_ name: String, gpus: Int = 8, product: String, memory: String, cordoned: Bool = false)
        -> String
    {
        GPUNodesCheckTests.node(
            name, gpus: gpus, cordoned: cordoned,
            labels: "nvidia.com/gpu.product: '\(product)', nvidia.com/gpu.memory: '\(memory)'")
    }

    @Test func nodesAlikeAreOneGroup() throws {
        let overview = try Self.overview(
            [
                Self.node("b", product: "H100", memory: "81559"), Self.node("a", product: "H100", memory: "81559"),
                Self.node("c", gpus: 4, product: "L4", memory: "23034"), GPUNodesCheckTests.node("cpu"),
            ],
            pods: [GPUNodesCheckTests.pod("p", on: "a", gpus: 3)])
        #expect(overview.nodes == 4)
        #expect(overview.groups.map(\.product) == ["H100", "L4"])
        let first = try #require(overview.groups.first)
        #expect(first.resource == "nvidia.com/gpu" && first.memory == 81_559 && first.nodes == ["a", "b"])
        #expect(first.count == 16 && first.free == 13 && first.isUsable)
        #expect(overview.groups[1].free == 4)
        #expect(overview.largestDevice == 81_559)
        #expect(overview.closed.isEmpty && overview.unseen.isEmpty)
    }

    @Test func whatTakesNoPodsIsCountedAndNamed() throws {
        let overview = try Self.overview([
            Self.node("a", product: "L4", memory: "23034"),
            Self.node("b", product: "H100", memory: "81559", cordoned: true),
            GPUNodesCheckTests.node("c", gpus: 2, ready: false),
        ])
        #expect(overview.groups.map(\.product) == [nil, "H100", "L4"])
        #expect(overview.groups.map(\.count) == [2, 8, 8])
        #expect(overview.groups.map(\.free) == [0, 0, 8])
        #expect(overview.groups.map(\.isUsable) == [false, false, true])
        #expect(overview.closed == ["b: cordoned", "c: not ready"])
        #expect(overview.largestDevice == 23_034, "the larger one takes no pods")
    }

    @Test(
        arguments: [
            ("amd.com/gpu", "amd.com/gpu.product-name: MI300X, amd.com/gpu.vram: 192G", "MI300X", 196_608, 196_608),
            (
                "nvidia.com/mig-1g.10gb", "nvidia.com/gpu.product: H100, nvidia.com/gpu.memory: '81559'", "H100",
                81_559, nil
            ),
            ("nvidia.com/gpu", "cloud.google.com/gke-accelerator: nvidia-l4", "nvidia-l4", nil, nil),
            ("nvidia.com/gpu", "nvidia.com/gpu.memory: lots", nil, nil, nil),
            ("amd.com/gpu", "amd.com/gpu.vram: x", nil, nil, nil),
            ("habana.ai/gaudi", "", nil, nil, nil),
        ] as [(String, String, String?, Int64?, Int64?)])
    func labelsOfVendorsAreRead(
        resource: String, labels: String, product: String?, memory: Int64?, largest: Int64?
    ) throws {
        let overview = try Self.overview([GPUNodesCheckTests.node("a", gpus: 1, resource: resource, labels: labels)])
        let group = try #require(overview.groups.first)
        #expect(group.resource == resource && group.product == product && group.memory == memory)
        #expect(overview.largestDevice == largest)
    }

    @Test func anEmptyClusterHasNone() throws {
        let overview = try Self.overview([GPUNodesCheckTests.node("cpu")])
        #expect(overview.groups.isEmpty && overview.nodes == 1 && overview.largestDevice == nil)
    }

    @Test func whatCouldNotBeReadIsSaid() throws {
        let nodes = try Scenario("x", facts: "{nodes: forbidden, pods: []}", verdict: "").gathered()
        let blind = GPUOverview(nodes)
        #expect(blind.nodes == nil && blind.groups.isEmpty)
        #expect(blind.unseen == ["the nodes could not be read: cannot list nodes: forbidden"])
        let node = Self.node("a", product: "L4", memory: "23034")
        let pods = try Scenario("x", facts: "{nodes: [\(node)], pods: timeout}", verdict: "").gathered()
        let half = GPUOverview(pods)
        #expect(half.groups.map(\.count) == [8] && half.groups.first?.free == nil)
        #expect(half.unseen == ["what pods hold of the GPUs could not be read: cannot list pods: timeout"])
        let none = GPUOverview(Facts())
        #expect(none.unseen.count == 2)
    }
}
