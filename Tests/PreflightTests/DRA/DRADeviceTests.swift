import Testing
import Value

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

    private static func deviceClass(_ name: String, _ selector: String) throws -> DRAClass {
        let read: APIDeviceClass = try DRASlices.read(
            "{metadata: {name: '\(name)'}, spec: {selectors: [{cel: {expression: \"\(selector)\"}}]}}")
        return DRAClass(read, extended: false)
    }

    struct Other: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var selector = "device.driver == 'neuron.aws.com'"
        var spec = DRASlices.plain
        /// Of the class's devices; nil where it selects none.
        var free: Int64? = 2
        var undecided: [String] = []
    }

    static let others = [
        Other(testDescription: "a class that selects them"),
        Other(testDescription: "a class that selects others", selector: "device.driver == 'gpu.nvidia.com'", free: nil),
        Other(
            testDescription: "a class that cannot be judged", selector: "device.attributes['x'].y == 1", free: nil,
            undecided: ["which devices the device class neurons selects cannot be told"]),
        Other(
            testDescription: "a pool that is being published",
            spec: "\(DRASlices.pool(slices: 2)), devices: [{name: a}]", free: nil,
            undecided: ["pool node-1 of neuron.aws.com is being published"]),
        Other(
            testDescription: "devices for several claims each",
            spec: "\(DRASlices.pool()), devices: [{name: a, allowMultipleAllocations: true}, {name: b}, {name: c}]",
            undecided: ["may be given to several claims"]),
    ]

    /// What a class selects counts for it, whoever publishes it, and is none of the accelerators that are known.
    @Test(arguments: others) func devicesOfOtherDriversCountForTheirClass(_ item: Other) throws {
        let classes = [try Self.deviceClass("neurons", item.selector)]
        let slice = try #require(try DRASlices.slice(item.spec, driver: "neuron.aws.com", classes: classes))
        let claim: APIClaim = try DRASlices.read(
            """
            {metadata: {namespace: team}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: neurons}}]}},
             status: {allocation: {devices: {results: [
               {driver: neuron.aws.com, pool: node-1, device: a, request: r}]}},
              reservedFor: [{resource: pods, name: p}]}}
            """)
        let fact = DRAFact.value(version: "v1", slices: [slice], classes: classes, claims: [claim])
        #expect(fact["classes"]?[0]?["devices"]?[0]?["free"]?.integer == item.free)
        let undecided = (fact["classes"]?[0]?["undecided"]?.array ?? []).compactMap(\.string)
        #expect(undecided.count == item.undecided.count, "\(undecided)")
        for part in item.undecided { #expect(undecided.contains { $0.contains(part) }, "\(undecided)") }
        #expect(fact["holders"] == [["pod": "team/p", "class": "neurons", "devices": 1]])
        for key in ["drivers", "devices", "empty", "problems", "taints"] { #expect(fact[key] == [], "\(key)") }
    }

    /// What an expression makes of devices of others is no doubt about those that it is made for.
    @Test func othersAreNoDoubtAboutKnownDevices() throws {
        let classes = [try Self.deviceClass("gpus", "device.attributes['gpu.nvidia.com'].type == 'gpu'")]
        let known = try #require(try DRASlices.slice(DRASlices.attributes, classes: classes))
        let other = try #require(try DRASlices.slice(DRASlices.plain, driver: "net.example.com", classes: classes))
        let fact = DRAFact.value(version: "v1", slices: [known, other], classes: classes, claims: [])
        #expect(fact["classes"]?[0]?["undecided"] == [])
        #expect(fact["classes"]?[0]?["devices"]?.array?.count == 1)
    }
}
