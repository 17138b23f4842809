public import Releases

extension OperatorJudge {
    /// What there is of the operator: the first of these that holds.
    enum Finding: Equatable {
        case unreadable(UnreadableRecord)
        /// A release has its name and namespace, whosever and whatever it is.
        case here(ReleaseRecord)
        case ownElsewhere(ReleaseRecord)
        case addOn(String)
        case foreign(ReleaseRecord)
        /// Nil where nothing says which.
        case tool(String?)
        /// CRDs, and nothing that looks after them.
        case leftovers
        case nothing
    }

    var finding: Finding {
        if let record = sight.releases.unreadable.first(where: { $0.namespace == plan.release.namespace }) {
            return .unreadable(record)
        }
        if let here = sight.releases.here, !isOvertaken(here) { return .here(here) }
        let elsewhere = sight.releases.elsewhere + sight.holders
        if let own = elsewhere.first(where: isOwnOperator) { return .ownElsewhere(own) }
        if let addOn = sight.objects.lazy.compactMap(\.addOn).first { return .addOn(addOn) }
        if let holder = sight.holders.first(where: isCopy) ?? sight.holders.first { return .foreign(holder) }
        // A release of that name may hold anything; one whose chart has the operator's name is one.
        if let other = sight.releases.elsewhere.first(where: isSameChart) { return .foreign(other) }
        if isThere { return .tool(sight.objects.lazy.compactMap(\.tool).first) }
        return sight.crds.isEmpty ? .nothing : .leftovers
    }

    /// Whether pods of the operator are the release's, and not a part of it beside something else.
    private func isCopy(_ record: ReleaseRecord) -> Bool {
        sight.workloads.contains { $0.object.release == Self.place(record) } && !isBringer(record)
    }

    /// Whether groundcrew made or adopted the release as this operator, and not as another one that brings it, too.
    func isOwnOperator(_ record: ReleaseRecord) -> Bool {
        sight.releases.isOwn(record)
            && (sight.releases.isNamed(record) || (!sight.releases.isAdopted(record) && isSameChart(record)))
    }

    /// Whether the release is kept as history alone, and another one is at work by now.
    private func isOvertaken(_ record: ReleaseRecord) -> Bool {
        record.status == "uninstalled" && plan.podSelector != nil && !sight.workloads.isEmpty
    }

    /// Whether something of it works here: its pods, or for what has none, all of its CRDs, or what tells that it is there.
    private var isThere: Bool {
        guard plan.podSelector != nil else { return sight.hasAllCRDs || !sight.signs.isEmpty }
        return !sight.workloads.isEmpty
    }

    /// Whose it is, whatever becomes of it.
    public var owner: OperatorOwner {
        switch finding {
        case .unreadable: OperatorOwner(.unknown)
        case .here(let record), .ownElsewhere(let record), .foreign(let record):
            OperatorOwner(record, in: sight.releases)
        case .addOn(let who): OperatorOwner(.addOn, name: who)
        case .tool(let who): OperatorOwner(.tool, name: who)
        case .leftovers: OperatorOwner(sight.unseen.isEmpty || plan.podSelector == nil ? .nobody : .unknown)
        case .nothing: OperatorOwner(sight.unseen.isEmpty ? .nobody : .unknown)
        }
    }
}

extension OperatorPlan {
    /// Whether a release holds the operator's chart, by the chart's name.
    public func isMade(by record: ReleaseRecord) -> Bool {
        OperatorJudge(
            self,
            OperatorSight(
                releases: OperatorRelease(
                    name: name, namespace: release.namespace, listing: ReleaseListing(), origins: []))
        ).isSameChart(record)
    }
}
