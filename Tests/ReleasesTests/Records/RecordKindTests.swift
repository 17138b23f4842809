import Kubernetes
import Testing

@testable import Releases

/// What `HELM_DRIVER` names, in Helm's words.
@Suite struct RecordKindTests {
    @Test(
        arguments: [
            (nil, nil), ("", nil), ("secret", .secret), ("secrets", .secret), ("configmap", .configMap),
            ("configmaps", .configMap),
        ] as [(String?, RecordKind?)])
    func helmsWordsAreTaken(_ word: String?, _ kind: RecordKind?) throws {
        var environment = ["PATH": "/bin"]
        environment["HELM_DRIVER"] = word
        #expect(try RecordKind.named(in: environment) == kind)
    }

    private static let outside = "which keeps records outside the cluster, and groundcrew keeps them in it"

    /// Helm tells capitals from small letters.
    @Test(
        arguments: [
            ("memory", "HELM_DRIVER is memory, \(outside)"), ("sql", "HELM_DRIVER is sql, \(outside)"),
            ("Secret", "HELM_DRIVER is 'Secret', which Helm does not know"),
            ("etcd", "HELM_DRIVER is 'etcd', which Helm does not know"),
        ] as [(String, String)])
    func whatKeepsRecordsElsewhereIsRefused(_ word: String, _ words: String) {
        let error = #expect(throws: ReleaseError.self) { _ = try RecordKind.named(in: ["HELM_DRIVER": word]) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == words)
        #expect(error?.hint == "unset HELM_DRIVER, or set it to secret or configmap; nothing was changed")
    }

    @Test(arguments: [(RecordKind.secret, "Secret", "secrets"), (.configMap, "ConfigMap", "configmaps")])
    func eachHasItsTypeAndItsTitle(_ kind: RecordKind, _ title: String, _ plural: String) {
        #expect(kind.title == title)
        #expect(kind.type.kind == title)
        #expect(kind.type.plural == plural)
    }

    @Test func aGapSaysWhatCannotBeSeenAndWhatToAskFor() {
        let refusal = KubernetesError(.forbidden, "secrets is forbidden: User \"tina\" cannot list it")
        let here = RecordGap(kind: .secret, namespace: "team", error: refusal)
        #expect(here.what == "releases kept as Secrets in namespace team")
        #expect(here.description.hasPrefix("releases kept as Secrets in namespace team cannot be seen: "))
        #expect(here.description.contains("\"tina\" cannot list it"))
        #expect(here.hint == "ask for the right to list secrets in namespace team")
        let everywhere = RecordGap(kind: .configMap, namespace: nil, error: refusal)
        #expect(everywhere.what == "releases kept as ConfigMaps in any namespace")
        #expect(everywhere.hint == "ask for the right to list configmaps")
        #expect(here == here && here != everywhere)
    }
}
