import HTTP
import TestParts
import TestSupport
import Testing

@testable import Repositories

/// Registries on a prepared network.
@Suite struct RegistryTests {
    /// A registry with one chart.
    struct Registry: Sendable {
        let chart: [UInt8]
        let configuration: [UInt8]
        let manifest: [UInt8]
        let base: String

        init(_ base: String = "https://r.test/v2/charts/demo", version: String = "1.0.0") throws {
            self.base = base
            chart = try TestChart.packed("demo", version)
            configuration = Array(#"{"name":"demo","version":"\#(version)"}"#.utf8)
            manifest = Array(
                OCIReferenceTests.manifest(
                    OCIReferenceTests.descriptor(
                        OCIManifest.configurationType, Digest(of: configuration), size: configuration.count),
                    OCIReferenceTests.descriptor(OCIManifest.layerTypes[0], Digest(of: chart), size: chart.count)
                ).utf8)
        }

        /// - Parameter guarding: decides whether a request is let in; an answer turns it away.
        func routes(
            tags: [String] = ["1.0.0"], guarding: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }
        ) -> [String: RoutedTransport.Handler] {
            var bodies: [String: [UInt8]] = [:]
            for name in tags.map({ "\(base)/manifests/\($0)" }) + ["\(base)/manifests/\(Digest(of: manifest))"] {
                bodies[name] = manifest
            }
            bodies["\(base)/blobs/\(Digest(of: configuration))"] = configuration
            bodies["\(base)/blobs/\(Digest(of: chart))"] = chart
            let list = tags.map { "\"\($0)\"" }.joined(separator: ",")
            bodies["\(base)/tags/list"] = Array(#"{"name":"charts/demo","tags":[\#(list)]}"#.utf8)
            return bodies.mapValues { body in { guarding($0) ?? RoutedTransport.bytes(body) } }
        }
    }

    private static let demo = ChartSource.oci(reference: "oci://r.test/charts/demo", version: "1.0.0")
    private static let challenge =
        [
            "WWW-Authenticate":
                #"Bearer realm="https://auth.test/token",service="r.test",scope="repository:charts/demo:pull""#
        ] as HTTPHeaders

    private static func login(_ json: String) throws -> HelmConfiguration {
        try HelmConfiguration(repositories: [], registryFiles: [Array(json.utf8)])
    }

    private static func fetch(
        _ network: RoutedTransport, _ source: ChartSource = demo, configuration: HelmConfiguration = .none,
        cache: ChartCache? = nil, options: FetchOptions = FetchOptions()
    ) async throws -> FetchedChart {
        try await ChartFetcher(
            transport: network, configuration: configuration, cache: cache, options: options, clock: InstantClock()
        ).fetch(source)
    }

    @Test func getsAChartByItsTag() async throws {
        let registry = try Registry()
        let network = RoutedTransport(registry.routes())
        let fetched = try await Self.fetch(network)
        #expect(fetched.bytes == registry.chart)
        #expect((fetched.name, fetched.version) == ("demo", "1.0.0"))
        #expect(fetched.digest == Digest(of: registry.chart).description)
        #expect(fetched.origin == "oci://r.test/charts/demo:1.0.0@\(Digest(of: registry.manifest))")
        #expect(!network.requests.contains { $0.url.contains("tags/list") }, "an exact version needs no list")
        #expect(network.requests.first?.headers["Accept"]?.contains("oci.image.index") == true)
    }

    @Test(
        arguments: [
            (nil, "1.2.0_b"), ("~1.0", "1.0.0"), (">=2.0.0-0", "2.0.0-rc.1"), ("^1 <1.2", "1.1.0"),
        ] as [(String?, String)])
    func resolvesRanges(_ wanted: String?, _ tag: String) async throws {
        let registry = try Registry()
        let tags = ["latest", "1.0.0", "2.0.0-rc.1", "1.1.0", "v1.9.0", "1.2.0_b", "sha256-abc.sig"]
        let network = RoutedTransport(registry.routes(tags: tags))
        _ = try await Self.fetch(network, .oci(reference: "oci://r.test/charts/demo", version: wanted))
        #expect(network.requests.contains { $0.url.hasSuffix("/manifests/\(tag)") })
    }

    @Test func aDigestNeedsNoTagAndComesFromTheCache() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let registry = try Registry()
            let network = RoutedTransport(registry.routes())
            let source = ChartSource.oci(reference: "oci://r.test/charts/demo@\(Digest(of: registry.manifest))")
            let cache = ChartCache(folder: folder)
            let first = try await Self.fetch(network, source, cache: cache)
            #expect(first.version == "1.0.0")
            let count = network.requests.count
            #expect(try await Self.fetch(network, source, cache: cache) == first)
            #expect(network.requests.count == count, "content that is named by its digest is asked for once")
        }
    }

    @Test func anIndexLeadsToTheChart() async throws {
        let registry = try Registry()
        var routes = registry.routes()
        let image = Array(OCIReferenceTests.manifest(OCIReferenceTests.descriptor("image")).utf8)
        let index =
            #"{"manifests":[\#(OCIReferenceTests.descriptor("m", Digest(of: image))),"#
            + #"\#(OCIReferenceTests.descriptor("m", Digest(of: registry.manifest)))]}"#
        routes["\(registry.base)/manifests/1.0.0"] = { _ in RoutedTransport.text(200, index) }
        routes["\(registry.base)/manifests/\(Digest(of: image))"] = { _ in RoutedTransport.bytes(image) }
        #expect(try await Self.fetch(RoutedTransport(routes)).bytes == registry.chart)
        routes["\(registry.base)/manifests/1.0.0"] = { _ in RoutedTransport.text(200, #"{"manifests":[]}"#) }
        let network = RoutedTransport(routes)
        let error = await #expect(throws: RepositoryError.self) { try await Self.fetch(network) }
        #expect(error?.code == .invalidManifest)
    }

    // MARK: Logins

    private static func guarded(
        _ registry: Registry, token: @escaping RoutedTransport.Handler
    ) -> RoutedTransport {
        var routes = registry.routes { request in
            request.headers["Authorization"] == "Bearer t0ken"
                ? nil : RoutedTransport.text(401, #"{"errors":[{"code":"UNAUTHORIZED"}]}"#, challenge)
        }
        routes["https://auth.test/token"] = token
        return RoutedTransport(routes)
    }

    @Test func buysATokenOnceAndWithoutALogin() async throws {
        let network = Self.guarded(try Registry()) { request in
            #expect(request.headers["Authorization"] == nil)
            #expect(request.url.hasSuffix("?service=r.test&scope=repository%3Acharts%2Fdemo%3Apull"))
            return RoutedTransport.text(200, #"{"token":"t0ken"}"#)
        }
        _ = try await Self.fetch(network)
        #expect(network.requests(to: "https://auth.test/token").count == 1)
    }

    @Test func buysATokenWithALoginOrARefreshToken() async throws {
        let registry = try Registry()
        let basic = Self.guarded(registry) { request in
            #expect(request.headers["Authorization"] == "Basic dTpw")
            return RoutedTransport.text(200, #"{"access_token":"t0ken"}"#)
        }
        _ = try await Self.fetch(basic, configuration: try Self.login(#"{"auths":{"r.test":{"auth":"dTpw"}}}"#))
        for request in basic.requests where request.url.contains("r.test/v2") {
            #expect(request.headers["Authorization"] != "Basic dTpw", "the login goes to the realm alone")
        }
        let refresh = Self.guarded(registry) { request in
            #expect(request.method == .post)
            let form = String(decoding: request.body ?? [], as: UTF8.self)
            #expect(form.contains("grant_type=refresh_token") && form.contains("refresh_token=r3fresh"))
            return RoutedTransport.text(200, #"{"access_token":"t0ken"}"#)
        }
        _ = try await Self.fetch(
            refresh, configuration: try Self.login(#"{"auths":{"r.test":{"identitytoken":"r3fresh"}}}"#))
    }

    @Test func aLoginOfAnotherRegistryIsNotShown() async throws {
        let network = Self.guarded(try Registry()) { request in
            #expect(request.headers["Authorization"] == nil)
            return RoutedTransport.text(403, "")
        }
        let configuration = try Self.login(#"{"auths":{"other.test":{"auth":"dTpw"},"r.test:5000":{"auth":"dTpw"}}}"#)
        let error = await #expect(throws: RepositoryError.self) {
            try await Self.fetch(network, configuration: configuration)
        }
        #expect(error?.code == .forbidden)
    }

    @Test(arguments: ["http://auth.test/token", "file:///etc/passwd", ""])
    func aRealmInPlainTextGetsNothing(_ realm: String) async throws {
        let routes = try Registry().routes { _ in
            RoutedTransport.text(401, "", ["WWW-Authenticate": "Bearer realm=\"\(realm)\""])
        }
        let network = RoutedTransport(routes)
        let configuration = try Self.login(#"{"auths":{"r.test":{"auth":"dTpw"}}}"#)
        await #expect(throws: RepositoryError.self) { try await Self.fetch(network, configuration: configuration) }
        #expect(!network.requests.contains { !$0.url.hasPrefix("https://r.test") })
        #expect(!network.requests.contains { $0.headers["Authorization"] != nil })
    }

    @Test func aRefusedLoginSaysHowToLogInF50() async throws {
        let network = Self.guarded(try Registry()) { _ in RoutedTransport.text(401, "") }
        let error = await #expect(throws: RepositoryError.self) { try await Self.fetch(network) }
        #expect(error?.code == .unauthorized)
        #expect(error?.description.contains("chart login r.test") == true)
    }

    /// A blob lies in another store, which must not see the registry's token.
    @Test func aRedirectedBlobCarriesNoTokenCVE2021x32690() async throws {
        let registry = try Registry()
        var routes = registry.routes { request in
            request.headers["Authorization"] == "Bearer t0ken" ? nil : RoutedTransport.text(401, "", Self.challenge)
        }
        routes["https://auth.test/token"] = { _ in RoutedTransport.text(200, #"{"token":"t0ken"}"#) }
        routes["\(registry.base)/blobs/\(Digest(of: registry.chart))"] = { request in
            #expect(request.headers["Authorization"] == "Bearer t0ken")
            return RoutedTransport.text(307, "", ["Location": "https://store.test/blob?signature=s"])
        }
        routes["https://store.test/blob"] = { _ in RoutedTransport.bytes(registry.chart) }
        let network = RoutedTransport(routes)
        _ = try await Self.fetch(network)
        let redirected = try #require(network.requests(to: "https://store.test/blob").first)
        #expect(redirected.headers["Authorization"] == nil)
    }

    // MARK: Failures

    @Test func aMissingTagIsToldWithThoseThereAreF49() async throws {
        let registry = try Registry()
        var routes = registry.routes(tags: ["1.0.0", "1.1.0", "latest"])
        routes["\(registry.base)/manifests/9.0.0"] = { _ in
            RoutedTransport.text(404, #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#)
        }
        let network = RoutedTransport(routes)
        let error = await #expect(throws: RepositoryError.self) {
            try await Self.fetch(network, .oci(reference: "oci://r.test/charts/demo", version: "9.0.0"))
        }
        #expect(error?.code == .notFound)
        #expect(error?.serverMessage == "MANIFEST_UNKNOWN: manifest unknown")
        #expect(error?.description.contains("available versions: 1.1.0, 1.0.0") == true)
        let none = await #expect(throws: RepositoryError.self) {
            try await Self.fetch(network, .oci(reference: "oci://r.test/charts/demo", version: "~3"))
        }
        #expect(none?.code == .noMatchingVersion)
    }

    @Test func contentThatDiffersFromItsDigestIsRefusedF50() async throws {
        let registry = try Registry()
        let other = try TestChart.packed("demo", "6.6.6")
        for name in ["blobs/\(Digest(of: registry.chart))", "manifests/\(Digest(of: registry.manifest))"] {
            var routes = registry.routes()
            routes["\(registry.base)/\(name)"] = { _ in RoutedTransport.bytes(Array(other.prefix(registry.chart.count)))
            }
            let network = RoutedTransport(routes)
            let error = await #expect(throws: RepositoryError.self) {
                try await Self.fetch(
                    network, .oci(reference: "oci://r.test/charts/demo@\(Digest(of: registry.manifest))"))
            }
            #expect(error?.code == .digestMismatch || error?.code == .tooLarge)
        }
        var routes = registry.routes()
        routes["\(registry.base)/manifests/1.0.0"] = { _ in
            RoutedTransport.bytes(registry.manifest, ["Docker-Content-Digest": "\(Digest(of: other))"])
        }
        let network = RoutedTransport(routes)
        let error = await #expect(throws: RepositoryError.self) { try await Self.fetch(network) }
        #expect(error?.code == .digestMismatch)
    }

    @Test func aTagAndAnotherVersionContradict() async throws {
        let error = await #expect(throws: RepositoryError.self) {
            try await Self.fetch(RoutedTransport([:]), .oci(reference: "oci://r.test/demo:1.0.0", version: "2.0.0"))
        }
        #expect(error?.code == .invalidReference)
    }

    @Test func plainTextIsForLoopbackOrOnRequest() async throws {
        let remote = RoutedTransport([
            "https://r.test/v2/charts/demo/manifests/1.0.0": { _ in throw HTTPError(.tlsFailed, "x") }
        ])
        await #expect(throws: RepositoryError.self) { try await Self.fetch(remote) }
        #expect(!remote.requests.contains { $0.url.hasPrefix("http://") })

        var options = FetchOptions()
        options.allowsPlainHTTP = true
        let asked = RoutedTransport(try Registry("http://r.test/v2/charts/demo").routes())
        _ = try await Self.fetch(asked, options: options)

        var routes = try Registry("http://localhost:5000/v2/charts/demo").routes()
        routes["https://localhost:5000/v2/"] = { request in
            #expect(request.headers["Authorization"] == nil)
            throw HTTPError(.tlsFailed, "wrong version number")
        }
        _ = try await Self.fetch(
            RoutedTransport(routes), .oci(reference: "oci://localhost:5000/charts/demo", version: "1.0.0"))
    }

    @Test func anIndexMayPointToARegistry() async throws {
        let registry = try Registry()
        var routes = registry.routes()
        let index = HTTPRepositoryTests.index(
            HTTPRepositoryTests.record(
                "1.0.0", ["oci://r.test/charts/demo:1.0.0"], digest: Digest(of: registry.chart).hex))
        routes["https://h.test/charts/index.yaml"] = { _ in RoutedTransport.text(200, index) }
        let network = RoutedTransport(routes)
        let entry = RepositoryEntry(
            name: "mine", url: "https://h.test/charts", credentials: .basic(name: "u", password: "p"))
        let configuration = try HelmConfiguration(repositories: [entry])
        let fetched = try await Self.fetch(
            network, .named(repository: "mine", chart: "demo"), configuration: configuration)
        #expect(fetched.bytes == registry.chart)
        for request in network.requests where request.url.contains("r.test") {
            #expect(request.headers["Authorization"] == nil)
        }
    }

    /// What `--username` says is the repository's, and no registry that its index names can ask for it.
    @Test(arguments: [false, true])
    func aRegistryOfAnIndexGetsNoCredentialsOfFlagsCVE2021x32690(_ isPassedToAll: Bool) async throws {
        let registry = try Registry()
        var routes = registry.routes { request in
            request.headers["Authorization"] == nil
                ? HTTPResponse(status: 401, headers: ["WWW-Authenticate": #"Basic realm="r.test""#]) : nil
        }
        let index = HTTPRepositoryTests.index(
            HTTPRepositoryTests.record("1.0.0", ["oci://r.test/charts/demo:1.0.0"]))
        routes["https://h.test/charts/index.yaml"] = { _ in RoutedTransport.text(200, index) }
        let network = RoutedTransport(routes)
        var options = FetchOptions()
        options.credentials = .basic(name: "u", password: "hunter2")
        options.passesCredentialsToAll = isPassedToAll
        do {
            let fetched = try await Self.fetch(network, HTTPRepositoryTests.demo, options: options)
            #expect(isPassedToAll)
            #expect(fetched.bytes == registry.chart)
        } catch let error as RepositoryError {
            #expect(!isPassedToAll)
            #expect(error.code == .unauthorized)
        }
        let shown = network.requests.filter { $0.url.contains("r.test") && $0.headers["Authorization"] != nil }
        #expect(shown.isEmpty != isPassedToAll)
    }
}
