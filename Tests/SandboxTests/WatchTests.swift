import HTTP
import Kubernetes
import Sandbox
import Testing
import Value

@Suite(.timeLimit(.minutes(5)))
struct WatchTests {
    private static func url(_ query: String) -> String {
        "\(Sandbox.serverURL)/api/v1/namespaces/default/configmaps?watch=true&\(query)"
    }

    private static func watch(_ sandbox: Sandbox, _ query: String) async throws -> HTTPBody.Iterator {
        let response = try await sandbox.transport.send(
            HTTPRequest(.get, url(query), headers: ["Authorization": "Bearer \(Sandbox.adminToken)"]))
        #expect(response.status == 200)
        return response.body.makeAsyncIterator()
    }

    private static func events(_ bytes: [UInt8]?) throws -> [(String, Value)] {
        try (bytes ?? []).split(separator: 10).map { line in
            let event = try Value(json: line)
            return (event["type"]?.string ?? "", event["object"] ?? .object([:]))
        }
    }

    private static func map(_ name: String, label: String) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "namespace": "default", "labels": ["l": .string(label)]],
        ]
    }

    @Test func changesComeAsTheyHappen() async throws {
        try await withSandbox { sandbox in
            let client = try sandbox.client()
            let start = try await client.create(Self.map("other", label: "z"))
            let version = start["metadata"]?["resourceVersion"]?.string ?? ""
            var watch = try await Self.watch(sandbox, "labelSelector=l%3Da&resourceVersion=\(version)")
            _ = try await client.create(Self.map("x", label: "a"))
            let added = try Self.events(try await watch.next())
            #expect(added.map(\.0) == ["ADDED"])
            _ = try await client.patch(
                .configMaps, "x", namespace: "default", with: .merge(["metadata": ["labels": ["l": "b"]]]))
            let left = try Self.events(try await watch.next())
            #expect(
                left.map(\.0) == ["DELETED"], "an object that the selector no longer selects is gone for the watcher")
        }
    }

    @Test func oldVersionsAreGone() async throws {
        try await withSandbox { sandbox in
            let client = try sandbox.client()
            _ = try await client.create(Self.map("x", label: "a"))
            sandbox.forgetHistory()
            var watch = try await Self.watch(sandbox, "resourceVersion=2")
            let events = try Self.events(try await watch.next())
            #expect(events.map(\.0) == ["ERROR"])
            #expect(events.first?.1["code"]?.integer == 410)
            #expect(try await watch.next() == nil)
        }
    }

    @Test func aWatchEndsInTimeWithABookmark() async throws {
        try await withSandbox { sandbox in
            var watch = try await Self.watch(
                sandbox, "timeoutSeconds=1&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnone")
            let events = try Self.events(try await watch.next())
            #expect(events.map(\.0) == ["BOOKMARK"])
            #expect(try await watch.next() == nil)
        }
    }

    @Test func aListByWatchMarksItsEnd() async throws {
        try await withSandbox { sandbox in
            var watch = try await Self.watch(
                sandbox, "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")
            let events = try Self.events(try await watch.next())
            #expect(events.last?.0 == "BOOKMARK")
            #expect(events.last?.1["metadata"]?["annotations"]?["k8s.io/initial-events-end"]?.string == "true")
        }
    }

    @Test func aCancelledReaderStops() async throws {
        try await withSandbox { sandbox in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var watch = try await Self.watch(sandbox, "resourceVersion=100000")
                    _ = try await watch.next()
                }
                try await Task.sleep(for: .milliseconds(50))
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }
}
