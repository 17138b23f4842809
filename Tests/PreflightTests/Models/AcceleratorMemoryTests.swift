import Testing
import Value

@testable import Preflight

/// Whether the largest accelerators of a cluster hold a model, as far as that is sure.
@Suite struct AcceleratorMemoryTests {
    private static func node(_ labels: Object, _ allocatable: Object = ["nvidia.com/gpu": "4"]) -> Value {
        ["metadata": ["name": "n", "labels": .object(labels)], "status": ["allocatable": .object(allocatable)]]
    }

    private static let t4 = node(["nvidia.com/gpu.product": "Tesla-T4"])
    private static let h100 = node(["nvidia.com/gpu.memory": "81559"])
    private static let silent = node([:])
    private static let mi300 = node(["amd.com/gpu.product-name": "AMD-Instinct-MI300X"], ["amd.com/gpu": "8"])
    private static let empty = node(["nvidia.com/gpu.memory": "81559"], ["nvidia.com/gpu": "0", "cpu": "8"])
    private static let sliced = node(["nvidia.com/gpu.memory": "81559"], ["nvidia.com/mig-1g.10gb": "7"])
    private static let model: Value = ["id": "a/b", "minimumGPUMemory": "20Gi", "parameters": "8B"]

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var nodes: [Value]
        var model = AcceleratorMemoryTests.model
        var resource: String?
        var vendors = ["nvidia"]
        var devices: Int64 = 1
        var refusal: String?
    }

    private static let tooSmall =
        "one accelerator needs 20 GiB, since the catalog says that it needs 20 GiB, and the largest of the cluster have "
        + "16 GiB; resources.gpu asks for more of them"

    private static let cases = [
        Case(testDescription: "too small", nodes: [t4], refusal: tooSmall),
        Case(testDescription: "two hold it together", nodes: [t4], devices: 2),
        Case(testDescription: "one of several is large enough", nodes: [t4, h100]),
        Case(testDescription: "nodes without any count for nothing", nodes: [t4, empty], refusal: tooSmall),
        Case(testDescription: "parts of devices are not whole ones", nodes: [t4, sliced], refusal: tooSmall),
        Case(
            testDescription: "parts by their name", nodes: [t4, sliced], resource: "nvidia.com/mig-1g.10gb",
            refusal: tooSmall.replacing("16 GiB", with: "10 GiB")),
        Case(testDescription: "whole ones by their name", nodes: [t4], resource: "nvidia.com/gpu", refusal: tooSmall),
        Case(testDescription: "a name that nobody knows", nodes: [t4], resource: "example.com/chip"),
        Case(testDescription: "some node does not tell", nodes: [t4, silent]),
        Case(testDescription: "no node tells", nodes: [silent]), Case(testDescription: "no nodes", nodes: []),
        Case(testDescription: "others' are larger", nodes: [t4, mi300], refusal: tooSmall),
        Case(testDescription: "others' will do, too", nodes: [t4, mi300], vendors: ["nvidia", "amd"]),
        Case(testDescription: "any will do", nodes: [t4, mi300], vendors: []),
        Case(testDescription: "any, of which none holds it", nodes: [t4], vendors: [], refusal: tooSmall),
        Case(testDescription: "a vendor by another name", nodes: [t4], vendors: ["nvidia", "gaudi"]),
        Case(testDescription: "of a vendor that is not there", nodes: [t4], vendors: ["amd"]),
        Case(
            testDescription: "an estimate proves nothing", nodes: [t4],
            model: ["id": "a/b", "parameters": "70B"]),
        Case(testDescription: "nothing is known of it", nodes: [t4], model: ["id": "a/b"]),
        Case(
            testDescription: "what the catalog says cannot be read", nodes: [t4],
            model: ["id": "a/b", "minimumGPUMemory": "much"]),
        Case(
            testDescription: "each of two is too small", nodes: [t4],
            model: ["id": "a/b", "minimumGPUMemory": "40Gi"], devices: 2,
            refusal:
                "each of 2 accelerators needs 20 GiB, since the catalog says that it needs 40 GiB, and the largest of "
                + "the cluster have 16 GiB; resources.gpu asks for more of them"),
    ]

    @Test(arguments: cases)
    func onlyWhatIsSureIsRefused(test: Case) throws {
        var tally = NodeTally(keeping: [])
        for node in test.nodes { try tally.add(try FleetVerdict.decode(APINode.self, node)) }
        let memory = SeenNodes(tally).memory
        let refusal = memory.refusal(
            of: test.model, on: test.resource, of: test.vendors, devices: test.devices)
        #expect(refusal == test.refusal)
    }
}
