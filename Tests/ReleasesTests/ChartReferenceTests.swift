import Charts
import HTTP
import Releases
import Repositories
import TestParts
import Testing

/// Charts from everywhere a reference can point to.
@Suite(.timeLimit(.minutes(3)))
struct ChartReferenceTests {
    private let resolver = ChartResolver(remote: ChartFetcher(transport: CurlTransport()))

    @Test func findsFoldersArchivesAndRepositories() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try Chart.load(files: TestChart.plain.files)
            try TestFiles.write(try chart.packed(), to: "\(folder)/plain-1.0.0.tgz")
            _ = try await TestParts.run("tar", ["-xzf", "\(folder)/plain-1.0.0.tgz", "-C", folder])
            _ = try await TestParts.run(.helm4, ["repo", "index", folder])
            try await LoopbackFileServer.with(folder: folder) { server in
                let sources: [ChartSource] = [
                    .path("\(folder)/plain", shownAs: "plain"),
                    .path("\(folder)/plain-1.0.0.tgz", shownAs: "plain-1.0.0.tgz"),
                    .archive(url: "\(server.url)/plain-1.0.0.tgz"),
                    .repository(url: server.url, chart: "plain", version: "^1.0"),
                    .repository(url: server.url, chart: "plain", version: nil),
                ]
                for source in sources {
                    let found = try await resolver.resolve(.source(source))
                    #expect(found.chart.name == "plain", "\(source)")
                    #expect(found.chart.templates.count == 2, "\(source)")
                    #expect(!found.chart.raw.isEmpty)
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
                let resolver = ChartResolver(remote: ChartFetcher(transport: CurlTransport(), options: options))
                let found = try await resolver.resolve(
                    .source(.oci(reference: "oci://\(registry.host)/charts/plain", version: "1.0.0")))
                #expect(found.chart.metadata.version == "1.0.0")
            }
        }
    }

    @Test func aChartThatMovedNamesItsURLAndTheNextStepF49() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await LoopbackFileServer.with(folder: folder) { server in
                for source in [
                    ChartSource.archive(url: "\(server.url)/gone-1.0.0.tgz"),
                    .repository(url: server.url, chart: "gone", version: nil),
                ] {
                    let error = await #expect(throws: ReleaseError.self) {
                        _ = try await resolver.resolve(.source(source))
                    }
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
                    _ = try await resolver.resolve(
                        .source(.repository(url: server.url, chart: "plain", version: nil)))
                }
                #expect(error?.message.contains("the index promises sha256:") == true, "\(String(describing: error))")
            }
        }
    }

    @Test(arguments: ["/nowhere/at/all", "/etc/hostname"])
    func saysWhatIsNoChart(path: String) async throws {
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await resolver.resolve(.source(.path(path, shownAs: path)))
        }
        #expect(error?.message.contains(path) == true)
        #expect(error?.code == (path == "/etc/hostname" ? .invalidChart : .chartNotFound))
    }
}
