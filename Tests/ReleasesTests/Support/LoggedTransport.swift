import HTTP
import Kubernetes
import Sandbox
import Synchronization

/// A sandbox behind a network that notes what is sent, and answers some of it itself.
final class LoggedTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let fault: @Sendable (HTTPRequest) -> HTTPResponse?
    private let sent = Mutex<[String]>([])

    init(_ base: any HTTPTransport, fault: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }) {
        self.base = base
        self.fault = fault
    }

    /// Method and URL of every request so far, those that failed included.
    var requests: [String] { sent.withLock { $0 } }

    /// Those that may change something.
    var writes: [String] {
        requests.filter { !$0.hasPrefix("GET ") && !$0.contains("selfsubject") && !$0.contains("dryRun=All") }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        sent.withLock { $0.append("\(request.method) \(request.url)") }
        if let response = fault(request) { return response }
        return try await base.send(request)
    }

    func client() throws -> KubernetesClient {
        let configuration = try ClusterConfiguration(
            server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)))
        return KubernetesClient(configuration: configuration, transport: self)
    }
}
