import Charts
import Kubernetes
import Testing
import Value

@testable import Releases

/// What going back does not bring back.
@Suite struct IrreversibleTests {
    private static func object(_ type: ResourceType, _ name: String) -> ReleaseObject {
        ReleaseObject(
            value: ["metadata": ["name": .string(name), "namespace": "ns"]], type: type, path: "templates/a.yaml")
    }

    private static let crd: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "gears.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["kind": "Gear", "plural": "gears"],
            "versions": [["name": "v1", "served": true, "storage": true]],
        ],
    ]

    private func plan(
        crds: [CRDDocument] = [], isFirst: Bool = false, objects: [ReleaseObject] = [], obsolete: [ReleaseObject] = []
    ) throws -> ReleasePlan {
        let request = try TestChart.plain.request("demo", in: "ns")
        return ReleasePlan(
            verb: isFirst ? .install : .upgrade, request: request,
            chart: ResolvedChart(chart: try Chart.load(files: TestChart.plain.files), origin: "test"),
            history: isFirst ? ReleaseHistory(keys: []) : .deployed(),
            record: StoredRelease(body: ["name": "demo", "version": 2]), crds: crds,
            objects: objects, obsolete: obsolete, takesOverClientSide: false)
    }

    private func hook(_ kind: String, ran: Bool) -> StoredHook {
        StoredHook([
            "name": "setup", "kind": .string(kind), "events": ["pre-upgrade"],
            "last_run": ran ? ["phase": "Succeeded", "started_at": "2026-11-29T12:00:00Z"] : ["phase": ""],
        ])
    }

    private static let claims = ResourceType(
        group: "", version: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", isNamespaced: true)

    @Test func plainObjectsComeBackWhole() throws {
        let plan = try plan(
            objects: [Self.object(.deployments, "web"), Self.object(Self.claims, "data")],
            obsolete: [Self.object(.configMaps, "old")])
        #expect(Irreversible.remarks(plan, ran: []).isEmpty)
    }

    @Test func eachThingIsNamed() throws {
        let plan = try plan(
            crds: [try #require(CRDDocument(Self.crd, path: "crds/a.yaml"))],
            objects: [Self.object(.customResourceDefinitions, "other.example.com"), Self.object(.jobs, "migrate")],
            obsolete: [Self.object(Self.claims, "data")])
        #expect(
            Irreversible.remarks(plan, ran: [hook("Job", ran: true)]) == [
                "CRDs stay as this chart has them (gears.example.com)",
                "hooks have run, and what they did elsewhere stays (Job setup)",
                "Jobs may have run, and what they did elsewhere stays (Job.batch ns/migrate)",
                "claims were removed, and their data may be gone (PersistentVolumeClaim ns/data)",
            ])
    }

    /// What it left, its removal says.
    @Test func ofAFirstInstallTheCRDsAreNotToldTwice() throws {
        let crd = try #require(CRDDocument(Self.crd, path: "crds/a.yaml"))
        #expect(Irreversible.remarks(try plan(crds: [crd], isFirst: true), ran: []).isEmpty)
        #expect(Irreversible.remarks(try plan(crds: [crd]), ran: []).count == 1)
    }

    @Test(arguments: [("Job", true, 1), ("Pod", true, 1), ("Job", false, 0), ("ConfigMap", true, 0)])
    func onlyHooksThatHaveRunProgramsCount(kind: String, ran: Bool, count: Int) throws {
        #expect(Irreversible.remarks(try plan(), ran: [hook(kind, ran: ran)]).count == count)
    }
}
