import Events
import Kubernetes
import Releases
import TestParts
import TestSupport
import Testing
import Value

/// CRDs, hooks and order, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct NativeOrderTests {
    /// A CRD and an object of it, in two groups that no other test uses.
    struct Gears {
        let group = "\(Live.unique()).example.com"

        func crd(_ plural: String, _ kind: String, versions: [String] = ["v1"], padding: Int = 0) -> String {
            let served = versions.enumerated().map { index, version in
                """
                  - name: \(version)
                    served: true
                    storage: \(index == 0)
                    schema:
                      openAPIV3Schema:
                        type: object
                        description: "\(String(repeating: "long ", count: padding / 5))"
                        properties:
                          spec: {type: object, properties: {teeth: {type: integer}}}

                """
            }
            return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: \(plural).\(group)}
                spec:
                  group: \(group)
                  scope: Namespaced
                  names: {plural: \(plural), kind: \(kind), singular: \(kind.lowercased()), listKind: \(kind)List}
                  versions:

                """ + served.joined()
        }

        func object(_ kind: String, _ name: String) -> String {
            "apiVersion: \(group)/v1\nkind: \(kind)\nmetadata: {name: \(name)}\nspec: {teeth: 12}\n"
        }
    }

    // MARK: - CRDs

    @Test func crdsAreServedBeforeTheirObjectsAreAppliedF14F15() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let gears = Gears()
        let namespace = Live.unique()
        // One document of the file is there already (F15); one CRD is in templates.
        _ = try await client.create(
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
        let early = TestChart("early", ["crds/all.yaml": gears.crd("cogs", "Cog")])
        _ = try await driver.ensure(try early.request("early", in: namespace))
        let chart = TestChart(
            "gears",
            [
                "crds/all.yaml": gears.crd("cogs", "Cog") + "---\n" + gears.crd("gears", "Gear"),
                "templates/crd.yaml": gears.crd("levers", "Lever"),
                "templates/gear.yaml": gears.object("Gear", "one"),
                "templates/lever.yaml": gears.object("Lever", "two"),
                "templates/asked.yaml": """
                {{- if .Capabilities.APIVersions.Has "\(gears.group)/v1/Gear" }}
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: has-gear}
                {{- end }}
                """,
            ])
        let outcome = try await driver.ensure(try chart.request("demo", in: namespace, waits: true))
        #expect(outcome.change == .created)
        #expect(outcome.warnings.isEmpty)
        for (kind, name) in [("Gear", "one"), ("Lever", "two")] {
            let live = try await client.get(
                ObjectReference(apiVersion: "\(gears.group)/v1", kind: kind, namespace: namespace, name: name))
            #expect(live["spec"]?["teeth"] == 12)
        }
        #expect(try await client.getIfPresent(.configMaps, "has-gear", namespace: namespace) != nil)
        #expect(try await driver.ensure(try chart.request("demo", in: namespace)).change == .unchanged)

        // Uninstalling takes no CRD with objects along (F12), and never those of crds/.
        let foreign = try await client.makeNamespace()
        _ = try await client.create(
            [
                "apiVersion": .string("\(gears.group)/v1"), "kind": "Lever", "metadata": ["name": "other"],
            ], namespace: foreign)
        let log = EventLog()
        _ = try await driver.uninstall(
            "demo", namespace: namespace, timeout: .seconds(60), phase: .operators, events: log)
        #expect(
            log.messages.contains {
                $0.contains("levers.\(gears.group) stays: it has objects such as Lever \(foreign)/other")
            })
        for plural in ["cogs", "gears", "levers"] {
            #expect(
                try await client.getIfPresent(.customResourceDefinitions, "\(plural).\(gears.group)") != nil)
        }
    }

    @Test func crdsInstalledByHelm3AreUpgradedF11() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let gears = Gears()
        let namespace = Live.unique()
        let old = TestChart("gears", ["crds/gear.yaml": gears.crd("gears", "Gear")])
        let cluster = try await ControlPlane.shared()
        try await TestParts.withTemporaryFolder { folder in
            try TestFiles.write(try old.packed(), to: "\(folder)/old.tgz")
            let result = try await TestParts.run(
                .helm3,
                [
                    "install", "demo", "\(folder)/old.tgz", "-n", namespace, "--create-namespace", "--kubeconfig",
                    cluster.kubeconfig,
                ])
            try #require(result.isSuccess, "\(result)")
        }
        let new = TestChart(
            "gears", version: "2.0.0", ["crds/gear.yaml": gears.crd("gears", "Gear", versions: ["v1", "v2"])])
        let outcome = try await driver.ensure(try new.request("demo", in: namespace))
        #expect(outcome.warnings.isEmpty, "\(outcome.warnings)")
        let live = try await client.get(.customResourceDefinitions, "gears.\(gears.group)")
        #expect(live["spec"]?["versions"]?.array?.count == 2)
    }

    @Test func aCRDBeyondTheLimitOfAnnotationsIsAppliedF16() async throws {
        let gears = Gears()
        let chart = TestChart("big", ["crds/gear.yaml": gears.crd("gears", "Gear", padding: 400_000)])
        let outcome = try await Live.driver().ensure(try chart.request("demo", in: Live.unique()))
        #expect(outcome.change == .created)
    }

    /// A server answers a server-side apply of a key that it does not know with a bare 500, whatever its version.
    @Test func aCRDThatIsTooNewForTheServerIsStoredWithAWarning() async throws {
        let client = try await Live.client()
        let gears = Gears()
        let crd = gears.crd("gears", "Gear").replacing(
            "spec: {type: object,",
            with: "spec: {type: object, x-kubernetes-from-tomorrow: true,")
        for folder in ["crds", "templates"] {
            let chart = TestChart("new", ["\(folder)/gear.yaml": crd])
            let outcome = try await Live.driver().ensure(try chart.request(folder, in: Live.unique()))
            #expect(outcome.warnings.contains { $0.contains("server is too old for") }, "\(outcome.warnings)")
            let name = "gears.\(gears.group)"
            #expect(try await client.getIfPresent(.customResourceDefinitions, name) != nil)
            if folder == "crds" { _ = try await client.delete(.customResourceDefinitions, name) }
            while try await client.getIfPresent(.customResourceDefinitions, name) != nil, folder == "crds" {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    @Test func aChangeOfScopeIsRefusedBeforeAnythingIsChangedF17() async throws {
        let driver = try await Live.driver()
        let gears = Gears()
        let namespace = Live.unique()
        let crd = gears.crd("gears", "Gear")
        _ = try await driver.ensure(try TestChart("gears", ["crds/g.yaml": crd]).request("demo", in: namespace))
        let changed = crd.replacing("scope: Namespaced", with: "scope: Cluster")
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(
                try TestChart("gears", version: "2.0.0", ["crds/g.yaml": changed]).request("demo", in: namespace))
        }
        #expect(error?.message.contains("scope would change from Namespaced") == true)
        #expect(try await driver.record("demo", namespace: namespace)?.revision == 1)
    }

    @Test func aKindThatNobodyServesIsSaidBeforeAnythingIsChanged() async throws {
        let driver = try await Live.driver()
        let chart = TestChart("lost", ["templates/g.yaml": Gears().object("Gear", "one")])
        let namespace = Live.unique()
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.ensure(try chart.request("demo", in: namespace))
        }
        #expect(error?.code == .invalidChart)
        #expect(error?.message.contains("lost/templates/g.yaml") == true)
        #expect(try await driver.record("demo", namespace: namespace) == nil)
    }

    @Test func aCRDWithoutForeignObjectsGoesWithItsRelease() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let gears = Gears()
        let chart = TestChart(
            "gears",
            ["templates/crd.yaml": gears.crd("gears", "Gear"), "templates/gear.yaml": gears.object("Gear", "one")])
        let request = try chart.request("demo", in: Live.unique())
        _ = try await driver.ensure(request)
        _ = try await driver.uninstall(request)
        #expect(try await client.getIfPresent(.customResourceDefinitions, "gears.\(gears.group)") == nil)
    }

    // MARK: - Hooks

    private func hook(_ name: String, event: String, weight: Int, policy: String = "") -> String {
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: \(name)
          annotations:
            helm.sh/hook: \(event)
            helm.sh/hook-weight: "\(weight)"
        \(policy.isEmpty ? "" : "    helm.sh/hook-delete-policy: \(policy)")
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: nowhere.invalid/c}]
        """
    }

    @Test func hooksRunByWeightAndGoByPolicyF8() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let chart = TestChart(
            "hooked",
            [
                "templates/b.yaml": hook("second", event: "pre-install,pre-upgrade", weight: 5),
                "templates/a.yaml": hook("first", event: "pre-install", weight: -5, policy: "hook-succeeded"),
                "templates/c.yaml": hook("last", event: "post-install", weight: 0),
                "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n",
            ])
        async let order = PlayedKubelet.play(namespace, until: 3)
        _ = try await driver.ensure(try chart.request("demo", in: namespace))
        #expect(try await order == ["first", "second", "last"])
        #expect(try await client.getIfPresent(.jobs, "first", namespace: namespace) == nil)
        let stale = try await client.get(.jobs, "second", namespace: namespace)

        // The former job of the same name makes room for the next run.
        async let again = PlayedKubelet.play(namespace, until: 1)
        _ = try await driver.ensure(try chart.request("demo", in: namespace, values: ["a": 1]))
        #expect(try await again == ["second"])
        let fresh = try await client.get(.jobs, "second", namespace: namespace)
        #expect(fresh["metadata"]?["uid"] != stale["metadata"]?["uid"])
    }

    @Test func aFailedHookStopsTheReleaseWithItsReasonF8() async throws {
        let client = try await Live.client()
        let driver = try await Live.driver()
        let namespace = Live.unique()
        let chart = TestChart(
            "hooked",
            [
                "templates/a.yaml": hook("check", event: "pre-install,pre-upgrade", weight: 0),
                "templates/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n",
            ])
        let request = try chart.request("demo", in: namespace)
        async let failed = PlayedKubelet.play(namespace, failing: ["check"], until: 1)
        let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
        _ = try await failed
        #expect(error?.code == .hookFailed)
        #expect(error?.message.contains("Job.batch \(namespace)/check failed") == true, "\(String(describing: error))")
        #expect(try await client.getIfPresent(.configMaps, "map", namespace: namespace) == nil)
        #expect(try await driver.record("demo", namespace: namespace)?.status == "failed")

        // The stale job does not block the retry.
        async let played = PlayedKubelet.play(namespace, until: 1)
        #expect(try await driver.ensure(request).record.status == "deployed")
        _ = try await played
    }
}
