import HTTP
import Synchronization
import Testing
import Value

@testable import Preflight

/// Registries that answer, refuse, or are behind a proxy.
@Suite struct RegistryFactsTests {
    /// Answers by URL; what it does not know is a name that does not resolve.
    private final class Registries: HTTPTransport {
        let answers: [String: StubTransport.Answer]
        private let seen = Mutex<[String]>([])

        init(_ answers: [String: StubTransport.Answer]) { self.answers = answers }

        var requests: [String] { seen.withLock { $0.sorted() } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            seen.withLock { $0.append(request.url) }
            switch answers[request.url] {
            case .text(let status, let text): return HTTPResponse(status: status, body: HTTPBody(Array(text.utf8)))
            case .error(let code): throw HTTPError(code, "stub: \(code.rawValue)", url: request.url)
            default: throw HTTPError(.nameNotResolved, "no such name", url: request.url)
            }
        }
    }

    private func gatherer(
        _ registries: Registries, environment: [String: String] = [:], isSimulated: Bool = false
    ) -> FactGatherer {
        FactGatherer(
            client: nil, transport: registries, processes: NoPrograms(), environment: environment,
            isSimulated: isSimulated)
    }

    private func entries(_ fact: Fact) throws -> [Value] {
        guard case .known(let value) = fact else {
            Issue.record("\(fact)")
            return []
        }
        return try #require(value.array)
    }

    @Test func eachTellsItsState() async throws {
        let registries = Registries([
            "https://nvcr.io/v2/": .text(401, "{}"), "https://quay.io/v2/": .error(.connectionRefused),
            "https://ghcr.io/v2/": .error(.connectTimedOut), "https://charts.example.com": .text(429, ""),
        ])
        let names = ["nvcr.io", "oci://quay.io/charts", "ghcr.io", "https://charts.example.com", "lost.example.com"]
        let fact = try await gatherer(registries).registries(RegistryTarget.all(names))
        let found = try entries(fact)
        #expect(found.compactMap { $0["name"]?.string } == names)
        #expect(
            found.compactMap { $0["state"]?.string } == ["up", "refused", "timeout", "unhealthy", "unresolved"])
        #expect(found.map { $0["here"]?.bool } == [false, true, false, true, false])
        #expect(found[1]["message"]?.string == "https://quay.io/v2/: stub: connectionRefused")
        #expect(found.allSatisfy { $0["proxy"] == "" })
    }

    @Test func theProxyInForceIsNamedWithoutCredentials() async throws {
        let registries = Registries(["https://nvcr.io/v2/": .text(200, "{}")])
        let environment = ["HTTPS_PROXY": "http://user:secret@proxy:3128", "NO_PROXY": "quay.io"]
        let fact = try await gatherer(registries, environment: environment)
            .registries(RegistryTarget.all(["nvcr.io", "quay.io"]))
        let found = try entries(fact)
        #expect(found.compactMap { $0["proxy"]?.string } == ["http://proxy:3128", ""])
    }

    @Test func aProxyThatIsNoneIsNotNamed() async throws {
        let registries = Registries(["https://nvcr.io/v2/": .error(.proxyFailed)])
        let fact = try await gatherer(registries, environment: ["HTTPS_PROXY": "ftp://proxy"])
            .registries(RegistryTarget.all(["nvcr.io"]))
        let found = try entries(fact)
        #expect(found.compactMap { $0["proxy"]?.string } == [""])
        #expect(found.compactMap { $0["state"]?.string } == ["unreachable"])
        #expect(found[0]["message"]?.string?.contains("HTTPS_PROXY") == true, "\(found)")
        #expect(registries.requests.isEmpty)
    }

    @Test func noneIsAbsent() async throws {
        let fact = try await gatherer(Registries([:])).registries([])
        #expect(fact == .absent)
    }

    @Test func theSandboxAsksNobody() async throws {
        let registries = Registries([:])
        let fact = try await gatherer(registries, isSimulated: true).registries(RegistryTarget.all(["nvcr.io"]))
        let found = try entries(fact)
        #expect(found.compactMap { $0["state"]?.string } == ["unprobed"])
        #expect(registries.requests.isEmpty)
    }

    @Test func noMoreThanTheLimitAreAsked() async throws {
        let registries = Registries([:])
        let names = (0..<60).map { "r\($0).example.com" }
        let fact = try await gatherer(registries).registries(RegistryTarget.all(names))
        let found = try entries(fact)
        #expect(registries.requests.count == PreflightLimits.probedRegistries)
        #expect(found.compactMap { $0["name"]?.string } == names)
        let states = found.compactMap { $0["state"]?.string }
        let asked = PreflightLimits.probedRegistries
        #expect(states.prefix(asked).allSatisfy { $0 == "unresolved" }, "\(states)")
        #expect(states.dropFirst(asked).allSatisfy { $0 == "notAsked" }, "\(states)")
        #expect(found.last?["message"]?.string?.contains("at most \(asked)") == true)
    }

    @Test func theyAreAskedWhereTheClusterIsAway() async throws {
        let registries = Registries(["https://nvcr.io/v2/": .text(200, "{}")])
        var subject = Subject()
        subject.registries = ["nvcr.io"]
        let facts = try await gatherer(registries).gather([.registries], for: subject)
        let found = try entries(facts[.registries])
        #expect(found.compactMap { $0["state"]?.string } == ["up"])
    }
}
