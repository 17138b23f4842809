import Charts
import Kubernetes
import Value

/// What Helm itself does not look at.
extension HelmDriver {
    /// What the native driver checks before its first change: rights, sizes, owners and the namespace.
    func checkBeforehand(
        _ request: ReleaseRequest, _ resolved: ResolvedChart, _ history: ReleaseHistory
    ) async throws {
        // Helm installs the CRDs of crds/ with the first revision only.
        let crds = history.isUpgrade ? [] : try CRDDocument.all(in: resolved.chart)
        do {
            try await objects.check(request, resolved, history, crds: crds)
        } catch let error as ReleaseError where error.underlying is RenderError {
            // Helm says it in its own words.
        }
    }

    /// CRDs that are not served any more. Helm does not bring them again, and without them nothing is as it was.
    func lostCRDs(_ names: [String], versions: [String: [String]]) async throws -> [UncomparedObject] {
        var lost: [UncomparedObject] = []
        for name in names {
            let found = try await CRDComparison(client: client).compare([name], versions: versions)
            lost += found.uncompared
            if found.differs {
                lost.append(
                    UncomparedObject(
                        object: "CustomResourceDefinition \(name)",
                        reason:
                            "it is not served as the chart brought it, and helm leaves the CRDs of crds/ as they are; "
                            + "--driver native sets it right"))
            }
        }
        return lost
    }

    /// The chart is at hand, so that its CRDs are compared whole.
    func finish(
        _ settled: SettledRelease, _ request: ReleaseRequest, _ resolved: ResolvedChart, progress: Progress
    ) async throws -> ReleaseOutcome {
        var settled = settled
        var warnings = resolved.warnings
        let crds = try CRDDocument.all(in: resolved.chart)
        let lost = try await lostCRDs(
            crds.map(\.name), versions: Dictionary(crds.map { ($0.name, $0.servedVersions) }) { first, _ in first })
        settled.uncompared += lost
        for crd in crds where !lost.contains(where: { $0.object.hasSuffix(" \(crd.name)") }) {
            let found = try await CRDComparison(client: client).compare([crd])
            settled.uncompared += found.uncompared
            warnings += found.remarks
            if found.differs {
                warnings.append(
                    "CRD \(crd.name) is other than the chart's; helm leaves it as it is, --driver native upgrades it")
            }
        }
        return try await finish(settled, request, warnings: warnings, progress: progress)
    }

    /// Helm removes CRDs with the release, and with them everybody's objects (F12).
    func checkCRDs(of record: StoredRelease) async throws {
        let use = CRDUse(client: client, release: record.name, namespace: record.namespace)
        var objections: [String] = []
        for object in try await objects.formerObjects(of: record) where object.isCRD {
            guard let name = object.name,
                let live = try await client.getIfPresent(.customResourceDefinitions, name), !Ownership.isKept(live),
                let objection = try await use.objection(toRemoving: live)
            else { continue }
            objections.append("\(object.title): \(objection)")
        }
        guard objections.isEmpty else {
            throw ReleaseError(
                .invalidRequest,
                "helm would remove CRDs that are in use, and all their objects: \(objections.joined(separator: "; "))",
                hint: "delete those objects first, or use --driver native, which leaves such CRDs; nothing was changed",
                release: "\(record.namespace)/\(record.name)")
        }
    }
}
