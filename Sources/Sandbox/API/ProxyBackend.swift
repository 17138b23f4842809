import HTTP
import Value

/// Answers what the API server passes on through `services/NAME/proxy` and `pods/NAME/proxy`.
protocol ProxyBackend: Sendable {
    /// - Parameter port: name or number, empty for the only one.
    func answer(_ request: ProxyRequest, in cluster: Cluster) throws -> APIResponse
}

struct ProxyRequest: Sendable {
    /// A service or a pod.
    var target: Value
    var isService: Bool
    var port: String
    var method: String
    var path: String
    var body: [UInt8]
    /// The name that the server was asked by, where the client says one.
    var host: String?
}

/// Nobody listens.
struct NoBackends: ProxyBackend {
    func answer(_ request: ProxyRequest, in cluster: Cluster) throws -> APIResponse {
        throw StatusError.serviceUnavailable("no endpoints available for service \"\(request.target.name)\"")
    }
}
