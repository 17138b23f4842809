import Kubernetes
import Testing
import Value

@testable import Releases

/// Records as Secrets of the simulated cluster, and whose change of one counts.
@Suite(.timeLimit(.minutes(2)))
struct ReleaseStorageTests {
    private static let mark = RunMark(RunJournalTests.run, hasLease: true)

    private static func revision(
        _ number: Int, _ status: ReleaseStatus = .deployed, in namespace: String, mark: RunMark? = nil,
        manifest: String = ""
    ) -> StoredRelease {
        var record = StoredRelease(body: [
            "name": "demo", "namespace": .string(namespace), "version": .integer(Int64(number)),
            "manifest": .string(manifest),
            "info": ["status": .string(status.rawValue)],
        ])
        record.mark = mark
        return record
    }

    /// - Parameter maps: a ConfigMap that each revision made.
    private func store(
        _ statuses: [ReleaseStatus], _ storage: ReleaseStorage, _ namespace: String, maps: [String] = []
    ) async throws {
        for (index, status) in statuses.enumerated() {
            let manifest =
                maps.isEmpty ? "" : "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(maps[index])}\n"
            var record = Self.revision(index + 1, status, in: namespace, manifest: manifest)
            try await storage.create(&record, keeping: [], limit: 0)
        }
    }

    private func revisions(_ storage: ReleaseStorage, _ namespace: String) async throws -> [Int] {
        try await storage.keys(release: "demo", namespace: namespace).map(\.revision)
    }

    // MARK: - Making

    @Test(
        arguments: [
            (0, [1, 2, 3, 4, 5]), (6, [1, 2, 3, 4, 5]), (5, [1, 2, 3, 4, 5]), (4, [2, 3, 4, 5]), (3, [2, 4, 5]),
            (2, [2, 5]), (1, [2, 5]),
        ] as [(Int, [Int])])
    func theOldestGoAndTheDeployedOneStays(_ limit: Int, _ left: [Int]) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            try await store([.superseded, .deployed, .failed, .failed], storage, namespace)
            var next = Self.revision(5, .pendingUpgrade, in: namespace)
            let keys = try await storage.keys(release: "demo", namespace: namespace)
            try await storage.create(&next, keeping: keys, limit: limit)
            #expect(try await revisions(storage, namespace) == left)
            #expect(!next.resourceVersion.isEmpty)
        }
    }

    /// What only a failed revision tells of would stay in the cluster for ever.
    @Test(
        arguments: [
            ([.superseded, .deployed, .failed, .failed], ["a", "a", "x", "a"], [2, 3, 5]),
            ([.superseded, .deployed, .failed, .failed], ["a", "a", "x", "x"], [2, 4, 5]),
            ([.superseded, .deployed, .failed, .failed], ["x", "a", "x", "y"], [2, 3, 4, 5]),
            // Nothing was ever whole, and the last that was is what comes back.
            ([.failed, .failed, .failed], ["a", "b", "b"], [1, 3, 4]),
            ([.superseded, .superseded, .failed], ["a", "a", "x"], [2, 3, 4]),
        ] as [([ReleaseStatus], [String], [Int])])
    func whatFailedSinceStaysWhileItIsNeeded(
        _ statuses: [ReleaseStatus], _ maps: [String], _ left: [Int]
    ) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            try await store(statuses, storage, namespace, maps: maps)
            var next = Self.revision(statuses.count + 1, .pendingUpgrade, in: namespace)
            let keys = try await storage.keys(release: "demo", namespace: namespace)
            try await storage.create(&next, keeping: keys, limit: 2)
            let revisions = try await revisions(storage, namespace)
            #expect(revisions == left)
        }
    }

    @Test func aRevisionThatIsThereIsAnotherRuns() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            try await store([.deployed], storage, namespace)
            let error = await #expect(throws: ReleaseError.self) {
                var second = Self.revision(1, .pendingInstall, in: namespace)
                try await storage.create(&second, keeping: [], limit: 0)
            }
            #expect(error?.code == .locked)
            #expect(
                error?.description
                    == "release \(namespace)/demo: another run has begun revision 1 at the same time")
        }
    }

    // MARK: - Changing

    @Test func whoeverChangesARecordFirstWins() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            var first = Self.revision(1, in: namespace)
            try await storage.create(&first, keeping: [], limit: 0)
            let second = first
            first.set(.superseded, description: "first")
            try await storage.update(&first)
            let error = await #expect(throws: ReleaseError.self) {
                var late = second
                late.set(.failed, description: "second")
                try await storage.update(&late)
            }
            #expect(error?.code == .locked)
            #expect(error?.message == "another run has changed the record of revision 1")
            #expect(try await storage.last("demo", namespace: namespace)?.description == "first")
        }
    }

    @Test(arguments: [(ReleaseStatus.deployed, true), (.failed, false), (.superseded, false)])
    func onlyADeployedRevisionStepsBack(_ status: ReleaseStatus, _ steps: Bool) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            try await store([status], storage, namespace)
            let key = try #require(try await storage.keys(release: "demo", namespace: namespace).last)
            // Whoever has labelled it meanwhile keeps nothing from it.
            _ = try await client.patch(
                .secrets, key.object, namespace: namespace, with: .merge(["metadata": ["labels": ["team": "red"]]]))
            let stepped = try await storage.stepBack(key)
            #expect(stepped == steps)
            let last = try await storage.last("demo", namespace: namespace)
            #expect(last?.status == (steps ? .superseded : status) && last?.labels == ["team": "red"])
            try await storage.delete(key)
            let gone = try await storage.stepBack(key)
            #expect(!gone)
        }
    }

    @Test func aCreationWithoutAnAnswerIsFoundByItsMark() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            var stored = Self.revision(1, .pendingInstall, in: namespace, mark: Self.mark)
            try await storage.create(&stored, keeping: [], limit: 0)
            var own = Self.revision(1, .pendingInstall, in: namespace, mark: Self.mark)
            try await storage.find(&own)
            #expect(own.resourceVersion == stored.resourceVersion)
            var theirs = Self.revision(1, .pendingInstall, in: namespace, mark: RunMark(Self.mark.run, hasLease: false))
            try await storage.find(&theirs)
            #expect(theirs.resourceVersion.isEmpty)
            var never = Self.revision(2, .pendingInstall, in: namespace, mark: Self.mark)
            try await storage.find(&never)
            #expect(never.resourceVersion.isEmpty)
        }
    }

    enum Meanwhile: Sendable, CaseIterable {
        case nothing, changedByItself, recovered, takenOver, removed, neverStored
    }

    /// A record under work is this run's until another has recovered it, whatever version it has.
    @Test(arguments: Meanwhile.allCases)
    func onlyOwnWorkIsSettled(_ meanwhile: Meanwhile) async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            var own = Self.revision(1, .pendingUpgrade, in: namespace, mark: Self.mark)
            if meanwhile != .neverStored { try await storage.create(&own, keeping: [], limit: 0) }
            var stored = own
            switch meanwhile {
            case .nothing, .neverStored: break
            case .changedByItself:
                stored.setInfo("notes", "later")
                try await storage.update(&stored)
            case .recovered:
                stored.set(.failed, description: "recovered")
                try await storage.update(&stored)
            case .takenOver:
                stored.mark?.run.id = "another"
                try await storage.update(&stored)
            case .removed:
                for key in try await storage.keys(release: "demo", namespace: namespace) {
                    try await storage.delete(key)
                }
            }
            let before = own
            let isSettled = try await storage.settle(&own) { $0.set(.deployed, description: "settled") }
            let isOwn = meanwhile == .nothing || meanwhile == .changedByItself
            #expect(isSettled == isOwn)
            let last = try await storage.last("demo", namespace: namespace)
            #expect((last?.description == "settled") == isOwn)
            #expect(own.status == (isOwn ? .deployed : before.status))
        }
    }

    // MARK: - Reading

    @Test func aHistoryIsTheDeployedRevisionAndWhatFailedAfterIt() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            let release = ReleaseName(name: "demo", namespace: namespace)
            #expect(try await ReleaseHistory.read(release, from: storage).last == nil)
            try await store([.superseded, .deployed, .failed, .pendingUpgrade], storage, namespace)
            let history = try await ReleaseHistory.read(release, from: storage)
            #expect(history.keys.map(\.revision) == [1, 2, 3, 4])
            #expect(history.deployed?.revision == 2)
            #expect(history.failed.map(\.revision) == [3, 4])
            #expect(history.last?.revision == 4)
            #expect(history.isUnderWork)
        }
    }

    /// Each may have left what no other tells of.
    @Test func ofManyFailuresAllAreRead() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            try await store(Array(repeating: .failed, count: 12), storage, namespace)
            let history = try await ReleaseHistory.read(
                ReleaseName(name: "demo", namespace: namespace), from: storage)
            #expect(history.deployed == nil)
            #expect(history.failed.map(\.revision) == Array(1...12))
            #expect(history.keys.count == 12)
        }
    }

    @Test func theNewestRevisionOfEachNamespaceIsListedAndStrangersAreNot() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let storage = ReleaseStorage(client: client)
            let other = try await client.makeNamespace()
            try await store([.superseded, .deployed], storage, namespace)
            try await store([.failed], storage, other)
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "Secret",
                    "metadata": ["name": "stranger", "labels": ["owner": "helm", "name": "demo", "version": "9"]],
                ], as: .secrets, namespace: namespace)
            let listing = try await storage.lastOfEach(name: "demo", namespace: nil)
            #expect(listing.unreadable.isEmpty)
            #expect(listing.releases.map(\.namespace) == [namespace, other].sorted())
            #expect(listing.releases.first { $0.namespace == namespace }?.revision == 2)

            var index = try await ReleaseIndex(client, namespace: namespace)
            #expect(index.entry("demo", namespace: namespace)?.revision == 2)
            #expect(index.entry("demo", namespace: other) == nil)
            index.add(try await ReleaseIndex(client, namespace: other))
            #expect(index.entry("demo", namespace: other)?.status == "failed")
            #expect(index.entries(named: "demo").map(\.namespace) == [namespace, other].sorted())
            #expect(index.entries(named: "dem").isEmpty)
        }
    }
}
