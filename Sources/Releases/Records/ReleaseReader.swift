import Charts
import Kubernetes
import Value
import YAML

/// Reads a stored revision's objects, as the cluster may hold them.
struct ReleaseReader: Sendable {
    let client: KubernetesClient

    /// The objects of a stored revision; `isWhole` is false when some are of kinds that are not served.
    func objects(of record: StoredRelease) async throws -> (objects: [ReleaseObject], isWhole: Bool) {
        var objects: [ReleaseObject] = []
        var isWhole = true
        let reader = ObjectReader(client: client, namespace: record.namespace, crds: [])
        let documents: [YAMLDocument]
        do {
            documents = try YAML.decodeAll(record.manifest, file: "manifest", rules: .helm)
        } catch {
            throw ReleaseError(
                .recordUnreadable, "the manifest of revision \(record.revision) cannot be read: \(error)",
                release: "\(record.namespace)/\(record.name)", underlying: error)
        }
        for document in documents where document.value.object != nil {
            do {
                objects += try await reader.objects([
                    RenderedManifest(sourcePath: "revision \(record.revision)", text: "", value: document.value)
                ])
            } catch let error as ReleaseError {
                guard let cause = error.underlying as? KubernetesError, cause.code == .resourceTypeNotFound else {
                    throw error
                }
                isWhole = false  // What is not served any more is not there any more.
            }
        }
        return (objects, isWhole)
    }
}
