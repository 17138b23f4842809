import HTTP
import TestParts
import Testing

@testable import Repositories

/// Charts that the real Helm pushed to a real registry.
@Suite(.enabled(if: TestParts.has(.registry, .helm4), "needs the registry and helm4: run .ci/parts"))
struct RealRegistryTests {
    /// The line of user "me" with password "correct horse".
    private static let htpasswd = "me:$2b$04$AaCimV5WtxDC.hgUkTAdPOcDOb3vqEcFYqWz1fRhs2kzsc3RsL71e\n"

    /// Pushes charts and returns their bytes by version.
    private static func push(
        _ versions: [String], to registry: OCIRegistry, folder: String
    ) async throws -> [String: [UInt8]] {
        var charts: [String: [UInt8]] = [:]
        for version in versions {
            let chart = try TestChart.packed("demo", version, padding: 5000)
            let path = "\(folder)/demo-\(version).tgz"
            try TestChart.write(chart, to: path)
            let pushed = try await TestParts.run(
                .helm4, ["push", path, "oci://\(registry.host)/charts", "--plain-http"], environment: ["HOME": folder])
            try #require(pushed.isSuccess, "\(pushed)")
            charts[version] = chart
        }
        return charts
    }

    private static func fetcher(
        _ configuration: HelmConfiguration = .none, cache: ChartCache? = nil, options: FetchOptions = FetchOptions()
    ) -> ChartFetcher {
        ChartFetcher(
            transport: CurlTransport(environment: [:]), configuration: configuration, cache: cache, options: options)
    }

    @Test func fetchesWhatHelmPushed() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with { registry in
                let charts = try await Self.push(
                    ["1.0.0", "1.1.0", "1.2.0+build.7", "2.0.0-rc.1"], to: registry, folder: folder)
                let reference = "oci://\(registry.host)/charts/demo"
                let fetcher = Self.fetcher(cache: ChartCache(folder: "\(folder)/cache"))
                for (wanted, version) in [
                    (nil, "1.2.0+build.7"), ("1.0.0", "1.0.0"), ("~1.1", "1.1.0"), ("1.2.0+build.7", "1.2.0+build.7"),
                    (">1.2.0-0", "2.0.0-rc.1"),
                ] as [(String?, String)] {
                    let fetched = try await fetcher.fetch(.oci(reference: reference, version: wanted))
                    #expect(fetched.version == version)
                    #expect(fetched.bytes == charts[version])
                    #expect(fetched.warnings.isEmpty)
                }
                let byTag = try await fetcher.fetch(.oci(reference: "\(reference):1.0.0"))
                #expect(byTag.name == "demo")
                // By digest alone, as its origin names it.
                let digest = try #require(byTag.origin.split(separator: "@").last)
                #expect(try await fetcher.fetch(.oci(reference: "\(reference)@\(digest)")).bytes == charts["1.0.0"])
                let repository = ChartSource.repository(
                    url: "oci://\(registry.host)/charts", chart: "demo", version: "^1.0")
                #expect(try await fetcher.fetch(repository).version == "1.2.0+build.7")
            }
        }
    }

    @Test func theRegistrysOwnWordsAreKeptF49() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with { registry in
                _ = try await Self.push(["1.0.0"], to: registry, folder: folder)
                let fetcher = Self.fetcher()
                let missing = await #expect(throws: RepositoryError.self) {
                    try await fetcher.fetch(.oci(reference: "oci://\(registry.host)/charts/demo", version: "3.0.0"))
                }
                #expect(missing?.code == .notFound)
                #expect(missing?.serverMessage?.contains("MANIFEST_UNKNOWN") == true)
                #expect(missing?.description.contains("available versions: 1.0.0") == true)
                let moved = await #expect(throws: RepositoryError.self) {
                    try await fetcher.fetch(.oci(reference: "oci://\(registry.host)/charts/moved"))
                }
                #expect(moved?.code == .notFound)
                #expect(moved?.serverMessage?.contains("NAME_UNKNOWN") == true)
            }
        }
    }

    @Test func logsInWithHelmsOwnLogin() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with(htpasswd: Self.htpasswd) { registry in
                let login = try await TestParts.run(
                    .helm4,
                    ["registry", "login", registry.host, "--plain-http", "--username", "me", "--password-stdin"],
                    environment: ["HOME": folder], input: "correct horse")
                try #require(login.isSuccess, "\(login)")
                let charts = try await Self.push(["1.0.0"], to: registry, folder: folder)
                let source = ChartSource.oci(reference: "oci://\(registry.host)/charts/demo")

                let configuration = try HelmConfiguration.load(environment: ["HOME": folder])
                #expect(try await Self.fetcher(configuration).fetch(source).bytes == charts["1.0.0"])

                let anonymous = await #expect(throws: RepositoryError.self) { try await Self.fetcher().fetch(source) }
                #expect(anonymous?.code == .unauthorized)
                #expect(anonymous?.description.contains("chart login \(registry.host)") == true)

                var options = FetchOptions()
                options.credentials = .basic(name: "me", password: "wrong hunter2")
                let refused = await #expect(throws: RepositoryError.self) {
                    try await Self.fetcher(configuration, options: options).fetch(source)
                }
                #expect(refused?.code == .unauthorized)
                #expect(refused?.description.contains("hunter2") == false)
                #expect(refused?.description.contains("credentials were refused") == true)
                options.credentials = .basic(name: "me", password: "correct horse")
                #expect(try await Self.fetcher(options: options).fetch(source).bytes == charts["1.0.0"])
            }
        }
    }

    @Test func parallelFetchersShareOneCacheF4() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await OCIRegistry.with { registry in
                let charts = try await Self.push(["1.0.0"], to: registry, folder: folder)
                let cache = ChartCache(folder: "\(folder)/cache")
                try await withThrowingTaskGroup(of: [UInt8].self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            try await Self.fetcher(cache: cache)
                                .fetch(.oci(reference: "oci://\(registry.host)/charts/demo")).bytes
                        }
                    }
                    for try await bytes in group { #expect(bytes == charts["1.0.0"]) }
                }
            }
        }
    }
}
