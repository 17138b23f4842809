import Kubernetes
import Sandbox

extension Sandbox {
    /// A client that calls the sandbox within the process.
    func client(token: String = Sandbox.adminToken, namespace: String = "default") throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: namespace),
            transport: transport)
    }
}
