import Events
import Formats
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Plans that are carried out later, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct SavedPlanApplyTests {
    private let namespace = Live.unique()

    private func request(_ values: Object = [:], chart: TestChart = .changing) throws -> ReleaseRequest {
        var request = try chart.request("demo", in: namespace, values: values)
        request.options.mode = .upgradeOrInstall
        return request
    }

    /// Through a file, as a user's does.
    private func saved(_ work: ReleaseWork, _ engine: ReleaseEngine) async throws -> SavedPlan {
        let forecast = try await engine.forecast(work, saving: true)
        let plan = try #require(forecast?.saved)
        return try SavedPlan(file: plan.fileBytes(), name: "plan")
    }

    private func refusal(_ plan: SavedPlan, _ engine: ReleaseEngine) async throws -> ReleaseError {
        try await #require(throws: ReleaseError.self) { try await engine.apply(plan) }
    }

    @Test func aPlanIsCarriedOutOnceAsItWasSeen() async throws {
        let engine = try await Live.driver()
        let client = try await Live.client()
        let install = try await saved(.make(try request(["text": "one", "extra": true])), engine)
        #expect(install.verb == "install")
        #expect(try await client.getIfPresent(.namespaces, namespace) == nil)
        let first = try #require(try await engine.apply(install).outcome)
        #expect(first.change == .created)
        #expect(first.record.status == "deployed")
        let again = try await refusal(install, engine)
        #expect(again.code == .moved)
        #expect(
            again.message.hasSuffix("no revision was the last one when it was made, and revision 1 (deployed) is now"))

        let upgrade = try await saved(.make(try request(["text": "two"])), engine)
        let second = try #require(try await engine.apply(upgrade).outcome)
        #expect(second.change == .changed)
        #expect(second.record.revision == 2)
        #expect(second.record.values == ["text": "two"])
        #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "two")
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) == nil)
    }

    @Test func aLiveObjectThatMovedIsNamedAndNothingIsChanged() async throws {
        let engine = try await Live.driver()
        let client = try await Live.client()
        _ = try await engine.ensure(try request(["text": "one", "extra": true]))
        let plan = try await saved(.make(try request(["text": "two"])), engine)
        _ = try await client.patch(
            .configMaps, "demo-map", namespace: namespace, with: .merge(["data": ["text": "mine"]]))
        _ = try await client.delete(.configMaps, "demo-extra", namespace: namespace)
        let error = try await refusal(plan, engine)
        #expect(error.code == .moved)
        #expect(!error.hasChanged)
        #expect(
            error.message.hasSuffix(
                "ConfigMap \(namespace)/demo-map was changed; ConfigMap \(namespace)/demo-extra is gone"),
            "\(error.message)")
        #expect(try await engine.record("demo", namespace: namespace)?.revision == 1)
        #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "mine")
        #expect(try await client.getIfPresent(.leases, "groundcrew.demo", namespace: namespace) == nil)
        // Put right again, it is what the plan was made for.
        let removal = try await saved(.uninstall(RemovalRequest(name: "demo", namespace: namespace)), engine)
        let record = try #require(try await engine.apply(removal).removed)
        #expect(record.status == "uninstalled")
        #expect(try await engine.record("demo", namespace: namespace) == nil)
    }

    @Test func somebodyElsesObjectInTheWayIsNamed() async throws {
        let engine = try await Live.driver()
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        var request = try request()
        request.namespace = namespace
        let plan = try await saved(.make(request), engine)
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"]], namespace: namespace)
        let error = try await refusal(plan, engine)
        #expect([.moved, .notOwned].contains(error.code))
        #expect(error.message.contains("ConfigMap \(namespace)/demo-map"))
        #expect(try await engine.record("demo", namespace: namespace) == nil)
    }

    @Test func whatAChartMakesUpIsAppliedAsItWasSeen() async throws {
        let chart = TestChart(
            "random",
            [
                "templates/s.yaml":
                    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: {{ randAlphaNum 20 | quote }}}\n"
            ])
        let engine = try await Live.driver()
        let plan = try await saved(.make(try request(chart: chart)), engine)
        guard case .make(let revision) = plan.work else {
            Issue.record("another kind of work")
            return
        }
        let made = try #require(revision.objects.first?.value["stringData"]?["key"]?.string)
        _ = try await engine.apply(plan)
        let live = try await Live.client().get(.secrets, "s", namespace: namespace)
        #expect(live["data"]?["key"]?.string == Base64.encode(Array(made.utf8)))
        // What people see of it, and what others may read, holds no secret.
        #expect(!plan.changes.json().contains(made))
    }

    @Test func crdsOfTheChartComeWithThePlan() async throws {
        let gears = NativeOrderTests.Gears()
        let chart = TestChart(
            "gears",
            ["crds/gear.yaml": gears.crd("gears", "Gear"), "templates/gear.yaml": gears.object("Gear", "one")])
        let engine = try await Live.driver()
        let plan = try await saved(.make(try request(chart: chart)), engine)
        let outcome = try #require(try await engine.apply(plan).outcome)
        #expect(outcome.record.status == "deployed")
        #expect(outcome.objectCount == 1)
    }

    @Test func rollbacksArePlannedForOneRevision() async throws {
        let engine = try await Live.driver()
        let client = try await Live.client()
        for text in ["one", "two", "three"] { _ = try await engine.ensure(try request(["text": .string(text)])) }
        let back = RollbackRequest(name: "demo", namespace: namespace)
        let plan = try await saved(.rollback(back), engine)
        let outcome = try #require(try await engine.apply(plan).outcome)
        #expect(outcome.record.description == "Rollback to 2")
        #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "two")
        #expect(try await refusal(plan, engine).code == .moved)
    }

    @Test func anotherClusterIsRefusedBeforeAnythingIsReadF28() async throws {
        let engine = try await Live.driver()
        var plan = try await saved(.make(try request()), engine)
        plan.cluster.kubeSystemUID = "another"
        let error = try await refusal(plan, engine)
        #expect(error.code == .moved)
        #expect(error.message.contains("it was made for the cluster"))
        #expect(try await Live.client().getIfPresent(.namespaces, namespace) == nil)
    }

    @Test func aReleaseUnderWorkGivesNoPlanForLater() async throws {
        let engine = try await Live.driver()
        _ = try await engine.ensure(try request())
        try await Live.client().rewriteRecord("demo", revision: 1, in: namespace, status: "pending-upgrade")
        let work = ReleaseWork.make(try request(["text": "two"]))
        let error = try await #require(throws: ReleaseError.self) {
            try await engine.forecast(work, saving: true)
        }
        #expect(error.code == .locked)
        #expect(try await engine.forecast(work)?.changes.verb == "upgrade")
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func helmCarriesASavedPlanOutToo(_ helm: TestParts.Part) async throws {
        let cluster = try await ControlPlane.shared()
        let client = try await Live.client()
        let engine = ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: client, charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let install = try await saved(.make(try request(["text": "one"])), engine)
        #expect(install.driver == "helm")
        // The other driver does not take what it did not plan.
        #expect(try await refusal(install, try await Live.driver()).code == .invalidRequest)
        let first = try #require(try await engine.apply(install).outcome)
        #expect(first.record.revision == 1)
        #expect(try await refusal(install, engine).code == .moved)
        let upgrade = try await saved(.make(try request(["text": "two"])), engine)
        _ = try await engine.apply(upgrade)
        let back = try await saved(.rollback(RollbackRequest(name: "demo", namespace: namespace)), engine)
        _ = try await engine.apply(back)
        #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "one")
        let removal = try await saved(.uninstall(RemovalRequest(name: "demo", namespace: namespace)), engine)
        _ = try await engine.apply(removal)
        #expect(try await engine.record("demo", namespace: namespace) == nil)
    }

    @Test func plansNameTheirRequests() async throws {
        let engine = try await Live.driver()
        _ = try await engine.ensure(try request(["text": "one", "extra": true]))
        let changes = try await engine.plan(try request(["text": "two"]))
        let path = "/api/v1/namespaces/\(namespace)/configmaps"
        #expect(
            changes.objects.map(\.requests) == [
                ["DELETE \(path)/demo-hook", "PATCH \(path)/demo-hook"], ["PATCH \(path)/demo-map"],
                ["DELETE \(path)/demo-extra"],
            ])
    }
}

extension ReleaseEngine {
    fileprivate func apply(_ plan: SavedPlan) async throws -> AppliedPlan {
        try await apply(plan, phase: .releases, events: NoEvents())
    }
}

extension AppliedPlan {
    fileprivate var outcome: ReleaseOutcome? { if case .made(let outcome) = self { outcome } else { nil } }
    fileprivate var removed: ReleaseRecord? { if case .removed(let release) = self { release.record } else { nil } }
}
