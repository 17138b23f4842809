import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Preflight

/// NATS and etcd inside the cluster, where only the API server reaches them.
@Suite struct ServiceProbeTests {
    static func want(_ name: String, given: Bool = false) -> Object {
        let port: Int64 = name == "nats" ? 8222 : 2379
        return [
            name: [
                "url": .string(name == "nats" ? "nats://nats.d.svc:4222" : "http://etcd.d.svc:2379"),
                "jetstream": true, "bundled": false, "given": .bool(given),
                "monitor": ["namespace": "d", "podSelector": "app=x", "port": .integer(port)],
            ]
        ]
    }

    static let pods = "/api/v1/namespaces/d/pods"
    static func proxy(_ path: String, _ pod: String = "p-0", port: Int = 8222) -> String {
        "\(pods)/\(pod):\(port)/proxy\(path)"
    }
    static func pod(_ name: String, phase: String = "Running") -> Value {
        ["metadata": ["name": .string(name), "namespace": "d"], "status": ["phase": .string(phase)]]
    }
    static let oneRuns: [String: StubTransport.Answer] = [pods: StubTransport.list([pod("p-0")])]
    static let ok: StubTransport.Answer = .json(200, ["status": "ok"])
    static let withJetStream: StubTransport.Answer = .json(200, ["server_id": "S", "config": [:]])

    func judge(
        _ check: String, _ answers: [String: StubTransport.Answer],
        greetings: [String: StubTransport.Answer] = [:], want: Object? = nil, environment: [String: String] = [:]
    ) async throws -> CheckResult {
        let stub = StubTransport(
            StubTransport.cluster.merging(["/health": .error(.nameNotResolved)]) { $1 }.merging(answers) { $1 },
            greetings: greetings)
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: stub, options: options)
        let gatherer = FactGatherer(
            client: client, transport: stub, processes: NoPrograms(), environment: environment)
        let report = try await Preflight(checks: .builtIn(), gatherer: gatherer)
            .run(PreflightRequest(Subject(want ?? Self.want(check)), only: [check]))
        return try #require(report.results.first)
    }

    @Test func natsIsAskedThroughTheAPIServer() async throws {
        let result = try await judge(
            "nats",
            Self.oneRuns.merging([Self.proxy("/healthz"): Self.ok, Self.proxy("/jsz"): Self.withJetStream]) { $1 })
        #expect(result.verdict == .pass, "\(result)")
        #expect(result.message.contains("asked pod d/p-0"))
    }

    @Test func natsWithoutJetStreamIsToldThroughTheAPIServer() async throws {
        let result = try await judge(
            "nats",
            Self.oneRuns.merging([
                Self.proxy("/healthz"): Self.ok,
                Self.proxy("/jsz"): .json(200, ["server_id": "S", "disabled": true]),
            ]) { $1 })
        #expect(result.verdict == .fail)
        #expect(result.message.contains("no JetStream"), "\(result)")
    }

    @Test func natsThatIsUnhealthyIsTold() async throws {
        let result = try await judge(
            "nats",
            Self.oneRuns.merging([
                Self.proxy("/healthz"): .json(503, ["status": "unavailable", "error": "JetStream stalled"])
            ]) { $1 })
        #expect(result.verdict == .fail)
        #expect(result.message.contains("JetStream stalled"), "\(result)")
    }

    @Test func anotherPodThatIsUpIsEnough() async throws {
        let result = try await judge(
            "nats",
            [
                Self.pods: StubTransport.list([Self.pod("p-0"), Self.pod("p-1")]),
                Self.proxy("/healthz"): .json(503, ["status": "unavailable", "error": "starting"]),
                Self.proxy("/healthz", "p-1"): Self.ok, Self.proxy("/jsz", "p-1"): Self.withJetStream,
            ])
        #expect(result.verdict == .pass, "\(result)")
    }

    @Test func f32aPodThatMayBeUpIsNoFailure() async throws {
        let two: [String: StubTransport.Answer] = [
            Self.pods: StubTransport.list([Self.pod("p-0"), Self.pod("p-1")]),
            Self.proxy("/healthz"): .error(.firstByteTimedOut),
            Self.proxy("/healthz", "p-1"): StubTransport.refusal(
                503, "ServiceUnavailable", "error trying to reach service: connection refused"),
        ]
        let unknown = try await judge("nats", two)
        #expect(unknown.unknown?.code == .timeout, "\(unknown)")
        let up = try await judge(
            "nats",
            two.merging([Self.proxy("/healthz", "p-1"): Self.ok, Self.proxy("/jsz", "p-1"): Self.withJetStream]) { $1 })
        #expect(up.verdict == .pass, "\(up)")
    }

    @Test(arguments: ["nats", "etcd"]) func f41noPodIsDown(_ check: String) async throws {
        let none = try await judge(check, [Self.pods: StubTransport.list([])])
        #expect(none.verdict == .fail)
        #expect(none.message.contains("there is no pod with app=x in namespace d"), "\(none)")
        let pending = try await judge(check, [Self.pods: StubTransport.list([Self.pod("p-0", phase: "Pending")])])
        #expect(pending.verdict == .fail)
        #expect(pending.message.contains("no pod with app=x in namespace d runs"), "\(pending)")
    }

    @Test(arguments: ["nats", "etcd"]) func whatThePodAnswersThroughTheProxyIsTold(_ check: String) async throws {
        let path = check == "nats" ? Self.proxy("/healthz") : Self.proxy("/health", port: 2379)
        let refused = try await judge(
            check,
            Self.oneRuns.merging([
                path: StubTransport.refusal(
                    503, "ServiceUnavailable", "error trying to reach service: dial tcp 10.0.0.1: connection refused")
            ]) { $1 })
        #expect(refused.verdict == .fail)
        #expect(refused.message.contains("is down"), "\(refused)")
        let other = try await judge(check, Self.oneRuns.merging([path: .text(200, "<html>")]) { $1 })
        #expect(other.verdict == .fail)
        #expect(other.message.contains("is not"), "\(other)")
    }

    /// A network policy may drop the packets, and a gateway answers for whom it does not reach.
    @Test(arguments: [
        StubTransport.refusal(504, "Timeout", "no answer"),
        StubTransport.refusal(500, "InternalError", "dial tcp 10.0.0.1:8222: i/o timeout"),
        .text(502, "<html>bad gateway</html>"), .text(503, "<html>unavailable</html>"), .error(.connectionReset),
        .error(.bodyCut),
    ])
    func aPodThatWasNotReachedIsUnknown(_ answer: StubTransport.Answer) async throws {
        for (check, path) in [("nats", Self.proxy("/healthz")), ("etcd", Self.proxy("/health", port: 2379))] {
            let result = try await judge(check, Self.oneRuns.merging([path: answer]) { $1 })
            #expect(result.verdict.name == "unknown", "\(result)")
            #expect(result.hint?.isEmpty == false, "\(result)")
        }
    }

    @Test func aConnectionThatBreaksIsUnknown() async throws {
        let nats = try await judge(
            "nats", [:], greetings: ["nats.d.svc:4222": .error(.connectionReset)], want: Self.want("nats", given: true))
        #expect(nats.verdict.name == "unknown", "\(nats)")
        for code in [HTTPError.Code.connectionReset, .bodyCut] {
            let etcd = try await judge("etcd", ["/health": .error(code)], want: Self.want("etcd", given: true))
            #expect(etcd.verdict.name == "unknown", "\(etcd)")
            #expect(etcd.message.contains("cannot be asked from here"), "\(etcd)")
        }
    }

    private static let proxied = ["HTTP_PROXY": "http://proxy:3128"]

    static let strange: [(StubTransport.Answer, [String: String], String)] = [
        (.text(403, "<html>blocked</html>"), [:], "fail"), (.text(403, "<html>blocked</html>"), proxied, "unknown"),
        (.error(.badResponse), [:], "fail"), (.error(.badResponse), proxied, "unknown"),
        (.text(503, "<html>no backend</html>"), [:], "unknown"), (.text(407, "who are you"), [:], "unknown"),
    ]

    @Test(arguments: strange)
    func whatAProxyAnswersIsNotTheService(
        _ answer: StubTransport.Answer, _ environment: [String: String], _ verdict: String
    ) async throws {
        let result = try await judge(
            "etcd", ["/health": answer], want: Self.want("etcd", given: true), environment: environment)
        #expect(result.verdict.name == verdict, "\(result)")
        if !environment.isEmpty { #expect(result.message.contains("proxy http://proxy:3128"), "\(result)") }
    }

    // MARK: - More than are asked

    private static func refusing(_ count: Int) -> [String: StubTransport.Answer] {
        let names = (0..<count).map { "p-\($0)" }
        var answers = [pods: StubTransport.list(names.map { pod($0) })]
        for name in names {
            answers[proxy("/healthz", name)] = StubTransport.refusal(503, "ServiceUnavailable", "connection refused")
        }
        return answers
    }

    @Test(arguments: [(PreflightLimits.probedPods, "fail"), (PreflightLimits.probedPods + 1, "unknown")])
    func podsThatWereNotAskedMayBeUp(_ count: Int, _ verdict: String) async throws {
        let result = try await judge("nats", Self.refusing(count))
        #expect(result.verdict.name == verdict, "\(result)")
        let isSaid = result.message.contains("\(PreflightLimits.probedPods) of \(count) pods were asked")
        #expect(isSaid == (verdict == "unknown"), "\(result)")
    }

    private static func addresses(_ count: Int, _ answer: StubTransport.Answer) -> [String: StubTransport.Answer] {
        Dictionary(uniqueKeysWithValues: (0..<count).map { ("h\($0).example.org:4222", answer) })
    }

    private static let up: StubTransport.Answer = .text(0, #"INFO {"version":"2.10.21","jetstream":true}"#)

    static let several: [([String: StubTransport.Answer], String, String)] = [
        (addresses(9, .error(.connectionRefused)), "fail", "is down"),
        (addresses(10, .error(.connectionRefused)), "unknown", "9 of 10 addresses were asked"),
        (
            addresses(2, .error(.connectionRefused)).merging(addresses(1, .error(.connectTimedOut))) { $1 }, "unknown",
            "no connection to NATS"
        ),
        (
            addresses(2, .error(.connectionRefused)).merging(["h2.example.org:4222": .error(.connectTimedOut)]) { $1 },
            "unknown", "no connection to NATS"
        ),
        (addresses(2, .error(.connectTimedOut)).merging(["h2.example.org:4222": up]) { $1 }, "pass", "2.10.21"),
    ]

    @Test(arguments: several)
    func anAddressThatMayBeUpIsNoFailure(
        _ greetings: [String: StubTransport.Answer], _ verdict: String, _ words: String
    ) async throws {
        var want = Self.want("nats", given: true)
        var service = try #require(want["nats"]?.object)
        service["url"] = .string(greetings.keys.sorted().map { "nats://\($0)" }.joined(separator: ","))
        want["nats"] = .object(service)
        let result = try await judge("nats", [:], greetings: greetings, want: want)
        #expect(result.verdict.name == verdict, "\(result)")
        #expect(result.message.contains(words), "\(result)")
    }

    // MARK: - Rights

    @Test(arguments: ["nats", "etcd"]) func f32whatMayNotBeReadIsUnknown(_ check: String) async throws {
        let pods = try await judge(check, [Self.pods: StubTransport.refusal(403, "Forbidden")])
        #expect(pods.unknown?.verb == "list" && pods.unknown?.resource == "pods", "\(pods)")
        let path = check == "nats" ? Self.proxy("/healthz") : Self.proxy("/health", port: 2379)
        let proxy = try await judge(check, Self.oneRuns.merging([path: StubTransport.refusal(403, "Forbidden")]) { $1 })
        #expect(proxy.unknown?.verb == "get" && proxy.unknown?.resource == "pods/proxy", "\(proxy)")
        let timeout = try await judge(check, [Self.pods: .error(.firstByteTimedOut)])
        #expect(timeout.unknown?.code == .timeout, "\(timeout)")
    }

    @Test func f32whatMayNotBeReadDoesNotMatterWhereNATSAnswersItself() async throws {
        let result = try await judge(
            "nats", [Self.pods: StubTransport.refusal(403, "Forbidden")],
            greetings: ["nats.d.svc:4222": .text(0, #"INFO {"version":"2.10.21","jetstream":true}"#)])
        #expect(result.verdict == .pass, "\(result)")
    }

    @Test func aGivenAddressIsNotMixedWithThePodsOfTheChart() async throws {
        let result = try await judge(
            "nats", Self.oneRuns.merging([Self.proxy("/healthz"): Self.ok]) { $1 },
            greetings: ["nats.d.svc:4222": .error(.connectionRefused)], want: Self.want("nats", given: true))
        #expect(result.verdict == .fail)
        #expect(result.message.contains("is down"), "\(result)")
    }

    @Test func etcdIsAskedThroughTheAPIServer() async throws {
        let result = try await judge(
            "etcd",
            Self.oneRuns.merging([
                Self.proxy("/health", port: 2379): .json(200, ["health": "true"]),
                Self.proxy("/version", port: 2379): .json(200, ["etcdserver": "3.5.18"]),
            ]) { $1 })
        #expect(result.verdict == .pass, "\(result)")
        #expect(result.message.contains("3.5.18"))
    }

    @Test func etcdWithAnAlarmFails() async throws {
        let result = try await judge("etcd", ["/health": .json(503, ["health": "false", "reason": "ALARM NOSPACE"])])
        #expect(result.verdict == .fail)
        #expect(result.message.contains("NOSPACE"), "\(result)")
    }

    @Test func withoutAClusterTheReasonIsItsOwn() async throws {
        let result = try await judge("nats", ["/version": .error(.connectionRefused)])
        #expect(result.unknown?.code == .unreachable, "\(result)")
    }

    @Test(arguments: [
        ("nats://h:1", "h:1", "nats"), ("h", "h:4222", ""), ("tls://u:p@h:1/x?y#z", "h:1", "tls"),
        ("[::1]:5", "[::1]:5", ""), ("nats://[::1]", "[::1]:4222", "nats"), ("HTTPS://h", "h:443", "https"),
    ])
    func addressesAreRead(_ text: String, _ expected: String, _ scheme: String) throws {
        let address = try #require(try ServiceAddress.list(text, defaultPort: 4222).first)
        #expect(address.text == expected)
        #expect(address.scheme == scheme)
    }

    @Test(arguments: [
        ("nats.d.svc", true), ("nats.d.svc.cluster.local", true), ("nats", true), ("10.0.0.1", false),
        ("nats.example.org", false), ("localhost", false), ("[::1]", false),
    ])
    func namesOfTheClusterAreKnown(_ host: String, _ expected: Bool) throws {
        #expect(try ServiceAddress.list(host, defaultPort: 1)[0].isClusterName == expected)
    }

    @Test func secretsInAddressesAreNotRepeated() throws {
        let reason = try #require(throws: UnknownReason.self) {
            try ServiceAddress.list("nats://user:s3cr3t@h:0", defaultPort: 1)
        }
        #expect(reason.message.contains("nats://h:0"))
        #expect(!reason.message.contains("s3cr3t"))
    }
}
