import HTTP
import Sandbox
import TestParts
import Testing
import Value

@testable import Commands

/// A cluster that is long in answering is named, and costs no more than the time that was given.
@Suite(.timeLimit(.minutes(2))) struct WaitingTests {
    @Test func whatTakesLongIsToldNowAndThen() {
        var list = WaitingList()
        let first = list.began("GET https://a/x", at: .zero)
        #expect(list.news(at: .seconds(2)) == nil)
        #expect(list.news(at: .seconds(3)) == "waiting for GET https://a/x (3 s)")
        #expect(list.news(at: .seconds(6)) == nil)
        #expect(list.line(at: .seconds(6)) == "waiting for GET https://a/x (6 s)", "a frame shows it all the time")
        let second = list.began("GET https://a/y", at: .seconds(7))
        #expect(list.news(at: .seconds(15)) == "waiting for GET https://a/x, and 1 more (15 s)")
        list.ended(first)
        #expect(list.news(at: .seconds(16)) == "waiting for GET https://a/y (9 s)", "another wait is told at once")
        list.ended(second)
        #expect(list.news(at: .seconds(99)) == nil)
    }

    /// Answers after a hundred seconds of the test's clock.
    private struct SlowTransport: HTTPTransport {
        let inner: any HTTPTransport
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if request.url.hasSuffix("/version") { try await FastClock().sleep(for: .seconds(100)) }
            return try await inner.send(request)
        }
    }

    private func run(_ line: String, _ cluster: SimulatedCluster) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: cluster.folder.path,
            environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"],
            transport: SlowTransport(inner: cluster.sandbox.transport), clock: FastClock())
    }

    @Test(arguments: ["status --timeout 1h", "preflight --events plain", "preflight"])
    func aSlowAnswerIsNamed(_ line: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await run(line, cluster)
            let lines = run.errors.split(separator: "\n").filter { $0.hasPrefix("waiting for ") }
            #expect(!lines.isEmpty, "\(run.errors)")
            #expect(lines.allSatisfy { $0.hasPrefix("waiting for GET \(Sandbox.serverURL)/version") }, "\(lines)")
            #expect(!run.output.contains("waiting for"))
        }
    }

    @Test func recordsHoldItAsProgress() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await run("preflight --events ndjson", cluster)
            let lines = run.errors.split(separator: "\n")
            #expect(lines.allSatisfy { $0.hasPrefix("{") }, "nothing but records: \(run.errors)")
            let told = try run.records.filter { $0["message"]?.string?.hasPrefix("waiting for ") == true }
            #expect(told.first?["kind"] == "progress" && told.last?["phase"] == "preflight", "\(run.errors)")
            #expect(try run.records.map { $0["sequence"] } == (1...lines.count).map { .integer(Int64($0)) })
            let silent = await self.run("preflight --events none", cluster)
            #expect(silent.errors.isEmpty, "\(silent.errors)")
        }
    }

    /// Files that a command begins with may be long in coming, too.
    @Test(arguments: ["ndjson", "none", "plain"])
    func whatIsWaitedForBeforeTheClusterIsNamed(events: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await CommandRun.of(
                "bootstrap -f https://files.example.com/version --plan --events \(events)".split(separator: " ")
                    .map(String.init), in: cluster.folder.path,
                environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"],
                transport: SlowTransport(inner: RoutedTransport(cluster.sandbox.transport)), clock: FastClock())
            #expect(run.status == .usage, "\(run.everything)")
            let wait = "waiting for GET https://files.example.com/version ("
            switch events {
            case "ndjson":
                let told = try #require(try run.records.first, "\(run.errors)")
                #expect(told["message"]?.string?.hasPrefix(wait) == true, "\(told)")
                #expect(told["kind"] == "progress" && told["phase"] == "plan" && told["sequence"] == 1)
            case "none": #expect(!run.errors.contains("waiting"), "\(run.errors)")
            default: #expect(run.errors.hasPrefix(wait), "\(run.errors)")
            }
        }
    }

    /// With a second of time, against a cluster that never answers.
    private func hanging(_ line: String, at address: String) async throws -> CommandRun {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: v1
            kind: Config
            current-context: far
            contexts: [{name: far, context: {cluster: far}}]
            clusters: [{name: far, cluster: {server: "http://\(address)"}}]
            """, to: "kubeconfig")
        return await CommandRun.of(
            "\(line) --timeout 1s".split(separator: " ").map(String.init), in: folder.path,
            environment: ["KUBECONFIG": folder.path + "/kubeconfig"], transport: CurlTransport(environment: [:]))
    }

    /// Whoever asks for providers gets them all the same.
    @Test func aListOfProvidersIsNotHeldBackByACluster() async throws {
        try await HangingServer.with { server in
            let run = try await hanging("providers list --model Qwen/Qwen3-0.6B", at: "\(server.address)")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.hasPrefix("NAME"), "\(run.output)")
            #expect(run.errors.contains("no answer within 1 s, which is what --timeout gives"), "\(run.errors)")
        }
    }

    @Test(arguments: ["status", "deployments list", "deployments show a"])
    func readingTakesNoLongerThanItMay(_ line: String) async throws {
        try await HangingServer.with { server in
            let clock = ContinuousClock()
            let start = clock.now
            let run = try await hanging(line, at: "\(server.address)")
            #expect(run.status == .undecided, "\(run.everything)")
            // Generous, because the machine may be busy; one request's own time-out is longer.
            #expect(clock.now - start < .seconds(25))
            #expect(run.errors.contains("no answer within 1 s, which is what --timeout gives"), "\(run.errors)")
            #expect(run.errors.contains("http://\(server.address)"), "\(run.errors)")
            #expect(run.errors.contains("\n  next: "), "\(run.errors)")
        }
    }

    @Test(arguments: [
        ("preflight", "2m"), ("status", "1m"), ("deployments list", "1m"), ("deployments show", "1m"),
        ("install", "10m"), ("uninstall", "5m"), ("deploy", "30m"), ("deployments delete", "5m"), ("bootstrap", "10m"),
        ("deployments scale", "30m"), ("deployments ask", "5m"), ("providers list", "1m"),
    ])
    func helpTellsTheDefaultTime(command: String, time: String) async {
        let help = await CommandRun.of(command.split(separator: " ").map(String.init) + ["--help"]).output
        let option = help.components("--timeout <duration>")
        #expect(option.contains(time), "\(option)")
    }
}

extension String {
    /// What help says of an option: from its name to the next option.
    fileprivate func components(_ option: String) -> String {
        guard let start = firstRange(of: "  \(option)") else { return "" }
        return self[start.upperBound...].split(separator: "\n  -").first.map(String.init) ?? ""
    }
}
