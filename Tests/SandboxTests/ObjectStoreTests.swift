import Testing
import Value

@testable import Sandbox

@Suite struct ObjectStoreTests {
    private let key = ResourceDefinition.configMaps.key

    private func map(_ name: String, _ namespace: String = "default") -> Value {
        ["metadata": ["name": .string(name), "namespace": .string(namespace)]]
    }

    @Test func everyWriteHasALaterVersion() {
        var store = ObjectStore()
        let first = store.put(map("a"), as: key)
        let second = store.put(map("b"), as: key)
        #expect(first[at: "metadata", "resourceVersion"] == "2")
        #expect(second[at: "metadata", "resourceVersion"] == "3")
        #expect(store.remove(key, "default", "a")?[at: "metadata", "resourceVersion"] == "4")
        #expect(store.object(key, "default", "a") == nil)
        #expect(store.remove(key, "default", "a") == nil)
    }

    @Test func listsAreOrderedByNamespaceAndName() {
        var store = ObjectStore()
        for (name, namespace) in [("b", "x"), ("a", "y"), ("a", "x")] { store.put(map(name, namespace), as: key) }
        #expect(store.list(key).map { "\($0.namespace)/\($0.name)" } == ["x/a", "x/b", "y/a"])
        #expect(store.list(key, namespace: "x").map(\.name) == ["a", "b"])
    }

    @Test func changesAreReplayedFromAnyVersion() throws {
        var store = ObjectStore()
        store.put(map("a"), as: key)
        let seen = store.version
        store.put(map("a"), as: key)
        store.put(map("n"), as: ResourceDefinition.secrets.key)
        store.remove(key, "default", "a")
        let events = try #require(store.events(of: key, after: seen))
        #expect(events.map(\.isDeletion) == [false, true])
        #expect(events.allSatisfy { $0.before != nil })
    }

    @Test func theOldestChangesAreForgotten() {
        var store = ObjectStore(historyLimit: 4)
        for _ in 0..<20 { store.put(map("a"), as: key) }
        #expect(store.events(of: key, after: 2) == nil)
        #expect(store.events(of: key, after: store.version)?.isEmpty == true)
        store.forgetHistory()
        #expect(store.events(of: key, after: store.version - 1) == nil)
    }
}

@Suite struct SelectorTests {
    private let pod: Value = [
        "metadata": ["name": "p", "namespace": "n"], "spec": ["nodeName": "node-1"], "status": ["phase": "Running"],
    ]

    @Test(arguments: [
        ("metadata.name=p", true), ("metadata.name!=p", false), ("status.phase=Running", true),
        ("status.phase!=Succeeded,status.phase!=Failed", true), ("spec.nodeName==node-2", false),
        ("metadata.namespace=n,metadata.name=p", true),
    ])
    func fieldSelectors(text: String, holds: Bool) throws {
        #expect(try FieldSelector(text, for: .pods).matches(pod) == holds)
    }

    @Test func unknownFieldsAreRefused() {
        #expect(throws: StatusError.self) { try FieldSelector("spec.none=a", for: .pods) }
        #expect(throws: StatusError.self) { try FieldSelector("status.phase=a", for: .configMaps) }
        #expect(throws: StatusError.self) { try FieldSelector("nonsense", for: .pods) }
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_700_000_000, "2023-11-14T22:13:20Z"),
        (-1, "1969-12-31T23:59:59Z"), (4_102_444_799, "2099-12-31T23:59:59Z"),
    ])
    func printsAndReads(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).text == text)
        #expect(Timestamp(text: text)?.seconds == seconds)
    }

    @Test(arguments: ["", "2023", "2023-11-14 22:13:20Z", "abcd-11-14T22:13:20Z"])
    func refusesOtherTexts(text: String) { #expect(Timestamp(text: text) == nil) }

    @Test(arguments: [
        (5, "5s"), (119, "119s"), (120, "2m"), (125, "2m5s"), (700, "11m"), (10_800, "3h"), (12_000, "3h20m"),
        (30_000, "8h"), (200_000, "2d"),
    ])
    func agesReadAsInKubectl(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: 0).age(at: Timestamp(seconds: seconds)) == text)
    }

    @Test func addingKeepsFractions() {
        let time = Timestamp(seconds: 1, nanoseconds: 900_000_000) + .milliseconds(200)
        #expect(time == Timestamp(seconds: 2, nanoseconds: 100_000_000))
        #expect(time.microText == "1970-01-01T00:00:02.100000Z")
    }
}

@Suite struct PathTests {
    @Test func targetsOfPaths() throws {
        func path(_ text: String) -> Target.Path? { Target.Path(text.split(separator: "/").map(String.init)) }
        let pod = try #require(path("api/v1/namespaces/n/pods/p/log"))
        #expect(pod.namespace == "n" && pod.plural == "pods" && pod.name == "p" && pod.subresource == "log")
        let namespace = try #require(path("api/v1/namespaces/n"))
        #expect(namespace.plural == "namespaces" && namespace.name == "n" && namespace.namespace.isEmpty)
        let finalize = try #require(path("api/v1/namespaces/n/finalize"))
        #expect(finalize.plural == "namespaces" && finalize.subresource == "finalize")
        let listed = try #require(path("apis/apps/v1/deployments"))
        #expect(listed.group == "apps" && listed.name.isEmpty)
        let proxy = try #require(path("api/v1/namespaces/n/services/s:80/proxy/v1/models"))
        #expect(proxy.name == "s:80" && proxy.rest == ["v1", "models"])
        #expect(path("api/v1/namespaces/n/pods/p/log/more") == nil)
        #expect(path("nonsense/v1/pods") == nil)
    }

    @Test func requestsAreDecoded() {
        let request = APIRequest(
            method: "GET", target: "https://sandbox.invalid/api/v1/pods?labelSelector=a%3Db%2Cc&watch=true&x=a+b")
        #expect(request.path == ["api", "v1", "pods"])
        #expect(request.parameter("labelSelector") == "a=b,c")
        #expect(request.flag("watch"))
        #expect(request.parameter("x") == "a b")
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "b", false), ("bad-one", "bad-*", true), ("x-bad", "*-bad", true),
        ("axbxc", "a*b*c", true), ("ac", "a*b*c", false), ("a", "*", true),
    ])
    func globs(text: String, pattern: String, matches: Bool) { #expect(Glob.matches(text, pattern) == matches) }
}
