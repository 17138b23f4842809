import Events
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// What becomes of CRDs and their objects when releases go, or go back (F12, F13); on the real API server.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CRDLifeTests {
    private func remove(_ gears: CRDGears, _ log: EventLog = EventLog()) async throws -> RemovedRelease {
        try #require(
            try await Live.driver().uninstall(
                "demo", namespace: gears.namespace, timeout: .seconds(60), phase: .operators, events: log))
    }

    private func isSame(_ object: Value, _ gears: CRDGears, in place: String, version: String = "v1") async throws
        -> Bool
    {
        let name = object["metadata"]?["name"]?.string ?? ""
        let live = try await Live.client().get(gears.type(version), name, namespace: place)
        return live["metadata"]?["uid"] == object["metadata"]?["uid"] && live["spec"] == object["spec"]
    }

    // MARK: - Uninstall

    @Test(arguments: ["crds", "templates"])
    func aCRDWithObjectsOutlivesItsReleaseF12(folder: String) async throws {
        let client = try await Live.client()
        let gears = CRDGears()
        _ = try await Live.driver().ensure(gears.request(CRDGears.one(), in: folder))
        let place = try await client.makeNamespace()
        let object = try await gears.make("theirs", in: place)
        let log = EventLog()
        let gone = try await remove(gears, log)
        #expect(gone.record.status == "uninstalled")
        let left = try #require(gone.left.first)
        #expect(gone.left.count == 1)
        #expect(left.object == "CustomResourceDefinition.apiextensions.k8s.io \(gears.name)")
        #expect(left.reason.contains("it has objects such as Gear \(place)/theirs"), "\(left)")
        #expect(log.messages.contains(left.description))
        #expect(try await isSame(object, gears, in: place))
        #expect(try await gears.live()["metadata"]?["deletionTimestamp"] == nil)
    }

    /// What the release itself keeps is an object like any other.
    @Test func aCRDWhoseOnlyObjectIsKeptByPolicyStaysF12() async throws {
        let gears = CRDGears()
        let kept = gears.object("kept").merged(with: [
            "metadata": ["annotations": ["helm.sh/resource-policy": "keep"]]
        ])
        _ = try await Live.driver().ensure(
            gears.request(CRDGears.one(), in: "templates", more: ["templates/kept.yaml": kept.json()]))
        let gone = try await remove(gears)
        #expect(gone.left.count == 2, "\(gone.left)")
        #expect(gone.left.contains { $0.reason == "its policy is keep" })
        #expect(gone.left.contains { $0.reason.contains("it has objects such as Gear \(gears.namespace)/kept") })
        _ = try await Live.client().get(gears.type(), "kept", namespace: gears.namespace)
    }

    /// The same is told beforehand: the release's own objects do not keep its CRD, what it keeps does.
    @Test(arguments: [true, false])
    func thePlanOfARemovalTellsWhatStays(isKept: Bool) async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        let policy: Value = isKept ? ["metadata": ["annotations": ["helm.sh/resource-policy": "keep"]]] : [:]
        let object = gears.object("own").merged(with: policy)
        _ = try await engine.ensure(
            gears.request(CRDGears.one(), in: "templates", more: ["templates/own.yaml": object.json()]))
        let plan = try #require(try await engine.removalPlan("demo", namespace: gears.namespace))
        let crd = try #require(plan.objects.first { $0.object.hasPrefix("CustomResourceDefinition") })
        #expect(crd.change == (isKept ? .keep : .remove))
    }

    @Test func aCRDOfCrdsIsNamedAlsoWhereItHasNoObjects() async throws {
        let gears = CRDGears()
        _ = try await Live.driver().ensure(gears.request(CRDGears.one()))
        let gone = try await remove(gears)
        #expect(
            gone.left.map(\.reason) == ["what a chart has in crds/ never goes with a release; it has no objects"])
        _ = try await gears.live()
    }

    /// Helm's records hold the files of `crds/`.
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func whatHelmHasInstalledIsToldTheSame(helm: TestParts.Part) async throws {
        let cluster = try await ControlPlane.shared()
        let gears = CRDGears()
        let chart = TestChart("gears", ["crds/gear.yaml": gears.crd(CRDGears.one()).json()])
        try await TestParts.withTemporaryFolder { folder in
            try TestFiles.write(try chart.packed(), to: "\(folder)/gears.tgz")
            let result = try await cluster.helm(
                "install", "demo", "\(folder)/gears.tgz", "-n", gears.namespace, "--create-namespace", version: helm)
            try #require(result.isSuccess, "\(result)")
        }
        try await gears.make()
        let gone = try await remove(gears)
        #expect(gone.left.first?.reason.contains("such as Gear \(gears.namespace)/one") == true, "\(gone.left)")
    }

    // MARK: - Rollback

    /// Going back would take fields from objects that were written since.
    @Test func aRollbackLeavesACRDWhoseObjectsWouldLoseF13() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        let map = ["templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {a: b}\n"]
        let newer = ["templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {a: c}\n"]
        _ = try await engine.ensure(gears.request(CRDGears.one(), in: "templates", more: map))
        _ = try await engine.ensure(
            gears.request(CRDGears.one(CRDGears.xy), version: "2.0.0", in: "templates", more: newer))
        let object = try await gears.make("one", ["spec": ["x": "a", "y": "b"]])
        let back = try await engine.rollback(
            RollbackRequest(name: "demo", namespace: gears.namespace, waits: false), phase: .operators,
            events: NoEvents())
        #expect(back.record.revision == 3)
        #expect(
            back.warnings.contains {
                $0.hasPrefix("CRD \(gears.name) is left as it is: going back would harm it")
                    && $0.contains("schema.spec.y would be dropped")
            }, "\(back.warnings)")
        #expect(try await isSame(object, gears, in: gears.namespace))
        let live = try await engine.client.get(.configMaps, "map", namespace: gears.namespace)
        #expect(live["data"]?["a"] == "b")
        // The field is still one that objects may have.
        _ = try await gears.make("two", ["spec": ["y": "c"]])
        #expect(
            try await engine.client.get(gears.type(), "two", namespace: gears.namespace)["spec"]?["y"] == "c")
    }

    /// Objects are stored in a version that the former CRD does not have: the server would refuse half-way.
    @Test func aRollbackLeavesACRDThatStoresInANewVersionF13() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one(), in: "templates"))
        _ = try await engine.ensure(gears.request(CRDGears.two(storage: "v2"), version: "2.0.0", in: "templates"))
        let object = try await gears.make("one", version: "v2")
        let back = try await engine.rollback(
            RollbackRequest(name: "demo", namespace: gears.namespace, waits: false), phase: .operators,
            events: NoEvents())
        #expect(back.record.status == "deployed")
        #expect(back.warnings.contains { $0.contains("objects may be stored in it") }, "\(back.warnings)")
        #expect(try await isSame(object, gears, in: gears.namespace, version: "v2"))
        #expect(try await gears.live()["spec"]?["versions"]?.array?.count == 2)
    }

    @Test func aRollbackBringsACRDBackWhereItHarmsNothing() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one(), in: "templates"))
        _ = try await engine.ensure(gears.request(CRDGears.one(CRDGears.xy), version: "2.0.0", in: "templates"))
        let back = try await engine.rollback(
            RollbackRequest(name: "demo", namespace: gears.namespace, waits: false), phase: .operators,
            events: NoEvents())
        #expect(back.warnings.contains { $0.contains("it has no objects") }, "\(back.warnings)")
        let fields = try await gears.live()["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"]?["properties"]
        #expect(fields?["spec"]?["properties"]?["y"] == nil)
    }

    /// CRDs of `crds/` never go back.
    @Test func aRollbackLeavesTheCRDsOfCrdsF13() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one()))
        _ = try await engine.ensure(gears.request(CRDGears.one(CRDGears.xy), version: "2.0.0"))
        let object = try await gears.make("one", ["spec": ["y": "b"]])
        _ = try await engine.rollback(
            RollbackRequest(name: "demo", namespace: gears.namespace, waits: false), phase: .operators,
            events: NoEvents())
        #expect(try await isSame(object, gears, in: gears.namespace))
    }

    /// A CRD that an upgrade no longer has stays, with its objects.
    @Test func anUpgradeThatNoLongerHasACRDLeavesItF13() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one(), in: "templates"))
        let object = try await gears.make()
        let outcome = try await engine.ensure(gears.request(nil, version: "2.0.0"))
        #expect(outcome.warnings.contains { $0.contains("\(gears.name) stays: ") }, "\(outcome.warnings)")
        #expect(try await isSame(object, gears, in: gears.namespace))
    }

    /// A failed upgrade is undone, and what it did to the CRD stays where undoing would harm.
    @Test func whatAFailedUpgradeDidToACRDStaysF13() async throws {
        let gears = CRDGears()
        _ = try await Live.driver().ensure(gears.request(CRDGears.one(), in: "templates"))
        try await gears.make()
        let transport = FaultyTransport { request in
            guard request.method == .patch, request.url.contains("/services/bad"), !request.url.contains("dryRun")
            else { return nil }
            return .failure(403, "Forbidden", "services \\\"bad\\\" is forbidden: exceeded quota")
        }
        let engine = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        var request = try gears.request(
            CRDGears.one(CRDGears.xy), version: "2.0.0", in: "templates",
            more: [
                "templates/bad.yaml":
                    "apiVersion: v1\nkind: Service\nmetadata: {name: bad}\nspec: {ports: [{port: 80}]}\n"
            ])
        request.options.onFailure = .rollback
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        let words = "it was rolled back to revision 1; CRD \(gears.name) is left as it is: going back would harm it"
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        _ = try await engine.client.get(gears.type(), "one", namespace: gears.namespace)
        #expect(try await engine.record("demo", namespace: gears.namespace)?.revision == 3)
    }

    /// Helm applies whatever a revision has, so that it may not be asked to.
    @Test func helmIsNotAskedToTakeACRDBack() async throws {
        let cluster = try await ControlPlane.shared()
        let gears = CRDGears()
        let native = try await Live.driver()
        _ = try await native.ensure(gears.request(CRDGears.one(), in: "templates"))
        _ = try await native.ensure(gears.request(CRDGears.one(CRDGears.xy), version: "2.0.0", in: "templates"))
        try await gears.make("one", ["spec": ["y": "b"]])
        let helm = ReleaseEngine.helm(
            helm: try TestParts.path(.helm4), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await helm.rollback(
                RollbackRequest(name: "demo", namespace: gears.namespace, waits: false), phase: .operators,
                events: NoEvents())
        }
        #expect(error?.code == .unsafeCRD)
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains("helm cannot leave it as it is") == true, "\(String(describing: error))")
    }
}
