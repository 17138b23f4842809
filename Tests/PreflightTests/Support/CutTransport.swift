import HTTP
import Kubernetes
import TestSupport

@testable import Preflight

/// A server whose list of nodes has these bytes, without a word that some are missing.
struct CutTransport: HTTPTransport {
    let body: [UInt8]

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard request.url.contains("/api/v1/nodes") else {
            return try await StubTransport(StubTransport.cluster).send(request)
        }
        return HTTPResponse(status: 200, headers: ["Content-Type": ProtobufList.mediaType], body: HTTPBody(body))
    }

    func nodes() async throws -> Fact {
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: self, options: options)
        let gatherer = FactGatherer(client: client, transport: self, processes: NoPrograms(), environment: [:])
        return try await gatherer.gather([.nodes], for: Subject())[.nodes]
    }
}
