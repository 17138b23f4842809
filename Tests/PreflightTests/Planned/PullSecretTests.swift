import Formats
import Kubernetes
import Testing
import Value

@testable import Preflight

/// Pull secrets: whether they are there, are what nodes take, and are for the registries of images.
@Suite struct PullSecretTests: FactGathering {
    // MARK: - The check

    /// One that pod `web` with an image of `reg.test` names.
    private static func secrets(_ entries: (name: String, state: String, more: String)...) -> String {
        let lines = entries.map { entry in
            let usual = [
                ("type", "kubernetes.io/dockerconfigjson"), ("hosts", "[reg.test]"), ("code", "''"), ("message", "''"),
            ].filter { !entry.more.contains("\($0.0): ") }.map { "\($0.0): \($0.1)" }
            let own = entry.more.isEmpty ? [] : [entry.more]
            let head = "namespace: keda, name: \(entry.name), state: \(entry.state)"
            return "{\(([head] + usual + own).joined(separator: ", "))}"
        }
        return "pullSecrets: [\(lines.joined(separator: ", "))]"
    }

    private static let pulling = PlannedCase.deployment(pod: "imagePullSecrets: [{name: a}, {name: b}]")

    static let cases = [
        PlannedCase(
            "none is named", objects: PlannedCase.deployment(), facts: "pullSecrets: null", verdict: "pass",
            says: ["no pod that is to come names a pull secret"]),
        PlannedCase(
            "one is missing", objects: pulling,
            facts: secrets(("a", "present", ""), ("b", "missing", "type: '', hosts: []")), verdict: "warn",
            says: [
                "Deployment.apps keda/web names the pull secret keda/b, and there is none", "reg.test/web:1",
                "kubectl create secret docker-registry",
            ], omits: ["pull secret keda/a"]),
        PlannedCase(
            "all are there", objects: pulling, facts: secrets(("a", "present", ""), ("b", "present", "")),
            verdict: "pass", says: ["keda/a, keda/b"]),
        PlannedCase(
            "the older type", objects: pulling,
            facts: secrets(("a", "present", "type: kubernetes.io/dockercfg"), ("b", "present", "")), verdict: "pass"),
        PlannedCase(
            "another type", objects: pulling, facts: secrets(("a", "otherType", "type: Opaque"), ("b", "present", "")),
            verdict: "warn", says: ["keda/a, which is of type Opaque"]),
        PlannedCase(
            "for another registry", objects: pulling,
            facts: secrets(("a", "present", "hosts: [other.test]"), ("b", "present", "")), verdict: "warn",
            says: ["keda/a, which is for other.test, and none of its images (reg.test/web:1) is from there"],
            omits: ["pull secret keda/b"]),
        PlannedCase(
            "for none", objects: pulling, facts: secrets(("a", "present", "hosts: []"), ("b", "present", "")),
            verdict: "warn", says: ["which is for no registry"]),
        PlannedCase(
            "one comes with it",
            objects: pulling + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: b, namespace: keda}\n",
            facts: secrets(("a", "present", "")), verdict: "pass", says: ["keda/b (comes with the run)"]),
        PlannedCase(
            "one may not be read", objects: pulling,
            facts: secrets(("a", "present", ""), ("b", "unknown", "hosts: [], message: cannot get secrets")),
            verdict: "unknown", says: ["whether keda/b is there is not known: cannot get secrets"]),
        PlannedCase(
            "a fault outweighs what is not known", objects: pulling,
            facts: secrets(("a", "missing", "hosts: []"), ("b", "unknown", "hosts: []")), verdict: "warn",
            says: ["keda/a"]),
        PlannedCase(
            "one was not recorded", objects: pulling, facts: secrets(("a", "present", "")), verdict: "unknown",
            says: ["gathered without the pull secret keda/b"]),
        PlannedCase(
            "of Dynamo's older API",
            objects: """
                apiVersion: nvidia.com/v1alpha1
                kind: DynamoGraphDeployment
                metadata: {name: qwen, namespace: keda}
                spec: {services: {Worker: {extraPodSpec: {imagePullSecrets: [{name: a}], mainContainer: {image: reg.test/w}}}}}
                """, facts: secrets(("a", "missing", "hosts: []")), verdict: "warn",
            says: ["DynamoGraphDeployment.nvidia.com keda/qwen names the pull secret keda/a"]),
        PlannedCase(
            "whose pods nobody sees",
            objects: "{apiVersion: kaito.sh/v1beta1, kind: Workspace, metadata: {name: qwen, namespace: keda}}",
            facts: "pullSecrets: null", want: "{deployments: [{name: qwen, namespace: keda}]}", verdict: "pass",
            says: ["the pods of model keda/qwen are known to their operators alone, and not judged"]
        ) { $0.owner = "model keda/qwen" },
    ]

    @Test(arguments: cases) func pullSecretsAreThere(planned: PlannedCase) throws {
        try planned.expect(check: "pull-secrets")
    }

    // MARK: - Registries

    @Test(
        arguments: [
            ("reg.test", "reg.test/a:1", true), ("https://reg.test", "reg.test/a", true),
            ("https://reg.test/v2/", "reg.test/a", true), ("reg.test:5000", "reg.test:5000/a", true),
            ("reg.test", "reg.test:5000/a", false), ("other.test", "reg.test/a", false),
            ("https://index.docker.io/v1/", "vllm/vllm-openai:v1", true), ("docker.io", "busybox", true),
            ("reg.test/team", "reg.test/team/a", true), ("reg.test/team", "reg.test/teams/a", false),
            ("*.reg.test", "eu.reg.test/a", true), ("*.reg.test", "a.eu.reg.test/b", false),
            ("*.reg.test", "reg.test/a", false), ("e*.reg.test", "eu.reg.test/a", true),
            ("e*.reg.test", "us.reg.test/a", false),
        ] as [(String, String, Bool)])
    func aLoginIsForSomeImages(host: String, image: String, isFor: Bool) {
        #expect(PullSecret.covers([host], image: image) == isFor)
    }

    // MARK: - What is seen

    private static func secret(_ type: String, _ key: String, _ text: String) -> Value {
        ["type": .string(type), "data": [key: .string(Base64.encode(Array(text.utf8)))]]
    }

    private static let login = #"{"reg.test": {"auth": "aHVudGVyMg=="}}"#

    @Test(
        arguments: [
            (nil, "missing", []),
            (
                secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", #"{"auths": \#(login)}"#), "present",
                ["reg.test"]
            ),
            (secret("kubernetes.io/dockercfg", ".dockercfg", login), "present", ["reg.test"]),
            (secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "{"), "otherType", []),
            (secret("kubernetes.io/dockerconfigjson", ".dockercfg", login), "otherType", []),
            (secret("Opaque", ".dockerconfigjson", #"{"auths": \#(login)}"#), "otherType", []),
        ] as [(Value?, String, [String])])
    func registriesAreReadAndNoLogin(secret: Value?, state: String, hosts: [String]) {
        let entry = PullSecret(namespace: "keda", name: "a").entry(secret)
        #expect(entry["state"]?.string == state, "\(entry)")
        #expect(entry["hosts"] == .array(hosts.map(Value.string)))
        #expect(!entry.json().contains("aHVudGVyMg"))
    }

    @Test func eachIsReadOnceAndOneThatMayNotBeReadSaysSo() async throws {
        let part = RenderedPart(
            owner: "operator keda", release: "keda", namespace: "keda", objects: try PlannedCase.values(Self.pulling))
        let secrets = PullSecret.all(in: .array([part.summary]))
        #expect(secrets.map(\.name) == ["a", "b"])
        let path = "/api/v1/namespaces/keda/secrets/"
        let gatherer = try gatherer([
            path + "a": .json(200, Self.secret("kubernetes.io/dockercfg", ".dockercfg", Self.login)),
            path + "b": StubTransport.refusal(403, "Forbidden"),
        ]).0
        let entries = try #require(try await gatherer.pullSecrets(secrets).value?.array)
        #expect(entries.map { $0["state"] } == ["present", "unknown"])
        #expect(entries.last?["code"] == "forbidden")
        let none = try await gatherer.pullSecrets([])
        #expect(none == .absent)
    }
}
