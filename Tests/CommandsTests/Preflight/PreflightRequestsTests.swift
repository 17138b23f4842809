import HTTP
import Sandbox
import Synchronization
import Testing
import Value

@testable import Commands

/// That the report tells of everything that the cluster is asked, whoever asks it.
@Suite(.timeLimit(.minutes(3))) struct PreflightRequestsTests {
    /// What was sent to the cluster.
    private final class Log: Sendable {
        private let kept = Mutex<[String]>([])
        var urls: [String] { kept.withLock { $0 } }
        func keep(_ url: String) { kept.withLock { $0.append(url) } }
    }

    private static let kinds = ["lists", "gets", "discovery", "reviews", "dryRuns", "writes", "other"]

    /// Planning asks which provider serves a model, operators are looked at, and roles are made out.
    @Test(arguments: [
        "preflight", "preflight --model Qwen/Qwen3-0.6B", "preflight --provider dynamo", "preflight -f cluster.yaml",
        "preflight --provider dynamo --only cluster --print-role role.yaml",
    ])
    func whatIsAskedIsCounted(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            let log = Log()
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                if request.url.hasPrefix(Sandbox.serverURL) { log.keep(request.url) }
                return false
            }
            let run = await cluster.run("\(line) -o json", through: network)
            let requests = try #require(try run.json["requests"], "\(run.everything)")
            let told = Self.kinds.reduce(Int64(0)) { $0 + (requests[$1]?.integer ?? 0) }
            // Who it is was asked before.
            #expect(told == Int64(log.urls.count) - 1, "\(requests.json()): \(log.urls)")
            #expect(requests["writes"] == 0)
        }
    }

    /// Planning, decisions about operators and the checks look at one cluster: none of them lists again what another has
    /// listed as a whole.
    @Test(arguments: [
        "preflight -f cluster.yaml", "preflight --model Qwen/Qwen3-0.6B", "bootstrap -f cluster.yaml --plan",
    ])
    func whatIsListedAsAWholeIsListedOnce(line: String) async throws {
        try await SimulatedCluster.with { cluster in
            let log = Log()
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                if request.method == .get, request.url.hasPrefix(Sandbox.serverURL) {
                    log.keep(String(request.url.dropFirst(Sandbox.serverURL.count)))
                }
                return false
            }
            let run = await cluster.run(line, through: network)
            let isLooking = log.urls.contains { $0.hasPrefix("/api/v1/nodes?") }
            #expect(isLooking, "\(run.everything)")
            let lists = log.urls.filter { url in
                let isList = url.contains("limit=") || url.contains("resourceVersion=0")
                return isList && !url.contains("continue=")
            }
            let whole = lists.filter { !$0.contains("Selector=") }.map { String($0.prefix { $0 != "?" }) }
            #expect(Set(whole).count == whole.count, "\(whole.sorted())")
            let nodes = lists.filter { $0.hasPrefix("/api/v1/nodes?") }
            #expect(nodes.count == 1, "\(nodes)")
            guard line.hasPrefix("preflight") else { return }
            // What planning has not found is looked for again when it is about to be put to the server.
            let versions = log.urls.filter { $0.hasPrefix("/apis/") && $0.split(separator: "/").count == 3 }
                .filter { !$0.hasPrefix("/apis/nvidia.com/") }
            #expect(Set(versions).count == versions.count, "\(versions.sorted())")
        }
    }
}
