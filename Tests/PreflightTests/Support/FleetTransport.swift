import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Value

@testable import Preflight

/// A cluster with nodes and pods, which it gives in protobuf, in pieces of any size, to whoever asks for it.
final class FleetTransport: HTTPTransport {
    let nodes: [Value]
    let pods: [Value]
    /// Nil where the server knows JSON only.
    let piece: Int?
    private let rest = StubTransport(StubTransport.cluster)
    private let seen = Mutex<[String]>([])

    init(nodes: [Value] = [], pods: [Value] = [], piece: Int? = 1000) {
        self.nodes = nodes
        self.pods = pods
        self.piece = piece
    }

    /// What was asked for of nodes and pods, with the form that was answered.
    var lists: [String] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = request.url.dropFirst("https://cluster.test".count)
        let isOfNodes = path.hasPrefix("/api/v1/nodes")
        guard isOfNodes || path.hasPrefix("/api/v1/pods") else { return try await rest.send(request) }
        let kind = isOfNodes ? "Node" : "Pod"
        let objects = isOfNodes ? nodes : pods
        let isProtobuf = piece != nil && request.headers["Accept"]?.hasPrefix(ProtobufList.mediaType) == true
        seen.withLock { $0.append("\(path) \(isProtobuf ? "protobuf" : "json")") }
        guard isProtobuf, let piece else {
            let list: Value = ["metadata": ["resourceVersion": "1"], "items": .array(objects)]
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"], body: HTTPBody(list.jsonBytes()))
        }
        let body = Self.pieces(FleetProtobuf.list(kind, objects), of: piece)
        return HTTPResponse(status: 200, headers: ["Content-Type": ProtobufList.mediaType], body: body)
    }

    private static func pieces(_ bytes: [UInt8], of size: Int) -> HTTPBody {
        HTTPBody {
            let left = Mutex(bytes[...])
            return {
                left.withLock { left -> [UInt8]? in
                    guard !left.isEmpty else { return nil }
                    defer { left = left.dropFirst(size) }
                    return Array(left.prefix(size))
                }
            }
        }
    }

    func gather(_ names: Set<FactName>, for want: Object = [:]) async throws -> Facts {
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: self, options: options)
        let gatherer = FactGatherer(client: client, transport: self, processes: NoPrograms(), environment: [:])
        return try await gatherer.gather(names, for: Subject(want))
    }
}
