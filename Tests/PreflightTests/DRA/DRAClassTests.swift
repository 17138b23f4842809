import Testing

@testable import Preflight

/// What device classes select.
@Suite struct DRAClassTests {
    private static func deviceClass(_ selectors: [String]) throws -> DRAClass {
        let list = selectors.map { "{cel: {expression: \"\($0)\"}}" }.joined(separator: ", ")
        let read: APIDeviceClass = try DRASlices.read(
            "{metadata: {name: gpus}, spec: {extendedResourceName: nvidia.com/gpu, selectors: [\(list)]}}")
        return DRAClass(read, extended: true)
    }

    @Test(
        arguments: [
            ([], ["whole", "part"]), (["device.driver == 'gpu.nvidia.com'"], ["whole", "part"]),
            (["device.driver == 'gpu.amd.com'"], []),
            (["device.attributes['gpu.nvidia.com'].type == 'gpu'"], ["whole"]),
            (["device.driver == 'gpu.nvidia.com' && device.attributes['gpu.nvidia.com'].type == 'mig'"], ["part"]),
            (["device.driver == 'gpu.nvidia.com'", "device.attributes['gpu.nvidia.com'].type == 'gpu'"], ["whole"]),
            (["'example.com' in device.attributes && device.attributes['example.com'].fast"], ["part"]),
        ] as [([String], [String])])
    func aClassSelectsDevicesAsTheSchedulerDoes(_ selectors: [String], _ names: [String]) throws {
        let slice = try #require(try DRASlices.slice(DRASlices.attributes, classes: [try Self.deviceClass(selectors)]))
        #expect(slice.devices.filter { $0.resources.contains("nvidia.com/gpu") }.map(\.name) == names)
        #expect(slice.undecided.isEmpty)
    }

    @Test(arguments: [
        "device.attributes['gpu.nvidia.com'].profile == '1g'", "device.whatever()", "device.driver ==",
        "device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('40Gi')) >= 0",
    ])
    func whatAClassSelectsMayBeBeyondTelling(_ selector: String) throws {
        let slice = try #require(try DRASlices.slice(DRASlices.attributes, classes: [try Self.deviceClass([selector])]))
        #expect(slice.undecided["nvidia.com/gpu"]?.contains("device class gpus") == true)
        #expect(slice.devices.map(\.resources) == [[], []])
    }

    @Test func ofSeveralClassesForAResourceTheNewestCounts() throws {
        func named(_ name: String, _ time: String) throws -> APIDeviceClass {
            try DRASlices.read(
                "{metadata: {name: '\(name)', creationTimestamp: '\(time)'}, spec: {extendedResourceName: nvidia.com/gpu}}"
            )
        }
        let classes = DRAClass.list([
            try named("old", "2026-01-01T00:00:00Z"), try named("c", "2026-02-01T00:00:00Z"),
            try named("b", "2026-02-01T00:00:00Z"),
        ])
        #expect(classes.map(\.name) == ["b", "c", "old"])
        #expect(classes.filter { $0.resources.contains("nvidia.com/gpu") }.map(\.name) == ["b"])
        #expect(classes.map { $0.resources[0] } == ["b", "c", "old"].map { DRAClass.implicitPrefix + $0 })
    }
}
