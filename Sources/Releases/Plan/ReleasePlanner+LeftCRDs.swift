import Charts
import Kubernetes

/// CRDs where the executor leaves those that are there as they are, as Helm does.
extension ReleasePlanner {
    /// CRDs that are not served any more. Helm does not bring them again, and without them nothing is as it was.
    func lostCRDs(
        _ names: [String], versions: [String: [String]], _ release: ReleaseName
    ) async throws -> [UncomparedObject] {
        var lost: [UncomparedObject] = []
        for name in names {
            let found = try await CRDComparison(client: client, release: release).compare([name], versions: versions)
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
}

extension SettledRelease {
    /// With what is known of a chart's CRDs, which nobody brings up to date.
    func with(chart crds: [CRDDocument], planner: ReleasePlanner) async throws -> SettledRelease {
        var settled = self
        let release = ReleaseName(name: record.name, namespace: record.namespace)
        let lost = try await planner.lostCRDs(
            crds.map(\.name), versions: Dictionary(crds.map { ($0.name, $0.servedVersions) }) { first, _ in first },
            release)
        settled.uncompared += lost
        for crd in crds where !lost.contains(where: { $0.object.hasSuffix(" \(crd.name)") }) {
            let found = try await CRDComparison(client: planner.client, release: release).compare([crd])
            settled.uncompared += found.uncompared
            settled.remarks += found.remarks
            if found.differs {
                settled.remarks.append(
                    "CRD \(crd.name) is other than the chart's; helm leaves it as it is, --driver native upgrades it")
            }
        }
        return settled
    }
}
