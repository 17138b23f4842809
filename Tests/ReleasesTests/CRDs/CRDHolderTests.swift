import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// CRDs that somebody else keeps (F18); on the real API server.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CRDHolderTests {
    private func kubectl(apply crd: Value) async throws {
        let cluster = try await ControlPlane.shared()
        let result = try await cluster.kubectl("apply", "-f", "-", input: crd.json())
        try #require(result.isSuccess, "\(result)")
    }

    /// The version would never come: nothing is waited for.
    @Test func aCRDOfKubectlThatServesTooLittleIsRefusedAtOnceF18() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        try await kubectl(apply: gears.crd(CRDGears.one()))
        var request = try gears.request(CRDGears.two(schema: CRDGears.xy))
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error?.code == .unsafeCRD)
        #expect(error?.hasChanged == false)
        let message = error?.message ?? ""
        #expect(message.contains("CRD \(gears.name): kubectl-client-side-apply owns "), "\(message)")
        #expect(message.contains("it does not serve v2"))
        #expect(error?.hint?.contains("--force-conflicts") == true)
        #expect(try await engine.client.getIfPresent(.namespaces, gears.namespace) == nil)

        let planned = try await engine.plan(request).objects.first
        #expect(planned?.change == .refused)
        #expect(planned?.reason?.contains("it does not serve v2") == true)

        request.options.fieldChoices.takesAll = true
        #expect(try await engine.ensure(request).change == .created)
        #expect(try await gears.live()["spec"]?["versions"]?.array?.count == 2)
    }

    @Test func aCRDOfKubectlThatServesEnoughIsLeftWithARemarkF18() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        try await kubectl(apply: gears.crd(CRDGears.one(CRDGears.xy)))
        let before = try await gears.live()
        let request = try gears.request(
            CRDGears.one(["type": "object", "properties": ["x": ["type": "integer"]]]),
            more: ["templates/one.yaml": gears.object("one").json()])
        let planned = try await engine.plan(request).objects.first
        #expect(planned?.change == .keep)
        #expect(planned?.reason?.contains("is left as it is: kubectl-client-side-apply owns") == true)
        let outcome = try await engine.ensure(request)
        #expect(outcome.record.status == "deployed")
        #expect(
            outcome.warnings.contains { $0.contains("CRD \(gears.name) is left as it is: kubectl-client-side-apply") },
            "\(outcome.warnings)")
        #expect(try await gears.live()["metadata"]?["generation"] == before["metadata"]?["generation"])
        #expect(try await engine.ensure(request).change == .unchanged)
    }

    /// What no other manager's field stands against is applied beside them.
    @Test func aCRDOfKubectlThatIsTheSameIsShared() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        try await kubectl(apply: gears.crd(CRDGears.one()))
        let outcome = try await engine.ensure(gears.request(CRDGears.one()))
        #expect(outcome.change == .created)
        #expect(outcome.warnings.isEmpty, "\(outcome.warnings)")
    }

    /// All releases share one field manager, so that no conflict would tell.
    @Test func aCRDOfAnotherReleaseStaysItsOwnF18() async throws {
        let engine = try await Live.driver()
        let gears = CRDGears()
        _ = try await engine.ensure(gears.request(CRDGears.one(), "first", in: "templates"))
        let before = try await gears.live()
        let same = try gears.request(CRDGears.one(CRDGears.xy), "second")
        for change in [ReleaseOutcome.Change.created, .unchanged] {
            let outcome = try await engine.ensure(same)
            #expect(outcome.change == change)
            let words = "CRD \(gears.name) is left as it is: it belongs to release \(gears.namespace)/first"
            #expect(outcome.warnings.contains(words), "\(outcome.warnings)")
        }
        #expect(try await gears.live()["metadata"]?["resourceVersion"] == before["metadata"]?["resourceVersion"])
        var more = try gears.request(CRDGears.two(), "third")
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(more) }
        #expect(
            error?.message.contains("it belongs to release \(gears.namespace)/first, and it does not serve v2") == true)
        more.options.takesOwnership = true
        #expect(try await engine.ensure(more).change == .created)
        #expect(try await gears.live()["spec"]?["versions"]?.array?.count == 2)
    }

    /// Taken by somebody between plan and apply.
    @Test func aCRDThatIsTakenMeanwhileIsNotWaitedFor() async throws {
        let client = try await Live.client()
        let gears = CRDGears()
        try await kubectl(apply: gears.crd(CRDGears.one()))
        let installer = CRDInstaller(
            client: client, deadline: Deadline(.seconds(60), clock: ContinuousClock()),
            release: ReleaseName(name: "demo", namespace: gears.namespace))
        func document(_ spec: Value) throws -> CRDDocument {
            try #require(CRDDocument(gears.crd(spec), path: "crds/gear.yaml"))
        }
        func install(_ spec: Value) async throws -> [String] { try await installer.install([try document(spec)]) }
        try await installer.waitUntilServed([try document(CRDGears.one())])
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await install(CRDGears.two(schema: CRDGears.xy))
        }
        #expect(error?.code == .applyFailed)
        #expect(error?.message.contains("it does not serve v2") == true, "\(String(describing: error))")
        let remarks = try await install(CRDGears.one(["type": "object", "properties": ["x": ["type": "integer"]]]))
        #expect(remarks.first?.contains("is left as it is: kubectl-client-side-apply owns") == true, "\(remarks)")
    }

    // MARK: - Marks

    @Test(arguments: [
        ("labels", "operators.coreos.com/gears.ns", "", "OLM"), ("labels", "olm.managed", "true", "OLM"),
        ("labels", "olm.operatorframework.io/owner-name", "gears", "OLM's extension gears"),
        ("labels", "kustomize.toolkit.fluxcd.io/name", "infra", "Flux's kustomization infra"),
        ("labels", "helm.toolkit.fluxcd.io/name", "gears", "Flux's release gears"),
        ("annotations", "argocd.argoproj.io/tracking-id", "a:b", "Argo CD"),
        ("labels", "argocd.argoproj.io/instance", "gears", "Argo CD's application gears"),
        ("labels", "kapp.k14s.io/app", "1", "kapp"),
        ("labels", "addonmanager.kubernetes.io/mode", "Reconcile", "the platform's add-on manager"),
        ("annotations", "include.release.openshift.io/self-managed", "true", "OpenShift"),
        ("labels", "app.kubernetes.io/managed-by", "robot", "robot"),
    ])
    func marksTellWhoseItIs(place: String, key: String, value: String, owner: String) {
        let release = ReleaseName(name: "demo", namespace: "apps")
        let crd: Value = ["metadata": .object([place: .object([key: .string(value)])])]
        #expect(CRDHolder(of: crd, besides: release).owner == owner)
        #expect(CRDHolder(of: crd, besides: release).release == nil)
    }

    @Test func ofReleasesOnlyOthersCount() {
        let release = ReleaseName(name: "demo", namespace: "apps")
        func holder(_ name: String, _ namespace: String) -> CRDHolder {
            CRDHolder(
                of: [
                    "metadata": [
                        "labels": ["app.kubernetes.io/managed-by": "Helm"],
                        "annotations": [
                            "meta.helm.sh/release-name": .string(name),
                            "meta.helm.sh/release-namespace": .string(namespace),
                        ],
                    ]
                ], besides: release)
        }
        #expect(holder("demo", "apps").owner == nil)
        #expect(holder("demo", "other").owner == "release other/demo")
        #expect(holder("demo", "other").words([]) == "it belongs to release other/demo")
        #expect(
            holder("demo", "other").words([.init(manager: "b", field: ".x"), .init(manager: "a", field: ".y")])
                == "a, b owns 2 of its fields, and it belongs to release other/demo")
        #expect(CRDHolder(of: ["metadata": [:]], besides: release).owner == nil)
    }

    @Test func whatItServesCountsOnceItIsEstablished() throws {
        let gears = CRDGears()
        let document = try #require(CRDDocument(gears.crd(CRDGears.two()), path: "crds/gear.yaml"))
        func missing(_ metadata: Object, _ conditions: [String: String]) -> [String] {
            var live = gears.crd(CRDGears.one()).object ?? [:]
            live["metadata"] = .object(metadata)
            live["status"] = [
                "conditions": .array(
                    conditions.sorted { $0.key < $1.key }
                        .map { ["type": .string($0.key), "status": .string($0.value)] })
            ]
            return CRDHolder.missing(document, in: .object(live))
        }
        #expect(missing([:], ["Established": "True", "NamesAccepted": "True"]) == ["v2"])
        // Made a moment ago.
        #expect(missing([:], [:]) == ["v2"])
        #expect(missing([:], ["Established": "False", "NamesAccepted": "True"]) == ["v2"])
        // What will never serve, or not for long.
        #expect(missing([:], ["Established": "False", "NamesAccepted": "False"]) == ["v1", "v2"])
        #expect(missing(["deletionTimestamp": "2026-01-01T00:00:00Z"], ["Established": "True"]) == ["v1", "v2"])
    }

    @Test func onlyWhatAChartMaySetMakesAManagerAnother() {
        func holder(_ manager: String, _ fields: Object) -> Bool {
            CRDHolder(
                of: ["metadata": ["managedFields": [["manager": .string(manager), "fieldsV1": .object(fields)]]]],
                besides: ReleaseName(name: "demo", namespace: "apps")
            ).hasOtherManagers
        }
        #expect(!holder("helm", ["f:spec": [:]]))
        #expect(!holder("kube-apiserver", ["f:status": [:]]))
        #expect(holder("kubectl", ["f:spec": [:]]))
        #expect(holder("kubectl", ["f:metadata": [:]]))
    }
}
