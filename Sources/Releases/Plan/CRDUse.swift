import Kubernetes
import Value

/// Finds what removing a CRD would take along, whoever made it (F12).
struct CRDUse: Sendable {
    let client: KubernetesClient
    let release: String
    let namespace: String

    /// Why the CRD has to stay; nil when the cluster holds no objects of it but the release's own.
    func objection(toRemoving crd: Value) async throws -> String? {
        guard let document = CRDDocument(crd, path: ""), let type = document.types.first else { return nil }
        do {
            for try await page in client.list(type, options: ListOptions(metadataOnly: true)) {
                let foreign = page.items.filter {
                    Ownership.otherOwner($0, release: release, namespace: namespace) != nil
                }
                guard let first = foreign.first?["metadata"] else { continue }
                let name = [first["namespace"]?.string, first["name"]?.string].compactMap { $0 }
                return "it has objects such as \(document.kind) \(name.joined(separator: "/"))"
            }
            return nil
        } catch let error as KubernetesError where error.code == .forbidden {
            return "whether it has objects is not for the caller to see"
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound || error.code == .notFound {
            return nil
        }
    }
}
