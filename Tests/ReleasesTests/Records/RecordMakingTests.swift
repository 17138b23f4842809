import Charts
import Testing
import Value

@testable import Releases

/// A new record, key for key as Helm writes it.
@Suite struct RecordMakingTests {
    private static func chart(_ more: [ChartFile] = []) throws -> Chart {
        try Chart.load(files: TestChart.plain.files + more)
    }

    private static func rendered(
        hooks: [Hook] = [], notes: String? = nil, chart: Chart
    ) -> RenderedChart {
        RenderedChart(
            documents: [RenderedManifest(sourcePath: "plain/templates/a.yaml", text: "a: b", value: ["a": "b"])],
            hooks: hooks, notes: notes, crdFiles: [], mergedValues: ["text": "merged"], chart: chart)
    }

    private func record(
        _ rendered: RenderedChart, firstDeployed: String? = nil, crds: [CRDDocument] = []
    ) -> StoredRelease {
        StoredRelease(
            rendered, name: "web", namespace: "apps", revision: 3, values: ["text": "mine"], time: "now",
            firstDeployed: firstDeployed, status: .pendingUpgrade, description: "Preparing upgrade",
            labels: ["team": "gpu"], crds: crds)
    }

    @Test func whatIsEmptyIsLeftOutAsHelmLeavesItOut() throws {
        let record = record(Self.rendered(notes: "", chart: try Self.chart()))
        #expect(
            Set(record.body.keys) == [
                "name", "info", "chart", "config", "manifest", "version", "namespace", "apply_method", "crds",
            ])
        #expect(
            record.body["info"] == [
                "first_deployed": "now", "last_deployed": "now", "description": "Preparing upgrade",
                "status": "pending-upgrade",
            ])
        #expect(record.crds == [])
        #expect(record.wasAppliedServerSide)
    }

    /// The user's values, not what templates saw.
    @Test func valuesManifestAndLabelsAreTheRevisions() throws {
        let record = record(Self.rendered(notes: "Say hello.", chart: try Self.chart()), firstDeployed: "once")
        #expect(record.values == ["text": "mine"])
        #expect(record.defaultValues == ["text": "hello"])
        #expect(record.manifest == "---\n# Source: plain/templates/a.yaml\na: b\n")
        #expect(record.revision == 3)
        #expect(record.labels == ["team": "gpu"])
        #expect(record.notes == "Say hello.")
        #expect(record.firstDeployed == "once")
        #expect(record.lastDeployed == "now")
        #expect(record.mark == nil && record.created == nil && record.resourceVersion.isEmpty)
    }

    @Test func filesAreKeptInTheirPlaces() throws {
        let record = record(
            Self.rendered(
                chart: try Self.chart([
                    ChartFile(path: "README.md", text: "hi"), ChartFile(path: "values.schema.json", text: "{}"),
                ])))
        let chart = try #require(record.body["chart"])
        #expect(chart["files"] == [["name": "README.md", "data": "aGk="]])
        #expect(chart["schema"] == "e30=")
        #expect(chart["lock"] == Value.null)
        #expect(
            (chart["templates"]?.array ?? []).map { $0["name"]?.string } == [
                "templates/NOTES.txt", "templates/map.yaml",
            ])
        #expect(chart["metadata"]?["appVersion"] == "7.1")
        let bare = self.record(Self.rendered(chart: try Self.chart()))
        #expect(bare.body["chart"]?["schema"] == Value.null)
        #expect(bare.body["chart"]?["files"] == [])
    }

    @Test func hooksAreWrittenWithWhatTheirChartNamed() throws {
        let plain = Hook(
            name: "plain", kind: "Job", path: "c/templates/a.yaml", text: "kind: Job", value: ["kind": "Job"],
            events: [.preInstall, .preUpgrade])
        let full = Hook(
            name: "full", kind: "Pod", path: "c/templates/b.yaml", text: "kind: Pod", value: ["kind": "Pod"],
            events: [.test], weight: -2, deletePolicies: [.hookSucceeded], outputLogPolicies: ["hook-failed"])
        let record = record(Self.rendered(hooks: [plain, full], chart: try Self.chart()))
        #expect(
            record.body["hooks"] == [
                [
                    "name": "plain", "kind": "Job", "path": "c/templates/a.yaml", "manifest": "kind: Job",
                    "events": ["pre-install", "pre-upgrade"], "last_run": ["phase": ""],
                ],
                [
                    "name": "full", "kind": "Pod", "path": "c/templates/b.yaml", "manifest": "kind: Pod",
                    "events": ["test"], "last_run": ["phase": ""], "weight": -2,
                    "delete_policies": ["hook-succeeded"], "output_log_policies": ["hook-failed"],
                ],
            ])
    }

    @Test func crdsAreNotedWithTheVersionsThatTheyServe() throws {
        let crd: Value = [
            "kind": "CustomResourceDefinition", "metadata": ["name": "gears.example.com"],
            "spec": ["versions": [["name": "v1", "served": true], ["name": "v1beta1", "served": false]]],
        ]
        let document = try #require(CRDDocument(crd, path: "crds/a.yaml"))
        let record = record(Self.rendered(chart: try Self.chart()), crds: [document])
        #expect(record.crds == ["gears.example.com"])
        #expect(record.crdVersions == ["gears.example.com": ["v1"]])
    }

    /// The earlier revision's content under the next number, as nobody's work yet.
    @Test func goingBackTakesTheContentAndNotTheHistory() throws {
        var former = record(Self.rendered(notes: "old", chart: try Self.chart()))
        former.body["version"] = 2
        former.body["apply_method"] = "csa"
        former.created = "5"
        former.resourceVersion = "77"
        former.mark = RunMark(RunJournalTests.run, hasLease: true)
        let last = record(Self.rendered(notes: "new", chart: try Self.chart()), firstDeployed: "once")
        let back = former.rolledBack(from: last, .rollback(2), time: "later")
        #expect(back.revision == 4)
        #expect(back.wasAppliedServerSide)
        #expect(
            back.body["info"] == [
                "first_deployed": "once", "last_deployed": "later", "description": "Rollback to 2",
                "status": "pending-rollback", "rollback_revision": 2, "notes": "old",
            ])
        #expect(back.manifest == former.manifest && back.labels == former.labels)
        #expect(back.created == nil && back.resourceVersion.isEmpty && back.mark == nil)
    }
}
