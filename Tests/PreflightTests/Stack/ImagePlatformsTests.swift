import HTTP
import Kubernetes
import Synchronization
import Testing
import Value
import Versions

@testable import Preflight

/// What images are called, and what registries say of them.
@Suite struct ImagePlatformsTests: FactGathering {
    struct Name: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var registry: String
        var repository: String
        var reference: String
    }

    @Test(arguments: [
        Name(testDescription: "vllm", registry: "docker.io", repository: "library/vllm", reference: "latest"),
        Name(testDescription: "vllm/vllm:v1", registry: "docker.io", repository: "vllm/vllm", reference: "v1"),
        Name(testDescription: "docker.io/a/b:1", registry: "docker.io", repository: "a/b", reference: "1"),
        Name(testDescription: "reg.test:5000/a/b", registry: "reg.test:5000", repository: "a/b", reference: "latest"),
        Name(testDescription: "localhost/a:1", registry: "localhost", repository: "a", reference: "1"),
        Name(
            testDescription: "reg.test/a/b:1@sha256:0", registry: "reg.test", repository: "a/b", reference: "sha256:0"),
    ])
    func namesHaveParts(test: Name) {
        let name = ImageName(test.testDescription)
        #expect(name.registry == test.registry)
        #expect(name.repository == test.repository)
        #expect(name.reference == test.reference)
        #expect(name.isPlain)
    }

    @Test func whatCannotStandInAPathIsNoName() {
        for text in ["reg.test/a b", "reg.test/a?b=c", "reg.test/a:1#2"] {
            #expect(!ImageName(text).isPlain, "\(text)")
        }
    }

    @Test func partsOfAMirrorAreTold() {
        #expect(ImageName("mirror.test/hub/envoyproxy/gateway:1").isOf("envoyproxy/gateway"))
        #expect(!ImageName("mirror.test/hub/myenvoyproxy/gateway:1").isOf("envoyproxy/gateway"))
    }

    // MARK: - Tokens

    @Test func aChallengeSaysWhereToAsk() throws {
        let challenge = try #require(TokenChallenge(#"Bearer realm="https://auth.test/token",service="reg.test""#))
        #expect(challenge.url(for: "a/b") == "https://auth.test/token?service=reg.test&scope=repository:a/b:pull")
        let bare = try #require(TokenChallenge(#"bearer realm="https://auth.test/token?x=1""#))
        #expect(bare.url(for: "a") == "https://auth.test/token?x=1&scope=repository:a:pull")
    }

    @Test(arguments: [
        "", "Basic realm=\"https://auth.test\"", "Bearer service=\"a\"", "Bearer realm=\"http://auth.test\"",
        "Bearer realm=\"https://auth.test/a b\"",
    ])
    func otherChallengesAreNotTakenUp(header: String) { #expect(TokenChallenge(header) == nil) }

    /// A registry that gives manifests to those with a token, and a token to anybody.
    private final class OpenRegistry: HTTPTransport {
        private let seen = Mutex<[String]>([])

        /// With the authorization, in their order.
        var requests: [String] { seen.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let authorization = request.headers["Authorization"]
            seen.withLock { $0.append("\(request.url) \(authorization ?? "-")") }
            if request.url.hasPrefix("https://auth.test/") { return Self.json(["token": "t0"]) }
            guard authorization == "Bearer t0" else {
                return HTTPResponse(
                    status: 401, headers: ["WWW-Authenticate": #"Bearer realm="https://auth.test/t",service="s""#])
            }
            return Self.json(["manifests": [["platform": ["os": "linux", "architecture": "arm64"]]]])
        }

        private static func json(_ value: Value) -> HTTPResponse {
            HTTPResponse(status: 200, body: HTTPBody(value.jsonBytes()))
        }
    }

    private func fact(_ images: [String], from registry: any HTTPTransport, simulated: Bool = false) async throws
        -> Value
    {
        let gatherer = FactGatherer(
            client: nil, transport: registry, processes: NoPrograms(), environment: [:], isSimulated: simulated)
        return try #require(try await gatherer.imagePlatforms(images).value)
    }

    @Test func whoeverGivesTokensToAnybodyIsAskedForOne() async throws {
        let registry = OpenRegistry()
        let value = try await fact(["reg.test/a:1"], from: registry)
        #expect(
            value == [
                ["image": "reg.test/a:1", "state": "known", "message": "", "architectures": ["arm64"]]
            ])
        #expect(
            registry.requests == [
                "https://reg.test/v2/a/manifests/1 -", "https://auth.test/t?service=s&scope=repository:a:pull -",
                "https://reg.test/v2/a/manifests/1 Bearer t0",
            ])
    }

    @Test func whatIsNotToldSaysWhy() async throws {
        let registry = StubTransport([
            "/v2/gone/manifests/1": .json(404, [:]), "/v2/page/manifests/1": .text(200, "<html>"),
            "/v2/down/manifests/1": .error(.connectionRefused), "/v2/odd/manifests/1": .json(200, ["a": 1]),
        ])
        let images = ["gone", "page", "down", "odd"].map { "reg.test/\($0):1" }
        let value = try await fact(images, from: registry)
        let entries = value.array ?? []
        #expect(entries.map { $0["state"] } == ["other", "other", "refused", "other"])
        #expect(entries.allSatisfy { $0["message"]?.string?.isEmpty == false })
    }

    @Test func manyImagesAreNotAllAskedAbout() async throws {
        let images = (0...PreflightLimits.askedImages).map { "reg.test/a\($0):1" }
        let value = try await fact(images, from: StubTransport())
        let last = try #require(value.array?.last)
        #expect(last["message"]?.string?.hasPrefix("only \(PreflightLimits.askedImages) of") == true)
    }

    @Test func theSandboxPullsNothing() async throws {
        let value = try await fact(["reg.test/a:1"], from: StubTransport(), simulated: true)
        #expect(value[0]?["state"] == "unprobed")
    }
}
