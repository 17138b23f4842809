import Testing
import Value

@testable import Preflight

@Suite struct TopologyFitTests {
    typealias Placing = PodPlacementTests

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Of each node, its rack; nil for one without.
        var racks: [String?]
        var workers: Int64 = 4
        var size: Int64 = 2
        var placed: Int64
        var fits: Bool
        var unlabelled: Int64 = 0
    }

    /// Each node has accelerators for two workers.
    static let cases = [
        Case(testDescription: "one rack", racks: ["a", "a"], placed: 2, fits: true),
        Case(testDescription: "a replica in each of two racks", racks: ["a", "b"], placed: 2, fits: true),
        Case(
            testDescription: "replicas that are larger than racks", racks: ["a", "b"], size: 4, placed: 0, fits: false),
        Case(
            testDescription: "one rack is large enough", racks: ["a", "b", "b"], size: 4, placed: 1, fits: true),
        Case(
            testDescription: "what is left of racks makes no replica", racks: ["a", "a", "b", "b"], workers: 6, size: 3,
            placed: 2, fits: true),
        Case(
            testDescription: "room in all, but not together", racks: ["a", "b", "c"], workers: 6, size: 3, placed: 0,
            fits: false),
        Case(testDescription: "nodes without the label", racks: [nil, "a"], placed: 1, fits: false, unlabelled: 1),
        Case(testDescription: "no node has the label", racks: [nil, nil], placed: 0, fits: false, unlabelled: 2),
    ]

    @Test(arguments: cases) func replicasAreKeptTogether(_ item: Case) throws {
        let nodes = item.racks.enumerated().map { index, rack in
            Placing.node("n\(index)", gpus: 2, labels: rack.map { ["rack": $0] } ?? [:])
        }
        var demand = Placing.demand(workers: item.workers)
        demand.groupSize = item.size
        demand.topology = "rack"
        let fit = TopologyFit(Placing.place(nodes, [demand]))
        let found = try #require(fit.assignments.first)
        #expect(found.placed == item.placed && found.fits == item.fits)
        #expect(found.unlabelled == item.unlabelled && found.isAsked)
        #expect(fit.value[0]?["key"] == "rack" && fit.value[0]?["fits"] == .bool(item.fits))
        #expect(found.domains.count == Set(item.racks.compactMap { $0 }).count)
    }

    @Test func withoutATopologyItIsTheZone() throws {
        var demand = Placing.demand(workers: 2)
        demand.groupSize = 2
        let nodes = ["z1", "z2"].map { Placing.node($0, gpus: 1, labels: [TopologyFit.zone: $0]) }
        let found = try #require(TopologyFit(Placing.place(nodes, [demand])).assignments.first)
        #expect(!found.isAsked && found.key == TopologyFit.zone && !found.fits && found.labelled == 2)
        #expect(found.domains[0] == "topology.kubernetes.io/zone=z1: room for 1 of 2 workers, 2 to a replica")
    }

    @Test func replicasOfOneWorkerAreNoMatterOfTopology() {
        #expect(TopologyFit(Placing.place([Placing.node()], [Placing.demand()])).assignments.isEmpty)
    }

    /// What others take in a domain is not free.
    @Test func otherDeploymentsTakeRoom() throws {
        var spanning = Placing.demand("span", workers: 2)
        spanning.groupSize = 2
        spanning.topology = "rack"
        let nodes = [
            Placing.node("a", gpus: 2, labels: ["rack": "r"]), Placing.node("b", gpus: 2, labels: ["rack": "s"]),
        ]
        let fit = TopologyFit(Placing.place(nodes, [Placing.demand("big", workers: 2, gpus: 2), spanning]))
        #expect(fit.assignments.map(\.placed) == [0])
        #expect(fit.assignments.map(\.isCertain) == [false])
    }

    struct Contention: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Each node has one accelerator.
        var racks: [String]
        /// Nodes that the other deployment, of one worker, may use.
        var others: [Int]
        var sizes: [Int64] = [2]
        var fits: [Bool]
        var isCertain: [Bool]
    }

    static let contentions = [
        Contention(
            testDescription: "the other one goes elsewhere", racks: ["r", "r", "s"], others: [0, 1, 2], fits: [true],
            isCertain: [true]),
        Contention(
            testDescription: "the other one has to be there", racks: ["r", "r", "s"], others: [0], fits: [false],
            isCertain: [false]),
        Contention(
            testDescription: "no rack is large enough whoever comes", racks: ["r", "s", "t"], others: [0, 1, 2],
            fits: [false], isCertain: [true]),
        Contention(
            testDescription: "two that span go to a rack each", racks: ["r", "r", "s", "s", "s", "t"],
            others: [0, 1, 2, 3, 4, 5], sizes: [2, 3], fits: [true, true], isCertain: [true, true]),
        Contention(
            testDescription: "two that span, and one rack for both", racks: ["r", "r", "s", "t", "u"],
            others: [2, 3, 4], sizes: [2, 2], fits: [true, false], isCertain: [true, false]),
    ]

    /// Nobody fails for where another deployment happened to be placed first.
    @Test(arguments: contentions) func othersAreNotTiedToAPlace(_ item: Contention) {
        let nodes = item.racks.enumerated().map { index, rack in
            Placing.node(
                "n\(index)", gpus: 1, labels: ["rack": rack, "other": item.others.contains(index) ? "yes" : "no"])
        }
        var other = Placing.demand("a")
        other.nodeSelector = ["other": "yes"]
        let spanning = item.sizes.enumerated().map { index, size in
            var demand = Placing.demand("span-\(index)", workers: size)
            demand.groupSize = size
            demand.topology = "rack"
            return demand
        }
        let fit = TopologyFit(Placing.place(nodes, [other] + spanning))
        #expect(fit.assignments.map(\.fits) == item.fits, "\(fit.assignments)")
        #expect(fit.assignments.map(\.isCertain) == item.isCertain)
        #expect(fit.value[0]?["certain"] == .bool(item.isCertain[0]))
    }

    /// A deployment that asks for no label leaves a rack to one that does.
    @Test func whoAsksForADomainComesFirst() {
        let nodes = ["r", "r", "s", "t"].map {
            Placing.node("n", gpus: 1, labels: ["rack": $0, TopologyFit.zone: $0])
        }.enumerated().map { index, node in
            var node = node
            node.name = "n\(index)"
            return node
        }
        var (asking, other) = (Placing.demand("asking", workers: 2), Placing.demand("other", workers: 2))
        (asking.groupSize, other.groupSize) = (2, 2)
        asking.topology = "rack"
        let fit = TopologyFit(Placing.place(nodes, [other, asking]))
        #expect(fit.assignments.map(\.fits) == [false, true])
    }

    /// Only what does not run yet needs a place.
    @Test func replicasThatRunNeedNone() throws {
        var demand = Placing.demand("d", workers: 2)
        demand.groupSize = 2
        demand.topology = "rack"
        let pods = [Placing.pod("x", gpus: 1, own: "d"), Placing.pod("y", gpus: 1, own: "d")]
        let found = try #require(
            TopologyFit(Placing.place([Placing.node()], pods: pods, [demand])).assignments.first)
        #expect(found.groups == 0 && found.fits)
    }
}
