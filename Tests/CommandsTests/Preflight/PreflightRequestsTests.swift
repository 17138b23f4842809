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
}
