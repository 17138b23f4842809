import HTTP
import TestParts
import Testing

@testable import Repositories

/// Real sockets: servers that cut, stall, refuse and redirect.
@Suite struct RealServerTests {
    private static func index(_ chart: [UInt8], _ urls: String, digest: String? = nil) -> String {
        HTTPRepositoryTests.index(
            HTTPRepositoryTests.record("1.0.0", [urls], digest: digest ?? Digest(of: chart).hex))
    }

    private static func fetcher(
        _ options: FetchOptions = FetchOptions(), entries: [RepositoryEntry] = []
    ) throws -> ChartFetcher {
        ChartFetcher(
            transport: CurlTransport(environment: [:]), configuration: try HelmConfiguration(repositories: entries),
            options: options, retries: RetryPolicy(maxAttempts: 2, base: .milliseconds(1), longestRetryAfter: .zero))
    }

    @Test func aCutDownloadGoesOn() async throws {
        try await BehavingServer.with { server in
            let chart = try TestChart.packed(padding: 300_000)
            try server.add(Self.index(chart, "demo.tgz"), "index.yaml")
            try server.add(chart, "demo.tgz", behaviour: #"{"cutAfter": 100000}"#)
            let fetched = try await Self.fetcher().fetch(.repository(url: server.url, chart: "demo"))
            #expect(fetched.bytes == chart)
            let ranges = try server.requests().filter { $0.path == "/demo.tgz" }.map(\.range)
            #expect(ranges.count == 2)
            #expect(ranges.first == .some(nil))
            #expect(ranges.last??.hasPrefix("bytes=") == true)
        }
    }

    @Test func aCutIndexIsReadAgain() async throws {
        try await BehavingServer.with { server in
            let chart = try TestChart.packed()
            let index = Self.index(chart, "demo.tgz")
            try server.add(index, "index.yaml", behaviour: #"{"cutAfter": 40}"#)
            try server.add(chart, "demo.tgz")
            #expect(try await Self.fetcher().fetch(.repository(url: server.url, chart: "demo")).bytes == chart)
        }
    }

    @Test func aServerThatStallsTimesOutF50() async throws {
        try await BehavingServer.with { server in
            let chart = try TestChart.packed()
            try server.add(Self.index(chart, "demo.tgz"), "index.yaml")
            try server.add(chart, "demo.tgz", behaviour: #"{"delay": 30}"#)
            var options = FetchOptions()
            options.timeouts = HTTPTimeouts(connect: .seconds(5), firstByte: .milliseconds(300), idle: .seconds(5))
            let fetcher = try Self.fetcher(options)
            let error = await #expect(throws: RepositoryError.self) {
                try await fetcher.fetch(.repository(url: server.url, chart: "demo"))
            }
            #expect(error?.code == .timedOut)
            #expect(error?.description.contains("/demo.tgz") == true)
        }
    }

    @Test func aHangingRegistryTimesOutF50() async throws {
        try await HangingServer.with { server in
            var options = FetchOptions()
            options.allowsPlainHTTP = true
            options.timeouts = HTTPTimeouts(connect: .seconds(5), firstByte: .milliseconds(300), idle: .seconds(1))
            let fetcher = try Self.fetcher(options)
            let error = await #expect(throws: RepositoryError.self) {
                try await fetcher.fetch(.oci(reference: "oci://\(server.address)/demo", version: "1.0.0"))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test func aSlowServerThatKeepsSendingIsWaitedFor() async throws {
        try await BehavingServer.with { server in
            let chart = try TestChart.packed(padding: 1000)
            try server.add(Self.index(chart, "demo.tgz"), "index.yaml")
            try server.add(chart, "demo.tgz", behaviour: #"{"trickle": 0.02}"#)
            var options = FetchOptions()
            options.timeouts = HTTPTimeouts(connect: .seconds(5), firstByte: .seconds(5), idle: .milliseconds(500))
            #expect(try await Self.fetcher(options).fetch(.repository(url: server.url, chart: "demo")).bytes == chart)
        }
    }

    @Test func aDigestThatDiffersIsRefusedF50() async throws {
        try await BehavingServer.with { server in
            let chart = try TestChart.packed()
            try server.add(Self.index(chart, "demo.tgz"), "index.yaml")
            try server.add(try TestChart.packed("demo", "6.6.6"), "demo.tgz")
            let fetcher = try Self.fetcher()
            let error = await #expect(throws: RepositoryError.self) {
                try await fetcher.fetch(.repository(url: server.url, chart: "demo"))
            }
            #expect(error?.code == .digestMismatch)
        }
    }

    @Test(arguments: [
        (401, RepositoryError.Code.unauthorized), (403, .forbidden), (429, .rateLimited), (503, .serverError),
    ])
    func refusalsKeepTheServersWordsF50(_ status: Int, _ code: RepositoryError.Code) async throws {
        try await BehavingServer.with { server in
            try server.add("", "index.yaml", behaviour: #"{"status": \#(status), "body": "pull quota is used up"}"#)
            let fetcher = try Self.fetcher()
            let error = await #expect(throws: RepositoryError.self) {
                try await fetcher.fetch(.repository(url: server.url, chart: "demo"))
            }
            #expect(error?.code == code)
            #expect(error?.serverMessage == "pull quota is used up")
        }
    }

    /// The index's server wants a login and sends its user to another port, which must not see it.
    @Test(arguments: [false, true])
    func anotherPortSeesNoCredentialsCVE2021x32690(_ byRedirect: Bool) async throws {
        try await BehavingServer.with { server in
            try await BehavingServer.with { other in
                let chart = try TestChart.packed()
                let needs = #""needs": "Basic dTpodW50ZXIy""#
                let url = byRedirect ? "demo.tgz" : "\(other.url)/demo.tgz"
                try server.add(Self.index(chart, url), "index.yaml", behaviour: "{\(needs)}")
                try server.add(
                    chart, "demo.tgz",
                    behaviour: #"{\#(needs), "status": 302, "headers": {"Location": "\#(other.url)/demo.tgz"}}"#)
                try other.add(chart, "demo.tgz")
                let entry = RepositoryEntry(
                    name: "mine", url: server.url, credentials: .basic(name: "u", password: "hunter2"),
                    passesCredentialsToAll: byRedirect)
                let fetched = try await Self.fetcher(entries: [entry]).fetch(.named(repository: "mine", chart: "demo"))
                #expect(fetched.bytes == chart)
                #expect(try server.requests().allSatisfy { $0.authorization == "Basic dTpodW50ZXIy" })
                #expect(try other.requests().map(\.authorization) == [nil])
            }
        }
    }

    @Test func aRefusedConnectionIsUnreachable() async throws {
        try await HangingServer.withRefusingPort { port in
            let fetcher = try Self.fetcher()
            let error = await #expect(throws: RepositoryError.self) {
                try await fetcher.fetch(.repository(url: "http://127.0.0.1:\(port)", chart: "demo"))
            }
            #expect(error?.code == .unreachable)
        }
    }

    @Test func cancellingEndsAFetch() async throws {
        try await HangingServer.with { server in
            let fetcher = try Self.fetcher()
            let clock = ContinuousClock()
            let start = clock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await fetcher.fetch(.archive(url: "http://\(server.address)/a.tgz")) }
                try await Task.sleep(for: .milliseconds(200))
                group.cancelAll()
                let error = await #expect(throws: CancellationError.self) { try await group.next() }
                #expect(error != nil)
            }
            #expect(clock.now - start < .seconds(10))
        }
    }

    /// What Helm itself would install from the same repository.
    @Test(arguments: ["", "~1.1", "1.0.0", ">=1.0.0-0"])
    func agreesWithHelmOnTheVersion(_ version: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            for version in ["1.0.0", "1.1.0", "1.1.1-rc.1", "1.2.0", "2.0.0-beta.1"] {
                try TestChart.write(
                    try TestChart.packed("demo", version), to: "\(folder)/files/sub/demo-\(version).tgz")
            }
            let environment: [String: String?] = ["HOME": folder]
            let indexed = try await TestParts.run(
                .helm4, ["repo", "index", "\(folder)/files"], environment: environment)
            try #require(indexed.isSuccess, "\(indexed)")
            try await LoopbackFileServer.with(folder: "\(folder)/files") { server in
                let helm = try await TestParts.run(
                    .helm4,
                    ["pull", "demo", "--repo", server.url, "--version", version, "-d", folder],
                    environment: environment)
                try #require(helm.isSuccess, "\(helm)")
                let fetched = try await Self.fetcher().fetch(
                    try ChartSource(argument: "demo", repository: server.url, version: version))
                let theirs = try ConfigurationFile.read("\(folder)/demo-\(fetched.version).tgz")
                #expect(theirs == fetched.bytes)
            }
        }
    }
}
