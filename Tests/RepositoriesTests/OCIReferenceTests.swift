import Testing

@testable import Repositories

@Suite struct OCIReferenceTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test func readsEveryPart() throws {
        let reference = try OCIReference("oci://r.test:5000/a/b-c/demo:1.0.0+x.1@\(Self.digest)")
        #expect(reference.registry == "r.test:5000")
        #expect(reference.repository == "a/b-c/demo")
        #expect(reference.name == "demo")
        #expect(reference.tag == "1.0.0_x.1")
        #expect(reference.digest?.description == Self.digest)
        #expect(try OCIReference("oci://r.test/demo/").tag == nil)
        #expect(try OCIReference("oci://docker.io/x/demo").host == "registry-1.docker.io")
        #expect(try OCIReference("oci://[::1]:5000/demo").isLoopback)
    }

    @Test(arguments: [
        "https://r.test/demo", "oci://r.test", "oci://r.test/", "oci:///demo", "oci://r.test/Demo", "oci://r.test/../x",
        "oci://r.test/a//b", "oci://r.test/demo:", "oci://r.test/demo:a b", "oci://r.test/demo@sha256:short",
        "oci://r.test/demo@md5:x", "oci://u:hunter2@r.test/demo", "oci://r.test/demo?x", "oci://r te/demo",
        "oci://r.test/demo:-1",
    ])
    func refusesOthers(_ text: String) {
        let error = #expect(throws: RepositoryError.self) { try OCIReference(text) }
        #expect(error?.code == .invalidReference)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(arguments: [
        ("localhost", true), ("localhost:5000", true), ("127.0.0.1:5000", true), ("127.9.0.1", true),
        ("127.0.0.1.evil.test", false), ("localhost.evil.test", false), ("r.test:5000", false), ("10.0.0.1", false),
    ])
    func knowsLoopback(_ host: String, _ expected: Bool) throws {
        #expect(try OCIReference("oci://\(host)/demo").isLoopback == expected)
    }

    @Test(arguments: [
        (
            [#"Bearer realm="https://a.test/t?x=1",service="r.test",scope="repository:a/b:pull,push""#],
            [
                AuthenticationChallenge(
                    scheme: "bearer",
                    parameters: [
                        "realm": "https://a.test/t?x=1", "service": "r.test", "scope": "repository:a/b:pull,push",
                    ])
            ]
        ),
        (
            [#"Negotiate, Basic realm="a \"b\"", charset=UTF-8"#, "BEARER Realm=x"],
            [
                AuthenticationChallenge(scheme: "negotiate", parameters: [:]),
                AuthenticationChallenge(scheme: "basic", parameters: ["realm": "a \"b\"", "charset": "UTF-8"]),
                AuthenticationChallenge(scheme: "bearer", parameters: ["realm": "x"]),
            ]
        ),
        ([""], []), (["=\"\"==,,\"x"], [AuthenticationChallenge(scheme: "x", parameters: [:])]),
        ([#"Basic realm="open"#], [AuthenticationChallenge(scheme: "basic", parameters: ["realm": "open"])]),
    ])
    func readsChallenges(_ headers: [String], _ expected: [AuthenticationChallenge]) {
        #expect(AuthenticationChallenge.list(headers) == expected)
    }

    // MARK: Manifests

    static func descriptor(_ type: String, _ digest: Digest = Digest(of: []), size: Int = 0) -> String {
        #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(size)}"#
    }

    static func manifest(_ configuration: String, _ layers: String...) -> String {
        #"{"schemaVersion":2,"config":\#(configuration),"layers":[\#(layers.joined(separator: ","))]}"#
    }

    @Test func findsTheChartAmongItsLayers() throws {
        let text = Self.manifest(
            Self.descriptor(OCIManifest.configurationType),
            Self.descriptor("application/vnd.cncf.helm.chart.provenance.v1.prov", size: 5),
            Self.descriptor(OCIManifest.layerTypes[0], size: 7))
        var sizes: [Int?] = []
        if case .chart(_, let layer, let provenance) = try OCIManifest.read(Array(text.utf8)) {
            sizes = [layer.size, provenance?.size]
        }
        #expect(sizes == [7, 5])
    }

    @Test(arguments: [
        ("", "not JSON"), ("[]", "not a JSON object"), ("{}", "no config and layers"),
        (manifest(descriptor("application/vnd.oci.image.config.v1+json")), "container image"),
        (manifest(descriptor(OCIManifest.configurationType)), "no layer of type"),
        (manifest(#"{"mediaType":"x","digest":"sha512:x","size":1}"#), "only sha256"),
        (manifest(#"{"mediaType":"x","digest":"sha256:x","size":-1}"#), "without mediaType"),
        (manifest("null"), "without mediaType"),
        (#"{"manifests":[\#(Array(repeating: descriptor("x"), count: 99).joined(separator: ","))]}"#, "more than"),
    ])
    func refusesWhatIsNoChart(_ text: String, _ message: String) {
        let error = #expect(throws: RepositoryError.self) { try OCIManifest.read(Array(text.utf8)) }
        #expect(error?.code == .invalidManifest)
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            (nil, nil),
            (#"</v2/demo/tags/list?n=2&last=b>; rel="next""#, "https://r.test/v2/demo/tags/list?n=2&last=b"),
            (#"<?last=b>; rel="next""#, "https://r.test/v2/demo/tags/list?last=b"),
            (#"<https://r.test/x?y>; rel="next""#, "https://r.test/x?y"), (#"</x>; rel="prev""#, nil), ("next", nil),
        ] as [(String?, String?)])
    func findsTheNextPage(_ link: String?, _ expected: String?) throws {
        let page = try WebAddress("https://r.test/v2/demo/tags/list?n=2")
        #expect(try ChartFetcher.nextPage(link, after: page)?.text == expected)
    }

    @Test func aNextPageElsewhereIsRefused() throws {
        let page = try WebAddress("https://r.test/v2/demo/tags/list")
        for link in ["<https://evil.test/x>; rel=next", "<http://r.test/x>; rel=next"] {
            #expect(throws: RepositoryError.self) { try ChartFetcher.nextPage(link, after: page) }
        }
    }
}
