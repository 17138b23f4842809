import Value

@testable import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is found of a generated fleet, by the way that facts of a cluster go: decoded from JSON, tallied, recorded, read
/// again, and placed.
struct FleetVerdict: Sendable {
    let placement: PodPlacement
    let preempts: Bool
    let physical: Int64

    init(_ fleet: GeneratedFleet) throws {
        let demands = fleet.deployments.map { Self.demand($0, fleet) }
        let kept = GPUDemand.labelKeys(of: demands)
        let nodes = try fleet.nodes.map { try Self.decode(APINode.self, $0).fact(keeping: kept) }
            .map { try NodeFact(value: $0.value) }
        var tally = PodTally(demands: demands, keeping: kept)
        for pod in fleet.pods { try tally.add(try Self.decode(APIPod.self, pod)) }
        let pods = try tally.facts.pods.map { try PodFact(value: $0.value) }
        let uses = try tally.facts.uses.map { try NodeUse(value: $0.value) }
        let inventory = try Self.devices(fleet, nodes).standingIn(pods: pods, tolerations: [])
        placement = PodPlacement(inventory: inventory, uses: uses, demands: demands)
        preempts =
            Preemption(
                placement.table, placement.packing, nodes: placement.nodes, priorities: demands.map(\.priority)
            ).fits
        let resource = placement.table.starts[0].resource
        let plain = GPUInventory(nodes: nodes, named: [resource])
        physical = plain.nodes.reduce(0) { $0 + SharedDevices.physical($1, resource) }
    }

    private static func demand(_ deployment: Subject.Deployment, _ fleet: GeneratedFleet) -> GPUDemand {
        var demand = GPUDemand(deployment)
        if let terms = fleet.volumes[deployment.name] {
            let claim = Subject.MountedClaim(namespace: deployment.namespace, name: "models")
            demand.volumes = [ClaimedVolume(claim: claim, volume: "pv", terms: terms)]
        }
        return demand
    }

    private static func devices(_ fleet: GeneratedFleet, _ nodes: [NodeFact]) throws -> DRAInventory {
        let classes = DRAClass.list(try fleet.classes.map { try decode(APIDeviceClass.self, $0) })
        let slices = try fleet.slices.compactMap { slice in
            try DRASlice(try decode(APISlice.self, slice), classes: classes)
        }
        let claims = try fleet.claims.map { try decode(APIClaim.self, $0) }
        return DRAInventory(
            fact: DRAFact.value(version: "v1", slices: slices, classes: classes, claims: claims), nodes: nodes)
    }

    static func decode<API: Decodable>(_ type: API.Type, _ value: Value) throws -> API {
        try JSONDecoder().decode(type, from: Data(value.jsonBytes()))
    }

    /// What each node has left, by what the script calls it; nil where there is no bound.
    func free(_ node: Int) -> [String: Int64?] {
        var free: [String: Int64?] = [:]
        for (column, kind) in placement.table.kinds.enumerated() {
            let amount = placement.table.free[node * placement.table.kinds.count + column]
            free[Self.name(kind)] = .some(amount > Int64.max / 2 ? nil : amount)
        }
        return free
    }

    private static func name(_ kind: RoomKind) -> String {
        switch kind {
        case .device(let name): name
        case .cpu: "cpu"
        case .memory: "memory"
        case .disk: "disk"
        case .pods: "pods"
        }
    }
}
