import HTTP
import Kubernetes
import TestParts

/// Clients of the real API server that the suites of this process share.
enum LiveCluster {
    static func client(
        as context: ControlPlane.Context = .admin, options: ClientOptions = ClientOptions()
    ) async throws -> KubernetesClient {
        try await client(of: ControlPlane.shared(), as: context, options: options)
    }

    /// Goes the way of a user: through the kubeconfig.
    static func client(
        of cluster: ControlPlane, as context: ControlPlane.Context = .admin, options: ClientOptions = ClientOptions()
    ) throws -> KubernetesClient {
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: context.rawValue))
        return KubernetesClient(configuration: configuration, transport: transport, options: options)
    }

    /// Lower-case letters and digits that no other run uses.
    static func unique() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }

    private static let transport = CurlTransport()
}
