import Charts
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// Helm's words in records, names that are taken, and what results tell; no cluster.
@Suite struct ReleaseWordsTests {
    struct Words: Sendable, CustomTestStringConvertible {
        var verb: ReleaseVerb
        var name: String
        var hooks: [String]
        var status: String
        var pending: String
        var done: String
        var failed: String
        var testDescription: String { name }
    }

    /// `helm history` shows them, whoever made the revision.
    @Test(arguments: [
        Words(
            verb: .install, name: "install", hooks: ["pre-install", "post-install"], status: "pending-install",
            pending: "Initial install underway", done: "Install complete", failed: "Release \"web\" failed: why"),
        Words(
            verb: .upgrade, name: "upgrade", hooks: ["pre-upgrade", "post-upgrade"], status: "pending-upgrade",
            pending: "Preparing upgrade", done: "Upgrade complete", failed: "Upgrade \"web\" failed: why"),
        Words(
            verb: .rollback(3), name: "rollback", hooks: ["pre-rollback", "post-rollback"],
            status: "pending-rollback", pending: "Rollback to 3", done: "Rollback to 3",
            failed: "Rollback \"web\" failed: why"),
    ])
    func verbsSpeakAsHelmDoes(_ words: Words) {
        let verb = words.verb
        #expect(verb.name == words.name)
        #expect([verb.hooksBefore.rawValue, verb.hooksAfter.rawValue] == words.hooks)
        #expect(verb.pendingStatus.rawValue == words.status)
        #expect(verb.pendingStatus.isPending)
        #expect(verb.pendingDescription == words.pending)
        #expect(verb.doneDescription == words.done)
        #expect(verb.failedDescription("web", because: "why") == words.failed)
    }

    // MARK: - Names

    /// Namespaces are labels: longer than releases, and without dots.
    @Test(arguments: [
        ("a", true), ("0", true), ("a-b", true), (String(repeating: "a", count: 63), true),
        (String(repeating: "a", count: 64), false), ("a.b", false), ("", false), ("A", false), ("-a", false),
        ("a-", false),
    ])
    func namespacesAreLabels(_ name: String, _ isTaken: Bool) {
        func refusal() -> ReleaseError? {
            do throws(ReleaseError) {
                try ReleaseRequest.validate(namespace: name)
                return nil
            } catch {
                return error
            }
        }
        let error = refusal()
        #expect((error == nil) == isTaken)
        if !isTaken {
            #expect(error?.code == .invalidRequest)
            #expect(error?.message == "namespace \(name.debugDescription) is not allowed")
            #expect(error?.hint?.contains("at most 63") == true)
        }
    }

    // MARK: - Results

    private func record(chart: String, version: String) -> ReleaseRecord {
        StoredRelease(
            body: [
                "name": "demo", "namespace": "apps", "version": 2,
                "chart": ["metadata": ["name": .string(chart), "version": .string(version)]],
            ]
        ).summary
    }

    @Test func aChartIsCalledByWhatIsKnownOfIt() {
        #expect(record(chart: "web", version: "1.0.0").chartTitle == "web 1.0.0")
        #expect(record(chart: "web", version: "").chartTitle == "web")
        #expect(record(chart: "", version: "").chartTitle == "(unknown)")
    }

    @Test(arguments: [
        (ReleaseOutcome.Change.created, true), (.changed, true), (.unchanged, false), (.unknown, false),
    ])
    func onlyWhatWasDoneHasChangedTheCluster(_ change: ReleaseOutcome.Change, _ hasChanged: Bool) {
        let outcome = ReleaseOutcome(
            change: change, record: record(chart: "web", version: "1.0.0"), objectCount: 3, warnings: ["careful"])
        #expect(outcome.hasChanged == hasChanged)
        #expect(outcome.value["change"] == .string(change.rawValue))
        #expect(outcome.value["objects"] == 3)
        #expect(outcome.value["warnings"] == ["careful"])
        #expect(outcome.value["version"] == "1.0.0")
    }

    @Test func allLabelsOfTheOtherHaveToBeThere() {
        let labels = ReleaseLabels.origin(provider: "dynamo", role: .deployment)
        #expect(labels == ["groundcrew/provider": "dynamo", "groundcrew/role": "deployment"])
        #expect(labels.merging(["team": "red"]) { _, new in new }.contains(all: labels))
        #expect(labels.contains(all: [:]))
        #expect(!labels.contains(all: ReleaseLabels.origin(provider: "dynamo", role: .operator)))
        let half: ReleaseLabels = ["groundcrew/provider": "dynamo"]
        #expect(!half.contains(all: labels))
    }

    // MARK: - The engine

    @Test func aBundleIsNamedByReleaseAndTime() throws {
        var options = ClientOptions()
        // 2026-11-29 12:00:00.
        options.environment.now = { 1_795_953_600.9 }
        let client = try ScriptedServer().client().with(options)
        let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
        #expect(engine.bundleName("web") == "groundcrew-web-20261129T120000Z")
        #expect(engine.name == "native")
    }

    /// Work under way is that of the same command, with its lock, its place for bundles and its probe.
    @Test func patienceChangesNothingElse() throws {
        var engine = ReleaseEngine.native(
            client: try ScriptedServer().client(), charts: ChartResolver(remote: UnreachableCharts()))
        engine.lockWait = .seconds(7)
        engine.command = "groundcrew release upgrade"
        engine.bundles = NoBundles()
        let clock = InstantClock()
        engine.lockClock = clock
        let patient = engine.patient(within: .seconds(60))
        #expect(patient.lockWait == .seconds(7))
        #expect(patient.command == "groundcrew release upgrade")
        #expect(patient.bundles is NoBundles)
        let kept = patient.lockClock as? InstantClock
        #expect(kept === clock)
    }

    private struct NoBundles: BundleKeeping {
        func keep(_ bundle: DiagnosticsBundle, named name: String) throws -> String { "nowhere" }
    }
}
