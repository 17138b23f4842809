import Testing
import Value

@testable import Deployments

@Suite struct DeploymentMakerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var metadata: Object
        var words: String
        var hint: String
        var isKept = true
        var testDescription: String { words }
    }

    private static let edit = "kubectl edit things.x.y qwen3 --namespace models"
    private static let again = "or deploy the model under another name: groundcrew deploy"

    private static let cases = [
        Case(
            metadata: ["ownerReferences": [["kind": "Model", "name": "big", "controller": true]]],
            words: "it belongs to Model big", hint: "change Model big, which makes it"),
        Case(
            metadata: [
                "labels": ["helm.toolkit.fluxcd.io/name": "qwen", "helm.toolkit.fluxcd.io/namespace": "flux"]
            ], words: "Flux's HelmRelease flux/qwen makes it",
            hint: "change the values of Flux's HelmRelease flux/qwen"),
        Case(
            metadata: ["labels": ["kustomize.toolkit.fluxcd.io/name": "apps"]],
            words: "Flux's Kustomization apps makes it",
            hint: "change the manifest where Flux's Kustomization apps has it from"),
        Case(
            metadata: ["annotations": ["argocd.argoproj.io/tracking-id": "models:ray.io/RayService:models/qwen3"]],
            words: "Argo CD's application models makes it", hint: "change it where application models has it from"),
        Case(
            metadata: ["labels": ["argocd.argoproj.io/instance": "models"]],
            words: "Argo CD's application models makes it", hint: "change it where application models has it from"),
        Case(
            metadata: ["annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}"]],
            words: "it was made by kubectl apply", hint: "change its manifest and apply it again; \(again)",
            isKept: false),
        Case(
            metadata: [
                "managedFields": [
                    ["manager": "operator", "subresource": "status", "fieldsV1": ["f:spec": [:]]],
                    ["manager": "labeller", "fieldsV1": ["f:metadata": [:]]],
                    ["manager": "kubectl-create", "fieldsV1": ["f:spec": [:]]],
                ]
            ], words: "its spec was written by kubectl-create", hint: "\(edit); \(again)", isKept: false),
        Case(metadata: [:], words: "nobody says who made it", hint: "\(edit); \(again)", isKept: false),
        // An owner that only wants to be told of its end makes nothing.
        Case(
            metadata: ["ownerReferences": [["kind": "Model", "name": "big"]]], words: "nobody says who made it",
            hint: "\(edit); \(again)", isKept: false),
        Case(
            metadata: ["labels": ["argocd.argoproj.io/instance": ""]], words: "nobody says who made it",
            hint: "\(edit); \(again)", isKept: false),
    ]

    @Test(arguments: cases) func namesWhoLooksAfterAnObject(test: Case) {
        let object: Value = ["metadata": .object(test.metadata)]
        let maker = DeploymentMaker(of: object, edit: Self.edit)
        #expect(maker.words == test.words)
        #expect(maker.hint == test.hint)
        #expect((DeploymentMaker.keeper(of: object) != nil) == test.isKept)
    }

    @Test func anObjectWithoutMetadataIsNobodys() {
        #expect(DeploymentMaker(of: .null, edit: "e").words == "nobody says who made it")
        #expect(DeploymentMaker.keeper(of: .null) == nil)
    }
}
