import Preflight
import Testing

@Suite struct ConversionWebhooksCheckTests {
    static let facts = """
        objects/customresourcedefinitions.apiextensions.k8s.io:
          - metadata:
              name: graphs.nvidia.com
              labels: {app.kubernetes.io/managed-by: Helm}
              annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
            spec:
              group: nvidia.com
              names: {kind: Graph}
              conversion:
                strategy: Webhook
                webhook:
                  clientConfig:
                    service: {namespace: dynamo-system, name: hook, port: 443}
                    caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
              versions:
                - {name: v1alpha1, served: true, storage: false}
                - {name: v1beta1, served: true, storage: true}
            status: {storedVersions: [v1beta1], conditions: [{type: Established, status: 'True'}]}
          - metadata: {name: things.other.test}
            spec:
              group: other.test
              names: {kind: Thing}
              versions: [{name: v1, served: true, storage: true}]
            status: {storedVersions: [v1]}
        objects/services:
          - {metadata: {name: hook, namespace: dynamo-system}, spec: {type: ClusterIP, ports: [{port: 443}]}}
        objects/endpointslices.discovery.k8s.io:
          - metadata: {name: hook-1, namespace: dynamo-system, labels: {kubernetes.io/service-name: hook}}
            addressType: IPv4
            endpoints: [{conditions: {ready: true}}]
        objects/namespaces: [{metadata: {name: dynamo-system}}, {metadata: {name: models}}]

        """

    static let wanted = ClusterFixture.wanted

    static let scenarios: [Scenario] = [
        Scenario(
            "a pod is ready behind the webhook", facts: facts, want: wanted, verdict: "pass",
            says: ["the webhooks of all 1 CRDs"]),
        Scenario(
            "no CRD is converted", facts: facts.with(Edit("strategy: Webhook", "strategy: None")), want: wanted,
            verdict: "pass", says: ["no CRD has a webhook"]),
        Scenario(
            "R18 the Service is in a namespace that does not exist",
            facts: facts.with(Edit("service: {namespace: dynamo-system", "service: {namespace: elsewhere")),
            want: wanted.with(.writingAlpha), verdict: "fail",
            says: [
                "graphs.nvidia.com cannot be converted between versions",
                "the namespace of its Service elsewhere/hook does not exist", "spec.conversion.webhook",
            ]),
        Scenario(
            "R18 the Service does not exist", facts: facts.with(Edit("name: hook, port", "name: other, port")),
            want: wanted.with(.writingAlpha), verdict: "fail",
            says: ["its Service dynamo-system/other does not exist", "graphs.nvidia.com (dynamo-system/other)"]),
        Scenario(
            "no pod is there", facts: facts.with(.noPod), want: wanted.with(.writingAlpha), verdict: "fail",
            says: ["no pod is behind its Service dynamo-system/hook"]),
        Scenario(
            "the authority is missing",
            facts: facts.with(Edit("            caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==\n", "")),
            want: wanted.with(.writingAlpha), verdict: "fail", says: ["its caBundle is empty"]),
        Scenario(
            "what is written is what is stored", facts: facts.with(.noPod), want: wanted, verdict: "warn",
            says: ["which nothing that is wanted takes"]),
        Scenario(
            "objects may be stored in another version", facts: facts.with(.noPod, .alphaStored), want: wanted,
            verdict: "fail", says: ["no pod is behind"]),
        Scenario(
            "which version is written is not known", facts: facts.with(.noPod),
            want: wanted.with(Edit(", versions: [v1beta1]}]", "}]")), verdict: "fail", says: ["no pod is behind"]),
        Scenario(
            "none of the versions that are written is served", facts: facts.with(.noPod),
            want: wanted.with(Edit("versions: [v1beta1]}]", "versions: [v2]}]")), verdict: "fail",
            says: ["no pod is behind"]),
        Scenario(
            "the operator that converts it is to be installed", facts: facts.with(.noPod),
            want: wanted.with(.writingAlpha, .installed), verdict: "warn",
            says: ["cannot be converted until dynamo-platform runs", "go on"]),
        Scenario(
            "R18 the Service is not where the operator is to be installed",
            facts: facts.with(Edit("service: {namespace: dynamo-system", "service: {namespace: elsewhere")),
            want: wanted.with(.writingAlpha, .installed), verdict: "fail",
            says: ["the namespace of its Service elsewhere/hook does not exist"]),
        Scenario(
            "a stranger's", facts: facts.with(.noPod), verdict: "warn",
            says: ["which nothing that is wanted takes", "have its owner bring the webhook up"]),
        Scenario(
            "it is asked outside of the cluster",
            facts: facts.with(
                Edit("service: {namespace: dynamo-system, name: hook, port: 443}", "url: https://convert.example.com")),
            want: wanted, verdict: "pass", says: ["outside of the cluster"]),
        Scenario(
            "there is no CRD", facts: "objects/customresourcedefinitions.apiextensions.k8s.io: []", want: wanted,
            verdict: "pass", says: ["no CRD has a webhook"]),
    ]

    @Test(arguments: scenarios) func isJudged(_ scenario: Scenario) throws {
        try scenario.expect(check: "conversion-webhooks")
    }
}
