import Charts
import Releases
import Repositories
import TestSupport
import Testing

@testable import Operators
@testable import Providers

/// Files of objects are read where something has to be done with them, and only as they were pinned.
@Suite struct ManifestFilesTests {
    /// What was asked for, in order.
    private actor Reads {
        private(set) var urls: [String] = []
        private(set) var limits: Set<Int> = []

        func add(_ url: String, _ limit: Int) {
            urls.append(url)
            limits.insert(limit)
        }
    }

    private struct Gone: Error, Equatable { var url: String }

    private static let types = "https://example.com/types.yaml"
    private static let more = "./more.yaml"
    private static let texts = [
        types: "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: berths.a.b}}\n",
        more: "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
    ]

    private let reads = Reads()

    private var files: ManifestFiles {
        ManifestFiles { [reads] url, limit in
            await reads.add(url, limit)
            guard let text = Self.texts[url] else { throw Gone(url: url) }
            return Array(text.utf8)
        }
    }

    private func manifest(_ url: String, sha256: String? = nil) -> OperatorDefinition.Manifest {
        OperatorDefinition.Manifest(
            url: url, sha256: sha256 ?? Digest(of: Array((Self.texts[url] ?? "").utf8)).hex)
    }

    private func chart(_ manifests: [OperatorDefinition.Manifest]) throws -> DeferredChart {
        let item = Harbor.definition(version: "v1.5.1", source: .manifests(manifests))
        guard case .deferred(let chart) = files.chart(manifests, of: item) else {
            Issue.record("the chart is made at once")
            throw Gone(url: item.name)
        }
        return chart
    }

    @Test func nothingIsReadBeforeTheChartIsMade() async throws {
        let chart = try chart([manifest(Self.types), manifest(Self.more)])
        #expect(chart.name == "harbor")
        #expect(chart.version == "v1.5.1")
        #expect(chart.origin == "https://example.com/types.yaml, ./more.yaml")
        #expect(await reads.urls.isEmpty)
        let made = try await chart.make()
        #expect(await reads.urls == [Self.types, Self.more])
        #expect(await reads.limits == [32 << 20])
        #expect(made.name == "harbor" && made.metadata.version == "v1.5.1")
        #expect(made.crds.count == 1 && made.templates.count == 1)
    }

    /// So that what is in place need not be fetched to see that it is.
    @Test(
        arguments: [
            ("harbor", "v1.5.1", true), ("harbor", "1.5.1", false), ("harbor", "v1.5.2", false),
            ("nginx", "v1.5.1", false), ("", "v1.5.1", false), ("harbor", "", false),
        ] as [(String, String, Bool)])
    func theChartIsOfOneNameAndVersion(name: String, version: String, isPinned: Bool) async throws {
        let reference = ChartReference.deferred(try chart([manifest(Self.types)]))
        #expect(reference.pins(name, version: version) == isPinned)
        #expect(await reads.urls.isEmpty)
    }

    @Test func whoeverNeedsTheChartGetsItWithWhereItIsFrom() async throws {
        let reference = ChartReference.deferred(try chart([manifest(Self.types)]))
        let found = try await ChartResolver(remote: UnreachableCharts()).resolve(reference)
        #expect(found.origin == Self.types)
        #expect(found.chart.name == "harbor")
        #expect(found.warnings.isEmpty)
    }

    @Test func aMirrorHasToHaveTheSameFile() async throws {
        let reads = reads
        let text = Self.texts[Self.types] ?? ""
        var files = ManifestFiles { url, limit in
            await reads.add(url, limit)
            return Array(text.utf8)
        }
        files.mirrors = try RegistryMirrors([("https://example.com", "https://mirror.example.net/files")])
        #expect(try await files.bytes(of: manifest(Self.types)) == Array(text.utf8))
        #expect(await reads.urls == ["https://mirror.example.net/files/types.yaml"])
        let other = manifest(Self.types, sha256: String(repeating: "0", count: 64))
        let mirrored = files
        let error = try await #require(throws: OperatorError.self) { try await mirrored.bytes(of: other) }
        #expect(error.message.hasPrefix("https://mirror.example.net/files/types.yaml is not the file that was pinned"))
    }

    @Test func anotherFileThanWasPinnedIsRefused() async throws {
        let pinned = String(repeating: "0", count: 64)
        let chart = try chart([manifest(Self.more), manifest(Self.types, sha256: pinned)])
        let found = Digest(of: Array((Self.texts[Self.types] ?? "").utf8)).hex
        let error = try await #require(throws: OperatorError.self) { try await chart.make() }
        #expect(error.code == .manifest)
        #expect(
            error.message
                == "\(Self.types) is not the file that was pinned: its sha256 is \(found), not \(pinned)")
        #expect(
            error.hint
                == "do not apply it before you know why: the project may have published it anew, or somebody else has")
    }

    @Test func aFileThatIsAsPinnedIsGivenAsItIs() async throws {
        #expect(try await files.bytes(of: manifest(Self.more)) == Array((Self.texts[Self.more] ?? "").utf8))
        let missing = manifest("https://example.com/gone.yaml")
        await #expect(throws: Gone(url: missing.url)) { try await files.bytes(of: missing) }
    }

    /// Whoever reads knows best what is wrong; what comes later is not asked for.
    @Test func whatReadingThrowsIsPassedOn() async throws {
        let chart = try chart([
            manifest(Self.types), manifest("https://example.com/gone.yaml"), manifest(Self.more),
        ])
        await #expect(throws: Gone(url: "https://example.com/gone.yaml")) { try await chart.make() }
        #expect(await reads.urls == [Self.types, "https://example.com/gone.yaml"])
    }

    @Test func aPinnedFileMayStillBeWrong() async throws {
        let text = "Not Found\n"
        let files = ManifestFiles { _, _ in Array(text.utf8) }
        let manifests = [manifest("a.yaml", sha256: Digest(of: Array(text.utf8)).hex)]
        let item = Harbor.definition(source: .manifests(manifests))
        let resolver = ChartResolver(remote: UnreachableCharts())
        let error = try await #require(throws: OperatorError.self) {
            try await resolver.resolve(files.chart(manifests, of: item))
        }
        #expect(error.message == "a.yaml: object 1 lacks a kind or a name")
    }
}
