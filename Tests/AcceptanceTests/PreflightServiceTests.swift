import TestParts
import Testing
import Value

/// NATS and etcd in each state that people on call have to tell apart, asked by URL.
@Suite(.timeLimit(.minutes(10))) struct PreflightServiceTests {
    enum Service: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case natsWithJetStream
        case natsWithoutJetStream
        case natsDown
        case natsHanging
        case etcdUp
        case etcdDown
        case etcdHanging
        var testDescription: String { rawValue }

        var check: String { rawValue.hasPrefix("nats") ? "nats" : "etcd" }

        func with<Result: Sendable>(_ body: (_ url: String) async throws -> Result) async throws -> Result {
            let scheme = check == "nats" ? "nats" : "http"
            switch self {
            case .natsWithJetStream: return try await NATSServer.with(jetStream: true) { try await body($0.url) }
            case .natsWithoutJetStream: return try await NATSServer.with { try await body($0.url) }
            case .etcdUp: return try await EtcdServer.with { try await body($0.url) }
            case .natsDown, .etcdDown:
                return try await HangingServer.withRefusingPort { try await body("\(scheme)://127.0.0.1:\($0)") }
            case .natsHanging, .etcdHanging:
                return try await HangingServer.with { try await body("\(scheme)://\($0.address)") }
            }
        }

        /// The verdict, words of its message, the exit status.
        var expected: (verdict: String, words: String, exitCode: Int32) {
            switch self {
            case .natsWithJetStream: ("pass", ", with JetStream", 0)
            case .natsWithoutJetStream: ("fail", "is up, but has no JetStream", 1)
            case .natsDown, .etcdDown: ("fail", "is down: ", 1)
            case .natsHanging, .etcdHanging: ("fail", " hangs: ", 1)
            case .etcdUp: ("pass", "is healthy", 0)
            }
        }
    }

    @Test(arguments: Service.allCases)
    func saysHowTheServiceIs(_ service: Service) async throws {
        let cluster = try await ControlPlane.shared()
        try await service.with { url in
            let clock = ContinuousClock()
            let start = clock.now
            let result = try await Groundcrew.run(
                "preflight", "--provider", "dynamo", "--\(service.check)-url", url, "--only", service.check, "-o",
                "json",
                on: cluster)
            #expect(clock.now - start < .seconds(30), "\(result)")
            let check = try result.check(service.check)
            let message = try #require(check["message"]?.string)
            #expect(check["verdict"]?.string == service.expected.verdict, "\(message)")
            #expect(message.contains(service.expected.words), "\(message)")
            #expect(message.contains(String(try #require(url.split(separator: "/").last))), "\(message)")
            #expect(result.exitCode == service.expected.exitCode, "\(result)")
            let isPass = service.expected.verdict == "pass"
            #expect((check["hint"]?.string ?? "").isEmpty == isPass, "a finding says what to do next: \(check)")
        }
    }

    /// The exit status never depends on the format.
    @Test(arguments: ["text", "json", "yaml"])
    func everyFormatEndsWithTheSameStatus(_ format: String) async throws {
        let cluster = try await ControlPlane.shared()
        try await Service.natsDown.with { url in
            let result = try await Groundcrew.run(
                "preflight", "--nats-url", url, "--only", "nats", "-o", format, on: cluster)
            #expect(result.exitCode == 1, "\(result)")
            #expect(result.standardOutput.contains("is down"), "\(result)")
        }
    }
}
