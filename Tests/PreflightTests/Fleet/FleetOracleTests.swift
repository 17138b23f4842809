import Testing
import Value

@testable import Preflight

/// Verdicts about accelerators and whole pods equal those of a computation that shares nothing with them, on fleets with
/// everything that makes scheduling hard.
@Suite(.timeLimit(.minutes(5))) struct FleetOracleTests {
    private static let batch = 125

    @Test(arguments: 0..<4) func verdictsEqualThoseOfTheScript(batch: Int) async throws {
        let fleets = (0..<Self.batch).map { GeneratedFleet(seed: UInt64(batch * Self.batch + $0 + 1)) }
        let verdicts = try await FleetOracle.verdicts(fleets)
        for (fleet, expected) in zip(fleets, verdicts) {
            let ours = try FleetVerdict(fleet)
            Self.compare(ours, expected, fleet)
            Self.compareFree(ours, expected, fleet)
        }
    }

    /// So that no comparison holds because nothing ever fits.
    @Test func everyKindOfVerdictComesOut() throws {
        var counts: [String: Int] = [:]
        for seed in 1...(4 * Self.batch) {
            let ours = try FleetVerdict(GeneratedFleet(seed: UInt64(seed)))
            let alone = ours.placement.alone.assignments.allSatisfy(\.fits)
            counts[ours.placement.fits ? "fits" : alone ? "accelerators alone" : "nothing", default: 0] += 1
            if ours.preempts { counts["preempts", default: 0] += 1 }
        }
        #expect(counts["fits", default: 0] >= 40, "\(counts)")
        #expect(counts["accelerators alone", default: 0] >= 8, "\(counts)")
        #expect(counts["nothing", default: 0] >= 100, "\(counts)")
        #expect(counts["preempts", default: 0] >= 1, "\(counts)")
    }

    /// A replica that spans nodes needs room for all of its workers in one domain.
    @Test func replicasThatSpanNodesAreJudgedAsByTheScript() async throws {
        let fleets = (1...400).map { GeneratedFleet(seed: UInt64($0)).spanning() }
        let verdicts = try await FleetOracle.verdicts(fleets)
        var counts: [Bool: Int] = [:]
        for (fleet, expected) in zip(fleets, verdicts) {
            // Of what runs already it is not known which replica it belongs to.
            guard let together = expected["together"]?.bool else { continue }
            let fit = TopologyFit(try FleetVerdict(fleet).placement)
            let assignment = try #require(fit.assignments.first)
            #expect(assignment.fits == together, "seed \(fleet.seed): \(assignment.domains), \(fleet.line)")
            #expect(assignment.isCertain, "seed \(fleet.seed): one deployment leaves nothing to be tried")
            counts[together, default: 0] += 1
        }
        #expect(counts[true, default: 0] >= 3 && counts[false, default: 0] >= 50, "\(counts)")
    }

    private static func compare(_ ours: FleetVerdict, _ expected: Value, _ fleet: GeneratedFleet) {
        let placement = ours.placement
        let alone = placement.alone.assignments.allSatisfy(\.fits)
        let fits = placement.fits
        #expect(Value.bool(alone) == expected["alone"], "seed \(fleet.seed), accelerators alone: \(fleet.line)")
        #expect(Value.bool(fits) == expected["fits"], "seed \(fleet.seed), whole pods: \(fleet.line)")
        #expect(placement.isCertain && placement.alone.isCertain, "seed \(fleet.seed): not all was tried")
        #expect(Value.integer(ours.physical) == expected["physical"], "seed \(fleet.seed), devices: \(fleet.line)")
        // Of claims it is not known whose pods hold which device.
        let isClaimed = fleet.deployments.contains { $0.claim != nil }
        if !isClaimed, let preempts = expected["preempts"]?.bool {
            #expect(ours.preempts == preempts, "seed \(fleet.seed), preemption: \(fleet.line)")
        }
        for assignment in placement.assignments {
            #expect(assignment.fits == assignment.causes.isEmpty, "seed \(fleet.seed): \(assignment)")
        }
        for (whole, accelerators) in zip(placement.assignments, placement.alone.assignments) where !whole.fits {
            #expect(
                whole.causes.contains(.accelerators) == !accelerators.fits, "seed \(fleet.seed): \(whole.causes)")
        }
    }

    private static func compareFree(_ ours: FleetVerdict, _ expected: Value, _ fleet: GeneratedFleet) {
        for (index, node) in ours.placement.table.inventory.nodes.enumerated() {
            let free = expected["free"]?[node.fact.name]
            for (kind, amount) in ours.free(index) {
                let value: Value = amount.map(Value.integer) ?? .null
                #expect(free?[kind] == value, "seed \(fleet.seed), \(kind) of \(node.fact.name): \(fleet.line)")
            }
        }
    }

    @Test func theSameSeedMakesTheSameFleet() {
        #expect(GeneratedFleet(seed: 5).line == GeneratedFleet(seed: 5).line)
        #expect(GeneratedFleet(seed: 5).line != GeneratedFleet(seed: 6).line)
    }

    /// Everything that a fleet may have is in some of them.
    @Test func fleetsHoldWhatTheyPromise() {
        let text = (1...500).map { GeneratedFleet(seed: UInt64($0)).line }.joined()
        let promised = [
            "unschedulable", "\"NoExecute\"", "\"PreferNoSchedule\"", "nvidia.com/mig-1g.10gb",
            "nvidia.com/gpu.replicas",
            "initContainers", "\"Always\"", "\"Succeeded\"", "\"Failed\"", "\"priority\":-5", "resourceSliceCount",
            "extendedResourceName", "overhead", "DiskPressure", "rdma/ib", "windows", "arm64", "schedulingGates",
            "\"False\"", "\"Unknown\"", "gke-nodepool", "matchFields", "SHARED", "deviceclass.resource.kubernetes.io",
            "\"volumes\"",
        ]
        for part in promised { #expect(text.contains(part), "\(part)") }
    }
}
