import Testing
import Value

@testable import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Objects of dynamic resource allocation as the API serves them, from YAML.
enum DRASlices {
    /// Of driver `gpu.nvidia.com` and node `node-1`.
    static func pool(generation: Int = 1, slices: Int = 1) -> String {
        "pool: {name: node-1, generation: \(generation), resourceSliceCount: \(slices)}"
    }

    /// The spec of a slice with three devices.
    static let plain = "\(pool()), devices: [{name: a}, {name: b}, {name: c}]"

    /// The spec of a slice with a whole device and a part of one.
    static let attributes = """
        \(pool()), devices: [
          {name: whole, attributes: {type: {string: gpu}, index: {int: 0}, driverVersion: {version: 580.1.0}},
           capacity: {memory: {value: 80Gi}}},
          {name: part, attributes: {type: {string: mig}, index: {int: 0}, example.com/fast: {bool: true}}}]
        """

    static func read<Item: Decodable>(_ text: String, as type: Item.Type = Item.self) throws -> Item {
        try JSONDecoder().decode(type, from: Data(try Scenario.yaml(text).jsonBytes()))
    }

    /// - Parameter text: its spec, without driver and node; nil where it is none of an accelerator's.
    static func slice(
        _ text: String, driver: String = "gpu.nvidia.com", classes: [DRAClass] = [], rules: [DRATaintRule] = []
    ) throws -> DRASlice? {
        let slice: APISlice = try read("{spec: {driver: \(driver), nodeName: node-1, \(text)}}")
        return try DRASlice(slice, classes: classes, rules: rules)
    }
}
