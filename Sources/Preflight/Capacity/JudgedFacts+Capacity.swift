import Value

extension JudgedFacts {
    func uses() throws(UnknownReason) -> [NodeUse] { try list(.nodeUse, NodeUse.init(value:)) }

    /// What nodes offer and pods hold, as those who may come see it.
    func inventory(withPods: Bool = true) throws(UnknownReason) -> GPUInventory {
        var held: [PodFact] = []
        if withPods { held = try pods() }
        return GPUInventory(
            nodes: try nodes(), pods: held, tolerations: subject.tolerations, named: subject.namedResources)
    }

    /// The same with the devices that stand in for resources; where it is not known what is published, without them, and
    /// with the reason.
    func inventoryWithDevices() throws(UnknownReason) -> (inventory: GPUInventory, unseen: UnknownReason?) {
        switch fact(.resourceSlices) {
        case .known(let published):
            let devices = DRAInventory(fact: published, nodes: try nodes())
            return (
                devices.standingIn(
                    pods: try pods(), tolerations: subject.tolerations, named: subject.namedResources), nil
            )
        case .absent: return (try inventory(), nil)
        case .unknown(let reason): return (try inventory(), reason)
        }
    }

    /// One for each claim that is mounted; those of which nothing was gathered say so.
    func claimedVolumes() -> [ClaimedVolume] {
        let fact = facts[.claimedVolumes]
        let known = ClaimedVolume.all(in: fact)
        return subject.mountedClaims.map { claim in
            var found =
                known.first { $0.claim == claim }
                ?? ClaimedVolume(
                    claim: claim,
                    unknown: UnknownReason(
                        .notGathered,
                        "the facts were gathered without the volume of the claim \(claim.namespace)/\(claim.name)"))
            if case .unknown(let reason) = fact { found.unknown = reason }
            let missing = found.labelKeys.subtracting(labels).sorted()
            if found.unknown == nil, !missing.isEmpty {
                found.unknown = UnknownReason(
                    .notGathered, "the facts were gathered without the labels \(missing.joined(separator: ", "))")
            }
            return found
        }
    }

    /// Every deployment's workers placed whole, and what could not be read that might make room.
    func podPlacement() throws(UnknownReason) -> (placement: PodPlacement, unseen: [String]) {
        let (inventory, reason) = try inventoryWithDevices()
        let placement = PodPlacement(inventory: inventory, uses: try uses(), demands: try demands())
        return (placement, reason.map { ["devices for claims: \($0)"] } ?? [])
    }

    /// The priority of each demand; nil where its pods preempt nothing.
    ///
    /// - Throws: where one hangs on a class, and the classes are not known.
    func priorities(of demands: [GPUDemand]) throws(UnknownReason) -> [Int64?] {
        var classes = PriorityClasses(.null)
        if demands.contains(where: { $0.priority == 0 && !$0.priorityClass.isEmpty }) {
            classes = PriorityClasses(try known(.priorityClasses))
        } else if case .known(let value) = fact(.priorityClasses) {
            classes = PriorityClasses(value)
        }
        return demands.map { demand -> Int64? in
            guard let standing = classes.standing(of: demand), standing.preempts else { return nil }
            return standing.priority
        }
    }
}
