import Testing

@testable import Preflight

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

    /// A GPU with 7 slices of memory, whole and as partitions; its counters in a slice of their own, as since 1.35.
    static let counters = """
        \(DRASlices.pool(slices: 2)), sharedCounters: [
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
            "\(DRASlices.pool(slices: 2)), devices: [\((parts + [whole(0, taint: taint), whole(1)]).joined(separator: ", "))]",
        ]
    }

    static let cases = [
        Case(testDescription: "devices of their own", slices: [DRASlices.plain], devices: 3, free: 3),
        Case(testDescription: "one is held", slices: [DRASlices.plain], held: ["b"], devices: 3, free: 2),
        Case(
            testDescription: "what is held is not there any more", slices: [DRASlices.plain], held: ["z"], devices: 3,
            free: 3),
        Case(
            testDescription: "two slices",
            slices: [
                "\(DRASlices.pool(slices: 2)), devices: [{name: a}]",
                "\(DRASlices.pool(slices: 2)), devices: [{name: b}]",
            ], devices: 2, free: 2),
        Case(
            testDescription: "an old generation beside the new one",
            slices: [
                "\(DRASlices.pool(generation: 3)), devices: [{name: a}, {name: b}]",
                "\(DRASlices.pool(generation: 4)), devices: [{name: a}]",
            ], devices: 1, free: 1),
        Case(
            testDescription: "a slice of the new generation is missing",
            slices: [
                "\(DRASlices.pool(generation: 3)), devices: [{name: a}]",
                "\(DRASlices.pool(generation: 4, slices: 2)), devices: [{name: a}]",
            ], problem: "being published: 1 of its 2 slices"),
        Case(
            testDescription: "the same device twice", slices: ["\(DRASlices.pool()), devices: [{name: a}, {name: a}]"],
            problem: "twice"),
        Case(
            testDescription: "counters that are nowhere", slices: ["\(DRASlices.pool()), devices: [\(whole(0))]"],
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
                \(DRASlices.pool()), sharedCounters: [{name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}],
                devices: [\(part(0, "x")), \(whole(0))]
                """
            ], devices: 1, free: 1),
        Case(
            testDescription: "partitions only",
            slices: [
                """
                \(DRASlices.pool()), sharedCounters: [{name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}],
                devices: [\(part(0, "x", memory: "40Gi", slices: 3)), \(part(0, "y", memory: "40Gi", slices: 3)),
                          \(part(0, "z", memory: "40Gi", slices: 3))]
                """
            ], devices: 2, free: 2),
        Case(
            testDescription: "a tainted device",
            slices: ["\(DRASlices.pool()), devices: [{name: a\(taint)}, {name: b}]"],
            devices: 1, free: 1, tainted: 1),
        Case(
            testDescription: "taints that keep no claim away",
            slices: [
                "\(DRASlices.pool()), devices: [{name: a, taints: [{key: k, effect: None}]}, {name: b, taints: [{key: k, effect: New}]}]"
            ], devices: 2, free: 2),
        Case(
            testDescription: "a whole one is tainted, its partitions are not", slices: partitioned(taint), devices: 1,
            free: 1, parts: 3, tainted: 1),
        Case(
            testDescription: "v1beta1 has the fields under basic",
            slices: [
                """
                \(DRASlices.pool()), sharedCounters: [{name: gpu-0, counters: {memory: {value: 80Gi}, slices: {value: '7'}}}],
                devices: [{name: a, basic: {consumesCounters: [{counterSet: gpu-0, counters: {slices: {value: '7'}}}]}},
                          {name: b, basic: {consumesCounters: [{counterSet: gpu-0, counters: {slices: {value: '3'}}}]}},
                          {name: c, basic: {taints: [{key: k, effect: NoSchedule}]}}, {name: d, basic: {}}]
                """
            ], devices: 2, free: 2, tainted: 1),
    ]

    @Test(arguments: cases) func devicesAreCountedAsClaimsCanGetThem(_ item: Case) throws {
        let slices = try item.slices.compactMap { try DRASlices.slice($0) }
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
}
