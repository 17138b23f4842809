import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Testing
import Value

/// The client tells when it has changed the cluster, or may have.
@Suite struct ChangeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var answer: @Sendable () throws -> HTTPResponse
        var change: ClusterChange?
        var testDescription: String { name }

        init(_ status: Int, _ change: ClusterChange?) {
            name = "\(status)"
            self.change = change
            answer = { HTTPResponse(status: status, body: HTTPBody(Array("{}".utf8))) }
        }

        init(_ code: HTTPError.Code, _ change: ClusterChange?) {
            name = code.rawValue
            self.change = change
            answer = { throw HTTPError(code, "words") }
        }

        init(name: String, change: ClusterChange?, _ answer: @escaping @Sendable () throws -> HTTPResponse) {
            self.name = name
            self.change = change
            self.answer = answer
        }
    }

    enum Write: CaseIterable {
        case create, replace, patch, apply, delete
    }

    private final class Note: Sendable {
        let changes = Mutex<[ClusterChange]>([])
        var all: [ClusterChange] { changes.withLock { $0 } }
        func take(_ change: ClusterChange) { changes.withLock { $0.append(change) } }
    }

    private struct OneAnswer: HTTPTransport {
        let answer: @Sendable () throws -> HTTPResponse
        func send(_ request: HTTPRequest) async throws -> HTTPResponse { try answer() }
    }

    private func client(_ note: Note, _ answer: @escaping @Sendable () throws -> HTTPResponse) throws
        -> KubernetesClient
    {
        KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://c.example.com", credentials: .none),
            transport: OneAnswer(answer: answer),
            options: ClientOptions(clock: InstantClock(), onChange: { note.take($0) }))
    }

    private func send(_ write: Write, _ client: KubernetesClient, dryRun: Bool = false) async throws {
        let map: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "a", "namespace": "b", "resourceVersion": "1"],
        ]
        let options = WriteOptions(dryRun: dryRun)
        switch write {
        case .create: _ = try await client.create(map, as: .configMaps, options: options)
        case .replace: _ = try await client.replace(map, as: .configMaps, options: options)
        case .patch:
            _ = try await client.patch(.configMaps, "a", namespace: "b", with: .merge(map), options: options)
        case .apply:
            _ = try await client.apply(
                map, as: .configMaps, options: ApplyOptions(fieldManager: "test", dryRun: dryRun))
        case .delete:
            _ = try await client.delete(
                .configMaps, "a", namespace: "b", options: DeleteOptions(dryRun: dryRun))
        }
    }

    private static let cut = HTTPBody { { throw HTTPError(.bodyCut, "words") } }

    static let cases =
        [200, 201, 202].map { Case($0, .made) }
        // Looked at and refused, or sent elsewhere.
        + [307, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429].map { Case($0, nil) }
        // The server, or something in front of it, failed: perhaps after it was stored.
        + [500, 501, 502, 503, 504, 520].map { Case($0, .possible) }
        // Never sent.
        + [
            HTTPError.Code.connectionRefused, .hostUnreachable, .nameNotResolved, .proxyFailed, .connectTimedOut,
            .tlsFailed, .certificateNotTrusted, .clientCertificateRejected, .credentialsUnusable, .invalidURL,
            .invalidRequest,
        ].map { Case($0, nil) }
        // Sent, and cut or never answered.
        + [
            HTTPError.Code.connectionReset, .firstByteTimedOut, .idleTimedOut, .bodyCut, .badResponse, .bodyTooLarge,
            .other,
        ].map { Case($0, .possible) }
        + [
            Case(name: "cancelled", change: .possible) { throw CancellationError() },
            Case(name: "carried out, and its answer cut", change: .made) {
                HTTPResponse(status: 200, body: cut)
            },
            Case(name: "failed, and the failure's words cut", change: .possible) {
                HTTPResponse(status: 500, body: cut)
            },
        ]

    @Test(arguments: cases, Write.allCases)
    func aWriteChangesTheClusterOrMayHave(_ test: Case, _ write: Write) async throws {
        let note = Note()
        let client = try client(note, test.answer)
        do {
            try await send(write, client)
        } catch {}  // What went wrong is not what is asked here.
        // A call that is repeated tells it each time.
        #expect(Set(note.all) == Set([test.change].compactMap(\.self)), "\(note.all)")

        let rehearsal = Note()
        do {
            try await send(write, try self.client(rehearsal, test.answer), dryRun: true)
        } catch {}
        #expect(rehearsal.all.isEmpty)
    }

    @Test(arguments: [200, 500]) func questionsChangeNothing(status: Int) async throws {
        let note = Note()
        let client = try client(note) { HTTPResponse(status: status, body: HTTPBody(Array("{}".utf8))) }
        do {
            _ = try await client.review(AccessRequest(verb: "create", group: "", resource: "secrets"))
        } catch {}
        do {
            _ = try await client.get(.configMaps, "a", namespace: "b")
        } catch {}
        #expect(note.all.isEmpty)
    }
}
