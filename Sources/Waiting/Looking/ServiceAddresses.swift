import Kubernetes
import Value

/// Whether anybody stands behind a Service.
struct ServiceAddresses: Sendable {
    let client: KubernetesClient

    private static let slices = ResourceType(
        group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice", plural: "endpointslices", isNamespaced: true)

    func state(of name: String, namespace: String) async throws -> Sight.ServiceState {
        if try await isReady(name, namespace: namespace) { return .ready }
        do {
            guard let service = try await client.getIfPresent(.services, name, namespace: namespace) else {
                return .absent
            }
            // A name that stands for another one has no addresses of its own.
            return service["spec"]?["type"] == "ExternalName" ? .ready : .withoutAddress
        } catch let error as KubernetesError where !error.mayPass {
            return .withoutAddress
        }
    }

    /// Servers before 1.21 know only Endpoints, and later ones warn of them.
    private func isReady(_ name: String, namespace: String) async throws -> Bool {
        do {
            let slices = try await client.listAll(
                Self.slices, namespace: namespace,
                options: ListOptions(labelSelector: "kubernetes.io/service-name=\(name)")
            ).items
            return slices.contains(where: Self.hasReadyAddress)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            let endpoints = try await client.getIfPresent(.endpoints, name, namespace: namespace)
            return (endpoints?["subsets"]?.array ?? []).contains { !($0["addresses"]?.array ?? []).isEmpty }
        }
    }

    /// An address whose readiness is not known counts as ready, as the API says.
    static func hasReadyAddress(_ slice: Value) -> Bool {
        (slice["endpoints"]?.array ?? []).contains {
            $0["conditions"]?["ready"]?.bool ?? true && !($0["addresses"]?.array ?? []).isEmpty
        }
    }
}
