import FoundationEssentials
import Testing
import Value

@testable import Releases

/// A record's ConfigMap, to and fro: what Helm's driver of that name writes.
@Suite struct RecordMapTests {
    private static func record(_ status: ReleaseStatus = .pendingUpgrade) -> StoredRelease {
        var record = StoredRelease(
            body: [
                "name": "web", "namespace": "apps", "version": 4, "info": ["status": .string(status.rawValue)],
                "config": ["text": "é<&>"],
            ], labels: ["team": "gpu"])
        record.created = "5"
        record.resourceVersion = "77"
        record.mark = RunMark(RunJournalTests.run, hasLease: false)
        record.kind = .configMap
        return record
    }

    private static func map(_ edit: (inout Object) -> Void) throws -> Value {
        var object = try #require(try ReleaseStorage.object(record(), modified: "7").object)
        edit(&object)
        return .object(object)
    }

    @Test func itComesBackWithItsMarkAndItsKind() throws {
        let record = Self.record()
        let map = try ReleaseStorage.object(record, modified: "7")
        #expect(try ReleaseStorage.decode(map, .configMap) == record)
        #expect(try ReleaseStorage.decode(map, .configMap).summary.recordKind == .configMap)
    }

    /// Without a type, which ConfigMaps have none of, and with one layer of base64.
    @Test func itIsWhatHelmWrites() throws {
        let map = try ReleaseStorage.object(Self.record(.deployed), modified: "7")
        #expect(map["apiVersion"] == "v1")
        #expect(map["kind"] == "ConfigMap")
        #expect(map["type"] == nil)
        #expect(map["metadata"]?["name"] == "sh.helm.release.v1.web.v4")
        #expect(map["metadata"]?["annotations"] == nil)
        #expect(
            map["metadata"]?["labels"] == [
                "team": "gpu", "createdAt": "5", "modifiedAt": "7", "name": "web", "owner": "helm",
                "status": "deployed", "version": "4",
            ])
        let text = try #require(map["data"]?["release"]?.string)
        // gzip, as base64 begins it.
        #expect(text.hasPrefix("H4sI"))
        let secret = try ReleaseCodec.encode(Self.record(.deployed).body)
        #expect(Data(base64Encoded: secret).map { Array($0) } == Array(text.utf8))
    }

    @Test func itsBytesAreCountedAsTheyAre() throws {
        let record = Self.record()
        let text = try #require(try ReleaseStorage.object(record, modified: nil)["data"]?["release"]?.string)
        let size = try ReleaseStorage.size(of: record)
        #expect(size == text.utf8.count)
        let room = RecordLimits.packedBytes - size
        _ = try ReleaseStorage.object(record, modified: nil, growth: room)
        let error = #expect(throws: ReleaseError.self) {
            _ = try ReleaseStorage.object(record, modified: nil, growth: room + 1)
        }
        #expect(error?.code == .recordTooLarge)
        #expect(error?.message.hasSuffix(" bytes packed, and a ConfigMap holds 1048576") == true)
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var data: Value
        var problem: String
    }

    @Test(arguments: [
        Damage(testDescription: "no data", data: [:], problem: "has no data under the key release"),
        Damage(testDescription: "no base64", data: ["release": "%%"], problem: "is not base64"),
        // As a Secret holds it.
        Damage(
            testDescription: "two layers", data: ["release": .string(Data("H4sI".utf8).base64EncodedString())],
            problem: "is not JSON"),
    ])
    func aBrokenOneIsNamedWithWhatToDo(_ damage: Damage) throws {
        let error = #expect(throws: ReleaseStorage.Unreadable.self) {
            _ = try ReleaseStorage.decode(try Self.map { $0["data"] = damage.data }, .configMap)
        }
        let record = try #require(error?.record)
        #expect(record.kind == .configMap)
        #expect(
            record.description.hasPrefix(
                "the release record in ConfigMap apps/sh.helm.release.v1.web.v4 \(damage.problem)"), "\(record)")
        #expect(
            record.hint
                == "restore that ConfigMap from a backup; what it holds now: kubectl get configmap "
                + "sh.helm.release.v1.web.v4 --namespace apps --output yaml")
    }

    // MARK: - Secrets in it

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var manifest = ""
        var hook = ""
        var names: [String]
    }

    @Test(arguments: [
        Held(testDescription: "nothing", names: []),
        Held(
            testDescription: "others",
            manifest: "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n# nothing\n", names: []),
        Held(
            testDescription: "a kind of that name elsewhere",
            manifest: "apiVersion: example.com/v1\nkind: Secret\nmetadata: {name: a}\n", names: []),
        Held(
            testDescription: "two",
            manifest: """
                apiVersion: v1
                kind: Secret
                metadata: {name: a}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {generateName: b-}
                """, names: ["a", "(unnamed)"]),
        Held(
            testDescription: "in a list",
            manifest: "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret, metadata: {name: a}}]\n",
            names: ["a"]),
        Held(
            testDescription: "of a hook", manifest: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
            hook: "apiVersion: v1\nkind: Secret\nmetadata: {name: before}\n", names: ["before"]),
    ])
    func secretsOfManifestAndHooksAreFound(_ held: Held) throws {
        var record = StoredRelease(body: ["manifest": .string(held.manifest)])
        if !held.hook.isEmpty { record.body["hooks"] = [["name": "h", "manifest": .string(held.hook)]] }
        #expect(try record.heldSecrets == held.names)
    }
}
