import Value

/// Whether the claims that workers mount can be mounted where these find room.
struct VolumeFit: Sendable {
    struct Finding: Sendable {
        var claim: String
        var problem: Problem
        var words: String
        var hint: String
        /// Lines about nodes.
        var nodes: [String] = []
    }

    /// What keeps workers from mounting a claim, the worst first.
    enum Problem: String, Sendable, CaseIterable {
        case missing, lost, noClass, noDefaultClass
        /// No node reaches the volume.
        case unreachable
        /// Some do, and these have too little room.
        case elsewhere
        /// It lets one pod mount it, or one node, and there are more.
        case onePod, oneNode
        /// The volume's driver does not run on the nodes.
        case noDriver
        /// Which nodes reach it could not be read.
        case unseen
        /// What follows may come right: of the nodes with room, it runs on enough for all workers, but not on each.
        case notEveryNode
        case helperPod, oneNodeForAll, unbound

        var fails: Bool { self != .unseen && !isDoubtful }
        var isDoubtful: Bool { [.notEveryNode, .helperPod, .oneNodeForAll, .unbound].contains(self) }
    }

    /// Where the scheduler may put workers of a deployment, whatever it does with those of others: nobody knows before which
    /// of several nodes it takes.
    struct Room: Sendable {
        /// Those that do not run yet.
        var missing: Int64 = 0
        /// Whether all of them find a place.
        var fits = false
        /// Nodes that hold some, with how many.
        var nodes: [(node: String, workers: Int64)] = []

        init() {}

        init(_ deployment: Subject.Deployment, _ placement: GPUPlacement) {
            let index = placement.assignments.firstIndex {
                $0.demand.name == deployment.name && $0.demand.namespace == deployment.namespace
            }
            guard let index else { return }
            let assignment = placement.assignments[index]
            missing = max(0, assignment.demand.workers - assignment.running)
            fits = assignment.fits
            nodes = placement.rooms(of: index)
        }

        /// How many of the workers that do not run yet these nodes hold.
        func workers(on isIncluded: (String) -> Bool) -> Int64 {
            nodes.filter { isIncluded($0.node) }.reduce(0) { $0.adding($1.workers) }
        }
    }

    /// What is known of storage.
    struct Storage: Sendable {
        var claims: [Value] = []
        var classes: [Value] = []
        /// Drivers of volumes that are registered.
        var drivers: Set<String> = []
        /// By node, those that run there; nil where nodes do not tell.
        var nodeDrivers: [String: Set<String>]?
        /// Those behind claims.
        var volumes: [ClaimedVolume] = []
    }

    private(set) var findings: [Finding] = []
    /// How many claims were looked at.
    private(set) var count: Int64 = 0

    /// - Parameters:
    ///   - placement: on nodes that reach the volumes.
    ///   - open: as if every node did; nil where that makes no difference.
    init(
        _ deployments: [Subject.Deployment], _ storage: Storage, _ placement: GPUPlacement,
        open: GPUPlacement? = nil
    ) {
        for deployment in deployments {
            let room = Room(deployment, placement)
            let openRoom = open.map { Room(deployment, $0) }
            for volume in deployment.volumes {
                count += 1
                let claim = VolumeClaim(
                    deployment, volume, storage: storage, room: room, openRoom: openRoom,
                    facts: placement.inventory.nodes.map(\.fact))
                if let finding = claim.finding { findings.append(finding) }
            }
        }
    }

    /// What checks see as `volumeClaims`.
    var value: Value {
        [
            "count": .integer(count),
            "failing": .array(findings.filter(\.problem.fails).map(\.value)),
            "unseen": .array(findings.filter { $0.problem == .unseen }.map(\.value)),
            "doubtful": .array(findings.filter(\.problem.isDoubtful).map(\.value)),
        ]
    }
}

extension VolumeFit.Finding {
    fileprivate var value: Value {
        [
            "claim": .string(claim), "problem": .string(problem.rawValue), "words": .string(words),
            "hint": .string(hint), "nodes": .array(nodes.map(Value.string)),
        ]
    }
}

extension VolumeFit.Storage {
    /// - Parameters: each null where the server does not serve the type.
    init(claims: Value, classes: Value, drivers: Value, nodes: Value) {
        func name(_ object: Value) -> String? { object["metadata"]?["name"]?.string }
        self.claims = claims.array ?? []
        self.classes = classes.array ?? []
        self.drivers = Set((drivers.array ?? []).compactMap(name))
        guard let nodes = nodes.array else { return }
        var nodeDrivers: [String: Set<String>] = [:]
        for node in nodes {
            let names = (node["spec"]?["drivers"]?.array ?? []).compactMap { $0["name"]?.string }
            if let node = name(node) { nodeDrivers[node] = Set(names) }
        }
        self.nodeDrivers = nodeDrivers
    }

    func storageClass(named name: String) -> Value? {
        classes.first { $0["metadata"]?["name"]?.string == name }
    }

    var hasDefault: Bool {
        classes.contains { item in
            let annotations = item["metadata"]?["annotations"]
            return ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
                .contains { annotations?[$0]?.string == "true" }
        }
    }

    var classNames: String {
        let names = classes.compactMap { $0["metadata"]?["name"]?.string }
        return names.isEmpty ? "a provisioner's (there is none)" : names.joined(separator: ", ")
    }
}
