import Testing

@testable import Preflight

/// Devices of slices: whose they are, and where they are.
@Suite struct DRADeviceTests {
    @Test(arguments: [
        (
            "perDeviceNodeSelection: true, devices: [{name: a, nodeName: node-2}, {name: b, nodeName: node-3}]",
            ["node-2", "node-3"]
        ),
        ("perDeviceNodeSelection: true, devices: [{name: a, allNodes: true}]", [""]),
        (
            """
            perDeviceNodeSelection: true, devices: [{name: a, nodeSelector: {nodeSelectorTerms: [
              {matchFields: [{key: metadata.name, operator: In, values: [z]}]}]}}]
            """, ["z"]
        ),
        (
            """
            perDeviceNodeSelection: true, devices: [{name: a, nodeSelector: {nodeSelectorTerms: [
              {matchExpressions: [{key: rack, operator: In, values: [z]}]}]}}]
            """, [""]
        ),
        ("devices: [{name: a, basic: {}}]", ["node-1"]),
        ("perDeviceNodeSelection: true, devices: [{name: a, basic: {nodeName: x}}]", ["x"]),
    ])
    func devicesBelongToTheirNodes(_ text: String, _ nodes: [String]) throws {
        let slice = try #require(try DRASlices.slice("\(DRASlices.pool()), \(text)"))
        #expect(slice.devices.map(\.node) == nodes)
    }

    @Test func driversOfOtherThingsAreLeftOut() throws {
        let slice = try DRASlices.slice(DRASlices.plain, driver: "net.example.com")
        #expect(slice == nil)
    }
}
