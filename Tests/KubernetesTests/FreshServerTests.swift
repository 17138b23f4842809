import FoundationEssentials
import HTTP
import Synchronization
import TestParts
import Testing
import Value

@testable import Kubernetes

/// A server that cannot be reached, and one that has just come up; and that no class of failures is without a case on the
/// real API server.
@Suite(.timeLimit(.minutes(5))) struct FreshServerTests {
    // MARK: - Not reachable

    /// Ways in which a request gets lost before anybody has seen it.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case noName, noProxy, noHandshake
        var testDescription: String { rawValue }
    }

    /// Sends some requests astray, and all others to the server.
    private final class Detour: HTTPTransport {
        private let real = CurlTransport()
        private let cluster: ControlPlane
        private let way: Way
        private let left = Mutex(0)

        init(_ cluster: ControlPlane, _ way: Way) {
            self.cluster = cluster
            self.way = way
        }

        /// Whether all that were to go astray have done so.
        var isDone: Bool { left.withLock { $0 == 0 } }

        func loseNext(_ count: Int) { left.withLock { $0 = count } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let isLost = left.withLock { left in
                guard left > 0 else { return false }
                left -= 1
                return true
            }
            return try await real.send(isLost ? astray(request) : request)
        }

        private func astray(_ request: HTTPRequest) -> HTTPRequest {
            var request = request
            switch way {
            case .noName: request.url = request.url.replacing(cluster.server, with: "https://server.invalid")
            // Nobody listens on the first port.
            case .noProxy: request.connection.proxy = .url("http://127.0.0.1:1")
            // The store speaks plain HTTP.
            case .noHandshake:
                let store = cluster.etcd.replacing("http://", with: "https://")
                request.url = request.url.replacing(cluster.server, with: store)
            }
            return request
        }
    }

    @Test(arguments: Way.allCases) func f30AServerThatCannotBeReachedIsAskedAgain(_ way: Way) async throws {
        let cluster = try await ControlPlane.shared()
        let detour = Detour(cluster, way)
        let client = KubernetesClient(
            configuration: try ClusterConfiguration.load(ClusterRequest(kubeconfig: cluster.kubeconfig)),
            transport: detour)
        let name = "astray-\(LiveCluster.unique())"
        detour.loseNext(1)
        let error = await #expect(throws: KubernetesError.self) {
            try await client.get(.configMaps, name, namespace: "default")
        }
        let failure = try #require(error)
        #expect(Self.name(of: failure) == "server not reachable", "\(failure)")

        let patient = client.patient(for: RetryClassTests.patience)
        detour.loseNext(2)
        let made = try await patient.create(RetryClassTests.map(name), namespace: "default")
        #expect(detour.isDone)
        detour.loseNext(1)
        let read = try await patient.get(.configMaps, name, namespace: "default")
        #expect(detour.isDone)
        #expect(read["metadata"]?["uid"] == made["metadata"]?["uid"])
        _ = try await client.delete(.configMaps, name, namespace: "default")
    }

    // MARK: - Just come up

    struct Refusal: Sendable, CustomTestStringConvertible {
        /// The class.
        var name: String
        var status: Int
        var reason: String
        var message: String
        var testDescription: String { "\(name) \(status)" }
    }

    static let refusals = [
        Refusal(
            name: "server just started", status: 403, reason: "Forbidden",
            message: "configmaps \"one\" is forbidden: User \"admin\" cannot get resource \"configmaps\""),
        Refusal(name: "server just started", status: 401, reason: "Unauthorized", message: "Unauthorized"),
        Refusal(
            name: "server just started", status: 404, reason: "NotFound",
            message: "the server could not find the requested resource"),
        Refusal(name: "server error", status: 500, reason: "InternalError", message: "panic"),
    ]

    /// Without an outage they are final.
    @Test(arguments: refusals) func f30AServerThatHasJustComeUpIsAskedAgain(_ test: Refusal) async throws {
        try await RetryClassTests.with { client, proxy, namespace in
            let fault = FaultProxy.Fault.says(test.status, reason: test.reason, message: test.message)
            _ = try await client.create(RetryClassTests.map("one"), namespace: namespace)

            let final = try proxy.inject(fault, .when("GET", path: "/configmaps/one", .nth(1)))
            let error = await #expect(throws: KubernetesError.self) {
                try await client.get(.configMaps, "one", namespace: namespace)
            }
            let failure = try #require(error)
            #expect(Self.name(of: failure) == test.name)
            var count = try proxy.injections(of: final)
            #expect(count == 1)

            try proxy.clear()
            let read = try proxy.inject(fault, .when("GET", path: "/configmaps/one", .nth(1)))
            try proxy.restart(refusingFor: .seconds(1))
            _ = try await client.get(.configMaps, "one", namespace: namespace)
            count = try proxy.injections(of: read)
            #expect(count == 1)

            let write = try proxy.inject(fault, .when("PATCH", path: "/configmaps/two", .nth(1)))
            try proxy.restart(refusingFor: .seconds(1))
            _ = try await client.apply(
                RetryClassTests.map("two"), as: .configMaps, namespace: namespace,
                options: ApplyOptions(fieldManager: "test"))
            count = try proxy.injections(of: write)
            #expect(count == 1)
        }
    }

    // MARK: - All of them

    /// The class of a failure.
    private static func name(of error: KubernetesError) -> String? {
        RetryClass.all.first { $0.matches(error) }?.name
    }

    /// Tests that show a class by itself, and the files of this target that have them.
    private static let elsewhere = [
        "server not reachable": ("f30AServerThatCannotBeReachedIsAskedAgain", "FreshServerTests"),
        "webhook not up yet": ("anAdmissionWebhookThatIsJustStartingIsAskedAgainF24", "RetryClassTests"),
        "quota race": ("aQuotaThatIsJustBeingCountedIsWaitedForF26", "RetryClassTests"),
        "conversion webhook": ("aConversionWebhookThatIsJustStartingIsAskedAgainF24", "RetryClassTests"),
        "expired continue token": ("f31aListGoesOnWhenItsContinueTokenExpires", "RealServerTests"),
    ]

    /// Whoever adds a row to the table shows it on the real server, too.
    @Test func noClassIsWithoutACaseOnTheRealServer() throws {
        let shown = Set(
            RetryClassTests.faults.map(\.name) + Self.refusals.map(\.name) + Self.elsewhere.keys.map { $0 })
        #expect(Set(RetryClass.all.map(\.name)).subtracting(shown) == [])
        for (function, file) in Self.elsewhere.values {
            let text = try String(
                contentsOfFile: "\(TestParts.projectRoot)/Tests/KubernetesTests/\(file).swift", encoding: .utf8)
            #expect(text.contains("func \(function)("), "\(function)")
        }
    }
}
