import Testing
import Value

@testable import Preflight

@Suite struct AdvertisementTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var offers: [String: Int64] = [:]
        var labels: [String: String] = [:]
        /// By driver, devices on the node; nil where nobody publishes.
        var devices: [String: Int64]?
        var tainted: Int64 = 0
        /// Which of the lists name the node.
        var lists: [String] = []
        var nodes: Int64 = 1
    }

    private static let announced = ["nvidia.com/gpu.present": "true"]

    static let cases = [
        Case(testDescription: "no accelerators", nodes: 0),
        Case(testDescription: "labelled and offered", offers: ["nvidia.com/gpu": 8], labels: announced),
        Case(testDescription: "F35 labelled only", labels: announced, lists: ["silent"]),
        Case(
            testDescription: "F35 labelled, and all are gone", offers: ["nvidia.com/gpu": 0], labels: announced,
            lists: ["silent"]),
        Case(testDescription: "R37 offered only", offers: ["nvidia.com/gpu": 8], lists: ["unlabelled"]),
        Case(testDescription: "F36 labelled and published", labels: announced, devices: ["gpu.nvidia.com": 8]),
        Case(testDescription: "F36 published only", devices: ["gpu.nvidia.com": 8]),
        Case(testDescription: "published, all tainted", labels: announced, devices: ["gpu.nvidia.com": 0], tainted: 8),
        Case(
            testDescription: "published without devices", labels: announced, devices: ["gpu.nvidia.com": 0],
            lists: ["silent"]),
        Case(
            testDescription: "two advertisers", offers: ["nvidia.com/gpu": 8], labels: announced,
            devices: ["gpu.nvidia.com": 8], lists: ["doubled"]),
        Case(
            testDescription: "two advertisers of slices", offers: ["nvidia.com/mig-1g.5gb": 7], labels: announced,
            devices: ["gpu.nvidia.com": 8], lists: ["doubled"]),
        Case(
            testDescription: "two advertisers of two vendors", offers: ["nvidia.com/gpu": 8], labels: announced,
            devices: ["gpu.amd.com": 8]),
        Case(testDescription: "other things", offers: ["rdma/ib": 8], nodes: 0),
        Case(testDescription: "labels of none", labels: ["nvidia.com/gpu.present": "false"], nodes: 0),
    ]

    @Test(arguments: cases) func whoSaysItIsCompared(_ item: Case) throws {
        let node = NodeFact(name: "n", labels: item.labels, allocatable: item.offers, isReady: true)
        let published = (item.devices ?? [:]).map { driver, count -> Value in
            [
                "driver": .string(driver), "node": "n", "devices": .integer(count), "free": .integer(count),
                "parts": 0, "tainted": .integer(item.tainted),
            ]
        }
        let fact: Value = item.devices == nil ? .null : ["version": "v1", "devices": .array(published)]
        let value = Advertisement(GPUInventory(nodes: [node]), fact: fact).value
        for list in ["silent", "doubled", "unlabelled"] {
            #expect((value[list]?.array?.count ?? 0) == (item.lists.contains(list) ? 1 : 0), "\(list): \(value)")
        }
        #expect(value["nodes"] == .integer(item.nodes))
        #expect(value["served"] == .bool(item.devices != nil))
    }

    @Test func bothSaysAreTold() {
        let node = NodeFact(name: "n", allocatable: ["nvidia.com/gpu": 8], isReady: true)
        let fact: Value = [
            "version": "v1", "devices": [["driver": "gpu.nvidia.com", "node": "n", "devices": 7, "tainted": 1]],
        ]
        let value = Advertisement(GPUInventory(nodes: [node]), fact: fact).value
        #expect(value["doubled"] == ["n"])
        #expect(value["doubledLines"] == ["n: 8 nvidia.com/gpu by a device plugin, and 8 devices by gpu.nvidia.com"])
        #expect(value["filled"] == 1)
    }

    /// However many nodes there are, a few of them are named.
    @Test func manyNodesAreOneLine() {
        let names = (0..<9).map { "n\($0)" }
        let nodes = names.map { NodeFact(name: $0, allocatable: ["nvidia.com/gpu": 8], isReady: true) }
        let devices = names.map { name -> Value in ["driver": "gpu.nvidia.com", "node": .string(name), "devices": 8] }
        let value = Advertisement(
            GPUInventory(nodes: nodes), fact: ["version": "v1", "devices": .array(devices)]
        ).value
        #expect(value["doubled"]?.array?.count == 9)
        let said = "8 nvidia.com/gpu by a device plugin, and 8 devices by gpu.nvidia.com"
        #expect(value["doubledLines"] == [.string("n0, n1, n2, n3, n4, n5 and 3 more: \(said)")])
    }

    @Test func poolsThatAreEmptyOrNotCompleteAreTold_R4() {
        let fact: Value = [
            "version": "v1", "devices": [], "problems": ["pool a is being published"],
            "empty": [
                ["driver": "gpu.nvidia.com", "pool": "p", "node": "n"],
                ["driver": "gpu.amd.com", "pool": "q", "node": ""],
            ],
        ]
        let value = Advertisement(GPUInventory(nodes: []), fact: fact).value
        #expect(
            value["empty"] == [
                "pool p of gpu.nvidia.com on node n has no device", "pool q of gpu.amd.com has no device",
            ])
        #expect(value["problems"] == ["pool a is being published"] && value["filled"] == 0)
    }

    @Test(
        arguments: [
            (["nvidia.com/gpu.count": "2"], ["nvidia"]), (["nvidia.com/gpu.count": "0"], []),
            (["amd.com/gpu.device-count": "1"], ["amd"]), (["feature.node.kubernetes.io/amd-gpu": "true"], ["amd"]),
            (["intel.feature.node.kubernetes.io/gpu": "true"], ["intel"]),
            (["cloud.google.com/gke-accelerator": "nvidia-l4"], ["nvidia"]),
            (["feature.node.kubernetes.io/pci-10de.present": "true", "amd.com/gpu.device-count": "x"], ["nvidia"]),
            (["kubernetes.io/os": "linux"], []),
        ] as [([String: String], [String])])
    func labelsTellVendors(_ labels: [String: String], _ vendors: [String]) {
        #expect(Accelerator.vendors(announcedBy: labels).sorted() == vendors)
        #expect(Accelerator.announces(labels) == !vendors.isEmpty)
    }
}
