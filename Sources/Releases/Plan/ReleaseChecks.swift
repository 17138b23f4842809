import Kubernetes
import Value

/// What can be known before anything is changed.
struct ReleaseChecks: Sendable {
    let client: KubernetesClient
    let request: ReleaseRequest

    // MARK: - Ownership

    /// Refuses objects that are there already and belong to something else, or to revisions that the caller may not see.
    ///
    /// - Parameters:
    ///   - live: gets what was seen of them.
    ///   - hidden: records that the release may have.
    /// - Returns: whose the objects were that the request takes over, as a warning; nil where they were nobody's.
    func checkOwnership(
        _ objects: [ReleaseObject], noting live: inout LiveObjects, hidden: RecordGap? = nil
    ) async throws -> String? {
        let named = objects.filter { $0.name != nil }
        let seen = try await concurrently(named, limit: NativeLimits.concurrency) { object -> Value? in
            do {
                return try await client.getIfPresent(object.type, object.name ?? "", namespace: object.namespace)
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return nil  // The chart brings its CRD.
            }
        }
        var foreign: [String] = []
        var owned: [String] = []
        var own: [String] = []
        for (object, value) in zip(named, seen) {
            live.note(value, of: object)
            guard let value else { continue }
            if let owner = Ownership.otherOwner(value, release: request.name, namespace: request.namespace) {
                foreign.append("\(object.title) \(owner)")
                if owner != Ownership.nobody { owned.append("\(object.title) \(owner)") }
            } else if !Ownership.isKept(value) {
                own.append(object.title)
            }
        }
        guard !request.options.takesOwnership else {
            guard !owned.isEmpty else { return nil }
            return "objects of others are taken over: \(owned.joined(separator: "; ")); take them out of what has "
                + "them, or they may be taken back"
        }
        guard foreign.isEmpty else {
            throw ReleaseError(
                .notOwned, "the chart's objects exist already: \(foreign.joined(separator: "; "))",
                hint: "remove them, choose other names, have release install or upgrade take them (--take-ownership), "
                    + "or hand them over with the label "
                    + "\(Ownership.managedBy)=Helm and the annotations \(Ownership.releaseName)=\(request.name) and "
                    + "\(Ownership.releaseNamespace)=\(request.namespace); nothing was changed",
                release: request.id.description)
        }
        if let hidden, !own.isEmpty {
            throw ReleaseError(
                .forbidden, "it is there already (\(own.joined(separator: ", "))), but none of its records: \(hidden)",
                hint: "\(hidden.hint), or choose another name; nothing was changed",
                release: request.id.description, underlying: hidden.error)
        }
        return nil
    }

    // MARK: - Namespace

    /// Whether the release's namespace has to be created.
    ///
    /// - Throws: `ReleaseError` when it is missing and must not be created, or is on its way out (F20).
    func namespaceIsMissing() async throws -> Bool {
        let live: Value?
        do {
            live = try await client.getIfPresent(.namespaces, request.namespace)
        } catch let error as KubernetesError where error.code == .forbidden {
            return false  // Users of one namespace may not look at it; what follows will tell.
        }
        guard let live else {
            guard request.createsNamespace else {
                throw ReleaseError(
                    .invalidRequest, "there is no namespace \(request.namespace)",
                    hint: "kubectl create namespace \(request.namespace)", release: request.id.description)
            }
            return true
        }
        guard live["metadata"]?["deletionTimestamp"]?.string == nil else {
            let reasons = (live["status"]?["conditions"]?.array ?? [])
                .filter { $0["status"] == "True" }.compactMap { $0["message"]?.string }
            throw ReleaseError(
                .applyFailed,
                (["namespace \(request.namespace) is being deleted"] + reasons).joined(separator: ": "),
                hint: "wait until it is gone; if it hangs, remove what it waits for; nothing was changed",
                release: request.id.description)
        }
        return false
    }

    // MARK: - Sizes

    /// Refuses what no server takes (F7), before the first half of a release is there.
    func checkSizes(_ objects: [ReleaseObject]) throws(ReleaseError) {
        let obstacles = objects.compactMap { object in
            SizeRule.obstacle(object.value).map { "\(object.title) \($0)" }
        }
        guard obstacles.isEmpty else {
            throw ReleaseError(
                .invalidChart, "the server cannot take what the chart gives: \(obstacles.joined(separator: "; "))",
                hint: "make it smaller in the chart's values, or split it; nothing was changed",
                release: request.id.description)
        }
    }

    // MARK: - Rights

    /// Refuses a run that the caller's rights would stop half-way (F27), with everything that is missing in one list.
    ///
    /// - Parameter goingBack: what undoing the run takes, should it fail.
    func checkAccess(_ plan: ReleasePlan, goingBack: () async throws -> AccessNeeds) async throws {
        try await AccessCheck(client: client, release: request.id).require(accessNeeds(plan), goingBack: goingBack)
    }

    /// Leases are not among them: where they are forbidden, the record locks.
    func accessNeeds(_ plan: ReleasePlan) -> AccessNeeds {
        var needs = AccessNeeds()
        needs.add(["create", "update", "delete"], plan.record.kind.type, in: request.namespace)
        if plan.createsNamespace { needs.add(["create"], .namespaces, in: nil) }
        for crd in plan.crds {
            needs.add(["get", "create", "patch"], .customResourceDefinitions, in: nil, name: crd.name)
        }
        needs.make(plan.objects, removing: request.options.recreatesImmutable)
        for object in plan.objects where plan.replaces(object) {
            needs.add(["update"], object.type, in: object.namespace, name: object.name)
        }
        needs.make(plan.hookObjects, removing: true)
        needs.remove(plan.obsolete)
        return needs
    }
}
