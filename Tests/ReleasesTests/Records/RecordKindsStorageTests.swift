import Kubernetes
import Testing
import Value

@testable import Releases

/// Records of both kinds in the simulated cluster: what is looked at, what is meant, and what is not to be seen.
@Suite(.timeLimit(.minutes(2)))
struct RecordKindsStorageTests {
    private static let release = ReleaseName(name: "demo", namespace: "team")

    private static func record(
        _ kind: RecordKind, _ number: Int = 1, name: String = "demo", _ status: ReleaseStatus = .deployed
    ) -> StoredRelease {
        var record = StoredRelease(body: [
            "name": .string(name), "namespace": "team", "version": .integer(Int64(number)), "manifest": "",
            "info": ["status": .string(status.rawValue), "description": .string(kind.rawValue)],
        ])
        record.kind = kind
        return record
    }

    /// - Returns: the record as it is stored.
    @discardableResult
    private func store(_ record: StoredRelease, _ cluster: NarrowCluster) async throws -> StoredRelease {
        var record = record
        try await ReleaseStorage(client: cluster.admin).create(&record, keeping: [], limit: 0)
        return record
    }

    private func with(_ resources: [String], _ body: (NarrowCluster) async throws -> Void) async throws {
        try await NarrowCluster.with(.sandbox, resources, body)
    }

    // MARK: - One kind

    @Test(arguments: RecordKind.allCases)
    func aRecordIsMadeChangedAndRemovedInItsKind(_ kind: RecordKind) async throws {
        try await with([]) { cluster in
            let storage = ReleaseStorage(client: cluster.admin)
            var first = try await store(Self.record(kind, 1, .superseded), cluster)
            #expect(!first.resourceVersion.isEmpty)
            try await store(Self.record(kind, 2), cluster)
            for other in RecordKind.allCases {
                let names = try await cluster.records(other)
                let all = ["sh.helm.release.v1.demo.v1", "sh.helm.release.v1.demo.v2"]
                #expect(names == (other == kind ? all : []))
            }
            let keys = try await storage.keys(release: "demo", namespace: "team")
            #expect(keys.map(\.revision) == [1, 2] && keys.allSatisfy { $0.kind == kind })
            first.set(.failed, description: "changed")
            try await storage.update(&first)
            let read = try await storage.read(keys[0])
            #expect(read.kind == kind && read.description == "changed")
            // Whoever has changed it first wins.
            var late = read
            late.resourceVersion = "1"
            let error = await #expect(throws: ReleaseError.self) { try await storage.update(&late) }
            #expect(error?.code == .locked)
            for key in keys { try await storage.delete(key) }
            let left = try await storage.last("demo", namespace: "team")
            #expect(left == nil)
        }
    }

    @Test func workOfItsOwnIsSettledWhereItIs() async throws {
        try await with([]) { cluster in
            let storage = ReleaseStorage(client: cluster.admin)
            let mark = RunMark(RunJournalTests.run, hasLease: true)
            var own = Self.record(.configMap, 1, .pendingInstall)
            own.mark = mark
            let stored = try await store(own, cluster)
            // One of the same number among the Secrets is another's.
            try await store(Self.record(.secret), cluster)
            try await storage.find(&own)
            #expect(own.resourceVersion == stored.resourceVersion)
            let isSettled = try await storage.settle(&own) { $0.set(.failed, description: "settled") }
            #expect(isSettled)
            let keys = try await storage.keys(like: own)
            #expect(keys.map(\.kind) == [.configMap])
            let read = try await storage.read(keys[0])
            #expect(read.description == "settled")
        }
    }

    // MARK: - Both kinds

    @Test(arguments: [nil, .secret, .configMap] as [RecordKind?])
    func ofBothTheUserSaysWhichAreMeant(_ named: RecordKind?) async throws {
        try await with([]) { cluster in
            for kind in RecordKind.allCases { try await store(Self.record(kind), cluster) }
            let storage = ReleaseStorage(client: cluster.admin, named: named)
            if let named {
                let last = try await storage.last("demo", namespace: "team")
                #expect(last?.kind == named && last?.description == named.rawValue)
            } else {
                let error = await #expect(throws: ReleaseError.self) {
                    _ = try await storage.last("demo", namespace: "team")
                }
                #expect(error?.code == .recordUnreadable)
                #expect(error?.description == "release team/demo: it has records in Secrets and in ConfigMaps")
                #expect(error?.hint?.contains("HELM_DRIVER=secret or HELM_DRIVER=configmap") == true)
            }
            // A list shows both.
            let listing = try await storage.lastOfEach(name: nil, namespace: "team")
            #expect(listing.releases.map(\.recordKind) == [.configMap, .secret])
            let index = try await ReleaseIndex(cluster.admin, namespace: nil, kind: named)
            let entry = try #require(index.entry("demo", namespace: "team"))
            if let named {
                let record = try await index.record(entry)
                #expect(record.recordKind == named)
            } else {
                await #expect(throws: ReleaseError.self) { _ = try await index.record(entry) }
            }
        }
    }

    @Test func eachReleaseIsActedOnWhereItIs() async throws {
        try await with([]) { cluster in
            try await store(Self.record(.secret, name: "one"), cluster)
            try await store(Self.record(.configMap, name: "two"), cluster)
            for named in [nil, .secret, .configMap] as [RecordKind?] {
                let engine = cluster.engine(cluster.admin, records: named)
                let one = try await engine.record("one", namespace: "team")
                let two = try await engine.history("two", namespace: "team")
                #expect(one?.recordKind == .secret && two.map(\.recordKind) == [.configMap])
                let none = try await engine.record("three", namespace: "team")
                #expect(none == nil)
            }
        }
    }

    @Test func oneThatCannotBeReadIsToldByItsKind() async throws {
        try await with([]) { cluster in
            let stored = try await store(Self.record(.configMap), cluster)
            _ = try await cluster.admin.patch(
                .configMaps, "sh.helm.release.v1.demo.v1", namespace: "team",
                with: .merge(["data": ["release": "AAAA"]]))
            let storage = ReleaseStorage(client: cluster.admin)
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await storage.last("demo", namespace: "team")
            }
            #expect(error?.message.contains("in ConfigMap team/sh.helm.release.v1.demo.v1 ") == true)
            let listing = try await storage.lastOfEach(name: nil, namespace: nil)
            #expect(listing.unreadable.map(\.kind) == [.configMap])
            #expect(stored.kind == .configMap)
        }
    }

    /// A map with somebody's labels and another name is no record.
    @Test func othersMapsAreNoRecords() async throws {
        try await with([]) { cluster in
            _ = try await cluster.admin.create(
                ["metadata": ["name": "settings", "labels": ["owner": "helm", "name": "demo", "version": "9"]]],
                as: .configMaps, namespace: "team")
            let keys = try await ReleaseStorage(client: cluster.admin).keys(release: "demo", namespace: "team")
            #expect(keys.isEmpty)
        }
    }

    // MARK: - What may not be looked at

    @Test func whatMayNotBeLookedAtIsAGapAndBothAreAnError() async throws {
        for seen in RecordKind.allCases {
            try await with([seen.type.plural]) { cluster in
                for kind in RecordKind.allCases { try await store(Self.record(kind, name: kind.rawValue), cluster) }
                let look = try await ReleaseStorage(client: cluster.user).look(release: nil, namespace: "team")
                #expect(look.keys.map(\.kind) == [seen])
                #expect(look.gaps.count == 1 && look.gap(seen) == nil)
                #expect(look.gaps.first?.error.code == .forbidden)
            }
        }
        try await with(["pods"]) { cluster in
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await ReleaseStorage(client: cluster.user).look(release: nil, namespace: "team")
            }
            #expect(error?.code == .forbidden && error?.request?.resource == "secrets")
        }
    }

    struct Sight: Sendable, CustomTestStringConvertible {
        /// What the caller may look at.
        var seen: RecordKind
        var named: RecordKind?
        /// Whether a release that is not seen is known not to be there.
        var isKnown: Bool
        var testDescription: String { "\(seen.rawValue), named \(named?.rawValue ?? "nothing")" }
    }

    /// Most records are Secrets: without having looked at those, nobody knows that a release is not there.
    @Test(arguments: [
        Sight(seen: .secret, isKnown: true), Sight(seen: .configMap, isKnown: false),
        Sight(seen: .secret, named: .secret, isKnown: true), Sight(seen: .configMap, named: .secret, isKnown: false),
        Sight(seen: .secret, named: .configMap, isKnown: false),
        Sight(seen: .configMap, named: .configMap, isKnown: true),
    ])
    func whatIsNotSeenIsAbsentOnlyWhereRecordsAreLookedFor(_ sight: Sight) async throws {
        try await with([sight.seen.type.plural]) { cluster in
            try await store(Self.record(sight.seen, name: "seen"), cluster)
            let storage = ReleaseStorage(client: cluster.user, named: sight.named)
            let seen = try await storage.last("seen", namespace: "team")
            #expect(seen?.kind == sight.seen)
            if sight.isKnown {
                let none = try await storage.last("demo", namespace: "team")
                #expect(none == nil)
                let listing = try await storage.lastOfEach(name: nil, namespace: "team")
                #expect(listing.releases.map(\.name) == ["seen"] && listing.gaps.isEmpty)
            } else {
                let error = await #expect(throws: KubernetesError.self) {
                    _ = try await storage.last("demo", namespace: "team")
                }
                #expect(error?.code == .forbidden)
                await #expect(throws: KubernetesError.self) {
                    _ = try await storage.lastOfEach(name: nil, namespace: "team")
                }
            }
            let all = try await storage.lastOfEach(name: nil, namespace: "team", allowsGaps: true)
            #expect(all.releases.map(\.name) == ["seen"] && all.gaps.count == 1)
            let history = try await ReleaseHistory.read(Self.release, from: storage, allowsGaps: true)
            #expect(history.keys.isEmpty && history.gaps.count == 1)
            #expect((history.hidden == nil) == sight.isKnown)
        }
    }

    @Test func anIndexKnowsWhatItMayLack() async throws {
        try await with(["configmaps"]) { cluster in
            try await store(Self.record(.configMap, name: "seen"), cluster)
            var index = try await ReleaseIndex(cluster.user, namespace: "team")
            #expect(index.gap?.kind == .secret)
            #expect(index.entry("seen", namespace: "team")?.revision == 1)
            index.add(try await ReleaseIndex(cluster.user, namespace: "team"))
            #expect(index.gaps.count == 1)
            let named = try await ReleaseIndex(cluster.user, namespace: "team", kind: .configMap)
            #expect(named.gap == nil && named.gaps.count == 1)
        }
    }

    /// An upgrade of what nobody can see is not refused as absent.
    @Test func anUpgradeOfWhatIsHiddenIsNotKnown() async throws {
        try await with(["configmaps"]) { cluster in
            var request = try TestChart.plain.request("demo", in: "team")
            request.options.mode = .upgrade
            let asked = request
            let error = await #expect(throws: ReleaseError.self) { _ = try await cluster.engine().ensure(asked) }
            #expect(error?.code == .forbidden)
            #expect(error?.message.hasPrefix("whether it is there is not known: releases kept as Secrets") == true)
            #expect(error?.hint == "ask for the right to list secrets in namespace team; nothing was changed")
        }
    }
}
