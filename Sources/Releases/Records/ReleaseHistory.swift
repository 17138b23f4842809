import Charts
import Kubernetes

/// What the cluster remembers of a release when a run begins.
struct ReleaseHistory: Sendable {
    var keys: [ReleaseStorage.Key]
    /// The last revision.
    var last: StoredRelease?
    /// The last revision that is deployed.
    var deployed: StoredRelease?
    /// Revisions after the deployed one, all where there is none: they may have left objects.
    var failed: [StoredRelease] = []
    /// Records that could not be looked at.
    var gaps: [RecordGap] = []
    /// Why the release may be there although no record of it was seen; nil where it is known.
    var hidden: RecordGap?

    /// - Parameter allowsGaps: whether one kind of records is enough, for what can be done without having seen the other.
    /// - Throws: as `ReleaseStorage.keys` does.
    static func read(
        _ release: ReleaseName, from storage: ReleaseStorage, allowsGaps: Bool = false
    ) async throws -> ReleaseHistory {
        let found = try await storage.seenKeys(release: release.name, namespace: release.namespace)
        let keys = found.keys
        let hidden = keys.isEmpty ? found.gap(storage.mainKind) : nil
        if let hidden, !allowsGaps { throw hidden.error }
        let deployedKey = keys.lastDeployed
        // All of them, however many: each may have left what no other tells of.
        let later = keys.filter { $0.revision > (deployedKey?.revision ?? 0) }
        let records = try await storage.read((deployedKey.map { [$0] } ?? []) + later)
        let deployed = deployedKey == nil ? nil : records.first
        return ReleaseHistory(
            keys: keys, last: records.last, deployed: deployed,
            failed: Array(records.dropFirst(deployed == nil ? 0 : 1)), gaps: found.gaps, hidden: hidden)
    }

    /// Somebody is at work on the last revision, or died at it.
    var isUnderWork: Bool { last?.status.isUnderWork ?? false }

    /// What a dead run has left is mended under the lock, before anything is planned.
    var isHalfDone: Bool { isUnderWork || !keys.outdone.isEmpty }

    /// The history alone is left: what is in the cluster under its objects' names may be anybody's.
    var isUninstalled: Bool { last?.status == .uninstalled }

    /// The release was there before, so this is an upgrade, as `helm upgrade --install` decides.
    var isUpgrade: Bool { last.map { $0.status != .uninstalled } ?? false }

    func next(_ request: ReleaseRequest) -> ReleaseIdentity {
        ReleaseIdentity(
            name: request.name, namespace: request.namespace, revision: (last?.revision ?? 0) + 1, isUpgrade: isUpgrade)
    }

    /// How the last revision was rendered.
    func current(_ last: StoredRelease) -> ReleaseIdentity {
        ReleaseIdentity(
            name: last.name, namespace: last.namespace, revision: last.revision, isUpgrade: last.revision > 1)
    }

    /// Revisions whose objects may be in the cluster, the oldest first.
    var living: [StoredRelease] { ((deployed.map { [$0] } ?? []) + failed).filter { $0.status != .uninstalled } }

    /// The labels of the next revision: those of the last one, as Helm carries them over, and the request's. An upgrade
    /// takes a label away that it sets to `null`.
    func labels(_ request: ReleaseRequest) -> ReleaseLabels {
        let labels = (last?.labels ?? [:]).merging(request.labels) { _, new in new }
        return isUpgrade ? labels.filter { $0.value != "null" } : labels
    }

    /// Refuses to install what is there, and to upgrade what is not.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest`.
    func checkExists(_ request: ReleaseRequest) throws(ReleaseError) {
        switch request.options.mode {
        case .install where isUpgrade:
            throw ReleaseError(
                .invalidRequest, "it exists already, at revision \(last?.revision ?? 0)",
                hint: "groundcrew release upgrade changes it; choose another name for another one",
                release: request.id.description)
        case .install where isUninstalled && !request.options.reusesName:
            throw ReleaseError(
                .invalidRequest,
                "it is uninstalled, and its history has the name, up to revision \(last?.revision ?? 0)",
                hint: "--replace takes the name, and so does groundcrew release upgrade --install; groundcrew release "
                    + "uninstall removes the history", release: request.id.description)
        case .upgrade where isUninstalled:
            throw ReleaseError(
                .invalidRequest, "it is uninstalled, and its history alone is left",
                hint: "give --install, or go back to a revision: groundcrew release rollback \(request.name) REVISION "
                    + "--namespace \(request.namespace)", release: request.id.description)
        case .upgrade where !isUpgrade:
            if let hidden {
                throw ReleaseError(
                    .forbidden, "whether it is there is not known: \(hidden)",
                    hint: "\(hidden.hint); nothing was changed", release: request.id.description,
                    underlying: hidden.error)
            }
            throw ReleaseError(
                .invalidRequest, "there is no such release",
                hint: "groundcrew release install makes it, or give --install; groundcrew release list "
                    + "--all-namespaces shows what there is", release: request.id.description)
        default: return
        }
    }

    /// A model may be served by another provider from now on: groundcrew's own release of it is one, whatever its chart.
    private func isDeployment(of last: StoredRelease, _ request: ReleaseRequest) -> Bool {
        let role = ReleaseLabels.Role.deployment.rawValue
        return last.labels[ReleaseLabels.roleKey] == role && request.labels[ReleaseLabels.roleKey] == role
    }

    /// Refuses to put another chart in the place of a release that somebody else made.
    ///
    /// - Parameter chart: the name of the chart that is to be installed.
    /// - Throws: `ReleaseError` with code `notOwned`.
    func checkOrigin(_ request: ReleaseRequest, chart: String) throws(ReleaseError) {
        // Whoever asks for an upgrade by name knows what is there, as with Helm.
        guard let last, last.status != .uninstalled, last.summary.chartName != chart, request.options.mode == .ensure,
            !last.labels.contains(all: request.labels), !isDeployment(of: last, request)
        else { return }
        throw ReleaseError(
            .notOwned,
            "it exists already, holds chart \(last.summary.chartTitle) and was not installed by groundcrew, so chart "
                + "\(chart) does not take its place",
            hint: "choose another namespace; nothing was changed", release: request.id.description)
    }
}
