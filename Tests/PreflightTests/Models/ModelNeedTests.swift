import Testing
import Value

@testable import Preflight

@Suite struct ModelNeedTests {
    private static let gibibyte: Int64 = 1 << 30

    @Test func theHubCountsMoreThanTheCatalog() throws {
        var hub = HubModel(.granted)
        hub.weights = 1000
        let model: Value = ["minimumGPUMemory": "20Gi", "parameters": "8B"]
        let need = try ModelNeed(model, hub)
        #expect(need == ModelNeed(source: .hub, bytes: 1000))
    }

    @Test(
        arguments: [
            (["minimumGPUMemory": "20Gi", "parameters": "8B"] as Value, ModelNeed(source: .catalog, bytes: 20 << 30)),
            (["parameters": "8B"] as Value, ModelNeed(source: .estimate, bytes: 16_000_000_000)),
            (
                ["minimumGPUMemory": "0", "parameters": "8B"] as Value,
                ModelNeed(source: .estimate, bytes: 16_000_000_000)
            ),
            (["minimumGPUMemory": .null, "parameters": "8x7B"] as Value, nil), (["id": "a/b"] as Value, nil),
        ] as [(Value, ModelNeed?)])
    func theCatalogCountsMoreThanAnEstimate(_ model: Value, _ expected: ModelNeed?) throws {
        let need = try ModelNeed(model, nil)
        #expect(need == expected)
    }

    /// It is not taken for one that nobody told.
    @Test func anAmountThatCannotBeReadIsUnknown() throws {
        let model: Value = ["id": "a/b", "minimumGPUMemory": "much", "parameters": "8B"]
        let reason = try #require(throws: UnknownReason.self) { try ModelNeed(model, nil) }
        #expect(reason.code == .failed)
        #expect(reason.message.hasPrefix("the memory that a/b needs by the catalog cannot be read: quantity \"much\""))
    }

    @Test(
        arguments: [
            ("0.6B", 1_200_000_000), ("135M", 270_000_000), ("1T", 2_000_000_000_000), ("8x7B", nil), ("", nil),
            ("B", nil), ("-1B", nil), ("8", nil), ("8K", nil),
        ] as [(String, Int64?)])
    func parametersAreTwoBytesEach(_ text: String, _ bytes: Int64?) {
        #expect(ModelNeed.weights(text) == bytes)
    }

    /// Weights as published runs measured them on devices of 79.19 GiB; each ran, so none may be refused.
    @Test(
        arguments: [(14.99, 1), (14.25, 1), (56.88, 1), (27.39, 1), (87.02, 2), (51.45, 1), (29.43, 1), (67.76, 2)]
            as [(Double, Int64)])
    func whatRanIsNotRefused(_ weights: Double, _ devices: Int64) {
        let need = ModelNeed(source: .hub, bytes: Int64(weights * Double(Self.gibibyte)))
        #expect(need.perDevice(devices) <= Int64(79.19 * Double(Self.gibibyte)))
    }

    @Test func whatCannotRunIsRefused() {
        let need = ModelNeed(source: .hub, bytes: 140 * Self.gibibyte)
        #expect(need.perDevice(1) > 80 * Self.gibibyte)
        #expect(need.perDevice(2) > 80 * Self.gibibyte)
        #expect(need.perDevice(4) < 80 * Self.gibibyte)
        #expect(need.perDevice(0) == need.perDevice(1))
    }

    @Test func theCatalogsAmountIsTheWhole() {
        let need = ModelNeed(source: .catalog, bytes: 20 * Self.gibibyte)
        #expect(need.perDevice(1) == 20 * Self.gibibyte)
        #expect(need.perDevice(2) == 10 * Self.gibibyte)
        #expect(ModelNeed(source: .hub, bytes: .max).perDevice(1) == .max)
    }

    @Test(
        arguments: [
            (["nvidia.com/gpu.memory": "81559"], "nvidia.com/gpu", 81559),
            (["nvidia.com/gpu.memory": "many", "nvidia.com/gpu.product": "Tesla-T4"], "nvidia.com/gpu", 16384),
            (["nvidia.com/gpu.memory": "81559"], "nvidia.com/mig-3g.40gb", 40960),
            (["nvidia.com/mig-3g.40gb.memory": "40192"], "nvidia.com/mig-3g.40gb", 40192),
            (["nvidia.com/mig-3g.40gb.memory": "x"], "nvidia.com/mig-3g.40gb", 40960),
            (["amd.com/gpu.vram": "192G"], "amd.com/gpu", 196608),
            (["amd.com/gpu.product-name": "AMD_Instinct_MI300X_OAM"], "amd.com/gpu", 196608),
            (["cloud.google.com/gke-accelerator": "nvidia-l4"], "nvidia.com/gpu", 24576),
            ([:], "nvidia.com/gpu", nil), (["nvidia.com/gpu.memory": "0"], "nvidia.com/gpu", nil),
            (["amd.com/gpu.vram": "lots"], "amd.com/gpu", nil),
        ] as [([String: String], String, Int64?)])
    func labelsTellTheMemory(_ labels: [String: String], _ resource: String, _ mebibytes: Int64?) {
        let bytes = DeviceMemory.bytes(of: NodeFact(name: "n", labels: labels), resource: resource)
        #expect(bytes == mebibytes.map { $0 << 20 })
    }

    @Test(
        arguments: [
            ("NVIDIA-H100-80GB-HBM3", 80), ("NVIDIA-A100-SXM4-40GB", 40), ("NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", 5),
            ("NVIDIA-A10G", 24), ("NVIDIA-A10", 24), ("Tesla-T4-SHARED", 16), ("NVIDIA-L40S", 48), ("NVIDIA-L4", 24),
            ("NVIDIA-H100-NVL", 94), ("NVIDIA-H200", 141), ("nvidia-h100-mega-80gb", 80), ("NVIDIA-A100", nil),
            ("NVIDIA-GeForce-RTX-4090", nil), ("", nil), ("gb", nil), ("99999gb", nil),
        ] as [(String, Int64?)])
    func productsTellTheMemory(_ name: String, _ gibibytes: Int64?) {
        #expect(DeviceMemory.bytes(ofProduct: name) == gibibytes.map { $0 << 30 })
    }
}
