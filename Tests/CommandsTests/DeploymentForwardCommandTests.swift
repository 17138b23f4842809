import Commands
import HTTP
import Sandbox
import Testing
import Value

/// `deployments forward` from its arguments to its exit status, with real connections on this machine.
@Suite(.timeLimit(.minutes(3)))
struct DeploymentForwardCommandTests {
    private func with(
        _ deploy: String = "", _ body: (SimulatedCluster, ForwardingCluster, [String]) async throws -> Void
    ) async throws {
        try await SimulatedCluster.with { cluster in
            let line = "deploy Qwen/Qwen3-0.6B --name qwen3 --provider vllm -n models --no-smoke \(deploy)"
            let run = await cluster.run(line)
            try #require(run.status == .done, "\(line): \(run.everything)")
            let json = try await cluster.run("deployments show qwen3 -n models -o json").json
            let pods = (json["pods"]?.array ?? []).compactMap { $0["name"]?.string }.sorted()
            try await body(cluster, ForwardingCluster(cluster.sandbox.transport), pods)
        }
    }

    private static func isListening(_ output: String, _ errors: String) -> Bool { output.contains("\n  http://") }

    /// Of the line of text that says it.
    private static func url(_ output: String) throws -> String {
        let line = output.split(separator: "\n").first { $0.hasPrefix("  http://") }
        return String(try #require(line).dropFirst(2))
    }

    private static func get(_ url: String) async throws -> String {
        let response = try await CurlTransport(environment: [:]).send(HTTPRequest(.get, url))
        return String(decoding: try await response.body.collect(upTo: 1000), as: UTF8.self)
    }

    private static func expect(_ url: String, isAnsweredBy pod: String) async throws {
        let heard = try await get(url)
        #expect(heard == pod)
    }

    private static func expectLost(_ url: String) async {
        await #expect(throws: HTTPError.self) { try await get(url) }
    }

    /// Forwards, does something with the URL, and interrupts.
    private func forward(
        _ flags: String, _ cluster: SimulatedCluster, _ network: ForwardingCluster,
        _ act: (String) async throws -> Void
    ) async throws -> CommandRun {
        var hasActed = false
        return try await cluster.interrupted(
            "deployments forward models/qwen3 \(flags)", through: network,
            after: { _, _ in hasActed }, when: Self.isListening,
            act: { output in
                try await act(try Self.url(output))
                hasActed = true
            })
    }

    @Test func aLocalPortLeadsToAPodUntilTheInterrupt() async throws {
        try await with { cluster, network, pods in
            let run = try await forward("--port 0", cluster, network) { url in
                for _ in 0..<2 { try await Self.expect(url, isAnsweredBy: pods[0]) }
            }
            // Its ordinary end, as with kubectl.
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.hasPrefix("forwarding 127.0.0.1:"), "\(run.output)")
            let place = " to port 8000 of service models/qwen3, until interrupted\n  pod \(pods[0])\n"
            #expect(run.output.contains(place), "\(run.output)")
            #expect(run.output.contains("\n  curl http://127.0.0.1:"), "\(run.output)")
            #expect(run.output.contains(#"-d '{"model":"Qwen/Qwen3-0.6B","#), "\(run.output)")
            #expect(!run.errors.contains("note:"), "\(run.errors)")
            // One to prove that it works, and one for each request.
            #expect(network.connections == Array(repeating: "\(pods[0]):8000", count: 3))
        }
    }

    @Test func programsGetTheAddressAsADocument() async throws {
        try await with { cluster, network, pods in
            let run = try await cluster.interrupted(
                "deployments forward qwen3 -n models --port 0 -o json", through: network,
                after: { output, _ in output.contains("}\n") })
            #expect(run.status == .done, "\(run.everything)")
            let json = try run.json
            #expect(json["kind"] == "Forwarding" && json["pod"] == .string(pods[0]))
            #expect(json["address"] == "127.0.0.1" && json["service"] == "qwen3")
            let port = try #require(json["port"]?.integer)
            #expect(port > 0 && json["url"] == .string("http://127.0.0.1:\(port)/v1"))
        }
    }

    @Test func aPodThatDiesIsFollowedByAnother() async throws {
        try await with("--replicas 2") { cluster, network, pods in
            try #require(pods.count == 2)
            let run = try await forward("--port 0", cluster, network) { url in
                try await Self.expect(url, isAnsweredBy: pods[0])
                network.set(.isGone, of: pods[0])
                try await Self.expect(url, isAnsweredBy: pods[1])
                try await Self.expect(url, isAnsweredBy: pods[1])
            }
            #expect(run.status == .done, "\(run.everything)")
            let note = "note: pod \(pods[0]) is left, going on with pod \(pods[1])\n"
            #expect(run.errors.contains(note), "\(run.errors)")
        }
    }

    @Test func aPodWhosePortIsDeadIsLeftForTheNextConnection() async throws {
        try await with("--replicas 2") { cluster, network, pods in
            let run = try await forward("--port 0", cluster, network) { url in
                network.set(.refuses, of: pods[0])
                // The connection was made, so that this one is lost.
                await Self.expectLost(url)
                try await Self.expect(url, isAnsweredBy: pods[1])
            }
            #expect(run.errors.contains("note: a connection to pod \(pods[0]) broke: "), "\(run.errors)")
            #expect(run.errors.contains("connection refused"), "\(run.errors)")
        }
    }

    @Test func withoutAnyPodConnectionsAreClosedAndSaidSo() async throws {
        try await with { cluster, network, pods in
            let run = try await forward("--port 0", cluster, network) { url in
                network.set(.isGone, of: pods[0])
                await Self.expectLost(url)
                network.set(.answers, of: pods[0])
                try await Self.expect(url, isAnsweredBy: pods[0])
            }
            #expect(run.status == .done)
            #expect(run.errors.contains("note: a connection was closed, because no pod took it: "), "\(run.errors)")
        }
    }

    @Test func theServicesOwnPortIsTakenWhereItIsFree() async throws {
        try await with { cluster, network, pods in
            let first = try await forward("", cluster, network) { _ in
                // The port of the first, or whatever had it before: the second takes another.
                let second = try await forward("", cluster, network) { url in
                    #expect(!url.hasPrefix("http://127.0.0.1:8000/"), "\(url)")
                    try await Self.expect(url, isAnsweredBy: pods[0])
                }
                #expect(second.status == .done, "\(second.everything)")
            }
            #expect(first.status == .done, "\(first.everything)")
        }
    }

    @Test func whoMayNotForwardIsToldAtOnce() async throws {
        try await with { cluster, network, pods in
            network.set(.isForbidden, of: pods[0])
            let run = await cluster.run("deployments forward qwen3 -n models", through: network)
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.errors.contains("pods/portforward"), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    @Test func aSimulatedClusterForwardsNothing() async throws {
        try await with { cluster, _, _ in
            let run = await cluster.run("deployments forward qwen3 -n models")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(
                run.errors.contains("a simulated cluster forwards no ports: nothing listens in its pods\n  next: "),
                "\(run.errors)")
        }
    }

    @Test func oneWithoutAReadyPodSaysItsPhase() async throws {
        try await with("--replicas 0") { cluster, network, _ in
            let run = await cluster.run("deployments forward qwen3 -n models", through: network)
            #expect(run.status == .failed, "\(run.everything)")
            let words = "no pod behind service models/qwen3 is ready; deployment models/qwen3 is Stopped: "
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    @Test func aPortThatTheServiceDoesNotHaveIsRefused() async throws {
        try await with { cluster, network, _ in
            let run = await cluster.run("deployments forward qwen3 -n models --port 0:9", through: network)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("service models/qwen3 has no port 9, only 8000"), "\(run.errors)")
        }
    }

    @Test func anAddressOfAllIsWarnedOf() async throws {
        try await with { cluster, network, _ in
            let run = try await cluster.interrupted(
                "deployments forward qwen3 -n models --port 0 --address 0.0.0.0", through: network,
                after: Self.isListening)
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.errors.contains("whoever reaches 0.0.0.0 can use the model"), "\(run.errors)")
            #expect(run.output.contains("  http://0.0.0.0:"))
        }
    }

    @Test(arguments: [
        ("qwen3 --port 70000", "--port"), ("qwen3 --port a", "--port"),
        ("qwen3 --address here", "--address is 'here'; it must be an IP address, or localhost"),
        ("a/b/c", "'a/b/c' does not name a deployment"),
    ])
    func wrongArgumentsEndWithTwo(arguments: String, words: String) async {
        let run = await CommandRun.of("deployments forward \(arguments)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }
}
