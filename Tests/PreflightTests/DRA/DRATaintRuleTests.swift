import Testing

@testable import Preflight

/// Rules that taint devices, so that claims do not get them.
@Suite struct DRATaintRuleTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The selector; nil for a rule without one.
        var selector: String?
        var effect = "NoSchedule"
        /// The devices that claims do not get.
        var tainted: [String]
        /// Whether it cannot be told.
        var isDoubtful = false
    }

    static let rules = [
        Rule(testDescription: "no selector", selector: nil, tainted: []),
        Rule(testDescription: "every device", selector: "{}", tainted: ["whole", "part"]),
        Rule(testDescription: "NoExecute", selector: "{}", effect: "NoExecute", tainted: ["whole", "part"]),
        Rule(testDescription: "only tells", selector: "{}", effect: "None", tainted: []),
        Rule(testDescription: "an effect of tomorrow", selector: "{}", effect: "NoExecuteSoon", tainted: []),
        Rule(testDescription: "a driver", selector: "{driver: gpu.nvidia.com}", tainted: ["whole", "part"]),
        Rule(testDescription: "another driver", selector: "{driver: gpu.amd.com}", tainted: []),
        Rule(testDescription: "a pool", selector: "{pool: node-1}", tainted: ["whole", "part"]),
        Rule(testDescription: "another pool", selector: "{pool: node-2}", tainted: []),
        Rule(testDescription: "a device", selector: "{device: part}", tainted: ["part"]),
        Rule(testDescription: "a device of that pool", selector: "{pool: node-1, device: whole}", tainted: ["whole"]),
        Rule(testDescription: "a device of another pool", selector: "{pool: node-2, device: whole}", tainted: []),
        Rule(
            testDescription: "a device of another driver", selector: "{driver: gpu.amd.com, device: whole}", tainted: []
        ),
        Rule(testDescription: "a class", selector: "{deviceClassName: gpus}", tainted: ["whole"]),
        Rule(testDescription: "a class that is not there", selector: "{deviceClassName: gone}", tainted: []),
        Rule(testDescription: "a class and a device", selector: "{deviceClassName: gpus, device: part}", tainted: []),
        Rule(
            testDescription: "an expression",
            selector: "{selectors: [{cel: {expression: \"device.attributes['gpu.nvidia.com'].type == 'mig'\"}}]}",
            tainted: ["part"]),
        Rule(
            testDescription: "expressions that do not hold together",
            selector: """
                {selectors: [{cel: {expression: "device.attributes['gpu.nvidia.com'].type == 'mig'"}},
                  {cel: {expression: "device.attributes['gpu.nvidia.com'].type == 'gpu'"}}]}
                """, tainted: []),
        Rule(
            testDescription: "a class and an expression",
            selector:
                "{deviceClassName: gpus, selectors: [{cel: {expression: \"device.driver == 'gpu.nvidia.com'\"}}]}",
            tainted: ["whole"]),
        Rule(
            testDescription: "an expression that cannot be judged",
            selector: "{device: whole, selectors: [{cel: {expression: device.whatever()}}]}", tainted: ["whole"],
            isDoubtful: true),
        Rule(
            testDescription: "a selector of another kind", selector: "{selectors: [{regex: {}}]}",
            tainted: ["whole", "part"], isDoubtful: true),
    ]

    @Test(arguments: rules) func whatARuleTaintsIsNotFree(_ rule: Rule) throws {
        let selector = rule.selector.map { "deviceSelector: \($0), " } ?? ""
        let taintRule: APIDeviceTaintRule = try DRASlices.read(
            "{metadata: {name: repair}, spec: {\(selector)taint: {key: k, value: v, effect: \(rule.effect)}}}")
        let deviceClass: APIDeviceClass = try DRASlices.read(
            """
            {metadata: {name: gpus},
             spec: {selectors: [{cel: {expression: "device.attributes['gpu.nvidia.com'].type == 'gpu'"}}]}}
            """)
        let read = DRATaintRule.list([taintRule], classes: [deviceClass])
        let slice = try #require(try DRASlices.slice(DRASlices.attributes, rules: read))
        let tainted = slice.devices.filter { !$0.taints.isEmpty }
        #expect(tainted.map(\.name) == rule.tainted)
        #expect(tainted.allSatisfy { $0.taints == ["k=v:\(rule.effect) (rule repair)"] })
        #expect(slice.doubts.isEmpty != rule.isDoubtful)
        #expect(
            slice.doubts.allSatisfy { $0.contains("which devices the device taint rule repair taints cannot be told") })

        let pool = DRAPool(DRAPool.Name(driver: "gpu.nvidia.com", pool: "node-1"), [slice])
        let count = pool.counts(held: []) { _ in true }["node-1"]
        #expect(count?.free == Int64(2 - rule.tainted.count))
        #expect(count?.tainted == Int64(rule.tainted.count))
        #expect(pool.doubts == slice.doubts)
    }
}
