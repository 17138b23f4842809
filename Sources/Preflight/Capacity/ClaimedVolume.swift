import Formats
import Kubernetes
import Value

/// A claim that deployments mount, and from which nodes the volume behind it is reached: its pods can go nowhere else.
struct ClaimedVolume: Sendable, Hashable {
    var claim: Subject.MountedClaim
    /// Empty where no volume was chosen for the claim yet.
    var volume = ""
    /// One of them must hold for a node that reaches it; every node does where there are none.
    var terms: [Subject.NodeTerm] = []
    /// Why it is not known which nodes do.
    var unknown: UnknownReason?

    func isReached(from node: NodeFact) -> Bool { terms.isEmpty || terms.contains { $0.holds(for: node) } }

    /// What it asks of nodes, for people.
    var termsText: String { terms.map(\.description).joined(separator: " or ") }

    /// The labels of nodes that it looks at and that are not kept anyway.
    var labelKeys: Set<String> { Set(terms.flatMap(\.labels).filter { !Accelerator.isKept(label: $0) }) }

    /// Those of a fact; none where it is not known.
    static func all(in fact: Fact) -> [ClaimedVolume] { (fact.value?.array ?? []).map(ClaimedVolume.init(value:)) }

    static func labelKeys(in fact: Fact) -> Set<String> {
        all(in: fact).reduce(into: []) { $0.formUnion($1.labelKeys) }
    }
}

// MARK: - What is recorded

extension ClaimedVolume {
    var value: Value {
        let known: Value = [
            "namespace": .string(claim.namespace), "name": .string(claim.name), "volume": .string(volume),
            "terms": .array(terms.map(\.value)),
        ]
        return known.merged(with: UnknownReason.entry(unknown))
    }

    init(value: Value) {
        func text(_ key: String) -> String { value[key]?.string ?? "" }
        self.init(
            claim: Subject.MountedClaim(namespace: text("namespace"), name: text("name")), volume: text("volume"),
            terms: (value["terms"]?.array ?? []).map { Subject.NodeTerm($0) }, unknown: UnknownReason(entry: value))
    }
}

extension Subject {
    /// A PersistentVolumeClaim that workers mount.
    struct MountedClaim: Sendable, Hashable {
        var namespace: String
        var name: String
    }

    /// Those of all deployments, each once, in their order.
    var mountedClaims: [MountedClaim] {
        var claims: [MountedClaim] = []
        for deployment in deployments {
            for claim in deployment.mountedClaims where !claims.contains(claim) { claims.append(claim) }
        }
        return claims
    }
}

extension Subject.Deployment {
    var mountedClaims: [Subject.MountedClaim] {
        volumes.map { Subject.MountedClaim(namespace: namespace, name: $0) }
    }
}

// MARK: - Gathering

extension ClaimedVolume {
    /// What has to be known of the claims.
    static let claims = ObjectsWish(
        ObjectsQuery(resource: "persistentvolumeclaims", namespaces: .wanted),
        fields: [FieldPath(keys: ["spec", "volumeName"])])
}

extension FactGatherer {
    /// One entry for each claim; what cannot be read of one, or not in time, says nothing of the others. Volumes are read by
    /// name alone: a cluster may have thousands.
    ///
    /// - Parameter listed: the claims of the namespaces that are wanted.
    func claimedVolumes(_ claims: [Subject.MountedClaim], listed: Fact) async throws -> Fact {
        let asked = Array(claims.prefix(PreflightLimits.objectNames))
        let late = UnknownReason(
            .timeout, "the volume behind it was not read within \(PreflightLimits.claims.limitText)", verb: "get",
            resource: Self.persistentVolumes.plural)
        var volumes = claims.enumerated().map { index, claim in
            ClaimedVolume(claim: claim, unknown: index < asked.count ? late : Self.tooManyClaims)
        }
        let clock = clock
        try await withThrowingTaskGroup(of: VolumeRead.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                try await clock.sleep(PreflightLimits.claims)
                return .timeIsUp
            }
            var waiting = asked.enumerated().makeIterator()
            var left = asked.count
            for _ in 0..<PreflightLimits.concurrentReads {
                guard let (index, claim) = waiting.next() else { break }
                group.addTask { .volume(index, try await claimedVolume(claim, listed)) }
            }
            while left > 0, let read = try await group.next() {
                guard case .volume(let index, let volume) = read else { return }
                volumes[index] = volume
                left -= 1
                guard let (next, claim) = waiting.next() else { continue }
                group.addTask { .volume(next, try await claimedVolume(claim, listed)) }
            }
        }
        return .known(.array(volumes.map(\.value)))
    }

    private enum VolumeRead: Sendable {
        case volume(Int, ClaimedVolume)
        case timeIsUp
    }

    /// A list that claims are taken from: the list of nodes waits for it, and without nodes nothing is known of any of them.
    ///
    /// - Throws: `UnknownReason` when it is not there in time, and what `read` throws.
    func claimsInTime(_ read: @escaping @Sendable () async throws -> Fact) async throws -> Fact {
        let clock = clock
        return try await withThrowingTaskGroup(of: Fact?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await read() }
            group.addTask {
                try await clock.sleep(PreflightLimits.claims)
                return nil
            }
            guard let first = try await group.next(), let fact = first else {
                throw UnknownReason(
                    .timeout, "the claims were not listed within \(PreflightLimits.claims.limitText)", verb: "list",
                    resource: ClaimedVolume.claims.query.type)
            }
            return fact
        }
    }

    private static let tooManyClaims = UnknownReason(
        .failed, "more than \(PreflightLimits.objectNames) claims are mounted, more than are looked at")

    private func claimedVolume(_ claim: Subject.MountedClaim, _ listed: Fact) async throws -> ClaimedVolume {
        var found = ClaimedVolume(claim: claim)
        do {
            let item = try listed.known().array?.first { item in
                let metadata = item["metadata"]
                return metadata?["name"]?.string == claim.name && metadata?["namespace"]?.string == claim.namespace
            }
            guard let name = item?["spec"]?["volumeName"]?.string, !name.isEmpty else { return found }
            found.volume = name
            let volume = try await reading { try await $0.getIfPresent(Self.persistentVolumes, name) }
            let required = volume?["spec"]?["nodeAffinity"]?["required"]
            found.terms = (required?["nodeSelectorTerms"]?.array ?? []).map { Subject.NodeTerm($0) }
        } catch let reason as UnknownReason {
            found.unknown = reason
        }
        return found
    }

    private static let persistentVolumes = ResourceType(
        group: "", version: "v1", kind: "PersistentVolume", plural: "persistentvolumes", isNamespaced: false)
}
