import Commands
import Kubernetes
import Testing
import Value

/// What still needs a provider's operator keeps it: other providers' deployments, and objects that nobody else looks after.
@Suite(.timeLimit(.minutes(3)))
struct UninstallUseTests {
    private static func make(
        _ apiVersion: String, _ kind: String, _ name: String, _ more: Object = [:], in cluster: SimulatedCluster
    ) async throws {
        var object: Object = [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": .string(name), "namespace": "default"],
        ]
        for (key, value) in more { object[key] = value }
        _ = try await cluster.client.create(.object(object))
    }

    private static func delete(
        _ apiVersion: String, _ kind: String, _ name: String, in cluster: SimulatedCluster
    ) async throws {
        _ = try await cluster.client.delete(
            ObjectReference(apiVersion: apiVersion, kind: kind, namespace: "default", name: name))
    }

    private static let labels: Object = ["resource": ["labelSelector": ["matchLabels": ["gpu": "yes"]]]]

    /// Two providers have the operator, and the one that goes knows nothing of the other's deployments.
    @Test(arguments: ["", " --force", " --plan"])
    func anotherProvidersDeploymentKeepsTheOperatorThatBothHave(flags: String) async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install kaito kaito-set").status == .done)
            try await Self.make("kaito.sh/v1beta1", "Workspace", "chat", Self.labels, in: cluster)
            let kept = await cluster.run("uninstall kaito-set\(flags)")
            #expect(kept.status == .done, "\(kept.everything)")
            #expect(
                kept.output.contains(
                    "kaito-workspace in namespace kaito-workspace: kept, deployment default/chat of provider kaito "
                        + "needs it, too\n"), "\(kept.output)")
            let left = try await cluster.releases
            #expect(left.contains("kaito-workspace/kaito-workspace"), "\(left)")
            let json = try await cluster.run("uninstall kaito-set\(flags) -o json").json["operators"]?[0]
            #expect(json?["neededBy"] == "deployment default/chat of provider kaito", "\(json ?? .null)")

            try await Self.delete("kaito.sh/v1beta1", "Workspace", "chat", in: cluster)
            let gone = await cluster.run("uninstall kaito-set")
            #expect(gone.status == .done, "\(gone.everything)")
            let rest = try await cluster.releases
            #expect(!rest.contains("kaito-workspace/kaito-workspace"), "\(rest)")
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var provider: String
        var apiVersion: String
        var kind: String
        /// The operator that is removed first.
        var place: String

        var testDescription: String { "\(kind) of \(provider)" }
    }

    @Test(arguments: [
        Case(
            provider: "kuberay", apiVersion: "ray.io/v1", kind: "RayCluster",
            place: "kuberay-operator in namespace kuberay-system"),
        // Another operator of the provider's brings the CRD than looks after its objects.
        Case(
            provider: "kserve-classic", apiVersion: "serving.kserve.io/v1alpha1", kind: "ServingRuntime",
            place: "kserve-resources in namespace kserve"),
    ])
    func objectsOfItsCRDsKeepAnOperatorUnlessTheyAreGivenUp(_ test: Case) async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install \(test.provider)").status == .done)
            try await Self.make(test.apiVersion, test.kind, "theirs", ["spec": [:]], in: cluster)
            let before = try await cluster.releases
            let line = "uninstall \(test.provider)"
            for flags in [" --plan", ""] {
                let kept = await cluster.run(line + flags)
                #expect(kept.status == .failed, "\(kept.everything)")
                #expect(
                    kept.output.contains("\(test.place): kept, \(test.kind) default/theirs needs it\n"),
                    "\(kept.output)")
                #expect(
                    kept.errors.contains(
                        "next: remove what needs it first: kubectl delete \(test.kind) theirs -n default, or give "
                            + "--force"), "\(kept.errors)")
            }
            let after = try await cluster.releases
            #expect(Set(after) == Set(before), "nothing goes of a provider that is in use")
            let forced = await cluster.run("\(line) --force")
            #expect(forced.status == .done, "\(forced.everything)")
            #expect(forced.output.contains("\(test.place): removed"), "\(forced.output)")
        }
    }

    @Test func whatAnOperatorMakesItselfDoesNotKeepIt() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install nfd").status == .done)
            try await Self.make("nfd.k8s-sigs.io/v1alpha1", "NodeFeature", "gpu-0", ["spec": [:]], in: cluster)
            _ = try await cluster.client.create([
                "apiVersion": "nfd.k8s-sigs.io/v1alpha1", "kind": "NodeFeatureRule", "metadata": ["name": "mine"],
            ])
            let kept = await cluster.run("uninstall nfd")
            #expect(kept.status == .failed, "\(kept.everything)")
            #expect(kept.output.contains("kept, NodeFeatureRule mine needs it\n"), "\(kept.output)")
            _ = try await cluster.client.delete(
                ObjectReference(
                    apiVersion: "nfd.k8s-sigs.io/v1alpha1", kind: "NodeFeatureRule", namespace: nil, name: "mine"))
            let removed = await cluster.run("uninstall nfd")
            #expect(removed.status == .done, "\(removed.everything)")
        }
    }

    /// It came with a release that groundcrew made of another operator: that one stays what it is.
    @Test func whatAnotherOperatorBringsDoesNotTakeThatOneAlong() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install lws").status == .done)
            let crd: Value = [
                "metadata": [
                    "labels": ["app.kubernetes.io/managed-by": "Helm"],
                    "annotations": [
                        "meta.helm.sh/release-name": "lws", "meta.helm.sh/release-namespace": "lws-system",
                    ],
                ]
            ]
            #expect(await cluster.run("install nfd").status == .done)
            _ = try await cluster.client.patch(
                .customResourceDefinitions, "nodefeaturerules.nfd.k8s-sigs.io", with: .merge(crd))
            #expect(await cluster.run("uninstall nfd").status == .done)
            let before = try await cluster.releases
            #expect(before.contains("lws-system/lws"), "\(before)")
            let run = await cluster.run("uninstall nfd")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(
                run.errors.contains("it came with that one, and goes with it: groundcrew uninstall lws"),
                "\(run.errors)")
            let after = try await cluster.releases
            #expect(after.contains("lws-system/lws"), "\(after)")
        }
    }

    @Test func crdsThatStayAreNamed() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gears.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: gears, kind: Gear, singular: gear, listKind: GearList}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object}}

                """, to: "operator/crds/gears.yaml")
            let crd = "CustomResourceDefinition.apiextensions.k8s.io gears.example.com"
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let removed = await cluster.run("uninstall dynamo")
            #expect(removed.status == .done, "\(removed.everything)")
            #expect(
                removed.output.contains("removed, was revision 1\n  \(crd) stays: what a chart has in crds/ "),
                "\(removed.output)")
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let stays = try await cluster.run("uninstall dynamo -o json").json["operators"]?[0]?["stays"]
            #expect(stays?[0]?["object"]?.string == crd, "\(stays ?? .null)")
            #expect(stays?[0]?["reason"]?.string?.isEmpty == false)
        }
    }
}
