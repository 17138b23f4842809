import HTTP
import Kubernetes

/// A cluster that nobody may ask: every request ends at once, and nothing is sent.
struct NoCluster: HTTPTransport {
    /// What no name server knows.
    private static let server = "https://no-cluster.invalid"

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw HTTPError(.connectionRefused, "no cluster is asked", url: Self.server)
    }

    static func client() throws(KubernetesError) -> KubernetesClient {
        KubernetesClient(configuration: try ClusterConfiguration(server: server), transport: NoCluster())
    }
}
