import Testing
import Value

@testable import Releases

/// A record's Secret, to and fro.
@Suite struct RecordSecretTests {
    private static func record(_ status: ReleaseStatus = .pendingUpgrade) -> StoredRelease {
        var record = StoredRelease(
            body: [
                "name": "web", "namespace": "apps", "version": 4, "info": ["status": .string(status.rawValue)],
                "config": ["text": "é<&>"],
            ], labels: ["team": "gpu"])
        record.created = "5"
        record.resourceVersion = "77"
        record.mark = RunMark(RunJournalTests.run, hasLease: false)
        return record
    }

    private func secret(_ edit: (inout Object) -> Void, metadata: (inout Object) -> Void = { _ in }) throws -> Value {
        var object = try #require(try ReleaseStorage.object(Self.record(), modified: "7").object)
        var head = try #require(object["metadata"]?.object)
        metadata(&head)
        object["metadata"] = .object(head)
        edit(&object)
        return .object(object)
    }

    @Test func aRecordUnderWorkComesBackWithItsMark() throws {
        let record = Self.record()
        #expect(try ReleaseStorage.decode(ReleaseStorage.object(record, modified: "7")) == record)
    }

    /// Helm's Secrets have no annotations, and nobody is at work any more.
    @Test(arguments: [ReleaseStatus.deployed, .failed, .superseded, .uninstalled])
    func aRecordThatIsDoneBearsNoMark(_ status: ReleaseStatus) throws {
        let secret = try ReleaseStorage.object(Self.record(status), modified: "7")
        #expect(secret["metadata"]?["annotations"] == nil)
        #expect(try ReleaseStorage.decode(secret).mark == nil)
    }

    @Test func aNewRecordHasNoVersionAndNoTimes() throws {
        var record = Self.record()
        record.resourceVersion = ""
        record.created = nil
        let metadata = try ReleaseStorage.object(record, modified: nil)["metadata"]
        #expect(metadata?["resourceVersion"] == nil)
        #expect(metadata?["labels"]?["createdAt"] == nil)
        #expect(metadata?["labels"]?["modifiedAt"] == nil)
    }

    /// Room for what a record still gains is asked for before it begins.
    @Test func theGrowthOfARecordCounts() throws {
        let record = Self.record()
        let text = try #require(try ReleaseStorage.object(record, modified: nil)["data"]?["release"]?.string)
        let room = RecordLimits.packedBytes - text.utf8.count / 4 * 3
        _ = try ReleaseStorage.object(record, modified: nil, growth: room)
        let error = #expect(throws: ReleaseError.self) {
            _ = try ReleaseStorage.object(record, modified: nil, growth: room + 1)
        }
        #expect(error?.code == .recordTooLarge)
    }

    @Test func theNamespaceOfTheSecretFillsInForOldHelms() throws {
        var old = Self.record().body
        old["namespace"] = nil
        let data = try ReleaseCodec.encode(old)
        let found = try ReleaseStorage.decode(secret { $0["data"] = ["release": .string(data)] })
        #expect(found.namespace == "apps")
        // What the record itself says stands.
        let moved = try secret({ _ in }, metadata: { $0["namespace"] = "elsewhere" })
        #expect(try ReleaseStorage.decode(moved).namespace == "apps")
    }

    @Test func aBrokenSecretIsNamedWithWhatToDo() throws {
        let error = #expect(throws: ReleaseStorage.Unreadable.self) {
            _ = try ReleaseStorage.decode(secret { $0["type"] = nil })
        }
        let record = try #require(error?.record)
        #expect(
            record.description
                == "the release record in Secret apps/sh.helm.release.v1.web.v4 has the type (none), not "
                + "helm.sh/release.v1")
        #expect(record.release == "web")
        #expect(ReleaseError(record).release == "apps/web")
        #expect(
            ReleaseError(record).hint
                == "restore that Secret from a backup; what it holds now: kubectl get secret sh.helm.release.v1.web.v4 "
                + "--namespace apps --output yaml")
    }
}
