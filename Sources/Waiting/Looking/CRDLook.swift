import Kubernetes
import Readiness
import Value

/// Asks discovery about the types of a CRD.
struct CRDLook: Sendable {
    private let client: KubernetesClient

    init(client: KubernetesClient) { self.client = client }

    /// Wanted versions that discovery does not have; nil where the CRD says itself that it cannot be used yet, so that
    /// discovery need not be asked.
    ///
    /// Of several of which one is wanted, one that answers is enough.
    func missingVersions(of crd: Value, _ wanted: Awaited.WantedVersions) async throws -> [String]? {
        let state = CRDState(crd)
        let versions: [String]
        switch wanted {
        case .all:
            guard state.isUsable() else { return nil }
            versions = state.servedVersions
        case .any(let list):
            guard state.isUsable(versions: list) else { return nil }
            versions = list.isEmpty ? state.servedVersions : list.filter(state.servedVersions.contains)
        }
        var missing: [String] = []
        for version in versions {
            do {
                _ = try await client.resourceType(apiVersion: "\(state.group)/\(version)", kind: state.kind)
                if case .any = wanted { return [] }
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                missing.append(version)
            }
        }
        return missing
    }
}
