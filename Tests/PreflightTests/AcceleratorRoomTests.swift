import Testing
import Value

@testable import Preflight

/// Whether nodes could ever hold what is wanted, by the words of the check that places workers.
@Suite struct AcceleratorRoomTests {
    typealias Nodes = GPUNodesCheckTests

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var facts: String
        var wanted: String
        /// Nil where there is room, or nobody can tell.
        var isOutOfReach: Bool?
    }

    private static let cases = [
        Case(testDescription: "room", facts: Nodes.facts(Nodes.two), wanted: Nodes.wanted(8), isOutOfReach: nil),
        Case(
            testDescription: "more than any node has", facts: Nodes.facts(Nodes.two), wanted: Nodes.wanted(9),
            isOutOfReach: true),
        Case(
            testDescription: "more than all nodes have", facts: Nodes.facts(Nodes.two),
            wanted: Nodes.wanted(8, workers: 3), isOutOfReach: true),
        Case(
            testDescription: "another vendor's",
            facts: Nodes.facts([Nodes.node("a", gpus: 8, resource: "amd.com/gpu")]), wanted: Nodes.wanted(1),
            isOutOfReach: true),
        Case(
            testDescription: "held by others",
            facts: Nodes.facts(
                [Nodes.node("gpu-1", gpus: 2)], pods: [Nodes.pod("a", on: "gpu-1", gpus: 2)]), wanted: Nodes.wanted(1),
            isOutOfReach: false),
        Case(
            testDescription: "cordoned", facts: Nodes.facts([Nodes.node("gpu-1", gpus: 2, cordoned: true)]),
            wanted: Nodes.wanted(1), isOutOfReach: false),
        Case(
            testDescription: "no driver yet", facts: Nodes.facts([Nodes.node("gpu-1")]), wanted: Nodes.wanted(1),
            isOutOfReach: false),
        Case(
            testDescription: "devices besides", facts: Nodes.facts(Nodes.two, slices: Nodes.slices(devices: 8)),
            wanted: Nodes.wanted(9), isOutOfReach: false),
        Case(
            testDescription: "no accelerator is asked for", facts: Nodes.facts([]), wanted: Nodes.wanted(0),
            isOutOfReach: nil),
        Case(
            testDescription: "nodes may not be read", facts: "{nodes: forbidden, pods: [], resourceSlices: null}",
            wanted: Nodes.wanted(99), isOutOfReach: nil),
        Case(
            testDescription: "pods may not be read",
            facts: "{nodes: [\(Nodes.node("gpu-1", gpus: 2))], pods: forbidden, resourceSlices: null}",
            wanted: Nodes.wanted(99), isOutOfReach: nil),
    ]

    @Test(arguments: cases)
    func tellsWhatNoNodeCouldHold(_ test: Case) throws {
        let scenario = Scenario(test.testDescription, facts: test.facts, want: test.wanted, verdict: "")
        let room = try Preflight.room(
            try scenario.gathered(), checks: try CheckCatalog.builtIn(),
            PreflightRequest(Subject(try scenario.wanted()), only: [AcceleratorRoom.check]))
        #expect(room?.isOutOfReach == test.isOutOfReach, "\(room as Any)")
        #expect(room.map { $0.message.isEmpty || $0.hint == nil } != true)
    }

    /// What whole pods lack is told where their accelerators alone would do.
    @Test(arguments: [(9000, true), (7000, false), (1000, nil)] as [(Int, Bool?)])
    func tellsWhatWholePodsLack(_ milliCPU: Int, _ isOutOfReach: Bool?) throws {
        let facts = PodChecksTests.facts(uses: "[{node: 'n', use: {milliCPU: 4000}, pods: 1}]")
        let want = CapacityText.wanted(CapacityText.use(cpu: milliCPU))
        let scenario = Scenario("whole pods", facts: facts, want: want, verdict: "")
        let room = try AcceleratorRoom.missing(
            for: Subject(try scenario.wanted()), in: try scenario.gathered(), checks: try CheckCatalog.builtIn())
        #expect(room?.isOutOfReach == isOutOfReach, "\(room as Any)")
        #expect((room == nil) == (isOutOfReach == nil))
        #expect(room.map { $0.message.contains("too little CPU") } ?? true)
    }
}
