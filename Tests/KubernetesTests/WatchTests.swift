import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@Suite struct WatchTests {
    private static func pod(_ name: String, _ version: String) -> Value {
        [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": .string(name), "uid": .string("uid-\(name)"), "resourceVersion": .string(version)],
        ]
    }

    private static func line(_ type: String, _ name: String, _ version: String) -> String {
        let event: Value = ["type": .string(type), "object": pod(name, version)]
        return event.json() + "\n"
    }

    private static func list(_ pods: [Value], _ version: String) -> ScriptedTransport.Answer {
        .json(["kind": "PodList", "metadata": ["resourceVersion": .string(version)], "items": .array(pods)])
    }

    /// Reads events as text until the watch fails, and gives the failure, too.
    private func events(of watch: ObjectWatch) async throws -> [String] {
        var events: [String] = []
        do {
            for try await event in watch {
                switch event {
                case .added(let object): events.append("added \(object["metadata"]?["name"]?.string ?? "")")
                case .modified(let object): events.append("modified \(object["metadata"]?["name"]?.string ?? "")")
                case .deleted(let object): events.append("deleted \(object["metadata"]?["name"]?.string ?? "")")
                case .synced(let version): events.append("synced \(version)")
                case .bookmark(let version): events.append("bookmark \(version)")
                case .interrupted(let error): events.append("interrupted \(error.code)")
                }
            }
        } catch let error as KubernetesError {
            events.append("failed \(error.code)")
        }
        return events
    }

    private let end = ScriptedTransport.Answer.status(403, "Forbidden", "enough")

    @Test func f31aWatchGoesOnFromWhatItSawLast() async throws {
        let transport = ScriptedTransport([
            Self.list([Self.pod("a", "1")], "5"),
            .stream([Self.line("MODIFIED", "a", "6"), String(Self.line("ADDED", "b", "7").dropLast(20))], nil),
            .stream([Self.line("ADDED", "b", "7")], HTTPError(.bodyCut, "closed")),
            .stream([Self.line("DELETED", "a", "8")], HTTPError(.idleTimedOut, "silence")),
            .stream([Self.line("BOOKMARK", "", "12")], nil),
            end,
        ])
        let client = try KubernetesClient.scripted(transport)
        let events = try await events(of: client.watch(.pods, namespace: "n"))
        #expect(
            events == [
                "added a", "synced 5", "modified a", "added b", "deleted a", "bookmark 12", "failed forbidden",
            ])
        let versions = transport.urls.dropFirst().map { url in
            url.split(separator: "&").first { $0.hasPrefix("resourceVersion=") }.map(String.init) ?? ""
        }
        #expect(versions == [5, 6, 7, 8, 12].map { "resourceVersion=\($0)" })
        #expect(transport.requests.last?.timeouts.idle == .seconds(270))
        #expect(transport.urls.last?.hasSuffix("&timeoutSeconds=240") == true)
    }

    @Test func f31goneInAStreamOrAnAnswerListsAnew() async throws {
        let goneLine = #"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"old"}}"#
        let transport = ScriptedTransport([
            Self.list([Self.pod("a", "1"), Self.pod("b", "2")], "5"),
            .stream([goneLine + "\n"], nil),
            Self.list([Self.pod("b", "9"), Self.pod("c", "10")], "11"),
            .status(410, "Expired", "too old resource version"),
            Self.list([], "20"),
            end,
        ])
        let clock = InstantClock()
        let client = try KubernetesClient.scripted(transport, clock: clock)
        let events = try await events(of: client.watch(.pods))
        #expect(
            events == [
                "added a", "added b", "synced 5", "deleted a", "modified b", "added c", "synced 11", "deleted b",
                "deleted c", "synced 20", "failed forbidden",
            ])
    }

    @Test func f30outagesAreReportedAndWaitedOut() async throws {
        let clock = InstantClock()
        let transport = ScriptedTransport([
            .failure(HTTPError(.connectionRefused, "refused")), .response(503, [:], "starting"),
            .stream([Self.line("ADDED", "a", "6")], nil), end,
        ])
        let client = try KubernetesClient.scripted(transport, clock: clock)
        let events = try await events(of: client.watch(.pods, from: .resourceVersion("5")))
        #expect(events == ["interrupted unreachable", "interrupted unavailable", "added a", "failed forbidden"])
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
    }

    @Test func eventsThatAreNoJSONEndTheWatch() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.stream(["<html>\n"], nil)]))
        #expect(try await events(of: client.watch(.pods, from: .resourceVersion("5"))) == ["failed unreadable"])
    }

    @Test func aCancelledWatchEndsWithCancellation() async throws {
        let transport = ScriptedTransport([Self.list([], "5"), .silence])
        let client = try KubernetesClient.scripted(transport)
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for try await _ in client.watch(.pods) {} }
                try await Task.sleep(for: .milliseconds(20))
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(transport.requests.count == 2)
    }
}
