import Charts
import HTTP
import Releases
import Repositories
import TestParts
import Testing

/// Charts from everywhere a reference can point to.
@Suite(.timeLimit(.minutes(3)))
struct ChartReferenceTests {
    private let resolver = ChartResolver(ChartFetcher(transport: CurlTransport()))

    @Test(arguments: [
        ("./web", nil, "path(\"/home/web\")"), ("/srv/web.tgz", nil, "path(\"/srv/web.tgz\")"),
        ("https://a.example/web.tgz", nil, "archive(url: \"https://a.example/web.tgz\")"),
        ("oci://a.example/web", nil, "oci(\"oci://a.example/web\", version: nil)"),
        ("web", "https://a.example", "repository(url: \"https://a.example\", chart: \"web\", version: nil)"),
    ])
    func readsWhatUsersWrite(text: String, repository: String?, meaning: String) {
        let reference = ChartReference(text.replacing("./", with: ""), repository: repository, currentFolder: "/home")
        #expect("\(reference)" == meaning)
    }

    @Test func findsFoldersArchivesAndRepositories() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try Chart.load(files: TestChart.plain.files)
            try TestFiles.write(try chart.packed(), to: "\(folder)/plain-1.0.0.tgz")
            _ = try await TestParts.run("tar", ["-xzf", "\(folder)/plain-1.0.0.tgz", "-C", folder])
            _ = try await TestParts.run(.helm4, ["repo", "index", folder])
            try await LoopbackFileServer.with(folder: folder) { server in
                let references: [ChartReference] = [
                    .path("\(folder)/plain"), .path("\(folder)/plain-1.0.0.tgz"),
                    .archive(url: "\(server.url)/plain-1.0.0.tgz"),
                    .repository(url: server.url, chart: "plain", version: "^1.0"),
                    .repository(url: server.url, chart: "plain", version: nil),
                ]
                for reference in references {
                    let found = try await resolver.resolve(reference)
                    #expect(found.chart.name == "plain", "\(reference)")
                    #expect(found.chart.templates.count == 2, "\(reference)")
                    #expect(!found.files.isEmpty)
                }
            }
        }
    }

    @Test func findsChartsInARegistry() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try Chart.load(files: TestChart.plain.files)
            try TestFiles.write(try chart.packed(), to: "\(folder)/plain-1.0.0.tgz")
            try await OCIRegistry.with { registry in
                let pushed = try await TestParts.run(
                    .helm4, ["push", "\(folder)/plain-1.0.0.tgz", "oci://\(registry.host)/charts", "--plain-http"])
                try #require(pushed.isSuccess, "\(pushed)")
                var options = FetchOptions()
                options.allowsPlainHTTP = true
                let resolver = ChartResolver(ChartFetcher(transport: CurlTransport(), options: options))
                let found = try await resolver.resolve(.oci("oci://\(registry.host)/charts/plain", version: "1.0.0"))
                #expect(found.chart.metadata.version == "1.0.0")
            }
        }
    }

    @Test func aChartThatMovedNamesItsURLAndTheNextStepF49() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await LoopbackFileServer.with(folder: folder) { server in
                for reference in [
                    ChartReference.archive(url: "\(server.url)/gone-1.0.0.tgz"),
                    .repository(url: server.url, chart: "gone", version: nil),
                ] {
                    let error = await #expect(throws: ReleaseError.self) { _ = try await resolver.resolve(reference) }
                    #expect(error?.code == .chartNotFound)
                    #expect(error?.message.contains(server.url) == true, "\(String(describing: error))")
                    #expect(error?.hint != nil, "\(String(describing: error))")
                }
            }
        }
    }

    @Test func aChangedArchiveIsRefusedF50() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try Chart.load(files: TestChart.plain.files)
            try TestFiles.write(try chart.packed(), to: "\(folder)/plain-1.0.0.tgz")
            _ = try await TestParts.run(.helm4, ["repo", "index", folder])
            let other = try Chart.load(files: TestChart.changing.files)
            try TestFiles.write(try other.packed(), to: "\(folder)/plain-1.0.0.tgz")
            try await LoopbackFileServer.with(folder: folder) { server in
                let error = await #expect(throws: ReleaseError.self) {
                    _ = try await resolver.resolve(.repository(url: server.url, chart: "plain", version: nil))
                }
                #expect(error?.message.contains("the index promises sha256:") == true, "\(String(describing: error))")
            }
        }
    }

    @Test(arguments: ["/nowhere/at/all", "/etc/hostname"])
    func saysWhatIsNoChart(path: String) async throws {
        let error = await #expect(throws: ReleaseError.self) { _ = try await resolver.resolve(.path(path)) }
        #expect(error?.message.contains(path) == true)
        #expect(error?.code == (path == "/etc/hostname" ? .invalidChart : .chartNotFound))
    }
}
