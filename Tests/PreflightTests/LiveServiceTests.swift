import HTTP
import Preflight
import Processes
import TestParts
import Testing
import Value

/// NATS, etcd and Helm as they really answer.
@Suite(.timeLimit(.minutes(2))) struct LiveServiceTests {
    static let transport = CurlTransport(environment: [:])

    func judge(
        _ check: String, _ want: Object, transport: any HTTPTransport = LiveServiceTests.transport,
        helm: String = "helm", environment: [String: String] = [:]
    ) async throws -> CheckResult {
        let gatherer = FactGatherer(
            client: nil, transport: transport, processes: SystemProcesses(), environment: environment, helm: helm)
        let report = try await Preflight(checks: .builtIn(), gatherer: gatherer)
            .run(PreflightRequest(Subject(want), only: [check]))
        return try #require(report.results.first)
    }

    func nats(_ url: String) async throws -> CheckResult {
        try await judge(
            "nats",
            ["nats": ["url": .string(url), "jetstream": true, "bundled": false, "given": true, "monitor": .null]])
    }

    func etcd(_ url: String) async throws -> CheckResult {
        try await judge(
            "etcd", ["etcd": ["url": .string(url), "bundled": false, "given": true, "monitor": .null]])
    }

    @Test func natsWithJetStreamPasses() async throws {
        try await NATSServer.with(jetStream: true) { server in
            let result = try await nats(server.url)
            #expect(result.verdict == .pass, "\(result.message)")
            #expect(result.message.contains("with JetStream"))
            let monitor = try await nats(server.monitorURL)
            #expect(monitor.verdict == .pass, "\(monitor.message)")
            #expect(monitor.message.contains("its monitor"))
        }
    }

    @Test func natsWithoutJetStreamFails() async throws {
        try await NATSServer.with { server in
            for url in [server.url, server.monitorURL] {
                let result = try await nats(url)
                #expect(result.verdict == .fail)
                #expect(result.message.contains("no JetStream"), "\(url): \(result.message)")
            }
        }
    }

    @Test func natsThatAsksForATokenPassesAndKeepsItSecret() async throws {
        try await NATSServer.with(jetStream: true, token: "s3cr3t") { server in
            let result = try await nats("nats://s3cr3t@127.0.0.1:\(server.port)")
            #expect(result.verdict == .pass, "\(result.message)")
            #expect(result.message.contains("asks for credentials"))
            #expect(!"\(result)".contains("s3cr3t"))
        }
    }

    @Test func oneOfSeveralNATSServersIsEnough() async throws {
        try await HangingServer.withRefusingPort { port in
            try await NATSServer.with(jetStream: true) { server in
                let result = try await nats("nats://127.0.0.1:\(port),\(server.url)")
                #expect(result.verdict == .pass, "\(result.message)")
            }
        }
    }

    @Test(arguments: ["nats", "etcd"]) func f41downIsTold(_ check: String) async throws {
        try await HangingServer.withRefusingPort { port in
            let result =
                check == "nats"
                ? try await nats("nats://127.0.0.1:\(port)") : try await etcd("http://127.0.0.1:\(port)")
            #expect(result.verdict == .fail)
            #expect(result.message.contains("is down"), "\(result.message)")
        }
    }

    @Test(arguments: ["nats", "etcd"]) func hangingIsTold(_ check: String) async throws {
        try await HangingServer.with { server in
            let result =
                check == "nats"
                ? try await nats("nats://\(server.address)") : try await etcd("http://\(server.address)")
            #expect(result.verdict == .fail)
            #expect(result.message.contains("hangs"), "\(result.message)")
        }
    }

    @Test(arguments: ["nats", "etcd"]) func f51aNameThatIsNotResolvedIsUnknown(_ check: String) async throws {
        let result =
            check == "nats"
            ? try await nats("nats://no-such-host.invalid:4222") : try await etcd("http://no-such-host.invalid:2379")
        #expect(result.verdict.name == "unknown")
        #expect(result.message.contains("not resolved on this machine"), "\(result.message)")
    }

    @Test func etcdPasses() async throws {
        try await EtcdServer.with { server in
            let result = try await etcd(server.url)
            #expect(result.verdict == .pass, "\(result.message)")
            #expect(result.message.hasPrefix("etcd 3."))
        }
    }

    @Test func etcdIsNotNATSNorTheOtherWayRound() async throws {
        try await NATSServer.with { server in
            let result = try await etcd(server.monitorURL)
            #expect(result.verdict == .fail)
            #expect(result.message.contains("is not etcd"), "\(result.message)")
        }
        try await EtcdServer.with { server in
            let result = try await nats(server.url)
            #expect(result.verdict == .fail)
            #expect(result.message.contains("is not NATS"), "\(result.message)")
        }
    }

    @Test(arguments: ["nats://:4222", "nats://h:99999", "nats://a:b:c", " ", "nats://h:4222,,nats://"])
    func anAddressThatIsNoneIsUnknown(_ url: String) async throws {
        let result = try await nats(url)
        #expect(result.verdict.name == "unknown", "\(result.message)")
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4]) func helmSaysItsVersion(_ part: TestParts.Part) async throws {
        let want: Object = [
            "driver": "helm", "helm": ["versions": ">=3.8.0-0"], "provider": ["name": "p", "title": "P"],
        ]
        let result = try await judge("helm", want, helm: try TestParts.path(part))
        #expect(result.verdict == .pass, "\(result.message)")
        var old = want
        old["helm"] = ["versions": ">=9.0.0-0"]
        let outside = try await judge("helm", old, helm: try TestParts.path(part))
        #expect(outside.verdict == .fail, "\(outside.message)")
    }

    @Test(arguments: ["helm", "/no/such/helm"]) func helmThatIsNotThereFails(_ helm: String) async throws {
        let result = try await judge("helm", ["driver": "helm"], helm: helm, environment: ["PATH": "/nonexistent"])
        #expect(result.verdict == .fail, "\(result.message)")
        #expect(result.message.contains("not installed"))
    }

    @Test func anotherProgramIsNoHelm() async throws {
        let result = try await judge("helm", ["driver": "helm"], helm: "/bin/echo")
        #expect(result.verdict.name == "unknown", "\(result.message)")
        #expect(result.message.contains("does not say its version"))
        let failing = try await judge("helm", ["driver": "helm"], helm: "/bin/false")
        #expect(failing.verdict.name == "unknown", "\(failing.message)")
    }
}
