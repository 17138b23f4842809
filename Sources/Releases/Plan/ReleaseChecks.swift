import Kubernetes
import Value

/// What can be known before anything is changed.
struct ReleaseChecks: Sendable {
    let client: KubernetesClient
    let request: ReleaseRequest

    // MARK: - Ownership

    /// Refuses objects that are there already and belong to something else.
    func checkOwnership(_ objects: [ReleaseObject]) async throws {
        guard !request.options.takesOwnership else { return }
        let foreign = try await concurrently(objects, limit: NativeLimits.concurrency) { object -> String? in
            guard let name = object.name else { return nil }
            do {
                let live = try await client.getIfPresent(object.type, name, namespace: object.namespace)
                return live.flatMap {
                    Ownership.otherOwner($0, release: request.name, namespace: request.namespace)
                }.map { "\(object.title) \($0)" }
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return nil  // The chart brings its CRD.
            }
        }.compactMap { $0 }
        guard foreign.isEmpty else {
            throw ReleaseError(
                .notOwned, "the chart's objects exist already: \(foreign.joined(separator: "; "))",
                hint: "remove them, choose other names, or hand them over with the label "
                    + "\(Ownership.managedBy)=Helm and the annotations \(Ownership.releaseName)=\(request.name) and "
                    + "\(Ownership.releaseNamespace)=\(request.namespace); nothing was changed",
                release: request.id.description)
        }
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
    func checkAccess(_ plan: ReleasePlan) async throws {
        try await AccessCheck(client: client, release: request.id.description).require(accessRequests(plan))
    }

    func accessRequests(_ plan: ReleasePlan) -> [AccessRequest] {
        var list = AccessList()
        list.add(["create", "update", "delete"], .secrets, in: request.namespace)
        if plan.createsNamespace { list.add(["create"], .namespaces, in: nil) }
        if !plan.crds.isEmpty { list.add(["get", "create", "patch"], .customResourceDefinitions, in: nil) }
        for object in plan.objects { list.add(["get", "create", "patch"], object.type, in: object.namespace) }
        for object in plan.hookObjects {
            list.add(["get", "create", "patch"] + (object.isCRD ? [] : ["delete"]), object.type, in: object.namespace)
        }
        for object in plan.obsolete { list.add(["delete"], object.type, in: object.namespace) }
        return list.requests
    }
}
