import HTTP
import Kubernetes
import TestParts
import Testing
import Value

/// Through the real API server and a kubelet that speaks as one does, to real servers.
@Suite(.timeLimit(.minutes(2))) struct PortForwardLiveTests {
    @Test func reachesServersInPods() async throws {
        try await NATSServer.with { nats in
            try await EtcdServer.with { etcd in
                try await HangingServer.withRefusingPort { refusing in
                    let targets = [
                        "nats:4222": nats.port, "nats:8222": nats.monitorPort, "etcd:2379": etcd.port,
                        "down:4222": refusing,
                    ]
                    try await ControlPlane.with { cluster in
                        try await FakeKubelet.with(targets: targets) { kubelet in
                            try await kubelet.register(
                                node: "n1",
                                pods: ["nats", "etcd", "down", "cut", "silent", "ping", "spdy", "unknown"],
                                namespace: "default", in: cluster)
                            let client = try LiveCluster.client(of: cluster)
                            try await speaksWithNATS(client)
                            try await getsByHTTP(client)
                            try await carriesMuchBothWays(client, tokens: 4000)
                            try await tellsFailuresApart(client)
                            try await endsWithItsTask(client, kubelet)
                            try await refusesNobody(cluster)
                        }
                        try await tellsADeadKubelet(LiveCluster.client(of: cluster))
                    }
                }
            }
        }
    }

    private func speaksWithNATS(_ client: KubernetesClient) async throws {
        let stream = try await client.portForward(pod: "nats", namespace: "default", port: 4222)
        let line = try await stream.greeting(within: .seconds(10))
        #expect(line.starts(with: "INFO {".utf8), "\(String(decoding: line, as: UTF8.self))")
        try await stream.write(Array("CONNECT {\"verbose\":false}\r\nPING\r\n".utf8))
        #expect(try await stream.greeting(within: .seconds(10)) == Array("PONG".utf8))
        stream.close()
        await #expect(throws: (any Error).self) { try await stream.read(within: .seconds(5)) }
    }

    private func getsByHTTP(_ client: KubernetesClient) async throws {
        for (pod, port, path, word) in [
            ("etcd", 2379, "/health", "true"), ("nats", 8222, "/healthz?js-enabled-only=true", "ok"),
        ] {
            let stream = try await client.portForward(pod: pod, namespace: "default", port: port)
            let response = try await stream.get(path, within: .seconds(10))
            #expect(response.status == 200)
            let body = String(decoding: try await response.body.collect(upTo: 1 << 20), as: UTF8.self)
            #expect(body.contains("\"\(word)\""), "\(body)")
        }
        let stream = try await client.portForward(pod: "nats", namespace: "default", port: 4222)
        let error = await #expect(throws: KubernetesError.self) { try await stream.get("/", within: .seconds(10)) }
        #expect(error?.code == .unreadable, "\(String(describing: error))")
    }

    /// NATS sends each message back to a subscriber: two megabytes go both ways at once.
    private func carriesMuchBothWays(_ client: KubernetesClient, tokens: Int) async throws {
        let stream = try await client.portForward(pod: "nats", namespace: "default", port: 4222)
        _ = try await stream.greeting(within: .seconds(10))
        try await stream.write(Array("CONNECT {\"verbose\":false}\r\nSUB a 1\r\n".utf8))
        let payload = String(repeating: "x", count: 500)
        let all = Array(String(repeating: "PUB a 500\r\n\(payload)\r\n", count: tokens).utf8)
        let expected = "MSG a 1 500\r\n\(payload)\r\n".utf8.count * tokens
        async let written: Void = stream.write(all)
        var count = 0
        while count < expected, let bytes = try await stream.read(within: .seconds(20)) { count += bytes.count }
        try await written
        // NATS may ask PING in between.
        #expect(count - expected < 100)
    }

    private func failure(
        _ client: KubernetesClient, _ pod: String, port: Int = 4222, limit: Duration = .seconds(10)
    ) async throws -> KubernetesError {
        try #require(
            await #expect(throws: KubernetesError.self) {
                let stream = try await client.portForward(pod: pod, namespace: "default", port: port)
                _ = try await stream.greeting(within: limit)
            })
    }

    private func tellsFailuresApart(_ client: KubernetesClient) async throws {
        let down = try await failure(client, "down")
        #expect(down.code == .unavailable && down.httpStatus == nil, "\(down)")
        #expect(down.message.contains("connection refused"))
        #expect(try await failure(client, "absent").code == .notFound)
        let unknown = try await failure(client, "unknown")
        #expect(unknown.httpStatus == 404 && unknown.code != .notFound, "\(unknown)")
        #expect(unknown.message.contains("pod does not exist"))
        let cut = try await failure(client, "cut")
        #expect(cut.code == .unreachable, "\(cut)")
        #expect(try await failure(client, "silent", limit: .milliseconds(300)).code == .timeout)
        let spdy = try await failure(client, "spdy")
        #expect(spdy.httpStatus == 400, "\(spdy)")
        #expect(try await failure(client, "nats", port: 0).code == .invalidRequest)
        let pinged = try await client.portForward(pod: "ping", namespace: "default", port: 1)
        #expect(try await pinged.greeting(within: .seconds(10)) == Array("ponged".utf8))
        #expect(try await pinged.read(within: .seconds(10)) == nil)
    }

    private func endsWithItsTask(_ client: KubernetesClient, _ kubelet: FakeKubelet) async throws {
        let before = try kubelet.events().count { $0 == "closed silent:77" }
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let stream = try await client.portForward(pod: "silent", namespace: "default", port: 77)
                _ = try await stream.read()
            }
            group.addTask { try await Task.sleep(for: .milliseconds(500)) }
            await #expect(throws: Never.self) { try await group.next() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        let deadline = ContinuousClock.now + .seconds(10)
        while try kubelet.events().count(where: { $0 == "closed silent:77" }) == before {
            try #require(ContinuousClock.now < deadline, "the kubelet still holds the connection")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func refusesNobody(_ cluster: ControlPlane) async throws {
        let error = try await failure(LiveCluster.client(of: cluster, as: .nobody), "nats")
        #expect(error.code == .forbidden && error.isMissingPermission, "\(error)")
        #expect(error.description.contains("the caller needs verb \"get\" on pods/portforward"), "\(error)")
    }

    private func tellsADeadKubelet(_ client: KubernetesClient) async throws {
        let error = try await failure(client, "nats")
        #expect(error.httpStatus.map { $0 >= 500 } == true, "\(error)")
        #expect(error.message.contains("connection refused"), "\(error)")
    }

    @Test func aTransportWithoutUpgradesIsUnsupported() async throws {
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://x.invalid"), transport: ScriptedTransport([]))
        let error = await #expect(throws: KubernetesError.self) { try await client.portForward(pod: "p", port: 1) }
        #expect(error?.code == .unsupported)
        #expect(error?.request?.permission == "verb \"create\" on pods/portforward in namespace \"default\"")
    }

    @Test(arguments: [
        ("User \"u\" cannot get resource \"pods/portforward\"", "get"),
        ("User \"u\" cannot create resource \"pods/portforward\"", "create"),
    ]) func theMissingVerbIsTheServers(message: String, verb: String) async throws {
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://x.invalid"),
            transport: RefusingUpgrades(answer: .status(403, "Forbidden", message)))
        let error = await #expect(throws: KubernetesError.self) { try await client.portForward(pod: "p", port: 1) }
        #expect(error?.code == .forbidden)
        #expect(error?.request?.verb == verb)
    }

    @Test func aServerThatDidNotUnderstandIsUnsupported() async throws {
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://x.invalid"), transport: BlindUpgrades())
        let error = await #expect(throws: KubernetesError.self) { try await client.portForward(pod: "p", port: 1) }
        #expect(error?.code == .unsupported, "\(String(describing: error))")
    }
}

/// Answers every upgrade with the same refusal.
struct RefusingUpgrades: HTTPTransport, HTTPUpgrading {
    let answer: ScriptedTransport.Answer

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await ScriptedTransport([answer]).send(request)
    }

    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome { .refused(try await send(request)) }
}

/// Switches protocols without knowing to which.
struct BlindUpgrades: HTTPTransport, HTTPUpgrading {
    struct Silence: ByteConnection {
        func read(within limit: Duration?) async throws -> [UInt8]? { nil }
        func write(_ bytes: [UInt8]) async throws {}
        func close() {}
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse { HTTPResponse(status: 500) }

    func connection(upgrading request: HTTPRequest) async throws -> UpgradeOutcome {
        .upgraded(HTTPResponse(status: 101, headers: ["Upgrade": "websocket"]), Silence())
    }
}
