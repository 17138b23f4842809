import Events
import Formats
import HTTP
import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Objects are stored anew in the storage version, so that others can go; on the real API server.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CRDMigrationTests {
    /// Objects that were stored in v1, of a CRD that now stores in v2.
    private func switched(
        _ gears: CRDGears, objects: Int = 5, more: Object = [:], schema: Value = CRDGears.x
    ) async throws {
        let engine = try await Live.driver()
        _ = try await engine.ensure(gears.request(CRDGears.two(schema: schema, more: more)))
        for number in 0..<objects { try await gears.make("gear-\(number)") }
        _ = try await engine.ensure(
            gears.request(CRDGears.two(storage: "v2", schema: schema, more: more), version: "2.0.0"))
        #expect(try await stored(gears) == ["v1", "v2"])
    }

    private func stored(_ gears: CRDGears) async throws -> [String] {
        (try await gears.live()["status"]?["storedVersions"]?.array ?? []).compactMap(\.string)
    }

    /// Waits until the server judges an object by the CRD's new schema: it goes on with the old one for a while.
    private func refusals(_ gears: CRDGears, _ name: String) async throws {
        let client = try await Live.client()
        let object: Value = [
            "apiVersion": .string("\(gears.group)/v2"), "kind": "Gear",
            "metadata": ["name": .string(name), "namespace": .string(gears.namespace)], "spec": ["x": "a"],
        ]
        for _ in 0..<300 {
            do {
                _ = try await client.apply(object, options: ApplyOptions(fieldManager: "probe", dryRun: true))
            } catch let error as KubernetesError where error.code == .invalid {
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("the server does not judge \(name) by the new schema")
    }

    /// The versions in which etcd has the objects.
    private func versionsInStore(_ gears: CRDGears) async throws -> [String] {
        let cluster = try await ControlPlane.shared()
        let key = "/registry/\(gears.group)/gears/"
        let end = String(key.dropLast()) + "0"
        let body: Value = [
            "key": .string(Base64.encode(Array(key.utf8))), "range_end": .string(Base64.encode(Array(end.utf8))),
        ]
        let response = try await CurlTransport().send(
            HTTPRequest(.post, cluster.etcd + "/v3/kv/range", body: body.jsonBytes()))
        let found = try Value(json: try await response.body.collect(upTo: 1 << 20))
        return try (found["kvs"]?.array ?? []).map { entry in
            let bytes = try #require(Base64.decode(entry["value"]?.string ?? ""))
            return try Value(json: bytes)["apiVersion"]?.string ?? ""
        }
    }

    private func engine(_ transport: FaultyTransport, pageSize: Int = 500) async throws -> ReleaseEngine {
        ReleaseEngine.native(
            client: try await transport.client(options: ClientOptions(pageSize: pageSize)),
            charts: ChartResolver(remote: UnreachableCharts()))
    }

    @Test func objectsAreStoredAnewAndTheOldVersionMayGoF17() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        try await switched(gears)
        #expect(Set(try await versionsInStore(gears)) == ["\(gears.group)/v1"])
        let before = try await engine.client.get(gears.type("v2"), "gear-0", namespace: gears.namespace)
        let last = try gears.request(CRDGears.second, version: "3.0.0")
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(last) }
        #expect(error?.hint?.contains("groundcrew crds migrate \(gears.name)") == true, "\(String(describing: error))")

        let rehearsal = try await engine.migrateCRD(gears.name, dryRun: true, events: NoEvents())
        #expect(rehearsal.written == 5)
        #expect(rehearsal.isDryRun && !rehearsal.hasChanged)
        #expect(try await stored(gears) == ["v1", "v2"])
        #expect(Set(try await versionsInStore(gears)) == ["\(gears.group)/v1"])

        let log = EventLog()
        let done = try await engine.migrateCRD(gears.name, events: log)
        #expect(
            done
                == MigratedCRD(
                    name: gears.name, storageVersion: "v2", before: ["v1", "v2"], after: ["v2"], written: 5,
                    isDryRun: false))
        #expect(log.messages.contains("CRD \(gears.name): 5 objects written"), "\(log.messages)")
        #expect(try await stored(gears) == ["v2"])
        #expect(try await versionsInStore(gears) == Array(repeating: "\(gears.group)/v2", count: 5))
        let after = try await engine.client.get(gears.type("v2"), "gear-0", namespace: gears.namespace)
        #expect(after["spec"] == before["spec"])
        #expect(after["metadata"]?["managedFields"]?.array?.count == before["metadata"]?["managedFields"]?.array?.count)

        let again = try await engine.migrateCRD(gears.name, events: NoEvents())
        #expect(again.written == 0 && again.before == ["v2"] && !again.hasChanged)
        #expect(try await engine.ensure(last).change == .changed)
        #expect(
            try await engine.client.get(gears.type("v2"), "gear-4", namespace: gears.namespace)["spec"]?["x"] == "a")
    }

    /// The CRD stores in the version that goes: there is nothing to migrate to.
    @Test func theHintIsAnotherWhereNothingElseIsStoredF17() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one()))
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(gears.request(CRDGears.second, version: "2.0.0"))
        }
        #expect(error?.hint?.contains("still stores in v1: upgrade first to a version of the chart") == true)
    }

    @Test func anExpiredTokenBeginsAnewF31() async throws {
        let gears = CRDGears()
        try await switched(gears)
        let expired = Mutex(0)
        let transport = FaultyTransport { request in
            guard request.method == .get, request.url.contains("continue=") else { return nil }
            let isFirst = expired.withLock { count in
                count += 1
                return count == 1
            }
            return isFirst ? .failure(410, "Expired", "The provided continue parameter is too old") : nil
        }
        let done = try await engine(transport, pageSize: 2).migrateCRD(gears.name, events: NoEvents())
        #expect(done.written + done.writtenByOthers == 5)
        #expect(expired.withLock { $0 } > 1)
        #expect(try await stored(gears) == ["v2"])
    }

    /// Whoever has written an object meanwhile has had it stored anew.
    @Test func whatOthersDoMeanwhileIsFine() async throws {
        let gears = CRDGears()
        try await switched(gears)
        let transport = FaultyTransport { request in
            guard request.method == .patch else { return nil }
            if request.url.contains("/gear-1?") { return .failure(409, "Conflict", "has been modified") }
            if request.url.contains("/gear-2?") {
                let status: Value = [
                    "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
                    "message": "gears \"gear-2\" not found", "details": ["name": "gear-2", "kind": "gears"],
                ]
                return HTTPResponse(
                    status: 404, headers: ["Content-Type": "application/json"], body: HTTPBody(status.jsonBytes()))
            }
            return nil
        }
        let done = try await engine(transport).migrateCRD(gears.name, events: NoEvents())
        #expect([done.written, done.writtenByOthers, done.gone] == [3, 1, 1])
        #expect(try await stored(gears) == ["v2"])
    }

    @Test func whatTheServerRefusesIsNamedAndTheCRDStays() async throws {
        let gears = CRDGears()
        try await switched(gears)
        let strict: Value = ["type": "object", "properties": ["x": ["type": "string", "minLength": 2]]]
        _ = try await Live.driver().ensure(
            gears.request(
                CRDGears.two(storage: "v2", schema: strict), version: "3.0.0", accepted: [.boundTightened]))
        // From 1.30 on, what a write does not change is not judged again.
        guard try await Live.client().serverVersion().minor < 30 else {
            let done = try await Live.driver().migrateCRD(gears.name, events: NoEvents())
            #expect([done.written, done.writtenByOthers, done.gone] == [5, 0, 0])
            #expect(try await stored(gears) == ["v2"])
            return
        }
        try await refusals(gears, "gear-0")
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await Live.driver().migrateCRD(gears.name, events: NoEvents())
        }
        #expect(error?.code == .applyFailed)
        #expect(error?.hasChanged == true)
        let message = error?.message ?? ""
        #expect(message.contains("the server refuses 5 objects of CRD \(gears.name)"), "\(message)")
        #expect(message.contains("Gear \(gears.namespace)/gear-0") && message.contains("spec.x"))
        #expect(try await stored(gears) == ["v1", "v2"])
    }

    @Test func aConversionWebhookThatDoesNotAnswerIsToldInTheServersWords() async throws {
        let gears = CRDGears()
        try await switched(
            gears, objects: 1,
            more: [
                "conversion": [
                    "strategy": "Webhook",
                    "webhook": [
                        "conversionReviewVersions": ["v1"],
                        "clientConfig": ["service": ["namespace": "nowhere", "name": "nobody", "port": 443]],
                    ],
                ]
            ])
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await Live.driver().migrateCRD(gears.name, events: NoEvents())
        }
        #expect(error?.message.contains("conversion webhook") == true, "\(String(describing: error))")
        #expect(try await stored(gears) == ["v1", "v2"])
    }

    /// A CRD that was changed while its objects were written may have stored some of them in another version.
    @Test func aCRDThatChangesMeanwhileIsNotSettled() async throws {
        let gears = CRDGears()
        try await switched(gears, objects: 1)
        let live = try await gears.live()
        let generation = live["metadata"]?["generation"]?.integer ?? 0
        let changed = live.merged(with: ["metadata": ["generation": .integer(generation + 1)]])
        let reads = Mutex(0)
        let transport = FaultyTransport { request in
            guard request.method == .get, request.url.contains("/customresourcedefinitions/") else { return nil }
            let isLater = reads.withLock { count in
                count += 1
                return count > 1
            }
            guard isLater else { return nil }
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json"], body: HTTPBody(changed.jsonBytes()))
        }
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine(transport).migrateCRD(gears.name, events: NoEvents())
        }
        #expect(error?.message.contains("was changed while its objects were written") == true)
        #expect(error?.hasChanged == true)
        #expect(try await stored(gears) == ["v1", "v2"])
    }

    @Test func aConditionWrittenMeanwhileIsReadAgain() async throws {
        let gears = CRDGears()
        try await switched(gears, objects: 1)
        let writes = Mutex(0)
        let transport = FaultyTransport { request in
            guard request.method == .patch, request.url.contains("/status") else { return nil }
            let isFirst = writes.withLock { count in
                count += 1
                return count == 1
            }
            return isFirst ? .failure(409, "Conflict", "the object has been modified") : nil
        }
        let done = try await engine(transport).migrateCRD(gears.name, events: NoEvents())
        #expect(done.after == ["v2"])
        #expect(writes.withLock { $0 } == 2)
        #expect(try await stored(gears) == ["v2"])
    }

    @Test func aCRDThatIsNotThereIsBadInput() async throws {
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await Live.driver().migrateCRD("gears.nowhere.example.com", events: NoEvents())
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == "there is no CRD gears.nowhere.example.com")
    }
}
