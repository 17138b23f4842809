import Charts
import Kubernetes
import Testing
import Value

@testable import Releases

/// What a journal says of a plan, and what a list shows of runs.
@Suite struct RunPlacesTests {
    private static func object(_ type: ResourceType, _ name: String, _ content: Object = [:]) -> ReleaseObject {
        var value = content
        value["kind"] = .string(type.kind)
        value["metadata"] = ["name": .string(name), "namespace": "apps"]
        return ReleaseObject(value: .object(value), type: type, path: "web/templates/\(name).yaml")
    }

    private func plan(_ last: StoredRelease?, obsolete: [ReleaseObject] = []) throws -> ReleasePlan {
        ReleasePlan(
            verb: .upgrade, request: try TestChart.plain.request("web", in: "apps"),
            chart: ResolvedChart(chart: try Chart.load(files: TestChart.plain.files), origin: "test"),
            history: ReleaseHistory(keys: [], last: last),
            record: StoredRelease(body: [
                "name": "web", "namespace": "apps", "version": 4,
                "chart": ["metadata": ["name": "plain", "version": "1.0.0"]],
            ]), crds: [],
            objects: [
                Self.object(.configMaps, "b", ["data": ["text": "s3cret"]]), Self.object(.configMaps, "c"),
                Self.object(.deployments, "d"), Self.object(.namespaces, "a"),
            ], obsolete: obsolete,
            hookObjects: [Self.object(.secrets, "hook", ["stringData": ["key": "of-a-hook"]])],
            takesOverClientSide: false, createsNamespace: true)
    }

    @Test func namespacesComeFirstAndEachKindIsAWave() throws {
        let journal = try plan(StoredRelease(body: ["version": 3])).journal(driver: "native")
        let objects = journal["objects"]?.array ?? []
        #expect(
            objects.map { "\($0["wave"]?.integer ?? -1) \($0["object"]?.string ?? "")" } == [
                "0 Namespace a", "1 ConfigMap apps/b", "1 ConfigMap apps/c", "2 Deployment.apps apps/d",
            ])
        #expect(objects.first?["source"] == "web/templates/a.yaml")
        #expect(journal["subject"] == "release apps/web")
        #expect(journal["fromRevision"] == 3)
        #expect(journal["toRevision"] == 4)
        #expect(journal["chart"] == "plain 1.0.0")
        #expect(journal["createsNamespace"] == true)
        #expect(journal["hooks"] == ["Secret apps/hook"])
        #expect(!Value.object(journal).json().contains("s3cret"))
        #expect(try plan(nil).journal(driver: "native")["fromRevision"] == Value.null)
    }

    @Test func objectsThatGoAreNamedUpToALimit() throws {
        let old = (0...JournalLimits.objects).map { Self.object(.configMaps, "old\($0)") }
        let removed = try plan(nil, obsolete: old).journal(driver: "helm")["removes"]?.array ?? []
        #expect(removed.count == JournalLimits.objects)
        #expect(removed.first == "ConfigMap apps/old0")
    }

    /// Also of what goes, and of what hooks make.
    @Test func everySecretOfAPlanIsHidden() throws {
        let old = Self.object(.secrets, "old", ["stringData": ["key": "of-the-past"]])
        let words = try plan(nil, obsolete: [old]).secretWords
        #expect(words.hidden("of-a-hook, of-the-past, s3cret") == "(hidden), (hidden), s3cret")
        let removal = RemovalPlan(
            record: StoredRelease(body: ["name": "web", "namespace": "apps", "version": 4]), keys: [], objects: [old],
            hookObjects: [Self.object(.secrets, "hook", ["stringData": ["key": "of-a-hook"]])])
        #expect(removal.secretWords.hidden("of-a-hook, of-the-past") == "(hidden), (hidden)")
        let journal = removal.journal(driver: "native")
        #expect(journal["verb"] == "uninstall")
        #expect(journal["fromRevision"] == 4)
        #expect(journal["toRevision"] == Value.null)
        #expect(journal["objects"] == [["object": "Secret apps/old"]])
    }

    // MARK: - Lists

    private func summary(_ id: String, _ started: String, ended: String? = nil) -> RunSummary {
        var run = RunJournalTests.run
        run.id = id
        return RunSummary(
            run, namespace: "apps", status: .done, started: started, ended: ended, subjects: ["release apps/web"],
            isSimulated: true, place: "here", probe: RunSummaryTests.Probe(gone: nil))
    }

    @Test func runsOfOneMomentAreInOneOrder() {
        let runs = [summary("a", "2"), summary("c", "1"), summary("b", "2")]
        #expect(runs.ordered.map(\.id) == ["b", "a", "c"])
        #expect(Array(runs.reversed()).ordered.map(\.id) == ["b", "a", "c"])
    }

    @Test func programsReadTheSame() {
        #expect(
            summary("a", "2").value == [
                "id": "a", "namespace": "apps", "command": "groundcrew release upgrade", "state": "done",
                "started": "2", "ended": .null, "subjects": ["release apps/web"], "process": 7, "host": "build-3",
                "simulated": true, "keptIn": "here",
            ])
        #expect(summary("a", "2", ended: "3").value["ended"] == "3")
    }

    typealias Pair = (String?, String?, Bool, Bool)

    /// Files of all clusters lie in one folder.
    @Test(
        arguments: [
            ("u", "u", false, true), ("u", "v", true, false), (nil, "u", true, true), ("u", nil, false, false),
            (nil, nil, true, true),
        ] as [Pair])
    func withoutAnIdentityTheAddressTellsWhoseAFileIs(
        _ uid: String?, _ other: String?, _ isSameAddress: Bool, _ isTaken: Bool
    ) {
        let cluster = ClusterIdentity(server: "https://one", kubeSystemUID: uid)
        let asked = ClusterIdentity(server: isSameAddress ? "https://one" : "https://two", kubeSystemUID: other)
        #expect(cluster.isTakenFor(asked) == isTaken)
    }

    @Test(arguments: [(1, true), (40, true), (41, false)])
    func anIDIsAsLongAsALabelTakes(_ count: Int, _ isID: Bool) {
        #expect(RunIdentity.isID(String(repeating: "z", count: count)) == isID)
        #expect(RunIdentity.isID(String(repeating: "0", count: count)) == isID)
    }
}
