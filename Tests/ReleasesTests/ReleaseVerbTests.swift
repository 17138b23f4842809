import Charts
import Events
import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Install, upgrade and rollback as Helm's users know them, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct ReleaseVerbTests {
    private func request(
        _ namespace: String, _ mode: ReleaseOptions.Mode, values: Object = [:], chart: TestChart = .changing,
        _ adjust: (inout ReleaseOptions) -> Void = { _ in }
    ) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: values)
        request.options.mode = mode
        adjust(&request.options)
        return request
    }

    private func text(_ namespace: String) async throws -> Value {
        try await Live.client().get(.configMaps, "demo-map", namespace: namespace)["data"] ?? .null
    }

    private func rollback(_ namespace: String, to revision: Int? = nil) async throws -> ReleaseOutcome {
        try await Live.driver().rollback(
            RollbackRequest(name: "demo", namespace: namespace, revision: revision, waits: false), phase: .releases,
            events: NoEvents())
    }

    // MARK: - Modes

    @Test func installRefusesWhatIsThereAndUpgradeWhatIsNot() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        let missing = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(namespace, .upgrade))
        }
        #expect(missing?.code == .invalidRequest)
        #expect(missing?.description == "release \(namespace)/demo: there is no such release")
        #expect(try await engine.ensure(try request(namespace, .install)).change == .created)
        let there = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(namespace, .install))
        }
        #expect(there?.code == .invalidRequest)
        #expect(there?.description == "release \(namespace)/demo: it exists already, at revision 1")
        #expect(there?.hasChanged == false)
    }

    @Test func upgradeMakesARevisionEvenWhereNothingDiffersAsHelmDoes() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        #expect(try await engine.ensure(try request(namespace, .upgradeOrInstall)).record.revision == 1)
        let second = try await engine.ensure(try request(namespace, .upgradeOrInstall))
        #expect(second.record.revision == 2)
        #expect(second.change == .changed)
        #expect(try await engine.history("demo", namespace: namespace).map(\.status) == ["superseded", "deployed"])
        #expect(try await engine.ensure(try request(namespace, .ensure)).change == .unchanged)
    }

    @Test func descriptionAndHistoryAreWhatIsAskedFor() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        for number in 1...4 {
            let outcome = try await engine.ensure(
                try request(namespace, .upgradeOrInstall) {
                    $0.description = "number \(number)"
                    $0.historyLimit = 2
                })
            #expect(outcome.record.description == "number \(number)")
        }
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.revision) == [3, 4])
        #expect(try await engine.record("demo", namespace: namespace, revision: 3)?.description == "number 3")
        #expect(try await engine.record("demo", namespace: namespace, revision: 1) == nil)
    }

    @Test func hooksCanBeLeftOut() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, .install) { $0.runsHooks = false })
        #expect(try await Live.client().getIfPresent(.configMaps, "demo-hook", namespace: namespace) == nil)
        _ = try await engine.ensure(try request(namespace, .upgrade))
        #expect(try await Live.client().getIfPresent(.configMaps, "demo-hook", namespace: namespace) != nil)
    }

    // MARK: - Values

    @Test func formerValuesAreKeptOnlyWhenNoneAreGiven() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, .install, values: ["text": "one", "extra": true]))
        let kept = try await engine.ensure(
            try request(namespace, .upgrade) { $0.formerValues = .keepUnlessGiven })
        #expect(kept.record.values == ["text": "one", "extra": true])
        let dropped = try await engine.ensure(
            try request(namespace, .upgrade, values: ["text": "two"]) { $0.formerValues = .keepUnlessGiven })
        #expect(dropped.record.values == ["text": "two"])
        #expect(try await text(namespace) == ["text": "two"])
    }

    // MARK: - Rollback

    @Test func aRollbackIsANewRevisionThatIsWhatAnEarlierOneWas() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, .install, values: ["text": "one", "extra": true]))
        _ = try await engine.ensure(try request(namespace, .upgrade, values: ["text": "two", "extra": false]))
        let outcome = try await rollback(namespace)
        #expect(outcome.change == .changed)
        #expect(outcome.record.revision == 3)
        #expect(outcome.record.description == "Rollback to 1")
        #expect(outcome.record.values == ["text": "one", "extra": true])
        #expect(outcome.record.notes == "one for demo")
        #expect(try await text(namespace) == ["text": "one", "extra": "yes"])
        #expect(try await Live.client().getIfPresent(.configMaps, "demo-extra", namespace: namespace) != nil)
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.status) == ["superseded", "superseded", "deployed"])

        #expect(try await rollback(namespace, to: 2).record.revision == 4)
        #expect(try await Live.client().getIfPresent(.configMaps, "demo-extra", namespace: namespace) == nil)
    }

    @Test func aRevisionThatIsNotThereIsNamedWithThoseThatAre() async throws {
        let namespace = Live.unique()
        let none = await #expect(throws: ReleaseError.self) { _ = try await rollback(namespace) }
        #expect(none?.message == "there is no such release")
        _ = try await Live.driver().ensure(try request(namespace, .install))
        let only = "revision 1 is the only one, so there is none to go back to"
        for (revision, message) in [(nil, only), (0, only), (7, "there is no revision 7: its history has 1")]
            as [(Int?, String)]
        {
            let error = await #expect(throws: ReleaseError.self) { _ = try await rollback(namespace, to: revision) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message == message)
            #expect(error?.hasChanged == false)
        }
    }

    /// What Helm makes of the same: the same data, the same statuses, the same description.
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func aRollbackLeavesWhatHelmLeaves(_ part: TestParts.Part) async throws {
        let engine = try await Live.driver()
        let cluster = try await ControlPlane.shared()
        var seen: [[String]] = []
        for isNative in [true, false] {
            let namespace = Live.unique()
            _ = try await engine.ensure(try request(namespace, .install, values: ["text": "one"]))
            _ = try await engine.ensure(try request(namespace, .upgrade, values: ["text": "two", "extra": true]))
            if isNative {
                _ = try await rollback(namespace, to: 1)
            } else {
                let result = try await TestParts.run(
                    part, ["rollback", "demo", "1", "-n", namespace, "--kubeconfig", cluster.kubeconfig])
                #expect(result.isSuccess, "\(result)")
            }
            let history = try await engine.history("demo", namespace: namespace)
            let maps = try await Live.client().listAll(.configMaps, namespace: namespace).items
                .filter { $0["metadata"]?["name"]?.string?.hasPrefix("demo") == true }
            seen.append(
                history.map { "\($0.revision) \($0.status) \($0.description) \($0.values["text"]?.string ?? "")" }
                    + maps.map { "\($0["metadata"]?["name"]?.string ?? "") \(($0["data"] ?? .null).json())" })
        }
        #expect(seen[0] == seen[1])
    }

    // MARK: - On failure

    /// A Service for a namespace that is not there, which no dry run is held against: it might come with the run.
    private func breaking(_ namespace: String) throws -> ReleaseRequest {
        var chart = TestChart.changing
        chart.files.append(
            ChartFile(
                path: "templates/bad.yaml",
                // No dry run tells it: the namespace might come with the run.
                text: "apiVersion: v1\nkind: Service\nmetadata: {name: demo-bad, namespace: never-made}\n"
                    + "spec: {ports: [{port: 80}]}\n"))
        return try request(namespace, .upgradeOrInstall, values: ["text": "broken"], chart: chart) {
            $0.onFailure = .rollback
        }
    }

    @Test func aFailedUpgradeGoesBackWhenItIsAskedTo() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, .install, values: ["text": "one"]))
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(try breaking(namespace)) }
        #expect(error?.message.hasSuffix("; it was rolled back to revision 1") == true, "\(String(describing: error))")
        #expect(error?.hasChanged == true)
        #expect(try await text(namespace) == ["text": "one"])
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.status) == ["superseded", "failed", "deployed"])
        #expect(history.last?.description == "Rollback to 1")
    }

    @Test func aFailedFirstInstallIsRemovedWhenItIsAskedTo() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(try breaking(namespace)) }
        #expect(error?.message.hasSuffix("; what it had made was removed") == true, "\(String(describing: error))")
        #expect(try await Live.client().getIfPresent(.configMaps, "demo-map", namespace: namespace) == nil)
        #expect(try await engine.record("demo", namespace: namespace) == nil)
    }

    @Test func aFailureStaysWhereNothingElseIsAskedFor() async throws {
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, .install, values: ["text": "one"]))
        var request = try breaking(namespace)
        request.options.onFailure = .fail
        await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(try await text(namespace) == ["text": "broken"])
        #expect(try await engine.history("demo", namespace: namespace).map(\.status) == ["deployed", "failed"])
    }

    // MARK: - What others have

    @Test func fieldsOfOthersAreTakenOnlyWhenItIsAskedFor() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, .install, values: ["text": "one"]))
        _ = try await client.apply(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"], "data": ["text": "mine"]],
            namespace: namespace, options: ApplyOptions(fieldManager: "gitops", force: true))
        let refused = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(namespace, .upgrade, values: ["text": "two"]))
        }
        #expect(refused?.hint?.contains("--force-conflicts") == true)
        #expect(
            try await engine.ensure(
                try request(namespace, .upgrade, values: ["text": "two"]) { $0.fieldChoices.takesAll = true }
            ).record.status == "deployed")
        #expect(try await text(namespace) == ["text": "two"])
    }

    @Test func objectsOfNoReleaseAreTakenOnlyWhenItIsAskedFor() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = try await client.makeNamespace()
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"]], namespace: namespace)
        let refused = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(namespace, .install))
        }
        #expect(refused?.code == .notOwned)
        #expect(
            try await engine.ensure(try request(namespace, .install) { $0.takesOwnership = true }).change == .created)
    }

    @Test(arguments: EitherCluster.allCases)
    func objectsOfAnotherReleaseAreTakenAndTheirOwnerIsNamed(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            let chart = TestChart(
                "fixed", ["templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: fixed}\n"])
            _ = try await engine.ensure(try chart.request("first", in: namespace))
            var second = try chart.request("second", in: namespace)
            second.options.mode = .upgradeOrInstall
            let plain = second
            let refused = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(plain) }
            #expect(refused?.code == .notOwned)
            #expect(refused?.hint?.contains("--take-ownership") == true)
            second.options.takesOwnership = true
            let words =
                "objects of others are taken over: ConfigMap \(namespace)/fixed belongs to release \(namespace)/first; take "
                + "them out of what has them, or they may be taken back"
            let planned = try await engine.plan(second).warnings
            #expect(planned == [words])
            let outcome = try await engine.ensure(second)
            #expect(outcome.warnings == [words])
            let map = try await client.get(.configMaps, "fixed", namespace: namespace)
            #expect(map["metadata"]?["annotations"]?["meta.helm.sh/release-name"] == "second")
            // It is the release's from then on, and nobody else's.
            let again = try await engine.ensure(second).warnings
            #expect(again.isEmpty, "\(again)")
            let removed = try await engine.uninstall(try chart.request("first", in: namespace))
            #expect(removed != nil)
            let left = try await client.getIfPresent(.configMaps, "fixed", namespace: namespace)
            #expect(left != nil)
        }
    }

    // MARK: - CRDs

    private func crd(_ group: String, _ versions: [String]) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gears.\(group)}
        spec:
          group: \(group)
          scope: Namespaced
          names: {kind: Gear, plural: gears, singular: gear, listKind: GearList}
          versions:
        """ + "\n"
            + versions.enumerated().map { index, version in
                "  - {name: \(version), served: true, storage: \(index == 0), schema: {openAPIV3Schema: {type: object}}}\n"
            }.joined()
    }

    @Test func crdsAreCreatedUpgradedOrSkippedAsAskedFor() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        let group = "\(Live.unique("g")).example.com"
        func ensure(_ versions: [String], _ policy: ReleaseOptions.CRDs) async throws {
            let chart = TestChart("crds", ["crds/gear.yaml": crd(group, versions)])
            _ = try await engine.ensure(try request(namespace, .upgradeOrInstall, chart: chart) { $0.crds = policy })
        }
        func versions() async throws -> [String]? {
            try await client.getIfPresent(.customResourceDefinitions, "gears.\(group)")?["spec"]?["versions"]?.array?
                .compactMap { $0["name"]?.string }
        }
        try await ensure(["v1"], .skip)
        #expect(try await versions() == nil)
        try await ensure(["v1"], .create)
        #expect(try await versions() == ["v1"])
        try await ensure(["v1", "v2"], .create)
        #expect(try await versions() == ["v1"])
        try await ensure(["v1", "v2"], .upgrade)
        #expect(try await versions() == ["v1", "v2"])
    }
}
