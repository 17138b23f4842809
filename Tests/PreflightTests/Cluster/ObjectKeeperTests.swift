import Testing
import Value

@testable import Preflight

@Suite struct ObjectKeeperTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var metadata: String
        var kind: ObjectKeeper.Kind
        var name: String

        init(_ metadata: String, _ kind: ObjectKeeper.Kind, _ name: String = "") {
            self.metadata = metadata
            self.kind = kind
            self.name = name
        }

        var testDescription: String { metadata }
    }

    private static let helm = "annotations: {meta.helm.sh/release-name: r, meta.helm.sh/release-namespace: 'n'}"

    @Test(arguments: [
        Case("name: a", .nobody),
        Case("labels: {app.kubernetes.io/managed-by: Helm}", .nobody),
        Case("annotations: {meta.helm.sh/release-name: r}", .nobody),
        Case(helm, .release, "n/r"),
        Case("\(helm), labels: {helm.toolkit.fluxcd.io/name: r}", .tool, "Flux"),
        Case("labels: {kustomize.toolkit.fluxcd.io/name: r}", .tool, "Flux"),
        Case("labels: {argocd.argoproj.io/instance: r}", .tool, "Argo CD"),
        Case("annotations: {argocd.argoproj.io/tracking-id: 'a:b'}", .tool, "Argo CD"),
        Case("\(helm), labels: {components.gke.io/layer: addon}", .addOn, "GKE"),
        Case("annotations: {components.gke.io/component-name: x}", .addOn, "GKE"),
        Case("labels: {kubernetes.azure.com/managedby: aks}", .addOn, "AKS"),
        Case("labels: {eks.amazonaws.com/component: x}", .addOn, "EKS"),
        Case("labels: {doks.digitalocean.com/managed: 'true'}", .addOn, "DOKS"),
        Case("labels: {addonmanager.kubernetes.io/mode: Reconcile}", .addOn, "the cluster's add-on manager"),
        Case("labels: {operators.coreos.com/x.y: ''}", .addOn, "OpenShift's operator lifecycle manager"),
        Case("labels: {olm.managed: 'true'}", .addOn, "OpenShift's operator lifecycle manager"),
        Case("labels: {olm.owner: x}", .addOn, "OpenShift's operator lifecycle manager"),
    ])
    func isToldByMarks(_ example: Case) throws {
        let object = ClusterObject(["metadata": try Scenario.yaml("{\(example.metadata)}")])
        let keeper = ObjectKeeper(object)
        #expect(keeper.kind == example.kind)
        #expect(keeper.name == example.name)
    }
}
