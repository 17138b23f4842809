import Charts
import HTTP
import TestParts
import TestSupport
import Testing

@testable import Repositories

/// Repositories with an index, on a prepared network.
@Suite struct HTTPRepositoryTests {
    static func index(_ records: String...) -> String {
        "apiVersion: v1\nentries:\n  demo:\n" + records.map { "  - \($0)\n" }.joined() + "  demonstration: []\n"
    }

    static func record(_ version: String, _ urls: [String], digest: String = "") -> String {
        "{name: demo, version: \"\(version)\", digest: \"\(digest)\", urls: [\(urls.joined(separator: ", "))]}"
    }

    static func fetcher(
        _ network: RoutedTransport, entry: RepositoryEntry? = nil, cache: ChartCache? = nil,
        options: FetchOptions = FetchOptions()
    ) throws -> ChartFetcher {
        ChartFetcher(
            transport: network, configuration: try HelmConfiguration(repositories: entry.map { [$0] } ?? []),
            cache: cache, options: options, clock: InstantClock())
    }

    static let demo = ChartSource.repository(url: "https://h.test/charts", chart: "demo")

    @Test func fetchesTheNewestReleaseAndChecksItsDigest() async throws {
        let chart = try TestChart.packed()
        let digest = Digest(of: chart)
        let index = Self.index(
            Self.record("2.0.0-rc.1", ["no"]), Self.record("0.9.0", ["no"]),
            Self.record("1.0.0", ["demo-1.0.0.tgz"], digest: "sha256:\(digest.hex)"))
        let network = RoutedTransport([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://h.test/charts/demo-1.0.0.tgz": { request in
                #expect(request.headers["Accept-Encoding"] == "identity")
                return RoutedTransport.bytes(chart)
            },
        ])
        let fetched = try await Self.fetcher(network).fetch(Self.demo)
        #expect(fetched.bytes == chart)
        #expect((fetched.name, fetched.version, fetched.digest) == ("demo", "1.0.0", digest.description))
        #expect(fetched.origin == "https://h.test/charts/demo-1.0.0.tgz")
        #expect(fetched.warnings.isEmpty)
        #expect(try fetched.chart().metadata.name == "demo")
    }

    @Test func triesSeveralURLsInOrder() async throws {
        let chart = try TestChart.packed()
        let index = Self.index(
            Self.record("1.0.0", ["https://gone.test/a.tgz", "b.tgz"], digest: Digest(of: chart).hex))
        let network = RoutedTransport([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://gone.test/a.tgz": { _ in throw HTTPError(.nameNotResolved, "no such host") },
            "https://h.test/charts/b.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        #expect(try await Self.fetcher(network).fetch(Self.demo).origin == "https://h.test/charts/b.tgz")
    }

    @Test func theSameDigestIsNotDownloadedAgain() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try TestChart.packed()
            let index = Self.index(Self.record("1.0.0", ["a.tgz"], digest: Digest(of: chart).hex))
            let network = RoutedTransport([
                "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
                "https://h.test/charts/a.tgz": { _ in RoutedTransport.bytes(chart) },
            ])
            let fetcher = try Self.fetcher(network, cache: ChartCache(folder: folder))
            let first = try await fetcher.fetch(Self.demo)
            let second = try await fetcher.fetch(Self.demo)
            #expect(first.bytes == second.bytes)
            #expect(second.origin.hasSuffix("(cached)"))
            #expect(network.requests(to: "https://h.test/charts/a.tgz").count == 1)
            // An unusable cache is a warning, not a failure.
            try TestChart.write("", to: "\(folder)/file")
            let warned = try await Self.fetcher(network, cache: ChartCache(folder: "\(folder)/file")).fetch(Self.demo)
            #expect(warned.warnings.first?.contains("not cached") == true)
        }
    }

    /// F4: a private content cache shared by parallel runs, and Helm's own files left alone.
    @Test func parallelFetchersShareOneCacheF4() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try TestChart.packed(padding: 100_000)
            let index = Self.index(Self.record("1.0.0", ["a.tgz"], digest: Digest(of: chart).hex))
            let network = RoutedTransport([
                "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
                "https://h.test/charts/a.tgz": { _ in RoutedTransport.bytes(chart) },
            ])
            try await withThrowingTaskGroup(of: FetchedChart.self) { group in
                for _ in 0..<12 {
                    let fetcher = try Self.fetcher(network, cache: ChartCache(folder: folder))
                    group.addTask { try await fetcher.fetch(Self.demo) }
                }
                for try await fetched in group {
                    #expect(fetched.bytes == chart)
                    #expect(fetched.warnings.isEmpty)
                }
            }
        }
    }

    // MARK: Credentials

    /// Repository credentials went to whatever host the index named.
    @Test(arguments: [false, true])
    func credentialsStayWithTheirOriginCVE2021x32690(_ passesToAll: Bool) async throws {
        let chart = try TestChart.packed()
        let entry = RepositoryEntry(
            name: "mine", url: "https://h.test/charts", credentials: .basic(name: "u", password: "hunter2"),
            passesCredentialsToAll: passesToAll,
            clientIdentity: HTTPConnectionOptions.ClientIdentity(certificate: [1], key: [2]))
        let index = Self.index(
            Self.record(
                "1.0.0",
                [
                    "https://other.test/a.tgz", "https://h.test:8443/a.tgz", "http://h.test/a.tgz",
                    "https://u.h.test/a.tgz", "a.tgz",
                ]))
        let network = RoutedTransport([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://h.test/charts/a.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        _ = try await Self.fetcher(network, entry: entry).fetch(.named(repository: "mine", chart: "demo"))
        for request in network.requests {
            let isOwn = request.url.hasPrefix("https://h.test/")
            let isTrusted = isOwn || (passesToAll && request.url.hasPrefix("https://"))
            #expect((request.headers["Authorization"] == "Basic dTpodW50ZXIy") == isTrusted, "\(request.url)")
            #expect((request.connection.clientIdentity != nil) == isTrusted, "\(request.url)")
        }
        #expect(network.requests.count == 6)
    }

    @Test func aRedirectCarriesNoCredentialsCVE2021x32690() async throws {
        let chart = try TestChart.packed()
        let index = Self.index(Self.record("1.0.0", ["a.tgz"]))
        let network = RoutedTransport([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://h.test/charts/a.tgz": { _ in
                RoutedTransport.text(302, "", ["Location": "https://storage.test/a.tgz?signature=x"])
            },
            "https://storage.test/a.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        var options = FetchOptions()
        options.credentials = .bearer(token: "hunter2")
        options.passesCredentialsToAll = true
        let fetcher = try Self.fetcher(network, options: options)
        _ = try await fetcher.fetch(Self.demo)
        #expect(network.requests(to: "https://h.test/charts/a.tgz").first?.headers["Authorization"] == "Bearer hunter2")
        let redirected = try #require(network.requests(to: "https://storage.test/a.tgz").first)
        #expect(redirected.headers["Authorization"] == nil)
    }

    @Test func certificatesAndInsecureComeFromTheEntry() async throws {
        let entry = RepositoryEntry(
            name: "mine", url: "https://h.test/charts", certificateAuthorities: [7], skipsVerification: true)
        let network = RoutedTransport(["https://h.test/charts/index.yaml": { _ in RoutedTransport.text(500, "") }])
        await #expect(throws: RepositoryError.self) {
            try await Self.fetcher(network, entry: entry).fetch(.named(repository: "mine", chart: "demo"))
        }
        let request = try #require(network.requests.first)
        #expect(request.connection.certificateAuthorities == [7])
        #expect(request.connection.skipsVerification)
        let plain = RoutedTransport([:])
        await #expect(throws: RepositoryError.self) { try await Self.fetcher(plain).fetch(Self.demo) }
        #expect(plain.requests.first?.connection.skipsVerification == false)
    }

    // MARK: Failures

    static func failure(
        _ routes: [String: RoutedTransport.Handler], _ source: ChartSource = demo,
        options: FetchOptions = FetchOptions()
    ) async throws -> RepositoryError {
        let fetcher = try fetcher(RoutedTransport(routes), options: options)
        return try await #require(throws: RepositoryError.self) { try await fetcher.fetch(source) }
    }

    static func failure(index: String, _ source: ChartSource = demo) async throws -> RepositoryError {
        try await failure(["https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) }], source)
    }

    @Test func aMissingChartIsToldWithCloseNamesF49() async throws {
        let error = try await Self.failure(
            index: Self.index(), .repository(url: "https://h.test/charts", chart: "demp"))
        #expect(error.code == .notFound)
        #expect(error.description.contains("no chart \"demp\""))
        #expect(error.description.contains("similar names: demo"))
    }

    @Test func aMovedArchiveIsToldWithOtherVersionsF49() async throws {
        let error = try await Self.failure(
            index: Self.index(Self.record("1.1.0", ["gone.tgz"]), Self.record("1.0.0", ["a.tgz"])))
        #expect(error.code == .notFound)
        #expect(error.url == "https://h.test/charts/gone.tgz")
        #expect(error.serverMessage == "no such page")
        #expect(error.description.contains("lists demo 1.1.0"))
        #expect(error.description.contains("take 1.0.0"))
    }

    @Test func aMissingIndexIsNoMissingChartF49() async throws {
        let error = try await Self.failure([:])
        #expect(error.code == .notFound)
        #expect(error.url == "https://h.test/charts/index.yaml")
        #expect(error.description.contains("check the repository's URL"))
    }

    @Test func aVersionThatDoesNotFitIsToldWithThoseThereAreF49() async throws {
        let error = try await Self.failure(
            index: Self.index(Self.record("1.1.0", ["a"]), Self.record("1.0.0", ["a"])),
            .repository(url: "https://h.test/charts", chart: "demo", version: "~2.0"))
        #expect(error.code == .noMatchingVersion)
        #expect(error.description.contains("available: 1.1.0, 1.0.0"))
        let prerelease = try await Self.failure(index: Self.index(Self.record("1.0.0-rc.1", ["a"])))
        #expect(prerelease.code == .noMatchingVersion)
        #expect(prerelease.description.contains("--devel"))
    }

    @Test func aDigestThatDiffersIsRefusedF50() async throws {
        let chart = try TestChart.packed()
        let promised = String(repeating: "a", count: 64)
        let index = Self.index(Self.record("1.0.0", ["a.tgz"], digest: promised))
        let error = try await Self.failure([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://h.test/charts/a.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        #expect(error.code == .digestMismatch)
        #expect(error.description.contains(promised))
        #expect(error.description.contains(Digest(of: chart).hex))
    }

    @Test(arguments: [
        (401, RepositoryError.Code.unauthorized), (403, .forbidden), (404, .notFound), (410, .notFound),
        (429, .rateLimited), (500, .serverError), (503, .serverError), (504, .timedOut), (418, .serverError),
    ])
    func statusesKeepTheirMeaningF50(_ status: Int, _ code: RepositoryError.Code) async throws {
        let error = try await Self.failure([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(status, "the \u{1B}[31mserver's\nwords") }
        ])
        #expect(error.code == code)
        #expect(error.serverMessage == "the [31mserver's words")
        #expect(error.description.contains("\(status)"))
    }

    @Test func tooManyRequestsAreWaitedForAsLongAsItIsReasonableF50() async throws {
        let chart = try TestChart.packed()
        let index = Self.index(Self.record("1.0.0", ["a.tgz"]))
        let calls = Counter()
        let network = RoutedTransport([
            "https://h.test/charts/index.yaml": { _ in
                calls.next() < 3
                    ? RoutedTransport.text(429, "", ["Retry-After": "7"]) : RoutedTransport.text(200, index)
            },
            "https://h.test/charts/a.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        let clock = InstantClock()
        _ = try await ChartFetcher(transport: network, clock: clock).fetch(Self.demo)
        #expect(clock.now.offset >= .seconds(14))
        let error = try await Self.failure([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(429, "", ["Retry-After": "86400"]) }
        ])
        #expect(error.code == .rateLimited)
    }

    @Test(arguments: [
        (HTTPError.Code.firstByteTimedOut, RepositoryError.Code.timedOut), (.connectTimedOut, .timedOut),
        (.nameNotResolved, .unreachable), (.certificateNotTrusted, .unreachable), (.connectionRefused, .unreachable),
        (.redirectRefused, .serverError),
    ])
    func connectionsThatFailAreNoAnswerF50(_ given: HTTPError.Code, _ code: RepositoryError.Code) async throws {
        let error = try await Self.failure([
            "https://h.test/charts/index.yaml": { _ in throw HTTPError(given, "curl's words") }
        ])
        #expect(error.code == code)
        #expect(error.description.contains("curl's words"))
        #expect(error.description.contains("https://h.test/charts/index.yaml"))
    }

    @Test(arguments: ["<html>log in</html>", "", "plain text"])
    func aPageInsteadOfAChartIsTold(_ text: String) async throws {
        let index = Self.index(Self.record("1.0.0", ["a.tgz"]))
        let error = try await Self.failure([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://h.test/charts/a.tgz": { _ in RoutedTransport.text(200, text) },
        ])
        #expect(error.code == .invalidArchive)
    }

    @Test(arguments: [
        ("file:///etc/passwd", RepositoryError.Code.invalidReference), ("ftp://h.test/a.tgz", .invalidReference),
    ])
    func otherSchemesAreRefused(_ url: String, _ code: RepositoryError.Code) async throws {
        #expect(try await Self.failure(index: Self.index(Self.record("1.0.0", [url]))).code == code)
        #expect(try await Self.failure([:], .archive(url: url)).code == code)
    }

    @Test func aRecordWithoutURLsOrWithAStrangeDigestIsTold() async throws {
        #expect(try await Self.failure(index: Self.index(Self.record("1.0.0", []))).code == .invalidIndex)
        let strange = try await Self.failure(index: Self.index(Self.record("1.0.0", ["a"], digest: "md5:x")))
        #expect(strange.code == .invalidIndex)
    }

    @Test func aBrokenEntryIsLocatedInTheWholeIndex() async throws {
        let error = try await Self.failure(index: "apiVersion: v1\nentries:\n  demo:\n  - name: a: b\n  x: []\n")
        #expect(error.code == .invalidIndex)
        #expect(error.description.contains("at line 4, column"), "\(error)")
        let open = try await Self.failure(index: "apiVersion: v1\nentries:\n  demo:\n  - name: [\n  x: []\n")
        #expect(open.code == .invalidIndex)
        let twice = try await Self.failure(
            index: "apiVersion: v1\nentries:\n  demo:\n  - {name: demo, name: other, version: 1.0.0}\n")
        #expect(twice.code == .invalidIndex)
    }

    // MARK: Other shapes

    @Test func flowStyleAndAliasesAreParsedWhole() async throws {
        let chart = try TestChart.packed()
        for index in [
            "{apiVersion: v1, entries: {demo: [{name: demo, version: 1.0.0, urls: [a.tgz]}]}}",
            "apiVersion: v1\nx: &u [a.tgz]\nentries:\n  demo:\n  - {name: demo, version: 1.0.0, urls: *u}\n",
        ] {
            let network = RoutedTransport([
                "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
                "https://h.test/charts/a.tgz": { _ in RoutedTransport.bytes(chart) },
            ])
            #expect(try await Self.fetcher(network).fetch(Self.demo).version == "1.0.0")
            var options = FetchOptions()
            options.limits.wholeIndexBytes = 20
            let error = await #expect(throws: RepositoryError.self) {
                try await Self.fetcher(network, options: options).fetch(Self.demo)
            }
            #expect(error?.code == .tooLarge)
        }
    }

    @Test func anArchiveNamesItself() async throws {
        let chart = try TestChart.packed("other", "3.2.1")
        let network = RoutedTransport(["https://h.test/x": { _ in RoutedTransport.bytes(chart) }])
        let source = ChartSource.archive(url: "https://u:hunter2@h.test/x?token=hunter2")
        let fetched = try await Self.fetcher(network).fetch(source)
        #expect((fetched.name, fetched.version, fetched.origin) == ("other", "3.2.1", "https://h.test/x"))
        #expect(network.requests.first?.url == "https://h.test/x?token=hunter2")
        #expect(network.requests.first?.headers["Authorization"] == "Basic dTpodW50ZXIy")
        #expect(source.description == "https://h.test/x")
        let error = try await Self.failure([:], source)
        #expect(!error.description.contains("hunter2"))
    }

    @Test func anArchiveThatIsNoChartIsTold() async throws {
        let error = try await Self.failure(
            ["https://h.test/x": { _ in RoutedTransport.bytes([0x1F, 0x8B, 8, 0, 0]) }],
            .archive(url: "https://h.test/x"))
        #expect(error.code == .invalidArchive)
    }

    @Test func tooLargeIsTooLarge() async throws {
        var options = FetchOptions()
        options.limits.chartBytes = 100
        let chart = try TestChart.packed(padding: 500)
        let error = try await Self.failure(
            ["https://h.test/x": { _ in RoutedTransport.bytes(chart) }], .archive(url: "https://h.test/x"),
            options: options)
        #expect(error.code == .tooLarge)
    }

    @Test func cancellationIsNoRepositoryError() async throws {
        let network = RoutedTransport(["https://h.test/x": { _ in throw CancellationError() }])
        await #expect(throws: CancellationError.self) {
            try await Self.fetcher(network).fetch(.archive(url: "https://h.test/x"))
        }
    }
}
