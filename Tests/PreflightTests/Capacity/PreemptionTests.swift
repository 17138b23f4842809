import Testing
import Value

@testable import Preflight

/// Pods of lower priority that would have to go.
@Suite struct PreemptionTests {
    typealias Placing = PodPlacementTests

    private static func preemption(
        _ nodes: [NodeFact], pods: [PodFact], uses: [NodeUse] = [], _ demands: [GPUDemand], priorities: [Int64?]
    ) -> Preemption {
        let placement = Placing.place(nodes, pods: pods, uses: uses, demands)
        return Preemption(placement.table, placement.packing, nodes: placement.nodes, priorities: priorities)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pods: [PodFact]
        var demand = PodPlacementTests.demand(gpus: 2)
        var priority: Int64? = 5
        /// The names of those that would go; nil where that makes no room.
        var victims: [String]?
    }

    static let cases = [
        Case(testDescription: "there is room", pods: [], victims: nil),
        Case(
            testDescription: "one of lower priority", pods: [Placing.pod("a", gpus: 4)], victims: ["a"]),
        Case(
            testDescription: "no more than need be",
            pods: [Placing.pod("a", gpus: 1), Placing.pod("b", gpus: 2), Placing.pod("c", gpus: 1)], victims: ["b"]),
        Case(
            testDescription: "the higher ones stay",
            pods: [Placing.pod("a", gpus: 2, priority: 3), Placing.pod("b", gpus: 2, priority: 1)], victims: ["b"]),
        Case(
            testDescription: "of the same priority", pods: [Placing.pod("a", gpus: 4, priority: 5)], victims: nil),
        Case(
            testDescription: "too few of lower priority",
            pods: [Placing.pod("a", gpus: 1), Placing.pod("b", gpus: 3, priority: 9)], victims: nil),
        Case(testDescription: "its own", pods: [Placing.pod("a", gpus: 4, cpu: 1, own: "d")], victims: nil),
        Case(testDescription: "a priority that is not known", pods: [Placing.pod("a", gpus: 4)], priority: nil),
        Case(
            testDescription: "CPU that they hold", pods: [Placing.pod("a", gpus: 1, cpu: 7000)],
            demand: PodPlacementTests.demand(cpu: 4000), victims: ["a"]),
        Case(
            testDescription: "CPU that others hold, too", pods: [Placing.pod("a", gpus: 1, cpu: 2000)],
            demand: PodPlacementTests.demand(cpu: 9000), victims: nil),
    ]

    @Test(arguments: cases) func thoseGoThatMust(_ item: Case) {
        let found = Self.preemption([Placing.node()], pods: item.pods, [item.demand], priorities: [item.priority])
        #expect(found.fits == (item.victims != nil))
        #expect(found.victims.map(\.name) == item.victims ?? [])
    }

    /// Where there is room for some workers, nobody goes for them.
    @Test func roomThatThereIsIsUsedFirst() {
        let nodes = [Placing.node("a", gpus: 2), Placing.node("b", gpus: 2)]
        let pods = [Placing.pod("x", on: "a", gpus: 1), Placing.pod("y", on: "a", gpus: 1)]
        let found = Self.preemption(
            nodes, pods: pods, [Placing.demand(workers: 3, gpus: 1)], priorities: [5])
        #expect(found.fits && found.victims.count == 1)
    }

    /// A deployment never makes way for another one that is wanted at the same time.
    @Test func podsOfWhatIsWantedStay() {
        let pods = [Placing.pod("x", gpus: 4, own: "e")]
        let demands = [Placing.demand("d", gpus: 4), Placing.demand("e", gpus: 4)]
        let found = Self.preemption([Placing.node()], pods: pods, demands, priorities: [5, 0])
        #expect(!found.fits)
    }

    @Test func whatStandsForClaimsIsNoPod() {
        var claims = Placing.pod("claims", gpus: 4)
        claims.namespace = ""
        #expect(!Self.preemption([Placing.node()], pods: [claims], [Placing.demand()], priorities: [5]).fits)
    }

    @Test func othersOfLowerPriorityAreTold() {
        let uses = [
            NodeUse(node: "n", use: .init(milliCPU: 8000), pods: 2, lowestPriority: -1),
            NodeUse(node: "m", pods: 1, lowestPriority: 9),
        ]
        let nodes = [Placing.node(), Placing.node("m", cpu: 0)]
        let found = Self.preemption(
            nodes, pods: [], uses: uses, [Placing.demand(cpu: 1000)], priorities: [5])
        #expect(!found.fits && found.others == ["n"])
        #expect(found.value["others"] == ["n"])
    }

    @Test func theValueNamesThem() {
        let value = Self.preemption(
            [Placing.node()], pods: [Placing.pod("a", gpus: 4, priority: -2)], [Placing.demand()], priorities: [0]
        ).value
        #expect(value["fits"] == true && value["count"] == 1 && value["text"] == "team/a")
        #expect(value["pods"] == ["team/a on n has priority -2"])
    }

    // MARK: Priority classes

    @Test(
        arguments: [
            ("", 0, 7, true), ("high", 0, 100, true), ("calm", 0, 50, false), ("calm", 9, 9, false), ("", 9, 9, true),
            ("system-node-critical", 0, 2_000_001_000, true),
        ] as [(String, Int64, Int64, Bool)])
    func classesTellPriorities(_ name: String, _ own: Int64, _ priority: Int64, _ preempts: Bool) throws {
        let classes = PriorityClasses(
            try Scenario.yaml(
                """
                [{metadata: {name: high}, value: 100}, {metadata: {name: calm}, value: 50, preemptionPolicy: Never},
                 {metadata: {name: any}, value: 7, globalDefault: true}, {metadata: {name: odd}}, {value: 3}]
                """))
        var demand = Placing.demand()
        demand.priorityClass = name
        demand.priority = own
        #expect(classes.standing(of: demand) == .init(priority: priority, preempts: preempts))
    }

    @Test func aClassThatIsNotThereHasNoPriority() {
        var demand = Placing.demand()
        demand.priorityClass = "odd"
        #expect(PriorityClasses(.null).standing(of: demand) == nil)
        demand.priorityClass = ""
        #expect(PriorityClasses(.null).standing(of: demand) == .init())
    }
}
