import HTTP
import Kubernetes
import Synchronization
import TestParts

/// The real API server behind a network that answers some requests by itself.
final class FaultyTransport: HTTPTransport {
    /// What happens to a request instead of its being sent; nil sends it.
    typealias Fault = @Sendable (HTTPRequest) throws -> HTTPResponse?

    private let real = CurlTransport()
    private let fault: Mutex<Fault?>
    private let sent = Mutex<[String]>([])

    init(_ fault: Fault? = nil) { self.fault = Mutex(fault) }

    func fail(_ fault: Fault?) { self.fault.withLock { $0 = fault } }

    /// Method and path of every request so far, those that failed included.
    var requests: [String] { sent.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        sent.withLock { $0.append("\(request.method) \(request.url)") }
        if let response = try fault.withLock({ $0 })?(request) { return response }
        return try await real.send(request)
    }

    func client(
        options: ClientOptions = ClientOptions(), impersonating user: String? = nil
    ) async throws -> KubernetesClient {
        let cluster = try await ControlPlane.shared()
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin", impersonate: user))
        return KubernetesClient(configuration: configuration, transport: self, options: options)
    }
}

extension HTTPResponse {
    /// A failure as an API server words it.
    static func failure(_ status: Int, _ reason: String, _ message: String) -> HTTPResponse {
        let text = """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "\(reason)", "code": \(status),
             "message": "\(message)"}
            """
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"], body: HTTPBody(Array(text.utf8)))
    }
}
