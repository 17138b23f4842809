import HTTP
import TestSupport
import Testing
import Value

@testable import Repositories

/// Prefixes and their mirrors.
@Suite struct RegistryMirrorsTests {
    static let mirrors: [(prefix: String, mirror: String)] = [
        ("ghcr.io", "mirror.example.com/ghcr"), ("ghcr.io/kserve/", "other.example.com:5000/k"),
        ("docker.io", "mirror.example.com/hub"), ("oci://ghcr.io/kserve", "oci://charts.example.com"),
        ("https://helm.example.org/stable", "https://mirror.example.com/helm"),
        ("http://plain.example.org", "https://mirror.example.com/plain"), ("localhost:5000", "quay.example.com/local"),
    ]

    // MARK: - Images

    @Test(
        arguments: [
            ("ghcr.io/a/b:1", "mirror.example.com/ghcr/a/b:1"),
            ("ghcr.io/a@sha256:12", "mirror.example.com/ghcr/a@sha256:12"),
            ("ghcr.io/a:1@sha256:12", "mirror.example.com/ghcr/a:1@sha256:12"),
            ("GHCR.io/a:V1", "mirror.example.com/ghcr/a:V1"),
            // The longest prefix, by whole segments.
            ("ghcr.io/kserve/agent:v1", "other.example.com:5000/k/agent:v1"),
            ("ghcr.io/kserve", "other.example.com:5000/k"), ("ghcr.io/kserved/a", "mirror.example.com/ghcr/kserved/a"),
            ("ghcr.io.example/a", nil), ("myghcr.io/a", nil),
            // Docker Hub's short names.
            ("nginx", "mirror.example.com/hub/library/nginx"),
            ("nginx:1.27", "mirror.example.com/hub/library/nginx:1.27"),
            ("vllm/vllm-openai:v1", "mirror.example.com/hub/vllm/vllm-openai:v1"),
            ("docker.io/nginx", "mirror.example.com/hub/library/nginx"),
            ("index.docker.io/a/b", "mirror.example.com/hub/a/b"),
            ("localhost:5000/a:1", "quay.example.com/local/a:1"), ("localhost/a", nil),
            // What is at a mirror already stays.
            ("mirror.example.com/ghcr/a/b:1", nil), ("other.example.com:5000/k/agent", nil),
            ("quay.io/a", nil), ("", nil), ("ghcr.io/", nil), ("ghcr.io//a", nil), ("ghcr.io/A", nil), ("a b", nil),
            ("https://ghcr.io/a", nil),
        ] as [(String, String?)])
    func imagesOfContainers(image: String, expected: String?) throws {
        #expect(try RegistryMirrors(Self.mirrors).image(image, isContainers: true) == expected)
    }

    @Test(
        arguments: [
            ("ghcr.io/a/b:1", "mirror.example.com/ghcr/a/b:1"), ("nginx", nil), ("a/b", nil),
            ("docker.io/a/b", "mirror.example.com/hub/a/b"),
        ] as [(String, String?)])
    func elsewhereAnImageNamesItsHost(text: String, expected: String?) throws {
        #expect(try RegistryMirrors(Self.mirrors).image(text, isContainers: false) == expected)
    }

    @Test(
        arguments: [
            // Nothing is taken away.
            (mirrors, []), ([("ghcr.io", "else.example.com"), ("docker.io", "else.example.com/hub")], []),
            // The whole file, and some of it.
            ([], ["ghcr.io", "ghcr.io/kserve/", "docker.io"]),
            ([("ghcr.io", "mirror.example.com/ghcr")], ["docker.io"]),
            ([("docker.io/library", "m.example.com")], ["ghcr.io", "ghcr.io/kserve/"]),
        ] as [([(prefix: String, mirror: String)], [String])])
    func mirrorsThatGoAreThoseOfImagesThatComeFromNone(
        others: [(prefix: String, mirror: String)], lost: [String]
    ) throws {
        let images = ["ghcr.io/a/b:1", "ghcr.io/kserve/agent:v1", "nginx:1", "ghcr.io/a/c:2", "quay.io/a"]
        let found = try RegistryMirrors(Self.mirrors).lost(to: try RegistryMirrors(others), of: images)
        #expect(found.map(\.prefix) == lost)
    }

    @Test func nothingIsRewrittenTwice() throws {
        let mirrors = try RegistryMirrors([("docker.io", "docker.io/own"), ("ghcr.io", "mirror.example.com")])
        for image in ["nginx:1", "ghcr.io/a/b@sha256:12"] {
            let once = try #require(mirrors.image(image, isContainers: true))
            #expect(mirrors.image(once, isContainers: true) == nil)
        }
        #expect(mirrors.image("nginx:1", isContainers: true) == "docker.io/own/library/nginx:1")
    }

    // MARK: - Charts and files

    @Test(
        arguments: [
            // For charts, what is said of charts goes first.
            ("oci://ghcr.io/kserve/charts/kserve:v1", "oci://charts.example.com/charts/kserve:v1"),
            ("oci://ghcr.io/other/chart", "oci://mirror.example.com/ghcr/other/chart"),
            ("oci://ghcr.io/other/chart:1@sha256:12", "oci://mirror.example.com/ghcr/other/chart:1@sha256:12"),
            ("oci://charts.example.com/kserve", "oci://charts.example.com/kserve"),
            ("oci://registry-1.docker.io/bitnamicharts/redis", "oci://mirror.example.com/hub/bitnamicharts/redis"),
            ("oci://quay.io/a", "oci://quay.io/a"), ("./ghcr.io/a", "./ghcr.io/a"),
        ])
    func chartsOfRegistries(reference: String, expected: String) throws {
        #expect(try RegistryMirrors(Self.mirrors).chart(reference) == expected)
    }

    @Test(
        arguments: [
            ("https://helm.example.org/stable", "https://mirror.example.com/helm"),
            ("https://helm.example.org/stable/", "https://mirror.example.com/helm/"),
            ("https://HELM.example.org:443/stable/a-1.tgz?x=1#f", "https://mirror.example.com/helm/a-1.tgz?x=1#f"),
            ("https://me:word@helm.example.org/stable/a", "https://mirror.example.com/helm/a"),
            ("https://helm.example.org/stables", "https://helm.example.org/stables"),
            ("https://helm.example.org/x/../stable/a", "https://helm.example.org/x/../stable/a"),
            ("http://helm.example.org/stable", "http://helm.example.org/stable"),
            ("http://plain.example.org:80/a", "https://mirror.example.com/plain/a"),
            ("https://mirror.example.com/helm/a", "https://mirror.example.com/helm/a"),
            ("https://ghcr.io/a", "https://ghcr.io/a"), ("oci://ghcr.io/a", "oci://mirror.example.com/ghcr/a"),
            ("./files/a.yaml", "./files/a.yaml"),
        ])
    func addresses(url: String, expected: String) throws {
        #expect(try RegistryMirrors(Self.mirrors).url(url) == expected)
    }

    @Test func sourcesOfCharts() throws {
        let mirrors = try RegistryMirrors(Self.mirrors)
        #expect(
            mirrors.source(.repository(url: "https://helm.example.org/stable", chart: "a", version: "1"))
                == .repository(url: "https://mirror.example.com/helm", chart: "a", version: "1"))
        #expect(
            mirrors.source(.repository(url: "oci://ghcr.io/kserve/charts", chart: "a", version: "1"))
                == .repository(url: "oci://charts.example.com/charts", chart: "a", version: "1"))
        #expect(
            mirrors.source(.archive(url: "https://helm.example.org/stable/a.tgz"))
                == .archive(url: "https://mirror.example.com/helm/a.tgz"))
        #expect(
            mirrors.source(.oci(reference: "oci://ghcr.io/a", version: "1"))
                == .oci(reference: "oci://mirror.example.com/ghcr/a", version: "1"))
        for source in [ChartSource.named(repository: "r", chart: "c"), .path("/a", shownAs: "a")] {
            #expect(mirrors.source(source) == source)
        }
    }

    // MARK: - What is refused

    struct Refusal: Sendable, CustomTestStringConvertible {
        var mirrors: [[String]]
        var prefix: String
        var words: String
        var testDescription: String { "\(mirrors)" }
    }

    @Test(arguments: [
        Refusal(mirrors: [["ghcr", "a.b"]], prefix: "ghcr", words: "is no prefix; write HOST/PATH"),
        Refusal(mirrors: [["", "a.b"]], prefix: "", words: "is no prefix"),
        Refusal(mirrors: [["ghcr.io/a:1", "a.b"]], prefix: "ghcr.io/a:1", words: "is no prefix"),
        Refusal(mirrors: [["ghcr.io/a@sha256:1", "a.b"]], prefix: "ghcr.io/a@sha256:1", words: "is no prefix"),
        Refusal(mirrors: [["https://u:p@a.b", "https://c.d"]], prefix: "https://u:p@a.b", words: "is no prefix"),
        Refusal(mirrors: [["https://a.b/c?d", "https://c.d"]], prefix: "https://a.b/c?d", words: "is no prefix"),
        Refusal(mirrors: [["ghcr.io", "mirror"]], prefix: "ghcr.io", words: "is at 'mirror'; write HOST/PATH"),
        Refusal(mirrors: [["ghcr.io", ""]], prefix: "ghcr.io", words: "is at ''"),
        Refusal(mirrors: [["ghcr.io", "oci://a.b"]], prefix: "ghcr.io", words: "images cannot come from oci://"),
        Refusal(mirrors: [["https://a.b", "oci://c.d"]], prefix: "https://a.b", words: "cannot come from oci://"),
        Refusal(
            mirrors: [["oci://a.b", "c.d"]], prefix: "oci://a.b", words: "cannot come from a place without a scheme"),
        Refusal(mirrors: [["ghcr.io", "a.b"], ["GHCR.io/", "c.d"]], prefix: "GHCR.io/", words: "same as 'ghcr.io'"),
        Refusal(
            mirrors: [["docker.io", "a.b"], ["index.docker.io", "c.d"]], prefix: "index.docker.io",
            words: "same as 'docker.io'"),
        Refusal(
            mirrors: [["https://a.b", "https://c.d"], ["https://a.b:443", "https://e.f"]], prefix: "https://a.b:443",
            words: "same as"),
        Refusal(mirrors: [["ghcr.io", "ghcr.io"]], prefix: "ghcr.io", words: "lies at its own mirror"),
        Refusal(mirrors: [["ghcr.io/a", "ghcr.io"]], prefix: "ghcr.io/a", words: "lies at its own mirror"),
        Refusal(mirrors: [["a.a", "b.b"], ["b.b", "a.a"]], prefix: "a.a", words: "goes in a circle with 'b.b'"),
        Refusal(mirrors: [["a.a", "b.b/x"], ["b.b", "a.a/y"]], prefix: "a.a", words: "goes in a circle"),
        Refusal(mirrors: [["a.a", "b.b"], ["b.b/x", "c.c"]], prefix: "a.a", words: "nothing is rewritten twice"),
        Refusal(mirrors: [["a.a", "b.b/x"], ["b.b", "c.c"]], prefix: "a.a", words: "which 'b.b' is about"),
        Refusal(mirrors: [["oci://a.a", "oci://b.b"], ["b.b", "c.c"]], prefix: "oci://a.a", words: "'b.b' is about"),
    ])
    func mistakesNameThePrefix(refusal: Refusal) {
        let error = #expect(throws: MirrorError.self) {
            _ = try RegistryMirrors(refusal.mirrors.map { (prefix: $0[0], mirror: $0[1]) })
        }
        #expect(error?.prefix == refusal.prefix)
        #expect(error?.message.contains(refusal.words) == true, "\(error?.message ?? "")")
    }

    @Test func thereIsALimit() throws {
        let many = (0...RegistryMirrors.most).map { (prefix: "h\($0).example.com", mirror: "mirror.example.net") }
        #expect(try RegistryMirrors(Array(many.dropLast())).entries.count == RegistryMirrors.most)
        #expect(throws: MirrorError.self) { _ = try RegistryMirrors(many) }
        let long = "a.b/" + String(repeating: "c", count: RegistryMirrors.longest - 4)
        #expect(try RegistryMirrors([(long, "c.d")]).entries.count == 1)
        #expect(throws: MirrorError.self) { _ = try RegistryMirrors([(long + "c", "c.d")]) }
    }

    @Test func aRecordGivesThemBack() throws {
        let mirrors = try RegistryMirrors(Self.mirrors)
        #expect(try RegistryMirrors(mirrors.value) == mirrors)
        #expect(mirrors.mapsImages && !mirrors.isEmpty)
        #expect(try !RegistryMirrors([("oci://a/b", "oci://c/d")]).mapsImages)
        #expect(RegistryMirrors().isEmpty)
        #expect(throws: MirrorError.self) { _ = try RegistryMirrors(["ghcr.io": 5]) }
    }

    // MARK: - Fetching

    private static func options(_ mirrors: [(prefix: String, mirror: String)]) throws -> FetchOptions {
        var options = FetchOptions()
        options.mirrors = try RegistryMirrors(mirrors)
        return options
    }

    @Test func anIndexAndWhatLiesBesideItComeFromTheMirror() async throws {
        let chart = try TestChart.packed()
        let index = HTTPRepositoryTests.index(
            HTTPRepositoryTests.record("1.0.0", ["demo.tgz"], digest: Digest(of: chart).hex))
        let network = RoutedTransport([
            "https://mirror.test/m/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://mirror.test/m/demo.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        let options = try Self.options([("https://h.test/charts", "https://mirror.test/m")])
        let fetched = try await HTTPRepositoryTests.fetcher(network, options: options).fetch(HTTPRepositoryTests.demo)
        #expect(fetched.bytes == chart && fetched.origin == "https://mirror.test/m/demo.tgz")
        #expect(network.requests(to: "https://h.test/charts/index.yaml").isEmpty)
    }

    @Test func whatAnIndexNamesElsewhereHasAMirrorOfItsOwn() async throws {
        let chart = try TestChart.packed()
        let index = HTTPRepositoryTests.index(
            HTTPRepositoryTests.record("1.0.0", ["https://files.test/r/demo.tgz"], digest: Digest(of: chart).hex))
        let network = RoutedTransport([
            "https://h.test/charts/index.yaml": { _ in RoutedTransport.text(200, index) },
            "https://mirror.test/f/r/demo.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        let options = try Self.options([("https://files.test", "https://mirror.test/f")])
        let fetched = try await HTTPRepositoryTests.fetcher(network, options: options).fetch(HTTPRepositoryTests.demo)
        #expect(fetched.origin == "https://mirror.test/f/r/demo.tgz")
    }

    @Test func theLoginOfARepositoryStaysWithIt() async throws {
        let chart = try TestChart.packed()
        let index = HTTPRepositoryTests.index(HTTPRepositoryTests.record("1.0.0", ["demo.tgz"]))
        let network = RoutedTransport([
            "https://mirror.test/index.yaml": { request in
                #expect(request.headers["Authorization"] == nil)
                return RoutedTransport.text(200, index)
            },
            "https://mirror.test/demo.tgz": { _ in RoutedTransport.bytes(chart) },
        ])
        var entry = RepositoryEntry(name: "mine", url: "https://h.test/charts")
        entry.credentials = .basic(name: "me", password: "word")
        let options = try Self.options([("https://h.test/charts", "https://mirror.test")])
        let fetched = try await HTTPRepositoryTests.fetcher(network, entry: entry, options: options)
            .fetch(.named(repository: "mine", chart: "demo"))
        #expect(fetched.bytes == chart)
    }

    @Test func archivesAndFilesToo() async throws {
        let chart = try TestChart.packed()
        let network = RoutedTransport([
            "https://mirror.test/a.tgz": { _ in RoutedTransport.bytes(chart) },
            "https://mirror.test/a.yaml": { _ in RoutedTransport.text(200, "a: 1") },
        ])
        let fetcher = try HTTPRepositoryTests.fetcher(
            network, options: try Self.options([("https://h.test", "https://mirror.test")]))
        #expect(try await fetcher.fetch(.archive(url: "https://h.test/a.tgz")).bytes == chart)
        #expect(try await fetcher.fetchFile("https://h.test/a.yaml", upTo: 100) == Array("a: 1".utf8))
    }
}
