import Testing
import Value

@testable import Preflight

/// What a snapshot is good for: the work for which it was recorded, and what holds whatever the work is.
@Suite struct SnapshotJudgingTests: FactGathering {
    private static let ofWork: [FactName] = [
        .rendered, .access, .admission, .registries, .leftObjects, .modelTokens, .hubModels, .pullSecrets,
        .podSources, .podNamespaces, .claimedVolumes, .admissionSamples,
    ]

    private static func snapshot(_ work: String = "one") -> Snapshot {
        var facts = SnapshotTests.facts()
        for name in ofWork { facts[name] = .known([]) }
        facts[.operators] = .known([["name": "o", "namespace": "n"]])
        facts[.nats] = .absent
        facts[.etcd] = .absent
        return SnapshotTests.snapshot(facts, work: work)
    }

    private func isNotGathered(_ fact: Fact) -> Bool {
        guard case .unknown(let reason) = fact else { return false }
        return reason.code == .notGathered && reason.message.contains("recorded for other work")
    }

    @Test func forTheSameWorkEverythingHolds() {
        let snapshot = Self.snapshot()
        #expect(snapshot.facts(for: Subject(), work: "one") == snapshot.facts)
    }

    @Test(arguments: ofWork)
    func forOtherWorkItIsNotKnown(name: FactName) {
        let facts = Self.snapshot().facts(for: Subject(), work: "other")
        #expect(isNotGathered(facts[name]))
        #expect(facts[.nodes] == Self.snapshot().facts[.nodes])
        #expect(facts[.helm] == .absent)
    }

    /// What was unknown stays so for its own reason, and what was not recorded is not made up.
    @Test func whatIsNotThereStaysSo() {
        var snapshot = Self.snapshot()
        snapshot.facts[.rendered] = .unknown(UnknownReason(.timeout, "no answer"))
        snapshot.facts.facts[.access] = nil
        let facts = snapshot.facts(for: Subject(), work: "other")
        #expect(facts[.rendered] == snapshot.facts[.rendered])
        #expect(facts.facts[.access] == nil)
    }

    /// That nothing was wanted then does not say that there is nothing.
    @Test func absentMayMeanThatNobodyLooked() {
        var subject = Subject()
        subject.nats = [.init(neededBy: ["o"], url: "nats://nats:4222")]
        subject.etcd = [.init(neededBy: ["o"], url: "http://etcd:2379")]
        let wanting = Self.snapshot().facts(for: subject, work: "other")
        #expect(isNotGathered(wanting[.nats]) && isNotGathered(wanting[.etcd]))
        let wantingNone = Self.snapshot().facts(for: Subject(), work: "other")
        #expect(wantingNone[.nats] == .absent && wantingNone[.etcd] == .absent)
        #expect(Self.snapshot().facts(for: subject, work: "one")[.nats] == .absent)
    }

    @Test func theReportSaysWhenItWasRecorded() throws {
        let catalog = try CheckCatalog.builtIn()
        let request = PreflightRequest(only: ["cluster"])
        let report = try Preflight.judge(Self.snapshot(), checks: catalog, work: "one", request)
        #expect(report.recordedAt == "2026-11-30T12:00:00Z")
        #expect(report.json["recordedAt"] == "2026-11-30T12:00:00Z")
        #expect(report.requests == nil)
        #expect(PreflightReport(results: []).json["recordedAt"] == nil)
        #expect(throws: PreflightError.self) {
            try Preflight.judge(Self.snapshot(), checks: catalog, work: "one", PreflightRequest(only: ["moon"]))
        }
    }

    // MARK: Recording

    @Test func withNothingWantedWhatHangsOnNothingIsRecorded() throws {
        let judge = Judge(try CheckCatalog.builtIn())
        let wishes = try judge.wishesForAnyWork(PreflightRequest())
        #expect(wishes.names.isSuperset(of: [.kubernetes, .nodes, .pods, .crds]))
        #expect(wishes.names.isDisjoint(with: FactName.ofWork))
        #expect(!wishes.objects.isEmpty)
        #expect(!wishes.objects.contains { $0.query.namespaces == .wanted })
    }

    @Test func whatIsLeftOutIsNotRecorded() throws {
        let judge = Judge(try CheckCatalog.builtIn())
        let one = try judge.wishesForAnyWork(PreflightRequest(only: ["cluster"]))
        #expect(one.names.contains(.kubernetes) && !one.names.contains(.nodes))
        let none = try judge.wishesForAnyWork(PreflightRequest(skip: ["cluster": ""], only: ["cluster"]))
        #expect(none.names.isEmpty && none.objects.isEmpty)
        #expect(throws: PreflightError.self) { try judge.wishesForAnyWork(PreflightRequest(only: ["moon"])) }
    }

    @Test func wishesAreJoined() {
        let query = ObjectsQuery(resource: "services")
        let one = FactWishes([.nodes], objects: [ObjectsWish(query, fields: [FieldPath(keys: ["a"])])])
        let other = FactWishes([.pods], objects: [ObjectsWish(query, fields: [FieldPath(keys: ["b"])])])
        let joined = one.joined(with: other)
        #expect(joined.names == [.nodes, .pods])
        #expect(joined.objects.map(\.fields) == [[FieldPath(keys: ["a"]), FieldPath(keys: ["b"])]])
    }

    /// Each list is asked for once, whichever of both asks.
    @Test func recordingReadsTheCluster() async throws {
        let (gatherer, _) = try self.gatherer()
        let preflight = Preflight(checks: try CheckCatalog.builtIn(), gatherer: gatherer)
        let facts = try await preflight.record(PreflightRequest(only: ["cluster"]), all: true)
        guard case .known = facts[.kubernetes] else {
            Issue.record("\(facts[.kubernetes])")
            return
        }
        #expect(facts.facts[.nodes] == nil)
    }
}
