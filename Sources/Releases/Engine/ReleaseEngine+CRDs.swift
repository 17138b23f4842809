public import Charts
public import Events
import Kubernetes

extension ReleaseEngine {
    /// Has all objects of a CRD stored in its storage version, so that versions of before can go from it.
    ///
    /// May be run again at any time, and beside anything else.
    /// - Parameter dryRun: asks the server for all of it, and changes nothing.
    /// - Throws: `ReleaseError`, `KubernetesError`; `ReleaseError` says whether anything had been written by then.
    public func migrateCRD(
        _ name: String, dryRun: Bool = false, events: any EventSink
    ) async throws -> MigratedCRD {
        let changes = ChangeFlag()
        do {
            return try await CRDMigration(
                client: client, progress: Progress(sink: events, phase: .releases, release: name), isDryRun: dryRun,
                recorder: dryRun ? nil : recorder
            ).run(name, changes: changes)
        } catch {
            throw ReleaseError.ending(error, release: nil, hasChanged: changes.isSet)
        }
    }

    /// What bringing the CRDs of a chart's `crds/` to the cluster would do to those that are there; changes nothing.
    public func checkCRDs(of chart: Chart) async throws -> [CheckedCRD] {
        try await checkCRDs(CRDDocument.all(in: chart))
    }

    func checkCRDs(_ documents: [CRDDocument]) async throws -> [CheckedCRD] {
        let safety = CRDSafety(
            client: client, release: ReleaseName(name: "", namespace: ""), options: ReleaseOptions())
        return try await safety.judge(documents).map(CheckedCRD.init)
    }
}
