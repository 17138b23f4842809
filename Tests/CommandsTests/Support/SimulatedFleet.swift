import Commands
import HTTP
import Sandbox
import Synchronization

/// Several simulated clusters behind one network and one kubeconfig, beside a context whose server is down and one that
/// cannot be opened.
struct SimulatedFleet: Sendable {
    let folder: TemporaryFolder
    let network: ClusterNetwork

    /// Nodes of a cluster without accelerators.
    static let bare: SandboxFile = {
        var file = SandboxFile()
        file.nodes = [.init(name: "cpu-0")]
        return file
    }()

    /// - Parameters:
    ///   - east: the cluster of the contexts `east` and `east-again`.
    ///   - west: the cluster of the context `west`.
    static func with<Result: Sendable>(
        east: SandboxFile = .standard, west: SandboxFile = SimulatedFleet.bare,
        _ body: (SimulatedFleet) async throws -> Result
    ) async throws -> Result {
        try await withSandbox(SandboxOptions(file: east)) { first in
            try await withSandbox(SandboxOptions(file: west)) { second in
                let folder = try TemporaryFolder()
                try folder.write(kubeconfig, to: "kubeconfig")
                let network = ClusterNetwork([
                    "https://east.invalid": first.transport, "https://west.invalid": second.transport,
                ])
                return try await body(SimulatedFleet(folder: folder, network: network))
            }
        }
    }

    func run(_ line: String) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: folder.path,
            environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: network)
    }

    static let kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: east
        clusters:
        - {name: dead, cluster: {server: "https://dead.invalid"}}
        - {name: east, cluster: {server: "https://east.invalid"}}
        - {name: west, cluster: {server: "https://west.invalid"}}
        contexts:
        - {name: broken, context: {cluster: nowhere, user: admin}}
        - {name: dead, context: {cluster: dead, user: admin}}
        - {name: east, context: {cluster: east, user: admin}}
        - {name: east-again, context: {cluster: east, user: admin}}
        - {name: west, context: {cluster: west, user: admin}}
        users:
        - {name: admin, user: {token: \(Sandbox.adminToken)}}

        """
}

/// Leads requests to the cluster whose server they are for; all other servers are down.
final class ClusterNetwork: HTTPTransport {
    private struct State {
        var requests: [String] = []
        /// Requests under way, by the server.
        var busy: [String: Int] = [:]
        var mostServers = 0
    }

    private let clusters: [String: any HTTPTransport]
    private let state = Mutex(State())

    init(_ clusters: [String: any HTTPTransport]) { self.clusters = clusters }

    /// Each with its method, such as `GET https://east.invalid/version`.
    var requests: [String] { state.withLock { $0.requests } }

    /// How many servers were asked at the same time, at most.
    var mostServers: Int { state.withLock { $0.mostServers } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let server = request.url.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")
        state.withLock { state in
            state.requests.append("\(request.method.rawValue) \(request.url)")
            state.busy[server, default: 0] += 1
            state.mostServers = max(state.mostServers, state.busy.values.count { $0 > 0 })
        }
        defer { state.withLock { $0.busy[server, default: 1] -= 1 } }
        guard let cluster = clusters[server] else {
            throw HTTPError(.connectionRefused, "connection refused", url: server)
        }
        var inner = request
        inner.url = Sandbox.serverURL + request.url.dropFirst(server.count)
        return try await cluster.send(inner)
    }
}
