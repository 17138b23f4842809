import Charts
import Formats
import Kubernetes
import Value

extension ReleasePlanner {
    /// What stays of a release that is gone: the CRDs that its chart had in `crds/`, as Helm leaves them.
    func leftCRDs(of plan: RemovalPlan) async throws -> [LeftObject] {
        try await concurrently(plan.crds, limit: NativeLimits.concurrency) { name -> LeftObject? in
            let title = ObjectReference(
                apiVersion: ResourceType.customResourceDefinitions.apiVersion, kind: "CustomResourceDefinition",
                namespace: nil, name: name
            ).description
            do {
                guard let live = try await client.getIfPresent(.customResourceDefinitions, name) else { return nil }
                let found = try await CRDObjects(client: client).find(of: live)
                return LeftObject(
                    object: title, reason: "what a chart has in crds/ never goes with a release; \(found.words)")
            } catch let error as KubernetesError {
                // The release is gone, whatever can be seen of what stays.
                return LeftObject(object: title, reason: "it could not be looked at: \(error.words)")
            }
        }.compactMap(\.self)
    }
}

extension StoredRelease {
    /// Names of the CRDs that the revision brought from `crds/`; of a record that Helm made, those of its own chart.
    var broughtCRDs: [String] {
        if let crds { return crds }
        let files = (body["chart"]?["files"]?.array ?? []).compactMap { file -> ChartFile? in
            guard let path = file["name"]?.string, path.hasPrefix("crds/"), let data = file["data"]?.string,
                let bytes = Base64.decode(data)
            else { return nil }
            return ChartFile(path: path, bytes: bytes)
        }
        guard !files.isEmpty else { return [] }
        let metadata = ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: record\nversion: 0.0.0\n")
        // What Helm has stored and nobody can read keeps no release from going.
        let crds = try? CRDDocument.all(in: Chart.load(files: [metadata] + files))
        return (crds ?? []).map(\.name)
    }
}
