import HTTP
import Kubernetes
import Synchronization
import Testing
import Value

/// The client tells when it has changed the cluster, or may have.
@Suite struct ChangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var answer: @Sendable () throws -> HTTPResponse
        var isChange: Bool
        var isDryRun = false
        var testDescription: String { name }
    }

    private final class Note: Sendable {
        let changed = Mutex(false)
    }

    private struct OneAnswer: HTTPTransport {
        let answer: @Sendable () throws -> HTTPResponse
        func send(_ request: HTTPRequest) async throws -> HTTPResponse { try answer() }
    }

    private static func answer(_ status: Int) -> @Sendable () throws -> HTTPResponse {
        { HTTPResponse(status: status, body: HTTPBody(Array("{}".utf8))) }
    }

    private static func failure(_ code: HTTPError.Code) -> @Sendable () throws -> HTTPResponse {
        { throw HTTPError(code, "words") }
    }

    @Test(arguments: [
        Case(name: "carried out", answer: answer(201), isChange: true),
        Case(name: "a dry run", answer: answer(201), isChange: false, isDryRun: true),
        Case(name: "refused", answer: answer(403), isChange: false),
        Case(name: "never sent", answer: failure(.connectionRefused), isChange: false),
        Case(name: "lost on the way", answer: failure(.connectionReset), isChange: true),
        Case(name: "never answered", answer: failure(.firstByteTimedOut), isChange: true),
        Case(name: "cancelled", answer: { throw CancellationError() }, isChange: true),
    ])
    func aCreate(_ test: Case) async throws {
        let note = Note()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://c.example.com", credentials: .none),
            transport: OneAnswer(answer: test.answer),
            options: ClientOptions(onChange: { note.changed.withLock { $0 = true } }))
        let map: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "b"]]
        do {
            _ = try await client.create(map, as: .configMaps, options: WriteOptions(dryRun: test.isDryRun))
        } catch {}  // What went wrong is not what is asked here.
        #expect(note.changed.withLock { $0 } == test.isChange)
    }

    @Test func questionsChangeNothing() async throws {
        let note = Note()
        let client = KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://c.example.com", credentials: .none),
            transport: OneAnswer(answer: Self.answer(201)),
            options: ClientOptions(onChange: { note.changed.withLock { $0 = true } }))
        do {
            _ = try await client.review(AccessRequest(verb: "create", group: "", resource: "secrets"))
            _ = try await client.get(.configMaps, "a", namespace: "b")
        } catch {}
        #expect(!note.changed.withLock { $0 })
    }
}
