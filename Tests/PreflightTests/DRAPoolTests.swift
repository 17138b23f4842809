import Testing
import Value

@testable import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Which devices of a pool claims can get, from slices as the API serves them.
@Suite struct DRAPoolTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// The specs of slices, without driver and node.
        var slices: [String]
        var held: Set<String> = []
        var devices: Int64 = 0
        var free: Int64 = 0
        var parts: Int64 = 0
        var tainted: Int64 = 0
        /// Part of why the pool is not used.
        var problem: String?
    }

    static func pool(generation: Int = 1, slices: Int = 1) -> String {
        "pool: {name: node-1, generation: \(generation), resourceSliceCount: \(slices)}"
    }

    static let plain = "\(pool()), devices: [{name: a}, {name: b}, {name: c}]"

    /// A GPU with 7 slices of memory, whole and as partitions; its counters in a slice of their own, as since 1.35.
    static let counters = """
        \(pool(slices: 2)), sharedCounters: [
          {name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}},
          {name: gpu-1, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}]
        """

    static func whole(_ index: Int, taint: String = "") -> String {
        """
        {name: gpu-\(index), consumesCounters: [{counterSet: gpu-\(index),
          counters: {memory: {value: 80Gi}, slices: {value: '7'}}}]\(taint)}
        """
    }

    static func part(_ index: Int, _ name: String, memory: String = "20Gi", slices: Int = 2) -> String {
        """
        {name: gpu-\(index)-\(name), consumesCounters: [{counterSet: gpu-\(index),
          counters: {memory: {value: \(memory)}, slices: {value: '\(slices)'}}}]}
        """
    }

    static let taint = ", taints: [{key: example.com/broken, value: 'yes', effect: NoExecute}]"

    static func partitioned(_ taint: String = "") -> [String] {
        let parts = [0, 1].flatMap { gpu in ["x", "y", "z"].map { part(gpu, $0) } }
        // Partitions first: the order must not matter.
        return [
            counters,
            "\(pool(slices: 2)), devices: [\((parts + [whole(0, taint: taint), whole(1)]).joined(separator: ", "))]",
        ]
    }

    static let cases = [
        Case(testDescription: "devices of their own", slices: [plain], devices: 3, free: 3),
        Case(testDescription: "one is held", slices: [plain], held: ["b"], devices: 3, free: 2),
        Case(testDescription: "what is held is not there any more", slices: [plain], held: ["z"], devices: 3, free: 3),
        Case(
            testDescription: "two slices",
            slices: [
                "\(pool(slices: 2)), devices: [{name: a}]", "\(pool(slices: 2)), devices: [{name: b}]",
            ], devices: 2, free: 2),
        Case(
            testDescription: "an old generation beside the new one",
            slices: [
                "\(pool(generation: 3)), devices: [{name: a}, {name: b}]",
                "\(pool(generation: 4)), devices: [{name: a}]",
            ], devices: 1, free: 1),
        Case(
            testDescription: "a slice of the new generation is missing",
            slices: [
                "\(pool(generation: 3)), devices: [{name: a}]",
                "\(pool(generation: 4, slices: 2)), devices: [{name: a}]",
            ], problem: "being published: 1 of its 2 slices"),
        Case(
            testDescription: "the same device twice", slices: ["\(pool()), devices: [{name: a}, {name: a}]"],
            problem: "twice"),
        Case(
            testDescription: "counters that are nowhere", slices: ["\(pool()), devices: [\(whole(0))]"],
            problem: "gpu-0 consumes counters"),
        Case(testDescription: "whole and as partitions", slices: partitioned(), devices: 2, free: 2),
        Case(
            testDescription: "a partition is held", slices: partitioned(), held: ["gpu-0-x"], devices: 2, free: 1,
            parts: 2),
        Case(testDescription: "a whole one is held", slices: partitioned(), held: ["gpu-1"], devices: 2, free: 1),
        Case(
            testDescription: "partitions of both are held", slices: partitioned(), held: ["gpu-0-x", "gpu-1-y"],
            devices: 2, free: 0, parts: 4),
        Case(
            testDescription: "all partitions are held", slices: partitioned(),
            held: ["gpu-0-x", "gpu-0-y", "gpu-0-z", "gpu-1"], devices: 2),
        Case(
            testDescription: "counters in the same slice, as before 1.35",
            slices: [
                """
                \(pool()), sharedCounters: [{name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}],
                devices: [\(part(0, "x")), \(whole(0))]
                """
            ], devices: 1, free: 1),
        Case(
            testDescription: "partitions only",
            slices: [
                """
                \(pool()), sharedCounters: [{name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}],
                devices: [\(part(0, "x", memory: "40Gi", slices: 3)), \(part(0, "y", memory: "40Gi", slices: 3)),
                          \(part(0, "z", memory: "40Gi", slices: 3))]
                """
            ], devices: 2, free: 2),
        Case(
            testDescription: "a tainted device", slices: ["\(pool()), devices: [{name: a\(taint)}, {name: b}]"],
            devices: 1, free: 1, tainted: 1),
        Case(
            testDescription: "taints that keep no claim away",
            slices: [
                "\(pool()), devices: [{name: a, taints: [{key: k, effect: None}]}, {name: b, taints: [{key: k, effect: New}]}]"
            ], devices: 2, free: 2),
        Case(
            testDescription: "a whole one is tainted, its partitions are not", slices: partitioned(taint), devices: 1,
            free: 1, parts: 3, tainted: 1),
        Case(
            testDescription: "v1beta1 has the fields under basic",
            slices: [
                """
                \(pool()), sharedCounters: [{name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}],
                devices: [{name: a, basic: {consumesCounters: [{counterSet: gpu-0, counters: {slices: {value: '7'}}}]}},
                          {name: b, basic: {consumesCounters: [{counterSet: gpu-0, counters: {slices: {value: '3'}}}]}},
                          {name: c, basic: {taints: [{key: k, effect: NoSchedule}]}}, {name: d, basic: {}}]
                """
            ], devices: 2, free: 2, tainted: 1),
    ]

    static func slice(_ text: String, classes: [DRAClass] = [], rules: [DRATaintRule] = []) throws -> DRASlice? {
        let json = try Scenario.yaml("{spec: {driver: gpu.nvidia.com, nodeName: node-1, \(text)}}").jsonBytes()
        return try DRASlice(JSONDecoder().decode(APISlice.self, from: Data(json)), classes: classes, rules: rules)
    }

    @Test(arguments: cases) func devicesAreCountedAsClaimsCanGetThem(_ item: Case) throws {
        let slices = try item.slices.compactMap { try Self.slice($0) }
        // In whatever order the server lists them.
        for slices in [slices, slices.reversed()] {
            let pool = DRAPool(DRAPool.Name(driver: "gpu.nvidia.com", pool: "node-1"), slices)
            if let problem = item.problem {
                #expect(pool.problem?.contains(problem) == true, "\(String(describing: pool.problem))")
                #expect(pool.counts(held: []) { _ in true }.isEmpty)
            } else {
                #expect(pool.problem == nil)
                let count = pool.counts(held: item.held) { _ in true }["node-1"] ?? DRAPool.Count()
                #expect(
                    count
                        == DRAPool.Count(
                            devices: item.devices, free: item.free, parts: item.parts, tainted: item.tainted))
            }
        }
    }

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
        let slice = try #require(try Self.slice("\(Self.pool()), \(text)"))
        #expect(slice.devices.map(\.node) == nodes)
    }

    @Test func driversOfOtherThingsAreLeftOut() throws {
        let json = try Scenario.yaml("{spec: {driver: net.example.com, \(Self.plain)}}").jsonBytes()
        #expect(try DRASlice(JSONDecoder().decode(APISlice.self, from: Data(json)), classes: []) == nil)
    }

    // MARK: Device classes

    static func deviceClass(_ selectors: [String], name: String = "gpus") throws -> DRAClass {
        let list = selectors.map { "{cel: {expression: \"\($0)\"}}" }.joined(separator: ", ")
        let json = try Scenario.yaml(
            "{metadata: {name: \(name)}, spec: {extendedResourceName: nvidia.com/gpu, selectors: [\(list)]}}"
        ).jsonBytes()
        return DRAClass(try JSONDecoder().decode(APIDeviceClass.self, from: Data(json)), extended: true)
    }

    static let attributes = """
        \(pool()), devices: [
          {name: whole, attributes: {type: {string: gpu}, index: {int: 0}, driverVersion: {version: 580.1.0}},
           capacity: {memory: {value: 80Gi}}},
          {name: part, attributes: {type: {string: mig}, index: {int: 0}, example.com/fast: {bool: true}}}]
        """

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
        let slice = try #require(try Self.slice(Self.attributes, classes: [try Self.deviceClass(selectors)]))
        #expect(slice.devices.filter { $0.resources.contains("nvidia.com/gpu") }.map(\.name) == names)
        #expect(slice.undecided.isEmpty)
    }

    @Test(arguments: [
        "device.attributes['gpu.nvidia.com'].profile == '1g'", "device.whatever()", "device.driver ==",
        "device.capacity['gpu.nvidia.com'].memory.compareTo(quantity('40Gi')) >= 0",
    ])
    func whatAClassSelectsMayBeBeyondTelling(_ selector: String) throws {
        let slice = try #require(try Self.slice(Self.attributes, classes: [try Self.deviceClass([selector])]))
        #expect(slice.undecided["nvidia.com/gpu"]?.contains("device class gpus") == true)
        #expect(slice.devices.map(\.resources) == [[], []])
    }

    @Test func ofSeveralClassesForAResourceTheNewestCounts() throws {
        func named(_ name: String, _ time: String) throws -> APIDeviceClass {
            let json = try Scenario.yaml(
                "{metadata: {name: '\(name)', creationTimestamp: '\(time)'}, spec: {extendedResourceName: nvidia.com/gpu}}"
            ).jsonBytes()
            return try JSONDecoder().decode(APIDeviceClass.self, from: Data(json))
        }
        let classes = DRAClass.list([
            try named("old", "2026-01-01T00:00:00Z"), try named("c", "2026-02-01T00:00:00Z"),
            try named("b", "2026-02-01T00:00:00Z"),
        ])
        #expect(classes.map(\.name) == ["b", "c", "old"])
        #expect(classes.filter { $0.resources.contains("nvidia.com/gpu") }.map(\.name) == ["b"])
        #expect(classes.map { $0.resources[0] } == ["b", "c", "old"].map { DRAClass.implicitPrefix + $0 })
    }

    // MARK: Rules that taint devices

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
        let deviceClass = try Scenario.yaml(
            """
            {metadata: {name: gpus},
             spec: {selectors: [{cel: {expression: "device.attributes['gpu.nvidia.com'].type == 'gpu'"}}]}}
            """
        ).jsonBytes()
        let selector = rule.selector.map { "deviceSelector: \($0), " } ?? ""
        let json = try Scenario.yaml(
            "{metadata: {name: repair}, spec: {\(selector)taint: {key: k, value: v, effect: \(rule.effect)}}}"
        ).jsonBytes()
        let read = DRATaintRule.list(
            [try JSONDecoder().decode(APIDeviceTaintRule.self, from: Data(json))],
            classes: [try JSONDecoder().decode(APIDeviceClass.self, from: Data(deviceClass))])
        let slice = try #require(try Self.slice(Self.attributes, rules: read))
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

    /// A claim that tolerates a taint holds its device; for those to come, which tolerate none, nothing becomes free.
    @Test(arguments: ["", "tolerations: [{operator: Exists}]"])
    func aToleratingClaimMakesNoDeviceFree(tolerations: String) throws {
        let taint = "taints: [{key: k, effect: NoSchedule}]"
        let slice = try #require(
            try Self.slice("\(Self.pool()), devices: [{name: a, \(taint)}, {name: b, \(taint)}, {name: c}]"))
        let claim = try Scenario.yaml(
            """
            {status: {allocation: {devices: {results: [
              {driver: gpu.nvidia.com, pool: node-1, device: a\(tolerations.isEmpty ? "" : ", " + tolerations)}]}}}}
            """
        ).jsonBytes()
        let fact = DRAFact.value(
            version: "v1", slices: [slice], classes: [],
            claims: [try JSONDecoder().decode(APIClaim.self, from: Data(claim))])
        #expect(fact["devices"]?[0]?["free"] == 1)
        #expect(fact["devices"]?[0]?["tainted"] == 2)
        #expect(fact["taints"] == ["k:NoSchedule"])
    }

    // MARK: Empty pools, and who holds devices

    @Test func aPoolWithoutDevicesIsTold_R4() throws {
        let empty = try #require(try Self.slice("\(Self.pool()), devices: []"))
        let old = try #require(try Self.slice("\(Self.pool(generation: 0)), devices: [{name: a}]"))
        let fact = DRAFact.value(version: "v1", slices: [empty, old], classes: [], claims: [])
        #expect(fact["empty"] == [["driver": "gpu.nvidia.com", "pool": "node-1", "node": "node-1"]])
        #expect(fact["devices"] == [])
        let filled = DRAFact.value(
            version: "v1", slices: [try #require(try Self.slice(Self.plain))], classes: [], claims: [])
        #expect(filled["empty"] == [])
    }

    struct Claim: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var claim: String
        /// `pod class devices`.
        var holders: [String]
    }

    static let held = [
        Claim(
            testDescription: "as v1 has it",
            claim: "requests: [{name: r, exactly: {deviceClassName: gpus}}]", holders: ["team/a gpus 1"]),
        Claim(
            testDescription: "as v1beta1 has it", claim: "requests: [{name: r, deviceClassName: gpus}]",
            holders: ["team/a gpus 1"]),
        Claim(
            testDescription: "one of several that would do",
            claim: "requests: [{name: r, firstAvailable: [{name: x, deviceClassName: gpus}]}]", holders: []),
        Claim(testDescription: "another request", claim: "requests: [{name: s, deviceClassName: gpus}]", holders: []),
        Claim(testDescription: "no request", claim: "requests: []", holders: []),
    ]

    @Test(arguments: held) func podsHoldTheDevicesOfTheirClaims(_ item: Claim) throws {
        let json = try Scenario.yaml(
            """
            {metadata: {namespace: team}, spec: {devices: {\(item.claim)}},
             status: {allocation: {devices: {results: [
               {driver: gpu.nvidia.com, pool: node-1, device: a, request: r},
               {driver: gpu.nvidia.com, pool: node-1, device: b, request: r, adminAccess: true},
               {driver: net.example.com, pool: node-1, device: c, request: r}]}},
              reservedFor: [{resource: pods, name: a}, {resource: jobs, name: b}]}}
            """
        ).jsonBytes()
        let claim = try JSONDecoder().decode(APIClaim.self, from: Data(json))
        let fact = DRAFact.value(version: "v1", slices: [], classes: [], claims: [claim])
        let holders = (fact["holders"]?.array ?? []).map {
            "\($0["pod"]?.string ?? "") \($0["class"]?.string ?? "") \($0["devices"]?.integer ?? 0)"
        }
        #expect(holders == item.holders)
    }

    /// What its own pods hold by claim counts for a deployment as what it would ask for.
    @Test func ownPodsWithClaimsRunAlready() {
        let counts: Value = [
            "driver": "gpu.nvidia.com", "node": "n", "devices": 2, "free": 0, "parts": 0, "tainted": 0,
        ]
        let fact: Value = [
            "version": "v1", "drivers": ["gpu.nvidia.com"], "devices": [counts], "extended": [],
            "classes": [["class": "gpus", "devices": [counts], "undecided": []]],
            "holders": [["pod": "team/a", "class": "gpus", "devices": 2]],
        ]
        var deployment = Subject.Deployment(name: "d", namespace: "team", provider: "p", workers: 1, perWorker: 0)
        deployment.claim = .init(deviceClass: "gpus", count: 2)
        let demand = GPUDemand(deployment)
        let inventory = DRAInventory(fact: fact, nodes: [NodeFact(name: "n", isReady: true)])
        func fits(_ labels: [String: String]) -> Value? {
            let pod = PodFact(namespace: "team", name: "a", node: "n", requests: [:], labels: labels)
            return inventory.value(pods: [pod], demands: [demand])["fits"]
        }
        #expect(fits(["app.kubernetes.io/instance": "d"]) == true)
        #expect(fits([:]) == false)
    }

    /// Two names for the same devices count them twice, so that nobody is promised them.
    @Test func devicesThatGoBySeveralNamesAreDoubtful() {
        let counts: Value = [
            "driver": "gpu.nvidia.com", "node": "n", "devices": 2, "free": 2, "parts": 0, "tainted": 0,
        ]
        let fact: Value = [
            "version": "v1", "drivers": ["gpu.nvidia.com"], "devices": [counts],
            "extended": [["resource": "nvidia.com/gpu", "class": "gpus", "devices": [counts], "undecided": []]],
            "classes": [["class": "gpus", "devices": [counts], "undecided": []]],
        ]
        var claiming = Subject.Deployment(name: "a", namespace: "t", provider: "p", workers: 1, perWorker: 0)
        claiming.claim = .init(deviceClass: "gpus", count: 2)
        let asking = Subject.Deployment(name: "b", namespace: "t", provider: "p", workers: 1, perWorker: 2)
        let value = DRAInventory(fact: fact, nodes: [NodeFact(name: "n", isReady: true)])
            .value(pods: [], demands: [GPUDemand(claiming), GPUDemand(asking)])
        #expect(value["fits"] == false)
        #expect(value["undecided"]?[0]?.string?.contains("by several names") == true)
    }
}
