import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Value

@testable import Preflight

/// A server that refuses lists from its cache, knows JSON alone, and gives one pod a page.
final class PagingTransport: HTTPTransport {
    let pods: [Value]
    private let seen = Mutex<[String]>([])

    init(pods: [Value]) { self.pods = pods }

    /// What was asked for of pods.
    var queries: [String] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.contains("/api/v1/pods") else {
            return try await StubTransport(StubTransport.cluster).send(request)
        }
        let query = String(request.url.drop { $0 != "?" }.dropFirst())
        seen.withLock { $0.append(query) }
        guard query.contains("limit=") else {
            let status = StubTransport.status(406, "NotAcceptable", "only application/json is served")
            return HTTPResponse(status: 406, body: HTTPBody(status.jsonBytes()))
        }
        let index = query.split(separator: "=").last.flatMap { query.contains("continue") ? Int($0) : 0 } ?? 0
        let list: Value = [
            "metadata": [
                "resourceVersion": "1", "continue": .string(index + 1 < pods.count ? String(index + 1) : ""),
            ], "items": [pods[index]],
        ]
        return HTTPResponse(status: 200, body: HTTPBody(list.jsonBytes()))
    }

    func gather(_ names: Set<FactName>) async throws -> Facts {
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: self, options: options)
        let gatherer = FactGatherer(client: client, transport: self, processes: NoPrograms(), environment: [:])
        return try await gatherer.gather(names, for: Subject())
    }
}
