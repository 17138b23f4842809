import Kubernetes
import Readiness
import Value

/// Looks for objects of a CRD of the cluster.
struct CRDObjects: Sendable {
    enum Found: Sendable, Equatable {
        case none
        /// One of them, such as `Widget apps/one`.
        case some(String)
        /// In the server's words.
        case unknown(String)

        /// To follow the CRD's name.
        var words: String {
            switch self {
            case .none: "it has no objects"
            case .some(let example): "it has objects such as \(example)"
            case .unknown(let reason): "whether it has objects is unknown: \(reason)"
            }
        }
    }

    let client: KubernetesClient

    /// - Parameter going: objects that do not count, because they go anyway.
    func find(of crd: Value, besides going: Set<ReleaseObject.Key> = []) async throws -> Found {
        let state = CRDState(crd)
        // Names that were never accepted never had objects; what is being deleted is losing them.
        if state.refusal != nil || state.isTerminating { return .none }
        guard let type = CRDDocument(crd, path: "")?.types.first else { return .unknown("it serves no version") }
        // Where all count, one tells.
        let options = ListOptions(pageSize: going.isEmpty ? 1 : nil, metadataOnly: true)
        do {
            for try await page in client.list(type, options: options) {
                for item in page.items {
                    let name = item["metadata"]?["name"]?.string ?? ""
                    let namespace = type.isNamespaced ? item["metadata"]?["namespace"]?.string : nil
                    let key = ReleaseObject.Key(group: type.group, kind: type.kind, namespace: namespace, name: name)
                    guard !going.contains(key) else { continue }
                    return .some("\(type.kind) \([namespace, name].compactMap(\.self).joined(separator: "/"))")
                }
            }
            return .none
        } catch let error as KubernetesError where error.httpStatus != nil {
            return .unknown(error.code == .forbidden ? "the caller may not list them" : error.words)
        }
    }
}
