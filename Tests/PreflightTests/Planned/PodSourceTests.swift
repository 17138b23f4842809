import Kubernetes
import Testing
import Value

@testable import Preflight

/// ConfigMaps and Secrets of pods: whether they are there.
@Suite struct PodSourceTests: FactGathering {
    private static let wanted = "{deployments: [{name: qwen, namespace: keda}]}"

    /// A pod that mounts ConfigMap `ca`, and takes its environment from Secret `keys`.
    private static let needing = PlannedCase.deployment(
        pod: "volumes: [{name: ca, configMap: {name: ca}}]", container: "envFrom: [{secretRef: {name: keys}}]")

    private static func sources(_ configMap: String, _ secret: String) -> String {
        func entry(_ kind: String, _ name: String, _ state: String) -> String {
            "{kind: \(kind), namespace: keda, name: \(name), state: \(state), code: '', message: cannot get it}"
        }
        return "podSources: [\(entry("ConfigMap", "ca", configMap)), \(entry("Secret", "keys", secret))]"
    }

    private static func planned(
        _ name: String, _ objects: String, _ facts: String, verdict: String, says: [String] = [],
        omits: [String] = [], owner: String = "model keda/qwen"
    ) -> PlannedCase {
        PlannedCase(name, objects: objects, facts: facts, want: wanted, verdict: verdict, says: says, omits: omits) {
            $0.owner = owner
        }
    }

    static let cases = [
        planned("nothing is planned", "", "rendered: null\npodSources: null", verdict: "skipped"),
        planned(
            "none is named", PlannedCase.deployment(), "podSources: null", verdict: "pass",
            says: ["no pod that is to come needs a ConfigMap or a Secret"]),
        planned(
            "all are there", needing, sources("present", "present"), verdict: "pass",
            says: ["ConfigMap keda/ca, Secret keda/keys is there"]),
        planned(
            "one is missing", needing, sources("missing", "present"), verdict: "fail",
            says: ["Deployment.apps keda/web needs ConfigMap keda/ca, which is not there", "kubectl create configmap"],
            omits: ["keda/keys"]),
        planned(
            "a fault outweighs what is not known", needing, sources("missing", "unknown"), verdict: "fail",
            says: ["ConfigMap keda/ca", "whether Secret keda/keys is there is not known"]),
        planned(
            "one may not be read", needing, sources("present", "unknown"), verdict: "unknown",
            says: ["whether Secret keda/keys is there is not known: cannot get it"]),
        planned(
            "one comes with it",
            needing + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca, namespace: keda}\n",
            sources("unknown", "present"), verdict: "pass", says: ["ConfigMap keda/ca (comes with the run)"]),
        planned(
            "one was not recorded", needing, "podSources: null", verdict: "unknown",
            says: ["gathered without ConfigMap keda/ca"]),
        planned(
            "an operator may make it",
            needing + "---\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c, namespace: keda}\n",
            sources("present", "missing"), verdict: "warn", says: ["names Secret keda/keys, which is not there"]),
        planned(
            "an operator makes the pods",
            """
            apiVersion: nvidia.com/v1
            kind: Graph
            metadata: {name: qwen, namespace: keda}
            spec: {pod: {containers: [{name: main, image: a, envFrom: [{secretRef: {name: keys}}]}]}}
            """, sources("present", "missing"), verdict: "warn", says: ["names Secret keda/keys, which is not there"]),
        planned(
            "the pods of operators are not judged", needing, "podSources: null", verdict: "pass",
            says: ["no pod that is to come needs"], owner: "operator keda"),
        PlannedCase(
            "it cannot be rendered", facts: "podSources: null", want: wanted, verdict: "unknown",
            says: ["because model keda/qwen cannot be rendered"]
        ) {
            $0.owner = "model keda/qwen"
            $0.unknown = UnknownReason(.failed, "the chart is not to be had")
        },
    ]

    @Test(arguments: cases) func configMapsAndSecretsAreThere(planned: PlannedCase) throws {
        try planned.expect(check: "pod-configuration")
    }

    // MARK: - Pods

    @Test(
        arguments: [
            (
                "volumes: [{name: a, configMap: {name: c}}, {name: b, secret: {secretName: s}}]",
                ["ConfigMap c", "Secret s"]
            ),
            (
                "volumes: [{name: a, projected: {sources: [{configMap: {name: c}}, {secret: {name: s}}]}}]",
                ["ConfigMap c", "Secret s"]
            ),
            ("volumes: [{name: a, configMap: {name: c, optional: true}}, {name: b, emptyDir: {}}]", []),
            ("volumes: [{name: a, configMap: {name: c}}, {name: b, configMap: {name: c}}]", ["ConfigMap c"]),
            (
                "initContainers: [{name: i, image: i, envFrom: [{configMapRef: {name: c}}, {secretRef: {name: s}}]}]",
                ["ConfigMap c", "Secret s"]
            ),
            (
                "initContainers: [{name: i, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}, "
                    + "{name: B, valueFrom: {configMapKeyRef: {name: c, key: k, optional: true}}}, "
                    + "{name: C, value: x}]}]", ["Secret s"]
            ),
        ] as [(String, [String])])
    func onlyWhatMustBeThereIsNamed(pod: String, names: [String]) throws {
        let object = try #require(try PlannedCase.values(PlannedCase.deployment(pod: pod)).first)
        let sources = try #require(RenderedPod.all(in: object).first).sources
        #expect(sources.map { "\($0["kind"]?.string ?? "") \($0["name"]?.string ?? "")" } == names)
    }

    @Test func theTokenOfAModelIsAnotherChecks() throws {
        let wanted: Object = ["deployments": [["name": "qwen", "namespace": "keda"]]]
        var subject = Subject(wanted)
        subject.deployments[0].serving.tokenSecret = "keys"
        let part = RenderedPart(
            owner: "model keda/qwen", release: "qwen", namespace: "keda",
            objects: try PlannedCase.values(Self.needing))
        let rendered = Value.array([part.summary])
        #expect(PodSource.all(in: rendered, for: subject).map(\.name) == ["ca"])
        let known: Value = [PodSource(kind: .configMap, namespace: "keda", name: "ca").entry(.present)]
        let view = RenderedView(rendered, subject: subject)
        let named = try PodSourceUse.value(view, for: subject, known: known)
        #expect(named.array?.map { $0["name"] } == ["ca"])
    }

    // MARK: - What is seen

    @Test func eachIsReadOnceAndOneThatMayNotBeReadSaysSo() async throws {
        let part = RenderedPart(
            owner: "model keda/qwen", release: "qwen", namespace: "keda",
            objects: try PlannedCase.values(Self.needing))
        let sources = PodSource.all(in: .array([part.summary]), for: Subject())
        #expect(sources.map(\.name) == ["ca", "keys"])
        let gatherer = try gatherer([
            "/api/v1/namespaces/keda/configmaps/ca": .json(
                404,
                [
                    "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404,
                    "message": #"configmaps "ca" not found"#, "details": ["name": "ca", "kind": "configmaps"],
                ]),
            "/api/v1/namespaces/keda/secrets/keys": StubTransport.refusal(403, "Forbidden"),
        ]).0
        let entries = try #require(try await gatherer.podSources(sources).value?.array)
        #expect(entries.map { $0["state"] } == ["missing", "unknown"])
        #expect(entries.last?["code"] == "forbidden")
        let none = try await gatherer.podSources([])
        #expect(none == .absent)
    }
}
